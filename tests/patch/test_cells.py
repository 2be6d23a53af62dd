"""One cell of every good workbook of the corpus is changed: nothing else is, and others can still open it."""

from __future__ import annotations

import warnings
import zipfile
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from crafted import MAIN, parts, write

from perfeval_core.grid import CellRef
from tests.patch.packages import CORPUS, changed_parts, contents, good_workbooks, members
from xladdin.files import FileProblem, read_workbook
from xladdin.files.patch.cells import Value, ValueKind
from xladdin.files.patch.editing import write_values
from xladdin.files.patch.saving import changed_workbook
from xladdin.files.patch.sheets import sheet_parts

SIGNED = "poi/hello-world-signed.xlsx"
RISKY = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1+1", "\r=1+1", "=cmd|'/c calc'!A0", '=HYPERLINK("http://x")']


def plain_workbook(path: Path) -> Path:
    book = openpyxl.Workbook()
    book.active.title = "表"
    book.save(path)
    return path


def changed(source: Path, target: Path, values: dict[CellRef, Value], *, forget: bool = False) -> Path:
    content, _ = changed_workbook(str(source), lambda parts: write_values(parts, values, forget_results=forget))
    target.write_bytes(content)
    return target


def free_ref(path: Path) -> CellRef:
    """A cell of the first sheet that is in no array formula: far below everything."""
    grid = read_workbook(path).grids[0]
    return CellRef(grid.sheet, max((row for row, _ in grid.cells), default=0) + 3, 2)


def openpyxl_opens(path: Path) -> bool:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            openpyxl.load_workbook(path)
        except Exception:
            return False
    return True


@pytest.mark.parametrize("name", [name for name in good_workbooks() if name != SIGNED])
def test_only_the_sheet_changes(name: str, tmp_path: Path) -> None:
    source = CORPUS / name
    before = read_workbook(source)
    ref = free_ref(source)
    after = changed(source, tmp_path / Path(name).name, {ref: Value.of_text("改动“1”＜&>")})
    part = changed_workbook(str(source), sheet_parts)[1][ref.sheet]
    assert {one.lower().replace("\\", "/") for one in changed_parts(source, after)} == {part}
    assert list(members(after)) == list(members(source))
    again = read_workbook(after)
    assert again.grids[0].at(ref.row, ref.col).text == "改动“1”＜&>"
    cells = {place: cell for place, cell in again.grids[0].cells.items() if place != (ref.row, ref.col)}
    assert cells == before.grids[0].cells
    assert again.grids[1:] == before.grids[1:]
    assert again.hazards == before.hazards
    assert zipfile.ZipFile(after).testzip() is None
    assert openpyxl_opens(after) or not openpyxl_opens(source)


@pytest.mark.parametrize("name", [name for name in good_workbooks() if name != SIGNED])
def test_every_filled_cell_can_be_overwritten(name: str, tmp_path: Path) -> None:
    source = CORPUS / name
    before = read_workbook(source)
    grid = before.grids[0]
    places = sorted(place for place, cell in grid.cells.items() if cell.formula is None)[:3] or [(1, 1)]
    values = {CellRef(grid.sheet, *place): Value.of_text(f"新{number}") for number, place in enumerate(places)}
    try:
        after = changed(source, tmp_path / Path(name).name, values)
    except FileProblem as problem:
        assert problem.code in ("PE-F203", "PE-F207"), "part of an array, or a table's title that formulas use"
        return
    again = read_workbook(after).grids[0]
    assert [again.at(*place).text for place in places] == [f"新{number}" for number in range(len(places))]
    others = {place: cell for place, cell in again.cells.items() if place not in places}
    assert others == {place: cell for place, cell in grid.cells.items() if place not in places}


def test_a_signed_workbook_is_refused() -> None:
    with pytest.raises(FileProblem, match=r"PE-F201 .*数字签名"):
        changed_workbook(str(CORPUS / SIGNED), lambda parts: None)


@pytest.mark.parametrize("name", ["poi/49612.xls", "sheetjs/RkNumber.xls"])
def test_an_old_workbook_is_refused(name: str) -> None:
    with pytest.raises(FileProblem, match="PE-F202"):
        changed_workbook(str(CORPUS / name), lambda parts: None)


@pytest.mark.parametrize("name", ["msoffcrypto/example_password.xlsx", "calamine/pass_protected.xlsx"])
def test_an_encrypted_workbook_is_refused(name: str) -> None:
    with pytest.raises(FileProblem, match="PE-F009"):
        changed_workbook(str(CORPUS / name), lambda parts: None)


# -- texts that look like formulas


def test_a_text_stays_a_text(tmp_path: Path) -> None:
    source = plain_workbook(tmp_path / "a.xlsx")
    values = {CellRef("表", 2 + at, 1): Value.of_text(text) for at, text in enumerate(RISKY)}
    after = changed(source, tmp_path / "b.xlsx", values)
    sheet = openpyxl.load_workbook(after)["表"]
    grid = read_workbook(after).grids[0]
    for at, text in enumerate(RISKY):
        cell = sheet.cell(2 + at, 1)
        assert cell.data_type == "s" and cell.quotePrefix
        assert grid.at(2 + at, 1).text == text and grid.at(2 + at, 1).formula is None


def test_characters_that_xml_cannot_hold(tmp_path: Path) -> None:
    text = "一\x01二\x0b三_x0041_四\r五\n六\ud83d七\ufffe八👍 "
    source = write(tmp_path / "a.xlsx", parts())
    after = changed(source, tmp_path / "b.xlsx", {CellRef("表", 9, 9): Value.of_text(text)})
    shown = text.replace("\ud83d", "_xD83D_")
    assert read_workbook(after).grids[0].at(9, 9).text == shown


# -- numbers and formulas


ROWS = (
    '<row r="1"><c r="A1"><v>1</v></c><c r="B1"><f>A1*2</f><v>2</v></c></row>'
    '<row r="2"><c r="A2"><v>2</v></c><c r="B2"><f t="shared" ref="B2:B4" si="0">A2*$A$1&amp;"&lt;"</f><v>2</v></c>'
    "</row>"
    '<row r="3"><c r="A3"><v>3</v></c><c r="B3" t="str"><f t="shared" si="0"/><v>3</v></c></row>'
    '<row r="4"><c r="B4"><f t="shared" si="0"/><v>4</v></c></row>'
    '<row r="6"><c r="B6"><f t="array" ref="B6:B7">A1:A2</f><v>1</v></c></row><row r="7"><c r="B7"><v>2</v></c></row>'
)


def test_results_that_are_no_longer_true_go(tmp_path: Path) -> None:
    source = write(tmp_path / "a.xlsx", parts(ROWS))
    result = Value(ValueKind.NUMBER, "10", formula="A1*2")
    values = {CellRef("表", 1, 1): Value.of_number("5"), CellRef("表", 1, 2): result}
    grid = read_workbook(changed(source, tmp_path / "b.xlsx", values, forget=True)).grids[0]
    assert (grid.at(1, 1).text, grid.at(1, 2).text, grid.at(1, 2).formula) == ("5", "10", "A1*2")
    assert [grid.at(row, 2).computed for row in (2, 3, 4, 6)] == [False] * 4
    assert grid.at(7, 2).text == "2"
    workbook = contents(tmp_path / "b.xlsx")["xl/workbook.xml"]
    assert b'<calcPr fullCalcOnLoad="1"/>' in workbook
    assert changed_parts(source, tmp_path / "b.xlsx") == {"xl/workbook.xml", "xl/worksheets/sheet1.xml"}


def test_a_shared_formula_outlives_its_first_cell(tmp_path: Path) -> None:
    source = write(tmp_path / "a.xlsx", parts(ROWS))
    before = read_workbook(source).grids[0]
    after = read_workbook(changed(source, tmp_path / "b.xlsx", {CellRef("表", 2, 2): Value.of_number("7")})).grids[0]
    assert after.at(2, 2).text == "7" and after.at(2, 2).formula is None
    for row in (3, 4):
        assert after.at(row, 2) == before.at(row, 2)


def test_a_part_of_an_array_is_refused(tmp_path: Path) -> None:
    source = write(tmp_path / "a.xlsx", parts(ROWS))
    with pytest.raises(FileProblem, match=r"PE-F203 .*B7 属于一个数组公式"):
        changed(source, tmp_path / "b.xlsx", {CellRef("表", 7, 2): Value.of_number("7")})


@pytest.mark.parametrize(
    ("rows", "place"),
    [
        ("", (3, 3)),
        ('<row r="3"/>', (3, 3)),
        ('<row r="2"><c r="A2"><v>1</v></c></row><row r="5"><c r="B5"><v>2</v></c></row>', (3, 3)),
        ('<row r="3"><c r="B3"><v>1</v></c><c r="D3"><v>2</v></c></row>', (3, 3)),
        ("<row><c><v>1</v></c></row><row><c><v>2</v></c><c><v>3</v></c></row>", (2, 3)),
        ("<row><c><v>1</v></c></row><row><c><v>2</v></c><c><v>3</v></c></row>", (2, 2)),
        ('<row r="3" s="1" customFormat="1"><c r="E3"><v>2</v></c></row>', (3, 3)),
    ],
)
def test_a_cell_finds_its_place(rows: str, place: tuple[int, int], tmp_path: Path) -> None:
    styles = '<xf numFmtId="0"/><xf numFmtId="9"/>'
    source = write(tmp_path / "a.xlsx", parts(rows, styles=styles))
    before = read_workbook(source).grids[0]
    after = changed(source, tmp_path / "b.xlsx", {CellRef("表", *place): Value.of_number("0.5")})
    grid = read_workbook(after).grids[0]
    assert grid.at(*place).text == ("50%" if "customFormat" in rows else "0.5")
    assert {at: cell for at, cell in grid.cells.items() if at != place} == {
        at: cell for at, cell in before.cells.items() if at != place
    }


def test_a_prefix_is_kept(tmp_path: Path) -> None:
    content = parts('<row r="1"><c r="A1"><v>1</v></c></row>')
    sheet = content["xl/worksheets/sheet1.xml"]
    assert isinstance(sheet, str)
    for name in ("worksheet", "sheetData", "row", "c", "v"):
        sheet = sheet.replace(f"<{name}", f"<x:{name}").replace(f"</{name}", f"</x:{name}")
    content["xl/worksheets/sheet1.xml"] = sheet.replace(f'xmlns="{MAIN}"', f'xmlns:x="{MAIN}"')
    source = write(tmp_path / "a.xlsx", content)
    values = {CellRef("表", 1, 1): Value.of_text("文"), CellRef("表", 2, 2): Value.of_number("3")}
    after = changed(source, tmp_path / "b.xlsx", values)
    grid = read_workbook(after).grids[0]
    assert (grid.at(1, 1).text, grid.at(2, 2).text) == ("文", "3")


def test_another_encoding_is_refused(tmp_path: Path) -> None:
    content = parts()
    sheet = content["xl/worksheets/sheet1.xml"]
    assert isinstance(sheet, str)
    content["xl/worksheets/sheet1.xml"] = sheet.replace("UTF-8", "UTF-16").encode("utf-16")
    source = write(tmp_path / "a.xlsx", content)
    with pytest.raises(FileProblem, match="PE-F204"):
        changed(source, tmp_path / "b.xlsx", {CellRef("表", 1, 1): Value.of_text("文")})


def test_no_number_is_no_number() -> None:
    for text in ("", "1,000", "=1", "nan", "１"):
        with pytest.raises(ValueError):
            Value.of_number(text)


# -- titles of tables


def with_table(path: Path, formula: str = "") -> Path:
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet("表")
    sheet.add_table("B2:C4", {"columns": [{"header": "甲\n一"}, {"header": "乙"}]})
    if formula:
        sheet.write_formula("E1", formula)
    book.close()
    return path


def test_a_table_follows_its_title(tmp_path: Path) -> None:
    source = with_table(tmp_path / "a.xlsx")
    titles = {CellRef("表", 2, 2): Value.of_text("新的 & “丙”\r\n二"), CellRef("表", 3, 2): Value.of_number("1")}
    after = changed(source, tmp_path / "b.xlsx", titles)
    table = openpyxl.load_workbook(after)["表"].tables["Table1"]
    assert [column.name for column in table.tableColumns] == ["新的 & “丙”\n二", "乙"]
    assert changed_parts(source, after) == {"xl/tables/table1.xml", "xl/worksheets/sheet1.xml"}


@pytest.mark.parametrize(
    ("value", "formula", "why"),
    [
        (Value.of_number("7"), "", "要是一段文字"),
        (Value(ValueKind.BLANK), "", "要是一段文字"),
        (Value.of_text("乙"), "", "已经有一列叫“乙”"),
        (Value.of_text("丙"), "=SUM(Table1[甲\n一])", "有公式用这个标题"),
    ],
)
def test_a_title_that_the_table_cannot_have_is_refused(value: Value, formula: str, why: str, tmp_path: Path) -> None:
    source = with_table(tmp_path / "a.xlsx", formula)
    with pytest.raises(FileProblem, match=f"PE-F207 .*B2 是表格一列的标题：{why}"):
        changed(source, tmp_path / "b.xlsx", {CellRef("表", 2, 2): value})
