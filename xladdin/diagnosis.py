"""A page for support: one line a finding, what was looked at, what was found, and what to do when it is bad."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

__all__ = ["Finding", "State", "page"]


class State(Enum):
    """How a finding stands; the value is its mark on the page."""

    GOOD = "✓"
    NOTE = "·"
    BAD = "✗"


@dataclass(frozen=True, slots=True)
class Finding:
    """One line; ``advice`` is shown below it unless all is well."""

    subject: str
    found: str
    state: State = State.NOTE
    advice: str = ""


TITLE = "绩效自评插件 体检"


def page(findings: Iterable[Finding]) -> str:
    """The findings as text; the user's folder is written as %USERPROFILE%, as nobody's name should be sent."""
    lines = [TITLE, ""]
    for finding in findings:
        lines.append(f"{finding.state.value} {finding.subject}：{finding.found}")
        if finding.advice and finding.state is not State.GOOD:
            lines.append(f"    → {finding.advice}")
    home = os.path.expanduser("~")
    text = "\n".join([*lines, ""])
    return text.replace(home, "%USERPROFILE%") if len(home) > 3 else text
