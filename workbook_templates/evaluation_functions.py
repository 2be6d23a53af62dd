"""All worksheet functions that the generated formulas use."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from workbook_templates.excel_lookups import LAZY, LOOKUPS
from workbook_templates.excel_texts import TEXTS_AND_NUMBERS

__all__ = ["FUNCTIONS", "LAZY"]

FUNCTIONS: dict[str, Callable[..., Any]] = TEXTS_AND_NUMBERS | LOOKUPS
