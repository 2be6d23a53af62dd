"""A target and an actual brought together: which of their numbers meet, and in one unit.

A refusal with its reason is the answer wherever the reading is not certain.
"""

from __future__ import annotations

import re
from dataclasses import replace

from perfeval_core.clashes import (
    another_number,
    asked_for,
    covers_nothing_asked,
    earlier_stage,
    late,
    other_kind,
    other_rate,
    other_thing,
    other_year,
    saved_or_overspent,
    stock_for_flow,
    stray_two,
)
from perfeval_core.common_unit import Pair, Refusal, family_of, in_one_unit
from perfeval_core.masks import Mark
from perfeval_core.measure import unit_of_name
from perfeval_core.quantity import Found, Scan, scan
from perfeval_core.readings import Direction, Doubt, Quantity, Reason, Unit
from perfeval_core.remarks import remark_differs, remark_falls_short
from perfeval_core.spelling import bare, fold
from perfeval_core.target import (
    actual_candidates,
    candidates,
    not_the_result,
    same_text,
    say_the_same,
    several_numbers,
    text_doubt,
    without_name,
)
from perfeval_core.totals import bearing_the_name, by_label, equal_parts, total_of
from perfeval_core.words import speaks_of, words

__all__ = ["pair_quantities"]

_PROGRESS = re.compile(r"(?:已|均|全部|全面|均已|已全部|任务|目标)*完成(?:率)?(?:达到|达|到|了|为)?(\d+(?:\.\d+)?)%")
_OCR_PERCENT = re.compile(r"2(?:100|[5-9]\d)(?:\.\d+)?%")


def pair_quantities(target: str, actual: str, name: str = "") -> tuple[Pair, ...] | Refusal:
    """Bring a target and an actual with numbers together.

    One pair, or one for each condition of a target with several; a Refusal when the reading is not certain.
    """
    target_scan = scan(target)
    actual_scan = scan(without_name(actual, name))
    wanted = candidates(target_scan, name)
    given = asked_for(actual_candidates(actual_scan, name), target + name)
    alike = len({family_of(one.quantity.unit) for one in wanted}) < len(wanted)
    labelled = by_label(target_scan, wanted, actual_scan, given) if alike else []
    copied: tuple[Reason, ...] = ()
    if same_text(target, actual):
        copied = (Reason(Doubt.REPEATS_TARGET, f"完成值“{actual.strip()}”与指标值一字不差，请填实际数"),)
        if alike and len(wanted) == len(given):
            labelled = [(one.quantity, [other]) for one, other in zip(wanted, given, strict=True)]
    if not labelled:
        given = total_of(actual_scan, given, target + name)
        given = bearing_the_name(actual_scan, given, name, leading=actual_scan.spelling.typed != actual)
    doubt = (
        text_doubt(target_scan, wanted)
        or _suspect_percent(target, wanted, name)
        or text_doubt(actual_scan, given)
        or stray_two(target, wanted, given)
    )
    if doubt is None and not given:
        text = f"指标值要一个数（{_listed(wanted)}），完成值“{actual.strip()}”里没有数，请填实际完成了多少"
        doubt = Reason(Doubt.VERDICT_FOR_NUMBER, text)
    doubt = (
        doubt
        or _progress_only(actual, wanted)
        or saved_or_overspent(given, target + name)
        or remark_differs(actual_scan, given, target + name)
        or covers_nothing_asked(target + name, actual)
        or earlier_stage(target + name, actual_scan, given)
        or another_number(target + name, actual_scan, given)
        or other_kind(target + name, actual)
        or other_rate(name, actual_scan, given)
        or other_thing(target_scan, wanted, actual_scan, given)
        or (late(target, actual) if target_scan.has(Mark.TIME) and actual_scan.has(Mark.TIME) else None)
        or stock_for_flow(target + name, actual)
        or stock_for_flow(actual, target + name)
        or other_year(target, actual)
    )
    if doubt is not None:
        return Refusal((doubt, *copied))
    if labelled:
        outcome = _each(labelled, name)
        copied = (*copied, _all_of(wanted))
    elif len(given) == 1 and len(whole := total_of(target_scan, wanted, name)) == 1:
        outcome = _conditions(whole, given, name, missed=wanted)
    else:
        outcome = _conditions(wanted, given, name, missed=wanted)
    if isinstance(outcome, Refusal):
        return Refusal((*outcome.reasons, *copied))
    short = remark_falls_short(target_scan, actual_scan, outcome[0]) if len(outcome) == 1 else None
    if not labelled:
        short = short or _of_each(target_scan, wanted, actual_scan, given, outcome[0])
    if short is not None:
        return Refusal((short, *copied))
    if "±" in fold(target).text:
        outcome = tuple(_both_ways(pair) for pair in outcome)
    return tuple(replace(pair, reasons=(*pair.reasons, *copied)) for pair in outcome) if copied else outcome


def _of_each(target: Scan, wanted: list[Found], actual: Scan, given: list[Found], pair: Pair) -> Reason | None:
    """电脑5台、打印机5台 may be 5 or 10: only what is reached either way is certain."""
    family = family_of(pair.actual_quantity.unit)
    asked, got = (
        equal_parts(scanned, [one for one in found if family_of(one.quantity.unit) in ("", family)])
        for scanned, found in ((target, wanted), (actual, given))
    )
    reached = pair.actual[0] >= pair.target[1] and pair.target_quantity.direction is not Direction.AT_MOST
    if got is not None and not reached:
        return several_numbers("实际完成值", tuple(one.quantity for one in given))
    if asked is not None:
        return several_numbers("年度指标值", tuple(one.quantity for one in wanted))
    return None


def _both_ways(pair: Pair) -> Pair:
    """±3% allows as much below as above: -5% is 5 % off."""
    wanted, given = pair.target_quantity, pair.actual_quantity
    if given.low < 0:
        low, high = sorted((abs(given.low), abs(given.high)))
        span = sorted(map(abs, pair.actual))
        pair = replace(pair, actual_quantity=replace(given, low=low, high=high), actual=(span[0], span[1]))
    return replace(pair, target_quantity=replace(wanted, direction=wanted.direction or Direction.AT_MOST))


def _conditions(wanted: list[Found], given: list[Found], name: str, missed: list[Found]) -> tuple[Pair, ...] | Refusal:
    """The pairs of a target: one, or one for each of its numbers when each has its own unit and its own answer.

    Where ``missed``, all its numbers, are more than the pairs, only a target that is reached can be scored.
    """
    alike = bool(wanted) and say_the_same([one.quantity for one in wanted])
    families = [family_of(one.quantity.unit) for one in wanted]
    answers = {family_of(one.quantity.unit) for one in given}
    bounds = len(given) == 1 and _two_bounds(wanted)
    matched = len(set(families)) == len(families) == len(given) and set(families) == answers
    if not (alike or bounds or matched):
        return Refusal((several_numbers("年度指标值", tuple(one.quantity for one in wanted)),))
    if bounds:
        wanted = wanted[::-1]  # what keeps to the upper bound is not over-fulfilled
    pairs = _each([(one.quantity, given) for one in (wanted[:1] if alike else wanted)], name)
    if isinstance(pairs, Refusal):
        return pairs
    if len(pairs) == 1 < len(missed) and pairs[0].actual[0] < pairs[0].target[1]:
        return Refusal((several_numbers("年度指标值", tuple(one.quantity for one in missed)),))
    return pairs


def _two_bounds(wanted: list[Found]) -> bool:
    """≥3次且≤5次: one number from below, one from above, in one unit."""
    if len(wanted) != 2 or len({family_of(one.quantity.unit) for one in wanted}) > 1:
        return False
    low, high = (one.quantity for one in wanted)
    return (low.direction, high.direction) == (Direction.AT_LEAST, Direction.AT_MOST) and low.high < high.low


def _each(asked: list[tuple[Quantity, list[Found]]], name: str) -> tuple[Pair, ...] | Refusal:
    pairs = []
    for quantity, given in asked:
        outcome = _match(quantity, given, name)
        if isinstance(outcome, Refusal):
            return outcome
        pairs.append(outcome)
    return tuple(pairs)


def _all_of(wanted: list[Found]) -> Reason:
    text = f"年度指标值有几个数（{_listed(wanted)}），全部达到才得满分；最好一行只写一个指标"
    return Reason(Doubt.SEVERAL_NUMBERS, text)


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
    if quantity.growth or not speaks_of(name, "sense.bounded_rates"):
        return False
    unit = quantity.unit
    return quantity.high > 100 if unit is None else unit.family == "ratio" and quantity.span[1] > 1


def _progress_only(actual: str, wanted: list[Found]) -> Reason | None:
    """已完成80% tells the progress; it is the value only where 100% is the target."""
    match = _PROGRESS.fullmatch(bare(actual))
    if match is None or all(one.quantity.unit and one.quantity.span[0] == 1 for one in wanted):
        return None
    return Reason(Doubt.VERDICT_FOR_NUMBER, f"“{actual.strip()}”说的是完成进度，不是指标的数，请填实际数")


def _nothing_of(quantity: Quantity) -> Quantity:
    """0事故 and 0投诉 are 0 in any unit."""
    noun = quantity.high == quantity.low == 0 and family_of(quantity.unit).startswith("?")
    return replace(quantity, unit=None) if noun else quantity


def _minutes(wanted: Quantity, given: Quantity) -> Quantity:
    """30分 beside 30分钟 are minutes and no points."""
    unit, minute = given.unit, Unit(*words().units["分钟"], "分钟")
    timed = family_of(wanted.unit) == minute.family and unit is not None and unit.spelling == "分"
    return replace(given, unit=minute) if timed else given


def _match(wanted: Quantity, given: list[Found], name: str) -> Pair | Refusal:
    """Choose among the actual's numbers the one that answers the target, and put both in one unit."""
    named = unit_of_name(name)
    if wanted.direction is not Direction.AT_LEAST:
        wanted = _nothing_of(wanted)
        given = [replace(one, quantity=_minutes(wanted, _nothing_of(one.quantity))) for one in given]
    family = family_of(wanted.unit or named)
    fitting = [one for one in given if family_of(one.quantity.unit or named) == family]
    if not fitting:
        fitting = [one for one in given if not family_of(one.quantity.unit) or not family]
    if not fitting:
        text = f"单位对不上：指标值“{wanted.evidence}”，完成值“{_listed(given)}”，请统一单位"
        return Refusal((Reason(Doubt.UNIT_MISMATCH, text),))
    if len(fitting) > 1:
        # 95%，较上年提高2%: the growth beside a level is a remark
        fitting = [one for one in fitting if one.quantity.growth == wanted.growth] or fitting
        # 1万元/台，共98万元: the price of one is not the sum
        fitting = [one for one in fitting if one.quantity.period == wanted.period] or fitting
    if not say_the_same([one.quantity for one in fitting]):
        return Refusal((several_numbers("实际完成值", tuple(one.quantity for one in fitting)),))
    one = fitting[0]
    if one.negated or one.planned or one.relative:
        return Refusal((not_the_result(one.quantity),))
    if _exceeds_whole(one.quantity, name):
        text = f"“{one.quantity.evidence}”超过 100%，这类指标最多 100%，请核对"
        return Refusal((Reason(Doubt.OCR_SUSPECT, text),))
    return in_one_unit(wanted, one.quantity, name, named)
