"""Odd spaces and full-width digits put right without touching what a text says.

The law: :func:`~perfeval_core.spelling.fold` sees the same before and after, and every reading works on what it sees.
"""

from __future__ import annotations

import re

from perfeval_core.plain_numbers import parse_number
from perfeval_core.spelling import fold

__all__ = ["number_digits", "tidied"]

_SPACES = re.compile(r"[ \t\xa0\u1680\u2000-\u200a\u202f\u205f\u3000]+")
_INVISIBLE = re.compile(r"[\u200b\u2060\ufeff\u00ad\u200e\u200f\u202a-\u202c]")
_IN_NUMBERS = re.compile(r"(?<=[0-9０-９])[．，](?=[０-９0-9])|(?<=[0-9０-９])％|[０-９]")
_UNTIDY = re.compile(rf"[\s{_INVISIBLE.pattern[1:-1]}０-９．，％]")
"""A sign without which nothing is to be put right."""
_HALF = str.maketrans("０１２３４５６７８９．，％", "0123456789.,%")
_LONGEST_STORED = 15
"""Significant digits that a number cell keeps."""


def tidied(text: str) -> str:
    """The text without spaces at its ends, with plain single spaces and half-width digits; line breaks stay.

    The text itself where anything else than its spelling would change.
    """
    if _UNTIDY.search(text) is None:
        return text
    new = _INVISIBLE.sub("", text)
    new = _IN_NUMBERS.sub(lambda found: found[0].translate(_HALF), new)
    new = _SPACES.sub(" ", new).strip()
    return new if fold(new).text == fold(text).text else text


def number_digits(text: str) -> str | None:
    """The digits of a text that a number cell shows letter for letter the same (``12.5``, not ``12.50``), else None.

    The written fineness counts, so ``12.50`` stays a text; ``1,234.5`` becomes ``1234.5``.
    """
    sign = "-" if text.startswith("-") else ""
    unsigned = text.removeprefix("-")
    if not unsigned.isascii() or parse_number(unsigned) is None or ("." in unsigned and unsigned.endswith("0")):
        return None
    digits = unsigned.replace(",", "")
    if len(digits.replace(".", "").lstrip("0")) > _LONGEST_STORED or (sign and not digits.strip("0.")):
        return None
    return sign + digits
