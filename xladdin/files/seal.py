"""The content of a workbook as people see it, sealed: whether it is still the same, and which cells are not.

Only what the cells say counts, with the formulas of the forms themselves: no styles, no formula's spelling, no digits
beyond what a person can read; so saving again in Excel, WPS or LibreOffice changes nothing, and one changed character
of one entry does.  Not a signature: whoever can change a cell can seal again.
"""

from __future__ import annotations

import base64
import binascii
import json
import re
import zlib
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from hashlib import sha256

from perfeval_core.explanations import STAMP
from perfeval_core.grid import Cell, Grid, Workbook, column_letters
from xladdin.files.cell_words import FORMULA, UNKNOWN, said, same, shown

__all__ = [
    "CONTENT_LABEL",
    "FINGERPRINT_LABEL",
    "PARTS_LABEL",
    "SEAL_SHEET",
    "Change",
    "Seal",
    "State",
    "Verdict",
    "first_difference",
    "is_seal",
    "seal_of",
    "told_cells",
    "verify",
]

SEAL_SHEET = "校验凭证"
RESULT_SHEET = re.compile(r"校验结果(?:\(\d+\))?")
"""What marking adds does not count; it is known by its name and by a title that nobody else gives a column."""
FINGERPRINT_LABEL = "内容指纹（SHA-256）"
PARTS_LABEL = "文件指纹（SHA-256）"
CONTENT_LABEL = "封装时的内容"
LONGEST_CELL = 30_000
"""Characters that a cell of the seal holds; Excel allows 32,767."""
LARGEST = 16 << 20


@dataclass(frozen=True, slots=True)
class Seal:
    """The fingerprint of a content, and the content itself, packed into texts that fit into cells."""

    fingerprint: str
    content: tuple[str, ...]


class State(Enum):
    """What a seal says about a workbook."""

    UNCHANGED = "未改动"
    CHANGED = "已改动"
    UNSEALED = "无凭证"
    BROKEN = "凭证不完整"


@dataclass(frozen=True, slots=True)
class Change:
    """A cell that is not as it was; an empty text is an empty cell."""

    cell: str
    before: str
    now: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """The state of a workbook, with the changed cells in order; ``sheets`` tells which sheets came, went, or have
    another name, in whole sentences."""

    state: State
    changes: tuple[Change, ...] = ()
    sheets: tuple[str, ...] = ()


Cells = Mapping[tuple[str, int, int], str]


@dataclass(frozen=True, slots=True)
class _Content:
    """What is sealed: the sheets in order, what their cells say, and in which of them formulas count.

    ``charts`` are sheets of charts, which other programs make sheets with a chart and no cells.
    """

    sheets: tuple[str, ...]
    forms: tuple[str, ...]
    cells: Cells
    charts: tuple[str, ...] = ()


def seal_of(
    workbook: Workbook,
    forms: Collection[str] = (),
    lines: Sequence[Sequence[str]] = (),
    charts: Sequence[str] = (),
) -> Seal:
    """Seal the content of a workbook; sheets of this tool's own do not count.

    In the sheets ``forms`` the formulas count too.  ``lines`` are the texts that will stand on the seal's own sheet,
    from its first row on, above the fingerprint; ``charts`` are the names of the sheets that are charts.
    """
    on_seal = {
        (SEAL_SHEET, row, col): "'" + text
        for row, line in enumerate(lines, 1)
        for col, text in enumerate(line, 1)
        if text
    }
    sheets = tuple(grid.sheet for grid in _sealable(workbook))
    content = _packed(_Content(sheets, tuple(sorted(forms)), {**_cells(workbook, forms), **on_seal}, tuple(charts)))
    text = base64.b64encode(zlib.compress(content)).decode("ascii")
    pieces = tuple(text[at : at + LONGEST_CELL] for at in range(0, len(text), LONGEST_CELL))
    return Seal(sha256(content).hexdigest(), pieces)


def verify(workbook: Workbook) -> Verdict:
    """Compare a workbook with the seal that it carries."""
    sheet = _seal_sheet(workbook)
    if sheet is None:
        return Verdict(State.UNSEALED)
    sealed = _sealed_content(sheet)
    if sealed is None:
        return Verdict(State.BROKEN)
    now = {**_cells(workbook, sealed.forms), **_seal_cells(sheet)}
    names = [grid.sheet for grid in _sealable(workbook)]
    renamed = _renamed(sealed, names, now)
    if renamed:
        workbook = _with_old_names(workbook, renamed)
        now = {**_cells(workbook, sealed.forms), **_seal_cells(sheet)}
    gone = [name for name in sealed.sheets if name not in names and name not in renamed.values()]
    new = [name for name in names if name not in (*sealed.sheets, *sealed.charts) and name not in renamed]
    told = (
        *(f"工作表「{old}」改名为「{name}」" for name, old in renamed.items()),
        *(f"少了工作表「{name}」" for name in gone),
        *(f"多了工作表「{name}」" for name in new),
    )
    changes = tuple(_changes(sealed.cells, now, {*gone, *new}))
    return Verdict(State.CHANGED if changes or told else State.UNCHANGED, changes, told)


def first_difference(one: Workbook, other: Workbook) -> str:
    """The first cell in which two workbooks do not hold the same typed content, whatever their formulas give; empty
    when there is none."""
    ours, theirs = _entries(one), _entries(other)
    unlike = (place for place in sorted(ours.keys() | theirs.keys()) if ours.get(place) != theirs.get(place))
    return next((_address(place) for place in unlike), "")


def is_seal(sheet: Grid) -> bool:
    """Is a sheet a seal, or in the place of one?"""
    return sheet.sheet == SEAL_SHEET or _end_of_facts(sheet) > 0


def told_cells(workbook: Workbook) -> dict[tuple[str, int, int], Cell]:
    """All cells of a sealed workbook but the fingerprints and the packed content on the seal's sheet."""
    sheet = _seal_sheet(workbook)
    end = _end_of_facts(sheet) if sheet else 0
    return {
        (grid.sheet, *place): cell
        for grid in workbook.grids
        for place, cell in grid.cells.items()
        if grid.sheet != SEAL_SHEET or place[0] < end
    }


def _address(place: tuple[str, int, int]) -> str:
    sheet, row, col = place
    return f"{sheet}!{column_letters(col)}{row}"


def _changes(sealed: Cells, now: Cells, untold: Collection[str]) -> Iterator[Change]:
    """The cells that say something else, but for those of the sheets ``untold``."""
    unlike = (place for place in sealed.keys() | now.keys() if sealed.get(place) != now.get(place))
    for place in sorted(unlike):
        before, after = sealed.get(place, ""), now.get(place, "")
        if place[0] not in untold and not same(before, after):
            yield Change(_address(place), shown(before, after), shown(after, before))


def _entries(workbook: Workbook) -> Cells:
    return {place: words for place, words in _cells(workbook).items() if not words.startswith(UNKNOWN)}


def _sealable(workbook: Workbook) -> Iterator[Grid]:
    return (grid for grid in workbook.grids if grid.sheet != SEAL_SHEET and not _is_result(grid))


def _is_result(sheet: Grid) -> bool:
    return bool(RESULT_SHEET.fullmatch(sheet.sheet)) and any(cell.text == STAMP for cell in sheet.cells.values())


def _cells(workbook: Workbook, forms: Collection[str] = ()) -> Cells:
    """What each cell says, in the sheets ``forms`` with its formula."""
    return {
        (grid.sheet, row, col): words
        for grid in _sealable(workbook)
        for (row, col), cell in grid.cells.items()
        if (words := said(cell, grid.sheet in forms))
    }


def _seal_sheet(workbook: Workbook) -> Grid | None:
    return next((grid for grid in workbook.grids if grid.sheet == SEAL_SHEET), None)


def _seal_cells(sheet: Grid) -> Cells:
    """What the seal's sheet says above the fingerprint."""
    end = _end_of_facts(sheet)
    return {
        (SEAL_SHEET, row, col): words for (row, col), cell in sheet.cells.items() if row < end and (words := said(cell))
    }


def _end_of_facts(sheet: Grid) -> int:
    """The row of the fingerprint; 0 when it is gone."""
    return next((row for (row, col), cell in sheet.cells.items() if col == 1 and cell.text == FINGERPRINT_LABEL), 0)


# -- sheets with another name


def _renamed(sealed: _Content, names: Sequence[str], now: Cells) -> dict[str, str]:
    """The sheets that have another name, with their old one: those that say mostly what the missing one said."""
    found: dict[str, str] = {}
    for old in (name for name in sealed.sheets if name not in names):
        cells = {place[1:]: words.partition(FORMULA)[0] for place, words in sealed.cells.items() if place[0] == old}
        for name in names:
            if name in (*sealed.sheets, *sealed.charts) or name in found:
                continue
            equal = sum(now.get((name, *place), "").partition(FORMULA)[0] == words for place, words in cells.items())
            if cells and 2 * equal > len(cells):
                found[name] = old
                break
    return found


def _with_old_names(workbook: Workbook, renamed: Mapping[str, str]) -> Workbook:
    """The workbook as it reads with its sheets' old names, in formulas too."""
    names = re.compile("|".join(rf"(?<![\w.])'?{re.escape(name.replace(chr(39), chr(39) * 2))}'?!" for name in renamed))

    def old_name(found: re.Match[str]) -> str:
        name = renamed[found[0].rstrip("!").strip("'").replace("''", "'")].replace("'", "''")
        return f"'{name}'!"

    grids = tuple(
        replace(
            grid,
            sheet=renamed.get(grid.sheet, grid.sheet),
            cells={
                place: cell if cell.formula is None else cell._replace(formula=names.sub(old_name, cell.formula))
                for place, cell in grid.cells.items()
            },
        )
        for grid in workbook.grids
    )
    return replace(workbook, grids=grids)


# -- the content in cells


def _packed(content: _Content) -> bytes:
    listed: dict[str, object] = {
        "sheets": content.sheets,
        "forms": content.forms,
        "cells": [[*place, words] for place, words in sorted(content.cells.items())],
    }
    if content.charts:
        listed["charts"] = content.charts
    return json.dumps(listed, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")


def _sealed_content(sheet: Grid) -> _Content | None:
    """The content that a seal sheet holds; None when it does not fit its own fingerprint."""
    rows = sorted(sheet.rows())
    labelled = [(cells[0][1].text, cells[1][1].text) for _, cells in rows if len(cells) > 1]
    fingerprint = next((value for label, value in labelled if label == FINGERPRINT_LABEL), "")
    text = "".join(value for label, value in labelled if label.startswith(CONTENT_LABEL))
    try:
        unpacker = zlib.decompressobj()
        content = unpacker.decompress(base64.b64decode(text), LARGEST)
        if not unpacker.eof or sha256(content).hexdigest() != "".join(fingerprint.split()).lower():
            return None
        found = json.loads(content)
        cells = {(str(name), int(row), int(col)): str(words) for name, row, col, words in found["cells"]}
        sheets, forms = (tuple(map(str, found[name])) for name in ("sheets", "forms"))
        return _Content(sheets, forms, cells, tuple(map(str, found.get("charts", ()))))
    except (ValueError, TypeError, KeyError, zlib.error, binascii.Error, RecursionError):
        return None
