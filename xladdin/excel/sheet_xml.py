"""A sheet of a running Excel in two calls, whatever its size: its XML Spreadsheet text, and its formulas.

``Range.Value(xlRangeValueXMLSpreadsheet)`` gives what single calls would have to be made for: which numbers are shown
as per cent or as dates, what is merged, what is hidden.  The format is Microsoft's "XML Spreadsheet Reference" (2003).
"""

from __future__ import annotations

from typing import Any
from xml.parsers import expat

from perfeval_core.grid import Cell, CellKind, Grid, Merge
from xladdin.files.cell_text import date_text, number_cell
from xladdin.files.errors import Refusal
from xladdin.files.number_formats import Shows, shown_by
from xladdin.files.xml_parts import xml_parser

__all__ = ["UnreadableXml", "read_excel_sheet", "read_spreadsheet_xml"]

XML_SPREADSHEET = 11
"""XlRangeValueDataType.xlRangeValueXMLSpreadsheet."""
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


def read_excel_sheet(sheet: Any) -> Grid:
    """An xlwings sheet of Excel.  Raises UnreadableXml when Excel gives no such text."""
    used = sheet.used_range
    text = used.api.GetValue(XML_SPREADSHEET)
    if not isinstance(text, str):
        raise UnreadableXml(type(text).__name__)
    formulas = used.formula
    rows = formulas if isinstance(formulas, tuple) else ((formulas,),)
    return read_spreadsheet_xml(text, sheet.name, used.row, used.column, rows, hidden=not sheet.visible)


def read_spreadsheet_xml(
    text: str, name: str, top: int, left: int, formulas: tuple[tuple[Any, ...], ...], *, hidden: bool = False
) -> Grid:
    """The grid of a range that begins at ``top``, ``left``; ``formulas`` are its cells as typed, in A1 style."""
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
    return Grid(
        name, reader.cells, tuple(reader.merges), frozenset(reader.hidden_rows), frozenset(reader.hidden_cols), hidden
    )


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
        self._shows: dict[str, Shows] = {}
        self._style = ""
        self._row = self._next_row = top
        self._col = self._next_col = left
        self._next_column = left
        self._cell_style = ""
        self._kind: str | None = None
        self._pieces: list[str] = []
        self._in_comment = 0
        self._tables = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        name = tag.rpartition(" ")[2]
        given = {key.rpartition(" ")[2]: value for key, value in attributes.items() if key.startswith(SPACE)}
        if name == "Style":
            self._style = given.get("ID", "")
            self._shows[self._style] = self._shows.get(given.get("Parent", ""), Shows.NUMBER)
        elif name == "NumberFormat" and "Format" in given:
            code = given["Format"]
            self._shows[self._style] = NAMED.get(code) or shown_by(code)
        elif name == "Table":
            self._tables += 1
            self.seen_table = True
        elif self._tables == 1:
            self._start_in_table(name, given)

    def _start_in_table(self, name: str, given: dict[str, str]) -> None:
        if name == "Column":
            first = self._left + int(given["Index"]) - 1 if "Index" in given else self._next_column
            self._next_column = first + int(given.get("Span", "0")) + 1
            if given.get("Hidden") == "1":
                self.hidden_cols.update(range(first, self._next_column))
        elif name == "Row":
            self._row = self._top + int(given["Index"]) - 1 if "Index" in given else self._next_row
            self._next_row = self._row + int(given.get("Span", "0")) + 1
            self._next_col = self._left
            if given.get("Hidden") == "1":
                self.hidden_rows.update(range(self._row, self._next_row))
        elif name == "Cell":
            self._col = self._left + int(given["Index"]) - 1 if "Index" in given else self._next_col
            across, down = int(given.get("MergeAcross", "0")), int(given.get("MergeDown", "0"))
            self._next_col = self._col + across + 1
            if across or down:
                self.merges.append(Merge(self._row, self._col, self._row + down, self._col + across))
            self._cell_style = given.get("StyleID", "Default")
            self._kind = None
            self._pieces = []
        elif name == "Comment":
            self._in_comment += 1
        elif name == "Data" and not self._in_comment:
            self._kind = given.get("Type", "String")

    def characters(self, piece: str) -> None:
        if self._kind is not None and not self._in_comment:
            self._pieces.append(piece)

    def end(self, tag: str) -> None:
        name = tag.rpartition(" ")[2]
        if name == "Comment" and self._in_comment:
            self._in_comment -= 1
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
