"""The add-in's functions for our own evaluation of workbooks: their results can be stored where no add-in is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from workbook_templates.worksheet_values import Area, ExcelError, Value
from xladdin.functions import FUNCTIONS, Function
from xladdin.worksheet_values import WorksheetError

__all__ = ["addin_functions"]


def addin_functions() -> Mapping[str, Callable[..., Value]]:
    """The functions that give one value, by name; those that fill a block of cells are left to the programs."""
    return {function.name: _called(function) for function in FUNCTIONS if not function.block}


def _called(function: Function) -> Callable[..., Value]:
    def call(*values: Any) -> Value:
        result = function(*map(_given, values))
        if isinstance(result, WorksheetError):
            raise ExcelError(str(result.value))
        assert not isinstance(result, tuple)
        return result

    return call


def _given(value: Any) -> Any:
    """A value as a host hands it over: areas of several cells as rows."""
    if isinstance(value, Area):
        if value.is_cell:
            return _given(value.evaluation.value(value.sheet, value.top, value.left))
        columns = value.right - value.left + 1
        cells = [_given(cell) for cell in value]
        return tuple(tuple(cells[at : at + columns]) for at in range(0, len(cells), columns))
    return WorksheetError(value.code) if isinstance(value, ExcelError) else value
