"""Edits of cells gathered and written in as few calls as they have runs of neighbours."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from typing import Any

from perfeval_core.grid import CellRef
from xladdin.host import protection_lifted
from xladdin.ribbon_commands.session import Refused

__all__ = ["refuse_locked", "write_cells"]

TEXT = "@"
"""The number format of cells whose contents are texts."""


def write_cells(book: Any, edits: Mapping[CellRef, float | str], label: str, *, as_numbers: bool = False) -> None:
    """Write contents, column by column; cells below one another go in one call.

    ``as_numbers``: cells that hold texts whatever is typed lose that format first, and only they.
    Raises Refused, before anything is written, when a password protects one of the sheets.
    """
    by_sheet = {name: list(refs) for name, refs in groupby(sorted(edits), key=lambda ref: ref.sheet)}
    refuse_locked(book, by_sheet, label)
    for name, refs in by_sheet.items():
        with protection_lifted(book.sheets[name]):
            for run in _runs(refs):
                cells = book.sheets[name].range((run[0].row, run[0].col), (run[-1].row, run[-1].col))
                if as_numbers:
                    _take_numbers(cells)
                cells.formula = [[edits[ref]] for ref in run]


def refuse_locked(book: Any, sheets: Iterable[str], label: str) -> None:
    """Raises Refused when a password protects one of these sheets, as far as they are there."""
    there = {sheet.name for sheet in book.sheets}
    for name in sheets:
        if name in there:
            with protection_lifted(book.sheets[name]) as lifted:
                if not lifted:
                    raise Refused(f"工作表“{name}”有密码保护，“{label}”写不进去；请先撤销保护再试。")


def _take_numbers(cells: Any) -> None:
    shown = cells.number_format
    if shown == TEXT:
        cells.number_format = "General"
    elif shown is None:
        for cell in cells:
            _take_numbers(cell)


def _runs(refs: list[CellRef]) -> Iterator[list[CellRef]]:
    """Cells of one column that follow one another."""
    run: list[CellRef] = []
    for ref in sorted(refs, key=lambda ref: (ref.col, ref.row)):
        if run and (ref.col, ref.row) != (run[-1].col, run[-1].row + 1):
            yield run
            run = []
        run.append(ref)
    if run:
        yield run
