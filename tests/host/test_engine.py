"""The contract of the xlwings engine over UNO, against a real LibreOffice."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import openpyxl
import pytest
import xlwings

from xladdin.host import place_of, save_copy


@pytest.fixture
def book(opened: Callable[[Path], Any], tmp_path: Path) -> Any:
    made = openpyxl.Workbook()
    sheet = made.active
    sheet.title = "自评表"
    sheet.append(["名称", 1.5, None, True, datetime(2023, 12, 31), "=1/0", '=B1*2&"个"', 0.954])
    sheet["H1"].number_format = "0.0%"
    sheet.merge_cells("A3:B4")
    sheet["A3"] = "合并"
    made.create_sheet("空 表")
    path = tmp_path / "合同 表.xlsx"
    made.save(path)
    return opened(path)


def test_values_of_every_kind_are_read_in_one_block(book: Any) -> None:
    sheet = book.sheets["自评表"]
    block = sheet.range("A1:H1")
    assert block.value == ["名称", 1.5, None, True, datetime(2023, 12, 31), None, "3个", 0.954]
    assert block.options(ndim=2, err_to_str=True).value[0][5] == "#DIV/0!"
    assert sheet.range("B1").value == 1.5
    assert sheet.range("A3:B4").value == [["合并", None], [None, None]]


def test_values_of_every_kind_are_written_in_one_block(book: Any) -> None:
    sheet = book.sheets["空 表"]
    given = [["文字", 2, None, False], [Decimal("7.43"), date(2024, 2, 29), "'=不是公式", "=1+1"]]
    sheet["B2"].value = given
    assert sheet["B2:E3"].value == [
        ["文字", 2.0, None, False],
        [7.43, datetime(2024, 2, 29), "=不是公式", 2.0],
    ]
    assert sheet["B2:E3"].formula == (("文字", "2", "", "0"), ("7.43", "45351", "=不是公式", "=1+1"))
    sheet["B2:E3"].clear_contents()
    assert sheet["B2:E3"].value == [[None] * 4] * 2
    with pytest.raises(TypeError, match="set"):
        sheet["A1"].value = {1}


def test_texts_stay_texts(book: Any) -> None:
    """What a person could mean as a number, a date or a share is not read anew on its way in."""
    cell = book.sheets["空 表"]["A1"]
    for text in ("2-3", "12%", "007", "7.8%左右", "TRUE", "1e5"):
        cell.value = text
        assert cell.value == text


def test_formulas_speak_excel_both_ways(book: Any) -> None:
    sheet = book.sheets["空 表"]
    formulas = [['=IF(自评表!$B$1>1,SUM(自评表!B1:B2,2),"无")', "说明"], ['=A1&"a"', 3]]
    sheet["A1"].formula = formulas
    assert sheet["A1:B2"].formula == ((formulas[0][0], "说明"), ('=A1&"a"', "3"))
    assert sheet["A1:B2"].value == [[3.5, "说明"], ["3.5a", 3.0]]
    sheet["D1:D3"].value = [[1], [2], [3]]
    sheet["E1:F3"].formula = "=D1*2"
    assert sheet["E1:F3"].value == [[2.0, 4.0], [4.0, 8.0], [6.0, 12.0]]
    assert sheet["F3"].formula == "=E3*2"
    sheet["G1:G80"].formula = '=IF(自评表!$B$1>1,ROW()&D1,"无")'
    assert sheet["G80"].formula == '=IF(自评表!$B$1>1,ROW()&D80,"无")'
    assert sheet["G3"].value == "33"


def test_ranges_are_addressed_in_every_way(book: Any) -> None:
    sheet = book.sheets["自评表"]
    assert sheet.range((1, 2)).address == "$B$1"
    assert sheet.range((1, 1), (3, 4)).address == "$A$1:$D$3"
    assert sheet["B2:E5"][1:3, 0].address == "$B$3:$B$4"
    assert sheet["B2"].resize(3, 2).address == "$B$2:$C$4"
    assert sheet["B2:E5"].last_cell.get_address(False, False) == "E5"
    assert sheet.used_range.address == "$A$1:$H$3"
    assert sheet["A3"].merge_area.address == "$A$3:$B$4"
    assert sheet["A3"].merge_cells and not sheet["C3"].merge_cells
    with pytest.raises(IndexError):
        sheet.range((0, 1))


def test_fills(book: Any) -> None:
    sheet = book.sheets["自评表"]
    assert sheet["C5"].color is None
    sheet["C5"].color = (255, 199, 206)
    assert sheet["C5"].color == (255, 199, 206)
    sheet["C6"].color = "#ffeb9c"
    assert sheet["C6"].color == (255, 235, 156)
    sheet.range("E7,G8:G9").color = (1, 2, 3)
    assert sheet["G9"].color == sheet["E7"].color == (1, 2, 3) and sheet["F8"].color is None
    sheet["C5:C6"].color = None
    assert sheet["C5"].color is None


def test_notes(book: Any) -> None:
    sheet = book.sheets["自评表"]
    assert sheet["B1"].note is None
    sheet["B1"].add_note("核对\n这个数")
    sheet["C9"].add_note("另一条")
    assert sheet["B1"].note.text == "核对\n这个数"
    sheet["B1"].note.text = "改过"
    assert [(note.location.address, note.text) for note in sheet.notes] == [("$B$1", "改过"), ("$C$9", "另一条")]
    sheet["B1"].note.delete()
    assert [note.text for note in sheet.notes] == ["另一条"]
    with pytest.raises(ValueError):
        sheet["C9"].add_note("第二条")


def test_sheets_are_added_activated_and_deleted(book: Any) -> None:
    added = book.sheets.add("校验结果", after=book.sheets[-1])
    assert [sheet.name for sheet in book.sheets] == ["自评表", "空 表", "校验结果"]
    assert book.sheets.active == added and added.index == 3
    book.sheets["自评表"].activate()
    assert book.sheets.active.name == "自评表"
    book.sheets["空 表"].visible = False
    assert not book.sheets["空 表"].visible
    added.delete()
    assert "校验结果" not in book.sheets and len(book.sheets) == 2
    with pytest.raises(KeyError):
        book.sheets["没有"]
    with pytest.raises(ValueError):
        book.sheets.add("自评表")


def test_names(book: Any) -> None:
    book.names.add("评分办法", "=自评表!$B$1")
    assert [(name.name, name.refers_to) for name in book.names] == [("评分办法", "=自评表!$B$1")]
    assert book.names["评分办法"].refers_to_range.value == 1.5
    book.sheets["空 表"]["C3"].name = "空格"
    assert book.names["空格"].refers_to_range.sheet.name == "空 表"
    book.names["评分办法"].delete()
    assert book.names.contains("空格") and not book.names.contains("评分办法")


def test_selection_hyperlinks_status_bar_and_screen(book: Any) -> None:
    app, sheet = book.app, book.sheets["自评表"]
    sheet["B1:C2"].select()
    assert app.selection.address == "$B$1:$C$2" and book.selection.sheet == sheet
    sheet["G9"].add_hyperlink("#'空 表'.A1", "看这里")
    assert (sheet["G9"].value, sheet["G9"].hyperlink) == ("看这里", "#'空 表'.A1")
    assert app.status_bar is False
    with app.properties(status_bar="正在检查"):
        assert app.status_bar == "正在检查"
    assert app.status_bar is False
    with pytest.raises(RuntimeError), app.properties(screen_updating=False):
        assert not app.screen_updating
        raise RuntimeError
    assert app.screen_updating


def test_protection_is_seen_and_lifted_for_a_moment(book: Any) -> None:
    sheet = book.sheets["自评表"]
    assert not sheet.api.ProtectContents
    sheet.impl.uno.protect("")
    assert sheet.api.ProtectContents
    with sheet.impl.protection_lifted() as lifted:
        assert lifted and not sheet.api.ProtectContents
    assert sheet.api.ProtectContents
    sheet.impl.uno.unprotect("")
    sheet.impl.uno.protect("密码")
    with sheet.impl.protection_lifted() as lifted:
        assert not lifted
    assert sheet.api.ProtectContents


def test_one_undo_step(book: Any) -> None:
    sheet = book.sheets["自评表"]
    with book.impl.undo_step("识别指标值"):
        sheet["B1"].value = 9
        sheet["A9"].value = [["甲"], ["乙"]]
    assert book.impl.document.model.UndoManager.getAllUndoActionTitles() == ("识别指标值",)
    book.impl.document.model.UndoManager.undo()
    assert sheet["B1"].value == 1.5 and sheet["A9"].value is None


def test_books_are_saved_opened_and_closed(book: Any, tmp_path: Path) -> None:
    assert book.name == "合同 表.xlsx" and book.fullname.endswith("合同 表.xlsx") and not book.api.ReadOnly
    book.sheets[0]["A9"].value = "存下"
    copy = tmp_path / "另存 为.xlsx"
    book.save(copy)
    assert openpyxl.load_workbook(copy)["自评表"]["A9"].value == "存下"
    with pytest.raises(ValueError):
        book.save(tmp_path / "坏.abc")
    fresh = book.app.books.add()
    fresh.sheets[0]["A1"].value = 1
    assert xlwings.books.active == fresh
    fresh.close()
    again = book.app.books.open(copy)
    assert again.sheets[0]["A9"].value == "存下"
    again.close()


def test_a_copy_is_saved_and_the_workbook_stays_as_it_is(book: Any, tmp_path: Path) -> None:
    assert place_of(book) == book.fullname and book.api.Saved
    save_copy(book, tmp_path / "没改.xlsx")
    assert book.api.Saved
    book.sheets[0]["A9"].value = "还没有存"
    place, undo = place_of(book), book.impl.document.model.UndoManager.getAllUndoActionTitles()
    for name in ("副本.xlsx", "副本.xlsm"):
        save_copy(book, tmp_path / name)
        assert openpyxl.load_workbook(tmp_path / name)["自评表"]["A9"].value == "还没有存"
        assert not book.api.Saved and place_of(book) == place
        assert book.impl.document.model.UndoManager.getAllUndoActionTitles() == undo
    assert openpyxl.load_workbook(tmp_path / "没改.xlsx")["自评表"]["A9"].value is None
    with pytest.raises(ValueError):
        save_copy(book, tmp_path / "坏.abc")
    fresh = book.app.books.add()
    assert place_of(fresh) == "", "never saved"
    save_copy(fresh, tmp_path / "新.xlsx")
    assert (tmp_path / "新.xlsx").is_file() and place_of(fresh) == ""
    fresh.close()


def test_excel_is_asked_by_its_own_names() -> None:
    """Excel does not run here; these are the members that its object model has."""
    saved: list[str] = []
    api = SimpleNamespace(FullName="https://a.sharepoint.com/表.xlsx", Path="https://a.sharepoint.com")
    api.SaveCopyAs = saved.append
    excel = SimpleNamespace(impl=SimpleNamespace(), api=api)
    assert place_of(excel) == "https://a.sharepoint.com/表.xlsx"
    save_copy(excel, Path("副本.xlsx"))
    assert saved == ["副本.xlsx"]
    api.FullName, api.Path = "工作簿1", ""
    assert place_of(excel) == ""


def test_the_program(book: Any) -> None:
    assert book.app.version.major >= 24
    assert book.app.alert("没有窗口时不问") == "ok"
    assert book.app.impl.engine.office.unseen_alerts == ["没有窗口时不问"]
    book.sheets[0]["B1"].value = 5
    book.app.calculate()
    assert book.sheets[0]["G1"].value == "10个"
    assert book.app.api.Ready


@pytest.mark.parametrize(
    ("use", "member"),
    [
        (lambda book: book.sheets[0].charts, "Sheet.charts"),
        (lambda book: book.sheets[0]["A1"].borders, "Range.borders"),
        (lambda book: book.app.macro("x")(), "App.run"),
        (lambda book: book.to_pdf("x.pdf"), "Book.to_pdf"),
        (lambda book: setattr(book.sheets[0]["A1"], "row_height", 3), "Range.row_height"),
        (lambda book: setattr(book.app, "visible", True), "App.visible"),
    ],
)
def test_what_is_not_there_is_named(book: Any, use: Callable[[Any], Any], member: str) -> None:
    with pytest.raises(NotImplementedError, match=member):
        use(book)
