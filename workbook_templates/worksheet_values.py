"""Values of a worksheet: errors, areas, and what Excel makes of a value where a number or a text is needed."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from operator import eq, ge, gt, le, lt, ne
from typing import Any

__all__ = [
    "NUMBER",
    "RANK",
    "Area",
    "ExcelError",
    "Value",
    "arithmetic",
    "as_decimal",
    "as_text",
    "compare",
    "compared",
    "concatenated",
    "mapped",
    "minus",
    "number_of",
    "numbers_in",
    "percent",
    "single",
    "text_value",
    "truth",
]


class ExcelError(Exception):
    """An error value: raised while computing, and the content of the cell that it came from."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


Value = None | bool | int | float | str | ExcelError


@dataclass(frozen=True, slots=True)
class Area:
    """A range of cells, read when it is asked for."""

    evaluation: Any
    sheet: str
    top: int
    left: int
    bottom: int
    right: int

    def __iter__(self) -> Iterator[Value]:
        last = min(self.bottom, max(self.evaluation.last_row(self.sheet), self.top))
        if last > self.top:
            found = self.evaluation.constants((self.sheet, self.top, self.left, last, self.right))
            if found is not None:
                yield from found
                return
        for row in range(self.top, last + 1):
            for col in range(self.left, self.right + 1):
                yield self.evaluation.value(self.sheet, row, col)

    @property
    def is_cell(self) -> bool:
        """True for a single cell."""
        return self.top == self.bottom and self.left == self.right

    def at(self, row: int, col: int) -> Area:
        """A single cell, counted from 1 inside the area; a row or column of 0 means all of them."""
        top, bottom = (self.top, self.bottom) if row == 0 else (self.top + row - 1,) * 2
        left, right = (self.left, self.right) if col == 0 else (self.left + col - 1,) * 2
        if not (self.top <= top and left >= self.left and right <= self.right):
            raise ExcelError("#REF!")
        return Area(self.evaluation, self.sheet, top, left, bottom, right)


_NOT_PLAIN = frozenset((Area, list, ExcelError))


def single(value: Any) -> Value:
    """The value of one cell or of a value; raises ExcelError for an error in it and (#VALUE!) for several cells."""
    if isinstance(value, Area):
        if not value.is_cell:
            raise ExcelError("#VALUE!")
        value = value.evaluation.value(value.sheet, value.top, value.left)
    if isinstance(value, ExcelError):
        raise value
    return value  # type: ignore[no-any-return]


def mapped(function: Callable[..., Value]) -> Callable[..., Any]:
    """Lets a function of single values work on areas too, cell by cell, as inside SUMPRODUCT."""

    def over(*values: Any) -> Any:
        for value in values:
            if value.__class__ in _NOT_PLAIN:
                break
        else:
            return function(*values)
        if all(type(value) is not list and (type(value) is not Area or value.is_cell) for value in values):
            return function(*[single(value) for value in values])
        lengths = {n for value in values if isinstance(value, (Area, list)) and (n := len(list(value))) > 1}
        if not lengths:
            return function(*[single(value[0] if isinstance(value, list) else value) for value in values])
        size = max(lengths)
        columns = [list(value) if isinstance(value, (Area, list)) else [value] for value in values]
        columns = [column * size if len(column) == 1 else column for column in columns]
        return [_caught(function, row) for row in zip(*columns, strict=True)]

    return over


def _caught(function: Callable[..., Value], arguments: tuple[Value, ...]) -> Value:
    try:
        return function(*[single(argument) for argument in arguments])
    except ExcelError as error:
        return error


def number_of(value: Value) -> int | float:
    """A value where a number is needed."""
    if value is None:
        return 0
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, str):
        return text_value(value)
    assert not isinstance(value, ExcelError)
    return value


def as_text(value: Value) -> str:
    """A value where a text is needed: numbers with at most 15 significant digits."""
    if value.__class__ is str:
        return value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, (int, float)):
        return format(Decimal(f"{value:.15g}"), "f")
    return str(value)


def _arithmetic(operator: str, left: Value, right: Value) -> Value:
    a, b = number_of(left), number_of(right)
    match operator:
        case "+":
            return a + b
        case "-":
            # Excel calls a difference of nearly equal numbers zero.
            found = a - b
            return 0 if found and abs(found) < 1e-15 * max(abs(a), abs(b)) else found
        case "*":
            return a * b
        case "^":
            return float(a) ** b
    if b == 0:
        raise ExcelError("#DIV/0!")
    return a / b


_COMPARISONS: dict[str, Callable[[Any, Any], bool]] = {
    "=": eq, "<>": ne, "<": lt, ">": gt, "<=": le, ">=": ge,
}  # fmt: skip
RANK = {int: 0, float: 0, str: 1, bool: 2}


def compare(operator: str, left: Value, right: Value) -> bool:
    """Two values as Excel orders them: numbers before texts before truth values, texts without regard to case; a blank
    cell is whatever is nothing beside the other side."""
    a, b = left, right
    if a is None:
        a = "" if isinstance(b, str) else False if isinstance(b, bool) else 0
    if b is None:
        b = "" if isinstance(a, str) else False if isinstance(a, bool) else 0
    one, two = ((RANK[type(side)], side.lower() if isinstance(side, str) else side) for side in (a, b))
    return _COMPARISONS[operator](one, two)


def arithmetic(operator: str) -> Callable[[Any, Any], Any]:
    """+ - * / ^ of single values or of areas."""
    return mapped(partial(_arithmetic, operator))


def compared(operator: str) -> Callable[[Any, Any], Any]:
    """= <> < > <= >= of single values or of areas."""
    return mapped(partial(compare, operator))


concatenated = mapped(lambda left, right: as_text(left) + as_text(right))
"""& of single values or of areas."""
minus = mapped(lambda value: _arithmetic("-", 0, value))
percent = mapped(lambda value: _arithmetic("/", value, 100))


def truth(value: Any) -> bool:
    """A value as a condition; raises ExcelError (#VALUE!) for a text."""
    value = single(value[0] if isinstance(value, list) else value)
    if isinstance(value, str):
        raise ExcelError("#VALUE!")
    return bool(value)


NUMBER = re.compile(r"\s*([+-]?(?:\d+(?:,\d{3})*(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?)(%?)\s*")


def text_value(text: Value) -> int | float:
    """VALUE(): the number that a text spells (thousands, exponent, per cent); raises ExcelError for others."""
    if isinstance(text, (int, float)):
        return text
    found = NUMBER.fullmatch(as_text(text))
    if found is None:
        raise ExcelError("#VALUE!")
    digits = found[1].replace(",", "")
    number = float(digits) if not digits.lstrip("+-").isdigit() else int(digits)
    return number / 100 if found[2] else number


def as_decimal(value: int | float) -> Decimal:
    """A number by the fifteen digits that Excel keeps of it."""
    return Decimal(f"{value:.15g}")


def numbers_in(*values: Any) -> list[int | float]:
    """The numbers that SUM and its kin see: texts and truth values count only where they are arguments themselves.

    Raises ExcelError for an error in a cell and for an argument that is no number.
    """
    found: list[int | float] = []
    for value in values:
        inside = isinstance(value, (Area, list))
        for cell in value if inside else [value]:
            if isinstance(cell, ExcelError):
                raise cell
            if isinstance(cell, (bool, str)):
                if not inside:
                    found.append(number_of(cell))
            elif cell is not None:
                found.append(cell)
    return found
