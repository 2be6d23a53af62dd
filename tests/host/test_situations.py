"""Every command in every odd situation answers in one sentence and leaves screen, selection and calculation alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import openpyxl
import pytest
import xlwings
from openpyxl.chart import BarChart

from tests.oracle.office import Office
from xladdin import macros
from xladdin.demo_form import demo_facts, write_form
from xladdin.libreoffice.engine import register
from xladdin.libreoffice.engine.sheets import Sheet, Sheets
from xladdin.ribbon_commands import session

Opener = Callable[[Path], Any]

ON_A_FORM = (
    "convert_old_form", "read_values", "recalculate", "explain_row", "next_finding", "check_all", "previous_finding",
    "next_finding", "fix_safely", "switch_formulas", "clear_marks",
)  # fmt: skip
WRITING = {"read_values", "switch_formulas", "check_all", "fix_safely", "clear_marks"}
OF_SENDING = {"pack_copy", "draft_mail", "verify_seal", "check_import", "export_import"}
WITHOUT_A_BOOK = {
    "new_form_2020", "new_form_cost", "new_form_2020_functions", "new_form_cost_functions", "show_rules",
    "show_schemes", "diagnose", "about",
}  # fmt: skip
WALKING = {"next_finding", "previous_finding"}


@pytest.fixture
def form(tmp_path: Path) -> Path:
    """The 益阳 form, another sheet behind it, and a sheet that is a chart."""
    path = tmp_path / "益阳.xlsx"
    write_form(path, demo_facts())
    made = openpyxl.load_workbook(path)
    made.create_sheet("说明")["A1"] = "另一页"
    made.create_chartsheet("图表").add_chart(BarChart())
    made.save(path)
    return path


def alerts() -> list[str]:
    found: list[str] = xlwings.engines.active.impl.office.unseen_alerts
    return found


def state(book: Any) -> tuple[Any, ...]:
    """What no command may leave changed."""
    document = book.impl.document
    selected = document.controller.getSelection()
    place = getattr(selected, "AbsoluteName", None) or getattr(selected, "RangeAddressesAsString", "") or "别的"
    return (
        place,
        str(document.controller.ActiveSheet.Name),
        document.model.hasControllersLocked(),
        document.model.isAutomaticCalculationEnabled(),
        document.model.UndoManager.isInContext() if hasattr(document.model.UndoManager, "isInContext") else False,
    )


def contents(book: Any) -> list[Any]:
    found = []
    for sheet in book.sheets:
        live = sheet.impl.read_live(True)
        found.append((live.grid, dict(live.notes), bool(sheet.api.ProtectContents)))
    return found


def said(book: Any, command: str) -> str:
    """Run a command; the one thing it says, which is never that something unexpected has happened."""
    before = state(book), len(alerts())
    book.app.impl.engine.office.status_text = False
    getattr(macros, command)()
    for other in [one for one in xlwings.books if one != book]:  # 从旧表转入 has opened a new one
        other.close()
    book.activate()
    new = alerts()[before[1] :]
    status = book.app.status_bar
    assert len(new) == 1 or (status and not new), (command, new, status)
    text = new[0] if new else str(status)
    assert "PE-C009" not in text and "Traceback" not in text, (command, text)
    after = state(book)
    if command in WALKING:
        before, after = before[0][2:], after[2:]
        assert before == after, command
    else:
        assert before[0] == after, command
    return text


def test_all_commands_are_tried() -> None:
    assert {*macros.__all__} == {*ON_A_FORM} | WITHOUT_A_BOOK | OF_SENDING


def test_several_areas_selected(opened: Opener, form: Path) -> None:
    book = opened(form)
    areas = book.sheets["自评表"].range("D16:E17,H18,A2").impl.uno
    book.impl.document.controller.select(areas)
    for command in ON_A_FORM:
        text = said(book, command)
        if command == "explain_row":
            assert "第 2 行不是指标行" in text or "第 16 行" in text
        book.impl.document.controller.select(areas)


def test_nothing_selected_but_a_chart(opened: Opener, form: Path) -> None:
    book = opened(form)
    controller = book.impl.document.controller
    chart = book.impl.document.model.Sheets.getByName("图表").DrawPage.getByIndex(0)
    for command in ON_A_FORM:
        controller.setActiveSheet(book.impl.document.model.Sheets.getByName("图表"))
        controller.select(chart)
        text = said(book, command)
        if command in ("explain_row", "read_values", "convert_old_form"):
            assert "先选中一行指标" in text or "工作表“图表”" in text, text


def test_an_enormous_used_range(opened: Opener, form: Path) -> None:
    book = opened(form)
    sheet = book.sheets["自评表"]
    sheet["XFD1048576"].value = "远"
    sheet["H:H"].number_format = "0.00"
    sheet["A1"].select()
    for command in ON_A_FORM:
        said(book, command)


def test_too_many_cells(opened: Opener, form: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from xladdin.libreoffice.engine import bulk

    monkeypatch.setattr(bulk, "MOST_CELLS", 50)
    monkeypatch.setattr(bulk, "ONE_BLOCK", 10)
    book = opened(form)
    for command in ON_A_FORM:
        if command not in WALKING:
            assert "“自评表”里有内容的单元格超过一百万个" in said(book, command), command


@pytest.mark.parametrize("calculated", [False, True])
def test_a_sheet_with_a_password(opened: Opener, form: Path, calculated: bool) -> None:
    """Calculation by hand at the same time, in one of two."""
    book = opened(form)
    model = book.impl.document.model
    model.enableAutomaticCalculation(calculated)
    sheet = book.sheets["自评表"]
    sheet["D16:E18"].select()
    before = contents(book)[0][:2]
    sheet.impl.uno.protect("密码")
    for command in ON_A_FORM:
        text = said(book, command)
        if command in ("check_all", "fix_safely"):
            assert "有密码保护" in text, command
    assert contents(book)[0][:2] == before and sheet.api.ProtectContents
    model.enableAutomaticCalculation(True)


def test_a_workbook_whose_sheets_are_locked(opened: Opener, form: Path) -> None:
    book = opened(form)
    model = book.impl.document.model
    before = contents(book)
    model.protect("")
    for command in ON_A_FORM:
        text = said(book, command)
        if command == "check_all":
            assert "结构受保护" in text
    assert [one[1] for one in contents(book)] == [one[1] for one in before], "no marks without a list of them"
    model.unprotect("")
    macros.check_all()
    model.protect("")
    assert "结构受保护" in said(book, "clear_marks") and list(book.sheets["自评表"].notes)
    assert "校验完成" in said(book, "check_all"), "the list is there, nothing has to be added"


def test_a_read_only_workbook(host: Office, form: Path) -> None:
    host.open(form).close()
    desktop = host.context.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", host.context)
    model = desktop.loadComponentFromURL(form.as_uri(), "_blank", 0, host.properties(Hidden=True, ReadOnly=True))
    register(host.context, model)
    book = xlwings.books.active
    before = contents(book)
    assert book.api.ReadOnly
    for command in ON_A_FORM:
        text = said(book, command)
        assert ("是只读的" in text and "另存" in text) == (command in WRITING), (command, text)
    assert contents(book) == before
    model.close(True)


# -- without a workbook


def test_no_workbook_open(host: Office, form: Path) -> None:
    host.open(form).close()
    register(host.context)
    assert not len(xlwings.books)
    for command in sorted({*macros.__all__} - WITHOUT_A_BOOK):
        getattr(macros, command)()
        assert alerts().pop().startswith("没有打开的工作簿"), command
        assert not len(xlwings.books), "and none was made"
    macros.about()
    assert "MIT" in alerts().pop()
    for command in sorted(WITHOUT_A_BOOK - {"about"}):
        register(host.context)
        getattr(macros, command)()
        assert len(xlwings.books) + len(alerts()) == 1, command
        assert not alerts() or "PE-C009" not in alerts()[0]
        for book in xlwings.books:
            book.close()


class ExcelWithout:
    """Excel as xlwings' engine shows it while no workbook is in front: only the personal macro book is open, hidden;
    or a file is open in the protected view.  ``ActiveWorkbook`` is Nothing."""

    name, type, pid = "excel", "desktop", 7

    def __init__(self) -> None:
        self.said: list[str] = []
        self.status_bar: Any = False
        self.apps = self
        self.books = SimpleNamespace(active=SimpleNamespace(api=None))

    def keys(self) -> list[int]:
        return [self.pid]

    def __len__(self) -> int:
        return 1

    def __iter__(self) -> Iterator[Any]:
        return iter([self])

    def __getitem__(self, pid: int) -> Any:
        return self

    @property
    def active(self) -> Any:
        return self

    @property
    def engine(self) -> Any:
        return self

    def alert(self, prompt: str, *more: Any) -> str:
        self.said.append(prompt)
        return "ok"


@pytest.fixture
def excel_without(monkeypatch: pytest.MonkeyPatch) -> Iterator[ExcelWithout]:
    before = xlwings.engines.active
    fake = ExcelWithout()
    monkeypatch.setattr(xlwings, "_xlwindows", SimpleNamespace(BOOK_CALLER=None), raising=False)
    monkeypatch.setattr(xlwings.Book, "caller", lambda: pytest.fail("there is no caller"))
    xlwings.engines.active = xlwings.main.Engine(impl=fake)
    yield fake
    xlwings.engines.active = before


def test_only_a_hidden_macro_book(excel_without: ExcelWithout) -> None:
    for command in sorted({*macros.__all__} - WITHOUT_A_BOOK):
        getattr(macros, command)()
        assert excel_without.said.pop().startswith("没有打开的工作簿"), command
        assert not excel_without.said


# -- what only Excel has, by xlwings' calls


def test_a_chart_sheet_in_front(opened: Opener, form: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Excel's charts may be sheets of their own, which are no worksheets and have no cells."""
    book = opened(form)
    front = SimpleNamespace(name="图表1", activate=lambda: None)
    monkeypatch.setattr(Sheets, "active", property(lambda self: front))
    for command in ("explain_row", "read_values", "convert_old_form"):
        getattr(macros, command)()
        assert "“图表1”不是表格" in alerts().pop(), command
    for command in ("check_all", "next_finding", "clear_marks"):
        getattr(macros, command)()
        assert not alerts() and book.app.status_bar


def test_a_cell_is_being_edited(opened: Opener, form: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Excel then rejects every call."""
    book = opened(form)
    macros.check_all()

    class Busy(Exception):
        hresult = -2146777998

    def busy(*given: Any, **more: Any) -> Any:
        raise Busy

    for member in ("read_live", "used_range", "range"):
        monkeypatch.setattr(Sheet, member, busy)
    assert Busy.hresult in session.BUSY
    before = state(book)
    for command in sorted({*ON_A_FORM}):
        getattr(macros, command)()
        assert "正在编辑单元格" in alerts().pop(), command
        assert state(book) == before, command
