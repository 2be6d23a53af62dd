"""The import sheet of the national budget system as a workbook; the same form gives the same bytes."""

from __future__ import annotations

import datetime
import io
from typing import Any

from perfeval_core.import_sheet import ImportSheet

__all__ = ["import_workbook"]

SHEET = "项目支出绩效自评表"
CREATED = datetime.datetime(2026, 1, 1)
"""Written in place of the moment, so that the same contents give the same bytes."""
WIDTHS = (18, 24, 28, 12, 16, 12, 16, 10, 10, 46)


def import_workbook(sheet: ImportSheet) -> bytes:
    """The bytes of the workbook: numbers as numbers, everything else as text, whatever it begins with."""
    import xlsxwriter

    target = io.BytesIO()
    book: Any = xlsxwriter.Workbook(target, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"created": CREATED})
    page = book.add_worksheet(SHEET)
    look = {"font_name": "宋体", "font_size": 10.5, "valign": "vcenter", "text_wrap": True, "border": 1}
    text = book.add_format({**look, "num_format": "@"})
    number = book.add_format({**look, "align": "center"})
    for col, width in enumerate(WIDTHS):
        page.set_column(col, col, width)
    for (row, col), cell in sorted(sheet.cells.items()):
        if cell.is_number:
            page.write_number(row - 1, col - 1, float(cell.text), number)
        else:
            page.write_string(row - 1, col - 1, cell.text, text)
    book.close()
    return target.getvalue()
