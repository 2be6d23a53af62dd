"""Score one indicator row from what was typed, and say how."""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache

from perfeval_core.plain_numbers import read_weight
from perfeval_core.readings import (
    Deadline,
    Direction,
    Doubt,
    IndicatorScore,
    Missing,
    Qualitative,
    Reason,
    Status,
    Undecided,
    Verdict,
)
from perfeval_core.row import Row
from perfeval_core.row_numbers import score_by_numbers
from perfeval_core.row_words import score_by_date, score_by_words
from perfeval_core.scheme import Scheme, load_scheme
from perfeval_core.spelling import fold
from perfeval_core.target import formula_error, read_actual, read_target

__all__ = ["Typed", "as_typed", "explain"]

Typed = str | int | Decimal | float | None
"""What a host may hand over for a cell: its text or its number."""

_DIRECTION_WORDS = {
    "正向": Direction.AT_LEAST,
    "越大越好": Direction.AT_LEAST,
    "≥": Direction.AT_LEAST,
    "反向": Direction.AT_MOST,
    "负向": Direction.AT_MOST,
    "逆向": Direction.AT_MOST,
    "越小越好": Direction.AT_MOST,
    "≤": Direction.AT_MOST,
    "等于": Direction.EQUAL,
    "=": Direction.EQUAL,
    "定性": Direction.QUALITATIVE,
    **{direction.value: direction for direction in Direction},
}


def as_typed(value: Typed) -> str:
    """The text of a cell value; a binary number is taken as its shortest decimal writing."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        value = Decimal(repr(value))
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    return str(value)


def explain(
    target: Typed,
    actual: Typed,
    weight: Typed,
    *,
    name: str = "",
    direction: str | None = None,
    level2: str = "",
    scheme: str | Scheme = "mof_2020",
    band: Typed = None,
    ratio: Typed = None,
) -> IndicatorScore:
    """Score one indicator row.

    ``target`` 年度指标值, ``actual`` 实际完成值, ``weight`` 分值, ``name`` 三级指标 and ``level2``
    二级指标 as typed.
    ``direction`` (正向, 反向, 等于, 定性 or a value of :class:`Direction`) wins over the reading; ``band`` (a phrase of
    the scheme) and ``ratio`` (its 档内比例, 0–1 or per cent of the weight's band) score a qualitative row.
    ValueError for an unknown direction; SchemeError for an unknown scheme.
    """
    texts = (as_typed(target), as_typed(actual), as_typed(weight), name, level2, as_typed(band), as_typed(ratio))
    return _explained(texts, _direction(direction), load_scheme(scheme) if isinstance(scheme, str) else scheme)


@lru_cache(maxsize=4096)
def _explained(texts: tuple[str, ...], forced: Direction | None, scheme: Scheme) -> IndicatorScore:
    """The same texts under the same scheme always give the same result, and forms repeat theirs."""
    target, actual, weight, name, level2, band, ratio = texts
    wanted, given = read_target(target, name), read_actual(actual, name)
    row = Row(target, actual, name, level2, forced, scheme, _weight(weight), wanted, given)
    return _score(row, band, ratio)


def _score(row: Row, band: str, ratio: str) -> IndicatorScore:
    """Send a row to the rule for its kind of target."""
    wanted, given = row.wanted, row.given
    absent = _absent(row)
    if absent:
        text = "，".join(reason.text for reason in absent) + "，不能计分"
        return row.outcome(Status.MISSING, text, absent)
    broken = formula_error(row.target) or formula_error(row.actual)
    if broken is not None:
        return row.undecided(broken)
    if row.forced is Direction.QUALITATIVE or (isinstance(wanted, Qualitative) and row.forced is None):
        return score_by_words(row, band, ratio)
    if isinstance(wanted, Qualitative):
        text = f"年度指标值“{row.target.strip()}”里没有数，不能按数量计分"
        return row.undecided(Reason(Doubt.TARGET_NOT_MEASURABLE, text))
    if isinstance(wanted, Undecided) and not wanted.candidates:
        return row.undecided(wanted.reason)
    if isinstance(wanted, Deadline):
        return score_by_date(row, wanted)
    if isinstance(given, Verdict | Deadline | Qualitative):
        text = f"指标值“{row.target.strip()}”要一个数，完成值“{row.actual.strip()}”里没有数，请填实际完成了多少"
        return row.undecided(Reason(Doubt.VERDICT_FOR_NUMBER, text))
    return score_by_numbers(row)


def _absent(row: Row) -> tuple[Reason, ...]:
    sides = (
        (row.wanted, Doubt.TARGET_MISSING, "年度指标值没有填"),
        (row.given, Doubt.ACTUAL_MISSING, "实际完成值没有填"),
    )
    return tuple(Reason(doubt, text) for reading, doubt, text in sides if isinstance(reading, Missing))


def _direction(word: str | None) -> Direction | None:
    if word is None or not word.strip():
        return None
    found = _DIRECTION_WORDS.get(fold(word).text.removesuffix("指标"))
    if found is None:
        raise ValueError(f"方向“{word}”不认识，请填：正向、反向、等于、定性")
    return found


@lru_cache(maxsize=1024)
def _weight(typed: str) -> Decimal | None:
    points = read_weight(typed)
    if points is None or points[0] < 0:
        return None
    return Decimal(points[0].numerator) / Decimal(points[0].denominator)
