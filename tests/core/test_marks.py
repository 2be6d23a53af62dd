"""The signs of each kind of marked stretch are needed by its pattern: leaving a pattern out loses nothing."""

from __future__ import annotations

from re import _constants as words  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

import pytest

from perfeval_core.masks import Kind, kinds


def _needs(sequence: Any, signs: frozenset[str]) -> bool:
    """Does everything that a parsed pattern matches, with what it looks at around that, hold one of the signs?"""
    return any(_item_needs(operator, argument, signs) for operator, argument in sequence)


def _item_needs(operator: Any, argument: Any, signs: frozenset[str]) -> bool:
    if operator is words.LITERAL:
        return chr(argument) in signs
    if operator is words.IN:
        return all(_characters(*member) <= signs for member in argument)
    if operator is words.BRANCH:
        return all(_needs(branch, signs) for branch in argument[1])
    if operator is words.SUBPATTERN:
        return _needs(argument[-1], signs)
    if operator is words.MAX_REPEAT:
        least, _, repeated = argument
        return least > 0 and _needs(repeated, signs)
    return operator is words.ASSERT and _needs(argument[1], signs)


def _characters(operator: Any, argument: Any) -> set[str]:
    """The characters of one member of a set; for anything but characters one that is no sign."""
    if operator is words.LITERAL:
        return {chr(argument)}
    if operator is words.RANGE:
        return {chr(code) for code in range(argument[0], argument[1] + 1)}
    return {"not a sign"}


@pytest.mark.parametrize("kind", kinds(), ids=lambda kind: kind.pattern[:20])
def test_a_stretch_always_holds_a_sign_of_its_kind(kind: Kind) -> None:
    assert _needs(parser.parse(kind.pattern), kind.signs)


@pytest.mark.parametrize(
    ("pattern", "signs"),
    [
        (r"\d+月?", "月"),
        (r"\d年|\d月", "月"),
        (r"[年月]", "月"),
        (r"(?<!月)\d", "月"),
        (r"(?:月)*\d", "月"),
        (r"[^月]", "月"),
    ],
)
def test_a_sign_too_few_is_seen(pattern: str, signs: str) -> None:
    assert not _needs(parser.parse(pattern), frozenset(signs))
