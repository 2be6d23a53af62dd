"""Which fills of Excel are nothing more than a colour."""

from __future__ import annotations

from typing import Any

__all__ = ["has_plain_fill"]

NO_FILL, SOLID = -4142, 1
"""XlPattern: xlPatternNone, xlPatternSolid."""
THEME_COLOURS = range(1, 13)
"""XlThemeColor."""


def has_plain_fill(cell: Any) -> bool:
    """No fill, or a solid one whose colour does not follow the workbook's theme."""
    interior = cell.api.Interior
    if interior.Pattern == NO_FILL:
        return True
    if interior.Pattern != SOLID:
        return False
    try:
        return interior.ThemeColor not in THEME_COLOURS
    except Exception:  # pywin32's com_error: there is no theme colour to tell
        return True
