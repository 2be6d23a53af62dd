"""Fixes written into a copy: shown first, the original untouched, no number's meaning changed by a safe one."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from tests.patch.packages import changed_parts
from xladdin.checking import check_file
from xladdin.cli import main
from xladdin.demo_form import demo_facts, write_form
from xladdin.files import read_workbook


@pytest.fixture
def form(tmp_path: Path) -> Path:
    """The 益阳 form with a space in a name, a full-width number, and a number stored as a text."""
    path = tmp_path / "自评表.xlsx"
    write_form(path, demo_facts())
    book = openpyxl.load_workbook(path)
    sheet = book["自评表"]
    sheet["D13"] = " " + sheet["D13"].value + "\xa0"
    sheet["G14"] = "１２．５"
    sheet["I14"] = "=SUM(G13:G14)"
    book.save(path)
    return path


def test_shows_first_and_writes_nothing(form: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = form.read_bytes()
    assert main(["fix", str(form), "--safe", "--diff"]) == 0
    said = capsys.readouterr().out
    assert "G14" in said and "“１２．５” → " in said and "D13" in said and "〔PE-L109〕" in said
    assert form.read_bytes() == before


def test_writes_a_copy_and_means_the_same(form: Path, tmp_path: Path) -> None:
    before = form.read_bytes()
    target = tmp_path / "改好.xlsx"
    assert main(["fix", str(form), "--safe", "-o", str(target)]) == 0
    assert form.read_bytes() == before
    grid = read_workbook(target).grids[0]
    assert (grid.at(14, 7).text, grid.at(14, 7).kind.value) == ("12.5", "number")
    assert grid.at(13, 4).text == grid.at(13, 4).text.strip()
    assert not grid.at(14, 9).computed, "a stale result is dropped"
    old, new = (check_file(str(path)).report for path in (form, target))
    for one, two in zip(old.forms, new.forms, strict=True):
        assert [(row.expected, row.printed and row.printed.value) for row in one.scores.rows] == [
            (row.expected, row.printed and row.printed.value) for row in two.scores.rows
        ]
        assert one.scores.total.expected == two.scores.total.expected
    assert changed_parts(form, target) <= {"xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/styles.xml"}
    assert main(["fix", str(target), "--safe", "--diff"]) == 0


def test_a_number_is_only_replaced_when_its_rule_is_named(form: Path, tmp_path: Path) -> None:
    safe, also = tmp_path / "一.xlsx", tmp_path / "二.xlsx"
    assert main(["fix", str(form), "--safe", "-o", str(safe)]) == 0
    assert main(["fix", str(form), "--safe", "--also", "PE-S105", "-o", str(also)]) == 0
    assert float(read_workbook(safe).grids[0].at(13, 8).text) == 12
    assert read_workbook(also).grids[0].at(13, 8).text == "7.21"


@pytest.mark.parametrize(
    "words", [["--safe"], ["--diff"], ["--safe", "--diff", "-o", "x.xlsx"], ["-o", "x.xlsx"], ["--also", ",", "--diff"]]
)
def test_misuse(words: list[str], form: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["fix", str(form), *words]) == 2
    assert capsys.readouterr().err.startswith("PE-C001")
    assert main(["fix", str(form), "--safe", "-o", str(form), "--force"]) == 2
    assert capsys.readouterr().err.startswith("PE-C005")
