"""Cell contents between xlwings and UNO: numbers, texts, booleans, dates, errors, formulas, in whole blocks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from xladdin.libreoffice.engine.office import Document

__all__ = [
    "CellError",
    "Raw",
    "as_written",
    "error_text",
    "fill_formula",
    "formats_by_cell",
    "read_block",
    "read_formulas",
    "write_block",
    "write_formulas",
]

DATES, TIMES, PERCENT, LOGICAL = 2, 4, 128, 1024
"""Bits of com.sun.star.util.NumberFormat."""
FORMULAS = 16
"""com.sun.star.sheet.CellFlags.FORMULA."""
DAY_ZERO = datetime(1899, 12, 30)
ERRORS = {
    502: "#VALUE!",
    503: "#NUM!",
    511: "#VALUE!",
    519: "#VALUE!",
    521: "#NULL!",
    524: "#REF!",
    525: "#NAME?",
    532: "#DIV/0!",
    32767: "#N/A",
}
"""LibreOffice's numbers of errors (scerrors) by the code that Excel shows; any other is #VALUE!."""
MARGIN = timedelta(milliseconds=1)
MOST_SINGLE = 2_000
"""Cells of a block that are put one by one."""
MANY_FORMULAS = 50
"""A column of more formulas is filled down."""


class CellError(str):
    """An error value, by the code that a cell shows: ``#N/A``."""

    __slots__ = ()


Raw = None | str | float | bool | datetime
Block = Sequence[Sequence[Any]]


def as_written(value: Any) -> Any:
    """A value as a cell takes it: a number as double, nothing as an empty text, dates left for the number format.

    Raises TypeError for what no cell holds.
    """
    match value:
        case None:
            return ""
        case bool() | str() | datetime() | float():
            return value
        case date():
            return datetime(value.year, value.month, value.day)
        case int() | Decimal():
            return float(value)
        case time():
            return (value.hour * 3600 + value.minute * 60 + value.second) / 86_400
    if hasattr(value, "item"):  # a number of numpy
        return as_written(value.item())
    raise TypeError(f"LibreOffice: a cell cannot hold {type(value).__name__}")


def error_text(number: int) -> str:
    """The code that Excel shows for an error number of LibreOffice."""
    return ERRORS.get(number, "#VALUE!")


def _places(addresses: Any, top: int, left: int) -> Iterator[tuple[int, int]]:
    """All cells of range addresses, counted from a corner."""
    for address in addresses:
        for row in range(address.StartRow, address.EndRow + 1):
            for col in range(address.StartColumn, address.EndColumn + 1):
                yield row - top, col - left


def formats_by_cell(document: Document, cells: Any, wanted: int) -> dict[tuple[int, int], tuple[int, str]]:
    """The number formats of some kinds in a range, by place from its corner, found by groups of equal formats."""
    corner = cells.RangeAddress
    found: dict[tuple[int, int], tuple[int, str]] = {}
    groups = cells.UniqueCellFormatRanges
    for index in range(groups.Count):
        group = groups.getByIndex(index)
        shown = document.number_format(group.getByIndex(0).NumberFormat)
        if shown[0] & wanted:
            for place in _places(group.RangeAddresses, corner.StartRow, corner.StartColumn):
                found[place] = shown
    return found


def _moment(serial: float) -> datetime | float:
    try:
        exact = DAY_ZERO + timedelta(days=serial)
    except OverflowError:
        return serial
    rounded = exact.replace(microsecond=0)
    return rounded if exact - rounded < MARGIN else exact + MARGIN if exact.microsecond > 998_000 else exact


def read_block(document: Document, cells: Any) -> list[list[Raw]]:
    """The values of a range; a date is a datetime, a boolean a bool, an error a :class:`CellError`."""
    rows: list[list[Any]] = [[None if value == "" else value for value in row] for row in _with_errors(cells)]
    if any(isinstance(value, float) for row in rows for value in row):
        for (row, col), (kind, _) in formats_by_cell(document, cells, DATES | LOGICAL).items():
            value = rows[row][col]
            if isinstance(value, float):
                rows[row][col] = _moment(value) if kind & DATES else bool(value)
    return rows


def _with_errors(cells: Any) -> Iterator[list[Any]]:
    for row, values in enumerate(cells.DataArray):
        yield [
            CellError(error_text(cells.getCellByPosition(col, row).Error)) if value is None else value
            for col, value in enumerate(values)
        ]


def read_formulas(document: Document, cells: Any) -> list[list[str]]:
    """The formulas of a range as Excel spells them; a constant as it would be typed, nothing as an empty text."""
    corner = cells.RangeAddress
    places = set(_places(cells.queryContentCells(FORMULAS).RangeAddresses, corner.StartRow, corner.StartColumn))
    rows = []
    for row, texts in enumerate(cells.FormulaArray):
        line = []
        for col, text in enumerate(texts):
            if (row, col) in places:
                cell = cells.getCellByPosition(col, row)
                line.append("=" + document.parser.printFormula(cell.Tokens, cell.CellAddress))
            else:
                line.append(text.removeprefix("'"))
        rows.append(line)
    return rows


def write_block(document: Document, cells: Any, rows: Block) -> None:
    """Put values into a range of the same size, in one call; dates and booleans get a number format.

    As in Excel a text that begins with ``=`` is a formula and a leading apostrophe is not part of the text; otherwise
    a text stays the text it is.
    """
    values: list[tuple[float | str, ...]] = []
    formulas: dict[tuple[int, int], str] = {}
    formats: dict[int, list[tuple[int, int]]] = {}
    for row, given in enumerate(rows):
        line: list[float | str] = []
        for col, value in enumerate(given):
            match value:
                case bool():
                    formats.setdefault(LOGICAL, []).append((row, col))
                    line.append(float(value))
                case datetime():
                    formats.setdefault(DATES, []).append((row, col))
                    line.append((value - DAY_ZERO) / timedelta(days=1))
                case str() if value.startswith("=") and len(value) > 1:
                    formulas[row, col] = value
                    line.append("")
                case str():
                    line.append(value.removeprefix("'"))
                case _:
                    line.append(value)
        values.append(tuple(line))
    _put(cells, values)
    for (row, col), text in formulas.items():
        _set_formula(document, cells.getCellByPosition(col, row), text)
    for kind, places in formats.items():
        missing = places if kind == LOGICAL else [place for place in places if not _shows(document, cells, place, kind)]
        if missing:
            addresses = [cells.getCellByPosition(col, row).RangeAddress for row, col in missing]
            document.ranges(addresses).NumberFormat = document.standard_format(kind)


def _put(cells: Any, values: list[tuple[float | str, ...]]) -> None:
    """In one call where it can be undone.

    LibreOffice's undo of a block leaves what was put into blank cells; so a block of moderate size with such cells
    goes cell by cell.
    """
    size = len(values) * len(values[0])
    if size > MOST_SINGLE or (size > 1 and all("" not in row for row in cells.DataArray)):
        cells.setDataArray(tuple(values))
        return
    for row, line in enumerate(values):
        for col, value in enumerate(line):
            cell = cells.getCellByPosition(col, row)
            if isinstance(value, str):
                cell.setString(value)
            else:
                cell.setValue(value)


def _shows(document: Document, cells: Any, place: tuple[int, int], kind: int) -> bool:
    row, col = place
    return bool(document.number_format(cells.getCellByPosition(col, row).NumberFormat)[0] & kind)


def _set_formula(document: Document, cell: Any, text: str) -> None:
    cell.setTokens(document.parser.parseFormula(text.removeprefix("="), cell.CellAddress))


def fill_formula(document: Document, cells: Any, text: str) -> None:
    """Put one formula into every cell of a range; its relative addresses are those of the first cell.

    A long column is filled down by Calc itself, which takes the look of the first cell along; 4,000 long formulas
    take 3 s one by one and 0.1 s this way.
    """
    area = cells.RangeAddress
    height, width = area.EndRow - area.StartRow + 1, area.EndColumn - area.StartColumn + 1
    first = cells.getCellByPosition(0, 0)
    tokens = document.parser.parseFormula(text.removeprefix("="), first.CellAddress)
    if height * width > MANY_FORMULAS and width == 1:
        import uno

        first.setTokens(tokens)
        cells.fillAuto(uno.Enum("com.sun.star.sheet.FillDirection", "TO_BOTTOM"), 1)
        return
    for row in range(height):
        for col in range(width):
            cells.getCellByPosition(col, row).setTokens(tokens)


def write_formulas(document: Document, cells: Any, rows: Block) -> None:
    """Put formulas in Excel's spelling into a range of the same size; what does not begin with ``=`` is typed text."""
    typed = []
    formulas: list[tuple[int, int, str]] = []
    for row, given in enumerate(rows):
        line = []
        for col, value in enumerate(given):
            text = value if isinstance(value, str) else format(as_written(value))
            if text.startswith("=") and len(text) > 1:
                formulas.append((row, col, text))
                text = ""
            line.append(text)
        typed.append(tuple(line))
    if sum(map(len, typed)) > MOST_SINGLE:
        cells.setFormulaArray(tuple(typed))
    else:
        places = {(row, col) for row, col, _ in formulas}
        for row, texts in enumerate(typed):
            for col, text in enumerate(texts):
                if (row, col) not in places:
                    cells.getCellByPosition(col, row).setFormula(text)
    for row, col, text in formulas:
        _set_formula(document, cells.getCellByPosition(col, row), text)
