"""偏差原因分析及改进措施: there when due, its own, and saying something (财预〔2020〕10号 第九条)."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from perfeval_core.adequacy import adequacy
from perfeval_core.findings import Finding
from perfeval_core.model import FormKind
from perfeval_core.printed import percent_text
from perfeval_core.readings import Doubt, Verdict
from perfeval_core.rules.context import Context, name_of
from perfeval_core.rules.funds import says_why_unspent
from perfeval_core.score_form import RowScore, is_blank
from perfeval_core.spelling import bare

__all__ = ["RULES"]

_SAME_LENGTH = 6
"""Shorter texts may well be equal by chance."""


def _unmet(row: RowScore) -> bool:
    """Is the target certainly not reached (by its numbers, or by its own verdict)?"""
    verdict = row.outcome.actual
    if isinstance(verdict, Verdict):
        return verdict.level in (1, 2)
    return row.reached is False and not row.outcome.has(Doubt.DIRECTION_SUSPECT, Doubt.DIRECTION_UNCLEAR)


def _over(row: RowScore) -> bool:
    return row.outcome.has(Doubt.OVER_FULFILLED) and not row.outcome.has(Doubt.MAGNITUDE)


def _told(context: Context) -> bool:
    """Are actuals told in this form at all?"""
    return context.form.kind is not FormKind.TARGETS


def check_unmet(context: Context) -> Iterator[Finding]:
    """Not reached and no reason; a form without the column is told so once."""
    if not _told(context):
        return
    unmet = [row for row in context.scores.rows if _unmet(row) and not is_blank(row.indicator.actual)]
    for row in unmet:
        reason = row.indicator.reason
        if reason.exists and is_blank(reason):
            target = " ".join(row.indicator.target.text.split())
            actual = " ".join(row.indicator.actual.text.split())
            yield context.found(
                "PE-R101",
                [reason, row.indicator.actual],
                name=name_of(row.indicator),
                arithmetic=f"指标值“{target}”，完成值“{actual}”，",
            )
    if unmet and not any(row.indicator.reason.exists for row in context.scores.rows):
        names = "、".join(f"“{name_of(row.indicator)}”" for row in unmet)
        yield context.found("PE-R107", [row.indicator.actual for row in unmet], count=len(unmet), names=names)


def check_over_fulfilled(context: Context) -> Iterator[Finding]:
    """Far above the target and no reason."""
    threshold = context.scheme.over_fulfilment_threshold
    if not _told(context) or threshold is None:
        return
    for row in context.scores.rows:
        reason, attainment = row.indicator.reason, row.outcome.attainment
        if _over(row) and reason.exists and is_blank(reason) and attainment is not None:
            yield context.found(
                "PE-R102",
                [reason, row.indicator.actual, row.indicator.target],
                name=name_of(row.indicator),
                rate=percent_text(attainment),
                limit=percent_text(threshold),
                target=" ".join(row.indicator.target.text.split()),
                actual=" ".join(row.indicator.actual.text.split()),
            )


def check_low_execution(context: Context) -> Iterator[Finding]:
    """A low execution rate that nothing in the form explains."""
    limit, execution = context.scheme.execution_reason_below, context.scores.execution
    if limit is None or execution is None or execution.rate is None or not _told(context):
        return
    if execution.rate < limit and not says_why_unspent(context):
        yield context.found(
            "PE-R103",
            [execution.row.execution_rate, execution.row.spent],
            rate=percent_text(execution.rate),
            limit=percent_text(limit),
        )


def check_copied(context: Context) -> Iterator[Finding]:
    """The same reason word for word on several rows."""
    by_text: dict[str, list[RowScore]] = {}
    for row in context.scores.rows:
        text = bare(row.indicator.reason.text)
        if len(text) >= _SAME_LENGTH and not is_blank(row.indicator.reason):
            by_text.setdefault(text, []).append(row)
    for rows in by_text.values():
        cells = {row.indicator.reason.ref for row in rows}
        if len(cells) > 1:
            yield context.found(
                "PE-R104",
                [row.indicator.reason for row in rows],
                count=len(rows),
                names="、".join(f"“{name_of(row.indicator)}”" for row in rows),
            )


def check_substance(context: Context) -> Iterator[Finding]:
    """A reason that is due and names no cause, only stock phrases, no measure, or no number."""
    if not _told(context):
        return
    for row in context.scores.rows:
        reason = row.indicator.reason
        if is_blank(reason) or not (_unmet(row) or _over(row)):
            continue
        code = _shortcoming(reason.text, unmet=_unmet(row))
        if code is not None:
            yield context.found(code, [reason], name=name_of(row.indicator), got=" ".join(reason.text.split()))


def _shortcoming(text: str, *, unmet: bool) -> str | None:
    said = adequacy(text)
    if not said.measure:
        says_little = not said.cause or (said.brief and not said.number)
        return "PE-R105" if says_little else "PE-R106" if unmet else None
    if said.stock:
        return "PE-R108"
    return "PE-R109" if unmet and not said.number else None


RULES: list[Callable[[Context], Iterator[Finding]]] = [
    check_unmet,
    check_over_fulfilled,
    check_low_execution,
    check_copied,
    check_substance,
]
