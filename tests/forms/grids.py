"""What offices do to a form, as changes of a Grid, and the content of a form without its addresses."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from perfeval_core.grid import Cell, CellKind, Grid, Merge
from perfeval_core.layout import Place
from perfeval_core.model import Form
from perfeval_core.read_form import read_forms

__all__ = [
    "below",
    "beside",
    "content",
    "draw_grid",
    "fill_merges",
    "hide_rows",
    "insert_column",
    "insert_row",
    "moved",
    "only_form",
    "retitled",
    "rows_of",
    "unmerged",
]  # fmt: skip


def draw_grid(*lines: str, merges: tuple[tuple[int, int, int, int], ...] = ()) -> Grid:
    """A grid from lines of cells separated by ``|``; ``⏎`` is a line break in the cell, digits are numbers."""
    cells = {}
    for row, line in enumerate(lines, 1):
        for col, text in enumerate(line.split("|"), 1):
            if text := text.strip(" ").replace("⏎", "\n"):
                number = text.replace(".", "", 1).isdigit() and text.isascii()
                cells[row, col] = Cell(text, CellKind.NUMBER if number else CellKind.TEXT)
    return Grid("表", cells, tuple(Merge(*merge) for merge in merges))


def only_form(grid: Grid) -> Form:
    """The form of a sheet that holds one."""
    found = read_forms(grid)
    assert len(found) == 1
    return found[0]


def rows_of(form: Form) -> list[tuple[str, ...]]:
    """Levels, name, target, actual, weight and score of the indicators."""
    return [
        (i.level1, i.level2, i.name.text, i.target.text, i.actual.text, i.weight.text, i.score.text)
        for i in form.indicators
    ]


def content(form: Form, *, strip: bool = True) -> dict[str, Any]:
    """All that a form says, without where it says it."""

    def text(value: str) -> str:
        return value.strip() if strip else value

    return {
        "kind": form.kind,
        "title": "".join(form.title.text.split()),
        **{role: text(getattr(form, role).text) for role in ("project", "unit", "department", "total", "grade")},
        "total_weight": text(form.total_weight.text),
        "year": form.year,
        "goals": (text(form.goals.expected.text), text(form.goals.actual.text)),
        "unit_of_funds": form.funds.unit,
        "funds": [
            (
                row.part,
                text(row.name.text),
                *(
                    text(getattr(row, role).text)
                    for role in ("budget_initial", "budget_adjusted", "spent", "weight", "execution_rate", "score")
                ),
            )
            for row in form.funds.rows
        ],
        "indicators": [
            (
                i.level1,
                i.level2,
                *(text(e.text) for e in (i.name, i.target, i.actual, i.weight, i.score, i.reason)),
                i.placeholder,
            )
            for i in form.indicators
        ],
        "headings": [(h.level, h.name, h.weight) for h in form.headings],
    }


def _mapped(grid: Grid, row: Callable[[int], int], col: Callable[[int], int]) -> Grid:
    return Grid(
        grid.sheet,
        {(row(r), col(c)): cell for (r, c), cell in grid.cells.items()},
        tuple(Merge(row(m.top), col(m.left), row(m.bottom), col(m.right)) for m in grid.merges),
        frozenset(row(r) for r in grid.hidden_rows),
    )


def moved(grid: Grid, down: int, right: int) -> Grid:
    """The sheet shifted."""
    return _mapped(grid, lambda r: r + down, lambda c: c + right)


def insert_row(grid: Grid, before: int) -> Grid:
    """A blank row inserted; merges over it grow, as in Excel."""
    return _mapped(grid, lambda r: r + (r >= before), lambda c: c)


def insert_column(grid: Grid, before: int) -> Grid:
    """A blank column inserted; merges over it grow, as in Excel."""
    return _mapped(grid, lambda r: r, lambda c: c + (c >= before))


def unmerged(grid: Grid) -> Grid:
    """All merges taken apart: the content stays in the first cell."""
    return replace(grid, merges=(), _anchors={})


def fill_merges(grid: Grid, cols: tuple[int, ...]) -> Grid:
    """Vertical merges of some columns taken apart, the text repeated in each row."""
    cells = dict(grid.cells)
    kept = []
    for merge in grid.merges:
        if merge.left == merge.right and merge.left in cols and (merge.top, merge.left) in cells:
            for row in range(merge.top, merge.bottom + 1):
                cells[row, merge.left] = cells[merge.top, merge.left]
        else:
            kept.append(merge)
    return Grid(grid.sheet, cells, tuple(kept), grid.hidden_rows)


def hide_rows(grid: Grid, rows: set[int]) -> Grid:
    """Some rows hidden."""
    return Grid(grid.sheet, grid.cells, grid.merges, frozenset(rows))


def retitled(grid: Grid, change: Callable[[Place, str], str | None], places: set[Place]) -> Grid:
    """The texts of some cells changed; None leaves a text as it is."""
    cells = dict(grid.cells)
    for place in places:
        text = change(place, cells[place].text)
        if text is not None:
            cells[place] = cells[place]._replace(text=text)
    return Grid(grid.sheet, cells, grid.merges, grid.hidden_rows)


def below(first: Grid, second: Grid, gap: int) -> Grid:
    """Two sheets on one, one below the other."""
    height = max(row for row, _ in first.cells)
    other = moved(second, height + gap, 0)
    return Grid(first.sheet, {**first.cells, **other.cells}, (*first.merges, *other.merges))


def beside(first: Grid, second: Grid, gap: int) -> Grid:
    """Two sheets on one, side by side."""
    width = max([col for _, col in first.cells] + [merge.right for merge in first.merges])
    other = moved(second, 0, width + gap)
    return Grid(first.sheet, {**first.cells, **other.cells}, (*first.merges, *other.merges))
