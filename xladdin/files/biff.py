"""What python-calamine does not tell of an .xls: number formats, hidden rows, formulas, macro sheets, encryption.

Record numbers and layouts are those of the published [MS-XLS] format; only records of fixed layout are looked at.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from xladdin.files.errors import Refusal
from xladdin.files.limits import MAX_COL, MAX_ROW
from xladdin.files.number_formats import Shows, built_in_format, shown_by

__all__ = ["BiffSheet", "biff_sheets"]

BOF, EOF, FILEPASS, BOUNDSHEET = 0x0809, 0x000A, 0x002F, 0x0085
FORMAT, XF = 0x041E, 0x00E0
NUMBER, RK, FORMULA, MULRK, BOOLERR = 0x0203, 0x027E, 0x0006, 0x00BD, 0x0205
ROW, COLINFO = 0x0208, 0x007D
BIFF8 = 0x0600
MACRO_SHEET = 1
ERRORS = {0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?", 0x24: "#NUM!", 0x2A: "#N/A"}


@dataclass(slots=True)
class BiffSheet:
    """One sheet: positions count from 1; ``shows`` holds only the cells that do not show a plain number.

    ``errors`` holds the error values, which python-calamine gives as blanks.
    """

    macro: bool
    shows: dict[tuple[int, int], Shows] = field(default_factory=dict)
    errors: dict[tuple[int, int], str] = field(default_factory=dict)
    formulas: int = 0
    hidden_rows: set[int] = field(default_factory=set)
    hidden_cols: set[int] = field(default_factory=set)


def biff_sheets(content: bytes) -> list[BiffSheet]:
    """The sheets of a Workbook stream in the order of its sheet list.

    :raises Refusal: ``PE-F009`` when the stream is encrypted, ``PE-F008`` when its records are damaged.
    """
    try:
        return _sheets(content)
    except (struct.error, IndexError):
        raise Refusal("PE-F008", detail="工作簿的记录不完整") from None


def _sheets(content: bytes) -> list[BiffSheet]:
    version = struct.unpack_from("<H", content, 4)[0]
    codes: dict[int, str] = {}
    formats: list[int] = []
    found: list[tuple[int, BiffSheet]] = []
    for kind, body in _records(content, 0):
        if kind == FILEPASS:
            raise Refusal("PE-F009")
        if kind == BOUNDSHEET:
            start, _, sheet_type = struct.unpack_from("<LBB", body)
            found.append((start, BiffSheet(macro=sheet_type == MACRO_SHEET)))
        elif kind == FORMAT:
            codes[struct.unpack_from("<H", body)[0]] = _format_code(body, version)
        elif kind == XF:
            formats.append(struct.unpack_from("<2H", body)[1])
    shown = [shown_by(codes[number]) if number in codes else built_in_format(number) for number in formats]
    for start, sheet in found:
        if not sheet.macro:
            _fill(sheet, content, start, shown)
    return [sheet for _, sheet in found]


def _records(content: bytes, at: int) -> Iterator[tuple[int, bytes]]:
    """The records of one substream, those of embedded substreams (charts) left out."""
    depth = 0
    while at + 4 <= len(content):
        kind, size = struct.unpack_from("<2H", content, at)
        if kind == BOF:
            depth += 1
        elif kind == EOF:
            depth -= 1
            if depth <= 0:
                return
        elif depth == 1:
            yield kind, content[at + 4 : at + 4 + size]
        at += 4 + size


def _format_code(body: bytes, version: int) -> str:
    if version < BIFF8:
        return body[3 : 3 + body[2]].decode("latin-1")
    length, wide = struct.unpack_from("<HB", body, 2)
    text = body[5 : 5 + (length * 2 if wide & 1 else length)]
    return text.decode("utf-16-le" if wide & 1 else "latin-1", "replace")


def _fill(sheet: BiffSheet, content: bytes, start: int, shown: list[Shows]) -> None:
    def note(row: int, col: int, style: int) -> None:
        if style < len(shown) and shown[style] is not Shows.NUMBER and row < MAX_ROW and col < MAX_COL:
            sheet.shows[row + 1, col + 1] = shown[style]

    def note_error(row: int, col: int, number: int) -> None:
        if row < MAX_ROW and col < MAX_COL:
            sheet.errors[row + 1, col + 1] = ERRORS.get(number, "#N/A")

    for kind, body in _records(content, start):
        if kind in (NUMBER, RK, FORMULA):
            row, col, style = struct.unpack_from("<3H", body)
            note(row, col, style)
            if kind == FORMULA:
                sheet.formulas += 1
                if body[6] == 2 and body[12:14] == b"\xff\xff":
                    note_error(row, col, body[8])
        elif kind == BOOLERR:
            row, col, _, number, is_error = struct.unpack_from("<3H2B", body)
            if is_error:
                note_error(row, col, number)
        elif kind == MULRK:
            row, first = struct.unpack_from("<2H", body)
            for index in range((len(body) - 6) // 6):
                note(row, first + index, struct.unpack_from("<H", body, 4 + 6 * index)[0])
        elif kind == ROW:
            if struct.unpack_from("<H", body, 12)[0] & 0x20:
                sheet.hidden_rows.add(struct.unpack_from("<H", body)[0] + 1)
        elif kind == COLINFO:
            first, last, _, _, flags = struct.unpack_from("<5H", body)
            if flags & 1:
                sheet.hidden_cols.update(range(first + 1, min(last + 1, MAX_COL) + 1))
