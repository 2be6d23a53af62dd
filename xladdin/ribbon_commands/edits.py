"""Edits of cells gathered and written in as few calls as they have runs of neighbours."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import groupby
from typing import Any

from perfeval_core.grid import CellRef
from xladdin.host import areas, protection_lifted
from xladdin.ribbon_commands.session import Refused

__all__ = ["write_cells"]


def write_cells(book: Any, edits: Mapping[CellRef, float | str], label: str, number_format: str = "") -> None:
    """Write contents, column by column; cells below one another go in one call, after all got the number format.

    Raises Refused, before anything is written to that sheet, when a password protects it.
    """
    for name, refs in groupby(sorted(edits), key=lambda ref: ref.sheet):
        sheet = book.sheets[name]
        with protection_lifted(sheet) as lifted:
            if not lifted:
                raise Refused(f"工作表“{name}”有密码保护，“{label}”写不进去；请先撤销保护再试。")
            several = list(refs)
            for address in areas([ref.a1 for ref in several]) if number_format else ():
                sheet.range(address).number_format = number_format
            for run in _runs(several):
                first, last = run[0], run[-1]
                sheet.range((first.row, first.col), (last.row, last.col)).formula = [[edits[ref]] for ref in run]


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
