"""Where the score and the state of an indicator row come from: plain formulas, or the functions of the add-in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from perfeval_core.grid import column_letters
from workbook_templates.book import Book
from workbook_templates.form_formulas import CLOSING_ROW
from workbook_templates.formula_text import contains
from workbook_templates.reading_formulas import (
    DETAIL_SHEET,
    SEARCH_SHEET,
    Column,
    FormColumns,
    reading_sheets,
    score_formula,
    status_formula,
)
from workbook_templates.standard_layout import BESIDE, COLUMNS, FORM

__all__ = [
    "NOTE_HEIGHT",
    "SHEET_COLOUR",
    "SHEET_LINES",
    "TITLE_HEIGHT",
    "UNUSED_HEIGHT",
    "AddinRows",
    "NativeRows",
    "RowFunctions",
    "add_reading_sheets",
    "form_columns",
]


class RowFunctions(Protocol):
    """Formulas for the cells 得分 and 状态 of a row, with their equals signs."""

    def score(self, row: int) -> str:
        """The points, 待核, or blank."""

    def status(self, row: int) -> str:
        """In a few words how the points came about, or what is missing."""


def _letter(role: str) -> str:
    return column_letters((COLUMNS | BESIDE)[role][0])


def form_columns(sheet: str = FORM) -> FormColumns:
    """The standard form's columns as 计分明细 wants them; ``sheet`` is what the form's sheet is called."""
    return FormColumns(
        sheet=sheet,
        level1=_letter("level1"),
        level2=_letter("level2"),
        name=_letter("name"),
        target=_letter("target"),
        actual=_letter("actual"),
        weight=_letter("weight"),
        direction=_letter("direction"),
        target_value=_letter("manual_target"),
        actual_value=_letter("manual_actual"),
        band=_letter("band"),
        ratio=_letter("ratio"),
        only_rows=f"ROW()<{CLOSING_ROW}",
    )


@dataclass(frozen=True, slots=True)
class NativeRows:
    """Plain formulas: the cells point into 计分明细."""

    def score(self, row: int) -> str:
        """See :class:`RowFunctions`."""
        # a row below the prepared ones of 计分明细 has no reading: never pass that off as nothing to score
        return score_formula(form_columns())

    def status(self, row: int) -> str:
        """See :class:`RowFunctions`."""
        shown = status_formula(form_columns()).removeprefix("=")
        # 计分明细 does not tell a blank weight from a wrong one
        return f'=IF(AND({_letter("weight")}{row}="",{contains(shown, "分值应是")}),"缺分值",{shown})'


@dataclass(frozen=True, slots=True)
class AddinRows:
    """The add-in's functions; without the add-in every row says so and waits."""

    def _by_hand(self, row: int, typed: str, manual: str) -> str:
        cell = f"{_letter(manual)}{row}"
        return f'IF({cell}="",{_letter(typed)}{row},{cell})'

    def _arguments(self, row: int) -> tuple[str, str]:
        target = self._by_hand(row, "target", "manual_target")
        actual = self._by_hand(row, "actual", "manual_actual")
        chosen = ",".join(f"{_letter(role)}{row}" for role in ("direction", "band", "ratio", "name"))
        return f"{target},{actual},{_letter('weight')}{row}", f"{chosen},评分办法代号"

    def _blank(self, row: int) -> str:
        return "&".join(f"{_letter(role)}{row}" for role in ("name", "target", "actual", "weight")) + '=""'

    def score(self, row: int) -> str:
        """See :class:`RowFunctions`."""
        first, chosen = self._arguments(row)
        return f'=IF({self._blank(row)},"",IFERROR(PE_SCORE({first},{chosen}),"待核"))'

    def status(self, row: int) -> str:
        """See :class:`RowFunctions`."""
        first, chosen = self._arguments(row)
        return (
            f'=IF({self._blank(row)},"",IFERROR(PE_CHECK({first},{_letter("score")}{row},{_letter("reason")}{row},{chosen}),'
            '"待核：没有装“绩效自评”插件"))'
        )


SHEET_COLOUR = "#7F8FA6"
TITLE_HEIGHT, NOTE_HEIGHT, UNUSED_HEIGHT = 30, 62, 3
"""Points: of the row with the titles of the steps, of the one with the notes, of the rows above both."""
_COLUMNS_ON_A_PAGE = 14
"""Of A4 in landscape, still readable."""
SHEET_LINES = {
    DETAIL_SHEET: "每一行得分是怎样读出来、算出来的：第 n 行对应自评表第 n 行，一列一步，从左往右看。",
    SEARCH_SHEET: "每一行里查到了“参数”表的哪些词：第 n 行对应自评表第 n 行；计分明细看这里决定读不读得懂。",
}


def add_reading_sheets(book: Book, first_row: int, last_row: int, form: str = FORM) -> None:
    """The sheets 计分明细 and 查词, from the form's first indicator row on; row n reads row n of the form."""
    for name, columns in reading_sheets(form_columns(form)).items():
        _add_steps(book, name, columns, first_row, last_row)


def _add_steps(book: Book, name: str, columns: tuple[Column, ...], first_row: int, last_row: int) -> None:
    sheet = book.sheet(name, SHEET_COLOUR)
    head = first_row - 1
    sheet.text(1, 1, name, "sheet_title")
    sheet.text(2, 1, SHEET_LINES[name], "sheet_line")
    for number, column in enumerate(columns, 1):
        sheet.raw.set_column(number - 1, number - 1, column.width)
        sheet.text(head - 1, number, column.title, "step_head")
        sheet.text(head, number, column.note, "step_note")
        sheet.fill_down(first_row, last_row, number, column.formula(first_row), "step")
    sheet.height(head - 1, TITLE_HEIGHT)
    sheet.height(head, NOTE_HEIGHT)
    raw = sheet.raw
    raw.freeze_panes(head, 0)
    raw.set_landscape()
    raw.set_paper(9)
    raw.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.5)
    raw.fit_to_pages(-(-len(columns) // _COLUMNS_ON_A_PAGE), 0)
    raw.repeat_rows(head - 2, head - 1)
    raw.repeat_columns(0, 0)
    inputs = ("name", "t_text", "a_text", "name_here", "got_here")
    blank = "&".join(f"${column.letter}{first_row}" for column in columns if column.key in inputs)
    raw.conditional_format(
        first_row - 1,
        0,
        last_row - 1,
        len(columns) - 1,
        {"type": "formula", "criteria": f'={blank}=""', "format": book.extra_format({"font_color": "#D5DBE3"})},
    )
    for row in range(3, head - 1):
        sheet.height(row, UNUSED_HEIGHT)
    raw.print_area(0, 0, last_row - 1, len(columns) - 1)
    raw.set_footer(f"&C&9{name}　第 &P 页，共 &N 页")
    raw.hide_gridlines(2)
    raw.protect("", {"format_columns": True, "format_rows": True})
