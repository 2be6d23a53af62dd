"""Whatever somebody changes in a sealed copy is told and named; what only another program spells differently is not."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from perfeval_core.grid import Cell, CellKind, Grid, Workbook
from tests.cli.running import perfeval
from tests.explanations.test_explanations import GOOD, OVER, explain, marked
from tests.fix.forms import SHEET, typed_form
from xladdin.checking import check_file
from xladdin.files import read_workbook
from xladdin.files.cell_words import plain_formula
from xladdin.files.seal import SEAL_SHEET, State, Verdict, verify
from xladdin.files.sealed_file import verify_file
from xladdin.packing import pack

EDITS: dict[str, tuple[Callable[[openpyxl.Workbook], object], str]] = {}


def edit(cell: str) -> Callable[[Callable[[openpyxl.Workbook], object]], None]:
    """An edit by hand, and the cell that has to be named."""

    def note(change: Callable[[openpyxl.Workbook], object]) -> None:
        EDITS[change.__name__] = change, cell

    return note


def put(book: openpyxl.Workbook, a1: str, value: object, sheet: str = "附件") -> None:
    book[sheet][a1] = value


@edit("附件!A1")
def one_character_of_a_text(book: openpyxl.Workbook) -> None:
    put(book, "A1", "开工报告，")


@edit("附件!A2")
def the_tenth_digit(book: openpyxl.Workbook) -> None:
    put(book, "A2", 1234567.894)


@edit("附件!A3")
def a_date(book: openpyxl.Workbook) -> None:
    put(book, "A3", datetime.date(2023, 12, 30))


@edit("附件!A4")
def a_cell_of_a_hidden_row(book: openpyxl.Workbook) -> None:
    book["附件"].row_dimensions[4].hidden = True
    put(book, "A4", "藏着改")


@edit("附件!A5")
def a_number_made_a_text(book: openpyxl.Workbook) -> None:
    put(book, "A5", "5")


@edit("附件!Z99")
def a_new_cell(book: openpyxl.Workbook) -> None:
    put(book, "Z99", " ")


@edit("附件!A6")
def a_cleared_cell(book: openpyxl.Workbook) -> None:
    put(book, "A6", None)


@edit("附件!A7")
def a_truth_value(book: openpyxl.Workbook) -> None:
    put(book, "A7", False)


@edit(f"{SHEET}!K3")
def a_formula_of_the_form(book: openpyxl.Workbook) -> None:
    put(book, "K3", "=SUM(F11:F12)", SHEET)


@edit(f"{SHEET}!K3")
def a_formula_typed_over(book: openpyxl.Workbook) -> None:
    put(book, "K3", 100, SHEET)


@edit(f"{SEAL_SHEET}!B3")
def the_outcome_on_the_seal(book: openpyxl.Workbook) -> None:
    put(book, "B3", "通过校验：没有错误，没有警告", SEAL_SHEET)


@edit(f"{SEAL_SHEET}!A2")
def the_warning_on_the_seal(book: openpyxl.Workbook) -> None:
    put(book, "A2", "这是电子签名", SEAL_SHEET)


@edit(f"{SEAL_SHEET}!B6")
def an_explanation_on_the_seal(book: openpyxl.Workbook) -> None:
    told = book[SEAL_SHEET]["B6"].value
    assert GOOD in told
    put(book, "B6", told.replace("89家", "98家"), SEAL_SHEET)


@pytest.fixture(scope="module")
def sent(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A sealed copy with a second sheet of all kinds of cells and one explained warning."""
    folder = tmp_path_factory.mktemp("sent")
    source = typed_form(folder / "表.xlsx", OVER)
    book = openpyxl.load_workbook(source)
    extra = book.create_sheet("附件")
    for row, value in enumerate(("开工报告", 1234567.891, datetime.date(2023, 12, 31), "四", 5, "六", True), 1):
        extra.cell(row, 1, value)
    book[SHEET]["K3"] = "=SUM(F11:F13)"
    book.create_sheet("空表")
    book.save(source)
    with_marks = marked(source, folder / "校验.xlsx")
    explain(with_marks, "PE-R102", GOOD)
    target = folder / "报.xlsx"
    target.write_bytes(pack(str(with_marks), check_file(str(with_marks)), "2024年3月1日").content)
    return target


def edited(source: Path, target: Path, change: Callable[[openpyxl.Workbook], object]) -> Verdict:
    book = openpyxl.load_workbook(source)
    change(book)
    book.save(target)
    return verify_file(str(target))


def test_nothing_is_changed(sent: Path, tmp_path: Path) -> None:
    assert verify_file(str(sent)) == verify(read_workbook(sent)) == Verdict(State.UNCHANGED)
    assert edited(sent, tmp_path / "又存.xlsx", lambda book: None) == Verdict(State.UNCHANGED)


@pytest.mark.parametrize("name", EDITS)
def test_an_edit_is_named(name: str, sent: Path, tmp_path: Path) -> None:
    change, cell = EDITS[name]
    verdict = edited(sent, tmp_path / "改.xlsx", change)
    assert (verdict.state, [one.cell for one in verdict.changes], verdict.sheets) == (State.CHANGED, [cell], ())


def test_a_changed_formula_is_shown(sent: Path, tmp_path: Path) -> None:
    [change] = edited(sent, tmp_path / "改.xlsx", EDITS["a_formula_of_the_form"][0]).changes
    assert (change.before, change.now) == ("=SUM(F11:F13)", "=SUM(F11:F12)")


def rename(book: openpyxl.Workbook) -> None:
    book["附件"].title = "附表"


def remove(book: openpyxl.Workbook) -> None:
    del book["附件"]


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda book: book.create_sheet("补充"), "多了工作表「补充」"),
        (lambda book: book.create_sheet("校验凭证 (2)"), "多了工作表「校验凭证 (2)」"),
        (remove, "少了工作表「附件」"),
        (rename, "工作表「附件」改名为「附表」"),
    ],
)
def test_sheets_are_told(change: Callable[[openpyxl.Workbook], object], told: str, sent: Path, tmp_path: Path) -> None:
    verdict = edited(sent, tmp_path / "改.xlsx", change)
    assert verdict == Verdict(State.CHANGED, (), (told,))
    run = perfeval("verify", tmp_path / "改.xlsx")
    assert run.code == 1 and "：已改动" in run.out and f"  {told}" in run.out and "不是电子签名" in run.out


def test_a_renamed_form_is_one_change(sent: Path, tmp_path: Path) -> None:
    book = read_workbook(sent)
    grids = tuple(replace(grid, sheet="新名") if grid.sheet == SHEET else grid for grid in book.grids)
    assert verify(replace(book, grids=grids)) == Verdict(State.CHANGED, (), (f"工作表「{SHEET}」改名为「新名」",))


@pytest.mark.parametrize(("typed", "state"), [("", State.UNCHANGED), ("都对", State.CHANGED)])
def test_a_sheet_of_a_chart_that_became_a_worksheet(typed: str, state: State, tmp_path: Path) -> None:
    """LibreOffice and Gnumeric write it so; a sheet with a chart and no cells is nothing new."""
    source = typed_form(tmp_path / "表.xlsx", OVER)
    book = openpyxl.load_workbook(source)
    book.create_chartsheet("图表").add_chart(openpyxl.chart.BarChart())
    book.save(source)
    target = tmp_path / "报.xlsx"
    target.write_bytes(pack(str(source), check_file(str(source)), "2024年3月1日").content)
    sealed = read_workbook(target)
    assert verify(sealed) == Verdict(State.UNCHANGED)
    cells = {(1, 1): Cell(typed, CellKind.TEXT)} if typed else {}
    again = replace(sealed, grids=(*sealed.grids, Grid("图表", cells)))
    assert verify(again).state is state
    assert verify(replace(sealed, grids=(*sealed.grids, Grid("别的", {})))).state is State.CHANGED


def test_a_sheet_with_the_name_of_the_result_sheet_counts(sent: Path, tmp_path: Path) -> None:
    """Anything could be put into a sealed copy under that name."""

    def with_more(book: openpyxl.Workbook) -> None:
        book.create_sheet("校验结果")["A1"] = "已经核过，都对"

    assert edited(sent, tmp_path / "改.xlsx", with_more) == Verdict(State.CHANGED, (), ("多了工作表「校验结果」",))


def test_without_the_seal(sent: Path, tmp_path: Path) -> None:
    def without(book: openpyxl.Workbook) -> None:
        del book[SEAL_SHEET]

    assert edited(sent, tmp_path / "改.xlsx", without) == Verdict(State.UNSEALED)


def test_the_seal_of_another_workbook(sent: Path, tmp_path: Path) -> None:
    seal = next(grid for grid in read_workbook(sent).grids if grid.sheet == SEAL_SHEET)
    other = read_workbook(typed_form(tmp_path / "别的.xlsx", OVER[:2]))
    verdict = verify(Workbook((*other.grids, seal)))
    assert verdict.state is State.CHANGED and verdict.changes
    assert set(verdict.sheets) == {"少了工作表「附件」", "少了工作表「空表」"}


def test_the_fingerprint_of_the_file_alone_does_not_help(sent: Path, tmp_path: Path) -> None:
    """Who changes a cell and leaves the fingerprints is found out."""
    other = tmp_path / "改.xlsx"
    content = sent.read_bytes()
    assert edited(sent, other, EDITS["the_tenth_digit"][0]).state is State.CHANGED
    assert verify_file(str(sent)).state is State.UNCHANGED and sent.read_bytes() == content


# -- random edits


def changed_cell(cell: Cell, text: str) -> Cell:
    """A cell that says something else."""
    return (
        Cell(text, CellKind.TEXT) if cell.text != text or cell.formula is not None else Cell(f"{text}。", CellKind.TEXT)
    )


@given(data=st.data())
def test_any_edits_are_named(data: st.DataObject, sent: Path) -> None:
    book = _READ.setdefault(sent, read_workbook(sent))
    end = next(row for (row, col), cell in book.grids[-1].cells.items() if "内容指纹" in cell.text and col == 1)
    places = [
        (number, place)
        for number, grid in enumerate(book.grids)
        for place in sorted(grid.cells)
        if grid.sheet != SEAL_SHEET or place[0] < end
    ]
    chosen = data.draw(st.lists(st.sampled_from(places), min_size=1, max_size=5, unique=True))
    grids = list(book.grids)
    for number, place in chosen:
        grid = grids[number]
        text = data.draw(st.text(st.characters(codec="utf-8", exclude_characters="\r"), min_size=1, max_size=12))
        cell = changed_cell(grid.cells[place], text)
        grids[number] = Grid(grid.sheet, {**grid.cells, place: cell})
    verdict = verify(replace(book, grids=tuple(grids)))
    told = {change.cell for change in verdict.changes}
    unlike = {str(grids[number].ref(*place)) for number, place in chosen}
    assert verdict.state is State.CHANGED and verdict.sheets == ()
    assert told == unlike


_READ: dict[Path, Workbook] = {}


# -- one spelling of formulas


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("INDEX('计分明细'!$AL:$AL,ROW())", "INDEX(计分明细!$AL$1:$AL$1048576, ROW())"),
        ("sum(a1:a1)+0.50", "SUM(A1)+0.5"),
        ("_xlfn.XLOOKUP(A1,B1,TRUE())", "XLOOKUP(A1,B1,TRUE)"),
        ("'It''s'!A1", "'It''s'!$A$1"),
        ("MAX(F7,0.000001)", "MAX(F7,0.00000100000000000000000004)"),
        ("A1>0.005", "A1>5.0000000000000001E-3"),
    ],
)
def test_spellings_that_mean_the_same(one: str, other: str) -> None:
    assert plain_formula(one) == plain_formula(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ('A1&"a b"', 'A1&"ab"'),
        ('A1&"a"', 'A1&"A"'),
        ("A1+1", "A1+10"),
        ("A1", "B1"),
        ("A1:A2", "A1"),
        ("1E2", "1E3"),
        ("A1>0.005", "A1>0.0051"),
    ],
)
def test_formulas_that_do_not(one: str, other: str) -> None:
    assert plain_formula(one) != plain_formula(other)


def test_the_seal_prints_what_people_read(sent: Path) -> None:
    sheet = openpyxl.load_workbook(sent)[SEAL_SHEET]
    rows = {str(sheet.cell(row, 1).value): row for row in range(1, sheet.max_row + 1)}
    last = rows["内容指纹（SHA-256）"]
    assert sheet.print_area == f"'{SEAL_SHEET}'!$A$1:$B${last}"
    packed = sheet.cell(sheet.max_row, 2)
    assert len(packed.value) > 500 and packed.alignment.wrap_text, "a long text that ran on would shrink the page"
