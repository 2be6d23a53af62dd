"""``perfeval new`` and ``perfeval convert`` as a person runs them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from forms.build_forms import build_form
from standard_workbooks import FORMS

from perfeval_core.model import FormKind, FundsPart
from perfeval_core.read_form import read_workbook_forms
from workbook_templates.build import DIST
from workbook_templates.content import form_texts
from xladdin.cli import main
from xladdin.files import read_workbook


def _cells(path: Path) -> list[str]:
    texts = [
        " ".join(cell.text.split())
        for grid in read_workbook(path).grids
        for cell in grid.cells.values()
        if not cell.is_blank and cell.text.strip()
    ]
    return sorted(texts)


@pytest.mark.parametrize("name", FORMS)
def test_convert_drops_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str) -> None:
    old, new = tmp_path / "旧表.xlsx", tmp_path / "新表.xlsx"
    build_form(name).save(old)
    before = old.read_bytes()
    assert main(["convert", str(old), "-o", str(new)]) == 0
    assert "转来" in capsys.readouterr().out
    assert old.read_bytes() == before
    (form,) = read_workbook_forms(read_workbook(old)).forms
    titles = {" ".join(place.text.split()) for place in form.placed}
    # 年度总金额 and the like are said in the standard form's words
    titles |= {" ".join(row.name.text.split()) for row in form.funds.rows if row.part is not FundsPart.DETAIL}
    headings = {
        " ".join(read_workbook(old).grids[0].at(one.ref.row, one.ref.col).text.split()) for one in form.headings
    }
    kept = "\n".join(_cells(new))
    lost = [
        text
        for text in _cells(old)
        if text not in kept and text not in titles | headings and not re.fullmatch(r"(指标\d*[:：]?|…+|[-—/.]+)", text)
    ]
    assert lost == []


@pytest.mark.parametrize("form", ["2020", "cost"])
@pytest.mark.parametrize("functions", ["none", "addin"])
def test_new_makes_the_form_with_its_head(tmp_path: Path, form: str, functions: str) -> None:
    path = tmp_path / "自评表.xlsx"
    words = ["--form", form, "--functions", functions, "--project", "机井建设", "--unit", "县水务局", "--year", "2024"]
    assert main(["new", *words, "-o", str(path)]) == 0
    workbook = read_workbook(path)
    (made,) = read_workbook_forms(workbook).forms
    assert (made.project.text, made.unit.text, made.year) == ("机井建设", "县水务局", "2024")
    assert ("计分明细" in [grid.sheet for grid in workbook.grids]) == (functions == "none")
    assert {heading.name for heading in made.headings if heading.level == 1} >= {"产出指标", "效益指标", "满意度指标"}


def test_targets_are_carried_into_the_self_evaluation(tmp_path: Path) -> None:
    from openpyxl import load_workbook

    filled = tmp_path / "申报表.xlsx"
    book = load_workbook(DIST / f"{form_texts('targets')['file']}.xlsx")
    sheet = book["绩效目标申报表"]
    head = next(row for row in range(1, 30) if sheet.cell(row, 4).value == "三级指标")
    sheet["C3"], sheet["E6"], sheet["C9"] = "机井建设", 120, "新建机井 20 口"
    for row, (name, target, weight) in enumerate((("建设成本", "≤120万元", 20), ("亩均成本", "≤1000元", 0)), head + 1):
        sheet.cell(row, 4, name), sheet.cell(row, 5, target), sheet.cell(row, 6, weight)
    sheet.cell(head + 5, 4, "新建机井"), sheet.cell(head + 5, 5, "≥20口"), sheet.cell(head + 5, 6, 40)
    book.save(filled)
    assert read_workbook_forms(read_workbook(filled)).forms[0].kind is FormKind.TARGETS
    path = tmp_path / "自评表.xlsx"
    assert main(["new", "--from", str(filled), "-o", str(path)]) == 0
    (made,) = read_workbook_forms(read_workbook(path)).forms
    rows = [(row.level1, row.level2, row.name.text, row.target.text, row.weight.text) for row in made.indicators]
    assert rows == [
        ("成本指标", "经济成本指标", "建设成本", "≤120万元", "20"),
        ("成本指标", "经济成本指标", "亩均成本", "≤1000元", "0"),
        ("产出指标", "数量指标", "新建机井", "≥20口", "40"),
    ]
    assert made.project.text == "机井建设" and made.goals.expected.text == "新建机井 20 口"
    assert made.funds.parts[0].budget_initial.text == "120"


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["new"], "PE-C001"),
        (["new", "-o", "表.xlsx", "--form", "2019"], "PE-C001"),
        (["new", "-o", "表.xlsx", "--year", "今年"], "PE-C001"),
        (["new", "-o", "表.xlsx", "--scheme", "湖北"], "PE-C002"),
        (["new", "-o", "已有.xlsx"], "PE-C003"),
        (["new", "-o", "没有的文件夹/表.xlsx"], "PE-C004"),
        (["new", "-o", "表.xlsx", "--from", "没有.xlsx"], "PE-F001"),
        (["new", "-o", "表.xlsx", "--from", "空表.xlsx"], "PE-C006"),
        (["convert", "空表.xlsx", "-o", "表.xlsx"], "PE-C006"),
        (["convert", "坏.xlsx", "-o", "表.xlsx"], "PE-F0"),
        (["convert", "已有.xlsx"], "PE-C001"),
        (["convert", "已有.xlsx", "-o", "已有.xlsx"], "PE-C005"),
        (["convert", "空表.xlsx", "-o", "已有.xlsx"], "PE-C003"),
        (["convert", "空表.xlsx", "-o", "表.xlsx", "--scheme", "没有"], "PE-C002"),
    ],
)
def test_bad_input_gets_a_coded_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], words: list[str], code: str
) -> None:
    from openpyxl import Workbook

    monkeypatch.chdir(tmp_path)
    Workbook().save("空表.xlsx")
    Path("已有.xlsx").write_bytes(b"PK")
    Path("坏.xlsx").write_bytes(b"PK\x03\x04broken")
    assert main(words) == 2
    message = capsys.readouterr().err
    assert message.startswith(code) and "Traceback" not in message
    assert not Path("表.xlsx").exists()
    assert Path("已有.xlsx").read_bytes() == b"PK"


def test_force_overwrites_only_when_asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("表.xlsx").write_bytes(b"x")
    assert main(["new", "-o", "表.xlsx"]) == 2
    assert main(["new", "-o", "表.xlsx", "--force"]) == 0
    assert read_workbook_forms(read_workbook("表.xlsx")).forms
