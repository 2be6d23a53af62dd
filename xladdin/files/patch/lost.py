"""What formulas must not speak of in a copy that is sent: sheets that stay at home and their names, other files,
functions of macros and add-ins."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping

from xladdin.files.hazards import formula_hazard
from xladdin.functions import BY_NAME

__all__ = ["Lost", "calls_unknown_function", "lost_formulas", "uses_own_function"]

OWN_FUNCTION = re.compile(rf"\b(?:{'|'.join(map(re.escape, BY_NAME))})\s*\(", re.IGNORECASE)
SHEETS_FROM_TO = r"(?<![\w.!$])(?:[\w.]+:[\w.]+|'[^']*:[^']*')!"
"""A reference through several sheets: it reads those between its two names too."""
QUOTED = re.compile(r""""[^"]*"|'[^']*'""")
CALL = re.compile(r"(?<![\w.])(?!_xl)([^\W\d][\w.]*)\(", re.IGNORECASE)
"""A function by name; what begins with ``_xl`` is one of a later version of Excel."""


def uses_own_function(formula: str) -> bool:
    """Does a formula call a function of this tool's add-in?"""
    return ("E_" in formula or "e_" in formula) and OWN_FUNCTION.search(formula) is not None


def calls_unknown_function(formula: str, names: Collection[str] = ()) -> bool:
    """Does a formula call a function that no office program has by itself (of a macro, of an add-in), and that is not
    one of the defined ``names`` either?"""
    from xladdin.files.patch.worksheet_functions import WORKSHEET_FUNCTIONS

    called = CALL.findall(QUOTED.sub("", formula)) if "(" in formula else ()
    return any(name.upper() not in WORKSHEET_FUNCTIONS and name not in names for name in called)


class Lost:
    """Tells whether a formula is lost in the copy; ``spoken`` matches it where it speaks of a sheet that is gone, or of
    a name or table that is, and is None where nothing is gone.  ``known`` are the names that stay."""

    def __init__(self, sheets: Collection[str], names: Collection[str], known: Collection[str] = ()) -> None:
        spellings = {spelling for sheet in sheets for spelling in (sheet, sheet.replace("'", "''"))}
        patterns = []
        if sheets:
            patterns += [rf"(?:^|[^\w.])'?(?:{_any(spellings)})'?!", SHEETS_FROM_TO]
        if names:
            patterns.append(rf"(?<![\w.])(?:{_any(names)})(?![\w.(])")
        self.known = known
        self.spoken = re.compile("|".join(patterns), re.IGNORECASE) if patterns else None

    def __call__(self, formula: str) -> bool:
        """Does it speak of what is gone, reach outside, or call a function that is not there?"""
        if self.spoken is not None and self.spoken.search(formula):
            return True
        return formula_hazard(formula) is not None or calls_unknown_function(formula, self.known)


def lost_formulas(sheets: Collection[str], tables: Iterable[str], names: Mapping[str, str]) -> Lost:
    """What is lost with these sheets and the tables on them; ``names`` are all defined names with what they say.

    A name that speaks of a lost name is lost too.
    """
    gone = set(tables)
    said = [(name.rpartition("!")[2], text) for name, text in names.items()]
    while True:
        lost = Lost(sheets, gone, {name for name, _ in said} - gone)
        more = {name for name, text in said if lost(text)} - gone
        if not more:
            return lost
        gone |= more


def _any(words: Iterable[str]) -> str:
    return "|".join(map(re.escape, sorted(words)))
