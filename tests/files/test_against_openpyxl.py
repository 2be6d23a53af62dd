"""Our reader against openpyxl, cell by cell, on every workbook of the corpus that both can read."""

from __future__ import annotations

import datetime
import warnings
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from perfeval_core.grid import Cell, CellKind, Grid
from xladdin.files import read_workbook
from xladdin.files.cell_text import number_text

ROOT = Path(__file__).resolve().parents[2]
CORPUS = ROOT.parent / "shared" / "corpus"

OPENPYXL_FAILS = {
    "calamine/issue_530.xlsx": "names a sharedStrings part that is not there",
    "closedxml/shared-group-field.xlsx": "a pivot cache without a required element",
    "phpss/issue.1482.xlsx": "an empty fill in the styles",
    "phpss/issue.2331c.xlsx": "document properties with a wrong date",
    "phpss/issue.3730.xlsx": "names a sharedStrings part that is not there",
    "sheetjs/pivot_table_named_range.xlsx": "a pivot cache without a required element",
    "sheetjs/wtf_path.xlsx": "cell styles past the end of the style table",
    "sheetjs/xlsx-stream-d-date-cell.xlsx": "cell styles past the end of the style table",
}
OPENPYXL_SEES_NO_SHEETS = {
    "calamine/strict_iso_paths.xlsx": "strict namespaces",
    "phpss/namespacepurl.xlsx": "strict namespaces",
    "sheetjs/sheet_visibility_strict.xlsx": "strict namespaces",
}


def readable() -> list[str]:
    rows = (ROOT / "tests" / "corpus" / "outcomes.tsv").read_text(encoding="utf-8").splitlines()
    names = [name for name, _, outcome in (row.partition("\t") for row in rows) if outcome == "ok"]
    return [name for name in names if not name.lower().endswith(".xls")]


def loaded(name: str, values: bool) -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return openpyxl.load_workbook(CORPUS / name, data_only=values)


@pytest.mark.parametrize("name", [name for name in readable() if name not in OPENPYXL_FAILS])
def test_both_read_the_same(name: str) -> None:
    grids = read_workbook(CORPUS / name).grids
    formulas, values = loaded(name, False), loaded(name, True)
    if name in OPENPYXL_SEES_NO_SHEETS:
        assert formulas.sheetnames == []
        return
    titles = {sheet.title for sheet in formulas.worksheets}
    assert {grid.sheet for grid in grids} <= titles
    for grid in grids:
        compare(grid, formulas[grid.sheet], values[grid.sheet])


@pytest.mark.parametrize("name", sorted(OPENPYXL_FAILS))
def test_openpyxl_still_fails_where_it_did(name: str) -> None:
    assert name in readable()
    with pytest.raises((KeyError, TypeError, ValueError, IndexError)):
        loaded(name, False)


def compare(grid: Grid, formulas: Any, values: Any) -> None:
    stored = {place: cell.value for place, cell in formulas._cells.items() if cell.value is not None}
    shown = {place: cell.value for place, cell in values._cells.items() if cell.value is not None}
    ours = {place: cell for place, cell in grid.cells.items() if cell.formula is not None or cell.text}
    assert set(ours) == {place for place in set(stored) | set(shown) if stored.get(place, shown.get(place)) != ""}
    for place, cell in ours.items():
        assert cell.formula == formula_of(formulas._cells[place]), place
        check_value(cell, shown.get(place))
    assert sorted((merge.top, merge.left, merge.bottom, merge.right) for merge in grid.merges) == sorted(
        (one.min_row, one.min_col, one.max_row, one.max_col) for one in formulas.merged_cells.ranges
    )
    assert grid.hidden_rows == {row for row, dimension in formulas.row_dimensions.items() if dimension.hidden}
    assert grid.hidden == (formulas.sheet_state != "visible")


def formula_of(cell: Any) -> str | None:
    """The formula without its sign; openpyxl keeps those of arrays in an object."""
    if cell.data_type != "f":
        return None
    return str(getattr(cell.value, "text", cell.value)).removeprefix("=")


def check_value(cell: Cell, value: Any) -> None:
    if value is None:
        assert cell.text == ""
    elif isinstance(value, bool):
        assert (cell.kind, cell.text) == (CellKind.BOOLEAN, str(value).upper())
    elif isinstance(value, datetime.datetime | datetime.date):
        assert cell.kind is CellKind.DATE
        assert cell.text.startswith(
            (f"{value.year}年", f"{value.hour}:" if isinstance(value, datetime.datetime) else "-")
        )
    elif isinstance(value, datetime.time | datetime.timedelta):
        assert cell.kind is CellKind.DATE
    elif isinstance(value, int | float):
        scale = 100 if cell.kind is CellKind.PERCENT else 1
        assert float(cell.text.removesuffix("%")) / scale == pytest.approx(value, rel=1e-14)
        assert cell.kind is CellKind.PERCENT or cell.text == number_text(cell.text)
    else:
        assert cell.text == value
