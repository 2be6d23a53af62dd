"""A sheet of a running Excel in three calls, whatever its size: its XML Spreadsheet text, its formulas, and how many
notes it has, which proves that the text holds them all.

``Range.Value(xlRangeValueXMLSpreadsheet)`` gives what single calls would have to be made for: which numbers are shown
as per cent or as dates, what is merged, what is hidden, fills and notes.  The format is Microsoft's "XML Spreadsheet
Reference" (2003).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from xml.parsers import expat

from perfeval_core.grid import Cell, CellKind, Grid, Merge
from xladdin.files.cell_text import date_text, number_cell
from xladdin.files.errors import Refusal
from xladdin.files.number_formats import Shows, shown_by
from xladdin.files.xml_parts import xml_parser
from xladdin.live_contents import MORE_THAN_COLOUR, MOST_CELLS, LiveSheet, Place, TooLarge

__all__ = ["UnreadableXml", "read_excel_sheet", "read_spreadsheet_xml"]

XML_SPREADSHEET = 11
"""XlRangeValueDataType.xlRangeValueXMLSpreadsheet."""
LARGE = 200_000
"""Cells of a used range that is looked at more closely."""
FORMULAS, PREVIOUS, ORDERS = -4123, 2, (1, 2)
"""XlFindLookIn.xlFormulas, XlSearchDirection.xlPrevious, XlSearchOrder: by rows, by columns."""
SPACE = "urn:schemas-microsoft-com:office:spreadsheet "
NAMED = {
    "Percent": Shows.PERCENT,
    "Short Date": Shows.DATE,
    "Medium Date": Shows.DATE,
    "Long Date": Shows.DATE,
    "General Date": Shows.DATE_TIME,
    "Short Time": Shows.TIME,
    "Medium Time": Shows.TIME,
    "Long Time": Shows.TIME,
}
"""Number formats that the file names instead of spelling them out."""


class UnreadableXml(Exception):
    """The text is not what the reference describes; the sheet has to be read in another way."""


def read_excel_sheet(sheet: Any) -> LiveSheet:
    """An xlwings sheet of Excel.  Raises UnreadableXml when Excel gives no such text, TooLarge."""
    used = _filled(sheet)
    text = used.api.GetValue(XML_SPREADSHEET)
    if not isinstance(text, str):
        raise UnreadableXml(type(text).__name__)
    formulas = used.formula
    rows = formulas if isinstance(formulas, tuple) else ((formulas,),)
    found = read_spreadsheet_xml(text, sheet.name, used.row, used.column, rows, hidden=not sheet.visible)
    if sheet.api.Comments.Count == len(found.notes):
        return found
    notes = {(note.location.row, note.location.column): note.text for note in sheet.notes}
    return replace(found, notes=notes)


def _filled(sheet: Any) -> Any:
    """The used range; where that is enormous, because of formats, what of it holds anything.  Raises TooLarge."""
    used = sheet.used_range
    if used.count <= LARGE:
        return used
    last = [sheet.api.Cells.Find(What="*", LookIn=FORMULAS, SearchOrder=by, SearchDirection=PREVIOUS) for by in ORDERS]
    if None in last:
        return sheet.range((1, 1))
    rows, cols = last[0].Row, last[1].Column
    if rows * cols > MOST_CELLS:
        raise TooLarge(sheet.name)
    return sheet.range((1, 1), (rows, cols))


def read_spreadsheet_xml(
    text: str, name: str, top: int, left: int, formulas: tuple[tuple[Any, ...], ...], *, hidden: bool = False
) -> LiveSheet:
    """A range that begins at ``top``, ``left``; ``formulas`` are its cells as typed, in A1 style."""
    reader = _Reader(top, left, formulas)
    parser = xml_parser("XML Spreadsheet")
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.characters
    try:
        parser.Parse(text, True)
    except (expat.ExpatError, Refusal, ValueError, LookupError) as error:
        raise UnreadableXml(str(error)) from None
    if not reader.seen_table:
        raise UnreadableXml("no table")
    rows, cols = frozenset(reader.hidden_rows), frozenset(reader.hidden_cols)
    grid = Grid(name, reader.cells, tuple(reader.merges), rows, cols, hidden)
    return LiveSheet(grid, reader.notes, reader.looks.fill_at)


def _fill(interior: Mapping[str, str]) -> str | None:
    """What an element Interior says."""
    match interior.get("Pattern", "None"):
        case "None":
            return None
        case "Solid" if re.fullmatch("#[0-9A-Fa-f]{6}", interior.get("Color", "")):
            return interior["Color"].upper()
    return MORE_THAN_COLOUR


class _Looks:
    """Styles with their fills, and who has which style; a cell that is not there looks as its row, then its column."""

    def __init__(self) -> None:
        self.fills: dict[str, str | None] = {}
        self.cells: dict[Place, str] = {}
        self.rows: dict[int, str] = {}
        self.cols: dict[int, str] = {}
        self.table = "Default"

    def fill_at(self, place: Place) -> str | None:
        """See :class:`LiveSheet`."""
        row, col = place
        style = self.cells.get(place) or self.rows.get(row) or self.cols.get(col) or self.table
        return self.fills.get(style)


class _Reader:
    """Collects the cells of the first table."""

    def __init__(self, top: int, left: int, formulas: tuple[tuple[Any, ...], ...]) -> None:
        self._top = top
        self._left = left
        self._formulas = formulas
        self.cells: dict[tuple[int, int], Cell] = {}
        self.merges: list[Merge] = []
        self.hidden_rows: set[int] = set()
        self.hidden_cols: set[int] = set()
        self.seen_table = False
        self.notes: dict[Place, str] = {}
        self.looks = _Looks()
        self._shows: dict[str, Shows] = {}
        self._style = ""
        self._row = self._next_row = top
        self._col = self._next_col = left
        self._next_column = left
        self._cell_style = ""
        self._kind: str | None = None
        self._pieces: list[str] = []
        self._note: list[str] = []
        self._in_comment = 0
        self._tables = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        name = tag.rpartition(" ")[2]
        given = {key.rpartition(" ")[2]: value for key, value in attributes.items() if key.startswith(SPACE)}
        if name == "Style":
            self._style = given.get("ID", "")
            parent = given.get("Parent", "")
            self._shows[self._style] = self._shows.get(parent, Shows.NUMBER)
            self.looks.fills[self._style] = self.looks.fills.get(parent)
        elif name == "Interior" and not self._tables:
            if given:
                self.looks.fills[self._style] = _fill(given)
        elif name == "NumberFormat" and "Format" in given:
            code = given["Format"]
            self._shows[self._style] = NAMED.get(code) or shown_by(code)
        elif name == "Table":
            self._tables += 1
            self.seen_table = True
            if self._tables == 1:
                self.looks.table = given.get("StyleID", "Default")
        elif self._tables == 1:
            self._start_in_table(name, given)

    def _start_in_table(self, name: str, given: dict[str, str]) -> None:
        if name == "Column":
            first = self._left + int(given["Index"]) - 1 if "Index" in given else self._next_column
            self._next_column = first + int(given.get("Span", "0")) + 1
            self.looks.cols.update(dict.fromkeys(range(first, self._next_column), given.get("StyleID", "")))
            if given.get("Hidden") == "1":
                self.hidden_cols.update(range(first, self._next_column))
        elif name == "Row":
            self._row = self._top + int(given["Index"]) - 1 if "Index" in given else self._next_row
            self._next_row = self._row + int(given.get("Span", "0")) + 1
            self._next_col = self._left
            self.looks.rows.update(dict.fromkeys(range(self._row, self._next_row), given.get("StyleID", "")))
            if given.get("Hidden") == "1":
                self.hidden_rows.update(range(self._row, self._next_row))
        elif name == "Cell":
            self._col = self._left + int(given["Index"]) - 1 if "Index" in given else self._next_col
            across, down = int(given.get("MergeAcross", "0")), int(given.get("MergeDown", "0"))
            self._next_col = self._col + across + 1
            if across or down:
                self.merges.append(Merge(self._row, self._col, self._row + down, self._col + across))
            self._cell_style = given.get("StyleID", "Default")
            self.looks.cells[self._row, self._col] = given.get("StyleID", "")
            self._kind = None
            self._pieces = []
        elif name == "Comment":
            self._in_comment += 1
            self._note = []
        elif name == "Data" and not self._in_comment:
            self._kind = given.get("Type", "String")

    def characters(self, piece: str) -> None:
        if self._in_comment:
            self._note.append(piece)
        elif self._kind is not None:
            self._pieces.append(piece)

    def end(self, tag: str) -> None:
        name = tag.rpartition(" ")[2]
        if name == "Comment" and self._in_comment:
            self._in_comment -= 1
            self.notes[self._row, self._col] = "".join(self._note).strip()
        elif name == "Cell" and self._tables == 1:
            self._finish_cell()

    def _finish_cell(self) -> None:
        formula = self._formula()
        if self._kind is None and formula is None:
            return
        cell = self._content("".join(self._pieces))
        self.cells[self._row, self._col] = cell if formula is None else Cell(cell.text, cell.kind, formula)

    def _formula(self) -> str | None:
        """The formula of the cell; a text that begins with ``=`` is none."""
        typed = self._formulas[self._row - self._top][self._col - self._left]
        if not isinstance(typed, str) or not typed.startswith("="):
            return None
        return None if self._kind == "String" and "".join(self._pieces) == typed else typed[1:]

    def _content(self, text: str) -> Cell:
        match self._kind:
            case None:
                return Cell()
            case "Number":
                return number_cell(text, self._shows.get(self._cell_style, Shows.NUMBER))
            case "DateTime":
                shows = self._shows.get(self._cell_style, Shows.DATE_TIME)
                when = date_text(text, Shows.DATE_TIME if shows in (Shows.NUMBER, Shows.PERCENT) else shows)
                if when is None:
                    raise ValueError(text)
                return Cell(when, CellKind.DATE)
            case "Boolean":
                return Cell("TRUE" if text == "1" else "FALSE", CellKind.BOOLEAN)
            case "Error":
                return Cell(text, CellKind.ERROR)
            case "String":
                return Cell(text, CellKind.TEXT)
        raise ValueError(f"unknown type {self._kind}")
