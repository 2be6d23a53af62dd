"""Turn cells into entries and remember which cells were read."""

from __future__ import annotations

from bisect import bisect_left, bisect_right

from perfeval_core.grid import BLANK, Cell, CellRef, Grid
from perfeval_core.layout import Column, Place
from perfeval_core.model import NOTHING, Entry

__all__ = ["Reader"]


class Reader:
    """Reads entries from a grid; ``used`` are the cells that found a place in the form."""

    def __init__(self, grid: Grid) -> None:
        self.grid = grid
        self.used: set[Place] = set()
        self.columns: tuple[Column, ...] = ()
        """The columns of the table that is being read."""
        self._rows: list[int] | None = None

    def entry(self, place: Place | None, more: tuple[Place, ...] = ()) -> Entry:
        """The entry of a cell; the texts of ``more`` follow on lines of their own."""
        if place is None:
            return NOTHING
        anchor = self.grid.anchor(*place)
        if self.grid.at(*anchor).is_blank:
            place = anchor
        cell = self.grid.at(*place)
        self.used.add(place)
        self.used.update(more)
        text = "\n".join([cell.text, *(self.grid.at(*other).text for other in more)]) if more else cell.text
        return self._entry(place, cell, text, tuple(self.grid.ref(*other) for other in more))

    def joined(self, places: list[Place], text: str) -> Entry:
        """One entry out of several cells whose joined text is given; the first cell is the main one."""
        self.used.update(places)
        return self._entry(
            places[0], self.grid.at(*places[0]), text, tuple(self.grid.ref(*other) for other in places[1:])
        )

    def place(self, row: int, column: Column) -> Place:
        """The cell of a column on a row, seen through merges: the first non-blank one when the title spans several.

        A cell merged into the column from a neighbour that has a title of its own belongs to the neighbour.
        """
        cells, anchor = self.grid.cells, self.grid.anchor
        for col in range(column.first, column.last + 1):
            place = anchor(row, col)
            cell = cells.get(place)
            if cell is not None and not cell.is_blank and self._belongs(place[1], column):
                return place
        return (row, column.first)

    def own(self, row: int, column: Column | None) -> Cell:
        """The non-blank cell of a column that starts on this very row, else a blank one."""
        if column is None:
            return BLANK
        place = self.place(row, column)
        return self.grid.at(*place) if place[0] == row else BLANK

    def alone(self, row: int, column: Column) -> bool:
        """True when no other column of the table says anything else on the row."""
        text = self.own(row, column).text
        others = (self.own(row, other) for other in self.columns if other != column)
        return all(cell.is_blank or cell.text == text for cell in others)

    def rows(self, first: int, last: int) -> list[int]:
        """The rows from ``first`` to ``last`` that have a non-blank cell."""
        if self._rows is None:
            self._rows = sorted({row for (row, _), cell in self.grid.cells.items() if not cell.is_blank})
        return self._rows[bisect_left(self._rows, first) : bisect_right(self._rows, last)]

    def _belongs(self, col: int, column: Column) -> bool:
        if column.first <= col <= column.last:
            return True
        return not any(other.first <= col <= other.last for other in self.columns)

    def _entry(self, place: Place, cell: Cell, text: str, more: tuple[CellRef, ...]) -> Entry:
        return Entry(text, self.grid.ref(*place), cell.kind, cell.formula, cell.computed, more)
