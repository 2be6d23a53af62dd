"""Comparators and growth words around a number: 不低于, 以上, 下降."""

from __future__ import annotations

import re

from perfeval_core.measure import ending, starting
from perfeval_core.readings import Direction, Unit
from perfeval_core.words import Comparator, words

__all__ = ["TIME_FAMILIES", "growth_before", "prefix_comparator", "suffix_comparator"]

TIME_FAMILIES = frozenset({"day", "working_day", "hour", "month", "week"})


_NEGATED_COMPARATOR = re.compile("(?:未|没有|没|不能|不可|不应|不得|不|无)$")


# 增长到, 提高至 name a level; 增长率达到, 增长约 still name a growth
_LIGHT_FILLERS = re.compile(r"(?:了|约|为|达到|达|超过|不低于|不少于|至少|不超过|高于|[≥≤><=:])+$")
_GROWTH_FILLERS = re.compile(r"(?:比例|幅度|率|幅|了|约|为|达到|达|超过|不低于|不少于|至少|不超过|高于|[≥≤><=:])+$")


_FLIPPED = {Direction.AT_LEAST: Direction.AT_MOST, Direction.AT_MOST: Direction.AT_LEAST}


def prefix_comparator(before: str, alone: bool) -> tuple[Comparator | None, bool, int]:
    """The comparator in front of a number, whether it contradicts a negation, and the length it takes.

    ``alone``: the clause has no other number, so 至少全年完成2次 may stand at a distance.
    """
    if not before:
        return None, False, 0
    trimmed = before
    while True:
        filler = ending(trimmed, words()["vague.reached_before"])
        if not filler or (trimmed == before and ending(trimmed, words().comparators_before)):
            break
        trimmed = trimmed[: -len(filler)]
    word = ending(trimmed, words().comparators_before)
    if word:
        comparator = words().before[word]
        rest = trimmed[: -len(word)]
        negation = _NEGATED_COMPARATOR.search(rest)
        if negation:
            if comparator.direction not in _FLIPPED:
                return None, True, len(before) - len(rest)
            comparator = Comparator(_FLIPPED[comparator.direction], not comparator.strict)
            rest = rest[: negation.start()]
        other = ending(rest, words().comparators_before)
        conflict = bool(other) and words().before[other].direction is not comparator.direction
        return comparator, conflict, len(before) - len(rest)
    if alone:
        for word, comparator in words().before.items():
            if (
                not comparator.strict
                and comparator.direction is not Direction.EQUAL
                and (word in trimmed if len(word) > 1 else trimmed.startswith(word))
            ):
                return comparator, False, 0
    return None, False, 0


def suffix_comparator(text: str, place: int, unit: Unit | None) -> tuple[Comparator | None, int]:
    """The comparator at a place behind a number, and where it ends; 内 only behind a span of time."""
    word = starting(text, place, words().comparators_after)
    if word == "内" and (unit is None or unit.family not in TIME_FAMILIES):
        return None, place
    return (words().after[word], place + len(word)) if word else (None, place)


def growth_before(before: str) -> tuple[bool, int]:
    """Whether the words directly before a number speak of growth, and the sign (a fall is negative)."""
    if not before:
        return False, 1
    for tail in (_LIGHT_FILLERS.sub("", before), _GROWTH_FILLERS.sub("", before)):
        for sign, kind in ((-1, "growth.fall"), (1, "growth.rise")):
            if ending(tail, words()[kind]):
                return True, sign
    return False, 1
