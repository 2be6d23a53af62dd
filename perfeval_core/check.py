"""Check a form: every rule, in a fixed order, as a list of findings in sheet order."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from perfeval_core.findings import Finding
from perfeval_core.fixes import with_fix
from perfeval_core.model import Form
from perfeval_core.rules import (
    actuals,
    cross,
    execution,
    funds,
    grade,
    reasons,
    scores,
    structure,
    targets,
    text,
    weights,
)
from perfeval_core.rules.context import Context
from perfeval_core.scheme import Scheme
from perfeval_core.score_form import ScoreSheet, score_form

__all__ = ["RULES", "CheckedForm", "check_form", "check_forms", "check_scored"]

RULES: list[Callable[[Context], Iterator[Finding]]] = [
    *structure.RULES,
    *text.RULES,
    *funds.RULES,
    *execution.RULES,
    *weights.RULES,
    *targets.RULES,
    *actuals.RULES,
    *scores.RULES,
    *grade.RULES,
    *reasons.RULES,
    *cross.RULES,
]
"""Every rule of a form.  A new one is a function that takes a Context and yields findings, put into a list here."""


@dataclass(frozen=True, slots=True)
class CheckedForm:
    """A form with its scheme (and why that one), its scores and its findings."""

    form: Form
    scheme: Scheme
    scores: ScoreSheet
    findings: tuple[Finding, ...]
    why_scheme: str = ""


def _in_sheet_order(finding: Finding) -> tuple[int, int, str]:
    """By the cell to look at first; findings without a cell come first."""
    if not finding.where:
        return 0, 0, finding.code
    return finding.where[0].row, finding.where[0].col, finding.code


def check_scored(form: Form, scheme: Scheme, scores: ScoreSheet) -> list[Finding]:
    """The findings of a form whose scores are known already."""
    context = Context(form, scheme, scores)
    found = (with_fix(context, finding) for rule in RULES for finding in rule(context))
    return sorted(found, key=_in_sheet_order)


def check_form(form: Form, scheme: Scheme) -> list[Finding]:
    """All findings of a form by row, column and code of the cell to look at first; same form, same list."""
    return check_scored(form, scheme, score_form(form, scheme))


def check_forms(forms: Iterable[tuple[Form, Scheme, str]]) -> list[CheckedForm]:
    """Score and check several forms, each by its scheme; the third item says why that scheme."""
    checked = []
    for form, scheme, why in forms:
        scores = score_form(form, scheme)
        checked.append(CheckedForm(form, scheme, scores, tuple(check_scored(form, scheme, scores)), why))
    return checked
