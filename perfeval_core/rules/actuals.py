"""实际完成值: there, a measured value, in the target's unit and of its order of magnitude."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from perfeval_core.findings import Finding
from perfeval_core.model import FormKind
from perfeval_core.readings import Quantity, Status
from perfeval_core.rules.context import Context, name_of
from perfeval_core.rules.doubts import doubt_findings, is_scale, lacks_number
from perfeval_core.score_form import RowScore, is_blank
from perfeval_core.spelling import bare

__all__ = ["RULES"]

_COPIES = 3
"""From so many rows on, exact hits look copied."""


def _scored_without(row: RowScore) -> bool:
    return row.printed is not None and row.printed.value > 0


def check_actuals(context: Context) -> Iterator[Finding]:
    """An actual that is missing (without a score: with one it is PE-S107), or whose reading is in doubt."""
    if context.form.kind is FormKind.TARGETS:
        return
    for row in context.scores.rows:
        indicator = row.indicator
        actual = indicator.actual
        if not actual.exists or actual.text.startswith("#") or is_blank(indicator.target):
            continue
        if is_blank(actual) and not indicator.manual_actual:
            if not _scored_without(row):
                yield context.found("PE-T201", [actual], name=name_of(indicator))
        elif not is_scale(indicator.target.text) and not lacks_number(row):
            yield from doubt_findings(context, row, "PE-T2")


def _is_exact_copy(row: RowScore) -> bool:
    """A number typed twice letter by letter; 100 % twice is nothing to ask about."""
    target, actual = row.indicator.target.text, row.indicator.actual.text
    reading = row.outcome.actual
    if not bare(actual) or bare(target) != bare(actual) or row.outcome.status is not Status.SCORED:
        return False
    whole = isinstance(reading, Quantity) and reading.unit is not None and reading.low * reading.unit.factor == 1
    return isinstance(reading, Quantity) and not whole


def check_copies(context: Context) -> Iterator[Finding]:
    """Several rows that hit their number exactly, letter by letter."""
    copies = [row for row in context.scores.rows if _is_exact_copy(row)]
    if len(copies) >= _COPIES and 2 * len(copies) >= len(context.scores.rows):
        yield context.found(
            "PE-T203",
            [row.indicator.actual for row in copies],
            count=len(copies),
            names="、".join(f"“{name_of(row.indicator)}”" for row in copies),
        )


RULES: list[Callable[[Context], Iterator[Finding]]] = [check_actuals, check_copies]
