"""The 益阳 form typed into the standard workbook in LibreOffice, cell by cell, as a person would."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from standard_workbooks import converted, written

from perfeval_core.check import check_form
from perfeval_core.read_form import read_workbook_forms
from tests.oracle.office import Document, Office
from workbook_templates.build import DIST
from workbook_templates.content import form_texts
from workbook_templates.standard_layout import FORM
from xladdin.checking import scheme_of
from xladdin.files import read_workbook

FIRST = 14
"""The first indicator row."""
GROUPS = {
    "数量指标": 14,
    "质量指标": 19,
    "时效指标": 23,
    "经济效益指标": 30,
    "社会效益指标": 33,
    "服务对象满意度指标": 42,
}
TOTAL = 44


@pytest.fixture
def form(office: Office) -> Iterator[Document]:
    """The blank workbook of 2020, open."""
    with office.open(DIST / f"{form_texts('mof_2020')['file']}.xlsx") as document:
        yield document


def type_in(document: Document, a1: str, text: str) -> None:
    """What a person types: a number where the cell is formatted for numbers, the text itself in text cells."""
    cell = document.cell(FORM, a1)
    if a1[0] in "DEFG" and text.replace(".", "", 1).isdigit() and (a1[0] == "G" or int(a1[1:]) < FIRST):
        cell.value = float(text)
    else:
        cell.text = text


def type_yiyang(document: Document) -> None:
    """All entries of the published form."""
    content = converted("yiyang_2020_industry")
    for a1, text in (("C4", content.project), ("C5", content.department), ("G5", content.unit), ("A3", "（2020年度）"),
                     ("D8", "2451"), ("E8", "2451"), ("F8", "2451"), ("B12", content.goal_expected),
                     ("F12", content.goal_actual)):  # fmt: skip
        type_in(document, a1, text)
    for block in content.blocks:
        for group in block.groups:
            for row, line in enumerate(group.lines, GROUPS[group.name]):
                for column, text in zip(
                    "DEFGI", (line.name, line.target, line.actual, line.weight, line.reason), strict=True
                ):
                    if text:
                        type_in(document, f"{column}{row}", text)


def shown(document: Document, a1: str, sheet: str = FORM) -> str:
    """What a cell shows."""
    return document.cell(sheet, a1).text


def test_yiyang_is_scored_while_it_is_typed(form: Document, tmp_path: Path) -> None:
    assert shown(form, f"H{TOTAL}") == "" and "请在淡黄色的格子里填写" in shown(form, "A1")
    type_yiyang(form)
    assert shown(form, "H14") == "7.21"
    assert shown(form, "K14") == "✓ 12.5×57.69%"
    assert shown(form, "I7") == "10.00" and shown(form, "H7") == "100.00%"
    assert [shown(form, f"K{row}") for row in (42, 43)] == ["缺完成值", "缺完成值"]
    assert [shown(form, f"H{row}") for row in (42, 43)] == ["待核", "待核"]
    assert shown(form, f"H{TOTAL}") == "待核"
    assert shown(form, f"I{TOTAL}").replace(" ", "") == "已得84.71，2项共10分待核"
    assert "2 个错误、4 个警告" in shown(form, "A1")
    saved = form.store(tmp_path / "益阳.xlsx")
    checked = _core_codes(saved)
    assert checked == _live_codes(form)
    type_in(form, "F42", "100%")
    type_in(form, "F43", "100%")
    assert shown(form, f"H{TOTAL}") == "94.71"
    assert shown(form, f"I{TOTAL}") == "等级：优"
    assert "0 个错误、4 个警告" in shown(form, "A1")


def _core_codes(path: Path) -> dict[str, int]:
    """Code -> findings of the core on the saved file, for the checks that the sheet has too."""
    (form,) = read_workbook_forms(read_workbook(path)).forms
    live = {code for code, _ in _checks_of_dist()}
    found: dict[str, int] = {}
    for finding in check_form(form, scheme_of(form)[0]):
        if finding.code in live:
            found[finding.code] = found.get(finding.code, 0) + 1
    return found


def _checks_of_dist() -> list[tuple[str, int]]:
    from openpyxl import load_workbook

    sheet = load_workbook(DIST / f"{form_texts('mof_2020')['file']}.xlsx")["校验"]
    return [(str(row[0].value), row[0].row) for row in sheet.iter_rows(min_row=5) if row[0].value]


def _live_codes(document: Document) -> dict[str, int]:
    return {code: int(count) for code, row in _checks_of_dist() if (count := document.cell("校验", f"D{row}").value)}


def test_the_weights_are_watched_while_they_are_typed(form: Document) -> None:
    type_yiyang(form)
    form.cell(FORM, "G14").value = 10
    assert shown(form, "B14") == "产出指标\n（50分）\n还差 2.5 分"
    assert shown(form, f"G{TOTAL}") == "97.5" and shown(form, f"K{TOTAL}") == "分值合计 97.5，还差 2.5 分"
    form.cell(FORM, "G14").value = 15
    assert shown(form, "B14") == "产出指标\n（50分）\n多出 2.5 分"
    form.cell(FORM, "G14").value = 12.5
    assert shown(form, "B14") == "产出指标\n（50分）"


def test_a_number_by_hand_wins_and_says_so(form: Document) -> None:
    type_yiyang(form)
    type_in(form, "F14", "有所增长")
    assert shown(form, "H14") == "待核" and shown(form, "K14").startswith("待核")
    form.cell(FORM, "N14").text = "3.9%"
    assert shown(form, "H14") == "6.25" and shown(form, "K14").startswith("手工 ✓")


def test_a_qualitative_row_is_scored_by_its_band(form: Document) -> None:
    for a1, text in (("D14", "群众出行改善"), ("E14", "明显改善"), ("F14", "达成年度指标"), ("G14", "10")):
        type_in(form, a1, text)
    assert shown(form, "H14") == "待核"
    form.cell(FORM, "O14").text = "达成年度指标"
    form.cell(FORM, "P14").value = 0.5
    assert shown(form, "H14") == "9.00"


def test_the_scheme_is_switched(form: Document) -> None:
    type_yiyang(form)
    form.cell("填报说明", "B5").text = "湖北省项目支出绩效自评办法（20+80分）"
    assert shown(form, "G7") == "20" and shown(form, f"G{TOTAL}") == "110"
    assert "多出 10 分" in shown(form, f"K{TOTAL}") and "错误" in shown(form, "A1")
    form.cell("填报说明", "B5").text = "没有这个办法"
    assert not shown(form, f"H{TOTAL}").replace(".", "").isdigit()


def test_too_much_spent_is_capped_and_marked(form: Document) -> None:
    for a1, text in (("D8", "100"), ("E8", "100"), ("F8", "103")):
        type_in(form, a1, text)
    assert shown(form, "I7") == "10.00" and "按 100% 计" in shown(form, "K7")
    form.cell(FORM, "F8").value = 1030000
    assert "疑似元和万元混填" in shown(form, "K7")


def test_recalculating_a_full_form_is_quick(office: Office, tmp_path: Path) -> None:
    with office.open(written(tmp_path, converted("zhongjiang_2022_water"))) as document:
        times = []
        for _ in range(3):
            start = time.perf_counter()
            document.cell(FORM, "F14").text = "50%"
            times.append(time.perf_counter() - start)
        assert min(times) < 0.3
