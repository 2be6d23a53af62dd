"""Where the form keeps what the formulas of a row read."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["FormColumns"]


@dataclass(frozen=True, slots=True)
class FormColumns:
    """Where the form keeps what a row needs; letters of columns.

    ``only_rows``: a formula text that is TRUE for the rows that are indicators, without it every row counts.
    """

    sheet: str = "自评表"
    level1: str = "A"
    level2: str = "B"
    name: str = "C"
    target: str = "D"
    actual: str = "E"
    weight: str = "F"
    direction: str = "I"
    target_value: str = "J"
    actual_value: str = "K"
    band: str = "L"
    ratio: str = "M"
    only_rows: str = ""

    def cell(self, column: str) -> str:
        """The cell of the same row in the form."""
        letter = getattr(self, column)
        return f"INDEX('{self.sheet}'!${letter}:${letter},ROW())"
