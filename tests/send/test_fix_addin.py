"""Safe fixes of a workbook with the add-in's functions: its scores are computed here, none is lost."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from tests.oracle.test_packed_copies import SCORE, filled, form_of, scores
from workbook_templates.standard_layout import COLUMNS, FORM
from xladdin.cli import main
from xladdin.standard_forms import built

ROW = 14


@pytest.fixture
def book(tmp_path: Path) -> Path:
    path = tmp_path / "插件.xlsx"
    path.write_bytes(built(filled(), addin=True))
    return path


def test_the_scores_keep_their_results(book: Path, tmp_path: Path) -> None:
    before = scores(form_of(book))
    typed = openpyxl.load_workbook(book)
    typed[FORM].cell(ROW, COLUMNS["weight"][0]).value = "４．５"
    typed.save(book)
    assert set(scores(form_of(book)).values()) == {""}, "openpyxl stores no results"
    fixed = tmp_path / "改好.xlsx"
    assert main(["fix", str(book), "--safe", "-o", str(fixed)]) == 0
    form = form_of(fixed)
    assert form.at(ROW, COLUMNS["weight"][0]).text == "4.5"
    assert scores(form) == before
    assert all("PE_SCORE(" in (form.at(row, SCORE).formula or "") for row in before)
    totals = [form.at(row, SCORE) for row in range(30, 60) if form.at(row, 1).text == "总分"]
    assert [cell.computed and float(cell.text) > 0 for cell in totals] == [True]
