"""Whatever offices do to a form, its recognised content stays the same."""

from __future__ import annotations

from pathlib import Path

import pytest
from forms.build_forms import FACTS
from forms.grids import (
    below,
    beside,
    content,
    fill_merges,
    hide_rows,
    insert_column,
    insert_row,
    moved,
    retitled,
    unmerged,
)
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from perfeval_core.grid import Cell, CellKind, Grid, Workbook
from perfeval_core.read_form import read_forms, read_workbook_forms
from perfeval_core.titles import spellings
from xladdin.files import read_workbook

NAMES = sorted(path.stem for path in FACTS.glob("*.json"))
SCORED = [name for name in NAMES if name not in ("jiangmen_2022_industry", "changde_2022_industry")]


@pytest.fixture(scope="session")
def grids(forms: dict[str, Path]) -> dict[str, Grid]:
    return {name: read_workbook(path).grids[0] for name, path in forms.items()}


def _only(grid: Grid) -> dict[str, object]:
    found = read_forms(grid)
    assert len(found) == 1
    return content(found[0])


@pytest.mark.parametrize("name", NAMES)
def test_moved(grids: dict[str, Grid], name: str) -> None:
    assert _only(moved(grids[name], 3, 2)) == _only(grids[name])


@pytest.mark.parametrize("name", NAMES)
def test_a_row_inserted_anywhere(grids: dict[str, Grid], name: str) -> None:
    want = _only(grids[name])
    for row in range(1, max(row for row, _ in grids[name].cells) + 1):
        assert _only(insert_row(grids[name], row)) == want, row


@pytest.mark.parametrize("name", NAMES)
def test_a_column_inserted_anywhere(grids: dict[str, Grid], name: str) -> None:
    want = _only(grids[name])
    for col in range(1, max(col for _, col in grids[name].cells) + 1):
        assert _only(insert_column(grids[name], col)) == want, col


@pytest.mark.parametrize("name", NAMES)
def test_unmerged(grids: dict[str, Grid], name: str) -> None:
    assert _only(unmerged(grids[name])) == _only(grids[name])


@pytest.mark.parametrize("name", NAMES)
def test_levels_repeated_instead_of_merged(grids: dict[str, Grid], name: str) -> None:
    form = read_forms(grids[name])[0]
    cols = tuple(col for role, col in form.columns if role in ("level1", "level2"))
    assert _only(fill_merges(grids[name], cols)) == _only(grids[name])


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("gap", ["\n", " ", "\u3000", "\xa0", "\r\n"])
def test_titles_split_between_all_characters(grids: dict[str, Grid], name: str, gap: str) -> None:
    form = read_forms(grids[name])[0]
    places = {
        (p.ref.row, p.ref.col)
        for p in form.placed
        if p.role.startswith(("column_", "funds_", "block_", "goal_"))
        or (p.role in ("title", "project", "department", "total") and ":" not in p.text and "：" not in p.text)
    }
    changed = retitled(grids[name], lambda _, text: gap.join(text.replace("\n", "")), places)
    assert _only(changed) == _only(grids[name])


@pytest.mark.parametrize("name", NAMES)
def test_entries_padded_with_hard_spaces(grids: dict[str, Grid], name: str) -> None:
    grid = grids[name]
    texts = {place for place, cell in grid.cells.items() if cell.kind is CellKind.TEXT}
    assert _only(retitled(grid, lambda _, text: f"\xa0{text}\u3000 ", texts)) == _only(grid)


@pytest.mark.parametrize("name", NAMES)
def test_full_width_titles(grids: dict[str, Grid], name: str) -> None:
    form = read_forms(grids[name])[0]
    places = {(p.ref.row, p.ref.col) for p in form.placed if p.role.startswith(("column_", "funds_"))}
    wide = str.maketrans("()AB/123:", "（）ＡＢ／１２３：")
    assert _only(retitled(grids[name], lambda _, text: text.translate(wide), places)) == _only(grids[name])


REWORDED = ("target", "actual", "weight", "score", "reason", "level1", "level2", "name")


@pytest.mark.parametrize("name", SCORED)
@settings(max_examples=60, suppress_health_check=list(HealthCheck))
@given(drawn=st.data())
def test_titles_drawn_from_the_synonyms(grids: dict[str, Grid], name: str, drawn: st.DataObject) -> None:
    grid = grids[name]
    form = read_forms(grid)[0]
    columns, funds = spellings("columns"), spellings("funds_columns")
    chosen: dict[tuple[int, int], str] = {}
    for placed in form.placed:
        group, _, role = placed.role.partition("_")
        place = (placed.ref.row, placed.ref.col)
        if "绩效指标" in placed.text:
            continue
        if group == "column" and role in REWORDED and grid.at(*place).kind is CellKind.TEXT:
            words = columns["reason"] if role == "reason" and "说明" in placed.text else columns[role]
            chosen[place] = drawn.draw(st.sampled_from(words))
        elif group == "funds" and role in ("spent", "budget_initial", "budget_adjusted", "execution_rate"):
            words = [word for word in funds[role] if role != "budget_adjusted" or "调整" in word or len(word) < 5]
            chosen[place] = drawn.draw(st.sampled_from(words))
    assert _only(retitled(grid, lambda place, _: chosen.get(place), set(chosen))) == _only(grid)


@pytest.mark.parametrize("other", NAMES)
@pytest.mark.parametrize("gap", [1, 2, 6])
def test_two_forms_one_below_the_other(grids: dict[str, Grid], other: str, gap: int) -> None:
    first, second = grids["yiyang_2020_industry"], grids[other]
    found = [content(form) for form in read_forms(below(first, second, gap))]
    assert found == [_only(first), _only(second)]


@pytest.mark.parametrize("other", ["chizhou_tangxi_2022", "zhongjiang_2022_water", "liangping_forestry_2022"])
@pytest.mark.parametrize("gap", [1, 2, 4])
def test_two_forms_side_by_side(grids: dict[str, Grid], other: str, gap: int) -> None:
    first, second = grids[other], grids["yiyang_2020_industry"]
    found = [
        content(form) for form in sorted(read_forms(beside(first, second, gap)), key=lambda form: form.columns[0][1])
    ]
    assert found == [_only(first), _only(second)]


def test_the_same_form_side_by_side(grids: dict[str, Grid]) -> None:
    for name in NAMES:
        found = [content(form) for form in read_forms(beside(grids[name], grids[name], 2))]
        assert found == [_only(grids[name])] * 2, name


def test_hidden_rows_are_read_and_marked(grids: dict[str, Grid]) -> None:
    grid = grids["yiyang_2020_industry"]
    form = read_forms(grid)[0]
    row = form.indicators[0].row
    hidden = read_forms(hide_rows(grid, {row}))[0]
    assert content(hidden) == content(form)
    assert [i.row for i in hidden.indicators if i.hidden] == [row]


def test_sheets_without_a_form_are_named(grids: dict[str, Grid]) -> None:
    cover = Grid("封面", {(1, 1): Cell("2022年度绩效自评资料", CellKind.TEXT)})
    figures = Grid("数据", {(1, 1): Cell("姓名", CellKind.TEXT), (2, 1): Cell("张三", CellKind.TEXT)})
    found = read_workbook_forms(
        Workbook((cover, grids["yiyang_2020_industry"], Grid("Sheet3", {}), figures, grids["yongde_mingang_2022"]))
    )
    assert len(found.forms) == 2
    assert [skipped.sheet for skipped in found.skipped] == ["封面", "Sheet3", "数据"]
    assert "没有找到指标表头" in found.skipped[0].reason
    assert found.skipped[1].reason == "空白工作表"
