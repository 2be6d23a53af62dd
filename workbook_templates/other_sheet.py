"""The sheet 原表其他内容: what an old form held and the standard form has no place for."""

from __future__ import annotations

from workbook_templates.book import Book
from workbook_templates.styles import look
from workbook_templates.text_size import column_pixels, fitting_height

__all__ = ["OTHER", "add_other_sheet"]

OTHER = "原表其他内容"
_WIDTHS = (14, 26, 80)


def add_other_sheet(book: Book, other: tuple[tuple[str, str, str], ...]) -> None:
    """Add the sheet; each line says where it stood, what it is, and its text."""
    sheet = book.sheet(OTHER, "#7F8FA6")
    for col, width in enumerate(_WIDTHS):
        sheet.raw.set_column(col, col, width)
    sheet.text(1, 1, "原表其他内容", "sheet_title")
    sheet.height(1, 32)
    sheet.text(2, 1, "从原来的表转来时，标准表里没有位置的内容，一字不少地放在这里；核对后可以删掉本页。", "sheet_line")
    for col, title in enumerate(("原来的位置", "是什么", "内容"), 1):
        sheet.text(4, col, title, "head")
    for row, texts in enumerate(other, 5):
        for col, text in enumerate(texts, 1):
            sheet.text(row, col, text, "text")
        size = look("text")["font_size"]
        height = max(
            fitting_height(text, column_pixels(width), size, 1, 20) for text, width in zip(texts, _WIDTHS, strict=True)
        )
        sheet.height(row, min(height, 409))
    raw = sheet.raw
    raw.freeze_panes(4, 0)
    raw.set_paper(9)
    raw.fit_to_pages(1, 0)
    raw.repeat_rows(3, 3)
    raw.hide_gridlines(2)
