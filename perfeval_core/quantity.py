"""Numbers as people type them: every quantity of a text with its unit, comparator and what stands around it.

Nothing is guessed here: a number that cannot be read with certainty is reported as unclear, and which of several
numbers is meant is decided in :mod:`perfeval_core.pairing`.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache
from itertools import accumulate, zip_longest

from perfeval_core.comparators import growth_before, prefix_comparator, suffix_comparator
from perfeval_core.masks import Mark, Marked, find_marks
from perfeval_core.measure import Measure, ending, measure_at, periods_of, starting
from perfeval_core.number_at import NUMBER, number_at
from perfeval_core.numerals import in_digits
from perfeval_core.plain_numbers import LONGEST_NUMBER
from perfeval_core.readings import Quantity, Unit
from perfeval_core.spelling import Spelling, fold
from perfeval_core.words import speaks_of, words

__all__ = ["LONGEST_TEXT", "Found", "Scan", "read_quantities", "scan"]

_PAUSE = "，。；;、！？!?\n"
_PAUSES = re.compile(f"[{_PAUSE}()]")
_AFTER = re.compile(rf"(?:\([^()\d]{{1,8}}\)$|[^{_PAUSE}(\d]{{0,8}})")
_OPERATOR = re.compile(r"[×*+](?:\d[\d.,]*)?|/\d[\d.,]*")
_DEPTH = {"(": 1, ")": -1}
_NOUN = re.compile(r"[\u4e00-\u9fffA-Za-z]{1,6}")
_INCLUDED = re.compile(r"\((?:含|不含)\)")


LONGEST_TEXT = 1000
"""Characters of a text that is searched for numbers: no value is longer, and hundreds of them must not take long."""
_MOST_NUMBERS = 60
"""Numbers of a text that are read; nobody could tell which of more is meant."""
_ENDLESS = re.compile(rf"[\d.,]{{{LONGEST_NUMBER + 1}}}")


_FOLLOWERS = ("有余", "已", "均", "全", "未", "前", "后")
# a count cannot be negative: -100家 is a dash
_SIGNED_FAMILIES = frozenset({"ratio", "points", "yuan", "usd", "temperature"})
_ARRIVED = re.compile(r"(?:的?基础上)?[\u4e00-\u9fff]{0,4}(?:到|至|为|达)了?")
_CJK = re.compile(r"[\u4e00-\u9fff]")


@dataclass(frozen=True, slots=True)
class Found:
    """A quantity with its place in the folded text and what the words around it say."""

    quantity: Quantity
    start: int
    end: int
    note: bool = False
    """Inside brackets: a remark, unless nothing stands outside."""
    attributive: bool = False
    """Describes another thing counted behind it: 5000万元以上企业3家."""
    planned: bool = False
    negated: bool = False
    relative: bool = False
    """超额20%: a difference, not the value."""
    comparator_conflict: bool = False
    difference: str = ""
    """节约, 超支: what was saved or overspent, not what was spent."""


@dataclass(frozen=True, slots=True)
class Scan:
    """Everything with digits in one text."""

    spelling: Spelling
    found: tuple[Found, ...]
    marks: tuple[Marked, ...]
    unclear: bool = False
    """Some digits could not be read as a number."""

    def has(self, mark: Mark) -> bool:
        """True when the text contains such a stretch."""
        return bool(self.marks) and any(marked.mark is mark for marked in self.marks)


def _signed(text: str, start: int) -> tuple[int, bool]:
    """Where the number begins with its sign, and whether a hyphen before it is of unclear meaning."""
    if start == 0 or text[start - 1] not in "-+":
        return start, False
    before = text[: start - 1]
    if (
        not before
        or before[-1] in "(:=≥≤><，。；"
        or growth_before(before)[0]
        or before.endswith(("为", "率", "是", "增速", "达"))
    ):
        return start - 1, False
    return start, text[start - 1] == "-"


def _unit_or_noun(text: str, measure: Measure) -> Unit | None:
    """The unit behind a number; an unknown noun there (3艇) is a unit of its own."""
    unit = measure.unit
    if (unit is not None and unit.family) or _is_tail(text, measure.end):
        return unit
    match = _NOUN.match(text, measure.end)
    noun = match[0] if match else ""
    if not noun:
        return unit
    return Unit("?" + noun, unit.factor if unit else Fraction(1), (unit.spelling if unit else "") + noun)


def _read_one(spelling: Spelling, start: int, stop: int, clause_start: int, alone: bool) -> tuple[Found | None, int]:
    """Read the number at ``start``; digits from ``stop`` on belong to something else.  (None, end) when unclear."""
    text = spelling.text
    begin, hyphen = _signed(text, start)
    number, end = number_at(text, start, stop)
    if number is None or hyphen:
        return None, end
    unit = _unit_or_noun(text, number.measure)
    over = number.measure.over
    if text.startswith("有余", end):
        over, end = True, end + 2
    bracket = _INCLUDED.match(text, end)
    suffix, suffix_end = suffix_comparator(text, bracket.end() if bracket else end, unit)
    suffix_end = suffix_end if suffix else end
    around = starting(text, suffix_end, words()["vague.around_after"])
    tail_end = suffix_end + len(around)

    before = text[clause_start:begin]
    about = "" if ending(before, words()["vague.not_around"]) else ending(before, words()["vague.around_before"])
    under = "" if about else ending(before, words()["vague.under_before"])
    context = before[: len(before) - len(about or under)]
    prefix, conflict, length = prefix_comparator(context, alone)
    context = context[: len(context) - length]
    if prefix and suffix and prefix.direction is not suffix.direction:
        conflict = not before.endswith("控制在")
    comparator = suffix or prefix
    growth, sign = growth_before(before)
    if text[begin] == "-":
        sign = -sign if growth and sign < 0 else -1
        if not growth and unit is not None and unit.family not in _SIGNED_FAMILIES:
            return None, tail_end
    quantity = Quantity(
        low=number.low if sign > 0 else -number.high,
        high=number.high if sign > 0 else -number.low,
        unit=unit,
        direction=comparator.direction if comparator else None,
        strict=bool(comparator and comparator.strict),
        approximate=bool(around or about),
        over=over,
        under=bool(under),
        growth=growth or speaks_of(before, "growth.compared"),
        period="".join(sorted({*number.measure.period, *periods_of(before)})),
        precision=number.precision,
        evidence=spelling.evidence(begin - length - len(about or under), tail_end),
    )
    if (operator := _OPERATOR.match(text, tail_end)) and measure_at(text, operator.end()).unit is None:
        return None, operator.end()  # 10个×2, 10个+
    after = _AFTER.match(text, tail_end)
    found = Found(
        quantity,
        begin,
        tail_end,
        attributive=bool(comparator or text.startswith("的", tail_end)) and bool(_CJK.match(text, tail_end)),
        planned=speaks_of(context, "refused.planned", "refused.planned_not") and "实际" not in context,
        negated=speaks_of(context, "refused.negated", "refused.negated_not")
        or (after is not None and speaks_of(after[0], "refused.negated", "refused.negated_not")),
        relative=speaks_of(context, "refused.relative"),
        comparator_conflict=conflict,
        difference=next((word for word in words()["refused.differences"] if word in context), "") if context else "",
    )
    return found, tail_end


def _is_tail(text: str, place: int) -> bool:
    """True when what follows a number is not a noun: the end, a pause, a comparator, 左右, 完成 …"""
    if _NOUN.match(text, place) is None:
        return True
    return text.startswith(_followers(), place)


@lru_cache(maxsize=1)
def _followers() -> tuple[str, ...]:
    return (*words().after, *words()["vague.around_after"], *words()["verdicts.stems"], *_FOLLOWERS)


@lru_cache(maxsize=4096)
def scan(typed: str) -> Scan:
    """Find every quantity of a typed text."""
    if len(typed) > LONGEST_TEXT:
        return Scan(fold(typed), (), (), unclear=True)
    spelling = in_digits(typed)
    text = spelling.text
    if _ENDLESS.search(text):
        return Scan(spelling, (), (), unclear=True)
    marks = find_marks(text)
    stops = [*(marked.start for marked in marks), len(text)]
    covered = {place for marked in marks for place in range(marked.start, marked.end)}
    starts = [match.start() for match in NUMBER.finditer(text) if match.start() not in covered]
    if len(starts) > _MOST_NUMBERS:
        return Scan(spelling, (), tuple(marks), unclear=True)
    clauses = sorted(
        [
            *(match.end() for match in _PAUSES.finditer(text)),
            *(marked.end for marked in marks if marked.mark is not Mark.TIME),
        ]
    )
    depths = list(accumulate(_DEPTH.get(character, 0) for character in text)) if "(" in text else ()
    found: list[Found] = []
    unclear = any(marked.mark in (Mark.UNCLEAR, Mark.OCR) and not _depth(depths, marked.start) for marked in marks)
    position = 0
    for index, start in enumerate(starts):
        if start < position:
            continue
        stop = stops[bisect_left(stops, start)]
        clause_start = max(position, _last_until(clauses, start))
        alone = index == 0 or starts[index - 1] < clause_start
        one, position = _read_one(spelling, start, stop, clause_start, alone)
        if one is None:
            unclear = True
            continue
        found.append(replace(one, note=True) if _depth(depths, one.start) > 0 else one)
    return Scan(spelling, tuple(_settle(text, found)), tuple(marks), unclear)


def _last_until(places: list[int], place: int) -> int:
    at = bisect_right(places, place)
    return places[at - 1] if at else 0


def _depth(depths: Sequence[int], place: int) -> int:
    """How many brackets are open before a place."""
    return depths[place - 1] if depths and place else 0


def _settle(text: str, found: list[Found]) -> list[Found]:
    """Attributes need something behind them in the same clause that they describe; a starting point is one too."""
    settled = []
    for one, behind in zip_longest(found, found[1:]):
        if behind is None:
            settled.append(replace(one, attributive=False) if one.attributive else one)
            continue
        between = text[one.end : behind.start]
        joined = one.attributive and _PAUSES.search(between) is None and not _bounds(one.quantity, behind.quantity)
        start = not joined and _ARRIVED.fullmatch(between) is not None and _starts(text, one.start)
        settled.append(one if one.attributive is (start or joined) else replace(one, attributive=start or joined))
    return settled


def _bounds(first: Quantity, second: Quantity) -> bool:
    """不少于3次不超过5次: both numbers bound the same thing."""
    families = {one.unit.family if one.unit else "" for one in (first, second)}
    return first.direction is not None and second.direction is not None and len(families - {""}) < 2


def _starts(text: str, place: int) -> bool:
    """由80%提高到95%: the first number is where it started."""
    clause = max(text.rfind(pause, 0, place) for pause in "，。；;、") + 1
    return any(text.find(word, clause, place) >= 0 for word in "由从")


def read_quantities(typed: str) -> tuple[Quantity, ...]:
    """Every number of a prose text that can be read with certainty (years, names and ordinals are none)."""
    return tuple(
        one.quantity for one in scan(typed).found if not (one.comparator_conflict or one.planned or one.negated)
    )
