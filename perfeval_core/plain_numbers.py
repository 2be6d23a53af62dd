"""Single numbers: the writing of one number, plain amounts of money, weights and scores."""

from __future__ import annotations

import re
from fractions import Fraction
from functools import lru_cache

from perfeval_core.measure import measure_at
from perfeval_core.readings import Quantity
from perfeval_core.spelling import fold

__all__ = ["LONGEST_NUMBER", "parse_number", "read_amount", "read_points", "read_weight"]

LONGEST_NUMBER = 40
"""Characters of a number; more digits than that are no number of a form, and could cost a reader minutes."""

_WELL_FORMED = re.compile(r"(?:0|[1-9]\d*|[1-9]\d{0,2}(?:,\d{3})+)(?:\.\d+)?")


@lru_cache(maxsize=4096)
def parse_number(token: str) -> tuple[Fraction, Fraction] | None:
    """Value and precision (half a unit of the last written digit) of ``1,234.50``; None when not well formed."""
    if len(token) > LONGEST_NUMBER or not _WELL_FORMED.fullmatch(token):
        return None
    whole, _, decimals = token.replace(",", "").partition(".")
    scale = 10 ** len(decimals)
    return Fraction(int(whole + decimals), scale), Fraction(1, 2 * scale)


_REMARK = re.compile(r"\([^()\d]*\)$")
_AMOUNT = re.compile(r"(?:¥|￥|人民币)?([\d.,]+)((?:[百千万亿]+)?元)?(?:整)?")


def read_amount(typed: str) -> Quantity | None:
    """A plain amount of money: ``2,000``, ``2451（不含预留部分）``, ``620.82万元``; None when it is anything else.

    The unit is None when none was written.
    """
    text = fold(typed).text
    text = _REMARK.sub("", text)
    sign = -1 if text.startswith("-") and len(text) > 1 else 1
    match = _AMOUNT.fullmatch(text.removeprefix("-"))
    number = parse_number(match[1]) if match else None
    if match is None or number is None:
        return None
    unit = measure_at(match[2], 0).unit if match[2] else None
    return Quantity(number[0] * sign, number[0] * sign, unit, precision=number[1], evidence=typed.strip())


_POINTS = re.compile(r"(-?)([\d.,]+)分?")


def read_points(typed: str) -> tuple[Fraction, Fraction] | None:
    """Value and precision of a weight or score: ``10``, ``12.50``, ``10分``; None for anything else."""
    match = _POINTS.fullmatch(fold(typed).text)
    number = parse_number(match[2]) if match else None
    if match is None or number is None:
        return None
    return (-number[0] if match[1] else number[0]), number[1]


def read_weight(typed: str) -> tuple[Fraction, Fraction] | None:
    """Value and precision of a weight: points, or ``20%`` of the 100; None for anything else."""
    text = fold(typed).text
    return read_points(text.removesuffix("%")) if "分" not in text else read_points(typed)
