"""Live sheets as grids: LibreOffice's, Excel's XML text, and the plain way, against the file reader."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from perfeval_core.grid import Cell, CellKind, Grid, Merge
from workbook_templates.build import DIST
from workbook_templates.recomputing import plain_names
from xladdin.excel.sheet_xml import UnreadableXml, read_spreadsheet_xml
from xladdin.files import read_workbook
from xladdin.live_contents import TooLarge
from xladdin.live_sheet import read_book, read_live, read_plainly

Opener = Callable[[Path], Any]


def spelled(grid: Grid) -> dict[tuple[int, int], tuple[str, CellKind, bool]]:
    return {place: (cell.text, cell.kind, cell.formula is not None) for place, cell in grid.cells.items()}


@pytest.fixture
def odd(tmp_path: Path) -> Path:
    made = openpyxl.Workbook()
    sheet = made.active
    sheet.title = "各样"
    rows: list[list[Any]] = [
        ["≥90%", 0.954, 7.43, True, datetime(2023, 12, 31), "'=不是公式"],
        ["=1/0", "=NA()", "=B1*2", '=A1&"x"', "=1=1", 1e-7],
        [None, 0.1 + 0.2, 123456789012345, "007", 0, -3.5],
    ]
    for row in rows:
        sheet.append(row)
    sheet["F1"] = "=不是公式"
    sheet["F1"].data_type = "s"
    for address, code in (("B1", "0.0%"), ("C2", "0%"), ("E1", 'yyyy"年"m"月"d"日"'), ("D3", "@")):
        sheet[address].number_format = code
    sheet.merge_cells("H2:I5")
    sheet["H2"] = "合并"
    sheet.merge_cells("A7:C7")
    sheet["A7"] = 5
    sheet.row_dimensions[3].hidden = True
    sheet.column_dimensions["C"].hidden = True
    path = tmp_path / "各样.xlsx"
    made.save(path)
    return path


def test_libreoffice_shows_what_the_file_reader_reads(opened: Opener, odd: Path) -> None:
    book = opened(odd)
    book.save(odd.with_name("存.xlsx"))
    live = read_book(book).grids[0]
    stored = read_workbook(str(odd.with_name("存.xlsx"))).grids[0]
    assert spelled(live) == spelled(stored)
    assert set(live.merges) == set(stored.merges) == {Merge(2, 8, 5, 9), Merge(7, 1, 7, 3)}
    assert live.hidden_rows == {3} and live.hidden_cols == {3}


def test_published_forms_read_alike_live_and_from_the_file(
    opened: Opener, forms: dict[str, Path], tmp_path: Path
) -> None:
    for name in list(forms)[:4]:
        live = read_book(opened(forms[name]))
        stored = read_workbook(str(forms[name]))
        for one, other in zip(live.grids, stored.grids, strict=True):
            assert spelled(one) == spelled(other), name
            assert set(one.merges) == set(other.merges), name


@pytest.mark.parametrize("name", ["项目支出绩效自评表（2020版）", "项目支出绩效自评表（含成本指标）-插件函数"])
def test_the_standard_workbook_reads_alike_live_and_from_the_file(opened: Opener, name: str) -> None:
    """Formulas too, word for word as Excel has them, and every defined name: fixes are found from these."""
    path = DIST / f"{name}.xlsx"
    stored, live = read_workbook(str(path)), read_book(opened(path))
    assert plain_names(live) == plain_names(stored) and len(plain_names(live)) > 50
    for one, other in zip(live.grids, stored.grids, strict=True):
        assert (one.sheet, one.hidden, one.hidden_rows, one.hidden_cols) == (
            other.sheet, other.hidden, other.hidden_rows, other.hidden_cols,
        )  # fmt: skip
        formulas = {
            place: (one.at(*place).formula, re.sub(r"'(\w+)'!", r"\1!", cell.formula))
            for place, cell in other.cells.items()
            if cell.formula is not None
        }
        assert {place: pair for place, pair in formulas.items() if pair[0] != pair[1]} == {}, one.sheet


def test_formulas_in_excels_spelling(opened: Opener, tmp_path: Path) -> None:
    """The quick way as text against LibreOffice's own printer of formulas."""
    made = openpyxl.Workbook()
    sheet = made.active
    sheet.title = "甲"
    made.create_sheet("乙 '丙'；1.5")
    typed = [
        "=SUM(B1:B3,'乙 ''丙''；1.5'!$A$1,1.5)", '=IF(B1="a;b|{x}~!$甲.A1",{1,"x;y";2,TRUE},FALSE)', "=B1:C2 B2:C3",
        "=SUM(甲!$B:$B)+SUM(甲!2:2)", "=SUM('乙 ''丙''；1.5'!A1:B2)&$B$4", "=1.5E-7*B1%",
    ]  # fmt: skip
    for row, formula in enumerate(typed, 1):
        sheet.cell(row, 1, formula)
    made.save(tmp_path / "式.xlsx")
    book = opened(tmp_path / "式.xlsx")
    printed = [line[0].removeprefix("=") for line in book.sheets[0]["A1"].resize(len(typed), 2).formula]
    live = read_live(book.sheets[0], excel_formulas=True).grid
    found = [live.at(row, 1).formula for row in range(1, len(typed) + 1)]
    assert found == [text.replace("TRUE()", "TRUE").replace("FALSE()", "FALSE") for text in printed]


def test_hidden_sheets_and_hazards(opened: Opener, tmp_path: Path) -> None:
    made = openpyxl.Workbook()
    made.active.title = "看得见"
    made.create_sheet("藏着").sheet_state = "hidden"
    made.create_sheet("藏得深").sheet_state = "veryHidden"
    made.save(tmp_path / "藏.xlsx")
    live = read_book(opened(tmp_path / "藏.xlsx"))
    stored = read_workbook(str(tmp_path / "藏.xlsx"))
    assert [grid.hidden for grid in live.grids] == [grid.hidden for grid in stored.grids] == [False, True, True]
    assert [one.detail for one in live.hazards] == [one.detail for one in stored.hazards] == ["藏着", "藏得深"]


def test_an_enormous_used_range_is_read_by_what_it_holds(opened: Opener, odd: Path) -> None:
    book = opened(odd)
    before = read_live(book.sheets[0]).grid
    sheet = book.sheets[0]
    sheet["XFD1048576"].value = "远"
    sheet["K:K"].number_format = "0.0%"
    sheet["A:XFD"].color = (1, 2, 3)
    after = read_live(sheet)
    assert dict(after.grid.cells) == {**before.cells, (1048576, 16384): Cell("远", CellKind.TEXT)}
    assert after.fill_at((500_000, 9_000)) == "#010203" and set(after.grid.merges) == set(before.merges)


def test_too_many_cells_are_refused(opened: Opener, odd: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from xladdin.libreoffice.engine import bulk

    book = opened(odd)
    monkeypatch.setattr(bulk, "MOST_CELLS", 1_000)
    monkeypatch.setattr(bulk, "ONE_BLOCK", 1_000)
    read_live(book.sheets[0])
    book.sheets[0]["A10:A1100"].value = 1
    with pytest.raises(TooLarge):
        read_live(book.sheets[0])


def test_the_plain_way_reads_the_same_values(opened: Opener, odd: Path) -> None:
    book = opened(odd)
    plain, live = read_plainly(book.sheets[0]).grid, read_book(book).grids[0]
    differing = {place for place in live.cells if spelled(live)[place] != spelled(plain).get(place)}
    assert differing == set(), [(live.cells[place], plain.cells.get(place)) for place in differing]


EXCEL = """<?xml version="1.0"?>
<?mso-application progid="Excel.Sheet"?>
<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:o="urn:schemas-microsoft-com:office:office"
 xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet" xmlns:html="http://www.w3.org/TR/REC-html40">
 <Styles>
  <Style ss:ID="Default" ss:Name="Normal"><NumberFormat/></Style>
  <Style ss:ID="s62"><NumberFormat ss:Format="Percent"/></Style>
  <Style ss:ID="s63" ss:Parent="s62"/>
  <Style ss:ID="s67"><Interior ss:Color="#FFC000" ss:Pattern="Solid"/></Style>
  <Style ss:ID="s68"><Interior ss:Color="#FFC000" ss:Pattern="Gray125" ss:PatternColor="#000000"/>
   <NumberFormat ss:Format="0.0%"/></Style>
  <Style ss:ID="s70"><Interior ss:Color="#00ff00" ss:Pattern="Solid"/><NumberFormat ss:Format="Percent"/></Style>
  <Style ss:ID="s64"><NumberFormat ss:Format="Short Date"/></Style>
  <Style ss:ID="s65"><NumberFormat ss:Format="0.0%"/></Style>
  <Style ss:ID="s66"><NumberFormat ss:Format="0.00_ "/></Style>
 </Styles>
 <Worksheet ss:Name="自评表"><Table ss:ExpandedColumnCount="6" ss:ExpandedRowCount="5">
   <Column ss:Index="2" ss:Hidden="1" ss:Span="1"/>
   <Column ss:Index="6" ss:StyleID="s67"/>
   <Row><Cell><Data ss:Type="String">≥90%&#10;以上</Data></Cell>
    <Cell ss:StyleID="s62"><Data ss:Type="Number">0.954</Data></Cell>
    <Cell ss:Index="4" ss:StyleID="s64"><Data ss:Type="DateTime">2023-12-31T00:00:00.000</Data></Cell>
    <Cell><Data ss:Type="Boolean">1</Data></Cell></Row>
   <Row ss:Index="3" ss:Hidden="1" ss:StyleID="s70">
    <Cell ss:MergeAcross="1" ss:MergeDown="1" ss:StyleID="s66" ss:Formula="=R[-2]C*2">
     <Data ss:Type="Number">7.4299999999999997</Data>
     <Comment ss:Author="x"><ss:Data xmlns="http://www.w3.org/TR/REC-html40"><B>批注</B>&#10;第二行</ss:Data></Comment></Cell>
    <Cell ss:StyleID="s70"><Data ss:Type="Number">0.12</Data></Cell>
    <Cell ss:StyleID="s67" ss:Formula="=1/0"><Data ss:Type="Error">#DIV/0!</Data></Cell></Row>
   <Row><Cell ss:Index="3"><ss:Data ss:Type="String"
     xmlns="http://www.w3.org/TR/REC-html40">富<Font html:Color="#FF0000">文本</Font></ss:Data></Cell>
    <Cell ss:StyleID="s68"><Data ss:Type="Number">1</Data></Cell></Row>
   <Row><Cell><Data ss:Type="String">=不是公式</Data></Cell></Row>
 </Table></Worksheet></Workbook>"""


def test_excels_xml_text() -> None:
    formulas = (
        ("≥90%\n以上", "0.954", "", "45291", "TRUE", ""),
        ("", "", "", "", "", ""),
        ("=A1*2", "", "0.12", "=1/0", "", ""),
        ("", "", "富文本", "1", "", ""),
        ("=不是公式", "", "", "", "", ""),
    )
    live = read_spreadsheet_xml(EXCEL, "自评表", 2, 3, formulas)
    grid = live.grid
    assert grid.cells == {
        (2, 3): Cell("≥90%\n以上", CellKind.TEXT),
        (2, 4): Cell("95.4%", CellKind.PERCENT),
        (2, 6): Cell("2023年12月31日", CellKind.DATE),
        (2, 7): Cell("TRUE", CellKind.BOOLEAN),
        (4, 3): Cell("7.43", CellKind.NUMBER, "A1*2"),
        (4, 5): Cell("12%", CellKind.PERCENT),
        (4, 6): Cell("#DIV/0!", CellKind.ERROR, "1/0"),
        (5, 5): Cell("富文本", CellKind.TEXT),
        (5, 6): Cell("100%", CellKind.PERCENT),
        (6, 3): Cell("=不是公式", CellKind.TEXT),
    }
    assert grid.merges == (Merge(4, 3, 5, 4),)
    assert grid.hidden_rows == {4} and grid.hidden_cols == {4, 5}
    assert live.notes == {(4, 3): "批注\n第二行"}
    fills = {(4, 6): "#FFC000", (5, 6): "?", (5, 5): None, (2, 4): None, (2, 5): None, (4, 5): "#00FF00", (9, 9): None}
    assert {place: live.fill_at(place) for place in fills} == fills
    assert [live.fill_at((row, 7)) for row in (2, 4, 6)] == [None, "#00FF00", None], "a blank cell looks as its row"
    assert [live.fill_at((row, 8)) for row in (3, 4)] == ["#FFC000", "#00FF00"], "then as its column"


@pytest.mark.parametrize(
    "text",
    [
        "", "<a/>", EXCEL[:900], EXCEL.replace('"DateTime">2023', '"DateTime">x'), EXCEL.replace("Boolean", "Novelty"),
        EXCEL.replace("<?mso", "<!DOCTYPE x [<!ENTITY a 'b'>]><?mso"), EXCEL.replace('ss:Index="3"', 'ss:Index="300"'),
    ],
)  # fmt: skip
def test_a_text_that_is_not_known_is_not_believed(text: str) -> None:
    with pytest.raises(UnreadableXml):
        read_spreadsheet_xml(text, "自评表", 2, 3, (("",) * 6,) * 5)
