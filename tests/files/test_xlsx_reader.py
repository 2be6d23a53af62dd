"""What honest and odd packages say, read right."""

from __future__ import annotations

from pathlib import Path

import pytest
from crafted import HEAD, MAIN, parts, relationships, worksheet, write

from perfeval_core.grid import Cell, CellKind, Grid, Merge, Workbook
from xladdin.files import FileProblem, read_workbook

STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"
STRICT_OFFICE = "http://purl.oclc.org/ooxml/officeDocument/relationships"


def read(tmp_path: Path, content: dict[str, str | bytes]) -> Workbook:
    return read_workbook(write(tmp_path / "表.xlsx", content))


def sheet(tmp_path: Path, rows: str, **more: str) -> Grid:
    return read(tmp_path, parts(rows, **more)).grids[0]


def test_values_by_type(tmp_path: Path) -> None:
    grid = sheet(
        tmp_path,
        '<row r="2"><c r="B2" t="s"><v>1</v></c><c r="C2"><v>7.4299999999999997</v></c><c r="D2" t="b"><v>1</v></c>'
        '<c r="E2" t="e"><v>#DIV/0!</v></c><c r="F2" t="str"><f>A1</f><v> 是 </v></c><c r="G2" s="1"><v>0.954</v></c>'
        '<c r="H2" s="2"><v>45291</v></c><c r="I2" t="inlineStr"><is><t>行内</t></is></c><c r="J2" s="1"/>'
        '<c r="K2" t="d"><v>2023-12-31</v></c><c r="L2" t="b"><v>0</v></c></row>',
        strings="<si><t>甲</t></si><si><t>乙</t></si>",
        formats='<numFmt numFmtId="170" formatCode="yyyy&quot;年&quot;m&quot;月&quot;d&quot;日&quot;"/>',
        styles='<xf numFmtId="0"/><xf numFmtId="10"/><xf numFmtId="170"/>',
    )
    assert grid.cells == {
        (2, 2): Cell("乙", CellKind.TEXT),
        (2, 3): Cell("7.43", CellKind.NUMBER),
        (2, 4): Cell("TRUE", CellKind.BOOLEAN),
        (2, 5): Cell("#DIV/0!", CellKind.ERROR),
        (2, 6): Cell(" 是 ", CellKind.TEXT, "A1"),
        (2, 7): Cell("95.4%", CellKind.PERCENT),
        (2, 8): Cell("2023年12月31日", CellKind.DATE),
        (2, 9): Cell("行内", CellKind.TEXT),
        (2, 11): Cell("2023年12月31日", CellKind.DATE),
        (2, 12): Cell("FALSE", CellKind.BOOLEAN),
    }


def test_rich_text_is_joined_and_phonetic_runs_are_left_out(tmp_path: Path) -> None:
    rich = "<r><t>绩</t></r><r><rPr><b/></rPr><t xml:space='preserve'> 效</t></r><rPh sb='0' eb='1'><t>jixiao</t></rPh>"
    grid = sheet(
        tmp_path,
        f'<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="inlineStr"><is>{rich}</is></c></row>',
        strings=f"<si>{rich}</si>",
    )
    assert grid.at(1, 1).text == grid.at(1, 2).text == "绩 效"


def test_escaped_characters_and_line_breaks(tmp_path: Path) -> None:
    grid = sheet(
        tmp_path,
        '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c></row>',
        strings="<si><t>绩_x000D_\n效_x005F_x000D__xD800_</t></si><si><t></t></si>",
    )
    assert grid.at(1, 1).text == "绩\r\n效_x000D__xD800_"
    assert grid.at(1, 2).text == ""


def test_rows_and_cells_without_addresses(tmp_path: Path) -> None:
    grid = sheet(
        tmp_path, '<row><c><v>1</v></c><c r="D1"><v>2</v></c><c><v>3</v></c></row><row><c/><c><v>4</v></c></row>'
    )
    assert {place: cell.text for place, cell in grid.cells.items()} == {
        (1, 1): "1",
        (1, 4): "2",
        (1, 5): "3",
        (2, 2): "4",
    }


def test_shared_formulas_read_as_they_stand_in_each_cell(tmp_path: Path) -> None:
    grid = sheet(
        tmp_path,
        '<row r="1"><c r="A1"><f t="shared" ref="A1:A3" si="0">B1*2</f><v>2</v></c></row>'
        '<row r="2"><c r="A2"><f t="shared" si="0"/><v>4</v></c></row>'
        '<row r="3"><c r="A3"><f t="shared" si="0"/></c>'
        '<c r="B3"><f t="array" ref="B3">SUM(A1:A2)</f><v>6</v></c></row>',
    )
    assert grid.at(2, 1) == Cell("4", CellKind.NUMBER, "B2*2")
    assert grid.at(3, 1) == Cell("", CellKind.BLANK, "B3*2", computed=False)
    assert grid.at(3, 2) == Cell("6", CellKind.NUMBER, "SUM(A1:A2)")


@pytest.mark.parametrize(
    ("stored", "kind", "cell"),
    [
        ("", "n", Cell("", CellKind.BLANK, "A9", computed=False)),
        ("<v/>", "n", Cell("", CellKind.BLANK, "A9", computed=False)),
        ("<v></v>", "str", Cell("", CellKind.TEXT, "A9")),
        ("<v>0</v>", "n", Cell("0", CellKind.NUMBER, "A9")),
        ("<v>#REF!</v>", "e", Cell("#REF!", CellKind.ERROR, "A9")),
    ],
)
def test_a_formula_without_a_stored_result_is_not_computed(tmp_path: Path, stored: str, kind: str, cell: Cell) -> None:
    grid = sheet(tmp_path, f'<row r="1"><c r="A1" t="{kind}"><f>A9</f>{stored}</c></row>')
    assert grid.at(1, 1) == cell


def test_zeros_of_a_writer_that_does_not_calculate_are_no_results(tmp_path: Path) -> None:
    content = parts(
        '<row r="1"><c r="A1"><f>B1</f><v>0</v></c><c r="B1"><f>C1</f><v>5</v></c><c r="C1"><v>0</v></c></row>'
    )
    content["xl/workbook.xml"] = str(content["xl/workbook.xml"]).replace(
        "<definedNames>", '<calcPr fullCalcOnLoad="1"/><definedNames>'
    )
    grid = read(tmp_path, content).grids[0]
    assert not grid.at(1, 1).computed
    assert grid.at(1, 2) == Cell("5", CellKind.NUMBER, "C1")
    assert grid.at(1, 3) == Cell("0", CellKind.NUMBER)


def test_merges_hidden_rows_and_columns(tmp_path: Path) -> None:
    grid = sheet(
        tmp_path,
        '<row r="1"/><row r="3" hidden="1"><c r="A3"><v>1</v></c></row><row hidden="true"/>',
        before='<cols><col min="2" max="3" hidden="1"/><col min="5" max="16384" hidden="1"/></cols>',
        after='<mergeCells><mergeCell ref="A3:B4"/><mergeCell ref="C1"/><mergeCell ref="D9:C8"/></mergeCells>',
    )
    assert grid.merges == (Merge(3, 1, 4, 2), Merge(8, 3, 9, 4))
    assert grid.hidden_rows == {3, 4}
    assert {2, 3, 5, 512} <= grid.hidden_cols and not {1, 4} & grid.hidden_cols
    assert grid.seen(4, 2).text == "1"


def test_dates_from_1904(tmp_path: Path) -> None:
    grid = sheet(
        tmp_path,
        '<row r="1"><c r="A1" s="1"><v>43829</v></c></row>',
        styles='<xf numFmtId="0"/><xf numFmtId="14"/>',
        workbook='<workbookPr date1904="1"/>',
    )
    assert grid.at(1, 1).text == "2023年12月31日"


def test_strict_namespaces(tmp_path: Path) -> None:
    grid = sheet(
        tmp_path,
        '<row r="1"><c r="A1" t="s"><v>0</v></c></row>',
        strings="<si><t>严</t></si>",
        main=STRICT,
        office=STRICT_OFFICE,
    )
    assert grid.at(1, 1).text == "严"


def test_namespace_prefixes(tmp_path: Path) -> None:
    content = parts()
    content["xl/worksheets/sheet1.xml"] = (
        f'{HEAD}<x:worksheet xmlns:x="{MAIN}"><x:sheetData><x:row r="1"><x:c r="A1" t="s"><x:v>0</x:v></x:c>'
        '<x:c r="B1"><x:f>1+1</x:f><x:v>2</x:v></x:c></x:row></x:sheetData>'
        '<x:mergeCells><x:mergeCell ref="A1:A2"/></x:mergeCells></x:worksheet>'
    )
    content["xl/sharedStrings.xml"] = f'{HEAD}<y:sst xmlns:y="{MAIN}"><y:si><y:t>缀</y:t></y:si></y:sst>'
    grid = read(tmp_path, content).grids[0]
    assert grid.at(1, 1).text == "缀"
    assert grid.at(1, 2) == Cell("2", CellKind.NUMBER, "1+1")
    assert grid.merges == (Merge(1, 1, 2, 1),)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "gbk", "iso-8859-1"])
def test_encodings_of_a_part_are_read_or_refused(tmp_path: Path, encoding: str) -> None:
    text = worksheet('<row r="1"><c r="A1" t="str"><v>x</v></c></row>').replace("UTF-8", encoding)
    content = parts()
    content["xl/worksheets/sheet1.xml"] = text.encode(encoding)
    try:
        assert read(tmp_path, content).grids[0].at(1, 1).text == "x"
    except FileProblem as problem:
        assert (encoding, problem.code) == ("gbk", "PE-F018")


def test_part_names_in_other_spellings(tmp_path: Path) -> None:
    content = parts('<row r="1"><c r="A1" t="s"><v>0</v></c></row>', strings="<si><t>甲</t></si>")
    content["xl/_rels/workbook.xml.rels"] = relationships(
        ("rId1", "worksheet", "/XL/worksheets/../Worksheets/Sheet1.xml"),
        ("rId3", "sharedStrings", "/xl/sharedStrings.xml"),
    )
    content["xl\\worksheets\\sheet1.xml"] = content.pop("xl/worksheets/sheet1.xml")
    assert read(tmp_path, content).grids[0].at(1, 1).text == "甲"


def test_sheets_without_a_relationship_and_chart_sheets_are_passed_over(tmp_path: Path) -> None:
    content = parts(
        sheets='<sheet name="空" sheetId="2" r:id=""/><sheet name="图" sheetId="3" r:id="rId9"/>'
        '<sheet name="表" sheetId="1" r:id="rId1"/>'
    )
    content["xl/_rels/workbook.xml.rels"] = relationships(
        ("rId1", "worksheet", "worksheets/sheet1.xml"), ("rId9", "chartsheet", "chartsheets/sheet1.xml")
    )
    assert [grid.sheet for grid in read(tmp_path, content).grids] == ["表"]


def test_defined_names_with_their_scope(tmp_path: Path) -> None:
    content = parts(
        names='<definedName name="总分">表!$G$20</definedName><definedName name="x" localSheetId="0">1</definedName>'
    )
    assert dict(read(tmp_path, content).defined_names) == {"总分": "表!$G$20", "表!x": "1"}


def test_cells_that_are_no_numbers_stay_text_and_are_told(tmp_path: Path) -> None:
    workbook = read(tmp_path, parts('<row r="1"><c r="A1"><v>约95</v></c></row>'))
    assert workbook.grids[0].at(1, 1) == Cell("约95", CellKind.TEXT)
    assert [(hazard.code, str(hazard.ref)) for hazard in workbook.hazards] == [("PE-F115", "表!A1")]


@pytest.mark.parametrize(
    "rows",
    [
        '<row r="1"><c r="A0"><v>1</v></c></row>',
        '<row r="1"><c r="XFE1"><v>1</v></c></row>',
        '<row r="1"><c r="A1048577"><v>1</v></c></row>',
        '<row r="0"/>',
        '<row r="x"/>',
        '<row r="１"/>',
        '<row r="1"><c r="A1" t="s"><v>3</v></c></row>',
        '<row r="1"><c r="A1" t="s"><v>-1</v></c></row>',
        '<row r="1"><c r="A1" t="q"><v>3</v></c></row>',
        '<row r="1"><c r="A1"><v>3</c></row>',
    ],
)
def test_what_cannot_be_trusted_is_refused(tmp_path: Path, rows: str) -> None:
    with pytest.raises(FileProblem) as caught:
        sheet(tmp_path, rows)
    assert caught.value.code == "PE-F018"


def test_the_same_file_gives_the_same_workbook(tmp_path: Path) -> None:
    path = write(tmp_path / "表.xlsx", parts())
    assert read_workbook(path) == read_workbook(str(path))


def test_the_number_format_comes_from_the_cell_formats_not_the_style_formats(tmp_path: Path) -> None:
    assert sheet(tmp_path, '<row r="1"><c r="A1" s="0"><v>0.5</v></c></row>').at(1, 1).text == "0.5"
