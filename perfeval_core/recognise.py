"""Find the forms on a sheet, wherever they stand and however they are titled: Grid -> Layouts.

The header over the indicators is the anchor: no header, no form.  From there the form is followed upwards to its title
and downwards to its closing row and notes.  Work is bounded: only rows near a candidate header are looked at.
"""

from __future__ import annotations

from collections import Counter
from itertools import pairwise

from perfeval_core.form_head import read_head
from perfeval_core.form_tail import GAP, Tail, closing_role, goes_on, is_entry, is_note, read_tail
from perfeval_core.funds_block import is_funds_header
from perfeval_core.grid import Cell, CellKind, Grid
from perfeval_core.header import Header, find_headers, side_by_side
from perfeval_core.labels import BLANK_ROWS, YEAR_ALONE, Head, is_title, label_slots
from perfeval_core.layout import Layout, Slot, Table, Titled
from perfeval_core.sheet_view import SheetView, is_number
from perfeval_core.standard_sheets import is_standard_sheet
from perfeval_core.titles import folded, match, stripped

__all__ = ["find_layouts", "last_row_read"]

_HEAD_ROWS = 80
"""Rows above a header that may belong to its form."""
_TABLE_ROWS = 3000
_MOST_CELLS = 60_000
"""Non-blank cells of one sheet that are looked at: some three hundred forms."""
_MARKS = frozenset("指级")


def find_layouts(grid: Grid) -> list[Layout]:
    """The forms of a sheet, from top to bottom and left to right; none when no header was recognised."""
    rows = set() if is_standard_sheet(grid) else {row for (row, _), cell in grid.filled.items() if _may_be_header(cell)}
    if not rows:
        return []
    view = _near(grid, min(rows), max(rows))
    candidates = [row for row in view.rows if row in rows]
    layouts = [layout for part, headers in _bands(view, candidates) for layout in _layouts(part, headers)]
    return sorted(layouts, key=lambda layout: (layout.first_row, layout.first_col))


def _bands(view: SheetView, candidates: list[int]) -> list[tuple[SheetView, list[Header]]]:
    """The sheet cut into the columns of the forms that stand side by side, mostly one piece, each with its headers."""
    boundaries = {boundary for row in candidates if (boundary := side_by_side(view, row)) is not None}
    headers = list(find_headers(view, candidates))
    if not boundaries:
        for left, right in pairwise(sorted(headers, key=lambda header: header.columns[0].first)):
            last, first = left.columns[-1].last, right.columns[0].first
            if last < first and (free := view.free_column(last, first)):
                boundaries.add(free + 1)
    if len(boundaries) != 1:
        return [(view, headers)]
    boundary = boundaries.pop()
    far = max(col for row in view.rows for col, _ in view.line(row))
    left_part, right_part = view.columns(1, boundary - 1), view.columns(boundary, far)
    return [(left_part, list(find_headers(left_part, candidates))), *_bands(right_part, candidates)]


def _may_be_header(cell: Cell) -> bool:
    return cell.kind is CellKind.TEXT and len(cell.text) < 40 and not _MARKS.isdisjoint(cell.text)


def _near(grid: Grid, first: int, last: int) -> SheetView:
    """A view of the rows around those that may hold a header, ``first`` to ``last``."""
    if len(grid.cells) <= _MOST_CELLS:
        return SheetView(grid)
    first, last = first - _HEAD_ROWS, min(last + _TABLE_ROWS, last_row_read(grid) or last + _TABLE_ROWS)
    return SheetView(grid, {place: cell for place, cell in grid.filled.items() if first <= place[0] <= last})


def last_row_read(grid: Grid) -> int | None:
    """The row down to which an enormous sheet is looked at; None when all of it is."""
    if len(grid.cells) <= _MOST_CELLS:
        return None
    filled = Counter(row for row, _ in grid.filled)
    total = 0
    for row in sorted(filled):
        total += filled[row]
        if total > _MOST_CELLS:
            return row
    return None


def _layouts(view: SheetView, headers: list[Header]) -> list[Layout]:
    if not headers:
        return []
    groups: list[tuple[int, list[Header]]] = []
    for header in headers:
        if not groups:
            groups.append((_first_row(view, 1, header.first_row), [header]))
        else:
            first, (*_, previous) = groups[-1]
            start = _next_start(view, first, previous, header)
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
        if below - row > GAP:
            break
        if is_title(view, row):
            start, titled = row, True
        elif titled:
            break
        elif _is_landmark(view, row):
            start = row
        below = row
    if titled:
        for row in reversed(view.between(max(earliest, start - BLANK_ROWS), start - 1)):
            if all(slot.role == "other" for slot, _ in label_slots(view, row)):
                break
            start = row
    else:
        above = view.between(max(earliest, start - BLANK_ROWS), start - 1)
        start = next((row for row in reversed(above) if is_title(view, row, weak=True)), start)
    return start


def _is_landmark(view: SheetView, row: int) -> bool:
    if is_funds_header(view, row) or view.matches(row, "goals") or view.matches(row, "funds_rows"):
        return True
    if any(YEAR_ALONE.fullmatch(folded(cell.text)) for _, cell in view.line(row)):
        return True
    return any(slot.role != "other" for slot, _ in label_slots(view, row))


def _next_start(view: SheetView, first: int, previous: Header, header: Header) -> int:
    """The row where a new form begins between two headers, or 0 when the second header continues the form."""
    for row in view.between(previous.last_row + 1, header.first_row - 1):
        if is_title(view, row) and not _has_entries(view, row, previous):
            return 0 if _is_page_title(view, first, row, previous, header) else row
        if is_funds_header(view, row) or any(slot.role == "project" for slot, _ in label_slots(view, row)):
            above = view.between(max(previous.last_row + 2, row - 4), row - 1)
            return next((r for r in above if is_title(view, r, weak=True) and _is_caption(view, r)), row)
    return 0


def _is_page_title(view: SheetView, first: int, row: int, previous: Header, header: Header) -> bool:
    """True for the form's own title on its next page: no sum above it, and nothing but the header below it."""
    titles = {stripped(cell.text) for each in (first, row) for _, cell in view.line(each)}
    above, below = view.between(previous.last_row + 1, row - 1), view.between(row + 1, header.first_row - 1)
    closed = any(closing_role(view, each, previous) == "total" for each in above)
    return len(titles) == 1 and not closed and not any(_is_landmark(view, each) for each in below)


def _is_caption(view: SheetView, row: int) -> bool:
    """True for a short line of its own that is no note: 表2 XX项目绩效自评情况."""
    return len(view.line(row)) == 1 and not is_note(view.line(row)[0][1].text)


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
    tail = Tail()
    periods = [_period(view, header) for header in headers]
    for index, header in enumerate(headers):
        stop = headers[index + 1].first_row - 1 if index + 1 < len(headers) else last
        end, notes = _table_end(view, header, stop, titles, tail)
        if periods[index] == "long_term" and "year" in periods:
            rows = view.between(header.first_row, end)
            titles += [Titled((row, col), "long_term") for row in rows for col, _ in view.line(row)]
            continue
        tables.append(Table(header.first_row, header.last_row, header.last_row + 1, end, header.columns))
        titles += [Titled(title.place, f"column_{title.role}") for title in header.titles]
        left = min(column.first for column in header.columns)
        for row in view.between(header.first_row, end):
            titles += [
                Titled((row, col), "block_indicators")
                for col, cell in view.line(row)
                if col < left and cell.kind is CellKind.TEXT and not is_number(cell)
            ]
        read_tail(view, end + 1, stop, notes, header, tail)
    titles += tail.titles
    slots = _merge_slots(head, tail)
    last_row = max([tail.last_row, tables[-1].last_row, tables[-1].header_last])
    inside = view.between(first, last_row)
    cols = [col for row in inside for col, _ in view.line(row)]
    return Layout(
        view.grid.sheet, first, last_row, min(cols), max(cols), head.title, slots, head.funds, tuple(tables),
        tuple(titles), head.funds_lines,
    )  # fmt: skip


def _period(view: SheetView, header: Header) -> str:
    """``long_term`` or ``year`` where the name of the block says which: 长期绩效指标, then 年度绩效指标."""
    names = [match("periods", cell.text) for _, cell in view.line(header.first_row)]
    return next((found.role for found in names if found), "")


def _merge_slots(head: Head, tail: Tail) -> tuple[Slot, ...]:
    """The closing row's total and grade come before those of the head; the others stay as spare slots.

    A second total keeps its meaning: the two have to agree.
    """
    slots = dict(tail.slots)
    spare = [*head.spare, *tail.spare]
    for role, (_, slot) in head.slots.items():
        if role in slots:
            spare.append(slot)
        else:
            slots[role] = slot
    return (
        *slots.values(),
        *(
            Slot("other_total" if s.role == "total" else "other", s.label, s.value, s.inline, s.more, s.nth)
            for s in spare
        ),
    )


def _table_end(view: SheetView, header: Header, stop: int, titles: list[Titled], tail: Tail) -> tuple[int, int]:
    """The last indicator row under a header, and the row where the notes begin (0: not seen)."""
    end = header.last_row
    for row in view.between(header.last_row + 1, min(stop, header.last_row + _TABLE_ROWS)):
        if row - end > GAP:
            break
        closing = closing_role(view, row, header)
        if closing == "total" and end == header.last_row and is_entry(view, view.next_row(row, BLANK_ROWS), header):
            closing = "subtotal"  # the sum stands above what it sums up
            read_tail(view, row, row, row, header, tail)
        elif closing in ("total", "note") and goes_on(view, row, stop, header):
            closing = "subtotal" if closing == "total" else "remark"
        if closing in ("subtotal", "remark"):
            titles += [Titled((row, col), closing) for col, _ in view.line(row)]
        elif closing or _starts_anew(view, row, header):
            return end, row
        end = row
    return end, 0


def _starts_anew(view: SheetView, row: int, header: Header) -> bool:
    """True for a title or a row of goals below indicators."""
    return _starts_goals(view, row, header) or (is_title(view, row) and not _has_entries(view, row, header))


def _starts_goals(view: SheetView, row: int, header: Header) -> bool:
    """True for a row such as 年度目标2 | text between two blocks of indicators."""
    line = view.line(row)
    left = min(column.first for column in header.columns)
    if len(line) > 3 or line[0][0] > left or view.repeats_above(row):
        return False
    found = match("goals", line[0][1].text)
    return found is not None and view.right_end(row, line[0][0]) >= left - 1 and not _levels_only(line, header)


def _levels_only(line: list[tuple[int, Cell]], header: Header) -> bool:
    name = next((column for column in header.columns if column.role == "name"), None)
    return name is not None and any(name.first <= col <= name.last for col, _ in line)
