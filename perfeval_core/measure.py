"""What stands behind a number: multiplier, unit and denominators (万平方米, 元/亩, 人次)."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache

from perfeval_core.readings import Unit
from perfeval_core.spelling import fold
from perfeval_core.words import words

__all__ = ["Measure", "ending", "measure_at", "measure_of_name", "periods_of", "starting", "unit_of_name"]


def starting(text: str, place: int, table: tuple[str, ...]) -> str:
    """The first word of a longest-first table that stands at a place, or empty."""
    if not text.startswith(table, place):
        return ""
    return next(word for word in table if text.startswith(word, place))


def ending(text: str, table: tuple[str, ...]) -> str:
    """The first word of a longest-first table that the text ends with, or empty."""
    return next(word for word in table if text.endswith(word)) if text.endswith(table) else ""


@lru_cache(maxsize=1)
def _unit_starts() -> dict[str, tuple[str, ...]]:
    starts: dict[str, list[str]] = {}
    for spelling in words().units:
        starts.setdefault(spelling[0], []).append(spelling)
    return {first: tuple(spellings) for first, spellings in starts.items()}


def _unit_at(text: str, place: int) -> tuple[str, str, Fraction] | None:
    """(spelling, family, factor) of the unit at a place; a Latin unit must not run on into other letters."""
    for spelling in _unit_starts().get(text[place : place + 1], ()):
        if text.startswith(spelling, place):
            behind = text[place + len(spelling) : place + len(spelling) + 1]
            if spelling[-1].isascii() and spelling[-1].isalpha() and behind.isascii() and behind.isalpha():
                continue
            return (spelling, *words().units[spelling])
    return None


@lru_cache(maxsize=1)
def _same_denominators() -> dict[str, str]:
    pairs = (pair.split("=") for pair in words()["periods.same_denominators"])
    return {spelling: usual for spelling, usual in pairs}


def _same(denominator: str) -> str:
    """元/人·日 and 元/人·天 are one unit."""
    return _same_denominators().get(denominator, denominator)


_EACH = re.compile("每")
_BRACKETS = re.compile(r"\(([^()]{1,10})\)")
_WHOLE_YEAR = ("年", "年度", "全年")
# 季度检查1次, 按月1次; but 第三季度1次 is a total
_REGULAR = re.compile(
    r"(?<![第前每一二三四\d])(?:按|逐)?(季度|月(?=度)|半年(?=度)|(?<=按)[月周]|(?<=逐)月)度?[\u4e00-\u9fff]{0,4}$"
)
# 3月、6月各开展1次: 1 is no total
_OF_EACH = re.compile(r"各[\u4e00-\u9fff]{0,2}$")
# 25万元/标段: whatever it is, it is no total
_UNKNOWN_DENOMINATOR = re.compile(r"/(?![百千万])[\u4e00-\u9fffA-Za-z]{1,6}")


@dataclass(frozen=True, slots=True)
class Measure:
    """Unit (with the multiplier in it) and denominators behind a number."""

    end: int
    unit: Unit | None = None
    period: tuple[str, ...] = ()
    over: bool = False


def measure_at(text: str, place: int) -> Measure:
    """Multiplier, unit and denominators at a place directly behind a number."""
    over = False
    start = place
    multiplier = 1
    while place < len(text):
        if text[place] in "余多" and not over and (place + 1 == len(text) or text[place + 1] not in "种样"):
            over, place = True, place + 1
        elif text[place] in words().multipliers and not (text[place] in "百千" and _unit_at(text, place)):
            multiplier *= words().multipliers[text[place]]
            place += 1
        else:
            break
    unit = _unit_at(text, place)
    if unit is None:
        inside = measure_at(text, place + 1) if place == start and text.startswith("(", place) else None
        if inside is not None and inside.unit is not None and text.startswith(")", inside.end):
            return replace(inside, end=inside.end + 1)  # 100(万元)
        spelling = text[start:place].strip("余多")
        return Measure(place, Unit("", Fraction(multiplier), spelling) if multiplier > 1 else None, (), over)
    name, family, factor = unit
    place += len(name)
    if text.startswith("余", place):
        over, place = True, place + 1
    period: list[str] = []
    while text.startswith(("/", "每", "·"), place):
        word = starting(text, place + 1, words()["periods.denominators"])
        if not word and (unknown := _UNKNOWN_DENOMINATOR.match(text, place)):
            word = unknown[0][1:]
        if not word:
            break
        place += 1 + len(word)
        if word not in _WHOLE_YEAR:
            period += ["/" + part for part in _same(word).split("·")]
    spelled = text[start:place].replace("余", "").replace("多", "")
    whole = factor if multiplier == 1 else factor * multiplier
    return Measure(place, Unit(family, whole, spelled), tuple(period), over)


def periods_of(clause: str, *, name: bool = False) -> tuple[str, ...]:
    """The per-period or per-head words of a folded text, as denominators: 每亩 -> ``/亩``, 人均 -> ``/人``.

    In a ``name`` 季度 or 月度 does not tell that its numbers are of one quarter.
    """
    if not clause:
        return ()
    for word in words()["periods.whole_year"]:
        clause = clause.replace(word, "")
    found: list[str] = []
    for word in words()["periods.averages"]:
        if word in clause:
            clause = clause.replace(word, "")
            found.append(word if word == "平均" else "/" + word[0])
    if _OF_EACH.search(clause):
        found.append("各")
    if not name and (regular := _REGULAR.search(clause)):
        found.append("/" + regular[1])
    for match in _EACH.finditer(clause):
        word = starting(clause, match.end(), words()["periods.denominators"])
        if word and word not in _WHOLE_YEAR:
            found += ["/" + part for part in _same(word).split("·")]
    return tuple(found)


def unit_of_name(name: str) -> Unit | None:
    """The unit written in brackets at the end of an indicator's name: ``贷款金额（亿元）`` or ``（单位：家）``."""
    measure = measure_of_name(name)
    return measure.unit if measure else None


def measure_of_name(name: str) -> Measure | None:
    """The unit in brackets at the end of an indicator's name, with its denominators: ``会议费标准（元/人/天）``."""
    text = fold(name).text
    for inside in _BRACKETS.findall(text)[::-1]:
        word = inside.removeprefix("单位:").removeprefix("单位").strip()
        measure = measure_at(word, 0)
        if measure.unit is not None and measure.end == len(word) and measure.unit.family:
            return measure
    return None
