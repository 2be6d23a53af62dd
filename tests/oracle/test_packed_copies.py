"""Copies that are sent, opened in a LibreOffice without the add-in: live, the same scores, the seal unbroken."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest

from perfeval_core.grid import Grid
from tests.oracle.gnumeric import gnumeric_recalculated
from tests.oracle.office import Office, OfficeError
from tests.patch.decorated import decorated
from tests.patch.packages import CORPUS, good_workbooks
from tests.patch.test_cells import SIGNED
from tests.send.test_clean import written
from tests.send.test_pack import cleaned
from workbook_templates.content import Block, Content, Group, blank_content
from workbook_templates.reading_formulas import DETAIL_SHEET
from workbook_templates.standard_layout import BESIDE, COLUMNS, FORM
from xladdin.checking import check_file
from xladdin.cli import main
from xladdin.files import read_workbook
from xladdin.files.seal import State, verify
from xladdin.functions import BY_NAME
from xladdin.packing import Packed, pack
from xladdin.sending import ALL_FROZEN, packing_notes
from xladdin.standard_forms import built

SCORE, STATUS, ACTUAL = COLUMNS["score"][0], BESIDE["status"][0], COLUMNS["actual"][0]
FIRST = 14
TYPED = (
    ("机井", "≥100眼", "120眼"),
    ("验收合格率", "≥95%", "90%"),
    ("完成时间", "2023年12月底前", "2023年11月30日"),
    ("单位成本", "≤5万元", "4.8万元"),
    ("增收", "≥7.8%", "4.5%"),
)


def filled() -> Content:
    """A form with a score in every row that has a name."""
    content = blank_content("mof_2020")
    left = list(TYPED * 4)

    def lines(group: Group) -> Group:
        typed = []
        for line in group.lines:
            if left:
                name, target, actual = left.pop(0)
                line = replace(line, name=f"{name}{len(left)}", target=target, actual=actual, weight="4.5")
            typed.append(line)
        return replace(group, lines=tuple(typed))

    def block(one: Block) -> Block:
        return replace(one, groups=tuple(map(lines, one.groups)))

    funds = (content.funds[0], replace(content.funds[1], amounts=("100", "100", "90")), *content.funds[2:])
    return replace(
        content, blocks=tuple(map(block, content.blocks)), funds=funds, year="2023", project="机井建设", unit="县水务局"
    )


@pytest.fixture(scope="module")
def books(tmp_path_factory: pytest.TempPathFactory) -> Mapping[bool, Path]:
    """The filled workbook with the add-in's functions (True) and with plain formulas."""
    folder = tmp_path_factory.mktemp("books")
    paths = {True: folder / "插件.xlsx", False: folder / "普通.xlsx"}
    for addin, path in paths.items():
        path.write_bytes(built(filled(), addin=addin))
    return paths


def packed(source: Path, target: Path) -> Packed:
    made = pack(str(source), check_file(str(source)), "2024年3月1日")
    target.write_bytes(made.content)
    return made


def form_of(path: Path, sheet: str = FORM) -> Grid:
    return next(grid for grid in read_workbook(path).grids if grid.sheet == sheet)


def scores(grid: Grid) -> dict[int, str]:
    return {row: grid.at(row, SCORE).text for row in range(FIRST, 60) if grid.at(row, 4).text}


def core_score(grid: Grid, row: int) -> object:
    """What the core gives for a row."""
    target, actual, weight, name = (
        grid.at(row, COLUMNS[role][0]).text for role in ("target", "actual", "weight", "name")
    )
    return BY_NAME["PE_SCORE"](target, actual, float(weight), None, None, None, name, "mof_2020")


def hold_that_it_lives(office: Office, path: Path, folder: Path, sheet: str = FORM) -> None:
    """No function of the add-in in any part; LibreOffice computes the same; a changed 完成值 is followed."""
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            assert b"pe_" not in archive.read(name).lower().replace(b"shape_", b"").replace(b"type_", b""), name
    stored = form_of(path, sheet)
    again = form_of(office.recalculated(path, folder / "重算.xlsx"), sheet)
    assert scores(again) == scores(stored)
    assert "待核" not in scores(stored).values() and len(scores(stored)) >= 19
    rows = {"眼": "37眼", "%": "61.3%", "万元": "7.77万元"}
    with office.open(path) as document:
        document._model.Sheets.getByName(sheet).unprotect("")
        for row in scores(stored):
            unit = next((unit for unit in rows if stored.at(row, ACTUAL).text.endswith(unit)), None)
            if unit is not None:
                document.cell(sheet, f"F{row}").text = rows[unit]
        document.calculate()
        changed = form_of(document.store(folder / "改数.xlsx"), sheet)
    assert scores(changed) != scores(stored)
    for row, score in scores(changed).items():
        assert float(score) == core_score(changed, row), changed.at(row, 4).text


def test_functions_become_plain_formulas(office: Office, books: Mapping[bool, Path], tmp_path: Path) -> None:
    made = packed(books[True], tmp_path / "报.xlsx")
    assert made.converted > 100 and made.cleaned.frozen == 0
    native, copy = read_workbook(books[False]), read_workbook(tmp_path / "报.xlsx")
    ours, theirs = form_of(tmp_path / "报.xlsx"), form_of(books[False])
    assert {place: cell.formula for place, cell in ours.cells.items()} == {
        place: cell.formula for place, cell in theirs.cells.items()
    }
    assert {grid.sheet for grid in copy.grids} == {grid.sheet for grid in native.grids} | {"校验凭证"}
    steps, wanted = (next(grid for grid in book.grids if grid.sheet == DETAIL_SHEET) for book in (copy, native))
    assert steps.cells == wanted.cells
    hold_that_it_lives(office, tmp_path / "报.xlsx", tmp_path)


def test_after_peoples_edits(office: Office, books: Mapping[bool, Path], tmp_path: Path) -> None:
    edited, name = tmp_path / "改过.xlsx", "我的 表"
    with office.open(books[True]) as document:
        sheet = document._model.Sheets.getByName(FORM)
        sheet.unprotect("")
        sheet.Rows.insertByIndex(FIRST + 1, 2)
        sheet.Rows.removeByIndex(FIRST + 7, 1)
        for row in (FIRST + 1, FIRST + 2):
            source = sheet.getCellRangeByName(f"D{FIRST + 1}:P{FIRST + 1}").RangeAddress
            sheet.copyRange(sheet.getCellRangeByName(f"D{row + 1}").getCellByPosition(0, 0).CellAddress, source)
        sheet.setName(name)
        document.store(edited)
    assert "待核" in scores(form_of(edited, name)).values(), "LibreOffice has no such function"
    made = packed(edited, tmp_path / "报.xlsx")
    assert made.converted > 100 and made.cleaned.frozen == 0
    hold_that_it_lives(office, tmp_path / "报.xlsx", tmp_path, name)


def test_saved_by_openpyxl_without_results(office: Office, books: Mapping[bool, Path], tmp_path: Path) -> None:
    bare = tmp_path / "无结果.xlsx"
    openpyxl.load_workbook(books[True]).save(bare)
    assert set(scores(form_of(bare)).values()) == {""}
    packed(bare, tmp_path / "报.xlsx")
    assert scores(form_of(tmp_path / "报.xlsx")) == scores(form_of(books[False]))
    hold_that_it_lives(office, tmp_path / "报.xlsx", tmp_path)


def test_what_has_no_plain_form_becomes_a_value(books: Mapping[bool, Path], tmp_path: Path) -> None:
    own = tmp_path / "自己写的.xlsx"
    book = openpyxl.load_workbook(books[True])
    book["看板"]["Z9"] = '=PE_SCORE("≥8",7,20)'
    book["看板"]["Z10"] = '=ROUND(pe_attainment("≥8",7),3)&"！"'
    book[FORM].cell(FIRST, SCORE).value = f"=ROUND({str(book[FORM].cell(FIRST, SCORE).value).lstrip('=')},0)"
    book.save(own)
    packed(own, tmp_path / "报.xlsx")
    copy = read_workbook(tmp_path / "报.xlsx")
    board = next(grid for grid in copy.grids if grid.sheet == "看板")
    assert (board.at(9, 26).text, board.at(9, 26).formula) == ("17.5", None)
    assert (board.at(10, 26).text, board.at(10, 26).formula) == ("0.875！", None)
    form = form_of(tmp_path / "报.xlsx")
    assert (form.at(FIRST, SCORE).text, form.at(FIRST, SCORE).formula) == ("5", None)
    assert form.at(FIRST + 1, SCORE).formula is not None
    seal = next(grid for grid in copy.grids if grid.sheet == "校验凭证")
    facts = {seal.at(row, 1).text: seal.at(row, 2).text for row in range(1, 40)}
    assert all(cell in facts["公式换成结果"] for cell in ("看板!Z9", "看板!Z10", f"{FORM}!H{FIRST}"))
    assert "换成了普通公式" in facts["插件公式"]


def test_of_another_version_everything_becomes_a_value(books: Mapping[bool, Path], tmp_path: Path) -> None:
    other = tmp_path / "别的版本.xlsx"
    book = openpyxl.load_workbook(books[True])
    del book.defined_names["单位"]
    book.save(other)
    made = packed(other, tmp_path / "报.xlsx")
    assert made.converted == 0
    assert ALL_FROZEN in packing_notes(made, has_errors=False)
    assert scores(form_of(tmp_path / "报.xlsx")) == scores(form_of(books[True]))
    assert DETAIL_SHEET not in [grid.sheet for grid in read_workbook(tmp_path / "报.xlsx").grids]


@pytest.mark.parametrize("addin", [True, False])
def test_saving_again_keeps_the_seal(addin: bool, office: Office, books: Mapping[bool, Path], tmp_path: Path) -> None:
    packed(books[addin], tmp_path / "报.xlsx")
    assert verify(read_workbook(tmp_path / "报.xlsx")).state is State.UNCHANGED
    once = tmp_path / "openpyxl.xlsx"
    openpyxl.load_workbook(tmp_path / "报.xlsx").save(once)
    assert verify(read_workbook(once)).state is State.UNCHANGED
    again = verify(read_workbook(office.recalculated(tmp_path / "报.xlsx", tmp_path / "LibreOffice.xlsx")))
    assert again.changes == () and again.state is State.UNCHANGED
    third = verify(read_workbook(gnumeric_recalculated(tmp_path / "报.xlsx", tmp_path / "Gnumeric.xlsx")))
    assert third.changes == () and third.state is State.UNCHANGED


def test_a_seal_in_the_old_format_is_not_called_a_forgery(
    office: Office, books: Mapping[bool, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Its formulas cannot be read, so thousands of cells are not as they were: why, is said."""
    packed(books[False], tmp_path / "报.xlsx")
    with office.open(tmp_path / "报.xlsx") as document:
        old = document.store(tmp_path / "报.xls")
    assert main(["verify", str(old)]) == 1
    assert "公式读不出来，都算作改动" in capsys.readouterr().out


def test_cleaned_workbooks_of_the_corpus_open(office: Office, tmp_path: Path) -> None:
    rich = [("rich", written(tmp_path / "原表.xlsx")), ("decorated", decorated(tmp_path / "rich.xlsm"))]
    for name, source in [*((name, CORPUS / name) for name in good_workbooks() if name != SIGNED), *rich]:
        target = tmp_path / "净.xlsx"
        cleaned(source, target)
        if opens(office, source):
            assert opens(office, target), name


def opens(office: Office, path: Path) -> bool:
    try:
        office.open(path).close()
    except OfficeError:
        return False
    return True


def test_what_only_waits_for_the_add_in_is_no_error(
    office: Office, books: Mapping[bool, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    waiting = office.recalculated(books[True], tmp_path / "没有插件.xlsx")
    assert sum(one.code == "PE-S103" for one in check_file(str(waiting)).report.findings) >= 19
    assert main(["pack", str(waiting), "-o", str(tmp_path / "报送")]) == 1
    refused = capsys.readouterr().err
    assert "PE-S103" not in refused and "PE-W106" in refused
    assert not (tmp_path / "报送").exists()


def test_hidden_helper_sheets_are_shown(books: Mapping[bool, Path], tmp_path: Path) -> None:
    hidden = tmp_path / "藏起来.xlsx"
    with zipfile.ZipFile(books[False]) as source, zipfile.ZipFile(hidden, "w", zipfile.ZIP_DEFLATED) as target:
        for entry in source.infolist():
            content = source.read(entry)
            if entry.filename == "xl/workbook.xml":
                first, *others = content.split(b"<sheet name=")
                content = (
                    first
                    + b"<sheet name=%s" % others[0]
                    + b"".join(b'<sheet state="hidden" name=' + one for one in others[1:])
                )
            target.writestr(entry, content)
    before = [grid.sheet for grid in read_workbook(hidden).grids]
    assert sum(grid.hidden for grid in read_workbook(hidden).grids) == len(before) - 1 > 4
    made = packed(hidden, tmp_path / "报.xlsx")
    copy = read_workbook(tmp_path / "报.xlsx")
    assert [grid.sheet for grid in copy.grids] == [*before, "校验凭证"] and not any(grid.hidden for grid in copy.grids)
    assert made.cleaned.frozen == 0
    assert form_of(tmp_path / "报.xlsx").cells == form_of(books[False]).cells
