"""A worksheet as the core sees it: existing cells by position, merges, and what is hidden.

A host (a file reader, Excel, LibreOffice) fills a :class:`Grid` in one bulk read; nothing in the core knows
where it came from.  Rows and columns count from 1, as people count them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum
from functools import cached_property, lru_cache
from typing import NamedTuple

__all__ = ["BLANK", "Cell", "CellKind", "CellRef", "Grid", "Hazard", "Merge", "Workbook", "column_letters"]


@lru_cache(1 << 14)
def column_letters(col: int) -> str:
    """The letters of a column number: 1 -> A, 27 -> AA."""
    letters = ""
    while col > 0:
        col, rest = divmod(col - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


class CellRef(NamedTuple):
    """One cell of one sheet; sorts in sheet name, row, column order."""

    sheet: str
    row: int
    col: int

    @property
    def a1(self) -> str:
        """The address without the sheet: ``G15``."""
        return f"{column_letters(self.col)}{self.row}"

    def __str__(self) -> str:
        return f"{self.sheet}!{self.a1}"


class CellKind(Enum):
    """What a cell holds, by its stored type and number format."""

    BLANK = "blank"
    TEXT = "text"
    NUMBER = "number"
    PERCENT = "percent"
    """A real number whose number format shows per cent; :attr:`Cell.text` already says ``95%``."""
    DATE = "date"
    """A date serial; :attr:`Cell.text` already says ``2023年12月31日``."""
    BOOLEAN = "boolean"
    ERROR = "error"


class Cell(NamedTuple):
    """One cell as a person sees it.

    ``text`` is the exact content in people's spelling: a typed text unchanged; a number as plain decimal digits
    with at most 15 significant ones (``7.43``, never ``7.4299999999999997``); a percent cell as ``95.4%``; a date
    as ``2023年12月31日``; a boolean ``TRUE``/``FALSE``; an error its code (``#DIV/0!``).
    ``formula`` is the formula without ``=`` (a shared formula as it reads in this cell), or None.
    ``computed`` is False for a formula whose result was never stored.
    """

    text: str = ""
    kind: CellKind = CellKind.BLANK
    formula: str | None = None
    computed: bool = True

    @property
    def is_blank(self) -> bool:
        """True when nothing can be seen in the cell (a formula without a result is not blank)."""
        return self.formula is None and not self.text.strip()


BLANK = Cell()


class Merge(NamedTuple):
    """A merged range, all four edges inclusive."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True)
class Grid:
    """One worksheet: only existing cells are stored, ``cells[(row, col)]``."""

    sheet: str
    cells: Mapping[tuple[int, int], Cell]
    merges: tuple[Merge, ...] = ()
    hidden_rows: frozenset[int] = frozenset()
    hidden_cols: frozenset[int] = frozenset()
    hidden: bool = False
    _anchors: dict[tuple[int, int], tuple[int, int]] = field(default_factory=dict, repr=False, compare=False)

    def __post_init__(self) -> None:
        for merge in self.merges:
            if (merge.bottom - merge.top + 1) * (merge.right - merge.left + 1) > 10_000:
                continue
            for row in range(merge.top, merge.bottom + 1):
                for col in range(merge.left, merge.right + 1):
                    self._anchors[row, col] = (merge.top, merge.left)

    @cached_property
    def filled(self) -> Mapping[tuple[int, int], Cell]:
        """The cells in which something can be seen."""
        return {place: cell for place, cell in self.cells.items() if not cell.is_blank}

    def at(self, row: int, col: int) -> Cell:
        """The cell itself (blank when absent); the covered cells of a merge are blank, as in Excel."""
        return self.cells.get((row, col), BLANK)

    def anchor(self, row: int, col: int) -> tuple[int, int]:
        """The top left cell of the merge that covers this cell, or the cell itself."""
        return self._anchors.get((row, col), (row, col))

    def seen(self, row: int, col: int) -> Cell:
        """What a reader sees at this place: for a covered cell the content of its merge."""
        return self.at(*self.anchor(row, col))

    def ref(self, row: int, col: int) -> CellRef:
        """The reference of a cell of this sheet."""
        return CellRef(self.sheet, row, col)

    def rows(self) -> Iterator[tuple[int, list[tuple[int, Cell]]]]:
        """Rows in order, each with its non-blank cells in column order."""
        by_row: dict[int, list[tuple[int, Cell]]] = {}
        for (row, col), cell in self.filled.items():
            by_row.setdefault(row, []).append((col, cell))
        for row in sorted(by_row):
            yield row, sorted(by_row[row], key=lambda item: item[0])


@dataclass(frozen=True, slots=True)
class Hazard:
    """Something in the file that a reader must know of and that is never run (VBA, an external link …).

    ``code`` is a file rule of the registry (``PE-F1xx``), ``detail`` names the thing (``xl/vbaProject.bin``).
    """

    code: str
    detail: str
    ref: CellRef | None = None


@dataclass(frozen=True, slots=True)
class Workbook:
    """All worksheets of one file in their order, with what else was seen in it."""

    grids: tuple[Grid, ...]
    hazards: tuple[Hazard, ...] = ()
    defined_names: Mapping[str, str] = field(default_factory=dict)
