"""A small vocabulary for building worksheet formulas as text.

Every function takes and gives formula text; ``{name}`` in a formula stands for the cell of that step in the same row
and is filled in by :mod:`workbook_templates.reading_formulas`.  Only functions of Excel 2010, nothing that needs array
entry, nothing volatile.
"""

from __future__ import annotations

from collections.abc import Iterable

__all__ = [
    "all_of",
    "any_of",
    "cases",
    "contains",
    "count_of",
    "ends_with_one_of",
    "first_digit_place",
    "first_place_of",
    "has_digit",
    "how_many_of",
    "is_in",
    "is_one_of",
    "nested_substitute",
    "quoted",
    "without",
]

LONGEST_TEXT = 255
"""Excel's limit for one text in a formula."""

_DIGITS = "0123456789"


def quoted(text: str) -> str:
    """A text as a formula writes it; a line break or tab by its number, which no file format changes.

    ValueError when Excel would refuse it for its length.
    """
    if text in ("\t", "\n", "\r"):
        return f"CHAR({ord(text)})"
    if len(text) > LONGEST_TEXT:
        raise ValueError(f"a text of {len(text)} characters does not fit into a formula: {text[:20]}")
    return '"' + text.replace('"', '""') + '"'


def nested_substitute(text: str, pairs: Iterable[tuple[str, str]]) -> str:
    """Replace one spelling after the other, the first pair first."""
    for old, new in pairs:
        text = f"SUBSTITUTE({text},{quoted(old)},{quoted(new)})"
    return text


def without(text: str, spellings: Iterable[str]) -> str:
    """The text with every one of the spellings taken out."""
    return nested_substitute(text, ((spelling, "") for spelling in spellings))


def contains(text: str, part: str) -> str:
    """True when the text contains a fixed part."""
    return f"ISNUMBER(FIND({quoted(part)},{text}))"


def is_in(text: str, spellings: Iterable[str]) -> str:
    """True when the text is one of the spellings, letter by letter; false for an empty text."""
    parts: list[str] = []
    line = "|"
    for spelling in spellings:
        if len(line) + len(spelling) + 1 > LONGEST_TEXT:
            parts.append(line)
            line = "|"
        line += spelling + "|"
    found = [f'ISNUMBER(FIND("|"&{text}&"|",{quoted(part)}))' for part in [*parts, line]]
    return any_of(*found)


def count_of(text: str, character: str) -> str:
    """How often a character occurs."""
    return f'(LEN({text})-LEN(SUBSTITUTE({text},{quoted(character)},"")))'


def how_many_of(text: str, words: Iterable[str]) -> str:
    """How many of the words, each a cell or a formula, the text contains.

    A search for each word, and COUNT passes over those that fail: every program computes that alike, while a search
    for a whole range inside SUMPRODUCT finds nothing in Gnumeric (docs/decisions/0010).
    """
    return f"COUNT({','.join(f'FIND({word},{text})' for word in words)})"


def first_place_of(text: str, words: Iterable[str], joined: str) -> str:
    """Where the first of the words stands in the text; beyond its end when there is none.

    ``joined`` holds all words between ``|``, so that every search ends somewhere.
    """
    return f"MIN({','.join(f'FIND({word},{text}&{joined})' for word in words)})"


def is_one_of(text: str, joined: str) -> str:
    """True when the text, which has no ``|``, is one of the words joined between ``|``, letter by letter."""
    return f'ISNUMBER(FIND("|"&{text}&"|",{joined}))'


def ends_with_one_of(text: str, joined: str, lengths: Iterable[int]) -> str:
    """True when the text ends with one of the words joined between ``|``, which have these lengths."""
    return any_of(*(is_one_of(f"RIGHT({text},{length})", joined) for length in sorted(set(lengths))))


def has_digit(text: str) -> str:
    """True when the text contains a digit."""
    return how_many_of(text, _DIGITS) + ">0"


def first_digit_place(text: str) -> str:
    """Where the first digit stands; one past the end when there is none."""
    return "MIN(" + ",".join(f'FIND("{digit}",{text}&"{_DIGITS}")' for digit in _DIGITS) + ")"


def any_of(*conditions: str) -> str:
    """One of the conditions; a single one stays as it is."""
    return conditions[0] if len(conditions) == 1 else f"OR({','.join(conditions)})"


def all_of(*conditions: str) -> str:
    """All of the conditions."""
    return f"AND({','.join(conditions)})"


def cases(*choices: tuple[str, str], otherwise: str) -> str:
    """The value of the first condition that holds."""
    formula = otherwise
    for condition, value in reversed(choices):
        formula = f"IF({condition},{value},{formula})"
    return formula
