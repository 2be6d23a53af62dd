"""How much room a text takes: line breaks in a column of a given width, and the height of the lines.

Widths are those of the widest usual fonts (a Chinese character is one em), so a text that fits here fits in Excel, WPS
and LibreOffice.
"""

from __future__ import annotations

import math
import unicodedata

__all__ = ["column_pixels", "fitting_height", "lines_needed", "text_pixels"]

_PADDING = 8
"""Pixels that the two edges of a cell keep free."""
_INDENT = 9
_NARROW_EM = 0.57
"""A digit or Latin letter in ems: 0.5 in 宋体, a little more in its substitutes."""
_LINE_EM = 1.45


def column_pixels(width: float) -> int:
    """The pixels of a column whose width is given in characters, as Excel counts them."""
    return int(width * 7 + 5)


def _em(character: str) -> float:
    return 1.0 if unicodedata.east_asian_width(character) in "WFA" else _NARROW_EM


def text_pixels(text: str, size: float) -> float:
    """The width of one line in a font of ``size`` points."""
    return sum(map(_em, text)) * size * 4 / 3


def lines_needed(text: str, pixels: float, size: float, indent: int = 0) -> int:
    """How many lines a wrapped text takes in a cell that is ``pixels`` wide."""
    room = max(pixels - _PADDING - indent * _INDENT, size * 4 / 3)
    count = 0
    for paragraph in text.split("\n"):
        used, lines = 0.0, 1
        for word in _pieces(paragraph):
            width = text_pixels(word, size)
            if used + width > room and used:
                lines, used = lines + 1, 0.0
            if width > room:
                extra = math.ceil(width / room) - 1
                lines, used = lines + extra, width - extra * room
            else:
                used += width
        count += lines
    return count


def _pieces(paragraph: str) -> list[str]:
    """What a line break may not tear apart: a run of narrow characters; every wide one is free."""
    pieces: list[str] = []
    for character in paragraph:
        narrow = _em(character) < 1 and character != " "
        if narrow and pieces and _em(pieces[-1][-1]) < 1 and pieces[-1][-1] != " ":
            pieces[-1] += character
        else:
            pieces.append(character)
    return pieces


def fitting_height(text: str, pixels: float, size: float, indent: int = 0, least: float = 0) -> float:
    """The row height in points that shows all lines, at least ``least``."""
    lines = lines_needed(text, pixels, size, indent)
    return max(least, math.ceil(lines * size * _LINE_EM + 6))
