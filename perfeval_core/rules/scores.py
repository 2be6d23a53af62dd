"""得分: each row against its weight and the rule, and the total against the rows (财预〔2020〕10号 第十四条)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from fractions import Fraction

from perfeval_core.findings import Finding
from perfeval_core.model import FormKind
from perfeval_core.printed import Printed, difference_text, percent_text, plain, read_printed, sum_text
from perfeval_core.readings import Doubt, Quantity, Status
from perfeval_core.rules.context import Context, name_of
from perfeval_core.score_form import RowScore, is_blank
from perfeval_core.spelling import fold

__all__ = ["RULES"]

_ROUNDING = Fraction(5, 1000)
"""Half a unit of the second decimal: a rule's score is itself rounded to two places."""


def _fits(printed: Printed, want: Fraction) -> bool:
    return abs(printed.value - want) <= max(printed.half, _ROUNDING)


def _sentence(row: RowScore) -> str:
    return row.outcome.explanation.rstrip("。；，")


def check_score_cells(context: Context) -> Iterator[Finding]:
    """Each score: there, a number, not below 0, not above the weight, not without an actual."""
    if not context.self_scored:
        return
    for row in context.scores.rows:
        entry, name, weight = row.indicator.score, name_of(row.indicator), row.weight
        if not entry.exists or entry.text.startswith("#") or (row.shared and is_blank(entry)):
            continue
        if entry.formula is not None and not entry.computed and is_blank(entry):
            continue  # PE-L104 says that it was never calculated
        nothing_done = is_blank(row.indicator.actual) and row.indicator.actual.exists
        if is_blank(entry):
            if weight is not None and weight.value > 0 and not nothing_done:
                suggestion = "" if row.expected is None else f"按规则应为 {plain(row.expected)}。"
                yield context.found("PE-S103", [entry], name=name, weight=weight, suggestion=suggestion)
        elif row.printed is None:
            yield context.found("PE-S104", [entry], name=name, got=entry.text.strip())
        elif row.printed.value < 0:
            yield context.found("PE-S102", [entry], name=name, got=row.printed)
        elif weight is not None and not row.shared and row.printed.value > weight.value:
            yield context.found(
                "PE-S101",
                [entry, row.indicator.weight],
                name=name,
                got=row.printed,
                weight=weight,
                difference=plain(row.printed.value - weight.value),
            )
        elif nothing_done and row.printed.value > 0 and not row.indicator.manual_actual:
            full = "（满分）" if weight is not None and row.printed.value == weight.value else ""
            yield context.found("PE-S107", [row.indicator.actual, entry], name=name, got=row.printed, full=full)


def _comparable(row: RowScore) -> bool:
    """Has the row a score that lies between 0 and its weight, and nothing that makes the rule itself doubtful?"""
    return (
        row.printed is not None
        and row.weight is not None
        and not row.shared
        and 0 <= row.printed.value <= row.weight.value
        and not row.outcome.has(Doubt.DIRECTION_SUSPECT, Doubt.MAGNITUDE)
    )


def check_scores_by_rule(context: Context) -> Iterator[Finding]:
    """A printed score against the rule's, within half a unit of its last digit."""
    if not context.self_scored:
        return
    for row in context.scores.rows:
        printed, expected = row.printed, row.expected
        if not _comparable(row) or printed is None or expected is None or row.weight is None:
            continue
        want = Fraction(expected)
        if _fits(printed, want) or (row.inside_range and row.accepted):
            continue
        where = [row.indicator.score, row.indicator.actual, row.indicator.target]
        if row.reached and printed.value < want:
            if row.outcome.has(Doubt.OVER_FULFILLED) or not is_blank(row.indicator.reason):
                continue
            yield context.found(
                "PE-S106",
                where,
                name=name_of(row.indicator),
                arithmetic=_sentence(row),
                got=printed,
                want=plain(want),
                difference=plain(want - printed.value),
            )
        else:
            yield context.found(
                "PE-S105",
                where,
                name=name_of(row.indicator),
                arithmetic=_sentence(row),
                got=printed,
                want=plain(want),
                difference=difference_text(printed.value, want),
            )


def check_bands(context: Context) -> Iterator[Finding]:
    """A qualitative score outside the points of its 档次."""
    for row in context.scores.rows:
        bounds, printed = row.outcome.bounds, row.printed
        if bounds is None or printed is None or row.expected is not None or not _comparable(row):
            continue
        low, high = map(Fraction, bounds)
        if printed.meets(low, high) or row.outcome.status is not Status.QUALITATIVE:
            continue
        yield context.found(
            "PE-S108",
            [row.indicator.score, row.indicator.actual],
            name=name_of(row.indicator),
            got=printed,
            arithmetic=_sentence(row),
            low=plain(low),
            high=plain(high),
        )


def check_actual_as_share(context: Context) -> Iterator[Finding]:
    """Without a weight: 19.6 for 98 % of 98 % is 20 × 98 %, the actual taken for the 完成率 (found in 湖北 forms)."""
    if context.form.kind is FormKind.TARGETS:
        return
    for row in context.scores.rows:
        actual, printed = row.outcome.actual, row.printed
        if (
            row.weight is not None
            or row.shared
            or printed is None
            or not isinstance(actual, Quantity)
            or actual.unit is None
        ):
            continue
        share = actual.low * actual.unit.factor
        if actual.unit.family != "ratio" or not 0 < share < 1 or not row.reached or not printed.value:
            continue
        full = printed.value / share
        if full.denominator == 1 and printed.value.denominator > 1:
            yield context.found(
                "PE-S110",
                [row.indicator.score, row.indicator.actual, row.indicator.target],
                name=name_of(row.indicator),
                target=row.indicator.target.text.strip(),
                actual=row.indicator.actual.text.strip(),
                got=printed,
                full=plain(full),
                rate=percent_text(row.outcome.attainment or Fraction(1)),
            )


def _suggestion(total: Fraction | None) -> str:
    return "" if total is None else f"各项得分合计 {plain(total)}。"


def check_total(context: Context) -> Iterator[Finding]:
    """The total: there, a number, the sum of the scores, at most 100, under the cap."""
    entry, total, scheme = context.form.total, context.scores.total, context.scheme
    if not context.self_scored or not entry.exists or entry.text.startswith("#"):
        return
    if is_blank(entry):
        if entry.formula is None:
            yield context.found("PE-S204", [entry], suggestion=_suggestion(total.sum))
        return
    if total.printed is None:
        yield context.found("PE-S203", [entry], got=entry.text.strip(), suggestion=_suggestion(total.sum))
        return
    got, limit = total.printed, Fraction(scheme.total_max)
    if got.value > limit:
        yield context.found("PE-S202", [entry], got=got, want=plain(limit))
    cap = context.scores.cap
    execution = context.scores.execution
    if cap is not None and got.value > cap and execution is not None and execution.rate is not None:
        yield context.found(
            "PE-S205",
            [entry, execution.row.execution_rate],
            rate=percent_text(execution.rate),
            want=plain(cap),
            got=got,
        )
    if not _sum_explained(context, got):
        want = total.sum or Fraction(0)
        scored = [row.indicator.score for row in context.scores.rows if row.printed is not None]
        yield context.found(
            "PE-S201",
            [entry, *([execution.row.score] if execution else []), *scored],
            sum=sum_text(context.scores.terms),
            got=got,
            want=plain(want),
            difference=difference_text(got.value, want),
            suggestion=f"把总分改为 {plain(want)}" if want <= limit else f"先把分值合计改成 {plain(limit)}，再汇总总分",
        )


def check_other_total(context: Context) -> Iterator[Finding]:
    """The total of the head and that of the closing row, which may leave out the points of the execution."""
    entry, other = context.form.total, context.form.other_total
    got, again = read_printed(entry.text), read_printed(other.text)
    if not context.self_scored or got is None or again is None:
        return
    execution = context.scores.execution
    points = execution.printed.value if execution is not None and execution.printed is not None else Fraction(0)
    gap = abs(got.value - again.value)
    if min(gap, abs(gap - points)) > max(got.half, again.half):
        yield context.found("PE-S206", [entry, other], got=got, other=again)


def _sum_explained(context: Context, got: Printed) -> bool:
    """Does the printed total follow from the scores, or from what another finding already says?"""
    total, execution = context.scores.total.sum, context.scores.execution
    if total is None or abs(got.value - total) <= got.half:
        return True
    if any(row.indicator.score.exists and row.printed is None and not row.shared for row in context.scores.rows):
        return True  # a missing score is said by its own row
    if _stands_unread(context, got.value - total):
        return True
    cap = context.scores.cap
    if cap is not None and got.value == cap < total:
        return True
    unscored = execution is not None and execution.counts and execution.printed is None and execution.expected
    return bool(unscored) and execution is not None and _adds_execution(got, total, execution.expected)


def _stands_unread(context: Context, gap: Fraction) -> bool:
    """True when the points that are missing stand above the indicators, in words that were said to be unread."""
    first = min((row.row for row in context.form.indicators), default=0)
    number = re.compile(rf"(?<![\d.,]){re.escape(plain(gap))}(?:\.?0*)(?![\d.,])")
    return gap > 0 and any(
        place.ref.row < first and number.search(fold(place.text).text) for place in context.form.unplaced
    )


def _adds_execution(got: Printed, total: Fraction, expected: object) -> bool:
    return abs(got.value - total - Fraction(str(expected))) <= got.half


RULES: list[Callable[[Context], Iterator[Finding]]] = [
    check_score_cells,
    check_scores_by_rule,
    check_bands,
    check_actual_as_share,
    check_total,
    check_other_total,
]
