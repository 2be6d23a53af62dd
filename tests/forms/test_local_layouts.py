"""Layouts of many places as texts, each with what is read from it, reviewed line by line (``local_layouts.txt``)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

import pytest
from forms.grids import draw_grid, only_form, rows_of

from perfeval_core.check import check_form
from perfeval_core.grid import Grid
from perfeval_core.model import Entry, Form
from perfeval_core.scheme import load_scheme
from perfeval_core.sheet_view import is_number

LAYOUTS = Path(__file__).parent / "local_layouts.txt"
_MONEY = ("budget_initial", "budget_adjusted", "spent", "weight", "execution_rate", "score")


def layouts() -> Iterator[tuple[str, list[str], tuple[tuple[int, int, int, int], ...], list[str]]]:
    """Name, lines of cells, merges (row.column-row.column) and expected lines of each layout."""
    for block in LAYOUTS.read_text("utf-8").split("\n== ")[1:]:
        name, *lines = block.strip("\n").split("\n")
        split = lines.index("->")
        merges = [line for line in lines[:split] if line.startswith("合并 ")]
        corners = re.findall(r"(\d+)\.(\d+)-(\d+)\.(\d+)", " ".join(merges))
        spans = tuple((int(top), int(left), int(bottom), int(right)) for top, left, bottom, right in corners)
        yield name, [line for line in lines[:split] if line not in merges], spans, lines[split + 1 :]


def shown(form: Form) -> list[str]:
    """What the form says, one line each."""

    def text(entry: Entry) -> str:
        return " ".join(entry.text.split())

    head = (form.kind.value, form.year, form.project, form.department, form.unit, form.funds.unit)
    lines = ["头 " + "｜".join(text(one) if isinstance(one, Entry) else one for one in head)]
    for row in form.funds.rows:
        money = "｜".join(text(getattr(row, role)) for role in _MONEY)
        lines.append(f"资金 {row.part.value}｜{text(row.name)}｜{money}")
    lines += ["指标 " + "｜".join(row) for row in rows_of(form)]
    reasons = [text(indicator.reason) for indicator in form.indicators]
    if any(reasons):
        lines.append("原因 " + "｜".join(reasons))
    lines.append(f"总分 {text(form.total_weight)}｜{text(form.total)}｜{text(form.grade)}")
    lines += [f"未认 {place.text}" for place in form.unplaced]
    return lines


def silent(grid: Grid, form: Form) -> list[str]:
    """The figures that are neither read nor said to be without a place: those that no rule looks at."""
    known = {ref for entry in _entries(form) for ref in entry.refs} | {place.ref for place in form.unplaced}
    figures = [
        cell.text
        for (row, col), cell in sorted(grid.cells.items())
        if form.first_row <= row <= form.last_row and is_number(cell) and grid.ref(row, col) not in known
    ]
    return ["不查 " + "、".join(figures)] if figures else []


def _entries(form: Form) -> Iterator[Entry]:
    rows = (*form.funds.rows, *form.indicators)
    yield from (form.total, form.total_weight, form.other_total, form.grade, form.project, form.unit, form.department)
    yield from (form.goals.expected, form.goals.actual)
    values = (getattr(row, field.name) for row in rows for field in fields(row))
    yield from (value for value in values if isinstance(value, Entry))


@pytest.mark.parametrize(("lines", "merges", "expected"), [pytest.param(*rest, id=name) for name, *rest in layouts()])
def test_layout(lines: list[str], merges: tuple[tuple[int, int, int, int], ...], expected: list[str]) -> None:
    grid = draw_grid(*lines, merges=merges)
    form = only_form(grid)
    assert shown(form) + silent(grid, form) == expected
    check_form(form, load_scheme("mof_2020"))


@pytest.mark.parametrize("closing", ("总分|||||100%|91.33分（优秀）", "自评总分：91.33分"))
def test_a_total_that_shares_its_cell_is_never_written_over(closing: str) -> None:
    form = only_form(
        draw_grid(
            "项目支出绩效自评表",
            "一级指标|二级指标|三级指标|年度指标值|实际完成值|分值|得分",
            "产出指标|数量指标|投放点|100个|95个|60|57",
            "效益指标|社会效益|知晓率|≥95%|96%|40|40",
            closing,
        )
    )
    assert form.total.text == "91.33分"
    wrong = [finding for finding in check_form(form, load_scheme("mof_2020")) if finding.code == "PE-S201"]
    assert len(wrong) == 1
    assert wrong[0].fix is None
