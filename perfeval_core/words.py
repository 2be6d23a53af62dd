"""The word lists of ``words.toml``, loaded once: comparators, units, vague and refused words, verdicts."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import Any

from perfeval_core.package_text import package_text
from perfeval_core.readings import Direction

__all__ = ["Comparator", "Words", "speaks_of", "words"]

_DIRECTIONS = {
    "at_least": (Direction.AT_LEAST, False),
    "above": (Direction.AT_LEAST, True),
    "at_most": (Direction.AT_MOST, False),
    "below": (Direction.AT_MOST, True),
    "equal": (Direction.EQUAL, False),
}


@dataclass(frozen=True, slots=True)
class Comparator:
    """What a comparator word asks for; ``strict`` for more/less than."""

    direction: Direction
    strict: bool


@dataclass(frozen=True, slots=True)
class Words:
    """The tables as the readers use them; every list of words is sorted longest first."""

    before: Mapping[str, Comparator]
    after: Mapping[str, Comparator]
    units: Mapping[str, tuple[str, Fraction]]
    """Spelling -> (family, factor)."""
    multipliers: Mapping[str, int]
    lists: Mapping[str, tuple[str, ...]]
    """Every other list by its dotted name: ``vague.around_after``, ``verdicts.reached`` …"""

    comparators_before: tuple[str, ...] = ()
    """The words of ``before``, as one tuple."""
    comparators_after: tuple[str, ...] = ()

    def __getitem__(self, name: str) -> tuple[str, ...]:
        return self.lists[name]


def _longest_first(spellings: list[str]) -> tuple[str, ...]:
    return tuple(sorted(dict.fromkeys(spellings), key=lambda word: (-len(word), word)))


def _comparators(table: Mapping[str, list[str]]) -> dict[str, Comparator]:
    pairs = {word: Comparator(*_DIRECTIONS[kind]) for kind, spellings in table.items() for word in spellings}
    return {word: pairs[word] for word in _longest_first(list(pairs))}


def _units(table: Mapping[str, Any]) -> dict[str, tuple[str, Fraction]]:
    found: dict[str, tuple[str, Fraction]] = {word: (word, Fraction(1)) for word in table["plain"]}
    for family, spellings in table.items():
        if family != "plain":
            found.update({spelling: (family, Fraction(factor)) for spelling, factor in spellings.items()})
    return {word: found[word] for word in _longest_first(list(found))}


@lru_cache(maxsize=256)
def _pattern(kind: str) -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, words()[kind])))


def speaks_of(text: str, kind: str, exceptions: str = "") -> bool:
    """True when a text contains a word of a list, other than inside the words of the list ``exceptions``."""
    if not text or _pattern(kind).search(text) is None:
        return False
    if not exceptions:
        return True
    for word in words()[exceptions]:
        text = text.replace(word, "")
    return _pattern(kind).search(text) is not None


@lru_cache(maxsize=1)
def words() -> Words:
    """The word lists (read from the package once)."""
    table = tomllib.loads(package_text("words.toml"))
    lists = {
        f"{section}.{name}": _longest_first(spellings)
        for section, content in table.items()
        if section not in ("comparators", "units", "multipliers")
        for name, spellings in content.items()
    }
    before, after = (_comparators(table["comparators"][side]) for side in ("before", "after"))
    return Words(
        before=before,
        comparators_before=tuple(before),
        after=after,
        comparators_after=tuple(after),
        units=_units(table["units"]),
        multipliers=table["multipliers"],
        lists=lists,
    )
