"""Read the indicator rows: levels filled down, split targets joined, placeholders told apart."""

from __future__ import annotations

import re

from perfeval_core.grid import Cell, CellRef
from perfeval_core.layout import Layout, Place, Table
from perfeval_core.model import NOTHING, Entry, Heading, Indicator
from perfeval_core.reader import Reader
from perfeval_core.titles import folded, match, stripped

__all__ = ["read_indicators", "split_points"]

_POINTS = re.compile(
    r"[(（\[【]?(?:满分|权重|分值|共|计|占)?[:：]?(?P<points>[\d０-９]+(?:[.．][\d０-９]+)?)(?P<unit>分|%|％)?[)）\]】]?$"
)
_LIVE_GAP = re.compile(r"(?:(?:还差|多出)[\d.]+分|请核对分值)$")
"""What a heading of the standard workbook adds while the weights below it do not add up."""
_CONTINUED = re.compile(r"[(（](?:续|续表|续上页|接上页)[)）]$")
"""What a heading adds when it is repeated on the next page."""
_SEPARATORS = "-—:：,，、"
_PLACEHOLDER = re.compile(r"(?:(?:指标|目标)?[\d一二三四五六七八九十]*[:、.]?|\.+|(?:指标|目标)?[xX\d]*[:.]*[xX.*]*)")
_VALUES = ("name", "target", "actual", "weight", "score")
_PARTS_OF_VALUES = ("target_adjusted", "target_sign", "target_unit", "actual_sign", "actual_unit")
_BESIDE = ("reason", "direction", "manual_target", "manual_actual", "band", "ratio", "core")
_HALF_WIDTH = str.maketrans("０１２３４５６７８９．", "0123456789.")


def split_points(text: str) -> tuple[str, str]:
    """A heading's name without spaces and the points it claims: ``产出指标（50分）`` -> ``产出指标``, ``50``."""
    joined = _CONTINUED.sub("", _LIVE_GAP.sub("", "".join(text.split())))
    found = _POINTS.search(joined)
    if not found or not found.start() or not (found["unit"] or joined[-1] in ")）]】"):
        return joined, ""
    return joined[: found.start()].rstrip(_SEPARATORS), found["points"].translate(_HALF_WIDTH)


def read_indicators(reader: Reader, layout: Layout) -> tuple[tuple[Indicator, ...], tuple[Heading, ...]]:
    """All indicator rows of a form, through all its tables, and the level-1 and level-2 headings over them."""
    levels = _Levels(reader)
    indicators: list[Indicator] = []
    closed = {row for role in ("subtotal", "remark") for row, _ in layout.titled(role)}
    for table in layout.indicators:
        reader.begin(table.columns)
        levels.start(table)
        for row in reader.rows(table.first_row, table.last_row):
            if row in closed:
                continue
            levels.read(row)
            if levels.read_lone_name(row) or levels.read_heading_row(row):
                continue
            if (indicator := _indicator(reader, table, row, levels)) is not None:
                indicators.append(indicator)
    return tuple(indicators), tuple(levels.headings)


class _Levels:
    """The level-1 and level-2 headings in force, filled down from row to row."""

    def __init__(self, reader: Reader) -> None:
        self.reader = reader
        self.headings: list[Heading] = []
        self.names = ["", ""]
        self._current: list[int | None] = [None, None]
        self._table: Table | None = None

    def start(self, table: Table) -> None:
        """Begin a table; levels in force carry on, as they do over a page break."""
        self._table = table
        column = table.column("level1")
        if column is not None and not self.names[0]:
            title = self.reader.grid.at(*self.reader.grid.anchor(table.header_first, column.first)).text
            found = match("columns", title)
            if found is not None and found.role == "block":
                self.names[0] = split_points(stripped(title))[0]

    def read(self, row: int) -> None:
        """Take over the headings that start on this row."""
        assert self._table is not None
        for level in (1, 2):
            column = self._table.column(f"level{level}")
            if column is None:
                continue
            cell = self.reader.own(row, column)
            if cell.is_blank:
                self._extend(level, row)
                continue
            place = self.reader.place(row, column)
            self.reader.used.add(place)
            name, points = split_points(cell.text)
            points = points or self._points_beside(level, row)
            meant = 2 if level == 1 and self._is_second_level(name) else level
            if name == self.names[meant - 1]:
                self._extend(meant, row)
                continue
            self._begin(meant, name, points, place)

    def _is_second_level(self, name: str) -> bool:
        """数量指标 in the column of level 1, under a row that says 产出指标, where level 2 has no column."""
        assert self._table is not None
        if self._table.column("level2") is not None or not self.names[0]:
            return False
        found = match("level_names", name)
        own = match("levels", name)
        return (found is not None and found.role == "level2") or (
            own is not None and own.role != name and own.role == self.names[0]
        )

    def read_heading_row(self, row: int) -> bool:
        """Take over the points of a row that only names a level 1, its indicators following on rows of their own."""
        assert self._table is not None
        index, weight = self._current[0], self._own(row, "weight")
        if index is None or weight.is_blank or self._own(row, "level1").is_blank:
            return False
        if any(not self._own(row, role).is_blank for role in ("level2", "name", "target", "actual")):
            return False
        following = self.reader.rows(row + 1, min(row + 1, self._table.last_row))
        below = [self._own(other, "name") for other in following]
        titles = [split_points(self._own(other, "level1").text)[0] for other in following]
        if not below or below[0].is_blank:
            return False
        if titles[0] and titles[0] != self.names[0] and not self._is_second_level(titles[0]):
            return False
        self.reader.used.update(self.reader.place(row, column) for column in self._table.columns)
        claimed = _POINTS.fullmatch(folded(weight.text))
        if claimed is not None and not self.headings[index].weight:
            self.headings[index] = self.headings[index]._replace(weight=claimed["points"])
        return True

    def _own(self, row: int, role: str) -> Cell:
        assert self._table is not None
        return self.reader.own(row, self._table.column(role))

    def read_lone_name(self, row: int) -> bool:
        """Take over a level that stands alone on a row of a form without columns for the levels."""
        assert self._table is not None
        if self._table.column("level1") is not None or self._table.column("level2") is not None:
            return False
        column = self._table.column("name")
        cell = self.reader.own(row, column)
        for level in (1, 2):
            self._extend(level, row)
        if column is None or cell.is_blank or not self.reader.alone(row, column):
            return False
        name, points = split_points(cell.text)
        found = match("level_names", name)
        if found is None:
            return False
        self._begin(1 if found.role == "level1" else 2, stripped(name), points, self.reader.place(row, column))
        return True

    def _begin(self, level: int, name: str, points: str, place: Place) -> None:
        if level == 1:
            self.names[1], self._current[1] = "", None
        self.names[level - 1] = name
        self._current[level - 1] = len(self.headings)
        self.reader.used.add(place)
        self.headings.append(Heading(level, name, points, self.reader.grid.ref(*place), place[0], place[0]))

    def level1(self) -> str:
        """The level 1 in force; of a form without such a column, the one that the level 2 belongs to."""
        assert self._table is not None
        if self._table.column("level1") is None and not self.names[0] and (found := match("levels", self.names[1])):
            return found.role
        return self.names[0]

    def _points_beside(self, level: int, row: int) -> str:
        assert self._table is not None
        column = self._table.column(f"level{level}_weight")
        cell = self.reader.own(row, column)
        if column is None or cell.is_blank:
            return ""
        self.reader.used.add(self.reader.place(row, column))
        found = _POINTS.fullmatch(folded(cell.text))
        return found["points"] if found else ""

    def _extend(self, level: int, row: int) -> None:
        index = self._current[level - 1]
        if index is not None:
            self.headings[index] = self.headings[index]._replace(last_row=row)


def _indicator(reader: Reader, table: Table, row: int, levels: _Levels) -> Indicator | None:
    if all(reader.own(row, table.column(role)).is_blank for role in (*_VALUES, *_PARTS_OF_VALUES)):
        return None
    name = _entry(reader, table, row, "name") or _named_by_level(reader, table, row)
    target, direction = _target(reader, table, row)
    beside = {role: _entry(reader, table, row, role) for role in _BESIDE}
    beside["reason"] = _with_measures(beside["reason"], _entry(reader, table, row, "measures"))
    if not beside["direction"] and direction:
        beside["direction"] = direction
    actual = _with_unit(reader, table, row, _entry(reader, table, row, "actual"), "actual_sign", "actual_unit")
    weight, score = (_unshared(reader, table, row, role) for role in ("weight", "score"))
    for column in table.columns:
        if not column.role.startswith("other_") and (place := reader.place(row, column))[0] == row:
            reader.used.add(place)
    filled = any(_says_something(entry) for entry in (target, actual, beside["reason"])) or (
        _says_something(score) and not _is_zero(score)
    )
    key = folded(name.text)
    placeholder = not filled and (_PLACEHOLDER.fullmatch(key) is not None or match("nothing", key) is not None)
    unweighted = not _says_something(weight) or _is_zero(weight)
    if placeholder and unweighted and (not key or match("nothing", key) is not None):
        return None
    return Indicator(
        row=row,
        level1=levels.level1(),
        level2=levels.names[1],
        name=name,
        target=target,
        actual=actual,
        weight=weight,
        score=score,
        hidden=row in reader.grid.hidden_rows,
        placeholder=placeholder,
        **beside,
    )


def _named_by_level(reader: Reader, table: Table, row: int) -> Entry:
    """预算执行率 over all three levels names the indicator itself; 产出指标 does not."""
    columns = {role: table.column(role) for role in ("level1", "level2", "name")}
    cell = reader.own(row, columns["level1"])
    alone = columns["level1"] is not None and reader.own(row, columns["level2"]).is_blank
    if alone and not cell.is_blank and match("level_names", cell.text) is None:
        return _entry(reader, table, row, "level1")
    return _entry(reader, table, row, "name")


def _says_something(entry: Entry) -> bool:
    if entry.formula is not None:
        return entry.text.strip() not in ("", "0")
    return bool(entry) and match("nothing", entry.text) is None


def _with_measures(reason: Entry, measures: Entry) -> Entry:
    """The reason with the 改进措施 that stand in a column of their own."""
    if not _says_something(measures):
        return reason
    if not _says_something(reason):
        return measures._replace(more=measures.more + _other(measures, reason.refs))
    text = f"{reason.text.strip()}；改进措施：{measures.text.strip()}"
    return reason._replace(text=text, more=reason.more + _other(reason, measures.refs))


def _is_zero(entry: Entry) -> bool:
    return folded(entry.text).strip("0.分") == "" and "0" in folded(entry.text)


def _entry(reader: Reader, table: Table, row: int, role: str) -> Entry:
    column = table.column(role)
    return NOTHING if column is None else reader.entry(reader.place(row, column))


def _unshared(reader: Reader, table: Table, row: int, role: str) -> Entry:
    """Points merged over several rows belong to the first of them: counting them again would be a wrong sum."""
    column = table.column(role)
    if column is None:
        return NOTHING
    place = reader.place(row, column)
    return reader.entry(place) if place[0] == row else Entry("", reader.grid.ref(*place))


def _target(reader: Reader, table: Table, row: int) -> tuple[Entry, Entry]:
    """The target, joined when it stands in several cells, and the direction that its 指标性质 column names."""
    column = table.column("target")
    if column is None:
        return NOTHING, NOTHING
    places: list[Place] = []
    for col in range(column.first, column.last + 1):
        place = reader.grid.anchor(row, col)
        if column.first <= place[1] and place not in places and not reader.grid.at(*place).is_blank:
            places.append(place)
    if len(places) > 1:
        text = "".join(reader.grid.at(*place).text.strip() for place in places)
        target = reader.joined(places, text)
    else:
        target = _entry(reader, table, row, "target")
    adjusted = _entry(reader, table, row, "target_adjusted")
    if _says_something(adjusted):
        # the year's own target is the adjusted one; the first one stays as evidence
        target = adjusted._replace(more=adjusted.more + _other(adjusted, target.refs if target else ()))
    sign = _entry(reader, table, row, "target_sign")
    if sign and match("signs", sign.text) is None:
        return _with_unit(reader, table, row, target, "", "target_unit"), sign
    return _with_unit(reader, table, row, target, "target_sign", "target_unit"), NOTHING


def _with_unit(reader: Reader, table: Table, row: int, value: Entry, sign_role: str, unit_role: str) -> Entry:
    """The value with the sign and the unit that stand in columns of their own, unless it repeats them itself."""
    sign, unit = _entry(reader, table, row, sign_role), _entry(reader, table, row, unit_role)
    more = tuple(ref for entry in (sign, unit) if entry for ref in entry.refs)
    if not more or not _says_something(value):
        return value if not more else value._replace(more=value.more + _other(value, more))
    text = value.text.strip()
    sign_text = sign.text.strip()
    if sign_text and not _starts_with_sign(text):
        text = sign_text + text
    unit_text = unit.text.strip()
    if unit_text and match("nothing", unit_text) is None and not folded(text).endswith(folded(unit_text)):
        text += unit_text
    return value._replace(text=text, more=value.more + _other(value, more))


def _other(value: Entry, more: tuple[CellRef, ...]) -> tuple[CellRef, ...]:
    return tuple(ref for ref in more if ref not in value.refs)


def _starts_with_sign(text: str) -> bool:
    key = folded(text)
    return any(match("signs", key[:length]) is not None for length in (4, 3, 2, 1) if len(key) > length)
