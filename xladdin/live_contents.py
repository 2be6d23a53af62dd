"""What a worksheet of a running program holds at one moment, as far as the commands want to know."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from perfeval_core.grid import Grid

__all__ = ["MORE_THAN_COLOUR", "MOST_CELLS", "LiveSheet", "Place", "TooLarge"]

MOST_CELLS = 1_000_000
"""Cells with contents; a form has a few hundred."""
MORE_THAN_COLOUR = "?"
"""A fill that cannot be put back by its colour: a pattern, a colour of the theme."""

Place = tuple[int, int]
"""Row and column, from 1."""


class TooLarge(Exception):
    """A sheet has more cells than can be read; the text is its name."""


@dataclass(frozen=True, slots=True)
class LiveSheet:
    """A worksheet of a running program at one moment."""

    grid: Grid
    notes: Mapping[Place, str]
    """The texts of its notes."""
    fill_at: Callable[[Place], str | None]
    """The fill of a cell: None, ``#RRGGBB``, or :data:`MORE_THAN_COLOUR`."""
