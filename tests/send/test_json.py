"""The JSON of a check carries the fix of a finding and the explanation that keeps it."""

from __future__ import annotations

from pathlib import Path

from tests.cli.running import perfeval
from tests.explanations.test_explanations import GOOD, OVER, explain, marked
from tests.fix.forms import typed_form
from tools.json_contract import FileResult, Finding
from xladdin.demo_form import demo_facts, write_form
from xladdin.files import read_workbook


def findings(path: Path) -> tuple[Finding, ...]:
    return tuple(FileResult.model_validate_json(perfeval("check", path, "--format", "json").out).findings)


def test_a_fix(tmp_path: Path) -> None:
    path = tmp_path / "自评表.xlsx"
    write_form(path, demo_facts())
    fixes = {one.code: one.fix for one in findings(path)}
    score = fixes["PE-S105"]
    assert score is not None
    assert (score.kind, score.cell, score.after, score.stored) == ("unsafe", "自评表!H13", "7.21", "number")
    assert score.before == read_workbook(path).grids[0].at(13, 8).text
    assert None in fixes.values(), "not every finding can be put right by a change of one cell"


def test_an_explanation(tmp_path: Path) -> None:
    path = marked(typed_form(tmp_path / "表.xlsx", OVER), tmp_path / "校验.xlsx")
    assert {one.explanation for one in findings(path)} == {None}
    explain(path, "PE-R102", GOOD)
    assert [one.explanation for one in findings(path) if one.explanation] == [GOOD]
