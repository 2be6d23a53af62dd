"""All worksheet functions that the generated formulas use."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from workbook_templates.excel_lookups import LAZY, LOOKUPS
from workbook_templates.excel_texts import TEXTS_AND_NUMBERS

__all__ = ["FUNCTIONS", "LAZY", "SEE_AREAS"]

FUNCTIONS: dict[str, Callable[..., Any]] = TEXTS_AND_NUMBERS | LOOKUPS

SEE_AREAS = {
    "INDEX", "MATCH", "LOOKUP", "VLOOKUP", "LARGE", "COUNTIF", "COUNTIFS", "SUMIF", "SUMIFS", "COUNTA", "COUNTBLANK",
    "AND", "OR", "MIN", "MAX", "SUM", "SUMPRODUCT",
}  # fmt: skip
"""Functions that need the cells themselves, or to which a text in a cell is not what a text typed is."""
