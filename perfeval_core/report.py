"""What a check found, as text, Markdown and JSON: strings only, the caller writes them.

The JSON is a contract (``docs/JSON格式.md``): numbers are decimal strings, what is not known is null.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from perfeval_core.check import CheckedForm
from perfeval_core.explanations import Explanation
from perfeval_core.findings import Finding, Fix, Severity
from perfeval_core.grid import CellRef, column_letters
from perfeval_core.printed import Printed, plain
from perfeval_core.score_form import is_blank

__all__ = [
    "NOTHING_FOUND",
    "FileReport",
    "as_json",
    "as_markdown",
    "as_object",
    "as_text",
    "cells_text",
    "counts_text",
    "finding_lines",
    "head_lines",
]

SCHEMA = 1
NOTHING_FOUND = "没有发现问题。"
_RATE_DIGITS = 6


@dataclass(frozen=True, slots=True)
class FileReport:
    """The outcome for one file: its forms in sheet order, and what was found about the file itself."""

    file: str
    forms: tuple[CheckedForm, ...] = ()
    file_findings: tuple[Finding, ...] = ()
    left_over: tuple[Explanation, ...] = ()
    """Explanations in the workbook whose finding is gone or whose cells say something else now."""

    @property
    def findings(self) -> tuple[Finding, ...]:
        """All findings: of the file, then form by form."""
        return self.file_findings + tuple(finding for form in self.forms for finding in form.findings)


def cells_text(refs: Iterable[CellRef]) -> str:
    """Addresses without the sheet, in the order given; cells under one another become a range: ``G11:G16、G18``."""
    runs: list[list[CellRef]] = []
    for ref in refs:
        last = runs[-1][-1] if runs else None
        if last is not None and last.sheet == ref.sheet and last.col == ref.col and abs(ref.row - last.row) == 1:
            runs[-1].append(ref)
        else:
            runs.append([ref])
    return "、".join(_range(run) for run in runs)


def _range(run: Sequence[CellRef]) -> str:
    if len(run) == 1:
        return run[0].a1
    first, last = min(run), max(run)
    letters = column_letters(first.col)
    return run[0].a1 if first == last else f"{letters}{first.row}:{letters}{last.row}"


def counts_text(findings: Iterable[Finding]) -> str:
    """``3 个错误、4 个警告、0 个提示``."""
    severities = [finding.severity for finding in findings]
    return "、".join(f"{severities.count(severity)} 个{severity.value}" for severity in Severity)


# -- text ---------------------------------------------------------------------------------------------------------


def head_lines(checked: CheckedForm) -> tuple[str, str]:
    """Two lines about a form: whose it is, and its total as printed and by the rules."""
    form, total = checked.form, checked.scores.total
    of = "，".join(part for part in (form.year and f"{form.year} 年度", form.unit.text.strip()) if part)
    name = " ".join(form.project.text.split()) or " ".join(form.title.text.split())
    title = f"【{form.sheet}】{name}{f'（{of}）' if of else ''}"
    printed = " ".join(form.total.text.split())
    parts = [f"总分：填报 {printed}" if printed and not is_blank(form.total) else "总分：没有填报"]
    if total.sum is not None and (total.printed is None or total.printed.value != total.sum):
        parts.append(f"各项得分之和 {plain(total.sum)}")
    if total.expected is not None:
        note = (
            f"（第 {'、'.join(map(str, total.undecided_rows))} 行定不下来，按填报计）" if total.undecided_rows else ""
        )
        parts.append(f"按规则 {plain(total.expected)}{note}")
    elif total.sum is not None:
        parts.append("按规则算不出来（有的行没有得分，规则也定不下来）")
    why = f"——{checked.why_scheme}" if checked.why_scheme else ""
    return title, f"{'，'.join(parts)}。评分办法：{checked.scheme.title}{why}"


def as_text(report: FileReport) -> str:
    """For a terminal: by severity, the cells in front, what to do next below."""
    lines = [report.file]
    if report.file_findings:
        lines += _blocks(report.file_findings)
    for checked in report.forms:
        lines += ["", *head_lines(checked), *_blocks(checked.findings)]
        if not checked.findings:
            lines.append(NOTHING_FOUND)
    if report.left_over:
        lines += ["", f"有 {len(report.left_over)} 条以前的说明没有接上（问题没有了，或者单元格改过）："]
        lines += [f"  {one.sheet}!{one.cells}〔{one.code}〕{' '.join(one.text.split())}" for one in report.left_over]
    lines += ["", f"共 {counts_text(report.findings)}{_explained_text(report.findings)}。"]
    return "\n".join(lines) + "\n"


def _explained_text(findings: Iterable[Finding]) -> str:
    count = sum(bool(finding.explanation) for finding in findings)
    return f"，其中 {count} 个写了说明" if count else ""


def _blocks(findings: Sequence[Finding]) -> list[str]:
    lines: list[str] = []
    for severity in Severity:
        group = [finding for finding in findings if finding.severity is severity]
        if not group:
            continue
        lines.append(f"{severity.value} {len(group)} 项")
        for finding in group:
            lines += finding_lines(finding)
            if finding.explanation:
                lines.append(f"      说明：{' '.join(finding.explanation.split())}")
    return lines


def finding_lines(finding: Finding, lead: str = "") -> list[str]:
    """A finding for the terminal: behind ``lead`` its cells, what is wrong and the code; below, what to do."""
    where = cells_text(finding.where)
    said = f"  {lead}{where + '  ' if where else ''}{finding.message}〔{finding.code}〕"
    return [said, f"      → {finding.advice}"] if finding.advice else [said]


# -- Markdown -----------------------------------------------------------------------------------------------------


def _escaped(text: str) -> str:
    for sign in "\\|*_`<>#[]":
        text = text.replace(sign, "\\" + sign)
    return " ".join(text.split())


def as_markdown(report: FileReport) -> str:
    """For a document: one table a form."""
    lines = [f"# {_escaped(report.file)}", "", f"共 {counts_text(report.findings)}。"]
    if report.file_findings:
        lines += ["", "## 文件", "", *_table(report.file_findings)]
    for checked in report.forms:
        title, total = head_lines(checked)
        lines += ["", f"## {_escaped(title)}", "", _escaped(total)]
        lines += ["", *(_table(checked.findings) if checked.findings else [NOTHING_FOUND])]
    return "\n".join(lines) + "\n"


def _table(findings: Sequence[Finding]) -> list[str]:
    lines = ["| 程度 | 单元格 | 问题 | 怎么办 | 依据 | 编号 |", "|---|---|---|---|---|---|"]
    ordered = sorted(findings, key=lambda finding: finding.severity.rank)
    for finding in ordered:
        cells = (
            finding.severity.value,
            cells_text(finding.where),
            finding.message + (f"（说明：{finding.explanation}）" if finding.explanation else ""),
            finding.advice,
            finding.source,
            finding.code,
        )
        lines.append(f"| {' | '.join(map(_escaped, cells))} |")
    return lines


# -- JSON ---------------------------------------------------------------------------------------------------------


def _number(value: Printed | Fraction | Decimal | None, digits: int = 4) -> str | None:
    if value is None:
        return None
    return plain(value.value if isinstance(value, Printed) else value, digits)


def as_object(report: FileReport) -> dict[str, object]:
    """The JSON contract as plain values."""
    return {
        "schema": SCHEMA,
        "file": report.file,
        "forms": [_form(checked) for checked in report.forms],
        "findings": [_finding(finding) for finding in report.findings],
    }


def as_json(report: FileReport) -> str:
    """The JSON contract as text, keys in a fixed order, Chinese unescaped."""
    from perfeval_core.json_text import json_text

    return json_text(as_object(report)) + "\n"


def _form(checked: CheckedForm) -> dict[str, object]:
    form, scores = checked.form, checked.scores
    total = scores.total
    return {
        "sheet": form.sheet,
        "kind": form.kind.value,
        "scheme": checked.scheme.id,
        "project": form.project.text,
        "unit": form.unit.text,
        "year": form.year,
        "funds": _funds(checked),
        "indicators": [
            {
                "row": row.indicator.row,
                "level1": row.indicator.level1,
                "level2": row.indicator.level2,
                "name": row.indicator.name.text,
                "target": row.indicator.target.text,
                "actual": row.indicator.actual.text,
                "weight": _number(row.weight),
                "score": _number(row.printed),
                "expected_score": _number(row.expected),
                "status": row.outcome.status.value,
                "explanation": row.outcome.explanation,
            }
            for row in scores.rows
        ],
        "total": {
            "printed": _number(total.printed),
            "sum": _number(total.sum),
            "expected": _number(total.expected),
            "undecided_rows": list(total.undecided_rows),
        },
        "grade": {"printed": form.grade.text.strip() or None, "expected": scores.grade},
    }


def _funds(checked: CheckedForm) -> dict[str, str | None]:
    execution = checked.scores.execution
    amounts = dict(execution.amounts) if execution else {}
    return {
        "budget_initial": _number(amounts.get("budget_initial")),
        "budget_adjusted": _number(amounts.get("budget_adjusted")),
        "spent": _number(amounts.get("spent")),
        "execution_rate": _number(execution.rate, _RATE_DIGITS) if execution else None,
        "score": _number(execution.printed) if execution else None,
        "expected_score": _number(execution.expected) if execution else None,
    }


def _finding(finding: Finding) -> dict[str, object]:
    return {
        "code": finding.code,
        "severity": finding.severity.value,
        "message": finding.message,
        "cells": [str(ref) for ref in finding.where],
        "values": dict(finding.values),
        "advice": finding.advice,
        "source": finding.source,
        "fix": None if finding.fix is None else _fix(finding.fix),
        "explanation": finding.explanation or None,
    }


def _fix(fix: Fix) -> dict[str, object]:
    return {
        "kind": fix.kind.value,
        "cell": str(fix.ref),
        "before": fix.before,
        "after": fix.after,
        "stored": fix.stored.value,
    }
