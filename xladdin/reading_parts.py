"""The parts of a reading that PE_READ gives: 数值, 单位, 方向, 类型, 依据."""

from __future__ import annotations

from fractions import Fraction

from perfeval_core.readings import Deadline, Direction, Missing, Qualitative, Quantity, Reading, Undecided, Verdict
from xladdin.worksheet_values import WorksheetError

__all__ = ["part_of"]

_DIRECTIONS = {
    Direction.AT_LEAST: "正向",
    Direction.AT_MOST: "反向",
    Direction.EQUAL: "等于",
    Direction.QUALITATIVE: "定性",
    None: "",
}


def part_of(reading: Reading, part: str) -> Fraction | str | WorksheetError | None:
    """One part of a reading; None for an unknown part.

    A number that is not one number (a range, a date, words, a doubt) is not available; a unit or direction that was
    not written is empty.
    """
    quantity = reading if isinstance(reading, Quantity) else None
    match part:
        case "数值":
            return quantity.low if quantity and quantity.low == quantity.high else _no_number(reading)
        case "单位":
            return quantity.unit.spelling if quantity and quantity.unit else ""
        case "方向":
            return _direction(reading)
        case "类型":
            return _kind(reading)
        case "依据":
            return reading.evidence
    return None


def _no_number(reading: Reading) -> str | WorksheetError:
    return "" if isinstance(reading, Missing) else WorksheetError.NOT_AVAILABLE


def _direction(reading: Reading) -> str:
    if isinstance(reading, Qualitative):
        return _DIRECTIONS[Direction.QUALITATIVE]
    return _DIRECTIONS[reading.direction] if isinstance(reading, Quantity) else ""


def _kind(reading: Reading) -> str:
    match reading:
        case Quantity():
            return "数量" if reading.low == reading.high else "区间"
        case Deadline():
            return "日期"
        case Qualitative():
            return "定性"
        case Verdict():
            return "结论"
        case Missing():
            return "空"
        case Undecided():
            return "待核"
