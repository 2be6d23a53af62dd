"""The copy that is sent: nothing goes out that should stay at home, and what goes out opens and reads the same."""

from __future__ import annotations

import re
import warnings
import zipfile
from pathlib import Path
from xml.etree import ElementTree

import openpyxl
import pytest
from openpyxl.workbook.defined_name import DefinedName
from typed_form import build_form

from perfeval_core.check import CheckedForm
from perfeval_core.grid import CellRef
from perfeval_core.report import FileReport, counts_text
from perfeval_core.scheme import load_scheme
from perfeval_core.score_form import score_form
from tests.patch.decorated import ODD_SHEET, SHEET, decorated
from tests.patch.packages import CORPUS, contents, good_workbooks
from tests.patch.test_cells import SIGNED, openpyxl_opens
from xladdin.checking import check_file
from xladdin.cli import main
from xladdin.demo_form import demo_facts, write_form
from xladdin.files import read_workbook
from xladdin.files.hazards import HazardList
from xladdin.files.patch.cleaning import Cleaned, clean
from xladdin.files.patch.saving import changed_workbook
from xladdin.files.xlsx_reader import read_xlsx
from xladdin.packing import copy_name

TOLD = {"PE-F107", "PE-F108", "PE-F101", "PE-F102", "PE-F103", "PE-F104", "PE-F105", "PE-F106", "PE-F112"}
"""What must not be found in a copy any more."""


def cleaned(source: Path, target: Path, forms: set[str] | None = None) -> Cleaned:
    keep = {read_workbook(source).grids[0].sheet} if forms is None else forms
    content, done = changed_workbook(
        str(source), lambda parts: clean(parts, read_xlsx(parts.package, HazardList()), keep)
    )
    target.write_bytes(content)
    return done


def dangling(path: Path) -> list[str]:
    """Relationships to parts that are not there, ids that are no relationship, types of parts that are not there."""
    wrong = []
    found = {name.lower().replace("\\", "/"): content for name, content in contents(path).items()}
    for name, content in found.items():
        if not name.endswith((".xml", ".rels")):
            continue
        root = ElementTree.fromstring(content)
        folder, _, own = name.rpartition("/")
        rels = found.get(f"{folder}/_rels/{own}.rels".lstrip("/"))
        ids = {one.get("Id") for one in ElementTree.fromstring(rels)} if rels else set()
        for element in root.iter():
            for key, value in element.attrib.items():
                if "/relationships}" in key and value and value not in ids:
                    wrong.append(f"{name}: {key}={value}")
        if name == "[content_types].xml":
            wrong += [
                one.get("PartName", "") for one in root if one.get("PartName", "/x")[1:].lower() not in {*found, "x"}
            ]
    return wrong


@pytest.mark.parametrize("name", [name for name in good_workbooks() if name != SIGNED])
def test_the_corpus(name: str, tmp_path: Path) -> None:
    source, target = CORPUS / name, tmp_path / "净.xlsx"
    before = read_workbook(source)
    done = cleaned(source, target)
    after = read_workbook(target)
    assert {hazard.code for hazard in after.hazards} & TOLD == set()
    for grid in after.grids:
        old = next(one for one in before.grids if one.sheet == grid.sheet)
        unknown = {address for address in done.unknown if address.startswith(f"{grid.sheet}!")}
        shown = {place: cell.text for place, cell in grid.cells.items() if cell.text}
        assert shown == {place: cell.text for place, cell in old.cells.items() if cell.text}
        assert not unknown or all(
            not old.at(*place).computed for place in old.cells if f"{CellRef(grid.sheet, *place)}" in unknown
        )
        assert not grid.hidden and not grid.hidden_rows and not grid.hidden_cols
    assert [line for line in dangling(target) if line not in dangling(source)] == []
    assert not [name for name in contents(target) if re.search("docprops|vba|external|customxml|persons", name.lower())]
    assert openpyxl_opens(target) or not openpyxl_opens(source)


def test_a_decorated_workbook(tmp_path: Path) -> None:
    source, target = decorated(tmp_path / "rich.xlsm"), tmp_path / "净.xlsx"
    done = cleaned(source, target)
    kept = contents(target)
    everything = b"".join(kept.values())
    for secret in ("张三", "李四", "某局", "机密-1", "office-printer", "不该外发", "预算.xlsx", "zhangsan", "Module1"):
        if secret == "不该外发":
            assert everything.count(secret.encode()) <= 2, "only in the cell that showed it"
            continue
        assert secret.encode() not in everything, secret
    assert dangling(target) == []
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        book = openpyxl.load_workbook(target)
    assert book.sheetnames == [SHEET, ODD_SHEET]
    sheet = book[SHEET]
    assert (sheet["G2"].value, sheet["G3"].value, sheet["G4"].value) == (
        "=SUM(D1:D12)", "='It''s “2”'!A1*2", "不该外发",
    )  # fmt: skip
    assert sheet["B2"].comment.text == "原有的批注\n第二行"
    assert {"xl/media/image1.png", "xl/media/image2.png", "xl/charts/chart1.xml"} <= kept.keys()
    assert len(sheet._charts) == 1
    assert sheet["A14"].hyperlink.target == "http://example.com/a" and sheet["A15"].hyperlink is None
    assert sheet["A15"].value == "文件"
    assert not sheet.column_dimensions["N"].hidden and not sheet.row_dimensions[10].hidden
    assert done.frozen == 1
    assert {"VBA 宏", "隐藏的工作表「底稿」", "打印机设置", "批注人的账户"} <= set(done.left_out)
    assert zipfile.ZipFile(target).testzip() is None


# -- the command


@pytest.fixture
def form(tmp_path: Path) -> Path:
    path = tmp_path / "自评表.xlsx"
    write_form(path, demo_facts())
    return path


def test_refuses_while_errors_remain(form: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = form.read_bytes()
    assert main(["pack", str(form), "-o", str(tmp_path / "报送")]) == 1
    said = capsys.readouterr().err
    assert "〔PE-S105〕" in said and "H13" in said and "PE-C013" in said and "3 个错误" in said
    assert not (tmp_path / "报送").exists()
    assert form.read_bytes() == before


def test_anyway_says_so(form: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "报送"
    before = form.read_bytes()
    assert main(["pack", str(form), "-o", str(folder), "--anyway"]) == 1
    (made,) = folder.iterdir()
    assert made.name == "2020_市工业和信息化局_产业发展及互联网+行动专项引导资金_自评表.xlsx"
    sheet = openpyxl.load_workbook(made)["校验凭证"]
    facts = {row[0]: row[1] for row in sheet.iter_rows(min_row=3, values_only=True)}
    assert facts["结论"].startswith("未通过校验")
    said = next(cell for cell in sheet["B"] if cell.value == facts["结论"])
    assert said.font.b and said.font.color.rgb == "FFC00000" and said.fill.patternType == "solid"
    assert facts["问题数"] == counts_text(check_file(str(form)).report.findings)
    assert re.fullmatch("[0-9a-f]{64}", facts["内容指纹（SHA-256）"])
    assert "这不是电子签名" in sheet["A2"].value
    assert form.read_bytes() == before
    again = check_file(str(made)).report
    assert [finding.message for finding in again.findings] == [
        finding.message for finding in check_file(str(form)).report.findings
    ]
    capsys.readouterr()
    assert main(["pack", str(form), "-o", str(folder), "--anyway"]) == 2
    assert "PE-C003" in capsys.readouterr().err
    assert main(["pack", str(form), "-o", str(folder), "--anyway", "--force"]) == 1
    assert main(["verify", str(made)]) == 0


def test_a_packed_copy_can_be_packed_again(form: Path, tmp_path: Path) -> None:
    for folder in ("一", "二"):
        assert main(["pack", str(form), "-o", str(tmp_path / folder), "--anyway"]) == 1
        (form,) = (tmp_path / folder).iterdir()
    assert openpyxl.load_workbook(form).sheetnames == ["自评表", "校验凭证"]
    assert main(["verify", str(form)]) == 0


def test_marks_do_not_go_out(form: Path, tmp_path: Path) -> None:
    plain, marked = tmp_path / "一", tmp_path / "二"
    assert main(["pack", str(form), "-o", str(plain), "--anyway"]) == 1
    assert main(["mark", str(form)]) == 1
    assert main(["pack", str(form), "-o", str(marked), "--anyway"]) == 1
    (one,), (two,) = plain.iterdir(), marked.iterdir()
    first, second = contents(one), contents(two)
    assert first.keys() == second.keys()
    differing = {name for name in first if first[name] != second[name]}
    assert differing <= {"xl/worksheets/sheet2.xml"}, "only the seal says what was taken out"


@pytest.mark.parametrize(
    ("year", "unit", "project", "name"),
    [
        ("2023", "市财政局", "道路维修", "2023_市财政局_道路维修_自评表.xlsx"),
        ("", "", "", "自评表.xlsx"),
        ("2023", " ../../etc ", 'a/b\\c:d*e?f"g<h>i|j', "2023_etc_a_b_c_d_e_f_g_h_i_j_自评表.xlsx"),
        ("", "CON", "", "_CON_自评表.xlsx"),
        ("2023", "局\n科", "项\t目\u202e\x07 .", "2023_局 科_项 目_自评表.xlsx"),
        ("", "~$局", "-f 道路\u2066\u2069", "$局_f 道路_自评表.xlsx"),
        ("2023", "[2022]10号", "", "2023_2022_10号_自评表.xlsx"),
        ("2023", "局" * 200, "项" * 200, None),
    ],
)
def test_names(year: str, unit: str, project: str, name: str | None) -> None:
    from dataclasses import replace

    form = build_form({})
    form = replace(form, year=year, unit=form.unit._replace(text=unit), project=form.project._replace(text=project))
    form = replace(form, department=form.department._replace(text=""))
    scheme = load_scheme("mof_2020")
    made = copy_name(FileReport("x", (CheckedForm(form, scheme, score_form(form, scheme), ()),)))
    assert name in (None, made)
    assert len(made.encode()) <= 250 and made.endswith("_自评表.xlsx" if year or unit else "自评表.xlsx")


def test_names_that_libreoffice_has_written_stay(tmp_path: Path) -> None:
    """It says of every name that it is no macro; taken for one, all names went and every score said 待核."""
    source, target = tmp_path / "表.xlsx", tmp_path / "净.xlsx"
    made = openpyxl.Workbook()
    made.active["A1"], made.active["A2"] = 2, "=双倍*2"
    for name in ("双倍", "宏"):
        made.defined_names[name] = DefinedName(name, attr_text="Sheet!$A$1")
    made.save(tmp_path / "先.xlsx")
    with zipfile.ZipFile(tmp_path / "先.xlsx") as before, zipfile.ZipFile(source, "w") as after:
        for name in before.namelist():
            content = before.read(name)
            for written, macro in (("双倍", b"false"), ("宏", b"true")):
                was = f'name="{written}"'.encode()
                content = content.replace(was, was + b' function="%s" vbProcedure="false" hidden="false"' % macro)
            after.writestr(name, content)
    cleaned(source, target)
    assert list(openpyxl.load_workbook(target).defined_names) == ["双倍"]
