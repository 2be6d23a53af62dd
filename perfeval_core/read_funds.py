"""Read the 项目资金 block: its rows, what each stands for, and the unit of its amounts."""

from __future__ import annotations

import re
from dataclasses import replace

from perfeval_core.funds_across import source_of
from perfeval_core.grid import CellKind
from perfeval_core.layout import Layout, Place, Table
from perfeval_core.model import NOTHING, Entry, Funds, FundsPart, FundsRow
from perfeval_core.reader import Reader
from perfeval_core.titles import folded, match

__all__ = ["read_funds"]

_UNIT = re.compile(r"(万元|亿元|千元|(?<![\u4e00-\u9fff])元)")
_UNIT_CLAUSE = re.compile(r"单位:?(万元|亿元|千元|元)")
_POINTS = re.compile(r"\(?(\d+(?:\.\d+)?)分")
_PARTS = {
    "total": FundsPart.TOTAL,
    "current": FundsPart.CURRENT,
    "carryover": FundsPart.CARRYOVER,
    "other": FundsPart.OTHER,
}
_DIVISIONS = ("level_of_government", "kind_of_budget")
"""Names of what 财政拨款 is made up of."""
_VALUES = ("budget_initial", "budget_adjusted", "spent", "weight", "execution_rate", "score", "reason")


def read_funds(reader: Reader, layout: Layout) -> Funds:
    """The 项目资金 block of a form; without rows when it has none."""
    funds = _unit(reader, layout)
    if layout.funds is None:
        return replace(funds, rows=tuple(_with_claimed(reader, layout, _from_lines(reader, layout))))
    reader.begin(layout.funds.columns)
    rows: list[FundsRow] = []
    for row in reader.rows(layout.funds.first_row, layout.funds.last_row):
        name = _name(reader, layout.funds, row)
        values = {role: _value(reader, layout.funds, row, role) for role in _VALUES}
        said = any(entry for role, entry in values.items() if role != "reason")
        if not said and (not name or _names_the_block(name)):
            continue
        known = [column for column in layout.funds.columns if column.role not in ("name", *_VALUES)]
        reader.used.update(reader.place(row, column) for column in known)
        rows.append(FundsRow(row=row, part=_part(name, rows), name=name, **values))
    if layout.funds.column("weight") is None:
        rows = _with_claimed(reader, layout, rows)
    return replace(funds, rows=tuple(rows))


def _names_the_block(name: Entry) -> bool:
    return source_of(name.text) is None and match("blocks", name.text) is not None


def _from_lines(reader: Reader, layout: Layout) -> list[FundsRow]:
    rows: list[FundsRow] = []
    for line in layout.funds_lines:
        name = reader.entry(line.name)
        values = {role: reader.entry(place) for role, place in line.values if role in _VALUES}
        row = line.values[0][1][0] if line.values else line.name[0]
        rows.append(FundsRow(row=row, part=_part(name, rows), name=name, **values))
    return rows


def _with_claimed(reader: Reader, layout: Layout, rows: list[FundsRow]) -> list[FundsRow]:
    """The total row with the points of the block's own title, where it has none."""
    points = _claimed_points(reader, layout)
    if not points:
        return rows
    return [replace(row, weight=points) if row.part is FundsPart.TOTAL and not row.weight else row for row in rows]


def _claimed_points(reader: Reader, layout: Layout) -> Entry:
    """The points that the block's own title claims (``预算执行情况（20分）``), where no column gives them."""
    for role in ("block_funds", "funds_score", "funds_execution_rate"):
        for place in layout.titled(role):
            if found := _POINTS.search(folded(reader.grid.at(*place).text)):
                return Entry(found.group(1), reader.grid.ref(*place), CellKind.TEXT)
    return NOTHING


def _name(reader: Reader, table: Table, row: int) -> Entry:
    """The text nearest to the amounts; a block label further left does not name the row."""
    column = table.columns[0]
    for col in range(column.last, column.first - 1, -1):
        cell = reader.grid.at(row, col)
        if cell.kind is not CellKind.TEXT or cell.is_blank:
            continue
        return reader.entry((row, col))
    return NOTHING


def _value(reader: Reader, table: Table, row: int, role: str) -> Entry:
    column = table.column(role)
    if column is None:
        return NOTHING
    place = reader.place(row, column)
    if place[0] != row:
        # an amount merged over several rows belongs to the first of them
        return Entry("", reader.grid.ref(*place))
    return reader.entry(place)


def _part(name: Entry, above: list[FundsRow]) -> FundsPart:
    found = source_of(name.text)
    parts = {row.part for row in above}
    if found is None:
        titled = match("funds_columns", name.text)
        alone = not above and (not name or (titled is not None and titled.role.startswith("budget")))
        return FundsPart.TOTAL if alone else FundsPart.DETAIL
    if found.role in _DIVISIONS:
        # 中央补助, 政府性基金: parts of the total, unless a row above already sums them up
        summed = any(row.part is FundsPart.CURRENT and _role(row.name) != found.role for row in above)
        return FundsPart.DETAIL if summed else FundsPart.CURRENT
    part = _PARTS[found.role]
    return FundsPart.DETAIL if part is FundsPart.TOTAL and part in parts else part


def _role(name: Entry) -> str:
    found = source_of(name.text)
    return found.role if found else ""


def _unit(reader: Reader, layout: Layout) -> Funds:
    """No rows yet, only 万元, 元 …, as the block's own titles say, else as the head says (单位：元)."""
    places: list[Place] = [
        title.place
        for title in layout.titles
        if title.role == "block_funds" or (title.role.startswith("funds_") and title.role != "funds_unit")
    ]
    if layout.funds is not None:
        places += [
            (row, col)
            for row in range(layout.funds.header_first, layout.funds.last_row + 1)
            for col in range(layout.funds.columns[0].first, layout.funds.columns[0].last + 1)
            if match("funds_rows", reader.grid.at(row, col).text)
        ]
    if (slot := layout.slot("funds_unit")) is not None:
        places.append(slot.value)
    named = [
        (found.group(1), reader.grid.ref(*place))
        for place in places
        if (found := _UNIT.search(folded(reader.grid.at(*place).text)))
    ]
    if not named:
        named = [
            (found.group(1), reader.grid.ref(row, col))
            for row in reader.rows(layout.first_row, layout.indicators[0].header_first)
            for col in range(layout.first_col, layout.last_col + 1)
            if (found := _UNIT_CLAUSE.search(folded(reader.grid.at(row, col).text)))
        ]
    if not named:
        return Funds()
    unit, ref = named[0]
    other, other_ref = next(((word, place) for word, place in named if word != unit), ("", None))
    return Funds((), unit, ref, other, other_ref)
