"""How much of a file is read at most.  An honest form is far below each of these."""

from __future__ import annotations

__all__ = [
    "MAX_CELLS",
    "MAX_CHANGED_ELEMENTS",
    "MAX_COL",
    "MAX_DIRECTORY",
    "MAX_ELEMENTS",
    "MAX_ENTRIES",
    "MAX_FILE",
    "MAX_HAZARDS",
    "MAX_INFLATED",
    "MAX_LINKS",
    "MAX_MERGED_CELLS",
    "MAX_MERGES",
    "MAX_PART",
    "MAX_RATIO",
    "MAX_ROW",
    "MAX_SMALL_PART",
    "RATIO_FLOOR",
]

MAX_FILE = 64 << 20
"""Bytes of the file itself."""
MAX_ENTRIES = 1_000
MAX_DIRECTORY = 1 << 20
"""Bytes of the zip's central directory, looked at before it is loaded."""
MAX_RATIO = 100
RATIO_FLOOR = 4 << 20
"""A part may inflate by more than MAX_RATIO while it stays below this many bytes."""
MAX_PART = 64 << 20
MAX_SMALL_PART = 2 << 20
"""Bytes of a part that is small by nature: relationships, an external link."""
MAX_LINKS = 100
"""External links that are looked into."""
MAX_INFLATED = 128 << 20
"""Bytes inflated for one workbook, all parts together."""
MAX_ELEMENTS = 1_600_000
"""XML elements of one workbook: a million styled blanks pass, and it bounds the time to about a second."""
MAX_CHANGED_ELEMENTS = 150_000
"""XML elements of one part that is changed; they are all kept in memory, a form has a few thousand."""
MAX_CELLS = 300_000
"""Cells with a content of one workbook."""
MAX_ROW = 20_000
MAX_COL = 512
MAX_MERGES = 5_000
MAX_MERGED_CELLS = 200_000
"""Cells covered by all merges of one sheet."""
MAX_HAZARDS = 10
"""Hazards of one code that are listed one by one."""
