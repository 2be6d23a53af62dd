"""Readings as one line of plain text, for golden tables that a reviewer can read."""

from __future__ import annotations

from perfeval_core.printed import plain
from perfeval_core.readings import (
    Deadline,
    Direction,
    IndicatorScore,
    Missing,
    Qualitative,
    Quantity,
    Reading,
    Undecided,
    Verdict,
)

SIGNS = {Direction.AT_LEAST: "≥ ", Direction.AT_MOST: "≤ ", Direction.EQUAL: "= ", None: ""}
LEVELS = {0: "达成", 1: "部分达成", 2: "未达成", None: "看不出"}


def describe(reading: Reading) -> str:
    """One reading in a few characters: ``数 ≥ 90 %``, ``期限 2023-12-31 前``, ``文字``, ``待核 unit_absent``."""
    match reading:
        case Quantity():
            sign = SIGNS[reading.direction]
            number = plain(reading.low, 8)
            if reading.high != reading.low:
                number += "～" + plain(reading.high, 8)
            flags = [
                word
                for flag, word in (
                    (reading.strict, "不含本数"),
                    (reading.approximate, "约"),
                    (reading.over, "余"),
                    (reading.under, "近"),
                    (reading.growth, "增减"),
                )
                if flag
            ]
            unit = reading.unit.spelling if reading.unit else ""
            return " ".join(["数", sign + number, *([unit] if unit else []), *flags])
        case Deadline():
            span = str(reading.last) if reading.first == reading.last else f"{reading.first}～{reading.last}"
            named = span.replace("2000-", "") if reading.yearless else span
            return f"期限 {named}{' 前' if reading.before else ''}"
        case Qualitative():
            return "文字"
        case Verdict():
            return "结论 " + LEVELS[reading.level]
        case Missing():
            return "缺"
        case Undecided():
            return "待核 " + reading.reason.doubt.value
    raise AssertionError(reading)


def outcome(result: IndicatorScore) -> str:
    """Status, score and doubts: ``scored 7.21 repeats_target``."""
    doubts = " ".join(reason.doubt.value for reason in result.reasons)
    score = "" if result.score is None else f" {result.score}"
    return f"{result.status.value}{score}{' · ' + doubts if doubts else ''}"
