"""The head of a form, above the indicators: title, labels with their values, 项目资金, 年度总体目标."""

from __future__ import annotations

import re

from perfeval_core.funds_across import find_funds_across
from perfeval_core.funds_block import find_bare_funds, find_funds, is_funds_header, starts_bare_funds
from perfeval_core.funds_listed import find_funds_listed
from perfeval_core.goals_block import find_goals
from perfeval_core.grid import CellKind
from perfeval_core.labels import UNIT, YEAR_ALONE, Head, is_title_text, label_slots
from perfeval_core.layout import Slot, Titled
from perfeval_core.sheet_view import SheetView
from perfeval_core.titles import folded, match

__all__ = ["read_head"]

_SAYS_A_FIGURE = re.compile(r"[:：]\s*\d")
"""其他资金：300 is more than the name of a block."""
_BLANK = 10_000
"""So much worse is a label without a value than one with it: 项目单位 left blank above 项目执行单位."""


def read_head(view: SheetView, title_row: int, first: int, last: int) -> Head:
    """Understand the rows above the first indicator header; ``title_row`` is 0 when there is no title."""
    head = Head()
    row_done = 0
    for row in view.between(first, last):
        if row <= row_done:
            continue
        if row == title_row:
            col = next((c for c, cell in view.line(row) if is_title_text(cell, weak=False)), view.line(row)[0][0])
            head.title = (row, col)
            text = view.grid.at(row, col).text
            head.titles += [Titled((row, other), "title") for other, cell in view.line(row) if cell.text == text]
            _read_labels(view, row, head, skip=col)
        elif not head.has_funds and (end := find_funds_across(view, row, last, head)) is not None:
            row_done = end
        elif not head.has_funds and is_funds_header(view, row):
            row_done = find_funds(view, row, last, head)
        elif (end := _listed(view, row, last, head) or find_goals(view, row, last, head)) is not None:
            row_done = end
        elif view.matches(row, "management"):
            head.titles += [Titled((row, col), "management") for col, _ in view.line(row)]
        elif not head.has_funds and starts_bare_funds(view, row):
            row_done = find_bare_funds(view, row, last, head)
        else:
            _read_labels(view, row, head)
    return head


def _listed(view: SheetView, row: int, last: int, head: Head) -> int | None:
    return None if head.has_funds else find_funds_listed(view, row, last, head)


def _read_labels(view: SheetView, row: int, head: Head, skip: int = 0) -> None:
    slots = label_slots(view, row, skip)
    for slot, rank in slots:
        blank = view.grid.seen(*slot.value).is_blank
        head.add(slot, rank + _BLANK if blank else rank)
        assert slot.label is not None
        head.titles.append(Titled(slot.label, slot.role))
    known = {slot.label for slot, _ in slots} | {slot.value for slot, _ in slots}
    for col, cell in view.line(row):
        if (row, col) in known or col == skip or cell.kind is not CellKind.TEXT:
            continue
        if YEAR_ALONE.fullmatch(folded(cell.text)):
            head.add(Slot("year", (row, col), (row, col)), 0)
            head.titles.append(Titled((row, col), "year"))
        elif UNIT.fullmatch(folded(cell.text).strip("()")):
            head.add(Slot("funds_unit", (row, col), (row, col), inline=True), 0)
            head.titles.append(Titled((row, col), "funds_unit"))
        elif (block := match("blocks", cell.text)) is not None and not _SAYS_A_FIGURE.search(cell.text):
            head.titles.append(Titled((row, col), f"block_{block.role}"))
