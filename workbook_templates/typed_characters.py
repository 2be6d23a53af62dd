"""Which typed characters the formulas bring to one spelling, and which make them refuse a text.

What a character means comes from :func:`perfeval_core.spelling.fold`; here stands only how much of it a worksheet can
afford: two steps of nested replacements.  Whatever the core would fold and these steps do not is listed in
``UNKNOWN_CHARACTERS``: a text with one of them is refused, never read past it.
"""

from __future__ import annotations

from string import ascii_letters
from typing import Final

from perfeval_core.spelling import fold

__all__ = [
    "BROKEN",
    "FIRST_STEP",
    "LETTERS",
    "NAME_MARK",
    "PAUSE",
    "SECOND_STEP",
    "SEPARATOR",
    "UNKNOWN_CHARACTERS",
    "formula_spelling",
]

SEPARATOR: Final = "囗"
"""Stands between the name, the target and the actual while they share one cell."""
NAME_MARK: Final = "囡"
"""Stands in front of the name there."""
BROKEN: Final = "囧"
"""Stands for what no formula can read: an error, a character with a meaning of its own in a search."""
PAUSE: Final = "，"
"""The pauses 。 ； ！ become this one; 、 may also number a list and stays."""

_SIGNS = "０１２３４５６７８９．％﹪≧⩾≦⩽﹥﹤＞＜〉〈﹦═＝—–−‐‑－─━﹣～〜∼：﹕（）【】／㎡“”「」『』"
_SPACES = "\u00a0\u3000\n\r\t\u2002\u2003\u2009\u2028"
_INVISIBLE = "\u200b\u200c\u200d\ufeff\u2060\u00ad"
_MEANINGS = {
    **dict.fromkeys("。；;！", PAUSE),
    **dict.fromkeys("*?|×＊？", BROKEN),
    "~": "至",
}
"""Characters the formulas treat like another one, beyond what the core folds."""


def formula_spelling(text: str) -> str:
    """A text as the two steps leave it, without spaces."""
    return "".join(_MEANINGS.get(character, character) for character in fold(text).text)


FIRST_STEP: Final = tuple((character, formula_spelling(character)) for character in _SIGNS)
SECOND_STEP: Final = (
    *_MEANINGS.items(),
    *((space, " ") for space in _SPACES),
    *((mark, "") for mark in _INVISIBLE),
    ("/m3", "/立方米"),
    *((f"{NAME_MARK}指标{number}:", NAME_MARK) for number in range(12, 0, -1)),
    *((f"{NAME_MARK}{number}{sign}", NAME_MARK) for number in range(1, 7) for sign in ".、"),
)
"""Spaces stay spaces until the texts are taken apart: ``1 720`` may be one number or two."""

_FULL_WIDTH_LETTERS = "".join(chr(ord(letter) + 0xFEE0) for letter in ascii_letters)
LETTERS: Final = ascii_letters + _FULL_WIDTH_LETTERS

_FOLDABLE = (range(0x7F, 0x2100), range(0x2200, 0x2B00), range(0x3000, 0x3400), range(0xFE00, 0xFF5F))
"""Where the characters stand that the core folds; the letters are kept apart."""
UNKNOWN_CHARACTERS: Final = tuple(
    character
    for block in _FOLDABLE
    for character in map(chr, block)
    if character not in {old for old, _ in (*FIRST_STEP, *SECOND_STEP)}
    and character not in LETTERS
    and fold(f"一{character}一").text != f"一{character}一"
)
