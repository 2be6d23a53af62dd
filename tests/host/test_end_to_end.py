"""The whole way in a real LibreOffice: the workbook with 插件函数, the 益阳 form typed in, the menu's own commands."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from workbook_templates.content import blank_content
from workbook_templates.standard_layout import BESIDE, COLUMNS, FORM
from xladdin.demo_form import demo_facts
from xladdin.files import read_workbook
from xladdin.standard_forms import built

Opener = Callable[[Path], Any]
Press = Callable[[Any, str], None]


@pytest.fixture(scope="module")
def templates(tmp_path_factory: pytest.TempPathFactory) -> dict[bool, Path]:
    """The blank standard workbook with the add-in's functions (True) and with plain formulas (False)."""
    folder = tmp_path_factory.mktemp("templates")
    paths = {True: folder / "自评表 插件函数.xlsx", False: folder / "自评表.xlsx"}
    for addin, path in paths.items():
        path.write_bytes(built(blank_content("mof_2020"), addin=addin))
    return paths


def type_yiyang(book: Any) -> dict[str, int]:
    """Type the published indicators into the form, each at its 二级指标, cell by cell; the row of each name."""
    sheet = book.sheets[FORM]
    grid = sheet.range("A1:K60").value
    rows: dict[str, list[int]] = {}
    level2 = ""
    start = next(number for number, line in enumerate(grid, 1) if line[COLUMNS["name"][0] - 1] == "三级指标")
    for number, line in enumerate(grid[start:], start + 1):
        if str(line[0] or "").startswith("总"):
            break
        level2 = str(line[COLUMNS["level2"][0] - 1] or level2).split("\n")[0].split("（")[0]
        rows.setdefault(level2.replace("指标", ""), []).append(number)
    typed = {}
    for one in demo_facts()["indicators"]:
        kind = next(name for name in rows if name[:2] == one["levels"][1].replace("\n", "")[:2])
        row = rows[kind].pop(0)
        target, actual, weight = one["entries"][:3]
        for role, content in (("name", one["name"]), ("target", target), ("actual", actual)):
            sheet.range((row, COLUMNS[role][0])).value = content or None
        sheet.range((row, COLUMNS["weight"][0])).value = float(weight)
        typed[one["name"]] = row
    return typed


def shown(book: Any, rows: dict[str, int]) -> dict[str, tuple[Any, Any]]:
    """Score and state of every row."""
    sheet = book.sheets[FORM]
    score, status = COLUMNS["score"][0], BESIDE["status"][0]
    block = sheet.range((1, 1), (60, 16)).options(err_to_str=True).value
    return {name: (block[row - 1][score - 1], block[row - 1][status - 1]) for name, row in rows.items()}


def test_typing_checking_walking_clearing_converting(
    opened: Opener, pressed: Press, templates: dict[bool, Path], tmp_path: Path
) -> None:
    book = opened(templates[True])
    sheet = book.sheets[FORM]
    rows = type_yiyang(book)
    live = shown(book, rows)
    growth = next(name for name in rows if "规模工业增加值" in name)
    assert live[growth][0] == 7.21, "live through PE_SCORE"
    missing = [name for name, (score, _) in live.items() if score == "待核"]
    assert len(missing) == 2 and all("缺" in str(live[name][1]) for name in missing)

    sheet["A1"].select()
    before = stored(book, tmp_path / "before.xlsx")
    pressed(book, "check_all")
    result = book.sheets["校验结果"].used_range.value
    assert result[0][0] == "校验结果" and len(result) > 5
    notes = {note.location.get_address(False, False) for note in sheet.notes}
    assert notes and sheet.api.ProtectContents
    first = min((note.location.row, note.location.column) for note in sheet.notes)
    sheet["A1"].select()
    pressed(book, "next_finding")
    assert (book.selection.row, book.selection.column) == first
    pressed(book, "next_finding")
    assert (book.selection.row, book.selection.column) > first
    pressed(book, "previous_finding")
    assert (book.selection.row, book.selection.column) == first
    sheet["A1"].select()
    pressed(book, "clear_marks")
    after = stored(book, tmp_path / "after.xlsx")
    assert {name for name in before if after.get(name) != before[name]} == set()

    pressed(book, "switch_formulas")
    assert "计分明细" in [one.name for one in book.sheets]
    assert "PE_" not in sheet.range((rows[growth], COLUMNS["score"][0])).formula
    plain = shown(book, rows)
    assert {name: one[0] for name, one in plain.items()} == {name: one[0] for name, one in live.items()}
    book.save(tmp_path / "原生.xlsx")
    assert not formulas_with(tmp_path / "原生.xlsx", "PE_")
    pressed(book, "switch_formulas")
    assert "计分明细" not in [one.name for one in book.sheets]
    assert shown(book, rows) == live

    for name in missing:
        sheet.range((rows[name], COLUMNS["actual"][0])).value = "100%"
    done = shown(book, rows)
    assert all(isinstance(score, float) for score, _ in done.values())
    book.save(tmp_path / "存.xlsx")
    again = openpyxl.load_workbook(tmp_path / "存.xlsx")[FORM]
    cached = openpyxl.load_workbook(tmp_path / "存.xlsx", data_only=True)[FORM]
    for name, row in rows.items():
        address = f"H{row}"
        formula = again[address].value
        assert "PE_SCORE(" in formula and "]" not in formula and "_xl" not in formula
        assert cached[address].value == done[name][0]


def stored(book: Any, path: Path) -> dict[str, Any]:
    """The parts of a copy as LibreOffice stores it now."""
    from xladdin.libreoffice.engine.office import file_url, properties

    model = book.impl.document.model
    model.storeToURL(file_url(str(path)), properties(FilterName="Calc MS Excel 2007 XML"))
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist() if not name.startswith("docProps/")}
    # LibreOffice draws the numbers of a chart's axes anew each time it stores
    return {name: re.sub(rb'<c:(axId|crossAx) val="\d+"/>', b"", content) for name, content in parts.items()}


def formulas_with(path: Path, word: str) -> list[str]:
    return [
        f"{grid.sheet} {place}"
        for grid in read_workbook(str(path)).grids
        for place, cell in grid.cells.items()
        if cell.formula is not None and word in cell.formula
    ]


def test_the_native_workbook_goes_the_other_way_round(
    opened: Opener, pressed: Press, templates: dict[bool, Path]
) -> None:
    book = opened(templates[False])
    rows = type_yiyang(book)
    native = shown(book, rows)
    findings = counted(book)
    assert findings
    pressed(book, "switch_formulas")
    sheet = book.sheets[FORM]
    some = next(iter(rows.values()))
    assert sheet.range((some, COLUMNS["score"][0])).formula.count("PE_SCORE(") == 1
    assert {name: one[0] for name, one in shown(book, rows).items()} == {name: one[0] for name, one in native.items()}
    assert counted(book) == findings
    pressed(book, "switch_formulas")
    assert shown(book, rows) == native
    assert counted(book) == findings


def counted(book: Any) -> list[str]:
    """The live line 3 个错误、2 个警告 of the form."""
    cells = [cell for row in book.sheets[FORM].used_range.value for cell in row if isinstance(cell, str)]
    return [text for text in cells if "个错误" in text or "个警告" in text]
