"""Every rule on small forms that a finance officer can read: ``cases/rules/<letter>.toml``.

Each case says with 错 that exactly this rule speaks, or with 对 that it does not.  ``同时`` lists further codes that
a case cannot avoid; ``办法`` is the scheme; the other keys are those of ``typed_form``.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from typed_form import SHEET, build_form

from perfeval_core.check import check_form
from perfeval_core.registry import AREAS, RegistryError, all_rules, rule, rules_of
from perfeval_core.rule_book import rule_book
from perfeval_core.scheme import load_scheme

HERE = Path(__file__).parent
CASES = [
    (code, case)
    for path in sorted((HERE / "cases" / "rules").glob("*.toml"))
    for code, cases in tomllib.loads(path.read_text("utf-8")).items()
    for case in cases
]
FORM_AREAS = "LBWTSGRX"
"""The areas whose rules look at a form; the others speak of files and commands."""
OWN_KEYS = {"错", "对", "同时", "办法", "说"}


def _codes(case: Mapping[str, Any]) -> list[str]:
    form = build_form({key: value for key, value in case.items() if key not in OWN_KEYS})
    return [finding.code for finding in check_form(form, load_scheme(case.get("办法", "mof_2020")))]


@pytest.mark.parametrize(
    ("code", "case"), CASES, ids=[f"{code} {case.get('错') or case.get('对')}" for code, case in CASES]
)
def test_case(code: str, case: Mapping[str, Any]) -> None:
    assert ("错" in case) != ("对" in case), "每个例子写“错”或者“对”"
    expected = sorted({*([code] if "错" in case else []), *case.get("同时", [])})
    assert sorted(set(_codes(case))) == expected


@pytest.mark.parametrize(("code", "case"), [pair for pair in CASES if "说" in pair[1]])
def test_words(code: str, case: Mapping[str, Any]) -> None:
    form = build_form({key: value for key, value in case.items() if key not in OWN_KEYS})
    messages = [
        finding.message
        for finding in check_form(form, load_scheme(case.get("办法", "mof_2020")))
        if finding.code == code
    ]
    assert case["说"] in messages


@pytest.mark.parametrize("code", [found.code for found in all_rules() if found.area in FORM_AREAS])
def test_every_code_has_a_wrong_and_a_right_case(code: str) -> None:
    sides = {side for own, case in CASES for side in ("错", "对") if own == code and side in case}
    assert sides == {"错", "对"}


def test_every_case_has_a_code() -> None:
    for code, _ in CASES:
        assert rule(code).code == code


def test_sound_form_has_no_finding() -> None:
    assert check_form(build_form({}), load_scheme("mof_2020")) == []


def test_findings_carry_cells_words_and_figures() -> None:
    for _, case in CASES:
        form = build_form({key: value for key, value in case.items() if key not in OWN_KEYS})
        for finding in check_form(form, load_scheme(case.get("办法", "mof_2020"))):
            assert all(ref.sheet == SHEET for ref in finding.where)
            assert finding.where, finding
            assert finding.advice and finding.source
            assert "{" not in finding.message + finding.advice
            assert all(isinstance(value, str) for value in finding.values.values())


def test_same_form_same_findings_in_sheet_order() -> None:
    for _, case in CASES:
        form = build_form({key: value for key, value in case.items() if key not in OWN_KEYS})
        scheme = load_scheme(case.get("办法", "mof_2020"))
        first, second = check_form(form, scheme), check_form(form, scheme)
        assert first == second
        places = [(finding.where[0].row, finding.where[0].col, finding.code) for finding in first if finding.where]
        assert places == sorted(places)


def test_registry_refuses_a_foreign_code() -> None:
    with pytest.raises(RegistryError):
        rule("PE-Z001")
    with pytest.raises(RegistryError):
        rule("PE-W999")


def test_registry_is_complete() -> None:
    for area in AREAS:
        assert rules_of(area), area
    sentences = [found for found in all_rules() if found.area in FORM_AREAS]
    assert all(found.message.endswith("。") or found.message.endswith("}") for found in sentences)
    assert all(found.advice.endswith("。") for found in sentences)


def test_rule_book_page_is_fresh() -> None:
    page = HERE.parent / "docs" / "规则手册.md"
    assert page.read_text("utf-8") == rule_book(), "重新生成：perfeval rules > docs/规则手册.md"
