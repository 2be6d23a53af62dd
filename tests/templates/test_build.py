"""The built workbooks: the same bytes every time, the committed ones equal to a fresh build, small and quick."""

from __future__ import annotations

import re
import zipfile
from io import BytesIO

import pytest

from workbook_templates.build import DIST, build_standard_workbook, build_templates
from workbook_templates.content import blank_content, form_names
from workbook_templates.parameters import scheme_titles

LARGEST = 120_000
ALLOWED = {
    "ABS", "AND", "CHAR", "CONCATENATE", "COUNT", "COUNTA", "COUNTIF", "COUNTIFS", "DATE", "DAY", "EXACT", "FIND",
    "HYPERLINK", "IF", "IFERROR", "INDEX", "INT", "ISBLANK", "ISERROR", "ISLOGICAL", "ISNUMBER", "LARGE", "LEFT",
    "LEN", "MATCH", "MAX", "MID", "MIN", "MOD", "N", "NOT", "OR", "RIGHT", "ROUND", "ROW", "SUBSTITUTE", "SUM",
    "SUMIF", "SUMIFS", "SUMPRODUCT", "TEXT", "VALUE", "TRUE", "FALSE",
}  # fmt: skip
"""All in Excel 2010; none is volatile."""


@pytest.fixture(scope="module")
def templates() -> dict[str, bytes]:
    return build_templates()


def test_the_five_workbooks_are_there(templates: dict[str, bytes]) -> None:
    assert sorted(templates) == [
        "项目支出绩效目标申报表.xlsx",
        "项目支出绩效自评表（2020版）-插件函数.xlsx",
        "项目支出绩效自评表（2020版）.xlsx",
        "项目支出绩效自评表（含成本指标）-插件函数.xlsx",
        "项目支出绩效自评表（含成本指标）.xlsx",
    ]


def test_the_committed_workbooks_are_a_fresh_build(templates: dict[str, bytes]) -> None:
    committed = {path.name: path.read_bytes() for path in DIST.glob("*.xlsx")}
    assert sorted(committed) == sorted(templates)
    assert [name for name in templates if committed[name] != templates[name]] == [], "python -m workbook_templates"


def test_built_twice_is_the_same(templates: dict[str, bytes]) -> None:
    assert build_templates() == templates


def test_the_workbooks_are_small(templates: dict[str, bytes]) -> None:
    assert {name: len(content) for name, content in templates.items() if len(content) > LARGEST} == {}


@pytest.mark.parametrize("scheme", sorted(scheme_titles().values()))
def test_every_scheme_can_be_built_in(scheme: str) -> None:
    from dataclasses import replace

    assert build_standard_workbook(replace(blank_content("mof_2020"), scheme=scheme))


def _formulas(content: bytes) -> list[str]:
    from html import unescape

    found: list[str] = []
    with zipfile.ZipFile(BytesIO(content)) as package:
        for name in package.namelist():
            if re.fullmatch(r"xl/worksheets/sheet\d+\.xml|xl/workbook\.xml", name):
                xml = package.read(name).decode("utf-8")
                found += map(unescape, re.findall(r"<(?:f|formula|formula1|definedName)(?: [^>]*)?>([^<]+)<", xml))
    return found


def test_the_formulas_are_those_of_excel_2010(templates: dict[str, bytes]) -> None:
    for name, content in templates.items():
        allowed = ALLOWED | ({"PE_SCORE", "PE_CHECK"} if "插件" in name else set())
        for formula in _formulas(content):
            bare = re.sub(r'"[^"]*"', '""', formula)
            assert set(re.findall(r"([A-Z][A-Z_.0-9]*)\(", bare)) <= allowed, (name, formula)
            assert len(formula) <= 2000, (name, len(formula), formula[:80])


def test_nothing_outside_is_needed(templates: dict[str, bytes]) -> None:
    for content in templates.values():
        with zipfile.ZipFile(BytesIO(content)) as package:
            names = package.namelist()
            relations = "".join(package.read(name).decode() for name in names if name.endswith(".rels"))
            properties = package.read("docProps/core.xml").decode()
        assert not [name for name in names if "vba" in name.lower() or "external" in name.lower()]
        assert 'TargetMode="External"' not in relations
        assert "<dc:creator></dc:creator>" in properties  # nobody's name


def test_no_sheet_is_hidden(templates: dict[str, bytes]) -> None:
    for content in templates.values():
        with zipfile.ZipFile(BytesIO(content)) as package:
            assert "state=" not in package.read("xl/workbook.xml").decode()
            for name in package.namelist():
                if name.startswith("xl/worksheets/sheet"):
                    assert 'hidden="1"' not in package.read(name).decode(), name


@pytest.mark.parametrize("scheme", form_names())
def test_computed_cells_are_locked_and_inputs_are_not(scheme: str) -> None:
    from openpyxl import load_workbook

    book = load_workbook(BytesIO(build_standard_workbook(blank_content(scheme))))
    sheet = book["自评表"]
    assert sheet.protection.sheet and not sheet.protection.password
    yellow = {
        cell.coordinate: cell.protection.locked
        for row in sheet.iter_rows()
        for cell in row
        if cell.fill.fgColor.rgb == "FFFFF8DC"
    }
    assert len(yellow) > 200 and not any(yellow.values())
    formulas = [cell for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]
    assert formulas and all(cell.protection.locked for cell in formulas)
