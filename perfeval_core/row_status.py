"""The state of one indicator row in a few characters, for a cell beside it."""

from __future__ import annotations

from fractions import Fraction

from perfeval_core.plain_numbers import read_points, read_weight
from perfeval_core.printed import percent_text, plain
from perfeval_core.readings import Doubt, IndicatorScore, Status

__all__ = ["DOUBT_WORDS", "WITHOUT_WEIGHT", "row_status"]

DOUBT_WORDS: dict[Doubt, str] = {
    Doubt.TARGET_MISSING: "缺指标值",
    Doubt.ACTUAL_MISSING: "缺完成值",
    Doubt.WEIGHT_INVALID: "分值不对",
    Doubt.SEVERAL_NUMBERS: "有几个数",
    Doubt.NUMBER_UNCLEAR: "数字不清楚",
    Doubt.COMPARATOR_CONFLICT: "比较词矛盾",
    Doubt.UNIT_UNKNOWN: "单位不认识",
    Doubt.OCR_SUSPECT: "疑似识别错误",
    Doubt.RANK_OR_GRADE: "是名次或等级",
    Doubt.TARGET_NOT_MEASURABLE: "指标值里没有数",
    Doubt.UNIT_MISMATCH: "单位不一致",
    Doubt.UNIT_ABSENT: "缺单位",
    Doubt.KIND_MISMATCH: "两边说的不是一种量",
    Doubt.GROWTH_MISMATCH: "一边是增长、一边不是",
    Doubt.PERIOD_MISMATCH: "期间不一致",
    Doubt.DIRECTION_UNCLEAR: "方向不明",
    Doubt.VERDICT_FOR_NUMBER: "完成值里没有数",
    Doubt.ACTUAL_IS_BOUND: "完成值是界限",
    Doubt.ACTUAL_APPROXIMATE: "完成值是约数",
    Doubt.DEADLINE_LATE: "已过期限",
    Doubt.DEADLINE_UNCLEAR: "日期不清楚",
    Doubt.LEVEL_UNCLEAR: "档次不明",
    Doubt.REPEATS_TARGET: "照抄指标值",
    Doubt.MAGNITUDE: "数量级",
    Doubt.NEGATIVE_ACTUAL: "完成值是负数",
    Doubt.DIRECTION_SUSPECT: "方向可疑",
    Doubt.OVER_FULFILLED: "超额完成",
}
"""Each doubt in at most ten characters."""
WITHOUT_WEIGHT = "缺分值"
"""The state of a row that nothing is wrong with but that it has no weight."""


def row_status(outcome: IndicatorScore, weight: str, score: str | None = None, reason: str | None = None) -> str:
    """``✓ 12.5×57.69%``, ``✓ 满分；核：照抄指标值``, ``待核：单位不一致``, ``缺完成值``, ``定性：请选档次``.

    ``weight`` as typed.  ``score`` and ``reason`` (得分, 偏差原因) as typed, None where they are not to be looked at:
    then a score against the rule, above its weight or without a due reason is named as well.
    """
    parts = [_rule(outcome, weight), *_typed_score(outcome, weight, score)]
    if reason is not None and not reason.strip() and _reason_due(outcome, weight):
        parts.append("缺偏差原因")
    return "；".join(parts)


def _rule(outcome: IndicatorScore, weight: str) -> str:
    words = [DOUBT_WORDS[reason.doubt] for reason in outcome.reasons]
    match outcome.status:
        case Status.MISSING:
            return "、".join(words)
        case Status.UNDECIDED if outcome.has(Doubt.WEIGHT_INVALID) and not weight.strip():
            return WITHOUT_WEIGHT
        case Status.UNDECIDED:
            return f"待核：{words[0]}" if words else "待核"
        case Status.QUALITATIVE:
            return "定性：请选档次"
    return "；核：".join(["✓ " + _how(outcome, weight), *(["、".join(words)] if words else [])])


def _how(outcome: IndicatorScore, weight: str) -> str:
    points = read_weight(weight)
    if points is None or outcome.score is None:
        return str(outcome.score)
    if Fraction(outcome.score) == points[0]:
        return "满分"
    if outcome.attainment is None or outcome.bounds is not None:
        return f"{outcome.score} 分"
    return f"{plain(points[0])}×{percent_text(outcome.attainment)}"


def _typed_score(outcome: IndicatorScore, weight: str, score: str | None) -> list[str]:
    typed, points = read_points(score or ""), read_weight(weight)
    if typed is None:
        return []
    value, precision = typed
    if points is not None and value > points[0]:
        return ["得分超过分值"]
    if outcome.score is not None and abs(value - Fraction(outcome.score)) > precision:
        return [f"得分 {plain(value)}，按规则 {plain(outcome.score)}"]
    if outcome.status is Status.MISSING and value > 0:
        return ["没有完成值却有得分"]
    return []


def _reason_due(outcome: IndicatorScore, weight: str) -> bool:
    points = read_weight(weight)
    lost = points is not None and outcome.score is not None and Fraction(outcome.score) < points[0]
    return lost or outcome.has(Doubt.OVER_FULFILLED)
