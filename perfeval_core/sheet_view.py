"""The visible cells of a sheet by row, with their extents: what recognition walks over."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence

from perfeval_core.grid import Cell, CellKind, Grid
from perfeval_core.layout import Place
from perfeval_core.titles import Match, match

__all__ = ["SheetView", "is_number"]

_DIGITS = frozenset("0123456789０１２３４５６７８９")
_OF_NUMBERS = _DIGITS | frozenset(".,-+%％分 　\xa0．")

_HIDDEN = 5000
"""So much worse is a title in a hidden column than one that people see."""
_WIDEST = 500
"""Columns that a merged title may span."""


def is_number(cell: Cell) -> bool:
    """True for a number, a text made of one (``10分``), or a formula whose result is a number or unknown."""
    if cell.kind in (CellKind.NUMBER, CellKind.PERCENT):
        return True
    if cell.formula is not None and not cell.computed:
        return True
    text = cell.text.strip()
    return len(text) < 24 and _OF_NUMBERS.issuperset(text) and not _DIGITS.isdisjoint(text)


class SheetView:
    """The non-blank cells of some columns of a grid, row by row."""

    def __init__(self, grid: Grid, cells: Mapping[Place, Cell] | None = None) -> None:
        """``cells``: the non-blank ones to look at, all unless they are given."""
        self.grid = grid
        self._extents = {(merge.top, merge.left): merge for merge in grid.merges}
        cells = grid.filled if cells is None else cells
        self._lines: dict[int, list[tuple[int, Cell]]] = {}
        for row, col in sorted(cells):
            self._lines.setdefault(row, []).append((col, cells[row, col]))
        self.rows = list(self._lines)
        self._taken: set[int] | None = None
        self._matches: dict[tuple[int, str], tuple[tuple[int, Match], ...]] = {}

    def line(self, row: int) -> list[tuple[int, Cell]]:
        """The non-blank cells of a row, left to right."""
        return self._lines.get(row, [])

    def between(self, first: int, last: int) -> list[int]:
        """The rows from ``first`` to ``last`` that have a cell."""
        return self.rows[bisect_left(self.rows, first) : bisect_right(self.rows, last)]

    def next_row(self, row: int, within: int) -> int:
        """The next row that has a cell, at most ``within`` rows down, or 0."""
        below = self.between(row + 1, row + within)
        return below[0] if below else 0

    def repeats_above(self, row: int) -> bool:
        """True when the row only repeats words that stand above it: a merge that was filled instead of kept."""
        above = self.rows[bisect_left(self.rows, row) - 1]
        return above < row and all(
            not is_number(cell) and self.grid.at(above, col).text == cell.text for col, cell in self.line(row)
        )

    def right_end(self, row: int, col: int) -> int:
        """The last column that the cell covers."""
        merge = self._extents.get((row, col))
        return col if merge is None else merge.right

    def bottom_end(self, row: int, col: int) -> int:
        """The last row that the cell covers."""
        merge = self._extents.get((row, col))
        return row if merge is None else merge.bottom

    def matches(self, row: int, vocabulary: str) -> Sequence[tuple[int, Match]]:
        """The cells of a row that the vocabulary knows."""
        known = self._matches.get((row, vocabulary))
        if known is None:
            hidden = self.grid.hidden_cols
            known = self._matches[row, vocabulary] = tuple(
                (col, found if col not in hidden else Match(found.role, found.rank + _HIDDEN))
                for col, cell in self.line(row)
                if cell.kind is CellKind.TEXT and (found := match(vocabulary, cell.text)) is not None
            )
        return known

    def free_column(self, after: int, before: int) -> int:
        """The last column between two that has no cell at all and no merge over it, or 0."""
        if self._taken is None:
            self._taken = {col for line in self._lines.values() for col, _ in line}
            for (row, left), merge in self._extents.items():
                if row in self._lines and merge.right - left < _WIDEST:
                    self._taken.update(range(left, merge.right + 1))
        taken = self._taken
        return next((col for col in range(before - 1, after, -1) if col not in taken), 0)

    def columns(self, first_col: int, last_col: int) -> SheetView:
        """The same sheet reduced to some columns."""
        cells = {
            (row, col): cell for row in self.rows for col, cell in self._lines[row] if first_col <= col <= last_col
        }
        return SheetView(self.grid, cells)
