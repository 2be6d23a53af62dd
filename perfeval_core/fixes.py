"""What a tool may offer to change in a form, and how far it may go by itself.

Safe: the spelling of a cell (spaces, full-width digits), a number stored as a text, a typed total, rate or grade that
the rest of the form settles.  Unsafe: anything else that replaces a number somebody typed
(``docs/decisions/0005-safe-fixes.md``).  For display only: a formula whose result is wrong, because the formula or what
it refers to has to be put right and not its result.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from perfeval_core.findings import Finding, Fix, FixKind, Stored
from perfeval_core.grid import Cell, CellKind, CellRef, Grid
from perfeval_core.model import Entry, Form
from perfeval_core.printed import plain, read_printed
from perfeval_core.rules.context import Context
from perfeval_core.score_form import is_blank
from perfeval_core.settled import is_settled
from perfeval_core.tidying import number_digits, tidied

__all__ = ["FIXED_CODES", "ProposedFix", "finding_fixes", "number_entries", "proposed_fixes", "with_fix"]

SPELLING, TEXT_NUMBER = "PE-L109", "PE-L110"

_MISSING_WEIGHT = "PE-W101"
_WANTED = frozenset(("PE-S105", "PE-S106", "PE-S201", "PE-S205", "PE-B105", "PE-B107", "PE-B113", "PE-W109", "PE-G101"))
"""Codes whose figure ``want`` is the right content of the cell to look at first."""

FIXED_CODES = _WANTED | {_MISSING_WEIGHT}
"""The rules that may offer a fix of their finding."""

_ONLY_SPELLED = ("name", "target", "actual", "direction", "manual_target", "manual_actual", "band", "ratio", "reason")


@dataclass(frozen=True, slots=True)
class ProposedFix:
    """A change with the code of the rule that asks for it and, in Chinese words, what it does or why."""

    code: str
    fix: Fix
    what: str


# -- fixes of findings --------------------------------------------------------------------------------------------


def _entries(form: Form) -> Iterator[Entry]:
    for row in form.funds.rows:
        yield from (row.budget_initial, row.budget_adjusted, row.spent, row.weight, row.execution_rate, row.score)
    for indicator in form.indicators:
        yield from (indicator.weight, indicator.score)
    yield from (form.total, form.total_weight, form.grade)


def with_fix(context: Context, finding: Finding) -> Finding:
    """The finding with the change that would put it right, where one cell and the rule alone decide it."""
    if not finding.where or (after := _wanted(context, finding)) is None:
        return finding
    entry = next((entry for entry in _entries(context.form) if entry.ref == finding.where[0]), None)
    if entry is None or entry.more or entry.part:
        return finding
    kind = FixKind.SAFE if is_settled(context, finding) else FixKind.UNSAFE
    if entry.formula is not None:
        kind = FixKind.DISPLAY_ONLY
    text, stored = _as_in(entry, after)
    return replace(finding, fix=Fix(kind, finding.where[0], entry.text, text, stored))


def _wanted(context: Context, finding: Finding) -> str | None:
    if finding.code == "PE-S201" and Decimal(finding.values["want"]) > context.scheme.total_max:
        return None
    if finding.code == _MISSING_WEIGHT:
        return _missing_weight(context)
    return finding.values.get("want") if finding.code in _WANTED else None


def _missing_weight(context: Context) -> str | None:
    """What the only row without a weight has to get so that all of them make 100."""
    rows = [row for row in context.scores.rows if not (row.shared and is_blank(row.indicator.weight))]
    missing = [row for row in rows if row.weight is None]
    execution = context.scores.execution
    points = Fraction(context.scheme.execution_weight)
    if execution is not None and execution.weight is not None:
        points = execution.weight.value
    rest = Fraction(context.scheme.total_max) - points - context.weight_of(rows)
    return plain(rest) if len(missing) == 1 and rest > 0 else None


def _as_in(entry: Entry, after: str) -> tuple[str, Stored]:
    """A content in the way the cell holds its present one; digits in a text cell become a number."""
    if entry.kind is CellKind.TEXT:
        return after, Stored.TEXT if number_digits(after) is None else Stored.NUMBER
    if entry.kind is CellKind.NUMBER and after.endswith("%"):
        share = read_printed(entry.text)
        if share is not None and share.value <= 2:
            return plain(Fraction(after.removesuffix("%")) / 100, 6), Stored.NUMBER
        after = after.removesuffix("%")
    if entry.kind is CellKind.BLANK and after.endswith("%"):
        return after, Stored.TEXT
    is_number = read_printed(after.removesuffix("%")) is not None
    return after, Stored.NUMBER if is_number else Stored.TEXT


# -- fixes of the spelling ----------------------------------------------------------------------------------------


def number_entries(form: Form) -> Iterator[Entry]:
    """The entries that hold one plain number each: money, rates, weights, scores."""
    return (entry for entry in _entries(form) if entry.ref != form.grade.ref)


def _spelled_refs(form: Form) -> Iterator[CellRef]:
    for entry in (form.project, form.unit, form.department, form.grade):
        yield from entry.refs
    for indicator in form.indicators:
        for role in _ONLY_SPELLED:
            yield from getattr(indicator, role).refs


def _spelling_fix(ref: CellRef, cell: Cell, *, number: bool) -> ProposedFix | None:
    if cell.kind is not CellKind.TEXT or cell.formula is not None:
        return None
    text = tidied(cell.text)
    digits = number_digits(text) if number else None
    if digits is not None:
        code = SPELLING if text != cell.text else TEXT_NUMBER
        return ProposedFix(code, Fix(FixKind.SAFE, ref, cell.text, digits, Stored.NUMBER), "文本变成数字")
    if text == cell.text:
        return None
    what = "去掉多余的空格，全角数字改半角" if text else "只有空格，清空"
    return ProposedFix(SPELLING, Fix(FixKind.SAFE, ref, cell.text, text), what)


def proposed_fixes(form: Form, findings: Iterable[Finding], grid: Grid) -> tuple[ProposedFix, ...]:
    """Every change that can be offered on a form: of the spelling, then of the findings; each cell's in sheet order."""
    cells = {ref: True for entry in number_entries(form) if not entry.more for ref in entry.refs}
    for ref in _spelled_refs(form):
        cells.setdefault(ref, False)
    spelling = (
        proposed
        for ref, number in cells.items()
        if (proposed := _spelling_fix(ref, grid.at(ref.row, ref.col), number=number)) is not None
    )
    return tuple(sorted((*spelling, *finding_fixes(findings)), key=lambda one: (one.fix.ref, one.code)))


def finding_fixes(findings: Iterable[Finding]) -> Iterator[ProposedFix]:
    """The changes that findings carry."""
    for finding in findings:
        if finding.fix is not None:
            what = finding.message
            if finding.fix.kind is FixKind.DISPLAY_ONLY:
                what += "这一格是公式，不替您改：请改它引用的格，或者改公式。"
            yield ProposedFix(finding.code, finding.fix, what)
