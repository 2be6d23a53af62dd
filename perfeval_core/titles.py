"""The titles of ``titles.toml``: what a header cell, a label or a row name stands for, whatever its spelling."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from perfeval_core.package_text import package_text

__all__ = ["LONGEST_TITLE", "Match", "folded", "match", "spellings", "stripped", "year_of"]

LONGEST_TITLE = 48
"""Longer texts are prose, never a title."""

_HALF_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | str.maketrans(
    dict(zip("［【〔[﹙］】〕]﹚", "(((((" + ")))))", strict=True))
    | {"﹕": ":", "…": "."}
    | dict.fromkeys("\u200b\u200c\u200d\u2060\ufeff\u00ad\u200e\u200f", "")
)
_NOTE = re.compile(r"\([^()]*\)")
_LEADING_NUMBER = re.compile(
    r"^(?:\(?(?:\d{1,2}|[一二三四五六七八九十]{1,2})[).、:]|\(\d{1,2}\)|[①-⑳]|[*★☆▲●◆·-]|其中:?)+"
)
_TRAILING = re.compile(r"(?:[:.*①-⑳]|\((?:[^()]*)$|(?<=[\u4e00-\u9fff])[A-D])+$")


_YEAR = re.compile(r"(20\d\d)年")
_FIRST_PATTERN = 1000


@dataclass(frozen=True, slots=True)
class Match:
    """A role and how good the spelling is: 0 is the best, patterns come last."""

    role: str
    rank: int

    @property
    def by_pattern(self) -> bool:
        """True when no list names the spelling and only a pattern knows it."""
        return self.rank >= _FIRST_PATTERN


@dataclass(frozen=True, slots=True)
class _Vocabulary:
    spellings: Mapping[str, Match]
    patterns: re.Pattern[str]
    """All patterns in one, the best first, as groups ``p0``, ``p1`` …; what never matches where there is none."""
    meant: Mapping[str | None, Match]
    """What each group stands for."""


@lru_cache(maxsize=8192)
def folded(text: str) -> str:
    """The text in half width, without spaces, line breaks and invisible characters."""
    return "".join(text.translate(_HALF_WIDTH).split())


@lru_cache(maxsize=8192)
def stripped(text: str) -> str:
    """The folded text without bracketed notes, a leading number or 其中, a final colon, and the letters A/B."""
    bare = _LEADING_NUMBER.sub("", folded(text))
    while "(" in bare and (shorter := _NOTE.sub("", bare)) != bare:
        bare = shorter
    return _LEADING_NUMBER.sub("", _TRAILING.sub("", bare))


def year_of(title: str) -> int:
    """The year that a title names (2022年完成值), or 0."""
    found = _YEAR.match(stripped(title))
    return int(found[1]) if found else 0


@lru_cache(maxsize=1)
def _vocabularies() -> dict[str, _Vocabulary]:
    tables: dict[str, dict[str, list[str]]] = tomllib.loads(package_text("titles.toml"))
    vocabularies: dict[str, _Vocabulary] = {}
    for name, roles in tables.items():
        if name.endswith("_like"):
            continue
        known: dict[str, Match] = {}
        for role, words in roles.items():
            for rank, word in enumerate(words):
                if (key := folded(word)) in known:
                    raise ValueError(f"titles.toml [{name}]: {word} is listed twice")
                known[key] = Match(role, rank)
        patterns = [
            (pattern, Match(role, _FIRST_PATTERN + rank))
            for role, expressions in tables.get(f"{name}_like", {}).items()
            for rank, pattern in enumerate(expressions)
        ]
        groups = "|".join(f"(?P<p{place}>{pattern})" for place, (pattern, _) in enumerate(patterns))
        meant: dict[str | None, Match] = {f"p{place}": found for place, (_, found) in enumerate(patterns)}
        vocabularies[name] = _Vocabulary(known, re.compile(groups or "(?!)"), meant)
    return vocabularies


def spellings(vocabulary: str) -> dict[str, list[str]]:
    """All listed spellings of a vocabulary by role, the best first."""
    by_role: dict[str, list[str]] = {}
    for word, found in _vocabularies()[vocabulary].spellings.items():
        by_role.setdefault(found.role, []).append(word)
    return by_role


@lru_cache(maxsize=32768)
def match(vocabulary: str, text: str) -> Match | None:
    """What the text stands for in this vocabulary (a table of ``titles.toml``), or None."""
    if len(text) > 3 * LONGEST_TITLE:
        return None
    key = folded(text)
    if not key or len(key) > LONGEST_TITLE:
        return None
    known = _vocabularies()[vocabulary]
    if found := known.spellings.get(key):
        return found
    bare = stripped(text)
    if not bare:
        return None
    if found := known.spellings.get(bare):
        return found
    by_pattern = known.patterns.fullmatch(bare)
    return None if by_pattern is None else known.meant[by_pattern.lastgroup]
