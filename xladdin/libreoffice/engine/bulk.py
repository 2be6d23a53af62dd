"""A whole sheet as the core sees it, in one go: what xlwings would need a call a cell for comes with it."""

from __future__ import annotations

from typing import Any

from perfeval_core.grid import Cell, CellKind, Grid, Merge
from xladdin.files.cell_text import number_cell
from xladdin.files.number_formats import Shows, shown_by
from xladdin.libreoffice.engine.contents import DATES, FORMULAS, LOGICAL, PERCENT, TIMES, error_text
from xladdin.libreoffice.engine.office import Document

__all__ = ["read_grid", "spelled"]


def read_grid(sheet: Any) -> Grid:
    """The grid of a sheet of the engine.  Formulas keep LibreOffice's spelling (``;`` between arguments)."""
    document, used = sheet.book.document, sheet.used_range.uno
    formulas = _formula_places(used)
    kinds, merges = _formats(document, sheet.uno, used)
    cells: dict[tuple[int, int], Cell] = {}
    texts = used.FormulaArray if formulas else ()
    for row, values in enumerate(used.DataArray):
        for col, value in enumerate(values):
            place = row, col
            formula = texts[row][col].removeprefix("=") if place in formulas else None
            if value == "" and formula is None:
                continue
            if value is None:
                cell = Cell(error_text(used.getCellByPosition(col, row).Error), CellKind.ERROR)
            elif isinstance(value, str):
                cell = Cell(value, CellKind.TEXT)
            else:
                cell = _number(value, kinds.get(place, (0, "")))
            cells[row + 1, col + 1] = cell if formula is None else Cell(cell.text, cell.kind, formula)
    rows, cols = _hidden(used)
    return Grid(sheet.name, cells, merges, rows, cols, not sheet.visible)


def _formula_places(used: Any) -> set[tuple[int, int]]:
    return {
        (row, col)
        for one in used.queryContentCells(FORMULAS).RangeAddresses
        for row in range(one.StartRow, one.EndRow + 1)
        for col in range(one.StartColumn, one.EndColumn + 1)
    }


def _formats(
    document: Document, sheet: Any, used: Any
) -> tuple[dict[tuple[int, int], tuple[int, str]], tuple[Merge, ...]]:
    """The number formats that change how a number reads, and the merges, by groups of equally formatted cells."""
    kinds: dict[tuple[int, int], tuple[int, str]] = {}
    merges = []
    groups = used.UniqueCellFormatRanges
    for index in range(groups.Count):
        group = groups.getByIndex(index)
        first = group.getByIndex(0)
        shown = document.number_format(first.NumberFormat)
        merged = first.IsMerged
        if not merged and not shown[0] & (DATES | TIMES | PERCENT | LOGICAL):
            continue
        for one in group.RangeAddresses:
            for row in range(one.StartRow, one.EndRow + 1):
                for col in range(one.StartColumn, one.EndColumn + 1):
                    kinds[row, col] = shown
                    if merged:
                        merges.append(_merge(sheet, row, col))
    return kinds, tuple(sorted(merges, key=lambda merge: (merge.top, merge.left)))


def _merge(sheet: Any, row: int, col: int) -> Merge:
    cursor = sheet.createCursorByRange(sheet.getCellByPosition(col, row))
    cursor.collapseToMergedArea()
    one = cursor.RangeAddress
    return Merge(one.StartRow + 1, one.StartColumn + 1, one.EndRow + 1, one.EndColumn + 1)


def spelled(value: float, kind: CellKind) -> Cell:
    """A number as a cell of this kind: plain, per cent, or a truth value."""
    if kind is CellKind.BOOLEAN:
        return Cell("TRUE" if value else "FALSE", kind)
    return number_cell(repr(value), Shows.PERCENT if kind is CellKind.PERCENT else Shows.NUMBER)


def _number(value: float, shown: tuple[int, str]) -> Cell:
    kind, code = shown
    if kind & LOGICAL:
        return spelled(value, CellKind.BOOLEAN)
    if kind & PERCENT:
        return spelled(value, CellKind.PERCENT)
    if kind & (DATES | TIMES):
        shows = shown_by(code)
        return number_cell(repr(value), Shows.DATE if kind & DATES and shows is Shows.NUMBER else shows)
    return spelled(value, CellKind.NUMBER)


def _hidden(used: Any) -> tuple[frozenset[int], frozenset[int]]:
    """Rows and columns of the used area that cannot be seen."""
    area = used.RangeAddress
    rows, cols = set(range(1, area.EndRow + 2)), set(range(1, area.EndColumn + 2))
    for one in used.queryVisibleCells().RangeAddresses:
        rows -= set(range(one.StartRow + 1, one.EndRow + 2))
        cols -= set(range(one.StartColumn + 1, one.EndColumn + 2))
    if len(rows) > area.EndRow or len(cols) > area.EndColumn:  # nothing can be seen: the sheet itself is hidden
        return frozenset(), frozenset()
    return frozenset(rows), frozenset(cols)
