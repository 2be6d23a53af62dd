"""Old .xls workbooks: values from the child process, formats and hidden rows from the records."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from perfeval_core.grid import CellKind, CellRef, Merge
from xladdin.files import FileProblem, legacy, read_workbook

CORPUS = Path(__file__).resolve().parents[3] / "shared" / "corpus"


def test_a_form_as_an_old_program_saves_it() -> None:
    """``old_form.xls`` was saved by LibreOffice from a workbook with one of each kind."""
    workbook = read_workbook(Path(__file__).with_name("old_form.xls"))
    form, hidden = workbook.grids
    assert {CellRef("", row, col).a1: (cell.text, cell.kind) for (row, col), cell in form.cells.items()} == {
        "B2": ("项目名称", CellKind.TEXT),
        "C2": ("道路维修😀", CellKind.TEXT),
        "B3": ("执行率", CellKind.TEXT),
        "C3": ("95.4%", CellKind.PERCENT),
        "D3": ("7.43", CellKind.NUMBER),
        "E3": ("1486%", CellKind.PERCENT),
        "B4": ("日期", CellKind.TEXT),
        "C4": ("2023年12月31日", CellKind.DATE),
        "D4": ("2023年12月", CellKind.DATE),
        "B5": ("100%", CellKind.PERCENT),
        "C5": ("50%", CellKind.PERCENT),
        "D5": ("25%", CellKind.PERCENT),
        "B6": ("TRUE", CellKind.BOOLEAN),
        "C6": ("#DIV/0!", CellKind.ERROR),
        "D6": ("99.5", CellKind.NUMBER),
    }
    assert form.merges == (Merge(2, 3, 2, 5),)
    assert (form.hidden_rows, form.hidden_cols, form.hidden) == ({5}, {7}, False)
    assert (hidden.sheet, hidden.hidden) == ("隐藏", True)
    assert [hazard.code for hazard in workbook.hazards] == ["PE-F107", "PE-F113"]


def test_an_et_file_is_read_by_its_content(tmp_path: Path) -> None:
    (tmp_path / "自评表.et").write_bytes(Path(__file__).with_name("old_form.xls").read_bytes())
    assert read_workbook(tmp_path / "自评表.et").grids[0].at(3, 3).text == "95.4%"


def test_values_stand_in_their_cells() -> None:
    grid = read_workbook(CORPUS / "poi" / "yearfracExamples.xls").grids[0]
    assert grid.at(1, 3).text == "Start"
    assert Merge(1, 3, 1, 5) in grid.merges


def test_rows_and_columns_left_empty_before_the_first_cell() -> None:
    assert list(read_workbook(CORPUS / "poi" / "44201.xls").grids[0].cells) == [(2, 3), (3, 3)]
    assert list(read_workbook(CORPUS / "sheetjs" / "A4X_gnumeric.xls").grids[0].cells) == [(4, 1)]


def test_formulas_are_not_read_and_that_is_said() -> None:
    workbook = read_workbook(CORPUS / "poi" / "49612.xls")
    assert workbook.grids[0].at(1, 3).text == "30"
    assert all(cell.formula is None for cell in workbook.grids[0].cells.values())
    assert [(hazard.code, hazard.detail) for hazard in workbook.hazards] == [("PE-F113", "共 3 个公式")]


def test_far_cells_are_told() -> None:
    workbook = read_workbook(CORPUS / "poi" / "ReferencePtg.xls")
    assert "PE-F109" in {hazard.code for hazard in workbook.hazards}
    assert max(row for row, _ in workbook.grids[0].cells) <= 20_000


def test_a_sheet_too_large_for_the_child_is_a_sentence() -> None:
    started = time.perf_counter()
    with pytest.raises(FileProblem) as caught:
        read_workbook(CORPUS / "poi" / "51535.xls")
    assert caught.value.code == "PE-F020"
    assert time.perf_counter() - started < 4


def test_a_child_that_does_not_come_back_is_ended(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    endless = tmp_path / "endless.py"
    endless.write_text("while True: pass\n", encoding="utf-8")
    monkeypatch.setattr(legacy, "CHILD", endless)
    monkeypatch.setattr(legacy, "PATIENCE", 0.5)
    with pytest.raises(FileProblem) as caught:
        read_workbook(CORPUS / "poi" / "Simple.xls")
    assert caught.value.code == "PE-F020"


def test_without_the_component_the_sentence_says_so(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    original = legacy.CHILD.read_text(encoding="utf-8")
    bare = tmp_path / "bare.py"
    bare.write_text(
        "import sys\nsys.modules['python_calamine'] = None\n"
        + original.replace("from __future__ import annotations\n", ""),
        encoding="utf-8",
    )
    monkeypatch.setattr(legacy, "CHILD", bare)
    with pytest.raises(FileProblem) as caught:
        read_workbook(CORPUS / "poi" / "Simple.xls")
    assert caught.value.code == "PE-F021"
