"""Write a form onto a sheet from top to bottom, as a clerk would."""

from __future__ import annotations

import re

from openpyxl.styles import Alignment
from openpyxl.worksheet.worksheet import Worksheet

__all__ = ["Page"]

_PLAIN_NUMBER = re.compile(r"0|[1-9]\d*(\.\d*[1-9])?|0\.\d*[1-9]")


class Page:
    """Writes a sheet from top to bottom."""

    def __init__(self, sheet: Worksheet, *, numbers: bool = True) -> None:
        self.sheet = sheet
        self.row = 0
        self.numbers = numbers

    def line(self, *values: str, blank: str = "") -> int:
        """The next row, from column A on; ``blank`` stands in cells without a value."""
        self.row += 1
        for col, value in enumerate(values, 1):
            self.put(self.row, col, value or blank)
        return self.row

    def put(self, row: int, col: int, text: str) -> None:
        """Write a text as people type it: plain numbers as numbers, the rest as text."""
        if not text:
            return
        number = self.numbers and _PLAIN_NUMBER.fullmatch(text)
        cell = self.sheet.cell(row, col, (float(text) if "." in text else int(text)) if number else text)
        cell.alignment = Alignment(wrap_text=True, vertical="center")

    def merge(self, first_row: int, first_col: int, last_row: int, last_col: int) -> None:
        """Merge a range of more than one cell."""
        if (first_row, first_col) != (last_row, last_col):
            self.sheet.merge_cells(start_row=first_row, start_column=first_col, end_row=last_row, end_column=last_col)

    def wide(self, text: str, last_col: int) -> int:
        """A row that is one merged cell."""
        row = self.line(text)
        self.merge(row, 1, row, last_col)
        return row

    def merge_repeats(self, first_row: int, last_row: int, col: int, *also: int) -> None:
        """Merge equal texts below each other in a column, within equal texts of the columns ``also``."""
        start = first_row
        key = None
        for row in range(first_row, last_row + 2):
            here = tuple(self.sheet.cell(row, c).value for c in (*also, col)) if row <= last_row else ("",)
            if key is not None and here != key:
                for covered in range(start + 1, row):
                    self.sheet.cell(covered, col).value = None
                self.merge(start, col, row - 1, col)
                start = row
            key = here
