"""The scheme that a person has chosen in a standard workbook, on its sheet 填报说明."""

from __future__ import annotations

import re
from collections.abc import Mapping

from perfeval_core.grid import Grid, Workbook
from perfeval_core.scheme import Scheme, load_scheme, scheme_files

__all__ = ["CHOSEN_OVERLAY", "CHOSEN_SCHEME", "chosen_scheme", "names_a_scheme", "scheme_sheet"]

CHOSEN_SCHEME = "所选评分办法"
"""The defined name of the cell with a scheme's title."""
CHOSEN_OVERLAY = "所选附加规定"
"""The defined name of the cell with an overlay's title; any other word is none."""

_CELL = re.compile(r"=?'?(?P<sheet>[^'!]+)'?!\$?(?P<letters>[A-Z]{1,3})\$?(?P<row>\d+)")


def chosen_scheme(workbook: Workbook) -> Scheme | None:
    """The scheme with its overlay; None in any other workbook, and where the cell names no scheme."""
    if CHOSEN_SCHEME not in workbook.defined_names:
        return None
    ids = {(file.title, file.overlay): file.id for file in scheme_files()}
    main = ids.get((_text(workbook, CHOSEN_SCHEME), False))
    if main is None:
        return None
    overlay = ids.get((_text(workbook, CHOSEN_OVERLAY), True))
    return load_scheme(main if overlay is None else f"{main}+{overlay}")


def names_a_scheme(grid: Grid) -> bool:
    """Does some cell of a sheet hold the title of a scheme, as the cell does in which one is chosen?"""
    titles = {file.title for file in scheme_files()}
    return any(cell.text.strip() in titles for cell in grid.cells.values())


def scheme_sheet(defined_names: Mapping[str, str]) -> str:
    """The sheet on which the scheme is chosen; empty in any other workbook than a standard one."""
    found = _CELL.fullmatch(defined_names.get(CHOSEN_SCHEME, ""))
    return "" if found is None else found["sheet"]


def _text(workbook: Workbook, name: str) -> str:
    found = _CELL.fullmatch(workbook.defined_names.get(name, ""))
    if found is None:
        return ""
    col = 0
    for letter in found["letters"]:
        col = col * 26 + ord(letter) - ord("A") + 1
    texts = (grid.at(int(found["row"]), col).text for grid in workbook.grids if grid.sheet == found["sheet"])
    return next(texts, "").strip()
