"""How a sheet that a command adds looks, as data that every host carries out in its own way."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

__all__ = ["SheetLook"]


@dataclass(frozen=True, slots=True)
class SheetLook:
    """Columns, rows and areas of a new sheet."""

    widths: tuple[tuple[str, float], ...]
    """Columns (``A:C,J:K``) and their width in characters."""
    styles: tuple[tuple[str, Mapping[str, Any]], ...] = ()
    """Address and properties as :mod:`workbook_templates.styles` has them; a later one counts."""
    heights: tuple[tuple[str, float], ...] = ()
    """Rows (``3:9,12:12``) and their height in points."""
    frozen_rows: int = 0
    colour: str = ""
    """Of the tab, ``#RRGGBB``."""
    grid_lines: bool = True
