"""What a number format shows: a number, a percentage, a date, a time."""

from __future__ import annotations

import re
from enum import Enum

__all__ = ["Shows", "built_in_format", "shown_by"]


class Shows(Enum):
    """What a reader of the cell sees."""

    NUMBER = "number"
    PERCENT = "percent"
    DATE = "date"
    DATE_TIME = "date_time"
    MONTH = "month"
    """Year and month, no day."""
    YEAR = "year"
    TIME = "time"
    ELAPSED = "elapsed"
    """Hours that go on past 24: ``[h]:mm``."""


# Built-in ids whose format code is not in the file; 27-36 and 50-58 as in Chinese Excel (ECMA-376 part 1, 18.8.30).
BUILT_IN = {
    **dict.fromkeys((9, 10), Shows.PERCENT),
    **dict.fromkeys((14, 15, 16, 28, 29, 30, 31, 51, 53, 54, 58), Shows.DATE),
    **dict.fromkeys((17, 27, 36, 50, 52, 57), Shows.MONTH),
    22: Shows.DATE_TIME,
    **dict.fromkeys((18, 19, 20, 21, 32, 33, 34, 35, 45, 47, 55, 56), Shows.TIME),
    46: Shows.ELAPSED,
}

# What a format code prints as it stands, its colours and conditions, and letters that mean no date.
LITERAL = re.compile(
    r'"[^"]*"?|\\.|_.|\*.|\[(?!h+\]|m+\]|s+\])[^\]]*\]?|general|e[+-]|am/pm|a/p|上午/下午',
    re.IGNORECASE | re.DOTALL,
)
PART_OF_SECOND = re.compile(r"(?<=s)\.0+")


def built_in_format(number: int) -> Shows:
    """What the built-in number format of this id shows."""
    return BUILT_IN.get(number, Shows.NUMBER)


def shown_by(code: str) -> Shows:
    """What a format code shows; its first section decides (``0.00%;[Red]-0.00%`` shows a percentage)."""
    bare = LITERAL.sub("", code[:1_000]).split(";", 1)[0].lower()
    if "%" in bare:
        return Shows.PERCENT
    if any(digit in PART_OF_SECOND.sub("", bare) for digit in "0#?"):
        return Shows.NUMBER
    if "[h" in bare or "[m" in bare or "[s" in bare:
        return Shows.ELAPSED
    year = "y" in bare or "e" in bare
    clock = "h" in bare or "s" in bare
    day = "d" in bare
    if day or year or ("m" in bare and not clock):
        if clock:
            return Shows.DATE_TIME
        if day or not year:
            return Shows.DATE
        return Shows.MONTH if "m" in bare else Shows.YEAR
    return Shows.TIME if clock else Shows.NUMBER
