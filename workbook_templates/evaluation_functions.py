"""The worksheet functions that the generated formulas use, as Excel 2010 computes them."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

__all__ = ["FUNCTIONS", "LAZY", "Area", "ExcelError", "Value", "arithmetic", "as_text", "compared", "number_of"]


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


def _one(value: Any) -> Value:
    if isinstance(value, Area):
        if not value.is_cell:
            raise ExcelError("#VALUE!")
        value = value.evaluation.value(value.sheet, value.top, value.left)
    if isinstance(value, ExcelError):
        raise value
    return value  # type: ignore[no-any-return]


def _mapped(function: Callable[..., Value]) -> Callable[..., Any]:
    """Lets a function of single values work on areas too, cell by cell, as inside SUMPRODUCT."""

    def over(*values: Any) -> Any:
        if all(type(value) is not list and (type(value) is not Area or value.is_cell) for value in values):
            return function(*[_one(value) for value in values])
        lengths = {n for value in values if isinstance(value, (Area, list)) and (n := len(list(value))) > 1}
        if not lengths:
            return function(*[_one(value[0] if isinstance(value, list) else value) for value in values])
        size = max(lengths)
        columns = [list(value) if isinstance(value, (Area, list)) else [value] for value in values]
        columns = [column * size if len(column) == 1 else column for column in columns]
        return [_caught(function, row) for row in zip(*columns, strict=True)]

    return over


def _caught(function: Callable[..., Value], arguments: tuple[Value, ...]) -> Value:
    try:
        return function(*[_one(argument) for argument in arguments])
    except ExcelError as error:
        return error


def number_of(value: Value) -> int | float:
    """A value where a number is needed."""
    if value is None:
        return 0
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, str):
        return _value(value)
    assert not isinstance(value, ExcelError)
    return value


def as_text(value: Value) -> str:
    """A value where a text is needed: numbers with at most 15 significant digits."""
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


_RANK = {int: 0, float: 0, str: 1, bool: 2}


def _compared(operator: str, left: Value, right: Value) -> bool:
    a, b = left, right
    if a is None:
        a = "" if isinstance(b, str) else False if isinstance(b, bool) else 0
    if b is None:
        b = "" if isinstance(a, str) else False if isinstance(a, bool) else 0
    one, two = ((_RANK[type(side)], side.lower() if isinstance(side, str) else side) for side in (a, b))
    match operator:
        case "=":
            return one == two
        case "<>":
            return one != two
        case "<":
            return one < two  # type: ignore[operator]
        case ">":
            return one > two  # type: ignore[operator]
        case "<=":
            return one <= two  # type: ignore[operator]
    return one >= two  # type: ignore[operator]


def arithmetic(operator: str, left: Any, right: Any) -> Any:
    """+ - * / ^ of single values or of areas."""
    return _mapped(lambda a, b: _arithmetic(operator, a, b))(left, right)


def compared(operator: str, left: Any, right: Any) -> Any:
    """= <> < > <= >= of single values or of areas."""
    return _mapped(lambda a, b: _compared(operator, a, b))(left, right)


def _truth(value: Any) -> bool:
    value = _one(value[0] if isinstance(value, list) else value)
    if isinstance(value, str):
        raise ExcelError("#VALUE!")
    return bool(value)


# functions that look at an argument only when they need it

Lazy = Callable[[], Any]


def _if(arguments: list[Lazy]) -> Any:
    if _truth(arguments[0]()):
        return arguments[1]()
    return arguments[2]() if len(arguments) > 2 else False


def _iferror(arguments: list[Lazy]) -> Any:
    try:
        return _one(arguments[0]())
    except ExcelError:
        return arguments[1]()


def _iserror(arguments: list[Lazy]) -> Any:
    try:
        value = arguments[0]()
        if isinstance(value, (list, Area)) and len(cells := list(value)) > 1:
            return [isinstance(cell, ExcelError) for cell in cells]
        _one(value)
    except ExcelError:
        return True
    return False


def _isnumber(arguments: list[Lazy]) -> Any:
    try:
        value = arguments[0]()
        if isinstance(value, (list, Area)) and len(cells := list(value)) > 1:
            return [isinstance(cell, (int, float)) and not isinstance(cell, bool) for cell in cells]
        cell = _one(value)
    except ExcelError:
        return False
    return isinstance(cell, (int, float)) and not isinstance(cell, bool)


def _choose(arguments: list[Lazy]) -> Any:
    which = int(number_of(_one(arguments[0]())))
    if not 1 <= which < len(arguments):
        raise ExcelError("#VALUE!")
    return arguments[which]()


def _isna(arguments: list[Lazy]) -> bool:
    try:
        _one(arguments[0]())
    except ExcelError as error:
        return error.code == "#N/A"
    return False


LAZY: dict[str, Callable[[list[Lazy]], Any]] = {
    "IF": _if,
    "IFERROR": _iferror,
    "ISERROR": _iserror,
    "ISNUMBER": _isnumber,
    "ISNA": _isna,
    "CHOOSE": _choose,
}


# text


def _find(wanted: Value, text: Value, start: Value = 1) -> int:
    at = as_text(text).find(as_text(wanted), int(number_of(start)) - 1)
    if at < 0:
        raise ExcelError("#VALUE!")
    return at + 1


def _substitute(text: Value, old: Value, new: Value, which: Value = None) -> str:
    content, wanted, put = as_text(text), as_text(old), as_text(new)
    if not wanted:
        return content
    if which is None:
        return content.replace(wanted, put)
    parts = content.split(wanted)
    count = int(number_of(which))
    if count >= len(parts):
        return content
    return wanted.join(parts[:count]) + put + wanted.join(parts[count:])


def _count(value: Value) -> int:
    count = int(number_of(value))
    if count < 0:
        raise ExcelError("#VALUE!")
    return count


def _left(text: Value, count: Value = 1) -> str:
    return as_text(text)[: _count(count)]


def _right(text: Value, count: Value = 1) -> str:
    content, length = as_text(text), _count(count)
    return content[max(0, len(content) - length) :] if length else ""


def _mid(text: Value, start: Value, count: Value) -> str:
    first = int(number_of(start))
    if first < 1:
        raise ExcelError("#VALUE!")
    return as_text(text)[first - 1 : first - 1 + _count(count)]


def _replace(text: Value, start: Value, count: Value, new: Value) -> str:
    content, first = as_text(text), int(number_of(start)) - 1
    return content[:first] + as_text(new) + content[first + _count(count) :]


_NUMBER = re.compile(r"\s*([+-]?(?:\d+(?:,\d{3})*(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?)(%?)\s*")


def _value(text: Value) -> int | float:
    if isinstance(text, (int, float)):
        return text
    found = _NUMBER.fullmatch(as_text(text))
    if found is None:
        raise ExcelError("#VALUE!")
    digits = found[1].replace(",", "")
    number = float(digits) if not digits.lstrip("+-").isdigit() else int(digits)
    return number / 100 if found[2] else number


_FORMAT = re.compile(r"(?P<whole>[#0,]+)(?:\.(?P<part>[#0]*))?(?P<percent>%?)")


def _text(value: Value, form: Value) -> str:
    if isinstance(value, str) and not _NUMBER.fullmatch(value):
        return value
    pattern = _FORMAT.fullmatch(as_text(form))
    if pattern is None:
        raise ValueError(f"TEXT with {form!r} is not known here")
    number = _decimal(number_of(value)) * (100 if pattern["percent"] else 1)
    part = pattern["part"] or ""
    rounded = number.quantize(Decimal(1).scaleb(-len(part)), ROUND_HALF_UP)
    digits = format(abs(rounded), ",f" if "," in pattern["whole"] else "f")
    if part:
        least = len(part.rstrip("#"))
        whole, _, fraction = digits.partition(".")
        fraction = fraction[:least] + fraction[least:].rstrip("0")
        digits = f"{whole}.{fraction}"  # Excel keeps the point of "0.##"
    if pattern["whole"].endswith("#") and digits.startswith("0."):
        digits = digits[1:]
    return ("-" if rounded < 0 else "") + digits + pattern["percent"]


def _trim(text: Value) -> str:
    return re.sub(" +", " ", as_text(text)).strip(" ")


def _rept(text: Value, count: Value) -> str:
    return as_text(text) * _count(count)


# numbers


def _decimal(value: int | float) -> Decimal:
    return Decimal(f"{value:.15g}")


def _round(value: Value, digits: Value = 0) -> int | float:
    places = int(number_of(digits))
    rounded = _decimal(number_of(value)).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    return int(rounded) if rounded == rounded.to_integral_value() else float(rounded)


def _int(value: Value) -> int:
    return int(number_of(value) // 1)


def _mod(value: Value, by: Value) -> int | float:
    if number_of(by) == 0:
        raise ExcelError("#DIV/0!")
    return number_of(value) % number_of(by)


def _numbers(*values: Any) -> list[int | float]:
    found: list[int | float] = []
    for value in values:
        inside = isinstance(value, (Area, list))
        for cell in value if inside else [value]:
            if isinstance(cell, ExcelError):
                raise cell
            if isinstance(cell, bool) or isinstance(cell, str):
                if not inside:
                    found.append(number_of(cell))
            elif cell is not None:
                found.append(cell)
    return found


def _sum(*values: Any) -> int | float:
    total = sum(map(_decimal, _numbers(*values)), Decimal(0))
    return int(total) if total == total.to_integral_value() else float(total)


def _sumproduct(*values: Any) -> int | float:
    columns = [list(value) if isinstance(value, (Area, list)) else [value] for value in values]
    total = Decimal(0)
    for row in zip(*columns, strict=True):
        product = Decimal(1)
        for cell in row:
            if isinstance(cell, ExcelError):
                raise cell
            if isinstance(cell, bool):
                # a lone array of truths is no array of numbers
                product *= 0
            else:
                product *= _decimal(cell) if isinstance(cell, (int, float)) else 0
        total += product
    return int(total) if total == total.to_integral_value() else float(total)


# looking up and counting


def _index(area: Any, row: Value, col: Value = None) -> Any:
    if isinstance(area, list):
        return area[int(number_of(_one(row))) - 1]
    if isinstance(area, Area) and area.top == area.bottom and col is None:
        return area.at(1, int(number_of(_one(row))))
    return area.at(int(number_of(_one(row))), 1 if col is None else int(number_of(_one(col))))


def _match(wanted: Value, area: Any, kind: Value = 1) -> int:
    key, cells = _one(wanted), list(area)
    if number_of(_one(kind)) == 0:
        for position, cell in enumerate(cells, 1):
            if cell is not None and not isinstance(cell, ExcelError) and _same_kind(cell, key):
                if _compared("=", cell, key):
                    return position
        raise ExcelError("#N/A")
    best = 0
    for position, cell in enumerate(cells, 1):
        if cell is not None and not isinstance(cell, ExcelError) and _same_kind(cell, key):
            if _compared("<=", cell, key):
                best = position
            else:
                break
    if not best:
        raise ExcelError("#N/A")
    return best


def _same_kind(one: Value, two: Value) -> bool:
    return _RANK[type(one)] == _RANK.get(type(two), 0)


def _lookup(wanted: Any, keys: Any, results: Any = None) -> Value:
    position = _match(wanted, keys)
    return _one(list(keys if results is None else results)[position - 1])


def _vlookup(wanted: Any, table: Area, col: Value, near: Value = True) -> Any:
    keys = table.at(0, 1)
    return table.at(_match(wanted, keys, 1 if _one(near) else 0), int(number_of(_one(col))))


def _criterion(criterion: Value) -> Callable[[Value], bool]:
    operator, text = "=", as_text(criterion)
    if isinstance(criterion, str) and (found := re.match(r"<>|<=|>=|[=<>]", criterion)):
        operator, text = found[0], criterion[found.end() :]
    number = _value(text) if _NUMBER.fullmatch(text) else None
    if number is not None:
        return lambda cell: (
            _compared(operator, cell, number)
            if isinstance(cell, (int, float)) and not isinstance(cell, bool)
            else operator == "<>"
        )
    if not text:
        return lambda cell: (cell not in (None, "") if operator == "<>" else cell is None)
    pattern = re.compile(re.escape(text).replace(r"\*", ".*").replace(r"\?", "."), re.IGNORECASE | re.DOTALL)
    hit = operator == "="
    return lambda cell: (isinstance(cell, str) and pattern.fullmatch(cell) is not None) == hit


def _hits(*pairs: Any) -> list[bool]:
    rows: list[list[bool]] = []
    for area, criterion in zip(pairs[::2], pairs[1::2], strict=True):
        fits = _criterion(_one(criterion))
        rows.append([fits(cell) for cell in area])
    return [all(row) for row in zip(*rows, strict=True)]


def _large(values: Any, place: Value) -> int | float:
    ordered = sorted(_numbers(values), reverse=True)
    if not 1 <= number_of(place) <= len(ordered):
        raise ExcelError("#NUM!")
    return ordered[int(number_of(place)) - 1]


def _countif(*pairs: Any) -> int:
    return sum(_hits(*pairs))


def _sumifs(summed: Area, *pairs: Any) -> int | float:
    hits = _hits(*pairs)
    return _sum([cell for cell, hit in zip(list(summed), hits, strict=False) if hit])


def _counta(*values: Any) -> int:
    return sum(cell is not None for value in values for cell in (value if isinstance(value, (Area, list)) else [value]))


def _countblank(area: Area) -> int:
    return (area.bottom - area.top + 1) * (area.right - area.left + 1) - sum(cell not in (None, "") for cell in area)


def _count_numbers(*values: Any) -> int:
    return sum(
        isinstance(cell, (int, float)) and not isinstance(cell, bool)
        for value in values
        for cell in (value if isinstance(value, (Area, list)) else [value])
    )


def _all(*values: Any) -> bool:
    return all(_truths(values))


def _any(*values: Any) -> bool:
    return any(_truths(values))


def _truths(values: tuple[Any, ...]) -> list[bool]:
    found: list[bool] = []
    for value in values:
        cells = value if isinstance(value, (Area, list)) else [value]
        for cell in cells:
            if isinstance(cell, ExcelError):
                raise cell
            if isinstance(cell, (bool, int, float)):
                found.append(bool(cell))
    return found


def _not(value: Value) -> bool:
    return not _truth(value)


# dates

_EPOCH = datetime.date(1899, 12, 30)


def _day(serial: Value) -> datetime.date:
    return _EPOCH + datetime.timedelta(days=int(number_of(serial)))


def _date(year: Value, month: Value, day: Value) -> int:
    months = int(number_of(year)) * 12 + int(number_of(month)) - 1
    try:
        first = datetime.date(months // 12, months % 12 + 1, 1)
    except ValueError:
        raise ExcelError("#NUM!") from None
    return (first - _EPOCH).days + int(number_of(day)) - 1


def _na() -> Value:
    raise ExcelError("#N/A")


FUNCTIONS: dict[str, Callable[..., Any]] = {
    "FIND": _mapped(_find),
    "SUBSTITUTE": _mapped(_substitute),
    "LEFT": _mapped(_left),
    "RIGHT": _mapped(_right),
    "MID": _mapped(_mid),
    "REPLACE": _mapped(_replace),
    "LEN": _mapped(lambda text: len(as_text(text))),
    "VALUE": _mapped(_value),
    "TEXT": _mapped(_text),
    "TRIM": _mapped(_trim),
    "REPT": _mapped(_rept),
    "CHAR": _mapped(lambda code: chr(int(number_of(code)))),
    "EXACT": _mapped(lambda one, two: as_text(one) == as_text(two)),
    "CONCATENATE": lambda *values: "".join(as_text(_one(value)) for value in values),
    "T": _mapped(lambda value: value if isinstance(value, str) else ""),
    "N": _mapped(lambda value: value if isinstance(value, (int, float)) else 0),
    "ROUND": _mapped(_round),
    "INT": _mapped(_int),
    "ABS": _mapped(lambda value: abs(number_of(value))),
    "SIGN": _mapped(lambda value: (number_of(value) > 0) - (number_of(value) < 0)),
    "MOD": _mapped(_mod),
    "MIN": lambda *values: min(_numbers(*values), default=0),
    "MAX": lambda *values: max(_numbers(*values), default=0),
    "SUM": _sum,
    "SUMPRODUCT": _sumproduct,
    "INDEX": _index,
    "MATCH": _match,
    "LOOKUP": _lookup,
    "VLOOKUP": _vlookup,
    "LARGE": _large,
    "COUNTIF": _countif,
    "COUNTIFS": _countif,
    "SUMIF": lambda area, criterion, summed=None: _sumifs(area if summed is None else summed, area, criterion),
    "SUMIFS": _sumifs,
    "COUNTA": _counta,
    "COUNTBLANK": _countblank,
    "COUNT": _count_numbers,
    "AND": _all,
    "OR": _any,
    "NOT": _mapped(_not),
    "ISTEXT": _mapped(lambda value: isinstance(value, str)),
    "ISLOGICAL": _mapped(lambda value: isinstance(value, bool)),
    "ISBLANK": _mapped(lambda value: value is None),
    "TRUE": lambda: True,
    "FALSE": lambda: False,
    "NA": _na,
    "YEAR": _mapped(lambda serial: _day(serial).year),
    "MONTH": _mapped(lambda serial: _day(serial).month),
    "DAY": _mapped(lambda serial: _day(serial).day),
    "DATE": _mapped(_date),
    "HYPERLINK": lambda target, shown=None: _one(target if shown is None else shown),
}
