"""计分明细 and 查词 in the open workbook, looking as in a standard workbook that was built with them."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import Any

from perfeval_core.grid import column_letters
from workbook_templates.reading_formulas import Column, reading_sheets
from workbook_templates.row_functions import (
    NOTE_HEIGHT,
    SHEET_COLOUR,
    SHEET_LINES,
    TITLE_HEIGHT,
    UNUSED_HEIGHT,
    form_columns,
)
from workbook_templates.styles import look
from xladdin.host import new_sheet, protect, protection_lifted
from xladdin.sheet_look import SheetLook

__all__ = ["add_reading_sheets", "remove_reading_sheets"]


def add_reading_sheets(book: Any, first: int, last: int) -> None:
    """Add those that are not there, for the form's rows from ``first`` to ``last``; one formula a column, filled down
    by the host.  All stand before any formula, because they refer to one another."""
    there = {sheet.name for sheet in book.sheets}
    added = {name: columns for name, columns in reading_sheets(form_columns()).items() if name not in there}
    sheets = {name: new_sheet(book, name, _look(columns, first, last)) for name, columns in added.items()}
    for name, columns in added.items():
        sheet = sheets[name]
        sheet.range("A1:A2").value = [[name], [SHEET_LINES[name]]]
        head = [[column.title for column in columns], [column.note for column in columns]]
        sheet.range((first - 2, 1), (first - 1, len(columns))).value = head
        for number, column in enumerate(columns, 1):
            sheet.range((first, number), (last, number)).formula = column.formula(first)
    for sheet in sheets.values():
        protect(sheet)


def _look(columns: Sequence[Column], first: int, last: int) -> SheetLook:
    head = first - 1
    right = column_letters(len(columns))
    runs = [list(run) for _, run in groupby(columns, key=lambda column: column.width)]
    return SheetLook(
        widths=tuple((f"{run[0].letter}:{run[-1].letter}", run[0].width) for run in runs),
        styles=(
            ("A1", look("sheet_title")),
            ("A2", look("sheet_line")),
            (f"A{head - 1}:{right}{head - 1}", look("step_head")),
            (f"A{head}:{right}{head}", look("step_note")),
            (f"A{first}:{right}{last}", look("step")),
        ),
        heights=(
            (f"3:{head - 2}", UNUSED_HEIGHT),
            (f"{head - 1}:{head - 1}", TITLE_HEIGHT),
            (f"{head}:{head}", NOTE_HEIGHT),
        ),
        frozen_rows=head,
        colour=SHEET_COLOUR,
        grid_lines=False,
    )


def remove_reading_sheets(book: Any) -> None:
    """Delete them.  They are emptied first: LibreOffice's undo does not mend formulas that lost a sheet."""
    names = [sheet.name for sheet in book.sheets if sheet.name in SHEET_LINES]
    for name in names:
        with protection_lifted(book.sheets[name]):
            book.sheets[name].used_range.clear_contents()
    for name in names:
        book.sheets[name].delete()
