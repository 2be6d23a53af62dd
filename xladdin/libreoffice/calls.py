"""The worksheet functions as LibreOffice calls them: UNO values in, rows of numbers, texts and real errors out.

Calc hands a blank cell to a function as the number 0 unless the function takes the cell itself.  A blank 完成值 must
never be scored as 0, so every argument that is a cell of the form is taken as a cell (which also tells per cent and
errors); the others are taken as values, and for them it is written down what 0 may mean.
How a number is shown is asked of its number format, never of the cell's text: while Calc computes, a formula's text is
"...".  The formats are the workbook's, which Calc hands to a function that asks for its caller.
An error value goes back as the NaN that Calc itself stores for it, so the cell shows a real #N/A or #VALUE!.
"""

from __future__ import annotations

import struct
from typing import Any

from xladdin.files.cell_text import number_cell
from xladdin.files.number_formats import Shows, shown_by
from xladdin.function_results import MOST_ROWS
from xladdin.functions import BY_NAME, Argument
from xladdin.libreoffice.engine.contents import DATES, LOGICAL, PERCENT, TIMES, error_text
from xladdin.worksheet_values import Scalar, WorksheetError

__all__ = ["METHODS", "call", "error_number", "takes_cell"]

METHODS = {name.lower().replace("_", ""): name for name in BY_NAME}
"""The UNO method of each function: UNO's names have no underscores."""
BY_VALUE = {"part", "total"}
"""Arguments that are mostly typed or computed; optional ones always go by value, because Calc lets nothing else out."""
ZERO: dict[str, Scalar] = {
    "score": 0.0,
    "total": WorksheetError.NOT_AVAILABLE,
    "weight": WorksheetError.NOT_AVAILABLE,
}
"""What 0 stands for in an argument taken by value; in the others only a blank cell can have been meant."""
MOST_COLUMNS = 16

_ERRORS = {
    WorksheetError.NULL: 521,
    WorksheetError.DIVISION: 532,
    WorksheetError.MISUSE: 519,
    WorksheetError.REFERENCE: 524,
    WorksheetError.NAME: 525,
    WorksheetError.NUMBER: 503,
    WorksheetError.NOT_AVAILABLE: 32767,
}
"""Calc's numbers of the errors."""
_QUIET_NAN = 0x7FF8_0000_0000_0000
TELLING = DATES | TIMES | PERCENT | LOGICAL
MOST_BOOKS = 16
_books: dict[str, Formats] = {}


def takes_cell(argument: Argument) -> bool:
    """Is the argument declared as a cell range?"""
    return not argument.optional and argument.name not in BY_VALUE


def error_number(error: WorksheetError) -> float:
    """The double that is this error to Calc: a NaN with the error's number in its lowest bits."""
    return float(struct.unpack("<d", struct.pack("<Q", _QUIET_NAN | _ERRORS[error]))[0])


def call(method: str, caller: Any, values: tuple[Any, ...]) -> tuple[tuple[float | str, ...], ...]:
    """The result of a UNO method for the workbook of the formula; arguments left out at the end are None."""
    function = BY_NAME[METHODS[method]]
    given = list(values)
    while given and given[-1] is None:
        given.pop()
    formats = _formats_of(caller)
    result = function(*(_argument(formats, *one) for one in zip(function.arguments, given, strict=False)))
    rows = result if isinstance(result, tuple) else ((result,),)
    return tuple(tuple(_cell(one) for one in row) for row in rows)


class Formats:
    """The number formats of a workbook, each asked for once."""

    def __init__(self, model: Any) -> None:
        self._formats = model.NumberFormats
        self._known: dict[int, tuple[int, str]] = {}

    def telling(self, key: int) -> tuple[int, str] | None:
        """Kind and code of a format under which a number does not stand for itself; else None."""
        if key not in self._known:
            found = self._formats.getByKey(key)
            self._known[key] = int(found.Type), str(found.FormatString)
        shown = self._known[key]
        return shown if shown[0] & TELLING else None

    def of_cells(self, cells: Any, area: Any) -> dict[tuple[int, int], tuple[int, str]]:
        """The telling formats in a range by place from its corner; cells of one format are looked at once."""
        found: dict[tuple[int, int], tuple[int, str]] = {}
        groups = cells.UniqueCellFormatRanges
        for index in range(groups.Count):
            group = groups.getByIndex(index)
            shown = self.telling(group.getByIndex(0).NumberFormat)
            if shown is not None:
                for one in group.RangeAddresses:
                    rows = range(one.StartRow - area.StartRow, one.EndRow - area.StartRow + 1)
                    cols = range(one.StartColumn - area.StartColumn, one.EndColumn - area.StartColumn + 1)
                    found.update(((row, col), shown) for row in rows for col in cols)
        return found


def _formats_of(model: Any) -> Formats:
    """The same object for the same workbook."""
    uid = str(model.RuntimeUID)
    if uid not in _books:
        if len(_books) == MOST_BOOKS:
            _books.clear()
        _books[uid] = Formats(model)
    return _books[uid]


def _cell(result: Scalar) -> float | str:
    return error_number(result) if isinstance(result, WorksheetError) else result


def _argument(formats: Formats, argument: Argument, value: Any) -> object:
    if takes_cell(argument):
        return _cells(formats, value, block=argument.block)
    if isinstance(value, tuple):
        return value
    return ZERO.get(argument.name, "") if value == 0 and not isinstance(value, bool | str) else value


def _cells(formats: Formats, cells: Any, *, block: bool) -> object:
    """The contents of a range, as people spell them where the number alone does not tell."""
    area = cells.RangeAddress
    height, width = area.EndRow - area.StartRow + 1, area.EndColumn - area.StartColumn + 1
    if block:
        if height > MOST_ROWS or width > MOST_COLUMNS:
            return WorksheetError.MISUSE
    elif (height, width) != (1, 1):
        return WorksheetError.MISUSE
    rows = [list(row) for row in cells.DataArray]
    shown = formats.of_cells(cells, area) if (height, width) != (1, 1) else _one(formats.telling(cells.NumberFormat))
    for row, line in enumerate(rows):
        for col, one in enumerate(line):
            if one is None:
                line[col] = WorksheetError(error_text(cells.getCellByPosition(col, row).Error))
            elif isinstance(one, float) and (row, col) in shown:
                line[col] = _spelled(one, *shown[row, col])
    return tuple(map(tuple, rows)) if block else rows[0][0]


def _one(shown: tuple[int, str] | None) -> dict[tuple[int, int], tuple[int, str]]:
    return {} if shown is None else {(0, 0): shown}


def _spelled(value: float, kind: int, code: str) -> object:
    """A truth value, a per cent, or a day; the digits are those of the number, not the shown ones."""
    if kind & LOGICAL:
        return bool(value)
    if kind & PERCENT:
        return number_cell(repr(value), Shows.PERCENT).text
    shows = shown_by(code)
    return number_cell(repr(value), Shows.DATE if kind & DATES and shows is Shows.NUMBER else shows).text
