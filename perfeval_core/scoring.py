"""The arithmetic of 项目支出绩效自评: one function per rule, exact fractions in, points rounded once out.

Every rule follows a setting of the :class:`~perfeval_core.scheme.Scheme`, whose ``source_of`` names the 文号; the
docstrings name the origin of the rule as such.  Amounts, targets and rates are exact (1 = 100 %); nothing is a float.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import Enum
from fractions import Fraction

from perfeval_core.readings import Direction
from perfeval_core.scheme import Scheme

__all__ = [
    "ExecutionDoubt",
    "ExecutionScore",
    "Formula",
    "Light",
    "QuantityScore",
    "band_bounds",
    "cap_total",
    "execution_rate",
    "grade",
    "light",
    "over_fulfilled",
    "over_fulfilment_deduction",
    "range_target",
    "round_half_up",
    "score_band",
    "score_deadline",
    "score_execution",
    "score_quantity",
    "total_score",
]


_NOTHING = Fraction(0)


def round_half_up(value: Fraction | Decimal | int, digits: int = 2) -> Decimal:
    """Round as on paper and as Excel's ROUND does: a half goes away from zero.  20 × 7.43 ÷ 8 is 18.58."""
    numerator, denominator = value.as_integer_ratio()
    units = (2 * abs(numerator) * 10**digits + denominator) // (2 * denominator)
    return Decimal(f"{'-' if numerator < 0 and units else ''}{units}e-{digits}")


def _points(exact: Fraction | Decimal, weight: Decimal, scheme: Scheme) -> Decimal:
    """Exact points, rounded and kept between 0 and the weight (rounding 3.335 up must not exceed it)."""
    return min(round_half_up(max(exact, 0), scheme.digits), weight)


# -- quantitative indicators --------------------------------------------------------------------------------------


class Formula(Enum):
    """How a quantitative score came about; w 分值, t target, a actual."""

    REACHED = "reached"
    """w."""
    PROPORTION = "proportion"
    """w × a ÷ t."""
    REVERSE_RATIO = "reverse_ratio"
    """w × t ÷ a."""
    REVERSE_LINEAR = "reverse_linear"
    """w × (1 − (a − t) ÷ t), not below 0."""
    ZERO_EXCEEDED = "zero_exceeded"
    """0: nothing was allowed (t = 0) and something came."""


@dataclass(frozen=True, slots=True)
class QuantityScore:
    """The score of a quantitative indicator.

    ``attainment`` is the exact 完成率, not capped at 1, by the formula of the scheme (a/t; reverse: t/a or 2 − a/t);
    None where no such ratio exists.  ``negative_actual``: the actual was below 0 and counted as 0.
    """

    score: Decimal
    attainment: Fraction | None
    formula: Formula
    negative_actual: bool = False


def range_target(low: Fraction, high: Fraction, scheme: Scheme) -> Fraction:
    """The end of a target range that counts (6～8个; 江门 2022 counts on the upper one)."""
    return high if scheme.range_basis == "upper" else low


def score_quantity(
    weight: Decimal,
    direction: Direction,
    target: Fraction,
    actual: Fraction,
    scheme: Scheme,
    *,
    approximate: bool = False,
) -> QuantityScore | None:
    """The score of an indicator with a number, or None where no rule decides.

    完成指标值的，记全部分值；未完成的，按照完成值与指标值的比例记分 (财预〔2020〕10号).  Reverse indicators follow
    ``scheme.reverse``.  ``=`` counts like ≥, and with target 0 like ≤; a negative actual counts as 0 (system practice).
    ``approximate``: the target says 左右, so ``scheme.approximate_tolerance`` of it is allowed for.
    None, for want of a proportion: an unreached negative target (增速 ≤ -5%), a negative actual under a target of ≥ 0.
    ValueError for a qualitative direction.
    """
    if direction is Direction.QUALITATIVE:
        raise ValueError("a qualitative indicator has no quantity score")
    slack = abs(target) * scheme.approximate_tolerance if approximate else _NOTHING
    if target < 0:
        return _score_negative_target(weight, direction, target, actual, slack, scheme)
    negative = actual < 0
    counted = _NOTHING if negative else actual
    if direction is Direction.AT_MOST or (direction is Direction.EQUAL and target == 0):
        score = _score_at_most(weight, target, counted, slack, scheme)
    elif target == 0:
        return None if negative else QuantityScore(_points(weight, weight, scheme), None, Formula.REACHED)
    else:
        score = _score_at_least(weight, target, counted, slack, scheme)
    return replace(score, negative_actual=True) if negative else score


def _score_at_least(
    weight: Decimal, target: Fraction, actual: Fraction, slack: Fraction, scheme: Scheme
) -> QuantityScore:
    attainment = actual / target
    if actual >= target or actual >= target - slack:
        return QuantityScore(_points(weight, weight, scheme), attainment, Formula.REACHED)
    return QuantityScore(_points(Fraction(weight) * attainment, weight, scheme), attainment, Formula.PROPORTION)


def _score_at_most(
    weight: Decimal, target: Fraction, actual: Fraction, slack: Fraction, scheme: Scheme
) -> QuantityScore:
    attainment: Fraction | None
    if scheme.reverse == "ratio":
        attainment, formula = (target / actual if actual else None), Formula.REVERSE_RATIO
    else:
        attainment, formula = (max(2 - actual / target, Fraction(0)) if target else None), Formula.REVERSE_LINEAR
    if actual <= target or actual <= target + slack:
        return QuantityScore(_points(weight, weight, scheme), attainment, Formula.REACHED)
    if target == 0 or attainment is None:
        return QuantityScore(_points(_NOTHING, weight, scheme), _NOTHING, Formula.ZERO_EXCEEDED)
    return QuantityScore(_points(Fraction(weight) * attainment, weight, scheme), attainment, formula)


def _score_negative_target(
    weight: Decimal, direction: Direction, target: Fraction, actual: Fraction, slack: Fraction, scheme: Scheme
) -> QuantityScore | None:
    reached = {
        Direction.AT_LEAST: actual >= target - slack,
        Direction.AT_MOST: actual <= target + slack,
        Direction.EQUAL: abs(actual - target) <= slack,
    }
    if not reached[direction]:
        return None
    return QuantityScore(_points(weight, weight, scheme), None, Formula.REACHED)


def over_fulfilled(direction: Direction, target: Fraction, actual: Fraction, scheme: Scheme) -> bool:
    """Is the actual so far above its target that a reason is due?

    完成值高于指标值较多的，要分析原因 (财预〔2020〕10号); how far is local.  A reverse indicator cannot be
    over-fulfilled: nobody explains why there were no complaints.
    """
    threshold = scheme.over_fulfilment_threshold
    if threshold is None or target <= 0 or direction not in (Direction.AT_LEAST, Direction.EQUAL):
        return False
    return actual / target > threshold


def over_fulfilment_deduction(direction: Direction, target: Fraction, actual: Fraction, scheme: Scheme) -> Decimal:
    """The points a local rule takes off for over-fulfilment (0 without such a rule).

    The national text only says 按照偏离度适度调减分值, so the deduction never enters :func:`score_quantity` by itself.
    """
    rule = scheme.over_fulfilment_deduction
    if rule is None or target <= 0 or direction not in (Direction.AT_LEAST, Direction.EQUAL):
        return Decimal(0)
    return rule.points if actual / target >= rule.threshold else Decimal(0)


# -- qualitative indicators and deadlines -------------------------------------------------------------------------


def band_bounds(weight: Decimal, band: int, scheme: Scheme) -> tuple[Decimal, Decimal]:
    """The points from and to which a 档次 (0 is the best) may be scored, rounded.

    The lower end belongs to the band; the upper one only to the best (财预〔2020〕10号, 80/60; elsewhere 80/50).
    """
    shares = scheme.bands[band]
    exact = Fraction(weight)
    return _points(exact * shares.low, weight, scheme), _points(exact * shares.high, weight, scheme)


def score_band(weight: Decimal, band: int, ratio: Fraction, scheme: Scheme) -> Decimal:
    """The score of a qualitative indicator: ``ratio`` (0 to 1, 档内比例) says where inside its 档次 it stands.

    ValueError for a ratio outside 0 to 1.
    """
    if not 0 <= ratio <= 1:
        raise ValueError(f"ratio {ratio} is not between 0 and 1")
    shares = scheme.bands[band]
    low, high = band_bounds(weight, band, scheme)
    score = _points(Fraction(weight) * (shares.low + ratio * (shares.high - shares.low)), weight, scheme)
    if band > 0 and score >= high:
        score = round_half_up(Fraction(high) - Fraction(1, 10**scheme.digits), scheme.digits)
    return max(score, low)


def score_deadline(weight: Decimal, in_time: bool, scheme: Scheme) -> Decimal | None:
    """Full points in time; late: 0 where the scheme says so, else None (the national text gives no formula)."""
    if in_time:
        return _points(weight, weight, scheme)
    return _points(_NOTHING, weight, scheme) if scheme.late_deadline == "zero" else None


# -- budget execution ---------------------------------------------------------------------------------------------


class ExecutionDoubt(Enum):
    """Why the budget execution has no score; the values are the words people see."""

    NO_BUDGET = "预算数为0，没有执行率，预算执行不计分"
    NEGATIVE = "预算数或执行数是负数，请先核对资金"


@dataclass(frozen=True, slots=True)
class ExecutionScore:
    """The score of the budget execution; ``rate`` is exact and may be above 1.  Without a score ``doubt`` says why."""

    score: Decimal | None
    rate: Fraction | None
    doubt: ExecutionDoubt | None = None


def execution_rate(spent: Fraction, budget: Fraction) -> Fraction | None:
    """执行率 = 执行数 ÷ 预算数, exact and not capped; None without a budget.

    Which budget counts is ``scheme.execution_base``, the name of the field of the funds row.
    """
    return spent / budget if budget > 0 else None


def score_execution(spent: Fraction, budget: Fraction, scheme: Scheme, weight: Decimal | None = None) -> ExecutionScore:
    """weight × min(执行率, 1) (财预〔2020〕10号); ``weight`` defaults to the scheme's points for the execution."""
    points = scheme.execution_weight if weight is None else weight
    if spent < 0 or budget < 0:
        return ExecutionScore(None, execution_rate(spent, budget), ExecutionDoubt.NEGATIVE)
    rate = execution_rate(spent, budget)
    if rate is None:
        return ExecutionScore(None, None, ExecutionDoubt.NO_BUDGET)
    return ExecutionScore(_points(Fraction(points) * min(rate, Fraction(1)), points, scheme), rate)


# -- the whole form -----------------------------------------------------------------------------------------------


def total_score(scores: Iterable[Decimal], scheme: Scheme) -> Decimal:
    """总分: the sum of all scores, never above the scheme's maximum (财预〔2020〕10号: 100)."""
    return min(round_half_up(sum(map(Fraction, scores), Fraction(0)), scheme.digits), scheme.total_max)


def cap_total(total: Decimal, rate: Fraction | None, scheme: Scheme) -> Decimal:
    """The total after the caps by execution rate (a local rule); unchanged without caps or without a rate."""
    caps = [cap.total for cap in scheme.total_caps if rate is not None and rate < cap.below]
    return min([total, *caps])


def grade(total: Decimal, scheme: Scheme) -> str:
    """等级 by total: 优 良 中 差 (财预〔2020〕10号: 90/80/60; another deployment 80/70/60)."""
    return next((name for name, lowest in scheme.grades if total >= lowest), scheme.grades[-1][0])


class Light(Enum):
    """红黄绿灯 of a deployed system; the values are the words people see."""

    RED = "红灯"
    YELLOW = "黄灯"
    GREEN = "绿灯"


def light(score_rate: Fraction, rate: Fraction | None, scheme: Scheme) -> Light | None:
    """The light of a form, or None where the scheme has none (a deployed system computes it, no 文号).

    Red: the share of indicator points earned exceeds the execution rate by more than ``excess`` of itself.
    Yellow: no budget (``rate`` None) or more than ``unspent`` of it left.
    """
    limits = scheme.light
    if limits is None:
        return None
    if rate is not None and score_rate - rate > score_rate * limits.excess:
        return Light.RED
    if rate is None or 1 - rate > limits.unspent:
        return Light.YELLOW
    return Light.GREEN
