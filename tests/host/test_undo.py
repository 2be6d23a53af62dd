"""One press of a button is one step of undo, and the step takes everything back: cells, looks, notes, sheets."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.fix.forms import typed_form
from workbook_templates.content import blank_content
from workbook_templates.standard_layout import COLUMNS, FORM
from xladdin import macros
from xladdin.demo_form import demo_facts, write_form
from xladdin.standard_forms import built

Opener = Callable[[Path], Any]
SET_HEIGHT = re.compile(rb'<row r="(\d+)"[^>]* ht="([\d.]+)"[^>]* customHeight="true"')


def parts(book: Any, path: Path) -> dict[str, bytes]:
    """The members of the workbook as LibreOffice stores a copy of it."""
    from xladdin.libreoffice.engine.office import file_url, properties

    model = book.impl.document.model
    model.storeToURL(file_url(str(path)), properties(FilterName="Calc MS Excel 2007 XML"))
    with zipfile.ZipFile(path) as stored:
        found = {name: stored.read(name) for name in stored.namelist() if not name.startswith("docProps/")}
    return {name: re.sub(rb'<c:(axId|crossAx) val="\d+"/>', b"", content) for name, content in found.items()}


def cells(path: Path) -> dict[str, Any]:
    """Every cell with its content, look and note; widths, heights that somebody set, merges; the list of sheets."""
    book = openpyxl.load_workbook(path)
    found: dict[str, Any] = {"sheets": [(sheet.title, sheet.sheet_state) for sheet in book]}
    with zipfile.ZipFile(path) as stored:
        for name in stored.namelist():
            if name.startswith("xl/worksheets/sheet"):
                found[name] = SET_HEIGHT.findall(stored.read(name))
    for sheet in book:
        found[f"{sheet.title}!"] = (
            {letter: (one.width, one.hidden) for letter, one in sheet.column_dimensions.items()},
            {row for row, one in sheet.row_dimensions.items() if one.hidden},
            sorted(map(str, sheet.merged_cells.ranges)),
            sheet.protection.sheet,
        )
        for row in sheet.iter_rows():
            for cell in row:
                note = cell.comment.text if cell.comment else None
                if cell.value is None and not cell.fill.fill_type and note is None:
                    continue  # an empty cell at the edge is stored, or is not
                fill = cell.fill.fill_type, cell.fill.fgColor  # a solid one has a second colour that nobody sees
                look = (*fill, cell.font, cell.border, cell.alignment, cell.number_format, cell.protection)
                found[f"{sheet.title}!{cell.coordinate}"] = cell.value, note, *map(repr, look)
    return found


def undone(book: Any, tmp_path: Path, label: str, command: Callable[[], None]) -> None:
    """Run a command that changes something, take it back by one step, and hold that everything is as before."""
    undo = book.impl.document.model.UndoManager
    parts(book, tmp_path / "before.xlsx")
    steps = len(undo.getAllUndoActionTitles())
    command()
    assert undo.getAllUndoActionTitles()[0] == label and len(undo.getAllUndoActionTitles()) == steps + 1
    parts(book, tmp_path / "changed.xlsx")
    before = cells(tmp_path / "before.xlsx")
    assert cells(tmp_path / "changed.xlsx") != before
    undo.undo()
    parts(book, tmp_path / "after.xlsx")
    after = cells(tmp_path / "after.xlsx")
    differing = {key: (before.get(key), after.get(key)) for key in before.keys() | after.keys()}
    assert {key: pair for key, pair in differing.items() if pair[0] != pair[1]} == {}


@pytest.fixture
def form(tmp_path: Path) -> Path:
    path = tmp_path / "益阳 2020.xlsx"
    write_form(path, demo_facts())
    return path


def test_checking_is_taken_back(in_window: Opener, form: Path, tmp_path: Path) -> None:
    book = in_window(form)
    book.sheets[0]["K1"].value = "我打的字"
    undone(book, tmp_path, "全部校验", macros.check_all)
    assert [sheet.name for sheet in book.sheets] == ["自评表"]
    book.impl.document.model.UndoManager.undo()
    assert book.sheets[0]["K1"].value is None, "the step before is the person's own"


def test_checking_again_is_taken_back(in_window: Opener, form: Path, tmp_path: Path) -> None:
    book = in_window(form)
    macros.check_all()
    sheet = book.sheets[0]
    sheet["H13"].value = 7.21
    undone(book, tmp_path, "全部校验", macros.check_all)


def test_clearing_is_taken_back(in_window: Opener, form: Path, tmp_path: Path) -> None:
    book = in_window(form)
    macros.check_all()
    undone(book, tmp_path, "清除标记", macros.clear_marks)
    assert "校验结果" in book.sheets


def test_fixing_is_taken_back(in_window: Opener, tmp_path: Path) -> None:
    path = typed_form(tmp_path / "表.xlsx", cells={"G11": "５０", "F12": " 30 ", "E12": "５２１０人　", "C6": "１００"})
    book = in_window(path)
    undone(book, tmp_path, "安全修正", macros.fix_safely)


@pytest.mark.parametrize("addin", [False, True])
def test_switching_formulas_is_taken_back(in_window: Opener, tmp_path: Path, addin: bool) -> None:
    path = tmp_path / "标准.xlsx"
    path.write_bytes(built(blank_content("mof_2020"), addin=addin))
    book = in_window(path)
    sheet = book.sheets[FORM]
    for role, content in {"name": "培训次数", "target": "≥30次", "actual": "24次", "weight": 10}.items():
        sheet.range((14, COLUMNS[role][0])).value = content
    undone(book, tmp_path, "公式：插件⇄原生", macros.switch_formulas)
