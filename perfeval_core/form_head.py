"""The head of a form, above the indicators: title, labels with their values, 项目资金, 年度总体目标."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from perfeval_core.grid import Cell, CellKind
from perfeval_core.layout import Column, Place, Slot, Table, Titled
from perfeval_core.sheet_view import SheetView, is_number
from perfeval_core.titles import LONGEST_TITLE, Match, folded, match, stripped

__all__ = ["YEAR_ALONE", "Head", "inline_label", "is_funds_header", "is_title", "label_slots", "read_head"]

_TITLE = re.compile(r".*(自评|评价|绩效|申报|监控).*表\d*$")
_CAPTION = re.compile(r"表\d")
_WEAK_TITLE = re.compile(r".*(绩效|自评).*")
YEAR_ALONE = re.compile(r"\(?(?:20\d\d|[二〇○零一二三四五六七八九]{4})年?度?\)?")
_UNIT = re.compile(r"(?:金额|计量|资金|货币)?(?:单位)?:?(万元|亿元|千元|元)(?:人民币)?")
_SPACES = re.compile(r"[ \t\u3000\xa0]{1,}(?=[^\s:：]{2,10}[:：])|[\n]+(?=[^\s:：]{2,10}[:：])")
_AMOUNTS = ("budget_initial", "budget_adjusted", "spent")
_ROW_VALUES = (*_AMOUNTS, "weight", "execution_rate", "score", "reason")
_TALLEST_GOAL = 12
"""Rows that the text of one goal may be spread over."""


@dataclass(slots=True)
class Head:
    """What was found above the indicators, in the making."""

    title: Place | None = None
    slots: dict[str, tuple[int, Slot]] = field(default_factory=dict)
    spare: list[Slot] = field(default_factory=list)
    """Labels with values that no entry of the form asks for."""
    funds: Table | None = None
    titles: list[Titled] = field(default_factory=list)

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
    if not line or len(line) > 2:
        return False
    return any(_is_title_text(cell, weak) for _, cell in line)


def _is_title_text(cell: Cell, weak: bool) -> bool:
    if cell.kind is not CellKind.TEXT or len(cell.text) > 3 * LONGEST_TITLE:
        return False
    text = stripped(cell.text)
    if not weak and _CAPTION.match(text):
        return False
    if len(text) > 60 or match("labels", cell.text) or inline_label(cell.text):
        return False
    return bool((_WEAK_TITLE if weak else _TITLE).fullmatch(text))


def inline_label(text: str) -> tuple[Match, int, int] | None:
    """A label in front of a colon in the same cell: what it is, and where its value starts and ends.

    The value ends where the next known label of the same cell begins.
    """
    place = min((at for at in (text.find(":"), text.find("：")) if at > 0), default=-1)
    if place < 0 or place > LONGEST_TITLE:
        return None
    found = match("labels", text[:place])
    if found is None or not text[place + 1 :].strip():
        return None
    end = len(text)
    for gap in _SPACES.finditer(text, place + 1):
        rest = text[gap.end() :]
        colon = min(at for at in (rest.find(":"), rest.find("：")) if at > 0)
        if match("labels", rest[:colon]):
            end = gap.start()
            break
    return found, place + 1, end


def is_funds_header(view: SheetView, row: int) -> bool:
    """True for the row 年初预算数 · 全年预算数 · 全年执行数 …, in whatever words."""
    roles = [found.role for _, found in view.matches(row, "funds_columns")]
    budget = "budget_initial" in roles or "budget_adjusted" in roles
    return len(roles) >= 2 and budget and ("spent" in roles or "execution_rate" in roles)


def read_head(view: SheetView, title_row: int, first: int, last: int) -> Head:
    """Understand the rows above the first indicator header; ``title_row`` is 0 when there is no title."""
    head = Head()
    row_done = 0
    for row in view.between(first, last):
        if row <= row_done:
            continue
        if row == title_row:
            col = next((c for c, cell in view.line(row) if _is_title_text(cell, weak=False)), view.line(row)[0][0])
            head.title = (row, col)
            head.titles.append(Titled((row, col), "title"))
            _read_labels(view, row, head, skip=col)
        elif head.funds is None and is_funds_header(view, row):
            row_done = _read_funds(view, row, last, head)
        elif (end := _read_goals(view, row, last, head)) is not None:
            row_done = end
        elif head.funds is None and _starts_bare_funds(view, row):
            row_done = _read_bare_funds(view, row, last, head)
        else:
            _read_labels(view, row, head)
    return head


# labels


def label_slots(view: SheetView, row: int, skip: int = 0) -> list[tuple[Slot, int]]:
    """The labels of a row with the places of their values, and how good their spelling is."""
    slots: list[tuple[Slot, int]] = []
    line = [item for item in view.line(row) if item[0] != skip]
    taken: set[int] = set()
    for index, (col, cell) in enumerate(line):
        if col in taken or cell.kind is not CellKind.TEXT:
            continue
        if found := match("labels", cell.text):
            follower = line[index + 1] if index + 1 < len(line) else None
            if follower and not _is_label(follower[1]):
                value = (row, follower[0])
                taken.add(follower[0])
            else:
                value = (row, view.right_end(row, col) + 1)
            slots.append((Slot(found.role, (row, col), value), found.rank))
        elif inline := inline_label(cell.text):
            found = inline[0]
            role = "funds_unit" if _UNIT.fullmatch(folded(cell.text)) else found.role
            slots.append((Slot(role, (row, col), (row, col), inline=True), found.rank))
    return slots


def _is_label(cell: Cell) -> bool:
    return cell.kind is CellKind.TEXT and bool(match("labels", cell.text) or inline_label(cell.text))


def _read_labels(view: SheetView, row: int, head: Head, skip: int = 0) -> None:
    slots = label_slots(view, row, skip)
    for slot, rank in slots:
        head.add(slot, rank)
        assert slot.label is not None
        head.titles.append(Titled(slot.label, slot.role))
    known = {slot.label for slot, _ in slots} | {slot.value for slot, _ in slots}
    for col, cell in view.line(row):
        if (row, col) in known or col == skip or cell.kind is not CellKind.TEXT:
            continue
        if YEAR_ALONE.fullmatch(folded(cell.text)):
            head.add(Slot("year", (row, col), (row, col)), 0)
            head.titles.append(Titled((row, col), "year"))
        elif _UNIT.fullmatch(folded(cell.text).strip("()")):
            head.add(Slot("funds_unit", (row, col), (row, col), inline=True), 0)
            head.titles.append(Titled((row, col), "funds_unit"))
        elif (block := match("blocks", cell.text)) is not None:
            head.titles.append(Titled((row, col), f"block_{block.role}"))


# 项目资金


def _read_funds(view: SheetView, row: int, last: int, head: Head) -> int:
    hits = view.matches(row, "funds_columns")
    numbers = [col for col, cell in view.line(row) if is_number(cell)]
    if numbers:
        return _read_paired_funds(view, row, last, head)
    best: dict[str, tuple[int, int]] = {}
    for col, found in hits:
        known = best.get(found.role)
        if known is None or found.rank < known[0]:
            best[found.role] = (found.rank, col)
    columns = [Column(role, col, view.right_end(row, col)) for role, (_, col) in best.items()]
    first_amount = min(column.first for column in columns if column.role in _AMOUNTS)
    columns = [column for column in columns if column.first >= first_amount]
    left = [col for col in range(1, first_amount)]
    name = Column("name", left[0] if left else first_amount, first_amount - 1)
    for col, cell in view.line(row):
        role = next((column.role for column in columns if column.first == col), "")
        if role:
            head.titles.append(Titled((row, col), f"funds_{role}"))
        elif col < first_amount and cell.kind is CellKind.TEXT:
            head.titles.append(Titled((row, col), "block_funds"))
        elif match("funds_columns", cell.text):
            head.titles.append(Titled((row, col), "funds_other"))
    header_last = row
    while header_last < last and _only_funds_titles(view, header_last + 1):
        header_last += 1
        head.titles += [Titled((header_last, col), "funds_other") for col, _ in view.line(header_last)]
    end = header_last
    for candidate in view.between(header_last + 1, last):
        if candidate - end > 2 or not _is_funds_row(view, candidate, row, first_amount, columns):
            break
        end = candidate
        texts = [(c, cell) for c, cell in view.line(candidate) if c < first_amount and cell.kind is CellKind.TEXT]
        for col, cell in texts[:-1]:
            if match("blocks", cell.text) and not match("funds_rows", cell.text):
                head.titles.append(Titled((candidate, col), "block_funds"))
    head.funds = Table(row, header_last, header_last + 1, end, (name, *sorted(columns, key=lambda c: c.first)))
    return end


def _only_funds_titles(view: SheetView, row: int) -> bool:
    line = view.line(row)
    return bool(line) and len(view.matches(row, "funds_columns")) == len(line)


def _is_funds_row(view: SheetView, row: int, header: int, first_amount: int, columns: list[Column]) -> bool:
    line = view.line(row)
    names = [cell for col, cell in line if col < first_amount and cell.kind is CellKind.TEXT]
    if any(match("funds_rows", cell.text) for cell in names):
        return True
    if any(match("goals", cell.text) or _is_label(cell) for cell in names):
        return False
    if is_title(view, row) or any(match("goals", cell.text) for _, cell in line):
        return False
    amounts = {c for column in columns if column.role in _ROW_VALUES for c in range(column.first, column.last + 1)}
    return bool(names) and any(col in amounts for col, _ in line)


def _read_paired_funds(view: SheetView, row: int, last: int, head: Head) -> int:
    """Rows such as ``预算数 | 100 | 执行数 | 98``: each figure stands right of its own label."""
    columns: dict[str, int] = {}
    label = 0
    for col, found in view.matches(row, "funds_columns"):
        head.titles.append(Titled((row, col), f"funds_{found.role}"))
        value = next((c for c, cell in view.line(row) if c > col and is_number(cell)), 0)
        if value and found.role not in columns and value not in columns.values():
            columns[found.role] = value
            label = label or col
    end = row
    for candidate in view.between(row + 1, last):
        if candidate != end + 1 or not any(found.role for _, found in view.matches(candidate, "funds_rows")):
            break
        end = candidate
    roles = [Column(role, col, col) for role, col in columns.items()]
    head.funds = Table(0, row - 1, row, end, (Column("name", label, label), *sorted(roles, key=lambda c: c.first)))
    for candidate in range(row + 1, end + 1):
        head.titles += [
            Titled((candidate, col), "funds_name") for col, _ in view.matches(candidate, "funds_rows") if col != label
        ]
    return end


def _starts_bare_funds(view: SheetView, row: int) -> bool:
    hits = view.matches(row, "funds_rows")
    return len(hits) == 1 and any(col > hits[0][0] and is_number(cell) for col, cell in view.line(row))


def _read_bare_funds(view: SheetView, row: int, last: int, head: Head) -> int:
    """Rows without a header, as in 申报表: ``年度资金总额 | 100``."""
    name = view.matches(row, "funds_rows")[0][0]
    value = next(col for col, cell in view.line(row) if col > name and is_number(cell))
    end = row
    for candidate in view.between(row + 1, last):
        if candidate != end + 1 or [col for col, _ in view.matches(candidate, "funds_rows")] != [name]:
            break
        end = candidate
    for candidate in range(row, end + 1):
        for col, cell in view.line(candidate):
            if col < name and (block := match("blocks", cell.text)):
                head.titles.append(Titled((candidate, col), f"block_{block.role}"))
    head.funds = Table(0, row - 1, row, end, (Column("name", name, name), Column("budget_initial", value, value)))
    return end


# 年度总体目标


def _read_goals(view: SheetView, row: int, last: int, head: Head) -> int | None:
    """Read the goals that start on this row; the last row they take, or None when there are none."""
    hits: dict[str, tuple[int, int]] = {}
    for col, found in view.matches(row, "goals"):
        head.titles.append(Titled((row, col), "block_goals" if found.role == "block" else f"goal_{found.role}"))
        if found.role not in hits or found.rank < hits[found.role][1]:
            hits[found.role] = (col, found.rank)
    if not hits:
        return None
    expected = hits.get("expected") or (hits.get("block") if "actual" in hits else None)
    actual = hits.get("actual")
    line = view.line(row)
    if expected and actual and not any(expected[0] < col < actual[0] for col, cell in line if not _is_goal(cell)):
        return _goals_below(view, row, last, expected[0], actual[0], head)
    end = row
    for role, hit in (("goal_expected", expected), ("goal_actual", actual)):
        if hit is not None:
            value = next((c for c, cell in line if c > hit[0] and not _is_goal(cell)), view.right_end(row, hit[0]) + 1)
            head.add(Slot(role, (row, hit[0]), (row, value)), hit[1])
    block = hits.get("block")
    if block and not expected and not actual:
        below = view.between(row + 1, min(last, row + 1))
        if any(found.role in ("expected", "actual") for r in below for _, found in view.matches(r, "goals")):
            return end
        value = next((c for c, cell in line if c > block[0] and not _is_goal(cell)), 0)
        if value:
            head.add(Slot("goal_expected", (row, block[0]), (row, value)), 500 + block[1])
    return end


def _is_goal(cell: Cell) -> bool:
    return match("goals", cell.text) is not None


def _goals_below(view: SheetView, row: int, last: int, expected: int, actual: int, head: Head) -> int:
    """The two texts stand under 预期目标 and 实际完成情况, perhaps spread over several rows."""
    ours: list[Place] = []
    theirs: list[Place] = []
    end = max(view.bottom_end(row, expected), view.bottom_end(row, actual))
    for candidate in view.between(end + 1, min(last, end + _TALLEST_GOAL)):
        line = view.line(candidate)
        if any(_is_goal(cell) or _is_label(cell) or match("blocks", cell.text) for _, cell in line):
            break
        if is_title(view, candidate) or is_funds_header(view, candidate) or candidate > end + 2:
            break
        ours += [(candidate, col) for col, _ in line if expected <= col < actual]
        theirs += [(candidate, col) for col, _ in line if col >= actual]
        end = candidate
    for role, places, col in (("goal_expected", ours, expected), ("goal_actual", theirs, actual)):
        value = places[0] if places else (min(row + 1, last + 1), col)
        head.add(Slot(role, (row, col), value, more=tuple(places[1:])), 0)
    return max(end, row)
