"""The fix of every rule that has one: offered where the rule is broken, of the right kind, and it puts things right.

The cases are those of the rules, so that a rule's fix is tried on everything the rule is tried on.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from typing import Any

import pytest
from test_rules import CASES, OWN_KEYS
from typed_form import build_form

from perfeval_core.check import check_form
from perfeval_core.findings import Finding, Fix, FixKind, Stored
from perfeval_core.fixes import FIXED_CODES
from perfeval_core.grid import CellKind
from perfeval_core.model import Entry, Form
from perfeval_core.scheme import Scheme, load_scheme

FIXED = [(code, case) for code, case in CASES if code in FIXED_CODES]
FOLLOWING = {"PE-S201", "PE-B105", "PE-G101"}
"""Rules about figures that follow from others: the total, the rate, the grade."""
KINDS = {Stored.NUMBER: CellKind.NUMBER, Stored.TEXT: CellKind.TEXT}


def _checked(case: Mapping[str, Any]) -> tuple[Form, Scheme, list[Finding]]:
    form = build_form({key: value for key, value in case.items() if key not in OWN_KEYS})
    scheme = load_scheme(case.get("办法", "mof_2020"))
    return form, scheme, check_form(form, scheme)


def _with(part: Any, fix: Fix) -> Any:
    """A form with the fix carried out: the entry of its cell says what it is to say."""
    if isinstance(part, Entry):
        if part.ref != fix.ref:
            return part
        return part._replace(text=fix.after, kind=KINDS[fix.stored], formula=None, computed=True)
    if type(part) is tuple:
        return tuple(_with(one, fix) for one in part)
    if is_dataclass(part) and not isinstance(part, type):
        return replace(part, **{field.name: _with(getattr(part, field.name), fix) for field in fields(part)})
    return part


def _fixes(findings: list[Finding]) -> Iterator[tuple[str, Fix]]:
    return ((one.code, one.fix) for one in findings if one.fix is not None)


@pytest.mark.parametrize("code", sorted(FIXED_CODES))
def test_every_fix_is_tried(code: str) -> None:
    """Some broken case of the rule offers a fix, no sound one does."""
    offered = {"错": 0, "对": 0}
    for own, case in FIXED:
        if own == code:
            offered["错" if "错" in case else "对"] += sum(found == code for found, _ in _fixes(_checked(case)[2]))
    assert offered["错"] > 0 and offered["对"] == 0


@pytest.mark.parametrize(
    ("code", "case"), FIXED, ids=[f"{code} {case.get('错') or case.get('对')}" for code, case in FIXED]
)
def test_a_fix_puts_right_what_was_found(code: str, case: Mapping[str, Any]) -> None:
    """Carried out, the finding is gone.  Formulas are only shown; a typed score or weight is never replaced unasked."""
    form, scheme, findings = _checked(case)
    for found, fix in _fixes(findings):
        cell = _entry(form, fix)
        kinds = {FixKind.UNSAFE, FixKind.SAFE} if found in FOLLOWING else {FixKind.UNSAFE}
        assert fix.kind in ({FixKind.DISPLAY_ONLY} if cell.formula is not None else kinds)
        assert (fix.before, cell.ref) == (cell.text, fix.ref) and fix.before != fix.after
        after = check_form(_with(form, fix), scheme)
        assert (found, fix.ref) not in [(one.code, one.where[0]) for one in after if one.where], after


def _entry(form: Form, fix: Fix) -> Entry:
    def entries(part: Any) -> Iterator[Entry]:
        if isinstance(part, Entry):
            yield part
        elif isinstance(part, tuple):
            for one in part:
                yield from entries(one)
        elif is_dataclass(part) and not isinstance(part, type):
            for field in fields(part):
                yield from entries(getattr(part, field.name))

    return next(entry for entry in entries(form) if entry.ref == fix.ref)
