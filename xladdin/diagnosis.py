"""A page for support: one line an observation, what was looked at, what was found, and what to do when it is bad."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

__all__ = ["Observation", "State", "page"]


class State(Enum):
    """How an observation stands; the value is its mark on the page."""

    GOOD = "✓"
    NOTE = "·"
    BAD = "✗"


@dataclass(frozen=True, slots=True)
class Observation:
    """One line; ``advice`` is shown below it unless all is well."""

    subject: str
    found: str
    state: State = State.NOTE
    advice: str = ""


TITLE = "绩效自评插件 体检"


def page(observations: Iterable[Observation]) -> str:
    """The observations as text; the user's folder is written as %USERPROFILE%, as nobody's name should be sent."""
    lines = [TITLE, ""]
    for one in observations:
        lines.append(f"{one.state.value} {one.subject}：{one.found}")
        if one.advice and one.state is not State.GOOD:
            lines.append(f"    → {one.advice}")
    home = os.path.expanduser("~")
    text = "\n".join([*lines, ""])
    return text.replace(home, "%USERPROFILE%") if len(home) > 3 else text
