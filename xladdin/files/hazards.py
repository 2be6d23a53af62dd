"""What in a workbook must be told and is never run: macros, links, network formulas, embedded objects."""

from __future__ import annotations

import re
from collections.abc import Iterable

from perfeval_core.grid import CellRef, Hazard
from xladdin.files.limits import MAX_HAZARDS

__all__ = ["HazardList", "formula_hazard", "name_hazard", "part_hazards"]

# Part names (lower case) by the code they stand for.
PART_CODES = (
    ("PE-F101", re.compile(r"vbaproject[^/]*\.bin$")),
    ("PE-F102", re.compile(r"^xl/(?:macrosheets|intlmacrosheets)/[^/]+$")),
    ("PE-F106", re.compile(r"^xl/(?:embeddings|activex)/[^/]+$")),
    ("PE-F112", re.compile(r"^xl/(?:connections\.xml|querytables/[^/]+|model/[^/]+)$")),
)
FORMULA_MARKS = re.compile(
    r"\b(?P<network>WEBSERVICE|IMAGE|RTD|CALL|REGISTER(?:\.ID)?|EXEC|SQL\.REQUEST|DDE|FOPEN|FWRITELN?)\s*\("
    r"|(?P<dde>[\w.']\|[^|!]*!)"
    r"|(?P<link>(?<![\w\]])\[[1-9]\d*\]|'[^'\[\]]*\[[^\]]+\][^']*'!|\[[^\[\]]+\.xl\w+\])",
    re.I,
)
NETWORK_NAMES = ("WEBSERVICE", "IMAGE", "RTD", "CALL", "REGISTER", "EXEC", "SQL.REQUEST", "DDE", "FOPEN", "FWRITE")
"""What every network formula of FORMULA_MARKS has in it; links have a ``[`` and DDE a ``|``."""
STRING = re.compile(r'"[^"]*"')
AUTOMATIC = re.compile(r"(?:_xlnm\.)?auto_?(?:open|close|activate|deactivate)", re.I)


class HazardList:
    """Hazards in the order found; of one code only the first few are kept, the rest are counted in the last."""

    def __init__(self) -> None:
        self._found: dict[str, list[Hazard]] = {}
        self._more: dict[str, int] = {}

    def add(self, code: str, detail: str, ref: CellRef | None = None) -> None:
        """Note a hazard; the same one twice is one."""
        hazard = Hazard(code, detail[:200], ref)
        known = self._found.setdefault(code, [])
        if len(known) >= MAX_HAZARDS:
            self._more[code] = self._more.get(code, 0) + 1
        elif hazard not in known:
            known.append(hazard)

    def all(self) -> tuple[Hazard, ...]:
        """All hazards, by code."""
        listed: list[Hazard] = []
        for code in sorted(self._found):
            listed.extend(self._found[code])
            if more := self._more.get(code):
                listed.append(Hazard(code, f"另有 {more} 处"))
        return tuple(listed)


def formula_hazard(formula: str) -> str | None:
    """The code of what a formula does beyond calculating: ``PE-F105`` network, ``PE-F103`` DDE, ``PE-F104`` a link."""
    bare = STRING.sub('""', formula) if '"' in formula else formula
    if "[" not in bare and "|" not in bare:
        upper = bare.upper()
        if not any(name in upper for name in NETWORK_NAMES):
            return None  # long harmless formulas are many, and the pattern is slow on them
    match = FORMULA_MARKS.search(bare)
    if match is None:
        return None
    return {"network": "PE-F105", "dde": "PE-F103", "link": "PE-F104"}[str(match.lastgroup)]


def name_hazard(name: str, refers_to: str) -> str | None:
    """The code of a defined name that runs by itself (``Auto_Open``) or whose formula is a hazard."""
    return "PE-F102" if AUTOMATIC.match(name) else formula_hazard(refers_to)


def part_hazards(parts: Iterable[str]) -> list[tuple[str, str]]:
    """Code and part name of every part that is never opened."""
    return [(code, part) for part in parts for code, pattern in PART_CODES if pattern.search(part)]
