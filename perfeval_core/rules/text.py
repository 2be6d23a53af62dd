"""Facts of the cells themselves: error values, formulas without results, formulas typed over."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from perfeval_core.findings import Finding
from perfeval_core.grid import CellKind
from perfeval_core.model import Entry, Form, FundsRow, Indicator
from perfeval_core.printed import read_printed
from perfeval_core.rules.amounts import AMOUNTS
from perfeval_core.rules.context import Context, name_of
from perfeval_core.tidying import number_digits, tidied

__all__ = ["RULES"]

_ROW_LABELS = {
    "target": "指标值",
    "actual": "完成值",
    "weight": "分值",
    "score": "得分",
    "reason": "偏差原因",
}
_FUNDS_LABELS = {
    **AMOUNTS,
    "weight": "分值",
    "execution_rate": "执行率",
    "score": "得分",
}
_MAJORITY = 2
"""So many formulas at least make a column a column of formulas."""
_MOST_NAMED = 5
_LONGEST_FORMULA = 40
"""Characters of a formula that are quoted."""
_ADDS = re.compile(r"\bSUM(?:IFS?|PRODUCT)?\s*\(", re.IGNORECASE)
"""Functions that pass over texts in silence."""


def _entries(form: Form) -> Iterator[tuple[FundsRow | Indicator | None, str, Entry]]:
    """Every entry of the form: its row, what its column is called, and the entry; in sheet order by block."""
    for row in form.funds.rows:
        for role, label in _FUNDS_LABELS.items():
            yield row, label, getattr(row, role)
    for indicator in form.indicators:
        for role, label in _ROW_LABELS.items():
            yield indicator, label, getattr(indicator, role)
    yield None, "总分", form.total
    yield None, "等级", form.grade


def _named(row: FundsRow | Indicator | None, label: str) -> str:
    if row is None:
        return label
    name = name_of(row) if isinstance(row, Indicator) else " ".join(row.name.text.split())
    return f"“{name}”的{label}"


def check_error_values(context: Context) -> Iterator[Finding]:
    """#DIV/0! and its kin."""
    for row, label, entry in _entries(context.form):
        if entry.kind is CellKind.ERROR:
            yield context.found("PE-L103", [entry], what=_named(row, label), got=entry.text.strip())


def check_uncomputed(context: Context) -> Iterator[Finding]:
    """Formulas whose results were never stored: one finding, as one opening in Excel mends them all."""
    found = [one for one in _entries(context.form) if one[2].formula is not None and not one[2].computed]
    if found:
        what = _named(*found[0][:2]) + (f"等 {len(found)} 处" if len(found) > 1 else "")
        yield context.found("PE-L104", [entry for _, _, entry in found], what=what)


def check_overwritten(context: Context) -> Iterator[Finding]:
    """A number in a column where nearly all others are formulas."""
    for role in ("weight", "score"):
        entries = [(indicator, getattr(indicator, role)) for indicator in context.form.indicators]
        formulas = [entry for _, entry in entries if entry.formula is not None]
        typed = [
            (indicator, entry)
            for indicator, entry in entries
            if entry.exists and entry.formula is None and read_printed(entry.text) is not None
        ]
        if len(formulas) < _MAJORITY or 2 * len(typed) >= len(formulas):
            continue
        for indicator, entry in typed:
            what = _named(indicator, _ROW_LABELS[role])
            yield context.found("PE-L105", [entry], what=what, got=entry.text.strip(), count=len(formulas))


def check_spelling(context: Context) -> Iterator[Finding]:
    """Numbers written with full-width digits or odd spaces; numbers as texts where a formula adds them up."""
    form = context.form
    entries = [
        (row, label, entry)
        for row, label, entry in _entries(form)
        if entry.kind is CellKind.TEXT and entry.formula is None and not entry.more and label != "等级"
    ]
    texts = [(row, label, entry) for row, label, entry in entries if number_digits(tidied(entry.text)) is not None]
    odd = [one for one in texts if tidied(one[2].text) != one[2].text]
    if odd:
        named = [f"{_named(row, label)}“{entry.text}”" for row, label, entry in odd]
        yield context.found(
            "PE-L109", [entry for *_, entry in odd], count=len(odd), texts="、".join(named[:_MOST_NAMED])
        )
    summed = [entry for entry in (form.total, form.total_weight) if entry.formula and _ADDS.search(entry.formula)]
    lost = [entry for row, label, entry in texts if label in ("分值", "得分") and row is not None]
    if summed and lost:
        yield context.found("PE-L110", lost, count=len(lost), formula=_shown(f"={summed[0].formula}"))


def _shown(formula: str) -> str:
    return formula if len(formula) <= _LONGEST_FORMULA else f"{formula[:_LONGEST_FORMULA]}…"


RULES: list[Callable[[Context], Iterator[Finding]]] = [
    check_error_values,
    check_uncomputed,
    check_overwritten,
    check_spelling,
]
