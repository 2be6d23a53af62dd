"""What follows the indicator rows: the closing row with total and grade, and the notes."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from perfeval_core.grid import Cell, CellKind
from perfeval_core.header import Header
from perfeval_core.labels import inline_label, is_label, is_title, label_slots
from perfeval_core.layout import Column, Place, Slot, Titled
from perfeval_core.plain_numbers import read_weight
from perfeval_core.sheet_view import SheetView, is_number
from perfeval_core.titles import folded, match

__all__ = ["GAP", "Tail", "closing_role", "goes_on", "is_entry", "is_note", "read_tail"]

GAP = 15
"""Blank rows after which a form has ended."""
_TAIL_ROWS = 40
_FULL_MARKS = ("100", "100分")
_NO_TOTALS = ("level1_weight", "level2_weight", "review_score", "attainment", "coefficient")
"""Columns whose sum or mean is neither the full marks nor the score of the form itself."""
_TOTAL_INLINE = re.compile(r"(.{2,8}?)[:：]\s*([\d.]+\s*分?)\s*")


@dataclass(slots=True)
class Tail:
    """What follows the indicator rows, in the making."""

    slots: dict[str, Slot] = field(default_factory=dict)
    spare: list[Slot] = field(default_factory=list)
    titles: list[Titled] = field(default_factory=list)
    last_row: int = 0


def closing_role(view: SheetView, row: int, header: Header) -> str:
    """``total``, ``subtotal`` or ``note`` when the row closes the table, else empty."""
    line = view.line(row)
    different = len({cell.text for _, cell in line})
    if different > 1 and all(is_label(cell) or is_note(cell.text) for _, cell in line):
        return "note"
    if _has_text_entries(line, header) and different > 2:
        return ""
    for _, cell in line[:2]:
        if cell.kind is not CellKind.TEXT:
            continue
        inline = _TOTAL_INLINE.fullmatch(cell.text)
        if found := match("totals", inline.group(1) if inline else cell.text):
            return found.role
        if (labelled := inline_label(cell.text)) and labelled[0].role in ("total", "grade"):
            return "note"
    if _is_bare_total(line, header):
        return "total"
    first = line[0][1]
    return "note" if first.kind is CellKind.TEXT and different <= 3 and is_note(first.text) else ""


def _is_bare_total(line: list[tuple[int, Cell]], header: Header) -> bool:
    """True for full marks of 100 and a score without any word: the label 总分 was lost."""
    cells = {header.role_at.get(col, ""): cell for col, cell in line}
    full = "weight" in cells and cells["weight"].text.strip() in _FULL_MARKS
    return full and cells.keys() <= {"weight", "score", *_NO_TOTALS} and all(map(is_number, cells.values()))


def goes_on(view: SheetView, row: int, stop: int, header: Header) -> bool:
    """True when indicators follow a row that seems to close their table: a remark or a sum between two blocks.

    Behind a sum only up to another sum: what stands below the last one is not in it.
    """
    is_sum = closing_role(view, row, header) == "total"
    entries, above = False, row
    for below in view.between(row + 1, stop):
        if below - above > GAP or is_title(view, below) or _names_a_project(view, below):
            break
        above = below
        closing = closing_role(view, below, header)
        entries = entries or (not closing and is_entry(view, below, header))
        if entries and (closing == "total" or not is_sum):
            return True
        if closing == "total":
            break
    return False


def _names_a_project(view: SheetView, row: int) -> bool:
    return any(slot.role == "project" for slot, _ in label_slots(view, row))


def is_entry(view: SheetView, row: int, header: Header) -> bool:
    """True for a row that certainly is an indicator: a name, a target or actual, and points where there are any."""
    roles = {col: c.role for c in header.columns for col in range(c.first, c.last + 1)}
    cells = {roles.get(col, ""): cell for col, cell in view.line(row)}
    if any(is_label(cell) or is_note(cell.text) for _, cell in view.line(row)):
        return False
    points = [cells[role] for role in ("weight", "score") if role in cells]
    scored = any(map(is_number, points)) or not (header.has("weight") or header.has("score"))
    return "name" in cells and ("target" in cells or "actual" in cells) and scored


def is_note(text: str) -> bool:
    """True for a text that opens the notes below a table: 备注：…, 填报人：…."""
    start = folded(text[:60])
    at = start.find(":")
    if at > 0:
        return match("notes", start[:at]) is not None
    return match("notes", text) is not None or start[:2] in ("注1", "注.", "注、", "注;")


def _has_text_entries(line: list[tuple[int, Cell]], header: Header) -> bool:
    """True when the row has a target or actual in words, or a name beside them: an indicator, whatever it is called."""
    roles = header.role_at
    named = any(roles.get(col) == "name" and not is_number(cell) for col, cell in line)
    if named and any(roles.get(col) in ("target", "actual") for col, _ in line):
        return not any(match("totals", cell.text) for _, cell in line[:2])
    return False


def read_tail(view: SheetView, first: int, last: int, closing: int, header: Header, tail: Tail) -> None:
    """Read what follows the last indicator row, up to ``last``."""
    end = first - 1
    seen_total = False
    taken: set[Place] = set()
    for count, row in enumerate(view.between(first, last)):
        if row - end > GAP or count > _TAIL_ROWS:
            break
        end = row
        line = [(col, cell) for col, cell in view.line(row) if (row, col) not in taken]
        if not line:
            continue
        if not seen_total and closing_role(view, row, header) == "total":
            seen_total = _read_total(view, row, header, tail, taken)
            continue
        _read_notes(view, row, line, tail)
    tail.last_row = max(tail.last_row, end)


def _read_notes(view: SheetView, row: int, line: list[tuple[int, Cell]], tail: Tail) -> None:
    cols = {col for col, _ in line}
    slots = [slot for slot, _ in label_slots(view, row) if slot.label and slot.label[1] in cols]
    for slot in slots:
        assert slot.label is not None
        if slot.role in ("grade", "total") and slot.role not in tail.slots:
            tail.slots[slot.role] = slot
        else:
            tail.spare.append(slot)
        tail.titles.append(Titled(slot.label, slot.role))
    known = {slot.label for slot in slots} | {slot.value for slot in slots}
    note = False
    for col, cell in line:
        if (row, col) in known:
            continue
        if cell.kind is CellKind.TEXT and (note or is_note(cell.text) or len(cell.text) > 30 or len(line) == 1):
            note = True
            tail.titles.append(Titled((row, col), "note"))


def _read_total(view: SheetView, row: int, header: Header, tail: Tail, taken: set[Place]) -> bool:
    """Read the closing row: 总分 with the 100 and the score, in their columns or beside labels of their own."""
    line = view.line(row)
    at = next((i for i, (_, cell) in enumerate(line) if _total_label(cell)), -1)
    label = (row, line[at][0]) if at >= 0 else None
    tail.titles += [Titled((row, col), "total") for col, _ in line[: at + 1]]
    if label and _TOTAL_INLINE.fullmatch(line[at][1].text) and not any(is_number(cell) for _, cell in line[at + 1 :]):
        tail.slots["total"] = Slot("total", label, label, inline=True)
        _read_notes(view, row, line[at + 1 :], tail)
        return True
    rest = line[at + 1 :]
    found: dict[str, Place] = {}
    _labelled_parts(view, row, rest, found, tail, taken)
    used = set(found.values())
    aside = {col for c in header.columns if c.role in _NO_TOTALS for col in range(c.first, c.last + 1)}
    numbers = [col for col, cell in rest if is_number(cell) and (row, col) not in used]
    tail.titles += [Titled((row, col), "other_total") for col in numbers if col in aside]
    numbers = [col for col in numbers if col not in aside]
    _place_numbers(view, row, header, numbers, found)
    _read_beside_total(row, rest, found, tail)
    for role, place in found.items():
        tail.slots[role] = Slot(role, label, place)
    return True


def _place_numbers(view: SheetView, row: int, header: Header, numbers: list[int], found: dict[str, Place]) -> None:
    """Tell the full marks from the score among the numbers of a closing row: by their columns, else by their order."""
    weight, score = (_column_place(view, row, header.columns, role) for role in ("weight", "score"))
    if weight == score:
        weight = None
    for role, place in (("total_weight", weight), ("total", score)):
        if place and place[1] in numbers and role not in found:
            found[role] = place
            numbers.remove(place[1])
    if len(numbers) > 1 and "total_weight" not in found:
        found["total_weight"] = (row, numbers.pop(0))
    if (full := found.get("total_weight")) and any(col > full[1] for col in numbers):
        numbers = [col for col in numbers if col > full[1]]  # the score stands behind the full marks
    if numbers and "total" not in found and not (len(numbers) == 1 and _is_full(view, row, numbers[0], found, score)):
        found["total"] = (row, numbers.pop(0))
    elif numbers and "total_weight" not in found:
        found["total_weight"] = (row, numbers.pop(0))
    if "total" not in found and score:
        found["total"] = score
    _put_in_order(view, found, weight)


def _read_beside_total(row: int, rest: list[tuple[int, Cell]], found: dict[str, Place], tail: Tail) -> None:
    """The grade, named or labelled, and remarks on the closing row."""
    for col, cell in rest:
        if (row, col) not in found.values() and match("grades", cell.text) and "grade" not in found:
            found["grade"] = (row, col)
        elif "grade" not in found and (inline := inline_label(cell.text)) and inline[0].role == "grade":
            tail.slots["grade"] = Slot("grade", (row, col), (row, col), inline=True)
            tail.titles.append(Titled((row, col), "grade"))
        elif cell.kind is CellKind.TEXT and is_note(cell.text):
            tail.titles.append(Titled((row, col), "note"))


def _put_in_order(view: SheetView, found: dict[str, Place], weight: Place | None) -> None:
    """The full marks stand left of the score: a closing row that has slipped by a column has both one further right."""
    full, total = found.get("total_weight"), found.get("total")
    if full is None or total is None or full[0] != total[0] or full == weight or full[1] < total[1]:
        return
    points = [read_weight(view.grid.at(*place).text) for place in (full, total)]
    if points[0] is not None and points[1] is not None and points[0][0] < points[1][0]:
        found["total_weight"], found["total"] = total, full


def _is_full(view: SheetView, row: int, col: int, found: dict[str, Place], score: Place | None) -> bool:
    """A lone 100 in a form that has a score column is the full marks, the score is not written yet."""
    return "total_weight" not in found and score is not None and view.grid.at(row, col).text.strip() in _FULL_MARKS


def _total_label(cell: Cell) -> bool:
    if cell.kind is not CellKind.TEXT:
        return False
    inline = _TOTAL_INLINE.fullmatch(cell.text)
    found = match("totals", inline.group(1) if inline else cell.text)
    return found is not None and found.role == "total"


def _labelled_parts(
    view: SheetView, row: int, rest: Iterable[tuple[int, Cell]], found: dict[str, Place], tail: Tail, taken: set[Place]
) -> None:
    """总分值 | 100 | 总得分 | 96 | 自评等级 | 优, or the labels in one row and the values below."""
    cells = list(rest)
    for index, (col, cell) in enumerate(cells):
        part = match("total_parts", cell.text) if cell.kind is CellKind.TEXT else None
        if part is None or part.role in found:
            continue
        tail.titles.append(Titled((row, col), part.role))
        follower = cells[index + 1] if index + 1 < len(cells) else None
        below = (view.next_row(row, 2), col)
        if follower and not (follower[1].kind is CellKind.TEXT and match("total_parts", follower[1].text)):
            found[part.role] = (row, follower[0])
        elif not view.grid.at(*below).is_blank:
            found[part.role] = below
            taken.add(below)


def _column_place(view: SheetView, row: int, columns: tuple[Column, ...], role: str) -> Place | None:
    """The cell of a column on this row (the anchor when it is merged, if that stands on the same row)."""
    column = next((c for c in columns if c.role == role), None)
    if column is None:
        return None
    for col in range(column.first, column.last + 1):
        place = view.grid.anchor(row, col)
        if place[0] == row and not view.grid.at(*place).is_blank:
            return place
    return (row, column.first)
