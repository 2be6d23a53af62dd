"""Texts that look like formulas, in every place where somebody can type: whatever is written from them is a text."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from tests.fix.forms import SHEET, typed_form
from tests.oracle.office import Document, Office
from xladdin.cli import main

RISKY = (
    "=1+1", "+1+1", "-2+3", "@SUM(A1)", "\t=1+1", "\r=1+1", '=HYPERLINK("http://x","y")', "=cmd|'/c calc'!A0", "=",
)  # fmt: skip
TEXTS, FORMULAS = 4, 16
"""com.sun.star.sheet.CellFlags."""
PLACES = ("B2", "B3", "E3", "B9", "E9", "A12", "B12", "C12", "D12", "E12", "H11", "H12", "H13")
"""Project, units, goals, levels, name, target, actual, reasons."""


def risky_form(folder: Path, first: int) -> Path:
    """A form with these texts, each in another place, on a sheet that is called like a formula too."""
    texts = {place: RISKY[(first + at) % len(RISKY)] for at, place in enumerate(PLACES)}
    path = typed_form(folder / "表.xlsx", cells={"G11": 48, "G12": " 30"})
    book = openpyxl.load_workbook(path)
    for address, text in texts.items():
        cell = book[SHEET][address]
        cell.value = text.replace("\r", "_x000D_")
        cell.data_type = "s"
    book[SHEET].title = "=1+1"
    book.save(path)
    return path


def texts_of(document: Document) -> set[str]:
    """All texts; no formula came from one of ours."""
    found: set[str] = set()
    for name in document.sheets:
        sheet = document._sheet(name)
        formulas = [text for area in sheet.queryContentCells(FORMULAS) for row in area.FormulaArray for text in row]
        telling = [risky.strip("=+-@\t\r ") for risky in RISKY if len(risky) > 8]
        assert [one for one in formulas if one in RISKY or any(word in one for word in telling)] == [], name
        texts = (area.DataArray for area in sheet.queryContentCells(TEXTS))
        found |= {str(text).strip() for rows in texts for row in rows for text in row}
    return found


@pytest.mark.parametrize("first", (0, 4, 8))
def test_every_command_writes_texts(first: int, office: Office, tmp_path: Path) -> None:
    source = risky_form(tmp_path, first)
    marked, again = tmp_path / "记号.xlsx", tmp_path / "说明.xlsx"
    assert main(["mark", str(source), "-o", str(marked)]) in (0, 1)
    book = openpyxl.load_workbook(marked)
    line = next(row for row in book["校验结果"].iter_rows(min_row=4) if row[2].value.startswith("PE-"))
    line[8].value, line[8].data_type = RISKY[first].replace("\r", "_x000D_"), "s"
    book.save(marked)
    words = {
        "mark": ["mark", str(marked), "-o", str(again)],
        "unmark": ["unmark", str(again), "-o", str(tmp_path / "无.xlsx")],
        "fix": ["fix", str(again), "--safe", "-o", str(tmp_path / "改.xlsx")],
        "export": ["export", str(source), "--anyway", "-o", str(tmp_path / "导入.xlsx")],
        "pack": ["pack", str(again), "--anyway", "-o", str(tmp_path / "报送")],
        "convert": ["convert", str(source), "-o", str(tmp_path / "标准.xlsx")],
        "new": ["new", "--project", RISKY[first], "--unit", RISKY[first - 1], "-o", str(tmp_path / "新.xlsx")],
    }
    for name, command in words.items():
        assert main(command) in (0, 1), name
        target = Path(command[-1])
        written = next(target.iterdir()) if target.is_dir() else target
        with office.open(written) as document:
            texts = texts_of(document)
        wanted = {"new": [RISKY[first]], "export": [RISKY[(first + PLACES.index("C12")) % len(RISKY)]]}.get(name, RISKY)
        assert {risky.strip() for risky in wanted} <= texts, name
