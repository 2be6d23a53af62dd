"""What people do to a filled workbook in LibreOffice: whatever they do, no wrong score without 待核 or a warning."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from standard_workbooks import converted, written

from perfeval_core.printed import read_printed
from perfeval_core.read_form import read_workbook_forms
from perfeval_core.score_form import score_form
from tests.oracle.office import Document, Office
from workbook_templates.content import Content
from workbook_templates.standard_layout import FORM
from xladdin.checking import scheme_of
from xladdin.files import read_workbook

FIRST = 14


def complete_form() -> Content:
    """益阳 with both missing actuals, so that the total is a number."""
    from dataclasses import replace

    content = converted("yiyang_2020_industry")
    blocks = tuple(
        replace(
            block,
            groups=tuple(
                replace(group, lines=tuple(replace(line, actual=line.actual or "100%") for line in group.lines))
                for group in block.groups
            ),
        )
        for block in content.blocks
    )
    return replace(content, blocks=blocks)


@pytest.fixture
def filled(office: Office, tmp_path: Path) -> Iterator[Document]:
    """A complete form: 94.71, without protection as after 撤销工作表保护."""
    with office.open(written(tmp_path, complete_form())) as document:
        _sheet(document).unprotect("")
        yield document


def _sheet(document: Document) -> Any:
    return document._model.Sheets.getByName(FORM)


def _address(document: Document, a1: str) -> Any:
    return _sheet(document).getCellRangeByName(a1).RangeAddress


def _row(document: Document, row: int) -> Any:
    return _address(document, f"A{row}:P{row}")


def _insert(document: Document, row: int, count: int = 1) -> None:
    _sheet(document).Rows.insertByIndex(row - 1, count)


def _delete(document: Document, row: int, count: int = 1) -> None:
    _sheet(document).Rows.removeByIndex(row - 1, count)


def _copy(document: Document, source: int, target: int) -> None:
    cell = _sheet(document).getCellRangeByName(f"A{target}").CellAddress
    _sheet(document).copyRange(cell, _row(document, source))


def _model_sheet(document: Document, name: str) -> Any:
    return document._model.Sheets.getByName(name)


def _total_row(document: Document, before: int = 80) -> int:
    return next(row for row in range(FIRST, before) if document.cell(FORM, f"A{row}").text == "总分")


def _flagged(document: Document) -> bool:
    line = document.cell(FORM, "A1").text
    return not ("没有发现错误和警告" in line or "0 个错误、0 个警告" in line)


def assert_honest(document: Document, path: Path) -> None:
    """Every number that the sheet shows as a score is the core's, or the line above the form warns."""
    document.calculate()
    (form,) = read_workbook_forms(read_workbook(document.store(path / "改过.xlsx"))).forms
    scores = score_form(form, scheme_of(form)[0])
    flagged = _flagged(document)
    for row in scores.rows:
        if row.printed is not None and row.expected is not None:
            assert row.printed.value == Fraction(row.expected) or flagged, row.indicator.name.text
    total = read_printed(form.total.text)
    if total is not None and not flagged:
        assert scores.total.expected is not None and total.value == Fraction(scores.total.expected)
    weighted = [row for row in scores.rows if row.weight is not None]
    if total is not None and any(row.printed is None for row in weighted):
        assert flagged


def test_the_complete_form(filled: Document, tmp_path: Path) -> None:
    assert filled.cell(FORM, "H22").text == "94.71"
    assert_honest(filled, tmp_path)


@pytest.mark.parametrize("row", range(FIRST, 23))
def test_a_row_is_inserted_and_typed_into(filled: Document, tmp_path: Path, row: int) -> None:
    _insert(filled, row)
    assert_honest(filled, tmp_path)
    for column, text in zip("DEF", ("新增指标", "≥100个", "50个"), strict=True):
        filled.cell(FORM, f"{column}{row}").text = text
    filled.cell(FORM, f"G{row}").value = 10
    total = filled.cell(FORM, f"H{_total_row(filled)}").text
    assert total == "待核"
    assert_honest(filled, tmp_path)


def test_more_rows_than_are_prepared(filled: Document, tmp_path: Path) -> None:
    """80 rows more than are prepared: a row that no step reads has no score and says what to do."""
    _insert(filled, FIRST + 1, 80)
    block = _sheet(filled).getCellRangeByName(f"D{FIRST + 1}:G{FIRST + 80}")
    block.setDataArray((("新增指标", "≥100个", "50个", ""),) * 80)
    filled.calculate()
    last = max(row for row in range(FIRST, 200) if filled.cell("计分明细", f"A{row}").formula)
    below = [row for row in range(last + 1, _total_row(filled, 200)) if filled.cell(FORM, f"H{row}").formula]
    assert len(below) > 5
    for row in below:
        assert filled.cell(FORM, f"H{row}").text == "待核"
        assert "往下填充" in filled.cell(FORM, f"K{row}").text
    assert filled.cell(FORM, f"H{_total_row(filled, 200)}").text == "待核"
    for sheet in ("计分明细", "查词"):
        _model_sheet(filled, sheet).unprotect("")
        filled.fill_down(sheet, f"A{last}:AN{below[-1]}")
    filled.calculate()
    assert [filled.cell(FORM, f"H{row}").text for row in below].count("待核") == 0
    assert_honest(filled, tmp_path)


@pytest.mark.parametrize("row", range(FIRST, 22))
def test_a_row_is_deleted(filled: Document, tmp_path: Path, row: int) -> None:
    _delete(filled, row)
    assert _flagged(filled)  # the weights are no longer 100
    assert_honest(filled, tmp_path)


@pytest.mark.parametrize(("source", "target"), [(14, 15), (15, 21), (21, 14), (18, 22)])
def test_a_row_is_copied_into_a_new_one(filled: Document, tmp_path: Path, source: int, target: int) -> None:
    _insert(filled, target)
    _copy(filled, source + (source >= target), target)
    assert _flagged(filled)
    assert_honest(filled, tmp_path)


def test_a_row_is_pasted_over_another(filled: Document, tmp_path: Path) -> None:
    target = _sheet(filled).getCellRangeByName("D17").CellAddress
    _sheet(filled).copyRange(target, _address(filled, "D14:P14"))
    assert filled.cell(FORM, "H17").text == "7.21"
    assert_honest(filled, tmp_path)


def test_values_are_pasted_as_one_block(filled: Document, tmp_path: Path) -> None:
    block = _sheet(filled).getCellRangeByName("D14:G15")
    block.setDataArray((("甲", "≥10个", "5个", 10.0), ("乙", "≥20人", "30人次", 15.0)))
    assert filled.cell(FORM, "H14").text == "5.00"
    assert filled.cell(FORM, "H15").text == "待核"
    assert_honest(filled, tmp_path)


def test_cells_are_cleared(filled: Document, tmp_path: Path) -> None:
    filled.cell(FORM, "F14").text = ""
    assert filled.cell(FORM, "H22").text == "待核"
    filled.cell(FORM, "E14").text = ""
    filled.cell(FORM, "D14").text = ""
    assert filled.cell(FORM, "H22").text == "待核" or _flagged(filled)
    filled.cell(FORM, "G14").text = ""
    assert _flagged(filled)
    assert_honest(filled, tmp_path)


def test_rows_are_sorted_by_hand(filled: Document, tmp_path: Path) -> None:
    one = _sheet(filled).getCellRangeByName("D14:G14").DataArray
    two = _sheet(filled).getCellRangeByName("D16:G16").DataArray
    _sheet(filled).getCellRangeByName("D14:G14").setDataArray(two)
    _sheet(filled).getCellRangeByName("D16:G16").setDataArray(one)
    assert filled.cell(FORM, "H16").text == "7.21"
    assert_honest(filled, tmp_path)


@pytest.mark.parametrize(
    ("a1", "number"),
    [("H14", 12.0), ("H14", 3.0), ("H15", 13.0), ("H15", 10.0), ("H15", -1.0), ("H22", 99.5), ("I7", 4.0)],
)
def test_a_formula_is_overwritten_by_a_number(filled: Document, tmp_path: Path, a1: str, number: float) -> None:
    filled.cell(FORM, a1).value = number
    assert _flagged(filled)
    assert_honest(filled, tmp_path)


@pytest.mark.parametrize("a1", ["H14", "H22", "I7", "G7"])
def test_a_formula_is_overwritten_by_a_word(filled: Document, tmp_path: Path, a1: str) -> None:
    filled.cell(FORM, a1).text = "满分"
    assert _flagged(filled)
    assert_honest(filled, tmp_path)


@pytest.mark.parametrize(
    "scheme",
    [
        "湖北省项目支出绩效自评办法（20+80分）",
        "济南市项目支出绩效自评办法",
        "预算管理一体化系统自评算法",
        "不认识的办法",
    ],
)
def test_the_scheme_is_switched(filled: Document, scheme: str) -> None:
    filled._model.Sheets.getByName("填报说明").unprotect("")
    filled.cell("填报说明", "B5").text = scheme
    filled.calculate()
    total = filled.cell(FORM, "H22").text
    if scheme.startswith("预算"):
        assert Decimal(total) == Decimal("94.71")
    elif scheme.startswith("济南"):
        assert total == "待核"  # it divides by 年初预算数, typed as “2451（不含预留部分）”
    elif scheme.startswith("湖北"):
        assert _flagged(filled)  # 20 + 90
    else:
        assert not total.replace(".", "").isdigit()


def test_rows_inserted_above_the_form_keep_everything(filled: Document, tmp_path: Path) -> None:
    _insert(filled, 6, 2)
    filled.calculate()
    assert filled.cell(FORM, "H24").text == "94.71"
    assert_honest(filled, tmp_path)
