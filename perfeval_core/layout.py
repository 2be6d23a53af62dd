"""Where everything of a form stands on its sheet: the one place that holds cell addresses.

Recognition (:mod:`perfeval_core.recognise`) yields a :class:`Layout` from a sheet; a template is built from one; and
:mod:`perfeval_core.read_form` reads the entries of a filled form through it.  Rows and columns count from 1.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

__all__ = ["Column", "FundsLine", "Layout", "Place", "Slot", "Table", "Titled"]

Place = tuple[int, int]
"""Row and column."""


class Column(NamedTuple):
    """The columns ``first`` to ``last`` of a table (one, unless the title is merged over several) and their role."""

    role: str
    first: int
    last: int


@dataclass(frozen=True)
class Table:
    """A block of rows under a header: the 项目资金 rows, or a run of indicator rows.

    ``header_first`` is 0 for rows that have no header of their own.
    """

    header_first: int
    header_last: int
    first_row: int
    last_row: int
    columns: tuple[Column, ...]

    def column(self, role: str) -> Column | None:
        """The column of a role, if the table has it."""
        return self._by_role.get(role)

    @cached_property
    def _by_role(self) -> dict[str, Column]:
        return {column.role: column for column in reversed(self.columns)}


@dataclass(frozen=True, slots=True)
class Slot:
    """A single entry (项目名称, 总分 …): its label and its value cell.

    ``inline`` tells that the value stands in the label's own cell, behind a colon; ``nth`` counts the labels of that
    cell.  ``more`` are further cells whose texts continue the value (a goal typed over several rows).
    """

    role: str
    label: Place | None
    value: Place
    inline: bool = False
    more: tuple[Place, ...] = ()
    nth: int = 0


@dataclass(frozen=True, slots=True)
class FundsLine:
    """The amounts of one source of money or one task where the 项目资金 block has no row of its own for them."""

    name: Place
    values: tuple[tuple[str, Place], ...]
    """Role (``budget_adjusted``, ``spent`` …) and cell."""


class Titled(NamedTuple):
    """A cell that was understood as a title, a label, a block name or a note, and as which."""

    place: Place
    role: str


@dataclass(frozen=True, slots=True)
class Layout:
    """One form on a sheet.  ``indicators`` holds one table per header; a header repeated after a page break too."""

    sheet: str
    first_row: int
    last_row: int
    first_col: int
    last_col: int
    title: Place | None
    slots: tuple[Slot, ...]
    funds: Table | None
    indicators: tuple[Table, ...]
    titles: tuple[Titled, ...] = ()
    funds_lines: tuple[FundsLine, ...] = ()
    """The 项目资金 block where its columns are the sources of the money; then ``funds`` is None."""

    def slot(self, role: str) -> Slot | None:
        """The slot of a role, if the form has it."""
        return next((slot for slot in self.slots if slot.role == role), None)

    def titled(self, role: str) -> tuple[Place, ...]:
        """The cells understood in this role."""
        return tuple(title.place for title in self.titles if title.role == role)
