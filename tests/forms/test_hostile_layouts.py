"""What people and programs do to sheets, on all of ``local_layouts.txt``: the reading stays, or says why not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from forms.grids import draw_grid, fill_merges, insert_column, insert_row, moved, retitled, unmerged
from forms.test_local_layouts import layouts, shown
from hypothesis import given, settings
from hypothesis import strategies as st

from perfeval_core.check import check_form
from perfeval_core.grid import Cell, CellKind, Grid, Merge, Workbook
from perfeval_core.read_form import read_forms, read_workbook_forms
from perfeval_core.scheme import load_scheme

GRIDS = {name: draw_grid(*lines, merges=merges) for name, lines, merges, _ in layouts()}
EVERY = pytest.mark.parametrize("name", GRIDS)


def said(grid: Grid, *, unplaced: bool = True) -> list[list[str]]:
    """What each form of a sheet says, without spaces and line breaks."""
    forms = [["".join(line.split()) for line in shown(form)] for form in read_forms(grid)]
    return forms if unplaced else [[line for line in form if not line.startswith("未认")] for form in forms]


def heads(grid: Grid) -> set[tuple[int, int]]:
    """The cells that are titles and hold nothing else."""
    groups = ("title", "column_", "funds_", "block_", "goal_", "total")
    return {
        (placed.ref.row, placed.ref.col)
        for form in read_forms(grid)
        for placed in form.placed
        if placed.role.startswith(groups) and not {":", "："} & set(placed.text)
    }


def edges(grid: Grid) -> tuple[int, int]:
    """The last row and column."""
    return max(row for row, _ in grid.cells), max(col for _, col in grid.cells)


@EVERY
@pytest.mark.parametrize("gap", [" ", "\u3000", "\n"])
def test_heads_with_a_gap_between_all_characters(name: str, gap: str) -> None:
    grid = GRIDS[name]
    assert said(retitled(grid, lambda _, text: gap.join(text.replace("\n", "")), heads(grid))) == said(grid)


@EVERY
def test_a_blank_row_anywhere(name: str) -> None:
    grid = GRIDS[name]
    for row in range(2, edges(grid)[0] + 1):
        assert said(insert_row(grid, row)) == said(grid), row


@EVERY
def test_a_blank_column_anywhere(name: str) -> None:
    grid = GRIDS[name]
    for col in range(1, edges(grid)[1] + 2):
        assert said(insert_column(grid, col)) == said(grid), col


@EVERY
def test_moved_padded_and_hidden(name: str) -> None:
    grid = GRIDS[name]
    texts = {place for place, cell in grid.cells.items() if cell.kind is CellKind.TEXT}
    rows, cols = frozenset(row for row, _ in grid.cells), frozenset(col for _, col in grid.cells)
    for changed in (
        moved(grid, 2, 3),
        retitled(grid, lambda _, text: f" {text}\u3000", texts),
        replace(grid, hidden_rows=rows, hidden_cols=cols, _anchors={}),
    ):
        assert said(changed) == said(grid)


@EVERY
def test_merges_taken_apart(name: str) -> None:
    assert said(unmerged(GRIDS[name])) == said(GRIDS[name])


@EVERY
@pytest.mark.parametrize("across", [True, False])
def test_merges_filled_instead_of_kept(name: str, across: bool) -> None:
    grid = GRIDS[name]
    cells = dict(grid.cells)
    kept = []
    for merge in grid.merges:
        first = (merge.top, merge.left)
        places = [
            (row, col) for row in range(merge.top, merge.bottom + 1) for col in range(merge.left, merge.right + 1)
        ]
        covers = any(place in grid.cells for place in places if place != first)  # filled, its values would be lost
        if covers or (not across and merge.left < merge.right):
            kept.append(merge)
        elif first in cells:
            cells.update(dict.fromkeys(places, cells[first]))
    filled = Grid(grid.sheet, cells, tuple(kept))
    assert said(filled, unplaced=False) == said(grid, unplaced=False)


CHANGES = {
    "a row": lambda grid, place: insert_row(grid, 2 + place % (edges(grid)[0] - 1)),
    "a column": lambda grid, place: insert_column(grid, 1 + place % edges(grid)[1]),
    "moved": lambda grid, place: moved(grid, place % 3, place % 5),
    "no merges": lambda grid, _: unmerged(grid),
    "filled merges": lambda grid, _: fill_merges(grid, tuple(range(1, edges(grid)[1] + 1))),
}


@settings(max_examples=300, deadline=None)
@given(
    st.sampled_from(sorted(GRIDS)),
    st.lists(st.tuples(st.sampled_from(sorted(CHANGES)), st.integers(0, 60)), min_size=2, max_size=5),
)
def test_several_changes_one_after_the_other(name: str, changes: list[tuple[str, int]]) -> None:
    grid = GRIDS[name]
    for change, place in changes:
        grid = CHANGES[change](grid, place)
    assert said(grid, unplaced=False) == said(GRIDS[name], unplaced=False)


@EVERY
@pytest.mark.parametrize(
    ("title", "text"), [("计量单位", ""), ("领导意见", "总分和得分都已核对，完成 100%，合计 3 份"), ("", "见附件")]
)
def test_a_further_column(name: str, title: str, text: str) -> None:
    grid = GRIDS[name]
    form = read_forms(grid)[0]
    col = edges(grid)[1] + 1
    header = min(placed.ref.row for placed in form.placed if placed.role.startswith("column_"))
    cells = {**grid.cells, (header, col): Cell(title, CellKind.TEXT if title else CellKind.BLANK)}
    cells |= {(indicator.row, col): Cell(text, CellKind.TEXT) for indicator in form.indicators if text}
    wider = Grid(grid.sheet, cells, grid.merges)
    assert said(wider, unplaced=False) == said(grid, unplaced=False)
    assert not text or any("".join(text.split()) in line for found in said(wider) for line in found)


def swapped(grid: Grid, first: int, second: int) -> Grid | None:
    """Two columns of the indicators exchanged; None where merges forbid it."""
    form = read_forms(grid)[0]
    head = [placed.ref.row for placed in form.placed if placed.role.startswith("column_")]
    last = max(indicator.row for indicator in form.indicators)
    where = {first: second, second: first}

    def col(row: int, old: int) -> int:
        return where.get(old, old) if min(head) <= row <= last else old

    if any(m.left < m.right and any(m.left <= each <= m.right for each in where) for m in grid.merges):
        return None
    cells = {(row, col(row, old)): cell for (row, old), cell in grid.cells.items()}
    merges = [Merge(m.top, col(m.top, m.left), m.bottom, col(m.top, m.right)) for m in grid.merges]
    return Grid(grid.sheet, cells, tuple(merges))


def _swaps() -> Iterator[tuple[str, str, str]]:
    for name, grid in GRIDS.items():
        roles = dict(read_forms(grid)[0].columns)
        for first, second in (("target", "actual"), ("actual", "weight"), ("actual", "reason")):
            if first in roles and second in roles:
                yield name, first, second


@pytest.mark.parametrize(("name", "first", "second"), list(_swaps()))
def test_columns_in_another_order(name: str, first: str, second: str) -> None:
    grid = GRIDS[name]
    roles = dict(read_forms(grid)[0].columns)
    changed = swapped(grid, roles[first], roles[second])
    if changed is not None:
        tables = ("指标", "原因", "资金", "头")
        lines = [[line for line in form if line.startswith(tables)] for form in said(grid)]
        assert [[line for line in form if line.startswith(tables)] for form in said(changed)] == lines


HEADER = "一级指标|二级指标|三级指标|指标值|完成值|分值|得分|备注"


def _told(*lines: str) -> dict[str, str]:
    """Code and message of the findings of the one form that is drawn."""
    (form,) = read_forms(draw_grid(*lines))
    return {found.code: found.message for found in check_form(form, load_scheme("mof_2020"))}


def test_projects_below_each_other_each_with_its_own_amounts() -> None:
    def one(project: str, amount: str, actual: str) -> list[str]:
        return [
            f"项目名称：{project}||||实施单位：{project}局",
            "项目资金（万元）||年初预算数|全年预算数|全年执行数|分值|执行率|得分",
            f"|年度资金总额|{amount}|{amount}|{amount}|10|100%|10",
            HEADER,
            f"产出指标|数量指标|{project}数|5个|{actual}|90|90",
            "总分|||||100|100",
        ]

    grid = draw_grid("项目支出绩效自评表", *one("甲", "10", "5个"), *one("乙", "20", "6个"))
    found = read_forms(grid)
    assert [(form.project.text, form.unit.text) for form in found] == [("甲", "甲局"), ("乙", "乙局")]
    assert [form.funds.rows[0].spent.text for form in found] == ["10", "20"]
    assert [form.indicators[0].actual.text for form in found] == ["5个", "6个"]


def test_sheets_each_with_a_project() -> None:
    grids = tuple(replace(GRIDS[name], sheet=name, _anchors={}) for name in ("北京", "大英2023", "小计栏"))
    assert [form.sheet for form in read_workbook_forms(Workbook(grids)).forms] == ["北京", "大英2023", "小计栏"]


def test_indicators_as_columns_are_refused_with_the_reason() -> None:
    found = read_workbook_forms(
        Workbook((draw_grid("项目支出绩效自评表", "指标名称|床位|入住率", "年度指标值|100张|≥60%", "得分|50|50"),))
    )
    assert found.forms == ()
    assert "没有找到指标表头" in found.skipped[0].reason


def test_rows_behind_the_total_are_said() -> None:
    told = _told(
        "项目支出绩效自评表",
        "项目名称|甲项目",
        HEADER,
        "产出指标|数量指标|植树|5棵|5棵|100|100",
        "总分|||||100|100",
        "项目名称|乙项目",
        "产出指标|数量指标|浇水|5次|4次|100|80",
        "总分|||||100|80",
    )
    assert told["PE-L112"].startswith("第 7 行整行没有读进去")


def test_amounts_in_a_block_that_nobody_knows_are_said() -> None:
    told = _told(
        "项目支出绩效自评表",
        "经费来龙去脉|上级给的|500|自己凑的|20",
        HEADER,
        "产出指标|数量指标|植树|5棵|5棵|100|100",
    )
    assert told["PE-L112"].startswith("第 2 行整行没有读进去")


def test_amounts_behind_a_name_in_one_cell_are_said() -> None:
    told = _told(
        "项目支出绩效自评表",
        "项目资金（万元）||年初预算数|全年预算数|全年执行数|分值|执行率|得分",
        "|年度资金总额|300|300|300|10|100%|10",
        "|其他资金：300",
        HEADER,
        "产出指标|数量指标|植树|5棵|5棵|90|90",
    )
    assert "“其他资金：300”" in told["PE-L102"]


def test_a_part_of_the_year_is_never_its_result() -> None:
    lines = ("项目支出绩效自评表", "一级指标|二级指标|三级指标|指标值|上半年完成值|下半年完成值|分值|得分")
    told = _told(*lines, "产出指标|数量指标|植树|5棵|3棵|5棵|100|100")
    assert "实际完成值" in told["PE-L101"]
    assert "PE-S105" not in told


def test_a_monitoring_form_says_that_it_is_one() -> None:
    (form,) = read_forms(GRIDS["监控"])
    codes = [found.code for found in check_form(form, load_scheme("mof_2020"))]
    assert "PE-L111" in codes
    assert not {"PE-B104", "PE-B105"} & set(codes)


def test_of_two_columns_alike_the_visible_one_counts() -> None:
    grid = draw_grid(
        "项目支出绩效自评表",
        "一级指标|二级指标|三级指标|指标值|实际完成值|实际完成值|分值|得分",
        "产出指标|数量指标|植树|5棵|3棵|5棵|100|100",
    )
    (form,) = read_forms(replace(grid, hidden_cols=frozenset({5}), _anchors={}))
    assert form.indicators[0].actual.text == "5棵"


PAGES = [
    ("项目支出绩效自评表", "项目名称|植树", HEADER, "产出指标|数量指标|植树|5棵|5棵|50|50"),
    (HEADER, "效益指标|生态效益|覆盖|≥90%|92%|50|50", "总分|||||100|100"),
]


@pytest.mark.parametrize(
    "between", [[], ["第 1 页 共 2 页"], ["项目支出绩效自评表"], ["— 1 —", "项目支出绩效自评表（续）"]]
)
def test_a_page_break_takes_nothing_apart(between: list[str]) -> None:
    (form,) = read_forms(draw_grid(*PAGES[0], *between, *PAGES[1]))
    assert [indicator.name.text for indicator in form.indicators] == ["植树", "覆盖"]
    assert (form.project.text, form.total.text, form.unplaced) == ("植树", "100", ())


def test_the_same_title_behind_a_sum_begins_another_form() -> None:
    grid = draw_grid(*PAGES[0], "总分|||||50|50", "项目支出绩效自评表", *PAGES[1])
    assert [form.total.text for form in read_forms(grid)] == ["50", "100"]


def test_full_marks_without_a_word_are_the_total() -> None:
    (form,) = read_forms(draw_grid(*PAGES[0], *PAGES[1][1:2], "|||||100|98"))
    assert (len(form.indicators), form.total_weight.text, form.total.text) == (2, "100", "98")


def test_a_row_of_signatures_is_no_indicator() -> None:
    signatures = "填表人：李某|||填报日期：2024年4月1日|联系电话：138|单位负责人签字："
    (form,) = read_forms(draw_grid(*PAGES[0], signatures))
    assert [indicator.name.text for indicator in form.indicators] == ["植树"]


def test_what_was_done_in_another_year_is_no_result() -> None:
    told = _told(
        "2022年度项目支出绩效自评表",
        "项目资金（万元）||2021年预算数|2022年执行数|执行率",
        "|年度资金总额|300|190|95%",
        "一级指标|二级指标|三级指标|2022年目标值|2021年完成值|分值|得分",
        "产出指标|数量指标|植树|5棵|3棵|100|100",
    )
    assert "实际完成值" in told["PE-L101"]
    assert not {"PE-S105", "PE-B105"} & told.keys()


def test_of_several_figures_without_titles_none_is_the_budget() -> None:
    lines = ("项目支出绩效自评表", "|年度资金总额|300|280|270", HEADER, "产出指标|数量指标|植树|5棵|5棵|100|100")
    (form,) = read_forms(draw_grid(*lines))
    assert form.funds.rows == ()
    assert "PE-L112" in _told(*lines)


def test_the_score_stands_behind_the_full_marks() -> None:
    lines = ("一级指标|二级指标|三级指标|权重（%）|指标值|完成值|分值|", "产出指标|数量指标|植树|60%|5棵|5棵|100|98")
    (form,) = read_forms(draw_grid("项目支出绩效自评表", *lines, "总分|||100%|||100|98"))
    assert (form.total_weight.text, form.total.text) == ("100", "98")


def test_points_in_words_that_nobody_reads_make_no_wrong_total() -> None:
    lines = (HEADER, "产出指标|数量指标|植树|5棵|5棵|90|90", "总分|||||100|99.17")
    told = _told("项目支出绩效自评表", "预算执行情况|预算数120万元，执行数110万元，得分9.17分", *lines)
    assert "预算数120万元" in told["PE-L102"]
    assert "PE-S201" not in told
    assert "PE-S201" in _told("项目支出绩效自评表", "预算执行情况|预算数120万元，得分9.1分", *lines)


def test_targets_behind_a_stray_sum_are_said() -> None:
    told = _told(
        "项目支出绩效目标申报表",
        "一级指标|二级指标|三级指标|指标值",
        "产出指标|数量指标|引进博士|≥5人",
        "合计",
        "效益指标|社会效益|论文数|≥10篇",
    )
    assert told["PE-L112"].startswith("第 5 行整行没有读进去")
