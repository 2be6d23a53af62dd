"""The sheet 参数, written from its contents."""

from __future__ import annotations

from collections.abc import Iterator

from workbook_templates.book import Book, Sheet
from workbook_templates.parameters import PARAMETER_SHEET, overlay_titles, parameter_sheet, scheme_titles
from workbook_templates.word_lists import word_lists

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
_LIST_HEAD = 2
"""The row with the titles of the lists; below it what each is for."""
_NOTE_HEIGHT = 58
_WORD_WIDTH, _GAP_WIDTH = 12.5, 2


def _tables() -> Iterator[tuple[int, int]]:
    """First and last column of each list; the last one is that of the joined words."""
    col = _FIRST_LIST
    for width in [*(len(table.names) for table in word_lists()), 2]:
        yield col, col + width - 1
        col += width + 1


def _list_heads(sheet: Sheet) -> None:
    """A title and an explanation over the whole width of each list, a narrow gap behind it."""
    for first, last in _tables():
        sheet.raw.set_column(first - 1, last - 1, _WORD_WIDTH if first == last else 9)
        sheet.raw.set_column(last, last, _GAP_WIDTH)
        for row, style in ((_LIST_HEAD, "head"), (_LIST_HEAD + 1, "list_note")):
            content = sheet.cells[row, first][0]
            sheet.merge(row, first, row, last, style)
            sheet.text(row, first, str(content), style)
    sheet.height(_LIST_HEAD + 1, _NOTE_HEIGHT)


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
    _list_heads(sheet)
    raw = sheet.raw
    raw.freeze_panes(4, 3)
    raw.set_landscape()
    raw.set_paper(9)
    raw.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.5)
    # the lists are to be looked at, a dozen pages of them on paper help nobody
    raw.print_area(0, 0, max(cell.row for cell in page.cells if cell.col < 4) - 1, _FIRST_LIST - 3)
    raw.fit_to_pages(1, 0)
    raw.repeat_rows(0, 3)
    raw.hide_gridlines(2)
    raw.set_footer("&C&9参数　第 &P 页，共 &N 页")
    raw.protect("", {"format_columns": True, "format_rows": True})
