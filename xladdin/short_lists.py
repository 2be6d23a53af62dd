"""Long lists in messages: the first lines, and how many more there are."""

from __future__ import annotations

from collections.abc import Sequence

__all__ = ["first_lines"]


def first_lines(lines: Sequence[str], most: int, unit: str, where: str = "") -> list[str]:
    """The first ``most`` lines; behind them, where there are more, the number of the others.

    ``unit`` is what a line is counted in (处, 行, 个), ``where`` what tells of the rest.
    """
    left = len(lines) - most
    return list(lines) if left <= 0 else [*lines[:most], f"…… 另有 {left} {unit}{where}"]
