"""Every rule on small forms that a finance officer can read: ``cases/rules/<letter>.toml``.

Each case says with 错 that exactly this rule speaks, or with 对 that it does not.  ``同时`` lists further codes that
a case cannot avoid; ``办法`` is the scheme; ``说明`` are explanations; the other keys are those of ``typed_form``.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typed_form import SHEET, build_form

from perfeval_core.check import check_form, check_forms
from perfeval_core.explanations import check_explanations
from perfeval_core.findings import Finding, Severity
from perfeval_core.registry import AREAS, RegistryError, all_rules, parse_rules, rule, rules_of
from perfeval_core.report import FileReport, as_json, as_markdown, as_text
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
OWN_KEYS = {"错", "对", "同时", "办法", "说", "说明"}


def _codes(case: Mapping[str, Any]) -> list[str]:
    form = build_form({key: value for key, value in case.items() if key not in OWN_KEYS})
    findings = check_form(form, load_scheme(case.get("办法", "mof_2020")))
    return [finding.code for finding in (*findings, *check_explanations(_explained(findings, case)))]


def _explained(findings: list[Finding], case: Mapping[str, Any]) -> list[Finding]:
    """The findings with the explanations of a case: ``编号 | 问题里的几个字 | 说明``."""
    lines = [[part.strip() for part in line.split("|")] for line in case.get("说明", [])]
    return [
        replace(finding, explanation=next((text for code, word, text in lines if _meant(finding, code, word)), ""))
        for finding in findings
    ]


def _meant(finding: Finding, code: str, word: str) -> bool:
    return finding.code == code and word in finding.message


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


SOUND_RULE = """
["PE-W001"]
title = "甲"
severity = "提示"
message = "乙。"
advice = "丙。"
source = "本工具"
why = "丁。"
wrong = "戊"
right = "己"
since = "0.1"
"""


def test_registry_reads_a_complete_rule() -> None:
    assert parse_rules(SOUND_RULE, "W", "W.toml")["PE-W001"].severity is Severity.HINT


@pytest.mark.parametrize(
    ("before", "after", "named"),
    [
        ('why = "丁。"\n', "", "why"),
        ('why = "丁。"', 'why = " "', "why"),
        ('since = "0.1"', 'since = "0.1"\nauthor = "某"', "author"),
        ('severity = "提示"', 'severity = "小事"', "小事"),
        ("PE-W001", "PE-S001", "PE-S001"),
        ("PE-W001", "PE-W1", "PE-W1"),
    ],
)
def test_registry_refuses_what_is_not_right(before: str, after: str, named: str) -> None:
    with pytest.raises(RegistryError, match=named):
        parse_rules(SOUND_RULE.replace(before, after), "W", "W.toml")


def test_a_scheme_changes_the_severity() -> None:
    scheme = replace(load_scheme("mof_2020"), severity={"PE-S204": Severity.ERROR})
    [finding] = check_form(build_form({"总分": ""}), scheme)
    assert (finding.code, finding.severity, rule("PE-S204").severity) == ("PE-S204", Severity.ERROR, Severity.WARNING)


TYPED = st.one_of(
    st.sampled_from(
        [
            "",
            "/",
            "—",
            "100",
            "-5",
            "0",
            "1e9",
            "12.50",
            "≥90%",
            "90%左右",
            "完成",
            "#DIV/0!",
            "=A1",
            "=A1 ->",
            "=A1 -> 7",
        ]
    ),
    st.decimals(-1000, 100000, places=2).map(str),
    st.text("0123456789.%≥≤-/，。万元家个其中（）优良完成 ", max_size=12),
)


@settings(max_examples=150, deadline=None)
@given(
    funds=st.lists(st.lists(TYPED, min_size=6, max_size=6), max_size=3),
    rows=st.lists(st.lists(TYPED, min_size=6, max_size=6), max_size=4),
    ends=st.tuples(TYPED, TYPED, TYPED, TYPED),
    scheme=st.sampled_from(["mof_2020", "hubei", "yitihua", "mof_2020+caps_2023", "sichuan"]),
)
def test_whatever_is_typed_gives_findings(
    funds: list[list[str]], rows: list[list[str]], ends: tuple[str, str, str, str], scheme: str
) -> None:
    names = ("年度资金总额", "其中：当年财政拨款", "其他资金")
    case = {
        "资金": [" | ".join([name, *cells]) for name, cells in zip(names, funds, strict=False)],
        "指标": [" | ".join(["产出指标（50分）", "数量指标", *cells]) for cells in rows],
        "总分": ends[0],
        "满分": ends[1],
        "等级": ends[2],
        "实际完成": ends[3],
    }
    form, method = build_form(case), load_scheme(scheme)
    checked = check_forms([(form, method, "")])
    assert [list(one.findings) for one in checked] == [check_form(form, method)]
    report = FileReport("表.xlsx", tuple(checked))
    assert as_text(report) and as_markdown(report)
    assert json.loads(as_json(report))["schema"] == 1
    expected = checked[0].scores.total.expected
    assert expected is None or expected <= method.total_max


def test_registry_is_complete() -> None:
    for area in AREAS:
        assert rules_of(area), area
    sentences = [found for found in all_rules() if found.area in FORM_AREAS]
    assert all(found.message.endswith("。") or found.message.endswith("}") for found in sentences)
    assert all(found.advice.endswith("。") for found in sentences)


def test_rule_book_page_is_fresh() -> None:
    page = HERE.parent / "docs" / "规则手册.md"
    assert page.read_text("utf-8") == rule_book(), "重新生成：perfeval rules > docs/规则手册.md"
