"""Find the 年度总体目标 block: the two texts under their titles, or beside them."""

from __future__ import annotations

from perfeval_core.funds_block import is_funds_header
from perfeval_core.labels import Head, is_goal, is_label, is_title
from perfeval_core.layout import Place, Slot, Titled
from perfeval_core.sheet_view import SheetView
from perfeval_core.titles import match

__all__ = ["find_goals"]

_FAR = 1 << 14
_TALLEST_GOAL = 12
"""Rows that the text of one goal may be spread over."""
_RANK_OF_A_BLOCK = 500
"""Behind every title of a goal: 年度总体目标 alone may have anything beside it."""


def find_goals(view: SheetView, row: int, last: int, head: Head) -> int | None:
    """Read the goals that start on this row; the last row they take, or None when there are none."""
    hits = _titles(view, row, head)
    if not hits:
        return None
    expected = hits.get("expected") or (hits.get("block") if "actual" in hits else None)
    actual = hits.get("actual")
    texts = [col for col, cell in view.line(row) if not is_goal(cell)]
    if expected and actual and not any(expected[0] < col < actual[0] for col in texts):
        return _goals_below(view, row, last, expected[0], actual[0], hits.get("rate", (_FAR, 0))[0], head)
    end = row
    for role, hit in (("goal_expected", expected), ("goal_actual", actual)):
        if hit is not None:
            end = max(end, _goal_beside(view, row, last, role, hit, texts, head))
    block = hits.get("block")
    if block and not expected and not actual and not _has_titles_below(view, row, last):
        value = next((col for col in texts if col > block[0]), 0)
        if value:
            head.add(Slot("goal_expected", (row, block[0]), (row, value)), _RANK_OF_A_BLOCK + block[1])
    return end


def _titles(view: SheetView, row: int, head: Head) -> dict[str, tuple[int, int]]:
    """Column and rank of the best title of each role on this row."""
    hits: dict[str, tuple[int, int]] = {}
    for col, found in view.matches(row, "goals"):
        head.titles.append(Titled((row, col), "block_goals" if found.role == "block" else f"goal_{found.role}"))
        if found.role not in hits or found.rank < hits[found.role][1]:
            hits[found.role] = (col, found.rank)
    if hits:
        first = min(col for col, _ in hits.values())
        head.titles += [
            Titled((row, col), f"block_{edge.role}")
            for col, cell in view.line(row)
            if not is_goal(cell) and col < first and (edge := match("blocks", cell.text))
        ]
    return hits


def _goal_beside(
    view: SheetView, row: int, last: int, role: str, hit: tuple[int, int], texts: list[int], head: Head
) -> int:
    """Read one goal right of its title, or under a title that ends its row; the last row it takes."""
    col, rank = hit
    if not any(other > col for other, _ in view.line(row)) and (under := _below(view, row, last, col)):
        head.add(Slot(role, (row, col), under), rank)
        return under[0]
    value = next((other for other in texts if other > col), view.right_end(row, col) + 1)
    head.add(Slot(role, (row, col), (row, value)), rank)
    return row


def _has_titles_below(view: SheetView, row: int, last: int) -> bool:
    below = view.between(row + 1, min(last, row + 1))
    return any(found.role in ("expected", "actual") for r in below for _, found in view.matches(r, "goals"))


def _below(view: SheetView, row: int, last: int, col: int) -> Place | None:
    """The text under the title in this column, when the title is the last of its row."""
    under = view.next_row(view.bottom_end(row, col), 2)
    if not under or under > last or any(is_goal(cell) or is_label(cell) for _, cell in view.line(under)):
        return None
    return next(((under, c) for c, _ in view.line(under) if c == col), None)


def _goals_below(view: SheetView, row: int, last: int, expected: int, actual: int, rate: int, head: Head) -> int:
    """The two texts stand under 预期目标 and 实际完成情况, perhaps spread over several rows."""
    ours: list[Place] = []
    theirs: list[Place] = []
    end = max(view.bottom_end(row, expected), view.bottom_end(row, actual))
    for candidate in view.between(end + 1, min(last, end + _TALLEST_GOAL)):
        line = view.line(candidate)
        if any(is_goal(cell) or is_label(cell) for _, cell in line):
            break
        if any(col < expected and match("blocks", cell.text) for col, cell in line):
            break
        if is_title(view, candidate) or is_funds_header(view, candidate) or candidate > end + 2:
            break
        ours += [(candidate, col) for col, _ in line if expected <= col < actual]
        theirs += [(candidate, col) for col, _ in line if actual <= col < rate]
        head.titles += [Titled((candidate, col), "goal_rate") for col, _ in line if col >= rate]
        end = candidate
    for role, places, col in (("goal_expected", ours, expected), ("goal_actual", theirs, actual)):
        value = places[0] if places else (min(row + 1, last + 1), col)
        head.add(Slot(role, (row, col), value, more=tuple(places[1:])), 0)
    return max(end, row)
