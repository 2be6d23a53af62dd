"""One step of a calculation that stands in a column of a sheet."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Step"]


@dataclass(frozen=True, slots=True)
class Step:
    """``formula`` without the equals sign; ``{key}`` is the cell of another step in the same row,
    ``{key^}`` in the row above."""

    key: str
    title: str
    note: str
    formula: str
    width: int = 10
