"""The sheet 参数, written from its contents."""

from __future__ import annotations

from workbook_templates.book import Book
from workbook_templates.parameters import PARAMETER_SHEET, overlay_titles, parameter_sheet, scheme_titles

__all__ = ["add_parameter_page"]

_STYLES = {
    "title": "sheet_title",
    "note": "sheet_line",
    "heading": "head",
    "label": "text",
    "name": "centre",
    "value": "number",
    "share": "percent",
    "chosen_value": "chosen",
    "chosen_share": "chosen_percent",
    "source": "source",
    "word": "word",
    "joined": "joined",
}


_FIRST_LIST = 4 + len(scheme_titles()) + len(overlay_titles()) + 1
"""The column where the word lists begin."""


def add_parameter_page(book: Book) -> None:
    """Add the sheet with its cells; the names are defined by the builder."""
    sheet = book.sheet(PARAMETER_SHEET, "#7F8FA6")
    page = parameter_sheet()
    for cell in page.cells:
        content = cell.content
        if cell.is_formula:
            sheet.put(cell.row, cell.col, content, _STYLES[cell.look])
        elif isinstance(content, str):
            sheet.text(cell.row, cell.col, content, _STYLES[cell.look])
        else:
            sheet.put(cell.row, cell.col, content, _STYLES[cell.look])
    for col, width in page.widths.items():
        sheet.raw.set_column(col - 1, col - 1, max(width, 24) if 4 <= col < _FIRST_LIST - 1 else width)
    raw = sheet.raw
    raw.freeze_panes(4, 3)
    raw.set_landscape()
    raw.set_paper(8)
    raw.set_print_scale(58)
    raw.set_v_pagebreaks([_FIRST_LIST - 1])
    raw.repeat_rows(0, 3)
    raw.hide_gridlines(2)
    raw.set_footer("&C&9参数　第 &P 页，共 &N 页")
    raw.protect("", {"format_columns": True, "format_rows": True})
