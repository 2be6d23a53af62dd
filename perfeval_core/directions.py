"""Which way a target counts: more is better, less is better, either, or between two bounds."""

from __future__ import annotations

import re
from fractions import Fraction

from perfeval_core.common_unit import Pair, family_of
from perfeval_core.comparators import TIME_FAMILIES
from perfeval_core.readings import Direction
from perfeval_core.row import Row
from perfeval_core.spelling import fold
from perfeval_core.words import speaks_of, words

__all__ = ["directions", "stays_between", "suspect_direction"]

_REMARK = re.compile(r"\([^()]*\)|[值≤≥<>=]|范围|控制|浓度|含量|达标")


def directions(row: Row, pair: Pair) -> tuple[Direction, ...]:
    """The ways the target may count: one when it is certain, two when less may be better."""
    if row.forced is not None:
        return (row.forced,)
    if pair.target_quantity.direction is not None:
        return (pair.target_quantity.direction,)
    both = (Direction.AT_LEAST, Direction.AT_MOST)
    if pair.target[1] <= 0:
        return both
    name = fold(row.name).text
    if pair.fall or speaks_of(name, "growth.fall_names"):
        return (Direction.AT_LEAST,)
    unit = pair.target_quantity.unit
    good_end = name.endswith((*words()["sense.bounded_rates"], *words()["sense.more_is_better_ends"]))
    whole = unit is not None and unit.family == "ratio" and pair.target[1] == 1 and pair.actual[1] <= 1
    if whole and (good_end or not speaks_of(name, "sense.ceilings")):
        # 100% as a target can only be missed from below
        return (Direction.AT_LEAST,)
    if all(speaks_of(fold(text).text, "growth.saved") for text in (row.target, row.actual + row.name)):
        return (Direction.AT_LEAST,)
    lasting = unit is not None and unit.family in TIME_FAMILIES
    timed = lasting and ("时效" in row.level2 or speaks_of(name, "sense.time_names"))
    costly = speaks_of(row.level2, "sense.cost_levels") or _less_is_better(name)
    return both if timed or (costly and not good_end) else (Direction.AT_LEAST,)


def _less_is_better(name: str) -> bool:
    return speaks_of(name, "sense.less_is_better", "sense.less_is_better_not")


def stays_between(row: Row, pair: Pair) -> bool:
    """True for what is good between two bounds, and no share of them: pH, the temperature of a room, its humidity."""
    unit = pair.target_quantity.unit
    if row.forced is not None or family_of(unit) == "temperature":
        return row.forced is None
    if unit is not None and unit.family not in ("ratio", "mass"):
        return False
    ends = tuple(words()["sense.between_bounds"])
    return any(_REMARK.sub("", fold(text).text).endswith(ends) for text in (row.name, _before_number(row.target)))


def _before_number(typed: str) -> str:
    return re.split(r"\d", fold(typed).text, maxsplit=1)[0]


def suspect_direction(row: Row, pair: Pair, target: Fraction) -> str:
    """Why a written comparator may be the wrong way round; empty when it looks right."""
    typed = pair.target_quantity.direction
    if typed not in (Direction.AT_LEAST, Direction.AT_MOST):
        return ""
    name = fold(row.name).text
    unit = pair.target_quantity.unit
    family = unit.family if unit else ""
    if typed is Direction.AT_LEAST:
        costly = "成本" in row.level2 and (family == "yuan" or name.endswith("成本"))
        saved = pair.fall or speaks_of(name + fold(row.target).text, "refused.differences")
        return "成本指标写的是“≥”，花得越多分越高，方向可能写反了" if costly and not saved else ""
    positive = speaks_of(row.level2, "sense.positive_levels") and speaks_of(name, "sense.more_is_better")
    less = _less_is_better(name) or family == "yuan" or family in TIME_FAMILIES
    if positive and not less and target != 0:
        return "这个指标一般越多越好，写的却是“≤”，方向可能写反了"
    return ""
