"""The worksheet functions as LibreOffice calls them: UNO values in, rows of numbers, texts and real errors out.

Calc hands a blank cell to a function as the number 0 unless the function takes the cell itself.  A blank 完成值 must
never be scored as 0, so every argument that is a cell of the form is taken as a cell (which also tells per cent and
errors); the others are taken as values, and for them it is written down what 0 may mean.
An error value goes back as the NaN that Calc itself stores for it, so the cell shows a real #N/A or #VALUE!.
"""

from __future__ import annotations

import struct
from typing import Any

from perfeval_core.grid import CellKind
from xladdin.function_results import MOST_ROWS
from xladdin.functions import BY_NAME, Argument
from xladdin.libreoffice.engine.bulk import spelled
from xladdin.libreoffice.engine.contents import error_text
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
_TRUTH = {"TRUE": True, "真": True, "FALSE": False, "假": False}


def takes_cell(argument: Argument) -> bool:
    """Is the argument declared as a cell range?"""
    return not argument.optional and argument.name not in BY_VALUE


def error_number(error: WorksheetError) -> float:
    """The double that is this error to Calc: a NaN with the error's number in its lowest bits."""
    return float(struct.unpack("<d", struct.pack("<Q", _QUIET_NAN | _ERRORS[error]))[0])


def call(method: str, values: tuple[Any, ...]) -> tuple[tuple[float | str, ...], ...]:
    """The result of a UNO method; arguments left out at the end are None."""
    function = BY_NAME[METHODS[method]]
    given = list(values)
    while given and given[-1] is None:
        given.pop()
    result = function(*(_argument(one, value) for one, value in zip(function.arguments, given, strict=False)))
    rows = result if isinstance(result, tuple) else ((result,),)
    return tuple(tuple(_cell(one) for one in row) for row in rows)


def _cell(result: Scalar) -> float | str:
    return error_number(result) if isinstance(result, WorksheetError) else result


def _argument(argument: Argument, value: Any) -> object:
    if takes_cell(argument):
        return _cells(value, block=argument.block)
    if isinstance(value, tuple):
        return value
    return ZERO.get(argument.name, "") if value == 0 and not isinstance(value, bool | str) else value


def _cells(cells: Any, *, block: bool) -> object:
    """The contents of a range, as people spell them where the number alone does not tell."""
    area = cells.RangeAddress
    height, width = area.EndRow - area.StartRow + 1, area.EndColumn - area.StartColumn + 1
    if block:
        if height > MOST_ROWS or width > MOST_COLUMNS:
            return WorksheetError.MISUSE
    elif (height, width) != (1, 1):
        return WorksheetError.MISUSE
    rows = [list(row) for row in cells.DataArray]
    numbers = {(row, col) for row, line in enumerate(rows) for col, one in enumerate(line) if isinstance(one, float)}
    for row, line in enumerate(rows):
        for col, one in enumerate(line):
            if one is None:
                line[col] = WorksheetError(error_text(cells.getCellByPosition(col, row).Error))
    for row, col in _special(cells, area, numbers):
        cell = cells.getCellByPosition(col, row)
        rows[row][col] = _spelled(cell.String, rows[row][col])
    return tuple(map(tuple, rows)) if block else rows[0][0]


def _special(cells: Any, area: Any, numbers: set[tuple[int, int]]) -> list[tuple[int, int]]:
    """The numbers that are shown as something else; cells of one format are looked at once."""
    if not numbers:
        return []
    if len(numbers) == 1:
        return list(numbers)
    found = []
    groups = cells.UniqueCellFormatRanges
    for index in range(groups.Count):
        places = [
            (row - area.StartRow, col - area.StartColumn)
            for one in groups.getByIndex(index).RangeAddresses
            for row in range(one.StartRow, one.EndRow + 1)
            for col in range(one.StartColumn, one.EndColumn + 1)
        ]
        inside = [place for place in places if place in numbers]
        if inside and not _plain(cells.getCellByPosition(inside[0][1], inside[0][0]).String):
            found += inside
    return found


def _plain(shown: str) -> bool:
    return not shown.endswith("%") and shown not in _TRUTH


def _spelled(shown: str, value: float) -> object:
    """A per cent or a truth value by what the cell shows; its digits are those of the number, not the shown ones."""
    if shown in _TRUTH:
        return _TRUTH[shown]
    return spelled(value, CellKind.PERCENT).text if shown.endswith("%") else value
