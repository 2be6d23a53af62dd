"""Rows with numbers: which way the target counts, the score, and what a person should know of it."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from perfeval_core.common_unit import Pair, Refusal
from perfeval_core.directions import directions, stays_between, suspect_direction
from perfeval_core.numerals import in_digits
from perfeval_core.pairing import pair_quantities
from perfeval_core.printed import percent_text, plain
from perfeval_core.readings import Direction, Doubt, IndicatorScore, Reason, Status
from perfeval_core.row import Row
from perfeval_core.scoring import (
    Formula,
    QuantityScore,
    over_fulfilled,
    over_fulfilment_deduction,
    range_target,
    score_quantity,
)
from perfeval_core.spelling import fold
from perfeval_core.wording import arithmetic, shown
from perfeval_core.words import speaks_of

__all__ = ["score_by_numbers"]

_WITHIN_YEARS = re.compile(
    r"十[二三四五六]五|规划期|(?<![\d.第])(?:[2-9]|1\d)年(?:之?内|期间|来|共|累计|合计)(?=\D{0,8}\d)|近(?:[2-9]|1\d)年"
)
_PART_OF_YEAR = re.compile(r"上半年|前三个?季度|(?<!\d)0?1-(?:1[01]|\d)月|截[至止]\D{0,4}(?:20\d\d年)?(?:1[01]|0?\d)月")
_YEARS = re.compile(r"(?<!\d)((?:19|20)\d\d)年?[-~至到]((?:19|20)?\d\d)年(?![底末])")

# a year (2023, 2023.6), a spreadsheet's day number (2009 to 2064), a month (202306)
_DATE_NUMBERS = ((1990, 2100), (40_000, 60_000), (199_001, 210_013))
_DAY_OR_MONTH = re.compile(r"(?:1[0-2]|[1-9])\.(?:3[01]|[12]\d|0?[1-9])|2\d\.(?:1[0-2]|0?[1-9])")


@dataclass(frozen=True, slots=True)
class _Outcome:
    """A quantity score with the pair and the numbers it was made from."""

    score: QuantityScore
    direction: Direction
    target: Fraction
    actual: Fraction
    pair: Pair


def score_by_numbers(row: Row) -> IndicatorScore:
    """A row with a number on both sides; undecided wherever more than one reading leads to more than one score."""
    pairs = pair_quantities(row.target, row.actual, row.name)
    if isinstance(pairs, Refusal):
        return row.undecided(*pairs.reasons)
    outcomes: list[_Outcome] = []
    reasons: list[Reason] = []
    direction: Direction | None = None
    for pair in pairs:
        if stays_between(row, pair):
            return _between(row, pair)
        possible = directions(row, pair)
        ends = [_score_one(row, pair, way) for way in possible]
        refused = [end for end in ends if isinstance(end, Reason)]
        scored = [end for end in ends if isinstance(end, _Outcome)]
        if refused:
            return row.undecided(refused[0], *pair.reasons)
        if len({end.score.score for end in scored}) > 1:
            return row.undecided(_which_way(pair), *pair.reasons)
        direction = possible[0] if len(possible) == 1 else None
        outcomes.append(scored[0])
        reasons.extend(reason for reason in pair.reasons if reason not in reasons)
    if len(outcomes) > 1 and any(outcome.score.formula is not Formula.REACHED for outcome in outcomes):
        text = f"指标值“{row.target.strip()}”有几个数，没有全部达到，不知道怎样分摊"
        others = [reason for reason in reasons if reason.doubt is not Doubt.SEVERAL_NUMBERS]
        return row.undecided(Reason(Doubt.SEVERAL_NUMBERS, text), *others)
    first = outcomes[0]
    missed = any(outcome.score.formula is not Formula.REACHED for outcome in outcomes)
    other = _longer_span(row) or (_other_span(row) if missed else None)
    if other is not None:
        return row.undecided(other, *reasons)
    if _may_be_dates(row, first):
        text = f"“{row.target.strip()}”“{row.actual.strip()}”像是日期，又不是日期的写法，请写成几年几月几日"
        return row.undecided(Reason(Doubt.DEADLINE_UNCLEAR, text), *reasons)
    if _is_rank(row, first) and first.score.formula is not Formula.REACHED:
        text = f"“{row.name.strip()}”是名次，不能按比例计分，请人工评分"
        return row.undecided(Reason(Doubt.RANK_OR_GRADE, text), *reasons)
    attainment = first.score.attainment if len(outcomes) == 1 else None
    reasons = [*_remarks(row, first, alone=len(outcomes) == 1), *reasons]
    if row.weight is None:
        return row.undecided(*row.no_weight, *reasons, attainment=attainment, direction=direction)
    sentences = [_sentence(outcome, row.weight) for outcome in outcomes]
    score, deduction = _deducted(row, first)
    if deduction:
        sentences.append(deduction)
    return row.outcome(
        Status.SCORED,
        "；".join(sentences),
        tuple(reasons),
        score=score,
        attainment=attainment,
        direction=direction,
    )


def _between(row: Row, pair: Pair) -> IndicatorScore:
    """What must stay between bounds is either reached or for a person to judge: 7.2 for 6-9, 17℃ for 18℃以上."""
    bounds = [(Direction.AT_LEAST, pair.target[0]), (Direction.AT_MOST, pair.target[1])]
    if pair.target[0] == pair.target[1] != pair.actual[0]:
        bounds = [bound for bound in bounds if bound[0] is pair.target_quantity.direction]
    outcomes = [_score_one(row, replace(pair, target=(limit, limit)), way) for way, limit in bounds]
    scored = [one for one in outcomes if isinstance(one, _Outcome)]
    refused = [one for one in outcomes if isinstance(one, Reason)]
    if refused:
        return row.undecided(refused[0], *pair.reasons)
    if not scored or any(one.score.formula is not Formula.REACHED for one in scored):
        text = f"“{row.target.strip()}”要在上下限之间，“{row.actual.strip()}”差多少不能按比例算，请人工评分"
        return row.undecided(Reason(Doubt.RANK_OR_GRADE, text), *pair.reasons)
    if row.weight is None:
        return row.undecided(*row.no_weight, *pair.reasons)
    asked, got = shown(pair.target_quantity), shown(pair.actual_quantity)
    text = f"{got} 在 {asked} 之内，得满分 {plain(row.weight)}"
    if len(scored) == 1:
        text = _sentence(scored[0], row.weight)
    return row.outcome(Status.SCORED, text, pair.reasons, score=scored[0].score.score, direction=Direction.EQUAL)


def _other_span(row: Row) -> Reason | None:
    """What was newly added, or one year's part of several, falls short of what is no year's number."""
    target, actual = fold(row.target + row.name).text, fold(row.actual).text
    added = [word for word in ("新增", "净增") if word in actual]
    if added and not speaks_of(target, "growth.new"):
        return Reason(Doubt.PERIOD_MISMATCH, f"完成值说的是{added[0]}的数，指标值没有说，请统一口径")
    if _PART_OF_YEAR.search(actual) and not _PART_OF_YEAR.search(target):
        return Reason(Doubt.PERIOD_MISMATCH, f"完成值“{row.actual.strip()}”只到年中，指标值是全年的，请填全年的数")
    if _several_years(row.target) and not _several_years(row.actual):
        text = f"指标值“{row.target.strip()}”是几年的数，完成值没有说是几年的，请统一口径"
        return Reason(Doubt.PERIOD_MISMATCH, text)
    return None


def _longer_span(row: Row) -> Reason | None:
    """3年共12万元 is no year's number."""
    if not _several_years(row.actual) or _several_years(row.target) or _several_years(row.name):
        return None
    text = f"完成值“{row.actual.strip()}”是几年的数，指标值没有说是几年的，请统一口径"
    return Reason(Doubt.PERIOD_MISMATCH, text)


def _several_years(typed: str) -> bool:
    text = in_digits(typed).text
    years = _YEARS.search(text)
    return (years is not None and years[1][-2:] != years[2][-2:]) or _WITHIN_YEARS.search(text) is not None


def _may_be_dates(row: Row, outcome: _Outcome) -> bool:
    """2023.6 against 2023.8, 12.31 against 12.20, 45291 against 45280 for 完成时间: dates and not amounts."""
    if any(one.unit is not None for one in (outcome.pair.target_quantity, outcome.pair.actual_quantity)):
        return False
    if not (speaks_of(fold(row.name).text, "sense.time_names") or "时效" in row.level2):
        return False
    if all(_DAY_OR_MONTH.fullmatch(fold(text).text) for text in (row.target, row.actual)):
        return True
    return all(any(low <= value < high for low, high in _DATE_NUMBERS) for value in (outcome.target, outcome.actual))


def _is_rank(row: Row, outcome: _Outcome) -> bool:
    """≤3 against 5 for 全省排名: a place among others is no quantity."""
    unit = outcome.pair.target_quantity.unit
    return (unit is None or unit.spelling in ("名", "位")) and speaks_of(fold(row.name).text, "refused.ranks")


def _which_way(pair: Pair) -> Reason:
    text = (
        f"指标值“{pair.target_quantity.evidence}”没有写 ≥ 或 ≤，看不出是越多越好还是越少越好"
        f"（完成值“{pair.actual_quantity.evidence}”），请选方向"
    )
    return Reason(Doubt.DIRECTION_UNCLEAR, text)


def _score_one(row: Row, pair: Pair, direction: Direction) -> _Outcome | Reason:
    """Score one pair one way; a Reason when the span of what was typed leaves more than one score."""
    asked, got = pair.target_quantity, pair.actual_quantity
    if got.direction in (Direction.AT_LEAST, Direction.AT_MOST):
        return Reason(Doubt.ACTUAL_IS_BOUND, f"完成值“{got.evidence}”是一个界限，不是实际数，请填实际完成了多少")
    if got.approximate or got.under:
        return Reason(Doubt.ACTUAL_APPROXIMATE, f"完成值“{got.evidence}”是约数，请填准确的数")
    low, high = pair.actual
    if got.over:
        high = low + _next_step(low)
    limits = [range_target(*pair.target, row.scheme)]
    if asked.low != asked.high and asked.direction in (Direction.AT_LEAST, Direction.AT_MOST):
        limits = [*pair.target]
    if asked.over:
        limits = [pair.target[0], pair.target[1] + _next_step(pair.target[0])]
    elif asked.under:
        limits = [pair.target[0] - _next_step(pair.target[0]), pair.target[1]]
    weight = row.weight if row.weight is not None else Decimal(1)
    ends: list[QuantityScore] = []
    for limit in limits:
        for value in (low,) if low == high else (low, high):
            if asked.strict and limit == value == 0:
                text = f"指标值“{asked.evidence}”要大于（或小于）0，完成值正好是 0，没有规定怎样计分，请人工评分"
                return Reason(Doubt.NUMBER_UNCLEAR, text)
            end = score_quantity(weight, direction, limit, value, row.scheme, approximate=asked.approximate)
            if end is None:
                text = f"指标值“{asked.evidence}”、完成值“{got.evidence}”有负数，没有规定怎样按比例计分，请人工评分"
                return Reason(Doubt.NUMBER_UNCLEAR, text)
            ends.append(end)
    if len(ends) > 1 and any(end.formula is not Formula.REACHED for end in ends):
        vague, doubt = (got, Doubt.ACTUAL_APPROXIMATE) if low != high else (asked, Doubt.NUMBER_UNCLEAR)
        return Reason(doubt, f"“{vague.evidence}”不是一个确定的数，得分定不下来，请填准确的数")
    return _Outcome(ends[0], direction, limits[-1], low, pair)


def _next_step(value: Fraction) -> Fraction:
    """How far 余 may reach: 80余次 is less than 90, 100余家 less than 200, 2万余 less than 3万."""
    step = Fraction(1)
    while value >= 1 and value % (step * 10) == 0:
        step *= 10
    return step


def _sentence(outcome: _Outcome, weight: Decimal) -> str:
    pair = outcome.pair
    return arithmetic(
        outcome.score,
        outcome.direction,
        (pair.target_quantity, outcome.target),
        (pair.actual_quantity, outcome.actual),
        weight,
        falls=pair.fall,
    )


def _deducted(row: Row, outcome: _Outcome) -> tuple[Decimal, str]:
    """The score after what a local rule takes off for over-fulfilment, and the sentence about it."""
    points = over_fulfilment_deduction(outcome.direction, outcome.target, outcome.actual, row.scheme)
    if not points:
        return outcome.score.score, ""
    score = max(outcome.score.score - points, Decimal(0)).quantize(outcome.score.score)
    over = percent_text(outcome.actual / outcome.target - 1)
    return score, f"超出指标值 {over}，按评分办法扣 {plain(points)} 分，得 {score}"


def _remarks(row: Row, outcome: _Outcome, *, alone: bool) -> list[Reason]:
    remarks = []
    if outcome.score.negative_actual:
        text = f"完成值“{outcome.pair.actual_quantity.evidence}”是负数（或下降），按 0 计"
        remarks.append(Reason(Doubt.NEGATIVE_ACTUAL, text))
    if over_fulfilled(outcome.direction, outcome.target, outcome.actual, row.scheme):
        share = percent_text(outcome.actual / outcome.target)
        remarks.append(Reason(Doubt.OVER_FULFILLED, f"完成率 {share}，超过指标值较多，需要说明原因"))
    suspect = suspect_direction(row, outcome.pair, outcome.target) if alone else ""
    return [*remarks, Reason(Doubt.DIRECTION_SUSPECT, suspect)] if suspect else remarks
