"""The sheets beside the form in the standard workbook: calculation, checks and help, never forms of their own."""

from __future__ import annotations

from perfeval_core.grid import Grid
from perfeval_core.titles import folded, match

__all__ = ["is_standard_sheet"]


def is_standard_sheet(grid: Grid) -> bool:
    """True for 计分明细, 校验, 看板 … of the standard workbook: named so, and so titled in their first cell."""
    name = folded(grid.sheet)
    return match("standard_sheets", name) is not None and folded(grid.at(1, 1).text) == name
