"""Excel's sheet protection, lifted for a moment and put back with the same permissions."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

__all__ = ["protection_lifted"]

ALLOWED = (
    "AllowFormattingCells", "AllowFormattingColumns", "AllowFormattingRows", "AllowInsertingColumns",
    "AllowInsertingRows", "AllowInsertingHyperlinks", "AllowDeletingColumns", "AllowDeletingRows", "AllowSorting",
    "AllowFiltering", "AllowUsingPivotTables",
)  # fmt: skip
"""The properties of Worksheet.Protection; Worksheet.Protect takes them under the same names."""


@contextmanager
def protection_lifted(sheet: Any) -> Iterator[bool]:
    """Without protection inside; False, and nothing changed, when a password is wanted."""
    api = sheet.api
    if not api.ProtectContents:
        yield True
        return
    allowed = {name: bool(getattr(api.Protection, name)) for name in ALLOWED}
    objects, scenarios = bool(api.ProtectDrawingObjects), bool(api.ProtectScenarios)
    try:
        api.Unprotect("")
    except Exception:  # pywin32's com_error: the password is wrong
        yield False
        return
    if api.ProtectContents:
        yield False
        return
    try:
        yield True
    finally:
        api.Protect(DrawingObjects=objects, Contents=True, Scenarios=scenarios, **allowed)
