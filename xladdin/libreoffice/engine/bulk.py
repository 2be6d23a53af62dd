"""A whole sheet as the core sees it, in one go: what xlwings would need a call a cell for comes with it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from typing import Any

from perfeval_core.grid import Cell, CellKind, Grid, Merge
from xladdin.files.cell_text import number_cell
from xladdin.files.number_formats import Shows, shown_by
from xladdin.libreoffice.engine.contents import DATES, FORMULAS, LOGICAL, PERCENT, TIMES, error_text
from xladdin.libreoffice.engine.notes import text_of
from xladdin.libreoffice.engine.office import Document
from xladdin.libreoffice.engine.spelling import excel_spelling
from xladdin.live_contents import MORE_THAN_COLOUR, MOST_CELLS, LiveSheet, Place, TooLarge

__all__ = ["read_live", "spelled"]

CONTENTS = 1 | 2 | 4 | 16
"""CellFlags: numbers, dates, texts, formulas."""
ONE_BLOCK = 200_000
"""A used range of at most so many cells is read as one block, a larger one by the runs of cells that hold something."""
NO_COLOUR = -1


def read_live(sheet: Any, *, excel_formulas: bool = False) -> LiveSheet:
    """A sheet of the engine.  Formulas keep LibreOffice's spelling unless Excel's is wanted, which takes longer.

    Raises TooLarge.
    """
    uno, document = sheet.uno, sheet.book.document
    formulas = set(_places(uno.queryContentCells(FORMULAS).RangeAddresses))
    spell = excel_spelling if excel_formulas else str
    found: dict[Place, tuple[Any, str | None]] = {}
    for block in _blocks(sheet):
        corner = block.RangeAddress
        texts = block.FormulaArray if formulas else ()
        for row, values in enumerate(block.DataArray):
            for col, value in enumerate(values):
                place = corner.StartRow + row + 1, corner.StartColumn + col + 1
                formula = spell(texts[row][col].removeprefix("=")) if place in formulas else None
                if value != "" or formula is not None:
                    found[place] = value, formula
    numbers = {place for place, (value, _) in found.items() if isinstance(value, float)}
    kinds, merges, fills = _formats(document, uno, numbers)
    cells: dict[Place, Cell] = {}
    for place, (value, formula) in found.items():
        if value is None:
            cell = Cell(error_text(uno.getCellByPosition(place[1] - 1, place[0] - 1).Error), CellKind.ERROR)
        elif isinstance(value, str):
            cell = Cell(value, CellKind.TEXT)
        else:
            cell = _number(value, kinds.get(place, (0, "")))
        cells[place] = cell if formula is None else Cell(cell.text, cell.kind, formula)
    rows, cols = _hidden(sheet.used_range.uno)
    grid = Grid(sheet.name, cells, merges, rows, cols, not sheet.visible)
    return LiveSheet(grid, dict(_notes(uno)), _fill_in(fills))


def _blocks(sheet: Any) -> Iterator[Any]:
    """Ranges that together hold everything on the sheet.  Raises TooLarge."""
    used = sheet.used_range
    rows, cols = used.shape
    if rows * cols <= ONE_BLOCK:
        yield used.uno
        return
    addresses = sheet.uno.queryContentCells(CONTENTS).RangeAddresses
    if sum((one.EndRow - one.StartRow + 1) * (one.EndColumn - one.StartColumn + 1) for one in addresses) > MOST_CELLS:
        raise TooLarge(sheet.name)
    for one in addresses:
        yield sheet.uno.getCellRangeByPosition(one.StartColumn, one.StartRow, one.EndColumn, one.EndRow)


def _places(addresses: Any) -> Iterator[Place]:
    return (
        (row + 1, col + 1)
        for one in addresses
        for row in range(one.StartRow, one.EndRow + 1)
        for col in range(one.StartColumn, one.EndColumn + 1)
    )


def _inside(address: Any, places: Collection[Place]) -> Iterator[Place]:
    """The places that lie in an address, whichever of the two is the larger."""
    top, left, bottom, right = address.StartRow + 1, address.StartColumn + 1, address.EndRow + 1, address.EndColumn + 1
    if (bottom - top + 1) * (right - left + 1) > len(places):
        return (place for place in places if top <= place[0] <= bottom and left <= place[1] <= right)
    return (place for place in _places((address,)) if place in places)


def _formats(
    document: Document, sheet: Any, numbers: set[Place]
) -> tuple[dict[Place, tuple[int, str]], tuple[Merge, ...], list[tuple[Any, str]]]:
    """The number formats that change how a number reads, the merges, and the fills by address, from the groups of
    equally formatted cells."""
    kinds: dict[Place, tuple[int, str]] = {}
    merges: list[Merge] = []
    fills: list[tuple[Any, str]] = []
    groups = sheet.UniqueCellFormatRanges
    for index in range(groups.Count):
        group = groups.getByIndex(index)
        first = group.getByIndex(0)
        shown = document.number_format(first.NumberFormat)
        merged, colour = first.IsMerged, first.CellBackColor
        special = shown[0] & (DATES | TIMES | PERCENT | LOGICAL)
        if not (merged or special or colour != NO_COLOUR):
            continue
        for one in group.RangeAddresses:
            if special:
                kinds.update((place, shown) for place in _inside(one, numbers))
            if colour != NO_COLOUR:
                follows_theme = first.CellBackgroundComplexColor.getThemeColorType() >= 0
                fills.append((one, MORE_THAN_COLOUR if follows_theme else f"#{colour & 0xFFFFFF:06X}"))
            if merged:
                merges += (_merge(sheet, *place) for place in _places((one,)))
    return kinds, tuple(sorted(merges, key=lambda merge: (merge.top, merge.left))), fills


def _fill_in(fills: list[tuple[Any, str]]) -> Callable[[Place], str | None]:
    areas = [
        (one.StartRow + 1, one.StartColumn + 1, one.EndRow + 1, one.EndColumn + 1, colour) for one, colour in fills
    ]

    def fill_at(place: Place) -> str | None:
        row, col = place
        return next(
            (colour for top, left, bottom, right, colour in areas if top <= row <= bottom and left <= col <= right),
            None,
        )

    return fill_at


def _notes(sheet: Any) -> Iterator[tuple[Place, str]]:
    notes = sheet.Annotations
    for index in range(notes.Count):
        note = notes.getByIndex(index)
        position = note.Position
        yield (position.Row + 1, position.Column + 1), text_of(note)


def _merge(sheet: Any, row: int, col: int) -> Merge:
    cursor = sheet.createCursorByRange(sheet.getCellByPosition(col - 1, row - 1))
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
