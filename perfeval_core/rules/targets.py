"""年度指标值: there, readable, measurable, pointing the right way."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from perfeval_core.findings import Finding
from perfeval_core.rules.context import Context, name_of
from perfeval_core.rules.doubts import doubt_findings, is_scale, lacks_number
from perfeval_core.score_form import is_blank

__all__ = ["RULES"]


def check_targets(context: Context) -> Iterator[Finding]:
    """A target that is missing, or whose reading is in doubt."""
    for row in context.scores.rows:
        target = row.indicator.target
        if not target.exists or target.text.startswith("#"):
            continue
        if is_blank(target) and not row.indicator.manual_target:
            if row.indicator.name:
                yield context.found("PE-T101", [target], name=name_of(row.indicator))
        elif is_scale(target.text):
            yield context.found("PE-T104", [target], name=name_of(row.indicator), target=target.text.strip())
        elif lacks_number(row):
            yield context.found(
                "PE-T103",
                [target],
                name=name_of(row.indicator),
                target=" ".join(target.text.split()),
                why_text="这是数量指标，指标值里没有数。",
            )
        else:
            yield from doubt_findings(context, row, "PE-T1")


RULES: list[Callable[[Context], Iterator[Finding]]] = [check_targets]
