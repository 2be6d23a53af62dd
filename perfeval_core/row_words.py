"""Rows without numbers: qualitative indicators and deadlines."""

from __future__ import annotations

import re
from datetime import timedelta
from fractions import Fraction

from perfeval_core.dates import in_time
from perfeval_core.plain_numbers import read_points
from perfeval_core.printed import percent_text, plain
from perfeval_core.readings import Deadline, Direction, Doubt, IndicatorScore, Reason, Status, Verdict
from perfeval_core.row import Row
from perfeval_core.scoring import band_bounds, score_band, score_deadline
from perfeval_core.spelling import fold
from perfeval_core.target import same_text
from perfeval_core.words import speaks_of, words

__all__ = ["score_by_date", "score_by_words"]

_TOO_EARLY = timedelta(days=400)
_FROM_THEN_ON = re.compile(r"不早于|[年月日号底初末旬度](?:起|以后|之后|后|开始)")


def score_by_words(row: Row, band: str, ratio: str) -> IndicatorScore:
    """A qualitative row: the band of its 档次, and a score when ``ratio`` says where inside the band it stands."""
    bands = row.scheme.bands
    reasons: list[Reason] = []
    level = row.given.level if isinstance(row.given, Verdict) else None
    if same_text(row.target, row.actual):
        level = 0
        reasons.append(Reason(Doubt.REPEATS_TARGET, "完成值照抄了指标值，请写实际做到的情况"))
    phrases = [fold(one.phrase).text for one in bands]
    for typed in (row.actual, band):
        if fold(typed).text in phrases:
            level = phrases.index(fold(typed).text)
    if level is None:
        text = f"定性指标，“{row.actual.strip()}”看不出属于哪一档，请选定性档次"
        reasons.append(Reason(Doubt.LEVEL_UNCLEAR, text))
    reasons.extend(row.no_weight)
    if level is None or row.weight is None:
        return row.outcome(Status.QUALITATIVE, reasons[-1].text, tuple(reasons), direction=Direction.QUALITATIVE)
    bounds = band_bounds(row.weight, level, row.scheme)
    between = f"{bounds[0]}～{bounds[1]} 分"
    share = _share(ratio)
    if share is not None:
        score = score_band(row.weight, level, share, row.scheme)
        text = f"“{bands[level].phrase}”在 {between}之间，取 {percent_text(share)} 处，得 {score}"
        return row.outcome(
            Status.SCORED, text, tuple(reasons), score=score, direction=Direction.QUALITATIVE, bounds=bounds
        )
    if ratio.strip():
        text = f"档内比例“{ratio.strip()}”应是 0 到 1 之间的数或 0% 到 100%"
        reasons.insert(0, Reason(Doubt.NUMBER_UNCLEAR, text))
    text = (
        f"定性指标，属于“{bands[level].phrase}”：{plain(row.weight)} 分的 "
        f"{percent_text(bands[level].low)}～{percent_text(bands[level].high)}，即 {between}，具体得分由评分人定"
    )
    return row.outcome(Status.QUALITATIVE, text, tuple(reasons), direction=Direction.QUALITATIVE, bounds=bounds)


def _share(typed: str) -> Fraction | None:
    text = fold(typed).text
    points = read_points(text.removesuffix("%")) if "分" not in text else None
    if points is None:
        return None
    share = points[0] / 100 if text.endswith("%") else points[0]
    return share if 0 <= share <= 1 else None


def score_by_date(row: Row, wanted: Deadline) -> IndicatorScore:
    """A row whose target is a deadline: in time earns the weight; late is the scheme's to say."""
    actual, target = row.actual.strip(), row.target.strip()
    copied: tuple[Reason, ...] = ()
    if same_text(target, actual):
        copied = (Reason(Doubt.REPEATS_TARGET, "完成时间照抄了指标值，请填实际完成的日期"),)
    given = row.given
    if not isinstance(given, Deadline):
        kind = Doubt.VERDICT_FOR_NUMBER if isinstance(given, Verdict) else Doubt.KIND_MISMATCH
        text = f"指标值“{target}”是期限，完成值“{actual}”不是日期，请填实际完成的日期"
        return row.undecided(Reason(kind, text))
    if copied and wanted.before:
        text = f"“{actual}”是期限，不是实际完成的日期"
        return row.undecided(Reason(Doubt.ACTUAL_IS_BOUND, text), *copied)
    punctual = None if _unsure(actual, target + row.name) or _begins(target) else in_time(wanted, given)
    if punctual and _taken_back(fold(actual).text, fold(target + row.name).text):
        punctual = None
    if punctual is None:
        text = f"看不出“{actual}”是否在“{target}”之内，请写到年月日"
        return row.undecided(Reason(Doubt.DEADLINE_UNCLEAR, text), *copied)
    if punctual and wanted.last - given.last > _TOO_EARLY and not (wanted.yearless or given.yearless):
        text = f"“{actual}”比“{target}”早一年多，请核对年份"
        return row.undecided(Reason(Doubt.DEADLINE_UNCLEAR, text), *copied)
    late = () if punctual else (Reason(Doubt.DEADLINE_LATE, f"“{actual}”晚于“{target}”"),)
    if row.weight is None:
        return row.undecided(*row.no_weight, *late, *copied)
    score = score_deadline(row.weight, punctual, row.scheme)
    if score is None:
        text = f"“{actual}”晚于“{target}”，逾期怎样扣分评分办法没有规定，请人工评分"
        return row.undecided(Reason(Doubt.DEADLINE_LATE, text), *copied)
    points = plain(row.weight)
    text = f"{given.evidence} 不晚于 {wanted.evidence}，按期完成，得满分 {points}"
    if late:
        text = f"{late[0].text}，得 {score} 分"
    return row.outcome(Status.SCORED, text, (*late, *copied), score=score, direction=Direction.AT_MOST)


def _begins(target: str) -> bool:
    """不早于2023年3月, 2023年3月起: from then on, and not by then."""
    return _FROM_THEN_ON.search(fold(target).text) is not None


def _taken_back(actual: str, asked: str) -> bool:
    """力争2023年11月完成; 2023年11月，停工."""
    undone = any(word in actual and word not in asked for word in words()["refused.undone"])
    return undone or speaks_of(actual, "dates.unsure", "vague.not_around")


def _unsure(actual: str, asked: str) -> bool:
    text, wanted = fold(actual).text, fold(asked).text
    if speaks_of(text, "refused.stages") and not speaks_of(text, "verdicts.ended"):
        return not any(word in wanted for word in words()["refused.stages"] if word in text)
    kinds = ("refused.planned", "refused.negated", "verdicts.partly", "verdicts.open")
    return any(speaks_of(text, kind) for kind in kinds)
