"""The header over indicator rows: which rows it takes and which column plays which role."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from perfeval_core.grid import Cell
from perfeval_core.labels import BLANK_ROWS
from perfeval_core.layout import Column, Titled
from perfeval_core.sheet_view import SheetView
from perfeval_core.titles import Match, match, year_of

__all__ = ["Header", "find_headers", "side_by_side"]

_NAMES = frozenset({"level1", "level2", "name"})
_ASKS = frozenset({"target", "target_adjusted", "actual", "score"})
_CORE = _NAMES | _ASKS | {"block", "weight", "reason", "target_sign", "target_unit"}
_MERGED_DOWN = _CORE - {"block"}
_UNKNOWN = Match("", 9999)
_PARTS = {
    ("target", "whole_year"): "target",
    ("target", "initial"): "target",
    ("target", "adjusted"): "target_adjusted",
    ("actual", "whole_year"): "actual",
    ("score", "own"): "score",
    ("score", "review"): "review_score",
}
"""What a title below a wider one means: 实际完成值 over 全年."""
_SUBTITLES = {part for _, part in _PARTS}
_YEARLY = ("target", "actual")
_TALLEST = 5
"""Rows that one header may take."""


class _Title(NamedTuple):
    row: int
    first: int
    last: int
    found: Match


@dataclass(frozen=True)
class Header:
    """One header: its rows, its columns by role, and all its title cells."""

    first_row: int
    last_row: int
    columns: tuple[Column, ...]
    titles: tuple[Titled, ...]

    @cached_property
    def role_at(self) -> Mapping[int, str]:
        """The role of each column of the sheet that the table takes."""
        return {col: column.role for column in self.columns for col in range(column.first, column.last + 1)}

    def has(self, role: str) -> bool:
        """True when a column has the role."""
        return any(column.role == role for column in self.columns)


def find_headers(view: SheetView, rows: list[int]) -> Iterator[Header]:
    """The indicator headers that start on one of the rows, from top to bottom."""
    last_taken = 0
    for row in rows:
        if row <= last_taken or (header := _header_at(view, row)) is None:
            continue
        last_taken = header.last_row
        yield header


def side_by_side(view: SheetView, row: int) -> int | None:
    """The first column of a second form beside the first, when the header row shows the level titles twice."""
    hits = view.matches(row, "columns")
    for role, partner in (("level1", "target"), ("level1", "score"), ("name", "score"), ("name", "actual")):
        starts = [col for col, found in hits if found.role == role]
        if len(starts) < 2 or (role == "name" and any(found.role == "level1" for _, found in hits)):
            continue
        partners = [col for col, found in hits if found.role == partner]
        if len(partners) < 2 or not any(starts[0] < col < starts[1] for col in partners):
            continue
        if free := view.free_column(max(col for col in partners if col < starts[1]), starts[1]):
            return free + 1
        boundary = starts[1]
        for col, found in reversed(hits):
            if col == boundary - 1 and found.role in ("block", "number", "project_part"):
                boundary = col
        return boundary
    return None


def _qualifies(roles: set[str]) -> bool:
    if not roles & _ASKS:
        return False
    if roles & _NAMES:
        return len(roles & _CORE) >= 3
    return "block" in roles and {"target", "actual"} <= roles and bool(roles & {"weight", "score", "reason"})


def _titles(view: SheetView, row: int) -> list[_Title]:
    """The titles of a row; one that is repeated in the next cell spans both: its merge was filled instead of kept."""
    titles: list[_Title] = []
    for col, found in view.matches(row, "columns"):
        last = titles[-1] if titles else None
        beside = last is not None and last.last == col - 1 and last.found == found
        if last and beside and view.grid.at(row, col).text == view.grid.at(row, last.first).text:
            titles[-1] = _Title(row, last.first, view.right_end(row, col), found)
        else:
            titles.append(_Title(row, col, view.right_end(row, col), found))
    return titles


def _header_at(view: SheetView, row: int) -> Header | None:
    titles = _titles(view, row)
    if not titles:
        return None
    last = row
    roles = {title.found.role for title in titles}
    if not _qualifies(roles):
        below = _continuation(view, row, titles)
        if len(titles) < 2 or not below or not _qualifies(roles | {title.found.role for title in below}):
            return None
    while len({title.row for title in titles}) < _TALLEST and (below := _continuation(view, last, titles)):
        titles += below
        last = below[0].row
    return Header(row, last, *_assign(_of_one_year(view, titles)))


def _of_one_year(view: SheetView, titles: list[_Title]) -> list[_Title]:
    """Of 2021年完成值 and 2022年完成值 the year that has both a target and an actual; none where they differ."""
    years = {
        title: year_of(view.grid.at(title.row, title.first).text) for title in titles if title.found.role in _YEARLY
    }
    if not any(years.values()):
        return titles
    targets, actuals = ({years[one] for one in years if one.found.role == role} - {0} for role in _YEARLY)
    if len(targets) < 2 and len(actuals) < 2 and (targets == actuals or not targets or not actuals):
        return titles
    year = max(targets & actuals if targets and actuals else actuals, default=0)
    other = Match("another_year", 0)
    return [title._replace(found=other) if years.get(title, 0) not in (0, year) else title for title in titles]


def _continuation(view: SheetView, row: int, above: list[_Title]) -> list[_Title]:
    """The titles of the next row, if it belongs to the header (blank rows may have slipped in between).

    It does when it holds nothing but titles, when titles above are merged down over it, or when all its cells divide
    wider titles above.  A cell that no word list knows is a title without a role: its column stays unread.
    """
    below = view.next_row(row, BLANK_ROWS)
    line = view.line(below) if below else []
    if not line:
        return []
    known = {col: title for title in _titles(view, below) for col in range(title.first, title.last + 1)}
    unknown = [(col, cell) for col, cell in line if col not in known]
    spans = [(title.first, last) for title in above if (last := _reach(title, above)) > title.first] if unknown else []
    divided = ((col, cell) for col, cell in unknown if any(first <= col <= last for first, last in spans))
    parts = {col: match("subtitles", cell.text) for col, cell in divided}
    merged = any(
        title.found.role in _MERGED_DOWN and title.row < below <= view.bottom_end(title.row, title.first)
        for title in above
    )
    if not (merged or all(parts.get(col) for col, _ in unknown) or _divides_one(line, above)):
        return []
    titles = (
        known.get(col) or _Title(below, col, view.right_end(below, col), parts.get(col) or _UNKNOWN) for col, _ in line
    )
    return list(dict.fromkeys(titles))


def _divides_one(line: list[tuple[int, Cell]], above: list[_Title]) -> bool:
    """True for two or more words that all stand under one title: 优秀 | 良好 | 一般 under 得分."""
    if len(line) < 2 or any(character.isdigit() for _, cell in line for character in cell.text):
        return False
    wide = [title for title in above if title.found.role in _MERGED_DOWN - _NAMES]
    return any(title.first <= line[0][0] and line[-1][0] <= _reach(title, above) for title in wide)


def _assign(titles: list[_Title]) -> tuple[tuple[Column, ...], tuple[Titled, ...]]:
    """Give each column its role: the lowest title over it speaks, a wider one above only says of what."""
    columns: list[tuple[Column, int]] = []
    covered: set[int] = set()
    for title in sorted(titles, key=lambda item: (-item.row, item.first)):
        free = [col for col in range(title.first, title.last + 1) if col not in covered]
        covered.update(range(title.first, title.last + 1))
        role = _under_parent(title, titles)
        taken = len(free) <= title.last - title.first and any(role == column.role for column, _ in columns)
        if not role or not free or taken:
            continue
        last = free[0]
        while last + 1 in free:
            last += 1
        columns.append((Column(role, free[0], last), title.found.rank))
    columns.sort(key=lambda item: item[0].first)
    chosen = _choose(_keep_annual(columns))
    roles = {column.first: column.role for column in chosen}
    named = tuple(
        Titled((title.row, title.first), roles.get(title.first) or f"other_{title.found.role}")
        for title in sorted(titles, key=lambda item: (item.row, item.first))
        if title.found != _UNKNOWN
    )
    return tuple(chosen), named


def _under_parent(title: _Title, titles: list[_Title]) -> str:
    role = title.found.role
    if role not in ("value", "target_unit", "target_sign", *_SUBTITLES):
        return role
    parents = [
        other.found.role
        for other in titles
        if other.row < title.row and other.first <= title.first <= title.last <= _reach(other, titles) > other.first
    ]
    if role in _SUBTITLES:
        return next((found for parent in parents if (found := _PARTS.get((parent, role)))), "")
    if "actual" in parents:
        return "actual" if role == "value" else role.replace("target", "actual")
    return "target" if role == "value" and "target" in parents else role


def _reach(title: _Title, titles: list[_Title]) -> int:
    """The last column that a title may speak for: its own, or, where merges were lost, all before the next title."""
    following = [other.first for other in titles if other.row == title.row and other.first > title.first]
    return max(title.last, min(following) - 1) if following else title.last


def _keep_annual(columns: list[tuple[Column, int]]) -> list[tuple[Column, int]]:
    """Of two groups 三级指标·指标值 side by side (中长期, then 年度) keep the second, the year's."""
    names = [column.first for column, _ in columns if column.role == "name"]
    targets = [column.first for column, _ in columns if column.role == "target"]
    if len(names) == 2 and len(targets) == 2 and names[0] < targets[0] < names[1] < targets[1]:
        return [
            (column, rank)
            for column, rank in columns
            if column.first > targets[0] or column.role not in ("name", "target", "level2")
            or (column.role == "level2" and sum(other.role == "level2" for other, _ in columns) == 1)
        ]  # fmt: skip
    return columns


def _choose(columns: list[tuple[Column, int]]) -> list[Column]:
    """One column a role; a second 分值 belongs to the level it follows, 备注 stands in for a missing reason."""
    best: dict[str, tuple[int, Column]] = {}
    levels = [(column.first, column.role) for column, _ in columns if column.role in _NAMES]
    for column, rank in columns:
        role = column.role
        if role == "weight" and levels:
            before = [level for first, level in levels if first < column.first]
            if before and before[-1] != "name" and any(first > column.first for first, _ in levels):
                role = f"{before[-1]}_weight"
        if role not in best or rank < best[role][0]:
            best[role] = (rank, Column(role, column.first, column.last))
    chosen = {role: column for role, (_, column) in best.items()}
    _name_the_indicators(chosen)
    if "target" not in chosen and "target_adjusted" in chosen:
        adjusted = chosen.pop("target_adjusted")
        chosen["target"] = Column("target", adjusted.first, adjusted.last)
    for role in ("measures", "note"):
        if "reason" not in chosen and role in chosen:
            other = chosen.pop(role)
            chosen["reason"] = Column("reason", other.first, other.last)
    _choose_unit(chosen, [column for column, _ in columns])
    return sorted(chosen.values(), key=lambda column: column.first)


def _choose_unit(chosen: dict[str, Column], columns: list[Column]) -> None:
    """The 单位 of the targets stands at most two columns from them; any other is that of something else."""
    unit, target = chosen.get("target_unit"), chosen.get("target")
    if unit is None:
        return
    order = [column.first for column in columns]
    units = [column for column in columns if column.role == "target_unit"]
    near = [column for column in units if target and abs(order.index(column.first) - order.index(target.first)) <= 2]
    if unit in near:
        return
    del chosen["target_unit"]
    chosen["other_unit"] = unit._replace(role="other_unit")
    if near:
        chosen["target_unit"] = near[0]


def _name_the_indicators(chosen: dict[str, Column]) -> None:
    """Find name and levels where the header has no title of their own."""
    block, kind, name = chosen.get("block"), chosen.get("kind"), chosen.get("name")
    if kind and name and kind.last + 1 == name.first and not {"level1", "level2", "block"} & chosen.keys():
        chosen["level2"] = Column("level2", kind.first, kind.last)
        del chosen["kind"]
    if "name" not in chosen:
        if block and block.last - block.first >= 2 and not {"level1", "level2"} & chosen.keys():
            chosen["level1"] = Column("level1", block.first, block.first)
            chosen["level2"] = Column("level2", block.first + 1, block.first + 1)
            chosen["name"] = Column("name", block.first + 2, block.last)
            del chosen["block"]
        elif block and block.last - block.first == 1 and "level1" not in chosen:
            chosen["level1"] = Column("level1", block.first, block.first)
            chosen["name"] = Column("name", block.last, block.last)
            del chosen["block"]
        elif "level2" in chosen:
            level2 = chosen.pop("level2")
            chosen["name"] = Column("name", level2.first, level2.last)
        elif block:
            chosen["name"] = Column("name", block.first, block.last)
            del chosen["block"]
    if "level1" not in chosen and "block" in chosen:
        block = chosen.pop("block")
        two_levels = block.last > block.first and "level2" not in chosen
        chosen["level1"] = Column("level1", block.first, block.first if two_levels else block.last)
        if two_levels:
            chosen["level2"] = Column("level2", block.first + 1, block.last)
