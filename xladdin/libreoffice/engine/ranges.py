"""A range of cells as xlwings sees it; one area, or several for what groups can do at once."""

from __future__ import annotations

from typing import Any

from perfeval_core.grid import column_letters
from xladdin.libreoffice.engine.contents import fill_formula, read_block, read_formulas, write_block, write_formulas
from xladdin.libreoffice.engine.member import Member
from xladdin.libreoffice.engine.notes import ANNOTATIONS, Note, add_note, note_at

__all__ = ["Place", "Range"]

Place = tuple[int, int] | tuple[int, int, int, int]
"""Row and column from 1; with height and width for a block."""
NO_COLOUR = -1
CONTENTS = 1 | 2 | 4 | 16
"""CellFlags: numbers, dates, texts, formulas."""
FORMATS = 32 | 64 | 256
"""CellFlags: hard attributes, styles, edited text attributes."""


def _colour(given: tuple[int, int, int] | int | str | None) -> int:
    """As UNO takes it, 0xRRGGBB; an integer is Excel's 0xBBGGRR."""
    match given:
        case None:
            return NO_COLOUR
        case str():
            return int(given.removeprefix("#"), 16)
        case int():
            return (given & 0xFF) << 16 | given & 0xFF00 | given >> 16 & 0xFF
    red, green, blue = given
    return red << 16 | green << 8 | blue


class Range(Member):
    """Cells of one sheet."""

    _fields = ("options",)

    def __init__(self, sheet: Any, cells: Any) -> None:
        self._sheet = sheet
        self._cells = cells
        self.options: dict[str, Any] = {}

    @property
    def uno(self) -> Any:
        """The range of UNO."""
        return self._cells

    @property
    def api(self) -> Any:
        return self._cells

    @property
    def sheet(self) -> Any:
        return self._sheet

    @property
    def _document(self) -> Any:
        return self._sheet.book.document

    @property
    def _address(self) -> Any:
        """The address of the only, or first, area."""
        cells = self._cells
        return cells.RangeAddress if hasattr(cells, "RangeAddress") else cells.RangeAddresses[0]

    @property
    def row(self) -> int:
        return int(self._address.StartRow) + 1

    @property
    def column(self) -> int:
        return int(self._address.StartColumn) + 1

    @property
    def shape(self) -> tuple[int, int]:
        one = self._address
        return one.EndRow - one.StartRow + 1, one.EndColumn - one.StartColumn + 1

    def __len__(self) -> int:
        rows, cols = self.shape
        return rows * cols

    def __call__(self, arg1: int, arg2: int | None = None) -> Range:
        """A cell by row and column in the range, or by its number across."""
        if arg2 is None:
            down, across = divmod(arg1 - 1, self.shape[1])
        else:
            down, across = arg1 - 1, arg2 - 1
        cell: Range = self._sheet.range((self.row + down, self.column + across))
        return cell

    def get_address(self, row_absolute: bool, col_absolute: bool, external: bool) -> str:
        row, col = "$" if row_absolute else "", "$" if col_absolute else ""
        texts = []
        for one in getattr(self._cells, "RangeAddresses", (self._address,)):
            first = f"{col}{column_letters(one.StartColumn + 1)}{row}{one.StartRow + 1}"
            last = f"{col}{column_letters(one.EndColumn + 1)}{row}{one.EndRow + 1}"
            texts.append(first if first == last else f"{first}:{last}")
        text = ",".join(texts)
        if not external:
            return text
        name = f"[{self._sheet.book.name}]{self._sheet.name}"
        return f"{name}!{text}" if name.replace("[", "").replace("]", "").isalnum() else f"'{name}'!{text}"

    @property
    def address(self) -> str:
        return self.get_address(True, True, False)

    # -- contents ---------------------------------------------------------------------------------------------------

    @property
    def max_cells_per_read(self) -> None:
        return None

    @property
    def max_cells_per_write(self) -> None:
        return None

    @property
    def raw_value(self) -> list[list[Any]] | Any:
        return read_block(self._document, self._cells)

    @raw_value.setter
    def raw_value(self, value: Any) -> None:
        write_block(self._document, self._cells, self._filled(value))

    @property
    def formula(self) -> Any:
        rows = read_formulas(self._document, self._cells)
        return rows[0][0] if self.shape == (1, 1) else tuple(map(tuple, rows))

    @formula.setter
    def formula(self, value: Any) -> None:
        """One formula fills the range, its relative addresses moving along."""
        if isinstance(value, str) and value.startswith("=") and len(value) > 1:
            fill_formula(self._document, self._cells, value)
        else:
            write_formulas(self._document, self._cells, self._filled(value))

    def _filled(self, value: Any) -> Any:
        """Rows of the range's size; one value fills it."""
        if isinstance(value, list | tuple):
            return value
        rows, cols = self.shape
        return ((value,) * cols,) * rows

    def clear_contents(self) -> None:
        self._cells.clearContents(CONTENTS)

    def clear_formats(self) -> None:
        self._cells.clearContents(FORMATS)

    def clear(self) -> None:
        self._cells.clearContents(CONTENTS | FORMATS | ANNOTATIONS)

    # -- looks ------------------------------------------------------------------------------------------------------

    @property
    def color(self) -> tuple[int, int, int] | None:
        colour = self._cells.CellBackColor
        return None if colour == NO_COLOUR else (colour >> 16 & 0xFF, colour >> 8 & 0xFF, colour & 0xFF)

    @color.setter
    def color(self, value: tuple[int, int, int] | int | str | None) -> None:
        # as if there had never been one: "no colour" of the cell's own, or one of the theme, would stay in the file
        self._cells.setPropertyToDefault("CellBackColor")
        if value is not None:
            self._cells.CellBackColor = _colour(value)

    @property
    def number_format(self) -> str | None:
        """None for cells of different formats, as in Excel."""
        groups = self._cells.UniqueCellFormatRanges
        codes = {
            self._document.number_format(groups.getByIndex(index).getByIndex(0).NumberFormat)[1]
            for index in range(groups.Count)
        }
        return codes.pop() if len(codes) == 1 else None

    @number_format.setter
    def number_format(self, value: str) -> None:
        self._cells.NumberFormat = self._document.format_key(value)

    @property
    def wrap_text(self) -> bool:
        return bool(self._cells.IsTextWrapped)

    @wrap_text.setter
    def wrap_text(self, value: bool) -> None:
        self._cells.IsTextWrapped = bool(value)

    @property
    def column_width(self) -> float:
        """In characters, as Excel counts them (about 2 mm each)."""
        return float(self._cells.Columns.getByIndex(0).Width) / 200

    @column_width.setter
    def column_width(self, value: float) -> None:
        self._cells.Columns.Width = round(value * 200)

    @property
    def font(self) -> Font:
        return Font(self._cells)

    def autofit(self, axis: str | None = None) -> None:
        if axis in (None, "columns", "c"):
            self._cells.Columns.OptimalWidth = True
        if axis in (None, "rows", "r"):
            self._cells.Rows.OptimalHeight = True

    # -- merges, notes, links, names --------------------------------------------------------------------------------

    @property
    def merge_cells(self) -> bool:
        return bool(self._cells.IsMerged)

    @property
    def merge_area(self) -> Range:
        cursor = self._sheet.uno.createCursorByRange(self._cells.getCellByPosition(0, 0))
        cursor.collapseToMergedArea()
        one = cursor.RangeAddress
        corners = one.StartColumn, one.StartRow, one.EndColumn, one.EndRow
        return Range(self._sheet, self._sheet.uno.getCellRangeByPosition(*corners))

    def merge(self, across: bool) -> None:
        if across:
            raise NotImplementedError("LibreOffice: xlwings Range.merge across rows is not implemented")
        self._cells.merge(True)

    def unmerge(self) -> None:
        self._cells.merge(False)

    @property
    def note(self) -> Note | None:
        return note_at(self)

    def add_note(self, text: str) -> Note:
        return add_note(self, text)

    @property
    def hyperlink(self) -> str:
        fields = self._cells.getCellByPosition(0, 0).TextFields
        if not fields.hasElements():
            raise ValueError("The cell doesn't seem to contain a hyperlink!")
        return str(fields.createEnumeration().nextElement().URL)

    def add_hyperlink(self, address: str, text_to_display: str, screen_tip: str | None = None) -> None:
        cell = self._cells.getCellByPosition(0, 0)
        link = self._document.model.createInstance("com.sun.star.text.TextField.URL")
        link.URL, link.Representation = address, text_to_display
        cell.String = ""
        cell.insertTextContent(cell.createTextCursor(), link, False)

    @property
    def name(self) -> Any:
        for name in self._sheet.book.names:
            if name.refers_to == f"={self._quoted_sheet}!{self.address}":
                return name
        return None

    @name.setter
    def name(self, value: str) -> None:
        self._sheet.book.names.add(value, f"={self._quoted_sheet}!{self.address}")

    @property
    def _quoted_sheet(self) -> str:
        name = str(self._sheet.name)
        return name if name.isidentifier() else "'" + name.replace("'", "''") + "'"

    def select(self) -> None:
        self._document.controller.select(self._cells)


class Font(Member):
    """The font of a range."""

    def __init__(self, cells: Any) -> None:
        self._cells = cells

    @property
    def bold(self) -> bool:
        return bool(self._cells.CharWeight > 100)

    @bold.setter
    def bold(self, value: bool) -> None:
        self._cells.CharWeight = self._cells.CharWeightAsian = 150.0 if value else 100.0

    @property
    def color(self) -> tuple[int, int, int] | None:
        colour = self._cells.CharColor
        return None if colour == NO_COLOUR else (colour >> 16 & 0xFF, colour >> 8 & 0xFF, colour & 0xFF)

    @color.setter
    def color(self, value: tuple[int, int, int] | int | str | None) -> None:
        self._cells.CharColor = _colour(value)
