"""偏差原因分析及改进措施: there when due, its own, and saying something (财预〔2020〕10号 第九条)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from perfeval_core.findings import Finding
from perfeval_core.model import FormKind
from perfeval_core.printed import percent_text
from perfeval_core.readings import Doubt, Verdict
from perfeval_core.rules.context import Context, name_of
from perfeval_core.rules.funds import says_why_unspent
from perfeval_core.score_form import RowScore, is_blank
from perfeval_core.spelling import bare

__all__ = ["RULES"]

_EMPTY_WORDS = re.compile(
    r"(?:由于|因为|因|受|主要|原因|是|为|系|等|的|影响|导致|所致|造成|新冠|肺炎|疫情|防控|客观|特殊|其他|其它|外部|不可抗力|因素"
    r"|政策|经济|下行|形势|环境|实际|情况|该|本|年度?|项|指标|目标|任务|工作|未能?|没有?|完全|全部|按时|按期|完成|达到|达成|达标|无|偏差"
    r"|较大|较低|偏低|存在|差距|一定|[，。、；;,.!！:：()\s])+"
)
"""Words that alone name neither a cause nor a measure: 疫情影响, 客观原因, 未完成目标."""

_CAUSE_OF_ITS_OWN = re.compile(r"经济下行|政策(?:调整|变化)|环境(?:治理|整治)")

_MEASURE_WORDS = (
    "加强", "加大", "加快", "加紧", "完善", "改进", "改善", "下一步", "今后", "下年", "次年", "明年", "来年", "将",
    "优化", "建立", "健全", "推进", "督促", "调整", "提高", "提升", "强化", "严格", "细化", "科学", "合理", "切实",
    "尽快", "及时", "协调", "整改", "落实", "规范", "措施", "计划", "拟", "争取", "继续", "进一步", "做好", "抓",
    "组织", "补", "跟踪", "压实", "统筹", "制定", "安排", "改为", "确保",
)  # fmt: skip
"""A text with one of these says what is going to be done."""

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
    """A reason that is due and names no cause, or a cause and no measure."""
    if not _told(context):
        return
    for row in context.scores.rows:
        reason = row.indicator.reason
        if is_blank(reason) or not (_unmet(row) or _over(row)):
            continue
        text = bare(reason.text)
        if any(word in text for word in _MEASURE_WORDS):
            continue
        empty = _EMPTY_WORDS.fullmatch(text) is not None and _CAUSE_OF_ITS_OWN.search(text) is None
        if empty or _unmet(row):
            yield context.found(
                "PE-R105" if empty else "PE-R106",
                [reason],
                name=name_of(row.indicator),
                got=" ".join(reason.text.split()),
            )


RULES: list[Callable[[Context], Iterator[Finding]]] = [
    check_unmet,
    check_over_fulfilled,
    check_low_execution,
    check_copied,
    check_substance,
]
