"""Live sheets as the core sees them, each in one bulk read.

LibreOffice's engine hands over a grid itself; Excel gives a sheet as XML in one call (:mod:`xladdin.excel.sheet_xml`).
Any other host is read through values and formulas, and number formats by groups of equal ones.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from perfeval_core.grid import Cell, CellKind, Grid, Workbook
from xladdin.files.cell_text import date_text, number_cell
from xladdin.files.number_formats import Shows, shown_by

__all__ = ["read_book", "read_plainly", "read_sheet"]

_ERRORS = frozenset({"#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A"})


def read_book(book: Any, without: Collection[str] = ()) -> Workbook:
    """All worksheets of an open xlwings book but those named in ``without``."""
    return Workbook(tuple(read_sheet(sheet) for sheet in book.sheets if sheet.name not in without))


def read_sheet(sheet: Any) -> Grid:
    """One xlwings sheet."""
    own: Callable[[], Grid] | None = getattr(sheet.impl, "read_grid", None)
    if own is not None:
        return own()
    if sheet.book.app.engine.name == "excel":
        from xladdin.excel.sheet_xml import UnreadableXml, read_excel_sheet

        try:
            return read_excel_sheet(sheet)
        except UnreadableXml:  # Excel spells something in a way we do not know: the slower way knows it
            pass
    return read_plainly(sheet)


def read_plainly(sheet: Any) -> Grid:
    """Through values and formulas of the used range; merges and hidden rows stay unknown."""
    used = sheet.used_range
    values = used.options(ndim=2, err_to_str=True).value
    formulas = used.formula
    rows = formulas if isinstance(formulas, tuple | list) else ((formulas,),)
    percent = _Percentages(sheet, used.row, used.column, values)
    cells: dict[tuple[int, int], Cell] = {}
    for down, (line, texts) in enumerate(zip(values, rows, strict=True)):
        for across, (value, text) in enumerate(zip(line, texts, strict=True)):
            formula = text[1:] if isinstance(text, str) and text.startswith("=") and value != text else None
            if value is None and formula is None:
                continue
            place = used.row + down, used.column + across
            shows = Shows.PERCENT if place in percent.places else Shows.NUMBER
            cell = _cell("" if value is None else value, shows)
            cells[place] = cell if formula is None else Cell(cell.text, cell.kind, formula)
    return Grid(sheet.name, cells)


def _cell(value: Any, shows: Shows) -> Cell:
    match value:
        case bool():
            return Cell("TRUE" if value else "FALSE", CellKind.BOOLEAN)
        case int() | float() | Decimal():
            return number_cell(repr(value) if isinstance(value, float) else str(value), shows)
        case datetime() | date():
            return Cell(date_text(value.isoformat()[:19]) or str(value), CellKind.DATE)
        case str() if value in _ERRORS:
            return Cell(value, CellKind.ERROR)
    return Cell(str(value), CellKind.TEXT)


class _Percentages:
    """Which numbers are shown as per cent: a range of one format tells it in one call, a mixed one is halved."""

    def __init__(self, sheet: Any, top: int, left: int, values: list[list[Any]]) -> None:
        self._sheet = sheet
        self.places: set[tuple[int, int]] = set()
        for across in range(len(values[0]) if values else 0):
            numbers = [
                top + down
                for down, line in enumerate(values)
                if isinstance(line[across], float) and not isinstance(line[across], bool)
            ]
            if numbers:
                self.places |= {(row, left + across) for row in self._within(numbers, left + across)}

    def _within(self, rows: list[int], col: int) -> Iterator[int]:
        shown = self._sheet.range((rows[0], col), (rows[-1], col)).number_format
        if shown is not None:
            if shown_by(shown) is Shows.PERCENT:
                yield from rows
        elif len(rows) > 1:
            half = len(rows) // 2
            yield from self._within(rows[:half], col)
            yield from self._within(rows[half:], col)
