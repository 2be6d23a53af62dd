"""Numbers as they are printed: the value together with how finely it was written.

A form prints rounded numbers.  Two printed numbers disagree only when no pair of originals that would be printed
this way agrees; so every comparison works with the interval that a printed number stands for.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

from perfeval_core.plain_numbers import read_amount, read_points, read_weight
from perfeval_core.spelling import fold

__all__ = [
    "Printed",
    "difference_text",
    "percent_text",
    "plain",
    "read_money",
    "read_printed",
    "read_printed_weight",
    "read_rates",
    "sum_text",
]

_YUAN = {"元": Fraction(1), "千元": Fraction(1000), "万元": Fraction(10_000), "亿元": Fraction(100_000_000)}


@dataclass(frozen=True, slots=True)
class Printed:
    """A printed number; ``half`` is half a unit of its last printed digit (``4.5`` -> 1/20)."""

    value: Fraction
    half: Fraction

    @property
    def low(self) -> Fraction:
        """The least original that is printed this way."""
        return self.value - self.half

    @property
    def high(self) -> Fraction:
        """The greatest original that is printed this way (itself rounded up already)."""
        return self.value + self.half

    def shows(self, exact: Fraction) -> bool:
        """Could the exact number have been printed this way?"""
        return self.low <= exact <= self.high

    def meets(self, low: Fraction, high: Fraction) -> bool:
        """Could some number between the two have been printed this way?"""
        return self.low <= high and low <= self.high

    def __str__(self) -> str:
        return plain(self.value)


@lru_cache(maxsize=4096)
def read_printed(text: str) -> Printed | None:
    """A weight or a score: ``10``, ``12.50``, ``10分``; None when the text is anything else."""
    number = read_points(text)
    return None if number is None else Printed(*number)


@lru_cache(maxsize=4096)
def read_printed_weight(text: str) -> Printed | None:
    """A weight: ``10``, ``10分``, or ``10%`` of the 100 points."""
    number = read_weight(text)
    return None if number is None else Printed(*number)


@lru_cache(maxsize=4096)
def read_money(text: str, unit: str) -> Printed | None:
    """A plain amount, in the unit of the form's money columns (taken as written when the form names none)."""
    amount = read_amount(text)
    if amount is None:
        return None
    scale = Fraction(1)
    if amount.unit is not None and unit in _YUAN:
        scale = amount.unit.factor / _YUAN[unit]
    return Printed(amount.low * scale, amount.precision * scale)


@lru_cache(maxsize=4096)
def read_rates(text: str) -> tuple[Printed, ...]:
    """What an 执行率 may mean, as a share of 1: ``98.07%`` one thing; ``1`` without a sign 100 % or 1 %.

    Empty when the text is no rate.
    """
    folded = fold(text).text
    for sign, parts in (("%", 100), ("‰", 1000)):
        if folded.endswith(sign):
            number = read_printed(folded.removesuffix(sign))
            return () if number is None else (Printed(number.value / parts, number.half / parts),)
    number = read_printed(folded)
    if number is None:
        return ()
    percent = Printed(number.value / 100, number.half / 100)
    return (number, percent) if abs(number.value) <= 2 else (percent,)


def plain(value: Fraction | Decimal | int, digits: int = 4) -> str:
    """Decimal text without trailing zeros, rounded half up to at most ``digits`` places."""
    return _decimals(*value.as_integer_ratio(), digits)


def _decimals(numerator: int, denominator: int, digits: int) -> str:
    if denominator == 1:
        return str(numerator)
    scale = 10**digits
    units = (2 * abs(numerator) * scale + denominator) // (2 * denominator)
    whole, rest = divmod(units, scale)
    decimals = f"{rest:0{digits}d}".rstrip("0") if digits else ""
    sign = "-" if numerator < 0 and units else ""
    return f"{sign}{whole}{'.' if decimals else ''}{decimals}"


def percent_text(share: Fraction, digits: int = 2) -> str:
    """A share as per cent: 1993/2851 -> ``69.91%``."""
    numerator, denominator = share.as_integer_ratio()
    return f"{_decimals(100 * numerator, denominator, digits)}%"


def difference_text(got: Fraction, want: Fraction) -> str:
    """``多 10`` or ``少 0.01``: how far the first lies from the second."""
    return f"{'多' if got > want else '少'} {plain(abs(got - want))}"


def sum_text(values: Iterable[Fraction]) -> str:
    """``10 + 12.5 + 5``; a run of more than two equal terms is written ``12.5×4``."""
    runs: list[tuple[Fraction, int]] = []
    for value in values:
        if runs and runs[-1][0] == value:
            runs[-1] = (value, runs[-1][1] + 1)
        else:
            runs.append((value, 1))
    terms: list[str] = []
    for value, count in runs:
        text = plain(value) if value >= 0 else f"({plain(value)})"
        terms.extend([f"{text}×{count}"] if count > 2 else [text] * count)
    return " + ".join(terms)
