"""What is in a file and never run is told, with its place."""

from __future__ import annotations

from pathlib import Path

import pytest
from crafted import HEAD, MAIN, OFFICE, parts, relationships, worksheet, write

from perfeval_core.grid import Hazard
from xladdin.files import read_workbook
from xladdin.files.hazards import formula_hazard

CORPUS = Path(__file__).resolve().parents[3] / "shared" / "corpus"


def hazards(tmp_path: Path, content: dict[str, str | bytes]) -> list[tuple[str, str, str]]:
    found = read_workbook(write(tmp_path / "表.xlsx", content)).hazards
    return [(hazard.code, hazard.detail, "" if hazard.ref is None else hazard.ref.a1) for hazard in found]


def test_an_honest_workbook_has_none(tmp_path: Path) -> None:
    formulas = (
        '<row r="1"><c r="A1"><f>SUM(B1:B9)</f><v>1</v></c><c r="B1"><f>"[1] | ！CALL("&amp;C1</f><v>1</v></c></row>'
    )
    assert hazards(tmp_path, parts(formulas)) == []


@pytest.mark.parametrize(
    ("formula", "code"),
    [
        ('WEBSERVICE("http://x/"&A1)', "PE-F105"),
        ('_xlfn.WEBSERVICE("http://x/")', "PE-F105"),
        ('1+IF(A1,rtd("a",,"b"))', "PE-F105"),
        ('CALL("Kernel32","WinExec")', "PE-F105"),
        ("REGISTER.ID(1)", "PE-F105"),
        ('_xlfn.IMAGE("http://x/a.png")', "PE-F105"),
        ("cmd|'/c calc'!A0", "PE-F103"),
        ("Excel|Book1!R1C1", "PE-F103"),
        ("[1]Sheet1!A1", "PE-F104"),
        ("SUM('[2]表 1'!A1:A9)", "PE-F104"),
        ("'C:\\[预算.xlsx]Sheet1'!A1", "PE-F104"),
        ("[0]!name", None),
        ("SUM(Table1[1])", None),
        ("SUM(Table1[[#All],[金额]])", None),
        ("RECALL(1)", None),
        ('"cmd|x!A1"', None),
        ("ROUND(10*B1/A1,2)", None),
    ],
)
def test_formulas(tmp_path: Path, formula: str, code: str | None) -> None:
    assert formula_hazard(formula) == code
    escaped = formula.replace("&", "&amp;")
    found = hazards(tmp_path, parts(f'<row r="3"><c r="C3"><f>{escaped}</f><v>1</v></c></row>'))
    assert found == ([(code, f"={formula}", "C3")] if code else [])


def test_parts_that_are_never_opened(tmp_path: Path) -> None:
    content = parts() | {
        "xl/vbaProject.bin": b"x",
        "xl/embeddings/oleObject1.bin": b"x",
        "xl/activeX/activeX1.bin": b"x",
        "xl/connections.xml": b"not read",
        "xl/macrosheets/sheet1.xml": b"not read",
    }
    assert [code for code, _, _ in hazards(tmp_path, content)] == [
        "PE-F101",
        "PE-F102",
        "PE-F106",
        "PE-F106",
        "PE-F112",
    ]


def test_macro_sheets_and_names_that_run_by_themselves(tmp_path: Path) -> None:
    content = parts(
        sheets='<sheet name="宏" sheetId="2" r:id="rId8"/><sheet name="表" sheetId="1" r:id="rId1"/>',
        names='<definedName name="_xlnm.Auto_Open" hidden="1">宏!$A$1</definedName>'
        '<definedName name="b">cmd|x!A</definedName>',
    )
    content["xl/_rels/workbook.xml.rels"] = relationships(
        ("rId1", "worksheet", "worksheets/sheet1.xml"), ("rId8", "xlMacrosheet", "m.xml")
    )
    assert [(code, detail) for code, detail, _ in hazards(tmp_path, content)] == [
        ("PE-F102", "名称 _xlnm.Auto_Open = 宏!$A$1"),
        ("PE-F102", "宏表「宏」"),
        ("PE-F103", "名称 b = cmd|x!A"),
    ]


def test_external_and_dde_links_are_named(tmp_path: Path) -> None:
    content = parts()
    content["xl/_rels/workbook.xml.rels"] = relationships(
        ("rId1", "worksheet", "worksheets/sheet1.xml"),
        ("rId5", "externalLink", "externalLinks/externalLink1.xml"),
        ("rId6", "externalLink", "externalLinks/externalLink2.xml"),
    )
    content["xl/externalLinks/externalLink1.xml"] = f'<externalLink xmlns="{MAIN}"><externalBook/></externalLink>'
    content["xl/externalLinks/_rels/externalLink1.xml.rels"] = relationships(
        ("rId1", "externalLinkPath", "!file:///预算.xlsx")
    )
    content["xl/externalLinks/externalLink2.xml"] = (
        f'{HEAD}<externalLink xmlns="{MAIN}"><ddeLink ddeService="cmd" ddeTopic="/c calc"/></externalLink>'
    )
    assert hazards(tmp_path, content) == [("PE-F103", "cmd|/c calc", ""), ("PE-F104", "file:///预算.xlsx", "")]


def test_hidden_sheets(tmp_path: Path) -> None:
    content = parts(
        sheets='<sheet name="藏" sheetId="1" state="hidden" r:id="rId1"/>'
        '<sheet name="深" sheetId="2" state="veryHidden" r:id="rId2"/>'
    )
    content["xl/_rels/workbook.xml.rels"] = relationships(
        ("rId1", "worksheet", "worksheets/sheet1.xml"), ("rId2", "worksheet", "worksheets/sheet2.xml")
    )
    content["xl/worksheets/sheet2.xml"] = worksheet()
    assert hazards(tmp_path, content) == [("PE-F107", "藏", ""), ("PE-F108", "深", "")]
    assert all(grid.hidden for grid in read_workbook(tmp_path / "表.xlsx").grids)


def test_an_embedded_object_in_a_sheet(tmp_path: Path) -> None:
    after = (
        f'<oleObjects xmlns:r="{OFFICE}"><oleObject progId="Word.Document.12" shapeId="1" r:id="rId4"/></oleObjects>'
    )
    assert hazards(tmp_path, parts(after=after)) == [("PE-F106", "表：Word.Document.12", "")]


def test_many_hazards_of_one_kind_are_counted(tmp_path: Path) -> None:
    rows = "".join(f'<row r="{row}"><c r="A{row}"><f>RTD({row})</f><v>1</v></c></row>' for row in range(1, 31))
    found = hazards(tmp_path, parts(rows))
    assert len(found) == 11
    assert found[-1] == ("PE-F105", "另有 20 处", "")


@pytest.mark.parametrize(
    ("name", "codes"),
    [
        ("calamine/vba.xlsm", {"PE-F101"}),
        ("poi/64420.xlsm", {"PE-F102"}),
        ("closedxml/activex_checkbox.xlsx", {"PE-F106"}),
        ("poi/link-external-workbook-b.xlsx", {"PE-F104"}),
        ("sheetjs/sheet_visibility_strict.xlsx", {"PE-F107", "PE-F108"}),
        ("poi/45761.xls", {"PE-F101", "PE-F107", "PE-F108"}),
    ],
)
def test_files_of_the_world(name: str, codes: set[str]) -> None:
    found: tuple[Hazard, ...] = read_workbook(CORPUS / name).hazards
    assert {hazard.code for hazard in found} == codes
