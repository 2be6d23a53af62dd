"""Find the forms on a sheet, wherever they stand and however they are titled: Grid -> Layouts.

The header over the indicators is the anchor: no header, no form.  From there the form is followed upwards to its title
and downwards to its closing row and notes.  Work is bounded: only rows near a candidate header are looked at.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import pairwise

from perfeval_core.form_head import YEAR_ALONE, Head, is_funds_header, is_title, label_slots, read_head
from perfeval_core.grid import Cell, CellKind, Grid
from perfeval_core.header import Header, find_headers, side_by_side
from perfeval_core.layout import Column, Layout, Place, Slot, Table, Titled
from perfeval_core.sheet_view import SheetView, is_number
from perfeval_core.titles import folded, match

__all__ = ["find_layouts"]

_HEAD_ROWS = 80
"""Rows above a header that may belong to its form."""
_TABLE_ROWS = 3000
_GAP = 15
"""Blank rows after which a form has ended."""
_TAIL_ROWS = 40
_MARKS = frozenset("指级")
_TOTAL_INLINE = re.compile(r"(.{2,8}?)[:：]\s*([\d.]+\s*分?)\s*")


@dataclass(slots=True)
class _Tail:
    """What follows the indicator rows, in the making."""

    slots: dict[str, Slot] = field(default_factory=dict)
    spare: list[Slot] = field(default_factory=list)
    titles: list[Titled] = field(default_factory=list)
    last_row: int = 0


def find_layouts(grid: Grid) -> list[Layout]:
    """The forms of a sheet, from top to bottom and left to right; none when no header was recognised."""
    view = _near_candidates(grid)
    if view is None:
        return []
    candidates = [row for row in view.rows if any(_may_be_header(cell) for _, cell in view.line(row))]
    layouts = [layout for part in _bands(view, candidates) for layout in _layouts(part, candidates)]
    return sorted(layouts, key=lambda layout: (layout.first_row, layout.first_col))


def _bands(view: SheetView, candidates: list[int]) -> list[SheetView]:
    """The sheet cut into the columns of the forms that stand side by side; mostly one piece."""
    boundaries = {boundary for row in candidates if (boundary := side_by_side(view, row)) is not None}
    if not boundaries:
        headers = sorted(find_headers(view, candidates), key=lambda header: header.columns[0].first)
        for left, right in pairwise(headers):
            last, first = left.columns[-1].last, right.columns[0].first
            if last < first and (free := view.free_column(last, first)):
                boundaries.add(free + 1)
    if len(boundaries) != 1:
        return [view]
    boundary = boundaries.pop()
    far = max(col for row in view.rows for col, _ in view.line(row))
    return [view.columns(1, boundary - 1), *_bands(view.columns(boundary, far), candidates)]


def _may_be_header(cell: Cell) -> bool:
    return cell.kind is CellKind.TEXT and len(cell.text) < 40 and not _MARKS.isdisjoint(cell.text)


def _near_candidates(grid: Grid) -> SheetView | None:
    """A view of the rows around those that may hold a header; None when there are none."""
    rows = {row for (row, _), cell in grid.cells.items() if _may_be_header(cell)}
    if not rows:
        return None
    first, last = min(rows) - _HEAD_ROWS, max(rows) + _TABLE_ROWS
    if len(grid.cells) <= 20_000:
        return SheetView(grid)
    return SheetView(grid, {place: cell for place, cell in grid.cells.items() if first <= place[0] <= last})


def _layouts(view: SheetView, candidates: list[int]) -> list[Layout]:
    headers = list(find_headers(view, candidates))
    if not headers:
        return []
    groups: list[tuple[int, list[Header]]] = []
    for header in headers:
        if not groups:
            groups.append((_first_row(view, 1, header.first_row), [header]))
        else:
            previous = groups[-1][1][-1]
            start = _next_start(view, previous, header)
            if start:
                groups.append((start, [header]))
            else:
                groups[-1][1].append(header)
    layouts = []
    for index, (first, members) in enumerate(groups):
        last = groups[index + 1][0] - 1 if index + 1 < len(groups) else (view.rows[-1] if view.rows else first)
        layouts.append(_layout(view, first, last, members))
    return layouts


def _first_row(view: SheetView, earliest: int, header_row: int) -> int:
    """Where the form over a header begins: its title, or else the first row that is part of a head."""
    start = below = header_row
    titled = False
    for row in reversed(view.between(max(earliest, header_row - _HEAD_ROWS), header_row - 1)):
        if below - row > _GAP:
            break
        if is_title(view, row):
            start, titled = row, True
        elif titled:
            break
        elif _is_landmark(view, row):
            start = row
        below = row
    if not titled:
        above = view.between(max(earliest, start - 4), start - 1)
        start = next((row for row in reversed(above) if is_title(view, row, weak=True)), start)
    return start


def _is_landmark(view: SheetView, row: int) -> bool:
    if is_funds_header(view, row) or view.matches(row, "goals") or view.matches(row, "funds_rows"):
        return True
    if any(YEAR_ALONE.fullmatch(folded(cell.text)) for _, cell in view.line(row)):
        return True
    return any(slot.role != "other" for slot, _ in label_slots(view, row))


def _next_start(view: SheetView, previous: Header, header: Header) -> int:
    """The row where a new form begins between two headers, or 0 when the second header continues the form."""
    for row in view.between(previous.last_row + 1, header.first_row - 1):
        if is_title(view, row) and not _has_entries(view, row, previous):
            return row
        if is_funds_header(view, row) or any(slot.role == "project" for slot, _ in label_slots(view, row)):
            above = view.between(max(previous.last_row + 2, row - 4), row - 1)
            return next((r for r in above if is_title(view, r, weak=True) and _is_caption(view, r)), row)
    return 0


def _is_caption(view: SheetView, row: int) -> bool:
    """True for a short line of its own that is no note: 表2 XX项目绩效自评情况."""
    return len(view.line(row)) == 1 and not _note(view.line(row)[0][1].text)


def _has_entries(view: SheetView, row: int, header: Header) -> bool:
    asked = {"target", "actual", "weight", "score"}
    cols = {c for column in header.columns if column.role in asked for c in range(column.first, column.last + 1)}
    return any(col in cols for col, _ in view.line(row))


def _layout(view: SheetView, first: int, last: int, headers: list[Header]) -> Layout:
    top = headers[0].first_row
    title_row = next((row for row in view.between(first, top - 1) if is_title(view, row)), 0)
    if not title_row and first < top and is_title(view, first, weak=True):
        title_row = first
    head = read_head(view, title_row, first, top - 1)
    titles = list(head.titles)
    tables: list[Table] = []
    tail = _Tail()
    for index, header in enumerate(headers):
        stop = headers[index + 1].first_row - 1 if index + 1 < len(headers) else last
        end, notes = _table_end(view, header, stop, titles)
        tables.append(Table(header.first_row, header.last_row, header.last_row + 1, end, header.columns))
        titles += [Titled(title.place, f"column_{title.role}") for title in header.titles]
        left = min(column.first for column in header.columns)
        for row in view.between(header.first_row, end):
            titles += [
                Titled((row, col), "block_indicators")
                for col, cell in view.line(row)
                if col < left and cell.kind is CellKind.TEXT and not is_number(cell)
            ]
        _read_tail(view, end + 1, stop, notes, header, tail)
    titles += tail.titles
    slots = _merge_slots(head, tail)
    last_row = max([tail.last_row, tables[-1].last_row, tables[-1].header_last])
    inside = view.between(first, last_row)
    cols = [col for row in inside for col, _ in view.line(row)]
    return Layout(
        view.grid.sheet, first, last_row, min(cols), max(cols), head.title, slots, head.funds, tuple(tables),
        tuple(titles),
    )  # fmt: skip


def _merge_slots(head: Head, tail: _Tail) -> tuple[Slot, ...]:
    """The closing row's total and grade come before those of the head; the others stay as spare slots."""
    slots = dict(tail.slots)
    spare = [*head.spare, *tail.spare]
    for role, (_, slot) in head.slots.items():
        if role in slots:
            spare.append(slot)
        else:
            slots[role] = slot
    return (*slots.values(), *(Slot("other", s.label, s.value, s.inline, s.more) for s in spare))


def _table_end(view: SheetView, header: Header, stop: int, titles: list[Titled]) -> tuple[int, int]:
    """The last indicator row under a header, and the row where the notes begin (0: not seen)."""
    end = header.last_row
    for row in view.between(header.last_row + 1, min(stop, header.last_row + _TABLE_ROWS)):
        if row - end > _GAP:
            break
        closing = _closing_role(view, row, header)
        if closing == "subtotal":
            titles += [Titled((row, col), "subtotal") for col, _ in view.line(row)]
        elif closing or _starts_goals(view, row, header):
            return end, row
        end = row
    return end, 0


def _closing_role(view: SheetView, row: int, header: Header) -> str:
    """``total``, ``subtotal`` or ``note`` when the row closes the table, else empty."""
    line = view.line(row)
    if _has_text_entries(line, header):
        return ""
    for _, cell in line[:2]:
        if cell.kind is not CellKind.TEXT:
            continue
        inline = _TOTAL_INLINE.fullmatch(cell.text)
        if found := match("totals", inline.group(1) if inline else cell.text):
            return found.role
    first = line[0][1]
    return "note" if first.kind is CellKind.TEXT and len(line) <= 3 and _note(first.text) else ""


def _note(text: str) -> bool:
    start = folded(text[:60])
    at = start.find(":")
    if at > 0:
        return match("notes", start[:at]) is not None
    return match("notes", text) is not None or start[:2] in ("注1", "注.", "注、", "注;")


def _has_text_entries(line: list[tuple[int, Cell]], header: Header) -> bool:
    """True when the row has a target or actual in words, or a name beside them: an indicator, whatever it is called."""
    roles = {col: c.role for c in header.columns for col in range(c.first, c.last + 1)}
    found = [roles.get(col, "") for col, cell in line if not is_number(cell)]
    cells = [cell for col, cell in line if roles.get(col) in ("target", "actual")]
    if "name" in found and any(cells):
        return not any(match("totals", cell.text) for _, cell in line[:2])
    return False


def _starts_goals(view: SheetView, row: int, header: Header) -> bool:
    """True for a row such as 年度目标2 | text between two blocks of indicators."""
    line = view.line(row)
    left = min(column.first for column in header.columns)
    if len(line) > 3 or line[0][0] > left:
        return False
    found = match("goals", line[0][1].text)
    return found is not None and view.right_end(row, line[0][0]) >= left - 1 and not _levels_only(line, header)


def _levels_only(line: list[tuple[int, Cell]], header: Header) -> bool:
    name = next((column for column in header.columns if column.role == "name"), None)
    return name is not None and any(name.first <= col <= name.last for col, _ in line)


def _read_tail(view: SheetView, first: int, last: int, closing: int, header: Header, tail: _Tail) -> None:
    end = first - 1
    seen_total = False
    taken: set[Place] = set()
    for count, row in enumerate(view.between(first, last)):
        if row - end > _GAP or count > _TAIL_ROWS:
            break
        end = row
        line = [(col, cell) for col, cell in view.line(row) if (row, col) not in taken]
        if not line:
            continue
        if not seen_total and _closing_role(view, row, header) == "total":
            seen_total = _read_total(view, row, header, tail, taken)
            continue
        _read_notes(view, row, line, tail)
    tail.last_row = max(tail.last_row, end)


def _read_notes(view: SheetView, row: int, line: list[tuple[int, Cell]], tail: _Tail) -> None:
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
        if cell.kind is CellKind.TEXT and (note or _note(cell.text) or len(cell.text) > 30 or len(line) == 1):
            note = True
            tail.titles.append(Titled((row, col), "note"))


def _read_total(view: SheetView, row: int, header: Header, tail: _Tail, taken: set[Place]) -> bool:
    """Read the closing row: 总分 with the 100 and the score, in their columns or beside labels of their own."""
    line = view.line(row)
    at = next(i for i, (_, cell) in enumerate(line) if _total_label(cell))
    label = (row, line[at][0])
    tail.titles += [Titled((row, col), "total") for col, _ in line[: at + 1]]
    if _TOTAL_INLINE.fullmatch(line[at][1].text) and not any(is_number(cell) for _, cell in line[at + 1 :]):
        tail.slots["total"] = Slot("total", label, label, inline=True)
        _read_notes(view, row, line[at + 1 :], tail)
        return True
    rest = line[at + 1 :]
    found: dict[str, Place] = {}
    _labelled_parts(view, row, rest, found, tail, taken)
    used = set(found.values())
    numbers = [col for col, cell in rest if is_number(cell) and (row, col) not in used]
    places = {role: _column_place(view, row, header.columns, role) for role in ("weight", "score")}
    weight, score = places["weight"], places["score"]
    if weight and weight == score:
        weight = None
    if weight and weight[1] in numbers and "total_weight" not in found:
        found["total_weight"] = weight
        numbers.remove(weight[1])
    if score and score[1] in numbers and "total" not in found:
        found["total"] = score
        numbers.remove(score[1])
    if len(numbers) > 1 and "total_weight" not in found:
        found["total_weight"] = (row, numbers.pop(0))
    if numbers and "total" not in found and not (len(numbers) == 1 and _is_full(view, row, numbers[0], found, score)):
        found["total"] = (row, numbers.pop(0))
    elif numbers and "total_weight" not in found:
        found["total_weight"] = (row, numbers.pop(0))
    if "total" not in found and score:
        found["total"] = score
    for col, cell in rest:
        if (row, col) not in found.values() and match("grades", cell.text) and "grade" not in found:
            found["grade"] = (row, col)
        elif cell.kind is CellKind.TEXT and _note(cell.text):
            tail.titles.append(Titled((row, col), "note"))
    for role, place in found.items():
        tail.slots[role] = Slot(role, label, place)
    return True


def _is_full(view: SheetView, row: int, col: int, found: dict[str, Place], score: Place | None) -> bool:
    """A lone 100 in a form that has a score column is the full marks, the score is not written yet."""
    return "total_weight" not in found and score is not None and view.grid.at(row, col).text.strip() in ("100", "100分")


def _total_label(cell: Cell) -> bool:
    if cell.kind is not CellKind.TEXT:
        return False
    inline = _TOTAL_INLINE.fullmatch(cell.text)
    found = match("totals", inline.group(1) if inline else cell.text)
    return found is not None and found.role == "total"


def _labelled_parts(
    view: SheetView, row: int, rest: Iterable[tuple[int, Cell]], found: dict[str, Place], tail: _Tail, taken: set[Place]
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
