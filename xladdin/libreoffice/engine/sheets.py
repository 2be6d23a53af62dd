"""The sheets of a workbook, and one sheet."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any

from xladdin.libreoffice.engine.bulk import read_live
from xladdin.libreoffice.engine.dressing import dress
from xladdin.libreoffice.engine.member import Member
from xladdin.libreoffice.engine.notes import Note, delete_notes, notes_of
from xladdin.libreoffice.engine.ranges import Place, Range
from xladdin.live_contents import LiveSheet
from xladdin.sheet_look import SheetLook

__all__ = ["Sheet", "Sheets"]

AREAS = re.compile(r"\s*,\s*")


class Sheets(Member):
    """The sheets of a workbook."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._sheets = book.document.model.Sheets

    def at(self, index: int) -> Sheet:
        """The sheet at an index from 0."""
        return Sheet(self._book, self._sheets.getByIndex(index))

    @property
    def active(self) -> Sheet:
        return Sheet(self._book, self._book.document.controller.ActiveSheet)

    def __iter__(self) -> Iterator[Sheet]:
        return (self.at(index) for index in range(self._sheets.Count))

    def __len__(self) -> int:
        return int(self._sheets.Count)

    def __contains__(self, name: str) -> bool:
        return bool(self._sheets.hasByName(name))

    def __call__(self, name_or_index: str | int) -> Sheet:
        if isinstance(name_or_index, int):
            return self.at(name_or_index - 1)
        if not self._sheets.hasByName(name_or_index):
            raise KeyError(name_or_index)
        return Sheet(self._book, self._sheets.getByName(name_or_index))

    def add(self, before: Sheet | None = None, after: Sheet | None = None, name: str | None = None) -> Sheet:
        if before is not None:
            index = before.index - 1
        elif after is not None:
            index = after.index
        else:
            index = self.active.index - 1
        if name is None:
            number = 1
            while self._sheets.hasByName(f"Sheet{number}"):
                number += 1
            name = f"Sheet{number}"
        self._sheets.insertNewByName(name, index)
        added = self(name)
        added.activate()
        return added

    def add_with_look(self, name: str, look: SheetLook) -> None:
        """A sheet behind all others, with its look, in one go."""
        dress(self.add(after=self.at(len(self) - 1), name=name), look)


class Sheet(Member):
    """A worksheet."""

    def __init__(self, book: Any, sheet: Any) -> None:
        self._book = book
        self._sheet = sheet

    @property
    def api(self) -> Any:
        """``ProtectContents`` as Excel has it."""
        return SimpleNamespace(ProtectContents=bool(self._sheet.isProtected()))

    @property
    def book(self) -> Any:
        return self._book

    @property
    def uno(self) -> Any:
        """The sheet of UNO."""
        return self._sheet

    @property
    def name(self) -> str:
        return str(self._sheet.Name)

    @name.setter
    def name(self, value: str) -> None:
        self._sheet.Name = value

    @property
    def index(self) -> int:
        return int(self._sheet.RangeAddress.Sheet) + 1

    @property
    def visible(self) -> bool:
        return bool(self._sheet.IsVisible)

    @visible.setter
    def visible(self, value: bool) -> None:
        self._sheet.IsVisible = bool(value)

    def range(self, arg1: Range | str | Place, arg2: Range | str | Place | None = None) -> Range:
        """By addresses, corners, or (row, column, height, width); ``"A1,B2:B4"`` has several areas."""
        if isinstance(arg1, str) and arg2 is None and "," in arg1:
            addresses = [self._sheet.getCellRangeByName(one).RangeAddress for one in AREAS.split(arg1)]
            return Range(self, self._book.document.ranges(addresses))
        first = self._corner(arg1)
        if arg2 is None:
            return Range(self, self._sheet.getCellRangeByPosition(*first))
        last = self._corner(arg2)
        sides = zip(first, last, strict=True)
        (left, left_), (top, top_), (right, right_), (bottom, bottom_) = sides
        corners = min(left, left_), min(top, top_), max(right, right_), max(bottom, bottom_)
        return Range(self, self._sheet.getCellRangeByPosition(*corners))

    def _corner(self, place: Range | str | Place) -> tuple[int, int, int, int]:
        """Left, top, right, bottom, from 0."""
        if isinstance(place, tuple):
            if 0 in place:
                raise IndexError("Attempted to access 0-based Range. xlwings/Excel Ranges are 1-based.")
            row, col, *size = place
            height, width = size if size else (1, 1)
            return col - 1, row - 1, col + width - 2, row + height - 2
        cells = place.uno if isinstance(place, Range) else self._sheet.getCellRangeByName(place)
        address = cells.RangeAddress
        return address.StartColumn, address.StartRow, address.EndColumn, address.EndRow

    @property
    def cells(self) -> Range:
        return Range(self, self._sheet)

    @property
    def used_range(self) -> Range:
        cursor = self._sheet.createCursor()
        cursor.gotoEndOfUsedArea(False)
        end = cursor.RangeAddress
        return Range(self, self._sheet.getCellRangeByPosition(0, 0, end.EndColumn, end.EndRow))

    @property
    def notes(self) -> list[Note]:
        return notes_of(self)

    def activate(self) -> None:
        self._book.document.controller.setActiveSheet(self._sheet)

    def select(self) -> None:
        self.activate()

    def delete(self) -> None:
        self._book.document.model.Sheets.removeByName(self.name)

    def clear(self) -> None:
        self.cells.clear()

    def autofit(self, axis: str | None = None) -> None:
        self.used_range.autofit(axis)

    def read_live(self, excel_formulas: bool) -> LiveSheet:
        """The sheet as the core sees it, with its notes and fills, in one go."""
        return read_live(self, excel_formulas=excel_formulas)

    def delete_notes(self, cells: Sequence[str]) -> None:
        """Take the notes of some cells away."""
        addresses = (self._sheet.getCellRangeByName(one).RangeAddress for one in cells)
        delete_notes(self, {(one.StartRow + 1, one.StartColumn + 1) for one in addresses})

    def protect(self) -> None:
        """Protect without a password."""
        self._sheet.protect("")

    @contextmanager
    def protection_lifted(self) -> Iterator[bool]:
        """Without protection inside; False when a password is wanted."""
        if not self._sheet.isProtected():
            yield True
            return
        try:
            self._sheet.unprotect("")
        except Exception:  # a wrong password: UNO's exceptions have no common class of ours
            yield False
            return
        if self._sheet.isProtected():
            yield False
            return
        try:
            yield True
        finally:
            self._sheet.protect("")
