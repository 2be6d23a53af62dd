"""A target and an actual brought together: which of their numbers meet, and in one unit.

A refusal with its reason is the answer wherever the reading is not certain.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from fractions import Fraction

from perfeval_core.measure import periods_of, unit_of_name
from perfeval_core.quantity import Found, Scan, scan
from perfeval_core.readings import Doubt, Quantity, Reason, Unit
from perfeval_core.spelling import bare, fold
from perfeval_core.target import (
    actual_candidates,
    candidates,
    not_the_result,
    same_text,
    several_numbers,
    text_doubt,
    value_of,
    without_name,
)
from perfeval_core.words import words

__all__ = ["Pair", "Refusal", "pair_quantities"]

_PROGRESS = re.compile(r"(?:已|均|全部|全面|均已|已全部|任务|目标)*完成(?:率)?(?:达到|达|到|了|为)?(\d+(?:\.\d+)?)%")
_OCR_PERCENT = re.compile(r"2(?:100|[5-9]\d)(?:\.\d+)?%")
# a number without a unit may take the other side's while the two are this close
_NEAR = Fraction(10)
_FAR = Fraction(100)
_ABSURD = Fraction(1000)


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


def _refuse(doubt: Doubt, text: str) -> Refusal:
    return Refusal((Reason(doubt, text),))


def pair_quantities(target: str, actual: str, name: str = "") -> tuple[Pair, ...] | Refusal:
    """Bring a target and an actual with numbers together.

    One pair, or one for each condition of a target with several; a Refusal when the reading is not certain.
    """
    target_scan = scan(target)
    actual_scan = scan(without_name(actual, name))
    wanted = candidates(target_scan, name)
    given = actual_candidates(actual_scan, name)
    copied: tuple[Reason, ...] = ()
    if same_text(target, actual):
        copied = (Reason(Doubt.REPEATS_TARGET, f"完成值“{actual.strip()}”与指标值一字不差，请填实际数"),)
    doubt = text_doubt(target_scan, wanted) or _suspect_percent(target, wanted, name) or text_doubt(actual_scan, given)
    if doubt is None and not given:
        text = f"指标值要一个数（{_listed(wanted)}），完成值“{actual.strip()}”里没有数，请填实际完成了多少"
        doubt = Reason(Doubt.VERDICT_FOR_NUMBER, text)
    doubt = doubt or _progress_only(actual, wanted) or _remark_differs(actual_scan, given)
    if doubt is not None:
        return Refusal((doubt, *copied))
    outcome = _conditions(wanted, given, name)
    if isinstance(outcome, Refusal):
        return Refusal((*outcome.reasons, *copied))
    return tuple(replace(pair, reasons=(*pair.reasons, *copied)) for pair in outcome)


def _conditions(wanted: list[Found], given: list[Found], name: str) -> tuple[Pair, ...] | Refusal:
    """The pairs of a target: one, or one for each of its numbers when each has its own unit and its own answer."""
    alike = len({value_of(one.quantity) for one in wanted}) == 1
    families = [_family(one.quantity.unit) for one in wanted]
    answers = {_family(one.quantity.unit) for one in given}
    if not alike and (len(set(families)) < len(families) or len(given) != len(families) or set(families) != answers):
        return Refusal((several_numbers("年度指标值", tuple(one.quantity for one in wanted)),))
    pairs = []
    for one in wanted[:1] if alike else wanted:
        outcome = _match(one.quantity, given, name)
        if isinstance(outcome, Refusal):
            return outcome
        pairs.append(outcome)
    if alike and len(wanted) > 1 and pairs[0].actual[0] < pairs[0].target[1]:
        return Refusal((several_numbers("年度指标值", tuple(one.quantity for one in wanted)),))
    return tuple(pairs)


def _listed(found: list[Found]) -> str:
    return "、".join(one.quantity.evidence for one in found)


def _suspect_percent(typed: str, wanted: list[Found], name: str) -> Reason | None:
    """290% where ≥90% was meant; a rate that cannot exceed 100 % and does."""
    if _OCR_PERCENT.fullmatch(fold(typed).text):
        return Reason(Doubt.OCR_SUSPECT, f"指标值“{typed.strip()}”疑似“≥{fold(typed).text[1:]}”的识别错误，请对照原件")
    for one in wanted:
        if _exceeds_whole(one.quantity, name):
            return Reason(Doubt.OCR_SUSPECT, f"“{one.quantity.evidence}”超过 100%，这类指标最多 100%，请核对")
    return None


def _exceeds_whole(quantity: Quantity, name: str) -> bool:
    bounded = any(word in name for word in words()["sense.bounded_rates"])
    if not bounded or quantity.growth:
        return False
    unit = quantity.unit
    return quantity.high > 100 if unit is None else unit.family == "ratio" and quantity.high * unit.factor > 1


def _remark_differs(scanned: Scan, given: list[Found]) -> Reason | None:
    """80家（其中新增30家）: a number in brackets of the same unit may be the one that is asked for."""
    chosen = {_family(one.quantity.unit): one.quantity for one in given if not one.note}
    for remark in scanned.found:
        other = chosen.get(_family(remark.quantity.unit)) if remark.note and not remark.planned else None
        if other is not None and value_of(other)[:2] != value_of(remark.quantity)[:2]:
            return several_numbers("实际完成值", (other, remark.quantity))
    return None


def _progress_only(actual: str, wanted: list[Found]) -> Reason | None:
    """已完成80% tells the progress; it is the value only where 100% is the target."""
    match = _PROGRESS.fullmatch(bare(actual))
    if match is None or all(one.quantity.unit and one.quantity.low * one.quantity.unit.factor == 1 for one in wanted):
        return None
    return Reason(Doubt.VERDICT_FOR_NUMBER, f"“{actual.strip()}”说的是完成进度，不是指标的数，请填实际数")


def _family(unit: Unit | None) -> str:
    return unit.family if unit else ""


def _match(wanted: Quantity, given: list[Found], name: str) -> Pair | Refusal:
    """Choose among the actual's numbers the one that answers the target, and put both in one unit."""
    named = unit_of_name(name)
    wanted = wanted if wanted.unit or named is None else replace(wanted, unit=named)
    offered = [
        replace(one, quantity=replace(one.quantity, unit=named)) if one.quantity.unit is None and named else one
        for one in given
    ]
    fitting = [one for one in offered if _family(one.quantity.unit) == _family(wanted.unit)]
    if not fitting:
        fitting = [one for one in offered if not _family(one.quantity.unit) or not _family(wanted.unit)]
    if not fitting:
        return _refuse(
            Doubt.UNIT_MISMATCH,
            f"单位对不上：指标值“{wanted.evidence}”，完成值“{_listed(offered)}”，请统一单位",
        )
    if len(fitting) > 1:
        # 95%，较上年提高2%: the growth beside a level is a remark
        fitting = [one for one in fitting if one.quantity.growth == wanted.growth] or fitting
    if len({value_of(one.quantity) for one in fitting}) > 1:
        return Refusal((several_numbers("实际完成值", tuple(one.quantity for one in fitting)),))
    one = fitting[0]
    if one.negated or one.planned or one.relative:
        return Refusal((not_the_result(one.quantity),))
    if _exceeds_whole(one.quantity, name):
        return _refuse(Doubt.OCR_SUSPECT, f"“{one.quantity.evidence}”超过 100%，这类指标最多 100%，请核对")
    return _in_one_unit(wanted, one.quantity, name)


def _in_one_unit(wanted: Quantity, given: Quantity, name: str) -> Pair | Refusal:
    reasons: list[Reason] = []
    clash = _period_clash(wanted, given, name)
    if clash is not None:
        return Refusal((clash,))
    wanted, given, fall, clash = _same_sense(wanted, given, name)
    if clash is not None:
        return Refusal((clash,))
    left, right = wanted.unit, given.unit
    if (left is None) != (right is None):
        doubt = _bare_number(wanted, given)
        if doubt is not None:
            return Refusal((doubt,))
        left = right = left or right
        wanted, given = replace(wanted, unit=left), replace(given, unit=left)
    elif (
        left is not None
        and right is not None
        and {left.family, right.family} & {"ratio", "points"}
        and left.family != right.family
    ):
        return _refuse(Doubt.UNIT_MISMATCH, f"单位对不上：指标值“{wanted.evidence}”，完成值“{given.evidence}”")
    target_factor = left.factor if left else Fraction(1)
    actual_factor = right.factor if right else Fraction(1)
    target = (wanted.low * target_factor, wanted.high * target_factor)
    actual = (given.low * actual_factor, given.high * actual_factor)
    doubt = _magnitude(wanted, given, target[1], actual[1])
    if doubt is not None:
        spelled_alike = left is not None and right is not None and left.spelling == right.spelling
        ratio = abs(actual[1] / target[1])
        mixed = left is None and (min(abs(actual[1]), abs(target[1])) <= 1 or not 1 / _ABSURD < ratio < _ABSURD)
        if mixed or (left is not None and not spelled_alike and not 1 / _FAR < ratio < _FAR):
            return Refusal((doubt,))
        reasons.append(doubt)
    return Pair(wanted, given, target, actual, fall, tuple(reasons))


def _period_clash(wanted: Quantity, given: Quantity, name: str) -> Reason | None:
    if wanted.period == given.period or wanted.unit is None or given.unit is None:
        return None
    known = {wanted.period, given.period} - {""}
    if len(known) == 1 and known == {"".join(sorted(set(periods_of(fold(name).text))))}:
        return None
    return Reason(
        Doubt.PERIOD_MISMATCH,
        f"一个是平均（每月、每户……）的数，一个不是：指标值“{wanted.evidence}”，完成值“{given.evidence}”，请统一口径",
    )


def _same_sense(wanted: Quantity, given: Quantity, name: str) -> tuple[Quantity, Quantity, bool, Reason | None]:
    """Growth against growth, fall against fall; two falls are compared by their size."""
    text = fold(name).text
    name_falls = any(word in text for word in words()["growth.fall_names"])
    name_grows = name_falls or any(word in text for word in words()["growth.names"])
    target_falls = wanted.growth and wanted.high < 0
    actual_falls = given.growth and given.high < 0
    in_points = _family(wanted.unit) == _family(given.unit) == "points"
    if wanted.growth != given.growth and not name_grows and not in_points:
        silent = "完成值" if wanted.growth else "指标值"
        texts = f"指标值“{wanted.evidence}”，完成值“{given.evidence}”"
        text = f"一边说的是增减幅度，{silent}没有说（{texts}），请写明是不是增减"
        return wanted, given, False, Reason(Doubt.GROWTH_MISMATCH, text)
    if target_falls and (actual_falls or (name_falls and not given.growth)):
        return _size(wanted), _size(given), True, None
    if actual_falls and name_falls and not wanted.growth:
        return wanted, _size(given), True, None
    if target_falls and given.growth:
        return _size(wanted), replace(given, low=-given.high, high=-given.low), True, None
    if target_falls:
        reason = Reason(Doubt.GROWTH_MISMATCH, f"指标值“{wanted.evidence}”是下降，完成值“{given.evidence}”没有说升降")
        return wanted, given, False, reason
    return wanted, given, False, None


def _size(quantity: Quantity) -> Quantity:
    return replace(
        quantity, low=min(abs(quantity.low), abs(quantity.high)), high=max(abs(quantity.low), abs(quantity.high))
    )


def _bare_number(wanted: Quantity, given: Quantity) -> Reason | None:
    """A number without a unit takes the other side's only while the magnitude leaves no doubt."""
    naked, dressed = (wanted, given) if wanted.unit is None else (given, wanted)
    value, other = abs(naked.high), abs(dressed.high)
    if value == 0 or other == 0:
        return None
    ratio = value / other
    unit = dressed.unit
    fraction_instead = (
        unit is not None and unit.family == "ratio" and value <= 1 and Fraction(1, 20) <= ratio / unit.factor <= 20
    )
    if 1 / _NEAR <= ratio <= _NEAR and not fraction_instead:
        return None
    return Reason(
        Doubt.UNIT_ABSENT,
        f"“{naked.evidence}”没有单位，与“{dressed.evidence}”相差太大，不能当作同一单位，请补上单位",
    )


def _magnitude(wanted: Quantity, given: Quantity, target: Fraction, actual: Fraction) -> Reason | None:
    if target == 0 or actual == 0:
        return None
    ratio = abs(actual / target)
    if 1 / _NEAR < ratio < _NEAR:
        return None
    return Reason(
        Doubt.MAGNITUDE, f"完成值“{given.evidence}”与指标值“{wanted.evidence}”相差 10 倍以上，请核对单位和数字"
    )
