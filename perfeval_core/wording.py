"""Numbers and arithmetic in the words of an explanation."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from perfeval_core.printed import percent_text, plain
from perfeval_core.readings import Direction, Quantity
from perfeval_core.scoring import Formula, QuantityScore

__all__ = ["arithmetic", "shown"]


def shown(quantity: Quantity) -> str:
    """A quantity as it is repeated to a person: ``80余次``, ``2～3家``."""
    number = plain(quantity.low, 8)
    if quantity.high != quantity.low:
        number += "～" + plain(quantity.high, 8)
    return number + ("余" if quantity.over else "") + (quantity.unit.spelling if quantity.unit else "")


def arithmetic(
    score: QuantityScore,
    direction: Direction,
    target: tuple[Quantity, Fraction],
    actual: tuple[Quantity, Fraction],
    weight: Decimal,
    *,
    falls: bool = False,
) -> str:
    """The sentence that shows how a quantity score came about: ``4.5% ÷ 7.8% = 57.69%，12.5 × 57.69% = 7.21``.

    ``target`` and ``actual``: what was read, and its value in the base unit that the score was made from.
    """
    (asked, limit), (got, value) = target, actual
    unit = asked.unit
    wanted = plain(unit.from_base(limit) if unit else limit, 8) + (unit.spelling if unit else "")
    given = shown(got)
    if unit and got.unit and unit.spelling != got.unit.spelling:
        given += f"（{plain(unit.from_base(value), 8)}{unit.spelling}）"
    points = plain(weight)
    note = ""
    if asked.low != asked.high:
        end = "上限" if limit == asked.span[1] else "下限"
        note = f"（指标值是范围，按{end}计）"
    match score.formula:
        case Formula.REACHED:
            sign = "=" if value == limit else ("≤" if direction is Direction.AT_MOST else "≥")
            return f"{'降幅 ' if falls else ''}{given} {sign} {wanted}，达到指标值{note}，得满分 {points}"
        case Formula.PROPORTION:
            share = _share(score)
            return f"{given} ÷ {wanted} = {share}{note}，{points} × {share} = {score.score}"
        case Formula.REVERSE_RATIO:
            share = _share(score)
            return f"{wanted} ÷ {given} = {share}{note}，{points} × {share} = {score.score}"
        case Formula.REVERSE_LINEAR:
            over = percent_text(value / limit - 1)
            return f"{given} 比 {wanted} 超出 {over}{note}，{points} × (1 − {over}) = {score.score}（最低 0）"
        case Formula.ZERO_EXCEEDED:
            return f"指标值是 0，实际 {given}，得 0 分"


def _share(score: QuantityScore) -> str:
    return "" if score.attainment is None else percent_text(score.attainment)
