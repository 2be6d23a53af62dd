"""Two quantities in one unit: period against period, growth against growth, and a bare number's unit.

A number without a unit takes the other side's (or the one in the indicator's name) only while its magnitude leaves no
doubt; numbers are converted inside one family of units.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction

from perfeval_core.measure import measure_of_name, periods_of
from perfeval_core.readings import Doubt, Quantity, Reason, Unit
from perfeval_core.spelling import fold
from perfeval_core.words import speaks_of

__all__ = ["Pair", "Refusal", "family_of", "in_one_unit"]

# a number without a unit may take the other side's while the two are this close
_TIMES = 10
_NEAR = Fraction(_TIMES)
# differently spelled units this far apart are a slip of the unit
_FAR = Fraction(100)
# two bare numbers this far apart are of different units (元 and 万元)
_ABSURD = Fraction(1000)
# a growth in per cent up to this beside a number between these: the other one is an index (last year = 100)
_SMALL_GROWTH = Fraction(30)
_INDEX = (Fraction(80), Fraction(130))


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why two texts cannot be compared, with the doubts that come along."""

    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Pair:
    """A target and an actual in one unit; ``target`` and ``actual`` are spans (low, high), equal when exact.

    ``fall``: both are falls and stand as positive magnitudes.
    """

    target_quantity: Quantity
    actual_quantity: Quantity
    target: tuple[Fraction, Fraction]
    actual: tuple[Fraction, Fraction]
    fall: bool = False
    reasons: tuple[Reason, ...] = ()


def family_of(unit: Unit | None) -> str:
    """The family of a unit; empty for a bare number, with or without 万."""
    return unit.family if unit else ""


def in_one_unit(wanted: Quantity, given: Quantity, name: str, named: Unit | None) -> Pair | Refusal:
    """Put a target and the actual's number that answers it into one unit; ``named`` is the unit in the name."""
    clash = _period_clash(wanted, given, name)
    if clash is not None:
        return Refusal((clash,))
    wanted, given, fall, clash = _same_sense(wanted, given, name)
    if clash is not None:
        return Refusal((clash,))
    dressed = _dressed(wanted, given, named)
    if isinstance(dressed, Reason):
        return Refusal((dressed,))
    wanted, given = dressed
    left, right = wanted.unit, given.unit
    if left and right and left.family != right.family and {left.family, right.family} & {"ratio", "points"}:
        text = f"单位对不上：指标值“{wanted.evidence}”，完成值“{given.evidence}”"
        return Refusal((Reason(Doubt.UNIT_MISMATCH, text),))
    target, actual = wanted.span, given.span
    doubt = _far_apart(wanted, given, target[1], actual[1])
    if doubt is None:
        return Pair(wanted, given, target, actual, fall)
    if family_of(left) == family_of(right) == "score":
        # ≥4.5分 against 92分: points of 5 and points of 100
        return Refusal((doubt,))
    ratio = abs(actual[1] / target[1])
    fractional = min(abs(given.high), abs(wanted.high)) <= 1
    if left is None or right is None:
        slip = fractional or not 1 / _ABSURD < ratio < _ABSURD
    else:
        slip = left.spelling != right.spelling and not 1 / _FAR < ratio < _FAR
    return Refusal((doubt,)) if slip else Pair(wanted, given, target, actual, fall, (doubt,))


def _dressed(wanted: Quantity, given: Quantity, named: Unit | None) -> tuple[Quantity, Quantity] | Reason:
    """Both quantities with their unit: its own, else the one in the name, else the other side's."""
    if wanted.unit is not None and given.unit is not None:
        return wanted, given
    both = f"指标值“{wanted.evidence}”，完成值“{given.evidence}”"
    other = wanted.unit or given.unit
    ten_thousand = other is not None and not other.family and named is not None and named.factor == other.factor
    if other is not None and named is not None and named.family != other.family and not ten_thousand:
        return Reason(Doubt.UNIT_MISMATCH, f"单位对不上：{both}，指标名称里写的单位是“{named.spelling}”")
    unit = named or other
    if unit is None:
        return wanted, given
    if other is not None and not other.family:
        wanted, given = (replace(one, unit=unit) if one.unit is other else one for one in (wanted, given))
    first, second = replace(wanted, unit=wanted.unit or unit), replace(given, unit=given.unit or unit)
    for naked, value, against in ((wanted, first, second), (given, second, first)):
        if naked.unit is None and _doubtful_unit(value, against):
            text = f"“{naked.evidence}”没有写单位，与“{_other(naked, wanted, given).evidence}”相差太大，请补上单位"
            return Reason(Doubt.UNIT_ABSENT, text)
    return first, second


def _other(one: Quantity, wanted: Quantity, given: Quantity) -> Quantity:
    return given if one is wanted else wanted


def _doubtful_unit(value: Quantity, against: Quantity) -> bool:
    """Would the unit taken over put the two numbers too far apart, or may 0.95 stand for 95 %?"""
    size, limit = abs(value.span[1]), abs(against.span[1])
    if size == 0 or limit == 0:
        return False
    ratio = size / limit
    as_share = family_of(value.unit) == "ratio" and abs(value.high) <= 1
    if as_share and Fraction(1, 20) <= abs(value.high) / limit <= 20:
        return True
    return not 1 / _NEAR <= ratio <= _NEAR


def _period_clash(wanted: Quantity, given: Quantity, name: str) -> Reason | None:
    if wanted.period == given.period or wanted.unit is None or given.unit is None:
        return None
    known = {wanted.period, given.period} - {""}
    if known == {"平均"} and family_of(wanted.unit) == family_of(given.unit) == "ratio":
        # 平均满意度 96% is a rate like any other
        return None
    if len(known) == 1 and known <= _periods_named(name):
        return None
    return Reason(
        Doubt.PERIOD_MISMATCH,
        f"一个是平均（每月、每户……）的数，一个不是：指标值“{wanted.evidence}”，完成值“{given.evidence}”，请统一口径",
    )


def _periods_named(name: str) -> set[str]:
    """What the name says of per month or per head: 每周开放时间, 会议费标准（元/人/天）."""
    measure = measure_of_name(name)
    spoken = periods_of(fold(name).text, name=True), measure.period if measure else ()
    return {"".join(sorted(set(periods))) for periods in spoken}


def _same_sense(wanted: Quantity, given: Quantity, name: str) -> tuple[Quantity, Quantity, bool, Reason | None]:
    """Growth against growth, fall against fall; two falls are compared by their size."""
    text = fold(name).text
    name_falls = speaks_of(text, "growth.fall_names")
    if name_falls and given.high < 0 and not given.growth and not speaks_of(text, "growth.saved"):
        doubt = f"指标说的是下降，完成值“{given.evidence}”又带负号，看不出是降了还是升了，请写明"
        return wanted, given, False, Reason(Doubt.GROWTH_MISMATCH, doubt)
    if wanted.growth and given.high < 0:
        given = replace(given, growth=True)  # -5% where 下降5% is asked for
    name_grows = name_falls or speaks_of(text, "growth.names")
    target_falls = wanted.growth and wanted.high < 0
    actual_falls = given.growth and given.high < 0
    in_points = family_of(wanted.unit) == family_of(given.unit) == "points"
    signed = given.growth and wanted.high < 0
    if wanted.growth != given.growth and not name_grows and not in_points and not signed:
        silent = "完成值" if wanted.growth else "指标值"
        texts = f"指标值“{wanted.evidence}”，完成值“{given.evidence}”"
        text = f"一边说的是增减幅度，{silent}没有说（{texts}），请写明是不是增减"
        return wanted, given, False, Reason(Doubt.GROWTH_MISMATCH, text)
    if (wanted.growth or given.growth or name_grows) and _index_for_growth(wanted, given, text):
        doubt = f"指标值“{wanted.evidence}”、完成值“{given.evidence}”像是一个说增幅、一个说以上年为 100% 的水平，请核对"
        return wanted, given, False, Reason(Doubt.GROWTH_MISMATCH, doubt)
    if target_falls and (actual_falls or (name_falls and not given.growth)):
        return _size(wanted), _size(given), True, None
    if actual_falls and name_falls and not wanted.growth:
        return wanted, _size(given), True, None
    if target_falls and given.growth:
        return _size(wanted), replace(given, low=-given.high, high=-given.low), True, None
    if name_falls and given.growth and given.low > 0 and not wanted.growth:
        text = f"指标说的是下降，完成值“{given.evidence}”说的是增长，请核对"
        return wanted, given, False, Reason(Doubt.GROWTH_MISMATCH, text)
    if target_falls:
        reason = Reason(Doubt.GROWTH_MISMATCH, f"指标值“{wanted.evidence}”是下降，完成值“{given.evidence}”没有说升降")
        return wanted, given, False, reason
    return wanted, given, False, None


def _index_for_growth(wanted: Quantity, given: Quantity, name: str) -> bool:
    """A growth of 5% against 105%: the level with last year as 100 %."""
    families = {family_of(wanted.unit), family_of(given.unit)}
    if not families <= {"ratio", ""} or (families == {""} and not name.endswith(("率", "增速", "增幅", "(%)"))):
        return False
    small, large = sorted((abs(wanted.high), abs(given.high)))
    return small <= _SMALL_GROWTH and _INDEX[0] <= large <= _INDEX[1]


def _size(quantity: Quantity) -> Quantity:
    return replace(
        quantity, low=min(abs(quantity.low), abs(quantity.high)), high=max(abs(quantity.low), abs(quantity.high))
    )


def _far_apart(wanted: Quantity, given: Quantity, target: Fraction, actual: Fraction) -> Reason | None:
    # |actual| and |target| over one denominator
    got, want = abs(actual.numerator * target.denominator), abs(target.numerator * actual.denominator)
    if not got or not want or (got < _TIMES * want and want < _TIMES * got):
        return None
    text = f"完成值“{given.evidence}”与指标值“{wanted.evidence}”相差 10 倍以上，请核对单位和数字"
    return Reason(Doubt.MAGNITUDE, text)
