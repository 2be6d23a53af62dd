"""What guides a person while typing works in LibreOffice: the colours, and the validations with their words."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from perfeval_core.grid import column_letters
from tests.oracle.office import Document, Office
from tests.oracle.shown_colours import Shown, marked_invalid, shown_colours
from workbook_templates.build import DIST
from workbook_templates.content import form_texts
from workbook_templates.standard_layout import FORM
from workbook_templates.styles import COLOURS

TOTAL = 44
RED, YELLOW, INPUT = COLOURS["error_fill"], COLOURS["warning_fill"], COLOURS["input"]
ROWS = {
    14: ("新建机井数量", "≥100口", "80口", 10, "受汛期影响，少 20 口，六月底前补齐"),  # a score typed above the weight
    15: ("改造机井数量", "≥100口", "", 5, ""),  # points typed without an actual
    16: ("培训人数", "≥50人", "50人次", 5, ""),  # not decided
    17: ("受益户数", "≥100户", "400户", 5, ""),  # far above
    18: ("维修泵站", "≥10座", "8座", 5, ""),  # no reason
    19: ("验收合格率", "100%", "", 5, ""),  # no actual
    20: ("投诉办结率", "100%", "100%", 5, ""),  # sound
}


@pytest.fixture
def form(office: Office) -> Iterator[Document]:
    """The blank workbook of 2020, without protection."""
    with office.open(DIST / f"{form_texts('mof_2020')['file']}.xlsx") as document:
        document._model.Sheets.getByName(FORM).unprotect("")
        yield document


def _typed(document: Document) -> None:
    for row, (name, target, actual, weight, reason) in ROWS.items():
        for column, text in zip("DEFI", (name, target, actual, reason), strict=True):
            document.cell(FORM, f"{column}{row}").text = text
        document.cell(FORM, f"G{row}").value = weight
    for a1, number in (("D8", 100), ("E8", 100), ("F8", 103), ("H14", 12), ("H15", 5)):
        document.cell(FORM, a1).value = number


def _fill(shown: Shown, a1: str) -> str:
    letters = a1.rstrip("0123456789")
    col = next(number for number in range(1, 30) if column_letters(number) == letters)
    return shown[int(a1[len(letters) :]), col][0]


def test_the_colours_follow_what_is_typed(office: Office, form: Document, tmp_path: Path) -> None:
    before = shown_colours(office, form, tmp_path)
    for a1 in ("H14", "K14", "I14", f"G{TOTAL}", "H7", "B14"):
        assert _fill(before, a1) not in (RED, YELLOW), a1
    _typed(form)
    shown = shown_colours(office, form, tmp_path)
    red = ["H14", "H15", "B14", f"G{TOTAL}", f"K{TOTAL}", "A1"]
    yellow = ["H16", "K16", "K17", "I17", "I18", "F19", "K19", "H19", f"H{TOTAL}", f"I{TOTAL}", "H7", "K7"]
    assert {a1: _fill(shown, a1) for a1 in red} == dict.fromkeys(red, RED)
    assert {a1: _fill(shown, a1) for a1 in yellow} == dict.fromkeys(yellow, YELLOW)
    for a1, plain in (("H20", ""), ("I20", INPUT), ("F20", INPUT), ("H18", ""), ("I16", INPUT), ("H30", "")):
        assert _fill(shown, a1) == plain, a1


def test_a_second_level_heading_turns_red(office: Office, form: Document, tmp_path: Path) -> None:
    form.cell(FORM, "C14").text = "数量指标（20分）"
    for row, weight in ((14, 10), (15, 7.5)):
        form.cell(FORM, f"D{row}").text, form.cell(FORM, f"G{row}").value = f"指标{row}", weight
    assert _fill(shown_colours(office, form, tmp_path), "C14") == RED
    row = next(row for row in range(5, 60) if form.cell("校验", f"A{row}").text == "PE-W107")
    assert form.cell("校验", f"E{row}").text == "第 14 行“数量指标（20分）”，还差 2.5 分"
    form.cell(FORM, "G15").value = 10
    assert _fill(shown_colours(office, form, tmp_path), "C14") == INPUT
    assert form.cell("校验", f"D{row}").value == 0


@pytest.mark.parametrize(
    ("a1", "right", "wrong"),
    [
        ("G14", (0.0, 12.5, 100.0), (-1.0, 100.5)),
        ("P14", (0.0, 0.5, 1.0), (-0.1, 1.5)),
        ("E8", (0.0, 2451.0), (-5.0,)),
        ("L14", ("正向", "定性"), ("向上",)),
        ("O14", ("达成年度指标",), ("很好",)),
        ("D14", ("新建机井数量",), ("字" * 1001,)),
        ("I14", ("受汛期影响",), ("字" * 1001,)),
        ("F12", ("完成",), ("字" * 1001,)),
    ],
)
def test_validations_refuse_what_is_wrong(
    form: Document, a1: str, right: tuple[float | str, ...], wrong: tuple[float | str, ...]
) -> None:
    for values, count in ((right, 0), (wrong, 1)):
        for value in values:
            cell = form.cell(FORM, a1)
            if isinstance(value, str):
                cell.text = value
            else:
                cell.value = value
            assert marked_invalid(form, FORM) == count, (a1, value)


def test_every_input_says_what_to_type(form: Document) -> None:
    """Every cell that can be typed into shows a title and a sentence, and stops what is wrong."""
    sheet = form._model.Sheets.getByName(FORM)
    inputs = ["A3", "C4", "C5", "G5", *(f"{column}{row}" for column in "DEF" for row in range(8, 11)), "B12", "F12"]
    inputs += [f"{column}{row}" for column in "CDEFGILMNOP" for row in (14, 30, TOTAL - 1)]
    for a1 in inputs:
        rule = sheet.getCellRangeByName(a1).Validation
        assert rule.InputTitle and rule.InputMessage and rule.ShowInputMessage, a1
        assert rule.ErrorMessage and rule.ShowErrorMessage and rule.ErrorAlertStyle.value == "STOP", a1
    help_text = sheet.getCellRangeByName("D14").Validation.InputMessage
    assert "撤消工作表保护" in help_text and "没有密码" in help_text
    assert "撤消工作表保护" in form.cell(FORM, "K2").text
