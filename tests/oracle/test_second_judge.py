"""Gnumeric, the second judge, recalculates whole workbooks: the same scores, states, totals, grades and faults."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from standard_workbooks import FORMS, converted, faulty

from tests.oracle.broken_forms import broken_forms
from tests.oracle.gnumeric import gnumeric_sheets
from tests.oracle.test_edits import complete_form
from workbook_templates.book import Book
from workbook_templates.build import SPARE_ROWS, standard_workbook
from workbook_templates.check_sheet import CHECKS
from workbook_templates.dashboard_sheet import DASHBOARD
from workbook_templates.row_checks import ROW_CHECK_SHEET
from workbook_templates.standard_layout import COLUMNS, FORM

pytestmark = pytest.mark.skipif(shutil.which("ssconvert") is None, reason="没有 Gnumeric（ssconvert）")

BOOKS = {
    "complete": lambda: standard_workbook(complete_form()),
    "faulty": lambda: standard_workbook(faulty()),
    **{name: lambda name=name: standard_workbook(converted(name)) for name in FORMS},
    **{one.name: one.book for one in list(broken_forms(20200225, 100))[::20]},
}
SHEETS = (FORM, CHECKS, ROW_CHECK_SHEET, DASHBOARD)

LONG_FRACTION = re.compile(r"\d+\.\d{9,}")
"""A number joined to a text: Gnumeric spells 329.77 with all the digits of its binary value."""


def _seen(lines: list[list[str]], row: int, col: int) -> str:
    if row > len(lines) or col > len(lines[row - 1]):
        return ""
    return lines[row - 1][col - 1]


def _same(stored: object, seen: str) -> bool:
    if isinstance(stored, bool):
        return seen == str(stored).upper()
    if isinstance(stored, (int, float)):
        return float(seen or "nan") == pytest.approx(stored, rel=1e-9)
    return LONG_FRACTION.sub(lambda found: f"{float(found[0]):.10g}", seen) == (stored or "")


def _differences(book: Book, lines: dict[str, list[list[str]]]) -> tuple[int, dict[str, tuple[object, str]]]:
    """How many formulas; where what is stored (and what LibreOffice computes) differs from what Gnumeric computes."""
    count, wrong = 0, {}
    for sheet in SHEETS:
        for (row, col), (content, _) in book.sheets[sheet].cells.items():
            if isinstance(content, (str, int, float, type(None))):
                continue
            count += 1
            stored, seen = book.value(sheet, row, col), _seen(lines[sheet], row, col)
            if not _same(stored, seen):
                wrong[f"{sheet} {row},{col}"] = (stored, seen)
    return count, wrong


@pytest.mark.parametrize("name", BOOKS)
def test_the_workbook_says_the_same(tmp_path: Path, name: str) -> None:
    book, path = BOOKS[name](), tmp_path / "表.xlsx"
    book.save(path)
    count, wrong = _differences(book, gnumeric_sheets(path))
    assert wrong == {}
    assert count > 35 * SPARE_ROWS  # 校验明细 alone has 42 columns


def test_the_complete_form_has_its_total_and_grade(tmp_path: Path) -> None:
    book, path = standard_workbook(complete_form()), tmp_path / "表.xlsx"
    book.save(path)
    lines = gnumeric_sheets(path)[FORM]
    (closing,) = (line for line in lines if line[0] == "总分")
    assert closing[COLUMNS["score"][0] - 1] == "94.71"
    assert closing[COLUMNS["reason"][0] - 1] == "等级：优"


def test_a_difference_would_be_seen(tmp_path: Path) -> None:
    book, path = standard_workbook(faulty()), tmp_path / "表.xlsx"
    book.save(path)
    lines = gnumeric_sheets(path)
    row = next(row for row, line in enumerate(lines[CHECKS], 1) if line[0] == "PE-W104")
    assert lines[CHECKS][row - 1][3] == "1"
    lines[CHECKS][row - 1][3] = "0"
    assert list(_differences(book, lines)[1]) == [f"{CHECKS} {row},4"]
