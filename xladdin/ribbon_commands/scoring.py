"""重新计分, 计分说明."""

from __future__ import annotations

from collections.abc import Iterable

from perfeval_core.findings import Finding
from perfeval_core.report import head_lines
from xladdin.ribbon_commands.checked_book import check_book, check_sheet, form_at
from xladdin.ribbon_commands.session import Outcome, Refused, Session

__all__ = ["explain_row", "recalculate"]


def recalculate(session: Session) -> Outcome:
    """Compute every formula anew and say what the totals are."""
    session.app.calculate()
    lines = [line for checked in check_book(session.book).report.forms for line in head_lines(checked)]
    return Outcome(f"已重新计分。{' '.join(lines)}")


def explain_row(session: Session) -> Outcome:
    """How the selected row comes to its points, or why it does not."""
    selected = session.app.selection
    if selected is None:
        raise Refused("请先选中一行指标，再点“计分说明”。")
    row = selected.row
    checked = check_sheet(session.sheet)
    form = form_at(checked, row)
    execution = form.scores.execution
    if execution is not None and form.form.funds.total is not None and form.form.funds.total.row == row:
        return Outcome(message=_about(row, "预算执行率", execution.explanation, form.findings))
    found = next((one for one in form.scores.rows if one.indicator.row == row), None)
    if found is None:
        raise Refused(f"第 {row} 行不是指标行；请选中一行指标（或资金总额那一行），再点“计分说明”。")
    name = " ".join(found.indicator.name.text.split())
    return Outcome(message=_about(row, name, found.outcome.explanation, form.findings))


def _about(row: int, name: str, explanation: str, findings: Iterable[Finding]) -> str:
    here = [one for one in findings if any(ref.row == row for ref in one.where)]
    lines = [f"第 {row} 行　{name}", explanation]
    lines += [f"· {one.severity.value} {one.sentence}" for one in here]
    return "\n".join(lines)
