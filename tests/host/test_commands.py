"""The ribbon's commands, unmodified, in a real LibreOffice."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlwings
from openpyxl.styles import PatternFill
from openpyxl.styles.colors import Color

from perfeval_core.findings import Severity
from xladdin import macros
from xladdin.checking import check_file
from xladdin.demo_form import demo_facts, write_form
from xladdin.files.patch.styles import MARK_COLOURS

Opener = Callable[[Path], Any]


@pytest.fixture
def form(tmp_path: Path) -> Path:
    path = tmp_path / "益阳 2020.xlsx"
    write_form(path, demo_facts())
    return path


@pytest.fixture
def book(opened: Opener, form: Path) -> Any:
    return opened(form)


def alerts(book: Any) -> list[str]:
    return book.app.impl.engine.office.unseen_alerts


def parts(book: Any, path: Path) -> dict[str, bytes]:
    """The members of the workbook as LibreOffice stores a copy of it."""
    from xladdin.libreoffice.engine.office import file_url, properties

    model = book.impl.document.model
    model.storeToURL(file_url(str(path)), properties(FilterName="Calc MS Excel 2007 XML"))
    with zipfile.ZipFile(path) as stored:
        return {name: stored.read(name) for name in stored.namelist() if not name.startswith("docProps/")}


def test_check_marks_lists_and_tells(book: Any, form: Path, tmp_path: Path) -> None:
    macros.check_all()
    assert not alerts(book)
    result = book.sheets["校验结果"]
    findings = check_file(str(form)).report.findings
    assert result["A4"].resize(len(findings), 3).value == [
        [float(number), one.severity.value, one.code]
        for number, one in enumerate(sorted(findings, key=lambda one: one.severity.rank), 1)
    ]
    assert "见工作表“校验结果”" in book.app.status_bar
    sheet = book.sheets["自评表"]
    firsts = {one.where[0].a1 for one in findings if one.where}
    assert {note.location.get_address(False, False) for note in sheet.notes} == firsts
    assert book.sheets.active == sheet and book.app.screen_updating
    parts(book, tmp_path / "stored.xlsx")
    stored = openpyxl.load_workbook(tmp_path / "stored.xlsx")
    colours = {cell.coordinate: cell.fill.fgColor.rgb for row in stored["自评表"].iter_rows() for cell in row}
    assert {address for address, colour in colours.items() if colour in MARK_COLOURS.values()} == firsts
    worst = next(one for one in findings if one.severity is Severity.ERROR)
    assert colours[worst.where[0].a1] == MARK_COLOURS[Severity.ERROR]
    assert stored["校验结果"]["E4"].value.startswith("=HYPERLINK(\"#'自评表'!")


def test_checking_twice_changes_nothing_more(book: Any, tmp_path: Path) -> None:
    macros.check_all()
    once = parts(book, tmp_path / "once.xlsx")
    titles = len(book.impl.document.model.UndoManager.getAllUndoActionTitles())
    macros.check_all()
    assert parts(book, tmp_path / "twice.xlsx") == once
    assert len(book.impl.document.model.UndoManager.getAllUndoActionTitles()) <= titles + 1


def test_checking_again_after_a_correction(book: Any) -> None:
    sheet = book.sheets["自评表"]
    macros.check_all()
    row = row_of(sheet, "规模工业增加值")
    assert "7.21" in sheet.range((row, 8)).note.text
    sheet.range((row, 8)).value = 7.21
    macros.check_all()
    note = sheet.range((row, 8)).note
    assert note is None or "7.21" not in note.text
    listed = book.sheets["校验结果"].used_range.value
    assert not any(line[4] == f"H{row}" and line[2].startswith("PE-S") for line in listed)


def row_of(sheet: Any, name: str) -> int:
    return next(row for row, line in enumerate(sheet.range("A1:I40").value, 1) if name in str(line[3]))


def test_clearing_leaves_the_file_as_it_was(book: Any, tmp_path: Path) -> None:
    sheet = book.sheets["自评表"]
    sheet["H16"].color = (1, 200, 3)
    sheet["H16"].add_note("别人的批注")
    for place in ("F19", "H13", "I13"):
        sheet[place].color = (9, 99, 199)
    before = parts(book, tmp_path / "before.xlsx")
    macros.check_all()
    assert parts(book, tmp_path / "marked.xlsx") != before
    assert sheet["H16"].note.text == "别人的批注"
    macros.clear_marks()
    assert parts(book, tmp_path / "after.xlsx") == before
    assert book.app.status_bar == "校验标记已清除，表格恢复成校验以前的样子。"
    macros.clear_marks()
    assert book.app.status_bar == "没有校验标记，不用清除。"


def test_a_fill_of_the_theme_stays_as_it_is(opened: Opener, form: Path, tmp_path: Path) -> None:
    """Its colour alone would not be the theme's any more, so the cell gets the note and keeps its fill."""
    made = openpyxl.load_workbook(form)
    themed = PatternFill("solid", fgColor=Color(theme=4, tint=0.4))
    made["自评表"]["H13"].fill = themed
    made.save(form)
    book = opened(form)
    macros.check_all()
    assert book.sheets["自评表"]["H13"].note.text.startswith("【校验 H13】")
    for name, command in (("标了", macros.check_all), ("清了", macros.clear_marks)):
        command()
        parts(book, tmp_path / f"{name}.xlsx")
        stored = openpyxl.load_workbook(tmp_path / f"{name}.xlsx")["自评表"]
        assert (stored["H13"].fill.fgColor.theme, round(stored["H13"].fill.fgColor.tint, 2)) == (4, 0.4), name
    assert book.app.status_bar == "校验标记已清除，表格恢复成校验以前的样子。"
    book.sheets["自评表"]["H13"].color = (255, 0, 0)
    parts(book, tmp_path / "红.xlsx")
    assert openpyxl.load_workbook(tmp_path / "红.xlsx")["自评表"]["H13"].fill.fgColor.rgb == "FFFF0000"


def test_marks_go_even_without_the_result_sheet(book: Any, tmp_path: Path) -> None:
    before = parts(book, tmp_path / "before.xlsx")
    macros.check_all()
    book.sheets["校验结果"].delete()
    macros.clear_marks()
    assert parts(book, tmp_path / "after.xlsx") == before


def test_walking_through_the_findings(book: Any) -> None:
    macros.next_finding()
    assert alerts(book)[-1].startswith("还没有校验结果")
    macros.check_all()
    sheet = book.sheets["自评表"]
    sheet["A1"].select()
    stops = sorted({(note.location.row, note.location.column) for note in sheet.notes})
    seen = []
    for _ in stops:
        macros.next_finding()
        seen.append((book.selection.row, book.selection.column))
    assert seen == stops
    assert f"问题 {len(stops)}/{len(stops)}" in book.app.status_bar
    macros.next_finding()
    assert (book.selection.row, book.selection.column) == stops[0] and "回到第一个" in book.app.status_bar
    macros.previous_finding()
    assert (book.selection.row, book.selection.column) == stops[-1]
    book.sheets["校验结果"].activate()
    macros.next_finding()
    assert book.sheets.active == sheet and (book.selection.row, book.selection.column) == stops[0]


def test_the_selection_stays(book: Any) -> None:
    book.sheets["自评表"]["D16:E18"].select()
    macros.check_all()
    assert book.selection.address == "$D$16:$E$18" and book.selection.sheet.name == "自评表"


def test_a_protected_sheet_is_marked_and_protected_again(book: Any) -> None:
    sheet = book.sheets["自评表"]
    sheet.impl.uno.protect("")
    macros.check_all()
    assert sheet.api.ProtectContents and len(list(sheet.notes)) > 3
    macros.clear_marks()
    assert sheet.api.ProtectContents and not list(sheet.notes)
    sheet.impl.uno.unprotect("")
    sheet.impl.uno.protect("密码")
    macros.check_all()
    assert "有密码保护" in alerts(book)[-1] and not list(sheet.notes)
    assert "校验结果" in book.sheets


def test_commands_that_cannot_work_say_so(opened: Opener, tmp_path: Path) -> None:
    made = openpyxl.Workbook()
    made.active["A1"] = "不是自评表"
    made.save(tmp_path / "别的.xlsx")
    book = opened(tmp_path / "别的.xlsx")
    for command in (macros.check_all, macros.explain_row, macros.read_values, macros.recalculate, macros.fix_safely):
        command()
        assert "没有找到绩效自评表" in alerts(book).pop(), command
    assert book.app.screen_updating


def test_an_unexpected_error_is_one_sentence_and_leaves_the_screen_on(
    book: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from xladdin.ribbon_commands import checking

    def broken(*given: object) -> None:
        assert not book.app.screen_updating
        raise ValueError("想不到的事")

    monkeypatch.setattr(checking, "carry_out", broken)
    macros.check_all()
    assert alerts(book)[-1].startswith("PE-C009") and "想不到的事" in alerts(book)[-1]
    assert book.app.screen_updating


def test_the_explanation_of_a_row(book: Any) -> None:
    sheet = book.sheets["自评表"]
    row = row_of(sheet, "规模工业增加值")
    sheet.range((row, 5)).select()
    macros.explain_row()
    assert "规模工业增加值" in alerts(book)[-1] and "7.21" in alerts(book)[-1]
    sheet["A1"].select()
    macros.explain_row()
    assert "不是指标行" in alerts(book)[-1]


def test_marks_are_known_again_in_a_file_opened_later(opened: Opener, book: Any, tmp_path: Path) -> None:
    before = parts(book, tmp_path / "before.xlsx")
    sheet = book.sheets[0]
    sheet["H16"].add_note("别人的批注")
    macros.check_all()
    marked = len(list(sheet.notes))
    parts(book, tmp_path / "marked.xlsx")
    again = opened(tmp_path / "marked.xlsx")
    assert len([note for note in again.sheets[0].notes if note.text.startswith("【校验")]) == marked - 1
    assert again.sheets[0]["H16"].note.text == "别人的批注"
    macros.check_all()
    assert len(list(again.sheets[0].notes)) == marked
    macros.clear_marks()
    assert [note.text for note in again.sheets[0].notes] == ["别人的批注"]
    again.sheets[0]["H16"].note.delete()
    cleared = openpyxl.load_workbook(_stored(again, tmp_path / "cleared.xlsx"))["自评表"]
    original = openpyxl.load_workbook(_stored(opened(tmp_path / "before.xlsx"), tmp_path / "once more.xlsx"))["自评表"]
    for row in original.iter_rows():
        for cell in row:
            other = cleared[cell.coordinate]
            assert (cell.value, cell.fill.fgColor.rgb, cell.fill.fill_type) == (
                other.value,
                other.fill.fgColor.rgb,
                other.fill.fill_type,
            ), cell.coordinate
    assert before


def _stored(book: Any, path: Path) -> Path:
    parts(book, path)
    return path


def test_marks_of_the_file_command_are_taken_away_too(opened: Opener, form: Path) -> None:
    from xladdin.cli import main

    marked = form.with_name("标过.xlsx")
    assert main(["mark", str(form), "-o", str(marked)]) == 1
    book = opened(marked)
    sheet = book.sheets["自评表"]
    assert list(sheet.notes) and sheet["H13"].color is not None
    macros.check_all()
    assert not alerts(book) and [one.name for one in book.sheets] == ["自评表", "校验结果"]
    macros.clear_marks()
    assert not list(sheet.notes) and sheet["H13"].color is None and len(book.sheets) == 1


def test_a_read_only_workbook_is_not_written_to(book: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from types import SimpleNamespace

    monkeypatch.setattr(type(book.impl), "api", property(lambda self: SimpleNamespace(ReadOnly=True)))
    macros.check_all()
    assert "只读" in alerts(book)[-1] and "另存" in alerts(book)[-1] and len(book.sheets) == 1


def test_a_busy_program_is_told_apart(book: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from xladdin.ribbon_commands import checking

    class Busy(Exception):
        hresult = -2147418111

    def busy(*given: object) -> None:
        raise Busy

    monkeypatch.setattr(checking, "find_result", busy)
    macros.check_all()
    assert "正在编辑单元格" in alerts(book)[-1]


def test_new_forms_open_unsaved(book: Any) -> None:
    for command in (macros.new_form_2020, macros.new_form_cost_functions):
        command()
        fresh = xlwings.books.active
        assert fresh != book and "自评表" in [sheet.name for sheet in fresh.sheets]
        assert not fresh.impl.document.model.URL, "nothing to save over"
        fresh.close()
        book.activate()


def test_an_old_form_becomes_a_standard_one(book: Any, tmp_path: Path) -> None:
    before = parts(book, tmp_path / "before.xlsx")
    macros.convert_old_form()
    fresh = xlwings.books.active
    assert fresh != book and "转来" in alerts(fresh)[-1]
    values = [str(value) for line in fresh.sheets["自评表"].used_range.value for value in line]
    assert any("规模工业增加值增速" in value for value in values) and "7.8%左右" in values
    fresh.close()
    book.activate()
    assert parts(book, tmp_path / "after.xlsx") == before


def test_reading_wants_the_columns_for_typing(book: Any) -> None:
    macros.read_values()
    assert "手工" in alerts(book)[-1]
