"""Gnumeric, the second judge, recalculates whole workbooks: the same scores, states, totals and grades."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from standard_workbooks import FORMS, converted, faulty

from tests.oracle.gnumeric import gnumeric_sheet
from tests.oracle.test_edits import complete_form
from workbook_templates.build import standard_workbook
from workbook_templates.content import Content
from workbook_templates.evaluation import Formula
from workbook_templates.row_checks import ROW_CHECK_SHEET
from workbook_templates.standard_layout import BESIDE, COLUMNS, FORM, FUNDS_COLUMNS

pytestmark = pytest.mark.skipif(shutil.which("ssconvert") is None, reason="没有 Gnumeric（ssconvert）")

RESULTS = {
    *((COLUMNS | BESIDE)[role][0] for role in ("weight", "score", "reason", "status")),
    *(FUNDS_COLUMNS[role][0] for role in ("execution_rate", "score")),
}


def shown(content: Content, path: Path) -> dict[tuple[int, int], tuple[object, str]]:
    """Every computed result of the form: what is stored (and what LibreOffice computes), and what Gnumeric computes."""
    book = standard_workbook(content)
    # its comparisons of all rows with all rows take Gnumeric half a minute, and no score reads them
    book.sheets[ROW_CHECK_SHEET].cells.clear()
    book.save(path)
    lines = gnumeric_sheet(path, FORM)
    return {
        (row, col): (book.value(FORM, row, col), lines[row - 1][col - 1])
        for (row, col), (cell, _) in book.sheets[FORM].cells.items()
        if isinstance(cell, Formula) and col in RESULTS
    }


@pytest.mark.parametrize("name", ["complete", "faulty", *FORMS])
def test_the_form_says_the_same(tmp_path: Path, name: str) -> None:
    content = {"complete": complete_form, "faulty": faulty}.get(name, lambda: converted(name))()
    results = shown(content, tmp_path / "表.xlsx")
    wrong = {}
    for place, (stored, seen) in results.items():
        if isinstance(stored, (int, float)) and not isinstance(stored, bool):
            same = float(seen or "nan") == pytest.approx(stored, rel=1e-9)
        else:
            same = seen == (stored or "")
        if not same:
            wrong[place] = (stored, seen)
    assert not wrong
    assert len(results) > 10


def test_the_complete_form_has_its_total_and_grade(tmp_path: Path) -> None:
    results = shown(complete_form(), tmp_path / "表.xlsx")
    total = max(row for row, _ in results)
    assert results[total, COLUMNS["score"][0]][1] == "94.71"
    assert results[total, COLUMNS["reason"][0]][1] == "等级：优"
