"""What a spreadsheet hands to a function and what it gets back, the same for every host.

A host gives numbers, texts, booleans, dates, blanks and errors, alone or as a block of rows; the functions see texts
only, spelled as a person would type them.  Back go doubles, texts and :class:`WorksheetError`.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from fractions import Fraction

__all__ = ["Block", "Failure", "Scalar", "WorksheetError", "cell_text", "one_cell", "rows_of", "to_double"]


class WorksheetError(Enum):
    """An error value of a cell.  A function of ours makes only the first two; any other was in a cell it was given."""

    NOT_AVAILABLE = "#N/A"
    """Cannot be known: something is missing, or the reading is in doubt."""
    MISUSE = "#VALUE!"
    """The function was called wrongly."""
    NULL = "#NULL!"
    DIVISION = "#DIV/0!"
    REFERENCE = "#REF!"
    NAME = "#NAME?"
    NUMBER = "#NUM!"

    @property
    def code(self) -> int:
        """Excel's number of the error, as CVErr takes it."""
        return _CODES[self]


_CODES = {
    WorksheetError.NULL: 2000,
    WorksheetError.DIVISION: 2007,
    WorksheetError.MISUSE: 2015,
    WorksheetError.REFERENCE: 2023,
    WorksheetError.NAME: 2029,
    WorksheetError.NUMBER: 2036,
    WorksheetError.NOT_AVAILABLE: 2042,
}
_BY_TEXT = {error.value: error for error in WorksheetError}

Scalar = float | str | WorksheetError
"""What a function may put into one cell."""
Block = tuple[tuple[Scalar, ...], ...]
"""Rows of cells."""


class Failure(Exception):
    """Ends a computation with an error value."""

    def __init__(self, error: WorksheetError) -> None:
        self.error = error
        super().__init__(error.value)


def cell_text(value: object) -> str:
    """The text of a cell value: a number with at most 15 significant digits, a date as ``2023年12月31日``.

    Raises Failure for an error value, and (misuse) for what no cell can hold.
    """
    match value:
        case None:
            return ""
        case str():
            error = _BY_TEXT.get(value.strip().upper())
            if error is not None:
                raise Failure(error)
            return value
        case bool():
            return "TRUE" if value else "FALSE"
        case int():
            return str(value)
        case float():
            return _digits(value)
        case Decimal():
            return format(value.normalize(), "f")
        case date():
            return _date_text(value)
        case WorksheetError():
            raise Failure(value)
    raise Failure(WorksheetError.MISUSE)


def _digits(number: float) -> str:
    """As a cell shows a double in full: 0.1 + 0.2 is 0.3."""
    if number != number or number in (float("inf"), float("-inf")):
        raise Failure(WorksheetError.NUMBER)
    exact = Decimal(f"{number:.15g}")
    return format(exact.normalize(), "f") if exact else "0"


def _date_text(day: date) -> str:
    text = f"{day.year}年{day.month}月{day.day}日"
    if isinstance(day, datetime) and (day.hour or day.minute):
        text += f"{day.hour}时{day.minute:02}分"
    return text


def _is_rows(value: object) -> bool:
    return isinstance(value, Sequence) and not isinstance(value, str | bytes)


def one_cell(value: object) -> object:
    """The value of an argument that takes one cell; Failure (misuse) for a block of several."""
    if not _is_rows(value):
        return value
    rows = rows_of(value)
    if len(rows) != 1 or len(rows[0]) != 1:
        raise Failure(WorksheetError.MISUSE)
    return rows[0][0]


def rows_of(value: object) -> tuple[tuple[object, ...], ...]:
    """The rows of an argument that takes a block; one value is a block of one cell.

    Raises Failure (misuse) when the rows have different lengths or are not rows.
    """
    if not _is_rows(value):
        return ((value,),)
    rows = []
    for row in value:  # type: ignore[attr-defined]
        if not _is_rows(row):
            raise Failure(WorksheetError.MISUSE)
        rows.append(tuple(row))
    if not rows or len({len(row) for row in rows}) != 1 or not rows[0]:
        raise Failure(WorksheetError.MISUSE)
    return tuple(rows)


def to_double(exact: Decimal | Fraction) -> float:
    """The double nearest to an exact number: the one that the host shows for its digits."""
    return float(exact)
