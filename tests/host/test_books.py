"""All commands on the books that people have: standard ones, an old form, three forms with one hidden, odd sheet names.

A command changes what it is for and nothing else: contents, looks, notes, sheets of the rest stay as they were.
"""

from __future__ import annotations

from collections.abc import Callable
from copy import copy
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlwings

from tests.host.test_undo import cells, parts
from tests.standard_workbooks import converted
from workbook_templates.standard_layout import FORM
from xladdin import macros
from xladdin.checking import check_file
from xladdin.demo_form import demo_facts, write_form
from xladdin.standard_forms import built

Opener = Callable[[Path], Any]
ODD_NAME = "农水 '24年' 自评；A1"


def old_form(path: Path) -> None:
    write_form(path, demo_facts())


def copied(source: Any, target: Any) -> None:
    """A sheet of openpyxl into another workbook, with its looks and merges."""
    for row in source.iter_rows():
        for cell in row:
            new = target.cell(cell.row, cell.column, cell.value)
            for look in ("fill", "font", "border", "alignment"):
                setattr(new, look, copy(getattr(cell, look)))
    for merged in source.merged_cells.ranges:
        target.merge_cells(str(merged))


def three_forms(path: Path) -> None:
    """One of them hidden, and a page between them that is none of our business."""
    old_form(path)
    made = openpyxl.load_workbook(path)
    made.create_sheet("说明")["B2"] = "=1+1"
    for title in ("第二个", "藏着的"):
        copied(made["自评表"], made.create_sheet(title))
    made["藏着的"].sheet_state = "hidden"
    made.save(path)


def oddly_named(path: Path) -> None:
    old_form(path)
    made = openpyxl.load_workbook(path)
    made["自评表"].title = ODD_NAME
    made.save(path)


def native(path: Path) -> None:
    path.write_bytes(built(converted("yiyang_2020_industry"), addin=False))


def with_functions(path: Path) -> None:
    path.write_bytes(built(converted("yiyang_2020_industry"), addin=True))


BOOKS = {"旧表": old_form, "三张表": three_forms, "怪名字": oddly_named, "原生": native, "插件": with_functions}
FORMS = {
    "旧表": ["自评表"], "三张表": ["自评表", "第二个", "藏着的"], "怪名字": [ODD_NAME], "原生": [FORM], "插件": [FORM],
}  # fmt: skip


@pytest.mark.parametrize("kind", BOOKS)
def test_all_commands(opened: Opener, tmp_path: Path, kind: str) -> None:
    path = tmp_path / f"{kind}.xlsx"
    BOOKS[kind](path)
    book = opened(path)
    alerts = book.app.impl.engine.office.unseen_alerts

    def stored(name: str) -> dict[str, Any]:
        parts(book, tmp_path / f"{name}.xlsx")
        return cells(tmp_path / f"{name}.xlsx")

    before = stored("前")
    book.sheets[FORMS[kind][0]].activate()
    book.sheets[FORMS[kind][0]]["B2"].select()

    macros.check_all()
    result = book.sheets["校验结果"]
    found = check_file(str(tmp_path / "前.xlsx")).report.findings
    listed = result["A4"].resize(len(found) + 1, 5).value
    assert [line[2] for line in listed] == [
        *(one.code for one in sorted(found, key=lambda one: one.severity.rank)), None
    ]  # fmt: skip
    assert {line[3] for line in listed if line[3]} <= set(FORMS[kind])
    for name in FORMS[kind]:
        wanted = {one.where[0].a1 for one in found if one.where and one.where[0].sheet == name}
        assert {note.location.get_address(False, False) for note in book.sheets[name].notes} == wanted
    marked = stored("标")
    assert changed(unmarked(before, FORMS[kind]), unmarked(marked, FORMS[kind])) == {}
    assert result["E4"].resize(len(found)).formula != "" and not any(
        str(line[4]).startswith(("#", "Err")) for line in listed
    )

    visible = [name for name in FORMS[kind] if book.sheets[name].visible]
    stops = sum(len(list(book.sheets[name].notes)) for name in visible)
    walked = set()
    for _ in range(stops):
        macros.next_finding()
        walked.add((book.sheets.active.name, book.selection.address))
    assert len(walked) == stops and {name for name, _ in walked} == set(visible)
    assert ("隐藏的工作表" in book.app.status_bar) == (kind == "三张表")
    macros.previous_finding()

    book.sheets[FORMS[kind][0]].activate()
    macros.explain_row()
    macros.recalculate()
    macros.clear_marks()
    assert changed(before, stored("清")) == {}

    macros.convert_old_form()
    others = [one for one in xlwings.books if one != book]
    assert len(others) == 1 and FORM in [sheet.name for sheet in others[0].sheets]
    others[0].close()
    book.activate()
    assert changed(before, stored("转")) == {}
    assert not [text for text in alerts if "PE-C009" in text]


def changed(before: dict[str, Any], after: dict[str, Any]) -> dict[str, Any]:
    return {
        key: (before.get(key), after.get(key))
        for key in before.keys() | after.keys()
        if before.get(key) != after.get(key)
    }


def unmarked(found: dict[str, Any], forms: list[str]) -> dict[str, Any]:
    """Everything but fills and notes of the forms, and but the sheet 校验结果."""
    rest = {}
    for key, value in found.items():
        sheet = key.rpartition("!")[0]
        if sheet == "校验结果" or key.startswith("xl/"):
            continue
        if key == "sheets":
            rest[key] = [one for one in value if one[0] != "校验结果"]
        elif sheet in forms and key != f"{sheet}!":
            content, _note, _fill, _colour, *look = value
            rest[key] = content, *look
        else:
            rest[key] = value
    return {key: value for key, value in rest.items() if not is_blank(value)}


def is_blank(value: Any) -> bool:
    """A cell without contents, stored or not as the program likes."""
    return isinstance(value, tuple) and value[0] is None
