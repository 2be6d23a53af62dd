"""Titles and labels of a form's head: what is one, what it stands for, and where its value stands."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from perfeval_core.grid import Cell, CellKind
from perfeval_core.layout import FundsLine, Place, Slot, Table, Titled
from perfeval_core.sheet_view import SheetView
from perfeval_core.titles import LONGEST_TITLE, Match, folded, match, stripped

__all__ = [
    "BLANK_ROWS",
    "UNIT",
    "YEAR_ALONE",
    "Head",
    "inline_label",
    "inline_labels",
    "is_goal",
    "is_label",
    "is_title",
    "is_title_text",
    "label_slots",
]

BLANK_ROWS = 6
"""So far apart may two rows of one block be."""
_TITLE = re.compile(r".*(自评|评价|绩效|申报|监控).*表\d*$")
_CAPTION = re.compile(r"表\d")
_WEAK_TITLE = re.compile(r".*(绩效|自评).*")
YEAR_ALONE = re.compile(r"\(?(?:20\d\d|[二〇○零一二三四五六七八九]{4})年?度?\)?")
UNIT = re.compile(r"(?:金额|计量|资金|货币)?(?:单位)?:?(万元|亿元|千元|元)(?:人民币)?")
_BETWEEN = re.compile(r"[ \t\u3000\xa0\n;；]+(?=[^\s:：;；]{2,10}[:：])")


@dataclass(slots=True)
class Head:
    """What was found above the indicators, in the making."""

    title: Place | None = None
    slots: dict[str, tuple[int, Slot]] = field(default_factory=dict)
    spare: list[Slot] = field(default_factory=list)
    """Labels with values that no entry of the form asks for."""
    funds: Table | None = None
    funds_lines: tuple[FundsLine, ...] = ()
    titles: list[Titled] = field(default_factory=list)

    @property
    def has_funds(self) -> bool:
        """True when the 项目资金 block has been found."""
        return self.funds is not None or bool(self.funds_lines)

    def add(self, slot: Slot, rank: int) -> None:
        """Keep the slot whose label is the better one; the other is spare."""
        known = self.slots.get(slot.role)
        if slot.role == "other" or (known is not None and known[0] <= rank):
            self.spare.append(slot)
            return
        if known is not None:
            self.spare.append(known[1])
        self.slots[slot.role] = (rank, slot)


def is_title(view: SheetView, row: int, *, weak: bool = False) -> bool:
    """True when the row is the title of a form (weak: any short line that speaks of 绩效)."""
    line = view.line(row)
    if not line or len({cell.text for _, cell in line}) > 2:
        return False
    return any(is_title_text(cell, weak) for _, cell in line)


def is_title_text(cell: Cell, weak: bool) -> bool:
    """True when the cell alone reads like the title of a form."""
    if cell.kind is not CellKind.TEXT or len(cell.text) > 3 * LONGEST_TITLE:
        return False
    text = stripped(cell.text)
    if not weak and _CAPTION.match(text):
        return False
    if len(text) > 60 or match("labels", cell.text) or inline_label(cell.text):
        return False
    return bool((_WEAK_TITLE if weak else _TITLE).fullmatch(text))


def inline_label(text: str) -> tuple[Match, int, int] | None:
    """The first label in front of a colon in the same cell: what it is, and where its value starts and ends."""
    found = inline_labels(text)
    return found[0] if found else None


def inline_labels(text: str) -> list[tuple[Match, int, int]]:
    """The labels of a cell with their values behind colons: 项目名称：甲　实施单位：乙.

    A value ends where the next known label begins; the first label stands at the very beginning.
    """
    if ":" not in text and "：" not in text:
        return []
    found: list[tuple[Match, int]] = []
    ends: list[int] = []
    first = len(text) - len(text.lstrip())
    for before, start in [(first, first), *(gap.span() for gap in _BETWEEN.finditer(text, first))]:
        colon = min((at for at in (text.find(":", start), text.find("：", start)) if at > start), default=0)
        label = match("labels", text[start:colon]) if 0 < colon - start <= LONGEST_TITLE else None
        if label is None and start == first:
            return []
        if label is not None:
            ends += [before] if start > first else []
            found.append((label, colon + 1))
    labels = [(label, at, end) for (label, at), end in zip(found, [*ends, len(text)], strict=True)]
    return labels if any(text[at:end].strip() for _, at, end in labels) else []


def label_slots(view: SheetView, row: int, skip: int = 0) -> list[tuple[Slot, int]]:
    """The labels of a row with the places of their values, and how good their spelling is."""
    slots: list[tuple[Slot, int]] = []
    line = [item for item in view.line(row) if item[0] != skip]
    taken: set[int] = set()
    for index, (col, cell) in enumerate(line):
        if col in taken or cell.kind is not CellKind.TEXT:
            continue
        inline = inline_labels(cell.text)
        found = match("labels", cell.text)
        if found and not (inline and found.by_pattern):  # 主管部门：县林业局 is no label as a whole
            after = line[index + 1 :]
            repeated = next((at for at, (_, other) in enumerate(after) if other.text != cell.text), len(after))
            taken.update(other for other, _ in after[:repeated])  # a merge that was filled instead of kept
            follower = after[repeated] if repeated < len(after) else None
            if follower and not is_label(follower[1]):
                value = (row, follower[0])
                taken.add(follower[0])
            else:
                value = (row, view.right_end(row, col) + 1)
            slots.append((Slot(found.role, (row, col), value), found.rank))
            continue
        for nth, (label, first, end) in enumerate(inline):
            role = "funds_unit" if UNIT.fullmatch(folded(cell.text[first:end])) else label.role
            slots.append((Slot(role, (row, col), (row, col), inline=True, nth=nth), label.rank))
    return slots


def is_label(cell: Cell) -> bool:
    """True for a label of the head, with or without its value behind a colon."""
    return cell.kind is CellKind.TEXT and bool(match("labels", cell.text) or inline_label(cell.text))


def is_goal(cell: Cell) -> bool:
    """True for a title of the 年度总体目标 block."""
    return match("goals", cell.text) is not None
