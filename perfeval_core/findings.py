"""What a check says: findings, each with a stable code, all its cells and the arithmetic."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

from perfeval_core.grid import CellRef

__all__ = ["Finding", "Fix", "FixKind", "Severity", "Stored"]


class Severity(Enum):
    """How bad a finding is; the values are the words people see."""

    ERROR = "错误"
    WARNING = "警告"
    HINT = "提示"

    @property
    def rank(self) -> int:
        """0 for the worst."""
        return list(Severity).index(self)


class FixKind(Enum):
    """May a tool make the change by itself?"""

    SAFE = "safe"
    UNSAFE = "unsafe"
    DISPLAY_ONLY = "display_only"


class Stored(Enum):
    """How a new content lies in its cell."""

    TEXT = "text"
    NUMBER = "number"
    """A number; ``95.4%`` stands for 0.954 in a cell that shows per cent."""
    FORMULA = "formula"


@dataclass(frozen=True, slots=True)
class Fix:
    """A proposed new content of one cell, spelled as :class:`~perfeval_core.grid.Cell` does; a formula with ``=``."""

    kind: FixKind
    ref: CellRef
    before: str
    after: str
    stored: Stored = Stored.TEXT


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong, doubtful or worth knowing.

    ``where`` lists every cell concerned, the one to look at first in front; ``values`` holds the figures of the
    message as decimal strings (``got``, ``want``, ``difference`` …).
    """

    code: str
    severity: Severity
    message: str
    where: tuple[CellRef, ...] = ()
    values: Mapping[str, str] = field(default_factory=dict)
    advice: str = ""
    source: str = ""
    fix: Fix | None = None
    explanation: str = ""
    """Why a person keeps it as it is, in their words."""

    @property
    def sentence(self) -> str:
        """The code, what is wrong and what to do, in one line; without the cells."""
        return f"{self.code} {self.message}{self.advice}"
