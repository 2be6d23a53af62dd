"""Other programs' readers open every built workbook and see the values that were stored."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook
from python_calamine import CalamineWorkbook
from standard_workbooks import converted, faulty

from workbook_templates.book import Book
from workbook_templates.build import DIST, standard_workbook
from workbook_templates.content import blank_content
from workbook_templates.worksheet_values import ExcelError

CONTENTS = {
    "mof_2020": lambda: blank_content("mof_2020"),
    "mof_2021_cost": lambda: blank_content("mof_2021_cost"),
    "faulty": faulty,
    "yiyang": lambda: converted("yiyang_2020_industry"),
}


def _written(book: Book) -> bytes:
    target = BytesIO()
    book.save(target)
    return target.getvalue()


def _plain(value: object) -> object:
    if isinstance(value, ExcelError):
        return value.code
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return float(value)
    return None if value in (None, "") else value


@pytest.mark.parametrize("name", sorted(CONTENTS))
def test_openpyxl_sees_the_same_values(name: str) -> None:
    book = standard_workbook(CONTENTS[name]())
    read = load_workbook(BytesIO(_written(book)), data_only=True)
    assert read.sheetnames == list(book.sheets)
    for sheet in book.sheets.values():
        seen = read[sheet.name]
        for row, col in sheet.cells:
            want = _plain(book.value(sheet.name, row, col))
            assert _plain(seen.cell(row, col).value) == want, (sheet.name, row, col)


@pytest.mark.parametrize("name", sorted(CONTENTS))
def test_calamine_sees_the_same_values(name: str) -> None:
    book = standard_workbook(CONTENTS[name]())
    read = CalamineWorkbook.from_filelike(BytesIO(_written(book)))
    assert read.sheet_names == list(book.sheets)
    for sheet in book.sheets.values():
        seen = read.get_sheet_by_name(sheet.name).to_python(skip_empty_area=False)
        for row, col in sheet.cells:
            value = book.value(sheet.name, row, col)
            if isinstance(value, ExcelError):
                continue  # calamine gives no error values
            got = seen[row - 1][col - 1] if row <= len(seen) and col <= len(seen[row - 1]) else ""
            assert _plain(got) == _plain(value), (sheet.name, row, col)


@pytest.mark.parametrize("path", sorted(DIST.glob("*.xlsx")), ids=lambda path: path.stem)
def test_the_committed_workbooks_open(path: Path) -> None:
    assert load_workbook(path).sheetnames
    assert CalamineWorkbook.from_path(str(path)).sheet_names
