"""How a sheet that a command adds looks, as data that every host carries out in its own way."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

__all__ = ["SheetLook"]


@dataclass(frozen=True, slots=True)
class SheetLook:
    """Columns, rows and areas of a new sheet."""

    widths: Mapping[float, str]
    """Width in characters: columns, ``A:C,J:K``."""
    styles: tuple[tuple[str, Mapping[str, Any]], ...] = ()
    """Address and properties as :mod:`workbook_templates.styles` has them; a later one counts."""
    heights: Mapping[float, str] = field(default_factory=dict)
    """Height in points: rows, ``3:9,12:12``."""
    frozen_rows: int = 0
    colour: str = ""
    """Of the tab, ``#RRGGBB``."""
    grid_lines: bool = True
    protected: bool = False
    """Without a password; columns and rows may still be made wider."""
