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
        self._columns: tuple[Column, ...] = ()
        self._places: dict[tuple[int, Column], Place] = {}
        self._rows: list[int] | None = None

    def begin(self, columns: tuple[Column, ...]) -> None:
        """Read the rows of a table with these columns from here on."""
        self._columns = columns
        self._places.clear()

    def entry(self, place: Place | None, more: tuple[Place, ...] = ()) -> Entry:
        """The entry of a cell; the texts of ``more`` follow on lines of their own."""
        if place is None:
            return NOTHING
        anchor = self.grid.anchor(*place)
        if anchor not in self.grid.filled:
            place = anchor
        cell = self.grid.at(*place)
        self.used.add(place)
        if not more:
            return self._entry(place, cell, cell.text, ())
        self.used.update(more)
        text = "\n".join([cell.text, *(self.grid.at(*other).text for other in more)])
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
        place = self._places.get((row, column))
        if place is None:
            place = self._places[row, column] = self._place(row, column)
        return place

    def _place(self, row: int, column: Column) -> Place:
        filled, anchor = self.grid.filled, self.grid.anchor
        for col in range(column.first, column.last + 1):
            place = anchor(row, col)
            if place in filled and self._belongs(place[1], column):
                return place
        return (row, column.first)

    def own(self, row: int, column: Column | None) -> Cell:
        """The non-blank cell of a column that starts on this very row, else a blank one."""
        if column is None:
            return BLANK
        place = self.place(row, column)
        return self.grid.filled.get(place, BLANK) if place[0] == row else BLANK

    def alone(self, row: int, column: Column) -> bool:
        """True when no other column of the table says anything else on the row."""
        text = self.own(row, column).text
        others = (self.own(row, other) for other in self._columns if other != column)
        return all(cell.is_blank or cell.text == text for cell in others)

    def rows(self, first: int, last: int) -> list[int]:
        """The rows from ``first`` to ``last`` that have a non-blank cell."""
        if self._rows is None:
            self._rows = sorted({row for row, _ in self.grid.filled})
        return self._rows[bisect_left(self._rows, first) : bisect_right(self._rows, last)]

    def _belongs(self, col: int, column: Column) -> bool:
        if column.first <= col <= column.last:
            return True
        return not any(other.first <= col <= other.last for other in self._columns)

    def _entry(self, place: Place, cell: Cell, text: str, more: tuple[CellRef, ...]) -> Entry:
        return Entry(text, self.grid.ref(*place), cell.kind, cell.formula, cell.computed, more)
