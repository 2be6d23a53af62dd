"""Which code says which doubt of a reading: one row of a form gives one finding per cause."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from perfeval_core.findings import Finding
from perfeval_core.printed import percent_text
from perfeval_core.readings import Deadline, Doubt, Qualitative, Reason, Status, Undecided
from perfeval_core.rules.context import Context, name_of
from perfeval_core.score_form import RowScore
from perfeval_core.spelling import bare

__all__ = ["doubt_findings", "is_scale", "lacks_number"]

_TARGET: Mapping[Doubt, str] = {
    Doubt.SEVERAL_NUMBERS: "PE-T102",
    Doubt.TARGET_NOT_MEASURABLE: "PE-T103",
    Doubt.UNIT_ABSENT: "PE-T105",
    Doubt.DIRECTION_SUSPECT: "PE-T106",
    Doubt.DIRECTION_UNCLEAR: "PE-T108",
    Doubt.NUMBER_UNCLEAR: "PE-T107",
    Doubt.COMPARATOR_CONFLICT: "PE-T107",
    Doubt.UNIT_UNKNOWN: "PE-T107",
    Doubt.RANK_OR_GRADE: "PE-T107",
    Doubt.OCR_SUSPECT: "PE-T208",
}
"""Doubts that the target's text gives rise to."""

_ACTUAL: Mapping[Doubt, str] = {
    Doubt.ACTUAL_IS_BOUND: "PE-T204",
    Doubt.VERDICT_FOR_NUMBER: "PE-T205",
    Doubt.UNIT_MISMATCH: "PE-T206",
    Doubt.MAGNITUDE: "PE-T207",
    Doubt.OCR_SUSPECT: "PE-T208",
    Doubt.SEVERAL_NUMBERS: "PE-T209",
    Doubt.NEGATIVE_ACTUAL: "PE-T210",
    Doubt.ACTUAL_APPROXIMATE: "PE-T211",
    Doubt.DEADLINE_LATE: "PE-T212",
    Doubt.DEADLINE_UNCLEAR: "PE-T212",
    Doubt.KIND_MISMATCH: "PE-T213",
    Doubt.GROWTH_MISMATCH: "PE-T213",
    Doubt.PERIOD_MISMATCH: "PE-T213",
    Doubt.NUMBER_UNCLEAR: "PE-T214",
    Doubt.COMPARATOR_CONFLICT: "PE-T214",
    Doubt.UNIT_UNKNOWN: "PE-T214",
    Doubt.RANK_OR_GRADE: "PE-T214",
    Doubt.LEVEL_UNCLEAR: "PE-T215",
}
"""Doubts that the actual's text, or the two together, give rise to."""

_LEVEL_UNCLEAR = "PE-T215"
"""Only a scored row needs a 档次."""

_ELSEWHERE = frozenset(
    (Doubt.TARGET_MISSING, Doubt.ACTUAL_MISSING, Doubt.WEIGHT_INVALID, Doubt.REPEATS_TARGET, Doubt.OVER_FULFILLED)
)
"""Doubts that a rule of their own looks at."""

_REMARKS = frozenset(
    (
        Doubt.DIRECTION_SUSPECT,
        Doubt.MAGNITUDE,
        Doubt.NEGATIVE_ACTUAL,
        Doubt.ACTUAL_APPROXIMATE,
        Doubt.REPEATS_TARGET,
        Doubt.OVER_FULFILLED,
        Doubt.SEVERAL_NUMBERS,
    )
)
"""Doubts worth a word beside the one that prevents a score."""

_SCALE = re.compile(r"(?:优秀?|良好?|中等?|低|差|高|好|一般|较?好|较?差|合格|不合格|[/、,，;；.·~-])+")
_SCALE_WORDS = ("优", "良", "中", "低", "差", "高", "一般", "合格")


def is_scale(text: str) -> bool:
    """Is the text the ladder of grades itself (``优良中低差``), not one of them?"""
    word = bare(text)
    return _SCALE.fullmatch(word) is not None and sum(step in word for step in _SCALE_WORDS) >= 3


def lacks_number(row: RowScore) -> bool:
    """Is this a 数量指标 whose target is words?"""
    return "数量" in row.indicator.level2 and isinstance(row.outcome.target, Qualitative)


def _target_is_in_doubt(row: RowScore, reason: Reason) -> bool:
    target, actual = row.outcome.target, row.outcome.actual
    if isinstance(target, Undecided) and target.reason.doubt is reason.doubt:
        return not (isinstance(actual, Undecided) and actual.reason == reason)
    return not isinstance(actual, Undecided) and reason.doubt not in _ACTUAL


def _code(row: RowScore, reason: Reason) -> str | None:
    if reason.doubt in _ELSEWHERE:
        return None
    target_text, actual_text = bare(row.indicator.target.text), bare(row.indicator.actual.text)
    if is_scale(target_text):
        return "PE-T104"
    if reason.doubt is Doubt.ACTUAL_IS_BOUND and target_text and actual_text.endswith(target_text):
        return "PE-T202"
    if reason.doubt is Doubt.VERDICT_FOR_NUMBER and isinstance(row.outcome.target, Deadline):
        return "PE-T212"
    first, second = (_TARGET, _ACTUAL) if _target_is_in_doubt(row, reason) else (_ACTUAL, _TARGET)
    return first.get(reason.doubt) or second.get(reason.doubt)


def _speaking(row: RowScore) -> Iterator[Reason]:
    """The first doubt that stands in the way of a score, and the remarks."""
    blocked = row.outcome.status is Status.SCORED
    for reason in row.outcome.reasons:
        if reason.doubt in _REMARKS:
            yield reason
        elif not blocked:
            blocked = reason.doubt not in (Doubt.WEIGHT_INVALID,)
            yield reason


def doubt_findings(context: Context, row: RowScore, prefix: str) -> Iterator[Finding]:
    """The findings of one row's doubts whose codes start with ``prefix``."""
    indicator = row.indicator
    said: set[str] = set()
    for reason in _speaking(row):
        code = _code(row, reason)
        if code is None or code in said or not code.startswith(prefix):
            continue
        if code == _LEVEL_UNCLEAR and row.printed is None:
            continue
        said.add(code)
        rate = "" if row.outcome.attainment is None else f"完成值是指标值的 {percent_text(row.outcome.attainment)}"
        yield context.found(
            code,
            [indicator.target, indicator.actual] if code.startswith("PE-T1") else [indicator.actual, indicator.target],
            name=name_of(indicator),
            target=" ".join(indicator.target.text.split()),
            actual=" ".join(indicator.actual.text.split()),
            why_text=reason.text.rstrip("。") + "。",
            rate=rate or "相差 10 倍以上",
        )
