"""Score one indicator row from what was typed, and say how."""

from __future__ import annotations

from perfeval_core.readings import IndicatorScore

__all__ = ["explain"]


def explain(
    target: str,
    actual: str,
    weight: str,
    *,
    name: str = "",
    direction: str | None = None,
    level2: str = "",
    scheme: str = "mof_2020",
) -> IndicatorScore:
    """To be written next."""
    raise NotImplementedError
