"""One number with its unit at a place of a text: plain, a range (2-3家), or in parts (1亿2000万元, 2小时15分)."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from fractions import Fraction

from perfeval_core.comparators import TIME_FAMILIES
from perfeval_core.measure import Measure, measure_at
from perfeval_core.plain_numbers import parse_number
from perfeval_core.readings import Unit
from perfeval_core.words import words

__all__ = ["NUMBER", "Number", "number_at"]

NUMBER = re.compile(r"\d[\d.,]*")
# 5天半, 1小时多, 1个多月; but 3个多功能厅
_SOMEWHAT_MORE = re.compile("半|多(?![\u4e00-\u9fff])|多(?=月|小时|星期|工作日)")
_RANGE = re.compile(r"[-~至到](?=\d)")


@dataclass(frozen=True, slots=True)
class Number:
    """A number or range with what stands behind it; ``low``/``high`` in the written unit."""

    low: Fraction
    high: Fraction
    precision: Fraction
    measure: Measure


def number_at(text: str, start: int, stop: int) -> tuple[Number | None, int]:
    """The number that begins at ``start`` and where it ends; digits from ``stop`` on belong to something else.

    (None, end) when it is not well formed, or when what stands directly behind it may belong to it: 5天半, 3米5,
    3个月零5天.
    """
    number, end = _one(text, start, stop)
    while number is not None and number.measure.unit is not None and end < stop:
        if _SOMEWHAT_MORE.match(text, end):
            return None, end + 1
        begin = end + (text[end] == "零")
        if begin >= stop or NUMBER.match(text, begin) is None:
            break
        part, after = _one(text, begin, stop)
        if part is None or part.measure.unit is None:
            return None, after
        larger, smaller = _clock(number.measure.unit, part.measure.unit)
        lasting = {larger.family, smaller.family} <= TIME_FAMILIES
        if larger.family not in (smaller.family, "") and smaller.spelling != "分" and not lasting:
            break  # 45户150人 are two numbers; 5亩3分 and 3个月5天 are one, though not one that can be told exactly
        number, end = _together(replace(number, measure=replace(number.measure, unit=larger)), part, smaller), after
    return number, end


def _token(text: str, start: int, stop: int) -> tuple[tuple[Fraction, Fraction] | None, int]:
    match = NUMBER.match(text, start, stop)
    assert match is not None
    written = match[0].rstrip(",") if match.end() < len(text) else match[0]
    return parse_number(written), start + len(written)


def _one(text: str, start: int, stop: int) -> tuple[Number | None, int]:
    first, end = _token(text, start, stop)
    headless = start > 0 and text[start - 1] == "."  # .5 may be 0.5, or have lost a digit
    if headless or first is None or text.startswith("+", end):
        return None, end
    low, precision = first
    measure = measure_at(text, end)
    between = _RANGE.match(text, measure.end)
    if between is None or between.end() >= stop:
        return Number(low, low, precision, measure), measure.end
    second, end = _token(text, between.end(), stop)
    behind = measure_at(text, end)
    if second is None:
        return None, end
    if measure.unit is not None and behind.unit is not None:
        if measure.unit.family not in (behind.unit.family, ""):
            return None, behind.end
        low = low * measure.unit.factor / behind.unit.factor
    elif behind.unit is None and measure.unit is not None:
        behind = replace(measure, end=behind.end)
    if low >= second[0]:
        return None, behind.end
    return Number(low, second[0], max(precision, second[1]), behind), behind.end


def _clock(larger: Unit, smaller: Unit) -> tuple[Unit, Unit]:
    """分 beside 小时 or 秒 are minutes and no points."""
    minute = Unit(*words().units["分钟"], "分钟")
    if larger.family == minute.family and smaller.spelling == "分":
        return larger, minute
    if larger.spelling == "分" and smaller.family == minute.family:
        return minute, smaller
    return larger, smaller


def _together(number: Number, part: Number, smaller: Unit) -> Number | None:
    """Both parts as one number in the smaller unit; None unless the part is certain to be less than one of the larger.

    1万5元 is none: it may be 15,000 or 10,005.
    """
    larger = number.measure.unit
    if larger is None or larger.family not in (smaller.family, "") or number.measure.over:
        return None
    value, one = part.low * smaller.factor, larger.factor
    spoken = not larger.family and value < 10
    if number.low != number.high or part.low != part.high or number.low.denominator > 1 or not value < one or spoken:
        return None
    low = number.low * one / smaller.factor + part.low
    return Number(low, low, part.precision, replace(part.measure, unit=smaller))
