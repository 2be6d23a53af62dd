"""Cell addresses as a file writes them."""

from __future__ import annotations

import re
from functools import lru_cache

from perfeval_core.grid import Merge
from xladdin.files.errors import Refusal

__all__ = ["ALL_COLS", "ALL_ROWS", "column_number", "merged_range", "position", "row_number"]

ADDRESS = re.compile(r"\$?([A-Z]{1,3})\$?([1-9][0-9]{0,6})", re.ASCII)
ALL_ROWS, ALL_COLS = 1_048_576, 16_384


def column_number(letters: str) -> int:
    """The number of a column: A -> 1, AA -> 27."""
    col = 0
    for letter in letters:
        col = col * 26 + ord(letter) - 64
    return col


def position(address: str, part: str) -> tuple[int, int]:
    """Row and column of a cell address.

    :raises Refusal: ``PE-F018`` for what is no address of a worksheet.
    """
    match = ADDRESS.fullmatch(address.upper())
    if match is not None:
        row, col = int(match.group(2)), column_number(match.group(1))
        if row <= ALL_ROWS and col <= ALL_COLS:
            return row, col
    raise Refusal("PE-F018", detail=f"{part} 的单元格地址 {address[:20]} 不成立")


def row_number(text: str, part: str) -> int:
    """The number of a row; the same refusal as for an address."""
    if text.isascii() and text.isdigit() and len(text) <= 7 and 1 <= int(text) <= ALL_ROWS:
        return int(text)
    raise Refusal("PE-F018", detail=f"{part} 的行号 {text[:20]} 不成立")


@lru_cache(maxsize=4096)
def merged_range(reference: str) -> Merge | None:
    """A merged range, or None for a single cell or what is no range."""
    first, _, last = reference.partition(":")
    begin, finish = ADDRESS.fullmatch(first), ADDRESS.fullmatch(last)
    if begin is None or finish is None:
        return None
    rows = sorted((int(begin.group(2)), int(finish.group(2))))
    cols = sorted((column_number(begin.group(1)), column_number(finish.group(1))))
    return None if (rows[0], cols[0]) == (rows[1], cols[1]) else Merge(rows[0], cols[0], rows[1], cols[1])
