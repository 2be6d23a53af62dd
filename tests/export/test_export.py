"""The import sheet of the national system: where everything stands, and what would be refused."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from forms.build_forms import build_forms

from perfeval_core.findings import Severity
from perfeval_core.import_sheet import FUNDS_FIRST_ROW, GOALS_ROW, INDICATORS_FIRST_ROW, ImportSheet, import_sheet
from tests.cli.running import perfeval
from tests.fix.forms import ROWS, checked_forms, typed_form
from xladdin.exporting import import_workbook

READY = (
    ("产出指标", "数量指标", "新建集中供水点", "≥20处", "19处", 50, 47.5, "1处占地纠纷；3月补建。"),
    ("成本指标", "经济成本指标", "总投资", "≤90万元", "900000元", 10, 10, ""),
    ("效益指标", "社会效益指标", "村容村貌", "明显改善", "达成年度指标", 20, 20, ""),
    ("满意度指标", "服务对象满意度指标", "用水户满意度", "≥90%", "93.6%", 10, 10, ""),
)


def sheet_of(path: Path) -> ImportSheet:
    return import_sheet(checked_forms(path)[0])


def line(sheet: ImportSheet, row: int) -> list[str]:
    """A row of the sheet; numbers between bars."""
    cells = {col: cell for (own, col), cell in sheet.cells.items() if own == row}
    return [
        "" if col not in cells else f"|{cells[col].text}|" if cells[col].is_number else cells[col].text
        for col in range(1, 11)
    ]


def test_everything_stands_where_the_system_reads_it(tmp_path: Path) -> None:
    sheet = sheet_of(typed_form(tmp_path / "表.xlsx", READY))
    assert sheet.refusals == ()
    assert (FUNDS_FIRST_ROW, GOALS_ROW, INDICATORS_FIRST_ROW) == (9, 13, 15)
    assert line(sheet, 9)[:8] == ["年度资金总额", "", "|100|", "|100|", "|100|", "|10|", "|100|", "|10|"]
    assert line(sheet, 10)[:6] == ["其中：当年财政拨款", "", "|100|", "|100|", "|100|", ""]
    assert [line(sheet, row)[0] for row in (11, 12)] == ["上年结转资金", "其他资金"]
    assert line(sheet, 13)[:4] == ["预期目标", "新建供水点", "实际完成情况", "已经建成"]
    assert line(sheet, 15) == [
        "产出指标", "数量指标", "新建集中供水点", "≥", "|20|", "处", "|19|", "|50|", "|47.5|", "1处占地纠纷；3月补建。",
    ]  # fmt: skip
    assert line(sheet, 16)[3:9] == ["≤", "|90|", "万元", "|90|", "|10|", "|10|"]
    assert line(sheet, 17)[3:9] == ["定性", "明显改善", "", "达成年度指标", "|20|", "|20|"]
    assert line(sheet, 18)[3:9] == ["≥", "|90|", "%", "|93.6|", "|10|", "|10|"]
    assert line(sheet, 19) == [""] * 10


@pytest.mark.parametrize(
    ("target", "actual", "weight", "score", "reason", "code"),
    [
        ("2—3家", "3家", 50, 50, "", "PE-I101"),
        ("7.8%左右", "7.9%", 50, 50, "", "PE-I101"),
        ("", "3家", 50, 50, "", "PE-I101"),
        ("≥20处", "完成", 50, 50, "", "PE-I102"),
        ("≥20处", "≥20处", 50, 50, "", "PE-I102"),
        ("≥20处", "", 50, 50, "", "PE-I102"),
        ("≥20处", "22万元", 50, 50, "", "PE-I102"),
        ("≥20", "22", 50, 50, "", "PE-I103"),
        ("≥20处", "22处", 50, "", "", "PE-I104"),
        ("≥20处", "22处", "若干", 50, "", "PE-I104"),
        ("≥20处", "22处", 50, 48, "", "PE-I107"),
        ("投资5000万元以上企业≥3家", "4家", 50, 50, "", "PE-I108"),
    ],
)
def test_refusals(
    target: str, actual: str, weight: object, score: object, reason: str, code: str, tmp_path: Path
) -> None:
    rows = (("产出指标", "数量指标", "新建集中供水点", target, actual, weight, score, reason), *ROWS[1:])
    found = sheet_of(typed_form(tmp_path / "表.xlsx", rows)).refusals
    assert [one.code for one in found] == [code]
    assert found[0].where and (found[0].severity is Severity.ERROR) == (code != "PE-I108")


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ({"G11": None}, "“新建集中供水点”的得分没有填，系统只收一个数。"),
        ({"F11": " 若\n干"}, "“新建集中供水点”的分值填的是“若 干”，系统只收一个数。"),
        ({"E11": None}, "“新建集中供水点”的完成值没有填，系统只收和指标值“≥20处”同一口径的一个数。"),
        ({"C13": "区县", "D13": "100%", "E13": "满意"}, "“区县”的指标值“100%”没有写符号（≥、≤ 或 =）。"),
        ({"D11": "20", "E11": "22"}, "“新建集中供水点”的指标值“20”没有写单位。"),
    ],
)
def test_a_refusal_says_what_is_there(cells: dict[str, str | None], said: str, tmp_path: Path) -> None:
    """In words that read well when nothing is there too; each names a cell to look at."""
    [found] = sheet_of(typed_form(tmp_path / "表.xlsx", cells=cells)).refusals
    assert (found.message, bool(found.where)) == (said, True)


def test_a_column_that_is_not_there_is_told_at_the_name(tmp_path: Path) -> None:
    cells = {f"F{row}": None for row in (5, *range(10, 15))}
    found = [one for one in sheet_of(typed_form(tmp_path / "表.xlsx", cells=cells)).refusals if one.code == "PE-I104"]
    assert [one.where[0].a1 for one in found] == ["C11", "C12", "C13"]


def test_a_rate_of_nothing_is_nothing(tmp_path: Path) -> None:
    """0 is 0 % whether a share or a percentage was meant."""
    sheet = sheet_of(typed_form(tmp_path / "表.xlsx", READY, {"E5": 0, "E6": 0, "G5": 0, "H5": 0}))
    assert line(sheet, FUNDS_FIRST_ROW)[6] == "|0|" and "PE-I105" not in {one.code for one in sheet.refusals}


def test_funds_that_do_not_fit_are_refused(tmp_path: Path) -> None:
    source = typed_form(tmp_path / "表.xlsx", READY, {"C6": "约100", "G5": "1", "B7": "其中：省级资金", "C7": 5})
    assert [one.code for one in sheet_of(source).refusals] == ["PE-I105"] * len(sheet_of(source).refusals) != []


def test_no_number_is_made_up(tmp_path: Path) -> None:
    """Every number of the sheet of a published form can be found in the form, or it is a conversion inside a family."""
    for name, path in build_forms(tmp_path).items():
        for checked in checked_forms(path):
            sheet = import_sheet(checked)
            for row in checked.scores.rows:
                at = INDICATORS_FIRST_ROW + checked.scores.rows.index(row)
                for col, role in ((5, "target"), (8, "weight"), (9, "score")):
                    cell, text = sheet.cells.get((at, col)), getattr(row.indicator, role).text
                    same = cell is None or cell.text in text.replace(",", "") or float(cell.text) == float(text)
                    assert same, (name, text)


def test_the_workbook_holds_numbers_and_texts_and_no_formula(tmp_path: Path) -> None:
    rows = ((*READY[0][:7], "=HYPERLINK(1)"), *READY[1:])
    content = import_workbook(sheet_of(typed_form(tmp_path / "表.xlsx", rows)))
    assert content == import_workbook(sheet_of(typed_form(tmp_path / "表2.xlsx", rows)))
    target = tmp_path / "导入.xlsx"
    target.write_bytes(content)
    page = openpyxl.load_workbook(target).active
    assert [cell.value for cell in page[15]][3:9] == ["≥", 20, "处", 19, 50, 47.5]
    assert {cell.data_type for line in page.iter_rows() for cell in line} <= {"n", "s"}


def test_the_command(tmp_path: Path) -> None:
    good, bad = typed_form(tmp_path / "好.xlsx", READY), typed_form(tmp_path / "坏.xlsx", cells={"D11": "2—3处"})
    target = tmp_path / "导入.xlsx"
    done = perfeval("export", good, "--for", "yitihua", "-o", target)
    assert done.code == 0 and "可以导入" in done.out and target.exists()
    assert perfeval("export", good, "-o", target).code == 2
    refused = perfeval("export", bad, "--for", "yitihua", "-o", tmp_path / "无.xlsx")
    assert refused.code == 1 and "PE-I101" in refused.out and not (tmp_path / "无.xlsx").exists()
    anyway = perfeval("export", bad, "--anyway", "-o", tmp_path / "有.xlsx")
    assert anyway.code == 1 and (tmp_path / "有.xlsx").exists()
    assert perfeval("export", good).code == 0
    assert perfeval("export", good, "--sheet", "别的").code == 2
