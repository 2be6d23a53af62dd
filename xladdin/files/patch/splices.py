"""Changes of a byte string as pieces put in place of others, and the way back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from operator import itemgetter
from typing import NamedTuple

PLACE = itemgetter(0, 1)
__all__ = ["Splice", "inverse", "spliced"]


class Splice(NamedTuple):
    """The bytes from ``start`` to ``end`` are replaced by ``new``; an insertion has both equal."""

    start: int
    end: int
    new: bytes


def spliced(content: bytes, splices: Iterable[Splice]) -> bytes:
    """The content with all splices applied; those at one place in the order given.

    :raises ValueError: when two overlap or one lies outside.
    """
    pieces: list[bytes] = []
    done = 0
    for splice in _in_order(splices):
        if not done <= splice.start <= splice.end <= len(content):
            raise ValueError("splices overlap or lie outside the content")
        pieces += content[done : splice.start], splice.new
        done = splice.end
    pieces.append(content[done:])
    return b"".join(pieces)


def inverse(content: bytes, splices: Sequence[Splice]) -> list[Splice]:
    """The splices that lead from ``spliced(content, splices)`` back to ``content``."""
    back = []
    shift = 0
    for splice in _in_order(splices):
        start = splice.start + shift
        back.append(Splice(start, start + len(splice.new), content[splice.start : splice.end]))
        shift += len(splice.new) - (splice.end - splice.start)
    return back


def _in_order(splices: Iterable[Splice]) -> list[Splice]:
    return sorted(splices, key=PLACE)
