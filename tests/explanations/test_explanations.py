"""Explanations beside findings: written by a person, put to the same finding again, never lost in silence."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from perfeval_core.adequacy import adequacy
from perfeval_core.explanations import Explanation, explained, read_explanations, stamp_of
from perfeval_core.findings import Finding, Severity
from perfeval_core.grid import Cell, CellKind, CellRef, Grid, Workbook
from perfeval_core.report import as_text, cells_text
from tests.cli.running import perfeval
from tests.fix.forms import ROWS, SHEET, typed_form
from xladdin.checking import check_file
from xladdin.files import read_workbook

OVER = (
    ("产出指标", "数量指标", "新增规模工业企业", "≥100家", "189家", 50, 50, ""),
    ("效益指标", "社会效益指标", "受益人口", "≥5000人", "9210人", 30, 30, ""),
    ROWS[2],
)
GOOD = "6月追加60万元（县财预〔2023〕45号），多扶持89家"


def marked(source: Path, target: Path) -> Path:
    assert perfeval("mark", source, "-o", target, "--force").code in (0, 1)
    return target


def explain(path: Path, code: str, text: str, nth: int = 0) -> None:
    """Type a text under 说明 beside the nth finding of a code, as a person does in Excel."""
    book = openpyxl.load_workbook(path)
    sheet = book["校验结果"]
    column = next(cell.column for cell in sheet[3] if cell.value == "说明")
    rows = [row for row in range(4, sheet.max_row + 1) if sheet.cell(row, 3).value == code]
    sheet.cell(rows[nth], column, text)
    book.save(path)


def explanations(path: Path) -> dict[str, str]:
    """Explained cells with the texts, as a check sees them."""
    findings = check_file(str(path)).report.findings
    return {finding.where[0].a1: finding.explanation for finding in findings if finding.explanation}


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    """A marked form with one explained warning."""
    path = marked(typed_form(tmp_path / "表.xlsx", OVER), tmp_path / "校验.xlsx")
    explain(path, "PE-R102", GOOD)
    return path


def test_an_explanation_stays_with_its_finding(kept: Path, tmp_path: Path) -> None:
    assert explanations(kept) == {"H11": GOOD}
    again = marked(kept, tmp_path / "再校验.xlsx")
    assert explanations(again) == {"H11": GOOD}
    assert explanations(marked(again, tmp_path / "第三次.xlsx")) == {"H11": GOOD}


def test_marks_of_a_workbook_saved_in_between_still_go(kept: Path, tmp_path: Path) -> None:
    again, bare = marked(kept, tmp_path / "再校验.xlsx"), tmp_path / "恢复.xlsx"
    assert perfeval("unmark", again, "-o", bare).code == 0
    book = openpyxl.load_workbook(bare)
    assert book.sheetnames == [SHEET]
    assert [cell.comment for row in book[SHEET] for cell in row if cell.comment] == []
    assert {cell.fill.fgColor.rgb for row in book[SHEET] for cell in row if cell.fill.fill_type} == set()


def test_the_reviewer_sees_it(kept: Path) -> None:
    report = check_file(str(kept)).report
    assert f"说明：{GOOD}" in as_text(report) and "其中 1 个写了说明" in as_text(report)
    [one] = [finding for finding in report.findings if finding.explanation]
    assert (one.code, one.severity) == ("PE-R102", Severity.WARNING)


def test_the_sealed_copy_tells_it(kept: Path, tmp_path: Path) -> None:
    assert perfeval("pack", kept, "-o", tmp_path / "报送").code == 0
    [copy] = (tmp_path / "报送").iterdir()
    seal = next(grid for grid in read_workbook(copy).grids if grid.sheet == "校验凭证")
    kept_problems = [cells[1][1].text for _, cells in seal.rows() if cells[0][1].text == "保留的问题"]
    assert len(kept_problems) == 1 and "PE-R102" in kept_problems[0] and kept_problems[0].endswith(f"说明：{GOOD}")
    assert perfeval("verify", copy).code == 0


def test_it_follows_its_row(kept: Path) -> None:
    book = openpyxl.load_workbook(kept)
    book[SHEET].insert_rows(11)
    for col, content in enumerate(("产出指标", "数量指标", "修路", "≥5公里", "5公里", 0.5, 0.5), 1):
        book[SHEET].cell(11, col, content)
    book.save(kept)
    assert explanations(kept) == {"H12": GOOD}


@pytest.mark.parametrize(("cell", "content"), [("E11", "190家"), ("D11", "≥90家")])
def test_it_ends_when_a_cell_says_something_else(cell: str, content: str, kept: Path, tmp_path: Path) -> None:
    book = openpyxl.load_workbook(kept)
    book[SHEET][cell] = content
    book.save(kept)
    report = check_file(str(kept)).report
    assert explanations(kept) == {} and [one.text for one in report.left_over] == [GOOD]
    assert GOOD in as_text(report)
    again = marked(kept, tmp_path / "再校验.xlsx")
    assert [one.text for one in check_file(str(again)).report.left_over] == [GOOD]
    book = openpyxl.load_workbook(again)
    book[SHEET][cell] = {"E11": "189家", "D11": "≥100家"}[cell]
    book.save(again)
    assert explanations(again) == {"H11": GOOD}


def test_only_the_same_content_counts_not_its_spelling(kept: Path) -> None:
    book = openpyxl.load_workbook(kept)
    book[SHEET]["E11"] = " １８９家"
    book.save(kept)
    assert explanations(kept) == {"H11": GOOD}


def test_a_safe_fix_keeps_explanations(tmp_path: Path) -> None:
    """A number that was a text, thousands set off, is the same number."""
    amounts = dict.fromkeys(("C5", "D5", "E5"), "1,080")
    source = typed_form(tmp_path / "表.xlsx", cells={**amounts, "G5": "92%", "H5": "9"})
    path, after = marked(source, tmp_path / "校验.xlsx"), tmp_path / "新.xlsx"
    report = check_file(str(path)).report
    about = next(one.code for one in report.findings if any(ref.a1 in ("C5", "D5", "E5") for ref in one.where))
    explain(path, about, GOOD)
    assert perfeval("fix", path, "--safe", "-o", after).code == 0
    found = check_file(str(after)).report
    assert [one.text for one in found.left_over] == []
    assert [(one.code, one.explanation) for one in found.findings if one.explanation] == [(about, GOOD)]


def test_rows_that_say_the_same_keep_their_own_explanations(tmp_path: Path) -> None:
    twins = ((*OVER[0][:5], 25, 25, ""), (*OVER[0][:5], 25, 25, ""), *ROWS[1:])
    path = marked(typed_form(tmp_path / "表.xlsx", twins), tmp_path / "校验.xlsx")
    explain(path, "PE-R102", "第二行的说明，多建89家", nth=1)
    explain(path, "PE-R102", "第一行的说明，多建89家", nth=0)
    assert explanations(path) == {"H11": "第一行的说明，多建89家", "H12": "第二行的说明，多建89家"}


def test_poor_explanations_are_findings(tmp_path: Path) -> None:
    path = marked(typed_form(tmp_path / "表.xlsx", OVER), tmp_path / "校验.xlsx")
    explain(path, "PE-R102", "属实", nth=0)
    explain(path, "PE-R102", "年中出台了奖补政策，入规企业增加", nth=1)
    codes = [finding.code for finding in check_file(str(path)).report.findings]
    assert codes.count("PE-R201") == 1 and codes.count("PE-R202") == 1


def test_a_text_that_looks_like_a_formula_stays_one(tmp_path: Path) -> None:
    path = marked(typed_form(tmp_path / "表.xlsx", OVER), tmp_path / "校验.xlsx")
    book = openpyxl.load_workbook(path)
    column = next(cell.column for cell in book["校验结果"][3] if cell.value == "说明")
    row = next(row for row in range(4, 20) if book["校验结果"].cell(row, 3).value == "PE-R102")
    cell = book["校验结果"].cell(row, column, "=HYPERLINK(1)")
    cell.data_type = "s"
    book.save(path)
    again = marked(path, tmp_path / "再校验.xlsx")
    grid = next(grid for grid in read_workbook(again).grids if grid.sheet == "校验结果")
    assert any(cell.text == "=HYPERLINK(1)" and cell.formula is None for cell in grid.cells.values())


def test_a_result_sheet_without_the_columns_has_none() -> None:
    cells = {(3, col): Cell(text, CellKind.TEXT) for col, text in enumerate(("序号", "编号", "说明"), 1)}
    assert read_explanations([Grid("校验结果", cells), Grid("校验结果", {})]) == ()


TEXTS = st.text("甲乙丙1２ ", max_size=4)


@given(st.lists(TEXTS, min_size=1, max_size=5), st.lists(st.booleans(), min_size=5, max_size=5), st.integers(0, 3))
def test_every_explanation_is_kept_exactly_once(texts: list[str], written: list[bool], down: int) -> None:
    def state(shift: int) -> tuple[list[Finding], Workbook]:
        cells = {(row + shift, 1): Cell(text, CellKind.TEXT) for row, text in enumerate(texts, 1)}
        findings = [Finding("PE-R102", Severity.WARNING, "话", (CellRef("表", *place),)) for place in cells]
        return findings, Workbook((Grid("表", cells),))

    findings, workbook = state(0)
    known = [
        Explanation(one.code, "表", cells_text(one.where), "话", stamp_of(one, workbook), f"说明{at}")
        for at, one in enumerate(findings)
        if written[at]
    ]
    findings, workbook = state(down)
    found, left_over = explained(findings, known, lambda one: stamp_of(one, workbook), cells_text)
    assert sorted([one.explanation for one in found if one.explanation]) == sorted(one.text for one in known)
    assert left_over == ()
    if down == 0:
        assert [one.explanation for one in found] == [f"说明{at}" if written[at] else "" for at in range(len(texts))]


@pytest.mark.parametrize(
    ("text", "cause", "number", "measure", "stock"),
    [
        ("7月暴雨冲毁便道，停工40天，少建1处；已于次年3月补建。", True, True, True, False),
        ("雨季施工困难", True, False, False, False),
        ("两户外出未宣传到；下季度入户补做。", True, True, True, False),
        ("受疫情影响", False, False, False, True),
        ("受客观因素影响，下一步加强管理，确保完成目标。", False, False, True, True),
        ("今后将进一步提高认识，切实加大推进力度", False, False, True, True),
        ("经济下行压力大，订单减少三成", True, True, False, False),
        ("", False, False, False, False),
    ],
)
def test_adequacy(text: str, cause: bool, number: bool, measure: bool, stock: bool) -> None:
    said = adequacy(text)
    assert (said.cause, said.number, said.measure, said.stock) == (cause, number, measure, stock)
