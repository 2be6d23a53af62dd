"""The content of a workbook as people see it, sealed: whether it is still the same, and which cells are not.

Only what the cells say counts: no styles, no formulas' spelling, no digits beyond what a person can read; so saving
again in Excel, WPS or LibreOffice changes nothing, and one changed character of one entry does.  Not a signature:
whoever can change a cell can seal again.
"""

from __future__ import annotations

import base64
import binascii
import json
import re
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Context, Decimal
from enum import Enum
from hashlib import sha256

from perfeval_core.grid import Cell, CellKind, Grid, Workbook, column_letters

__all__ = [
    "CONTENT_LABEL",
    "FINGERPRINT_LABEL",
    "SEAL_SHEET",
    "Change",
    "Seal",
    "State",
    "Verdict",
    "first_difference",
    "seal_of",
    "verify",
]

SEAL_SHEET = "校验凭证"
OWN_SHEETS = (SEAL_SHEET, "校验结果")
FINGERPRINT_LABEL = "内容指纹（SHA-256）"
CONTENT_LABEL = "封装时的内容"
LONGEST_CELL = 30_000
"""Characters that a cell of the seal holds; Excel allows 32,767."""
LARGEST = 16 << 20
RESULT_DIGITS = Context(prec=9)
"""Programs agree on a formula's result to this many digits and more."""
NOTHING = Decimal("1e-12")
"""A result nearer to zero is what is left over of a sum that comes to nothing."""
CONSTANTS = {"TRUE()": "1", "FALSE()": "0"}
"""LibreOffice stores a typed truth value as one of these formulas."""
CHANGING = re.compile(r"\b(?:TODAY|NOW|RAND|RANDBETWEEN|RANDARRAY|CELL|INFO)\s*\(", re.IGNORECASE)
"""What gives another result each time a workbook is opened."""
ERROR = "=#"
UNKNOWN = "="
"""What stands for the result of a formula that has not been computed; it is the same as any result."""


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
    """The state of a workbook, with the changed cells in order."""

    state: State
    changes: tuple[Change, ...] = ()


def seal_of(workbook: Workbook) -> Seal:
    """Seal the content of a workbook; sheets of this tool's own do not count."""
    content = _packed(_cells(workbook))
    text = base64.b64encode(zlib.compress(content, 9)).decode("ascii")
    pieces = tuple(text[at : at + LONGEST_CELL] for at in range(0, len(text), LONGEST_CELL))
    return Seal(sha256(content).hexdigest(), pieces)


def verify(workbook: Workbook) -> Verdict:
    """Compare a workbook with the seal that it carries."""
    sheet = next((grid for grid in workbook.grids if grid.sheet == SEAL_SHEET), None)
    if sheet is None:
        return Verdict(State.UNSEALED)
    sealed = _sealed_cells(sheet)
    if sealed is None:
        return Verdict(State.BROKEN)
    now = _cells(workbook)
    places = sorted(sealed.keys() | now.keys())
    changes = [
        Change(f"{sheet}!{column_letters(col)}{row}", _shown(before), _shown(after))
        for sheet, row, col in places
        if not _same(before := sealed.get((sheet, row, col), ""), after := now.get((sheet, row, col), ""))
    ]
    return Verdict(State.CHANGED if changes else State.UNCHANGED, tuple(changes))


def first_difference(one: Workbook, other: Workbook) -> str:
    """The first cell in which two workbooks do not hold the same typed content, whatever their formulas give; empty
    when there is none."""
    ours, theirs = _entries(one), _entries(other)
    unlike = (place for place in sorted(ours.keys() | theirs.keys()) if ours.get(place) != theirs.get(place))
    return next((f"{sheet}!{column_letters(col)}{row}" for sheet, row, col in unlike), "")


Cells = Mapping[tuple[str, int, int], str]


def _entries(workbook: Workbook) -> Cells:
    return {place: said for place, said in _cells(workbook).items() if not said.startswith(UNKNOWN)}


def _cells(workbook: Workbook) -> Cells:
    """What each cell says: a text, a number's digits, ``=`` and the result for a formula."""
    return {
        (grid.sheet, row, col): said
        for grid in workbook.grids
        if not grid.sheet.startswith(OWN_SHEETS)
        for (row, col), cell in grid.cells.items()
        if (said := _said(cell))
    }


def _said(cell: Cell) -> str:
    if cell.kind is CellKind.ERROR:
        return ERROR
    if cell.formula is not None and cell.formula.upper() not in CONSTANTS:
        changing = CHANGING.search(cell.formula) is not None
        return UNKNOWN + ("" if changing or not cell.computed else _result(cell))
    if not cell.text:
        return ""
    return _boolean(cell) or _number(cell) or "'" + cell.text.replace("\r\n", "\n").replace("\r", "\n")


def _boolean(cell: Cell) -> str:
    """1 or 0 for a truth value, however a program stores it; empty for everything else."""
    if cell.formula is not None:
        return CONSTANTS.get(cell.formula.upper(), "")
    return {"TRUE": "1", "FALSE": "0"}.get(cell.text, "") if cell.kind is CellKind.BOOLEAN else ""


def _number(cell: Cell) -> str:
    """The digits of a number, whatever format shows it; empty for everything else."""
    if cell.kind is CellKind.NUMBER:
        return cell.text
    if cell.kind is CellKind.PERCENT:
        return _plain(Decimal(cell.text.rstrip("%")).scaleb(-2))
    return ""


def _result(cell: Cell) -> str:
    number = Decimal(_number(cell) or "NaN")
    if number.is_nan():
        return {"TRUE": "1", "FALSE": "0"}.get(cell.text, cell.text)
    return "0" if abs(number) < NOTHING else _plain(RESULT_DIGITS.create_decimal(number))


def _plain(number: Decimal) -> str:
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _same(before: str, now: str) -> bool:
    computed_since = UNKNOWN in (before, now) and before.startswith(UNKNOWN) and now.startswith(UNKNOWN)
    return before == now or computed_since


def _shown(said: str) -> str:
    return said[1:] if said.startswith(("'", UNKNOWN)) else said


def _packed(cells: Cells) -> bytes:
    listed = [[*place, said] for place, said in sorted(cells.items())]
    return json.dumps(listed, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")


def _sealed_cells(sheet: Grid) -> Cells | None:
    """The content that a seal sheet holds; None when it does not fit its own fingerprint."""
    rows = sorted(sheet.rows())
    labelled = [(cells[0][1].text, cells[1][1].text) for _, cells in rows if len(cells) > 1]
    fingerprint = next((value for label, value in labelled if label == FINGERPRINT_LABEL), "")
    text = "".join(value for label, value in labelled if label.startswith(CONTENT_LABEL))
    try:
        unpacker = zlib.decompressobj()
        content = unpacker.decompress(base64.b64decode(text), LARGEST)
        if sha256(content).hexdigest() != "".join(fingerprint.split()).lower():
            return None
        return {(str(name), int(row), int(col)): str(said) for name, row, col, said in json.loads(content)}
    except (ValueError, TypeError, zlib.error, binascii.Error, RecursionError):
        return None
