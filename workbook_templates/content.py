"""What is filled into a standard form: a blank one, one begun from targets, or one taken over from another layout."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cache
from importlib.resources import files
from typing import Any

__all__ = [
    "FUNDS_ROWS",
    "Block",
    "Content",
    "FundsLine",
    "Group",
    "Line",
    "blank_content",
    "form_names",
    "form_texts",
    "with_spare_rows",
]

FUNDS_ROWS = ("年度资金总额", "其中：当年财政拨款", "上年结转资金", "其他资金")


@dataclass(frozen=True, slots=True)
class Line:
    """One indicator row as typed; everything may be empty."""

    name: str = ""
    target: str = ""
    actual: str = ""
    weight: str = ""
    reason: str = ""
    direction: str = ""
    manual_target: str = ""
    manual_actual: str = ""
    band: str = ""
    ratio: str = ""

    @property
    def is_blank(self) -> bool:
        """True for a row that stands ready."""
        return self == Line()


@dataclass(frozen=True, slots=True)
class Group:
    """A 二级指标 with its rows; ``points`` where its heading claims some."""

    name: str
    lines: tuple[Line, ...]
    points: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    """A 一级指标 with its groups.  ``points``: what its heading claims, empty to follow the scheme."""

    name: str
    groups: tuple[Group, ...]
    points: str = ""

    @property
    def size(self) -> int:
        """Rows."""
        return sum(len(group.lines) for group in self.groups)


@dataclass(frozen=True, slots=True)
class FundsLine:
    """A row of 项目资金: 年初预算数, 全年预算数, 全年执行数 as typed; a typed total stands in place of the sum."""

    name: str
    amounts: tuple[str, str, str] = ("", "", "")


@dataclass(frozen=True, slots=True)
class Content:
    """Everything on a standard form.  ``scheme`` is the scheme's file name; ``other`` what found no place in it."""

    title: str
    scheme: str
    blocks: tuple[Block, ...]
    year: str = ""
    project: str = ""
    department: str = ""
    unit: str = ""
    funds: tuple[FundsLine, ...] = tuple(FundsLine(name) for name in FUNDS_ROWS)
    funds_unit: str = "万元"
    execution_points: str = ""
    goal_expected: str = ""
    goal_actual: str = ""
    other: tuple[tuple[str, str, str], ...] = field(default=())
    """(where it stood, what it is, its text)."""

    @property
    def lines(self) -> Iterator[Line]:
        """All indicator rows in order."""
        for block in self.blocks:
            for group in block.groups:
                yield from group.lines

    @property
    def size(self) -> int:
        """Indicator rows."""
        return sum(block.size for block in self.blocks)


def with_spare_rows(content: Content) -> Content:
    """One more blank row at the end of every 二级指标 that has none, for what a person wants to add."""

    def with_spare(group: Group) -> Group:
        ready = any(line.is_blank for line in group.lines)
        return group if ready else replace(group, lines=(*group.lines, Line()))

    blocks = tuple(replace(block, groups=tuple(map(with_spare, block.groups))) for block in content.blocks)
    return replace(content, blocks=blocks)


@cache
def _forms() -> dict[str, Any]:
    return tomllib.loads(files("workbook_templates").joinpath("forms.toml").read_text(encoding="utf-8"))


def form_names() -> tuple[str, ...]:
    """The standard self-evaluation forms by the scheme each was made for."""
    return tuple(name for name in _forms() if name != "targets")


def form_texts(scheme: str) -> dict[str, str]:
    """``file``, ``title`` and ``basis`` of a standard form.  KeyError when there is no such form."""
    return {key: value for key, value in _forms()[scheme].items() if isinstance(value, str)}


def blank_content(scheme: str, **head: str) -> Content:
    """A standard form with its rows ready; ``head`` fills project, unit, department, year."""
    form = _forms()[scheme]
    blocks = tuple(
        Block(level1, tuple(Group(level2, (Line(),) * rows) for level2, rows in groups.items()))
        for level1, groups in form["levels"].items()
    )
    return replace(Content(form["title"], scheme, blocks), **head)  # type: ignore[arg-type]
