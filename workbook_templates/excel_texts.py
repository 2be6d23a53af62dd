"""Worksheet functions of texts and numbers, as Excel 2010 computes them."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from workbook_templates.worksheet_values import (
    NUMBER,
    Area,
    ExcelError,
    Value,
    as_decimal,
    as_text,
    mapped,
    number_of,
    numbers_in,
    single,
    text_value,
)

__all__ = ["TEXTS_AND_NUMBERS", "excel_sum"]


def _find(wanted: Value, text: Value, start: Value = 1) -> int:
    at = as_text(text).find(as_text(wanted), int(number_of(start)) - 1)
    if at < 0:
        raise ExcelError("#VALUE!")
    return at + 1


def _find_in(wanted: Any, text: Any, start: Any = 1) -> Any:
    """FIND; many words in one text at once, as the word lists are looked for."""
    one_text = not isinstance(text, (Area, list)) or (isinstance(text, Area) and text.is_cell)
    if one_text and isinstance(wanted, (Area, list)) and not (isinstance(wanted, Area) and wanted.is_cell):
        content, first = as_text(single(text)), int(number_of(single(start))) - 1
        missing = ExcelError("#VALUE!")
        return [content.find(as_text(word), first) + 1 or missing for word in wanted]
    return mapped(_find)(wanted, text, start)


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


_FORMAT = re.compile(r"(?P<whole>[#0,]+)(?:\.(?P<part>[#0]*))?(?P<percent>%?)")


def _text(value: Value, form: Value) -> str:
    if isinstance(value, str) and not NUMBER.fullmatch(value):
        return value
    pattern = _FORMAT.fullmatch(as_text(form))
    if pattern is None:
        raise ValueError(f"TEXT with {form!r} is not known here")
    number = as_decimal(number_of(value)) * (100 if pattern["percent"] else 1)
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


def _round(value: Value, digits: Value = 0) -> int | float:
    places = int(number_of(digits))
    rounded = as_decimal(number_of(value)).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    return int(rounded) if rounded == rounded.to_integral_value() else float(rounded)


def _int(value: Value) -> int:
    return int(number_of(value) // 1)


def _mod(value: Value, by: Value) -> int | float:
    if number_of(by) == 0:
        raise ExcelError("#DIV/0!")
    return number_of(value) % number_of(by)


def excel_sum(*values: Any) -> int | float:
    """SUM(), without the dust of binary fractions."""
    total = sum(map(as_decimal, numbers_in(*values)), Decimal(0))
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
                product *= as_decimal(cell) if isinstance(cell, (int, float)) else 0
        total += product
    return int(total) if total == total.to_integral_value() else float(total)


TEXTS_AND_NUMBERS: dict[str, Callable[..., Any]] = {
    "FIND": _find_in,
    "SUBSTITUTE": mapped(_substitute),
    "LEFT": mapped(_left),
    "RIGHT": mapped(_right),
    "MID": mapped(_mid),
    "REPLACE": mapped(_replace),
    "LEN": mapped(lambda text: len(as_text(text))),
    "VALUE": mapped(text_value),
    "TEXT": mapped(_text),
    "TRIM": mapped(_trim),
    "REPT": mapped(_rept),
    "CHAR": mapped(lambda code: chr(int(number_of(code)))),
    "EXACT": mapped(lambda one, two: as_text(one) == as_text(two)),
    "CONCATENATE": lambda *values: "".join(as_text(single(value)) for value in values),
    "T": mapped(lambda value: value if isinstance(value, str) else ""),
    "N": mapped(lambda value: value if isinstance(value, (int, float)) else 0),
    "ROUND": mapped(_round),
    "INT": mapped(_int),
    "ABS": mapped(lambda value: abs(number_of(value))),
    "SIGN": mapped(lambda value: (number_of(value) > 0) - (number_of(value) < 0)),
    "MOD": mapped(_mod),
    "MIN": lambda *values: min(numbers_in(*values), default=0),
    "MAX": lambda *values: max(numbers_in(*values), default=0),
    "SUM": excel_sum,
    "SUMPRODUCT": _sumproduct,
}
