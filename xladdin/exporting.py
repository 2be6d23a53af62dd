"""The import sheet of the national budget system as a workbook; the same form gives the same bytes."""

from __future__ import annotations

import datetime
import io
from typing import Any

from perfeval_core.import_sheet import (
    FUNDS_FIRST_ROW,
    FUNDS_TITLES,
    GOALS_ROW,
    INDICATOR_TITLES,
    INDICATORS_FIRST_ROW,
    ImportSheet,
)

__all__ = ["import_workbook"]

SHEET = "项目支出绩效自评表"
CREATED = datetime.datetime(2026, 1, 1)
"""Written in place of the moment, so that the same contents give the same bytes."""
A4 = 9
TITLE_ROWS = (1, FUNDS_FIRST_ROW - 1, INDICATORS_FIRST_ROW - 1)
WIDTHS = (18, 24, 28, 12, 16, 12, 16, 10, 10, 46)


def _boxes(sheet: ImportSheet) -> list[tuple[int, int]]:
    """The cells of the sheet, and the empty ones in the rows of its two tables."""
    last = max((row for row, _ in sheet.cells), default=0)
    tables = [(FUNDS_FIRST_ROW - 1, GOALS_ROW, len(FUNDS_TITLES)), (TITLE_ROWS[-1], last + 1, len(INDICATOR_TITLES))]
    empty = {(row, col) for first, end, width in tables for row in range(first, end) for col in range(1, width + 1)}
    return sorted(empty | sheet.cells.keys())


def import_workbook(sheet: ImportSheet) -> bytes:
    """The bytes of the workbook: numbers as numbers, everything else as text, whatever it begins with."""
    import xlsxwriter

    target = io.BytesIO()
    book: Any = xlsxwriter.Workbook(target, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"created": CREATED})
    page = book.add_worksheet(SHEET)
    page.set_landscape()
    page.set_paper(A4)
    page.fit_to_pages(1, 0)
    look = {"font_name": "宋体", "font_size": 10.5, "valign": "vcenter", "text_wrap": True, "border": 1}
    text = book.add_format({**look, "num_format": "@"})
    title = book.add_format({**look, "num_format": "@", "align": "center", "bold": True, "bg_color": "#F2F2F2"})
    number = book.add_format({**look, "align": "center"})
    for col, width in enumerate(WIDTHS):
        page.set_column(col, col, width)
    for row, col in _boxes(sheet):
        cell = sheet.cells.get((row, col))
        if cell is None:
            page.write_blank(row - 1, col - 1, None, text)
        elif cell.is_number:
            page.write_number(row - 1, col - 1, float(cell.text), number)
        else:
            page.write_string(row - 1, col - 1, cell.text, title if row in TITLE_ROWS else text)
    book.close()
    return target.getvalue()
