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


def find_goals(view: SheetView, row: int, last: int, head: Head) -> int | None:
    """Read the goals that start on this row; the last row they take, or None when there are none."""
    hits: dict[str, tuple[int, int]] = {}
    for col, found in view.matches(row, "goals"):
        head.titles.append(Titled((row, col), "block_goals" if found.role == "block" else f"goal_{found.role}"))
        if found.role not in hits or found.rank < hits[found.role][1]:
            hits[found.role] = (col, found.rank)
    if not hits:
        return None
    head.titles += [
        Titled((row, col), f"block_{edge.role}")
        for col, cell in view.line(row)
        if not is_goal(cell) and col < min(c for c, _ in hits.values()) and (edge := match("blocks", cell.text))
    ]
    expected = hits.get("expected") or (hits.get("block") if "actual" in hits else None)
    actual = hits.get("actual")
    line = view.line(row)
    if expected and actual and not any(expected[0] < col < actual[0] for col, cell in line if not is_goal(cell)):
        return _goals_below(view, row, last, expected[0], actual[0], hits.get("rate", (_FAR, 0))[0], head)
    end = row
    for role, hit in (("goal_expected", expected), ("goal_actual", actual)):
        if hit is not None:
            if not any(col > hit[0] for col, _ in line) and (under := _below(view, row, last, hit[0])):
                head.add(Slot(role, (row, hit[0]), under), hit[1])
                end = max(end, under[0])
                continue
            value = next((c for c, cell in line if c > hit[0] and not is_goal(cell)), view.right_end(row, hit[0]) + 1)
            head.add(Slot(role, (row, hit[0]), (row, value)), hit[1])
    block = hits.get("block")
    if block and not expected and not actual:
        below = view.between(row + 1, min(last, row + 1))
        if any(found.role in ("expected", "actual") for r in below for _, found in view.matches(r, "goals")):
            return end
        value = next((c for c, cell in line if c > block[0] and not is_goal(cell)), 0)
        if value:
            head.add(Slot("goal_expected", (row, block[0]), (row, value)), 500 + block[1])
    return end


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
