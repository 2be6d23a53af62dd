"""Live sheets as the core sees them, each in one bulk read, with the notes and fills that marks have to know.

LibreOffice's engine hands over all of it itself; Excel gives a sheet as XML in one call
(:mod:`xladdin.excel.sheet_xml`).  Any other host is read through values and formulas, and number formats by groups of
equal ones.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from perfeval_core.chosen_scheme import CHOSEN_OVERLAY, CHOSEN_SCHEME
from perfeval_core.grid import Cell, CellKind, Grid, Hazard, Workbook
from xladdin.files.cell_text import date_text, number_cell
from xladdin.files.number_formats import Shows, shown_by
from xladdin.live_contents import MOST_CELLS, LiveSheet, Place, TooLarge

__all__ = ["read_book", "read_live", "read_plainly", "read_sheet", "scheme_names", "workbook_of"]

_ERRORS = frozenset({"#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A"})


def read_live(sheet: Any, *, excel_formulas: bool = False) -> LiveSheet:
    """One xlwings sheet.  Formulas are in the host's own spelling unless Excel's is wanted.  Raises TooLarge."""
    own: Callable[[bool], LiveSheet] | None = getattr(sheet.impl, "read_live", None)
    if own is not None:
        return own(excel_formulas)
    if sheet.book.app.engine.name == "excel":
        from xladdin.excel.sheet_xml import UnreadableXml, read_excel_sheet

        try:
            return read_excel_sheet(sheet)
        except UnreadableXml:  # Excel spells something in a way we do not know: the slower way knows it
            pass
    return read_plainly(sheet)


def read_sheet(sheet: Any) -> Grid:
    """The contents of one xlwings sheet.  Raises TooLarge."""
    return read_live(sheet).grid


def workbook_of(sheets: Collection[LiveSheet], names: Mapping[str, str] | None = None) -> Workbook:
    """Sheets that were read, as the file reader gives a file: hidden ones are told, as far as a program tells them."""
    grids = tuple(one.grid for one in sheets)
    hazards = tuple(Hazard("PE-F107", grid.sheet) for grid in grids if grid.hidden)
    return Workbook(grids, hazards, names or {})


def read_book(book: Any, without: Collection[str] = ()) -> Workbook:
    """All worksheets of an open xlwings book but those named in ``without``, with everything that the file reader
    reports: formulas in Excel's spelling, and the defined names.  Raises TooLarge."""
    sheets = [read_live(sheet, excel_formulas=True) for sheet in book.sheets if sheet.name not in without]
    return workbook_of(sheets, _names(book))


def _names(book: Any) -> dict[str, str]:
    """Defined names as a file spells them: ``总分`` or, for one of a sheet, ``表!总分``."""
    own: Callable[[], dict[str, str]] | None = getattr(book.impl, "defined_names", None)
    if own is not None:
        return own()
    pairs = ((name.name, name.refers_to) for name in book.names)
    return {name.replace("'", ""): text.removeprefix("=") for name, text in pairs}


def scheme_names(book: Any) -> dict[str, str]:
    """The defined names that tell where a standard workbook's scheme is chosen; LibreOffice tells all names at once."""
    if hasattr(book.impl, "defined_names"):
        return _names(book)
    names = book.names
    return {name: names[name].refers_to.removeprefix("=") for name in (CHOSEN_SCHEME, CHOSEN_OVERLAY) if name in names}


def read_plainly(sheet: Any) -> LiveSheet:
    """Through values and formulas of the used range; merges and hidden rows stay unknown.  Raises TooLarge."""
    used = sheet.used_range
    if used.count > MOST_CELLS:
        raise TooLarge(sheet.name)
    values = used.options(ndim=2, err_to_str=True).value
    formulas = used.formula
    rows = formulas if isinstance(formulas, tuple | list) else ((formulas,),)
    percent = _Percentages(sheet, used.row, used.column, values)
    cells: dict[Place, Cell] = {}
    for down, (line, texts) in enumerate(zip(values, rows, strict=True)):
        for across, (value, text) in enumerate(zip(line, texts, strict=True)):
            formula = text[1:] if isinstance(text, str) and text.startswith("=") and value != text else None
            if value is None and formula is None:
                continue
            place = used.row + down, used.column + across
            shows = Shows.PERCENT if place in percent.places else Shows.NUMBER
            cell = _cell("" if value is None else value, shows)
            cells[place] = cell if formula is None else Cell(cell.text, cell.kind, formula)
    notes = {(note.location.row, note.location.column): note.text for note in sheet.notes}
    return LiveSheet(Grid(sheet.name, cells), notes, lambda place: _hex(sheet.range(place).color))


def _hex(colour: tuple[int, int, int] | None) -> str | None:
    return None if colour is None else "#{:02X}{:02X}{:02X}".format(*colour)


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
        self.places: set[Place] = set()
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
