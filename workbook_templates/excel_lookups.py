"""Worksheet functions that look up, count, choose and tell dates, as Excel 2010 computes them."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable
from typing import Any

from workbook_templates.excel_texts import excel_sum
from workbook_templates.worksheet_values import (
    NUMBER,
    RANK,
    Area,
    ExcelError,
    Value,
    as_text,
    compare,
    mapped,
    number_of,
    numbers_in,
    single,
    text_value,
    truth,
)

__all__ = ["LAZY", "LOOKUPS"]

# functions that look at an argument only when they need it

Lazy = Callable[[], Any]


def _iferror(arguments: list[Lazy]) -> Any:
    try:
        return single(arguments[0]())
    except ExcelError:
        return arguments[1]()


def _iserror(arguments: list[Lazy]) -> Any:
    try:
        value = arguments[0]()
        if isinstance(value, (list, Area)) and len(cells := list(value)) > 1:
            return [isinstance(cell, ExcelError) for cell in cells]
        single(value)
    except ExcelError:
        return True
    return False


def _isnumber(arguments: list[Lazy]) -> Any:
    try:
        value = arguments[0]()
        if isinstance(value, (list, Area)) and len(cells := list(value)) > 1:
            return [isinstance(cell, (int, float)) and not isinstance(cell, bool) for cell in cells]
        cell = single(value)
    except ExcelError:
        return False
    return isinstance(cell, (int, float)) and not isinstance(cell, bool)


def _choose(arguments: list[Lazy]) -> Any:
    which = int(number_of(single(arguments[0]())))
    if not 1 <= which < len(arguments):
        raise ExcelError("#VALUE!")
    return arguments[which]()


def _isna(arguments: list[Lazy]) -> bool:
    try:
        single(arguments[0]())
    except ExcelError as error:
        return error.code == "#N/A"
    return False


def _count_numbers(arguments: list[Lazy]) -> int:
    return sum(map(_numbers_of, arguments))


def _numbers_of(argument: Lazy) -> int:
    """How many numbers an argument gives; none where it gives an error."""
    try:
        value = argument()
        if isinstance(value, Area) and value.is_cell:
            value = [single(value)]
    except ExcelError:
        return 0
    cells = value if isinstance(value, (Area, list)) else [value]
    return sum(isinstance(cell, (int, float)) and not isinstance(cell, bool) for cell in cells)


LAZY: dict[str, Callable[[list[Lazy]], Any]] = {
    "IFERROR": _iferror,
    "ISERROR": _iserror,
    "ISNUMBER": _isnumber,
    "ISNA": _isna,
    "CHOOSE": _choose,
    "COUNT": _count_numbers,
}


def _index(area: Any, row: Value, col: Value = None) -> Any:
    if isinstance(area, list):
        return area[int(number_of(single(row))) - 1]
    if isinstance(area, Area) and area.top == area.bottom and col is None:
        return area.at(1, int(number_of(single(row))))
    return area.at(int(number_of(single(row))), 1 if col is None else int(number_of(single(col))))


def _match(wanted: Value, area: Any, kind: Value = 1) -> int:
    key, cells = single(wanted), list(area)
    if number_of(single(kind)) == 0:
        for position, cell in enumerate(cells, 1):
            known = cell is not None and not isinstance(cell, ExcelError) and _same_kind(cell, key)
            if known and compare("=", cell, key):
                return position
        raise ExcelError("#N/A")
    best = 0
    for position, cell in enumerate(cells, 1):
        if cell is not None and not isinstance(cell, ExcelError) and _same_kind(cell, key):
            if compare("<=", cell, key):
                best = position
            else:
                break
    if not best:
        raise ExcelError("#N/A")
    return best


def _same_kind(one: Value, two: Value) -> bool:
    return RANK[type(one)] == RANK.get(type(two), 0)


def _lookup(wanted: Any, keys: Any, results: Any = None) -> Value:
    position = _match(wanted, keys)
    return single(list(keys if results is None else results)[position - 1])


def _vlookup(wanted: Any, table: Area, col: Value, near: Value = True) -> Any:
    keys = table.at(0, 1)
    return table.at(_match(wanted, keys, 1 if single(near) else 0), int(number_of(single(col))))


def _criterion(criterion: Value) -> Callable[[Value], bool]:
    operator, text = "=", as_text(criterion)
    if isinstance(criterion, str) and (found := re.match(r"<>|<=|>=|[=<>]", criterion)):
        operator, text = found[0], criterion[found.end() :]
    number = text_value(text) if NUMBER.fullmatch(text) else None
    if number is not None:
        return lambda cell: (
            compare(operator, cell, number)
            if isinstance(cell, (int, float)) and not isinstance(cell, bool)
            else operator == "<>"
        )
    if not text:
        return lambda cell: cell not in (None, "") if operator == "<>" else cell is None
    pattern = re.compile(re.escape(text).replace(r"\*", ".*").replace(r"\?", "."), re.IGNORECASE | re.DOTALL)
    hit = operator == "="
    return lambda cell: (isinstance(cell, str) and pattern.fullmatch(cell) is not None) == hit


def _hits(*pairs: Any) -> list[bool]:
    rows: list[list[bool]] = []
    for area, criterion in zip(pairs[::2], pairs[1::2], strict=True):
        fits = _criterion(single(criterion))
        rows.append([fits(cell) for cell in area])
    return [all(row) for row in zip(*rows, strict=True)]


def _large(values: Any, place: Value) -> int | float:
    ordered = sorted(numbers_in(values), reverse=True)
    if not 1 <= number_of(place) <= len(ordered):
        raise ExcelError("#NUM!")
    return ordered[int(number_of(place)) - 1]


def _countif(*pairs: Any) -> int:
    return sum(_hits(*pairs))


def _sumifs(summed: Area, *pairs: Any) -> int | float:
    hits = _hits(*pairs)
    return excel_sum([cell for cell, hit in zip(list(summed), hits, strict=False) if hit])


def _counta(*values: Any) -> int:
    return sum(cell is not None for value in values for cell in (value if isinstance(value, (Area, list)) else [value]))


def _countblank(area: Area) -> int:
    return (area.bottom - area.top + 1) * (area.right - area.left + 1) - sum(cell not in (None, "") for cell in area)


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
    return not truth(value)


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


LOOKUPS: dict[str, Callable[..., Any]] = {
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
    "AND": _all,
    "OR": _any,
    "NOT": mapped(_not),
    "ISTEXT": mapped(lambda value: isinstance(value, str)),
    "ISLOGICAL": mapped(lambda value: isinstance(value, bool)),
    "ISBLANK": mapped(lambda value: value is None),
    "TRUE": lambda: True,
    "FALSE": lambda: False,
    "NA": _na,
    "YEAR": mapped(lambda serial: _day(serial).year),
    "MONTH": mapped(lambda serial: _day(serial).month),
    "DAY": mapped(lambda serial: _day(serial).day),
    "DATE": mapped(_date),
    "HYPERLINK": lambda target, shown=None: single(target if shown is None else shown),
}
