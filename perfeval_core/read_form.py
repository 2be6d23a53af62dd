"""Read the forms of a sheet or a workbook: every entry with its cell, and what was taken for what."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import chain

from perfeval_core.grid import CellKind, Grid, Workbook
from perfeval_core.labels import inline_labels
from perfeval_core.layout import Layout, Slot
from perfeval_core.model import NOTHING, Entry, Form, FormKind, Funds, FundsPart, Goals, Placement
from perfeval_core.read_funds import read_funds
from perfeval_core.read_indicators import read_indicators
from perfeval_core.reader import Reader
from perfeval_core.recognise import find_layouts, last_row_read
from perfeval_core.standard_sheets import is_standard_sheet
from perfeval_core.titles import folded, match

__all__ = ["Recognition", "Skipped", "read_forms", "read_layout", "read_workbook_forms"]

_YEAR = re.compile(r"(?<![\d—~～至-])(20\d\d)(?!\d|[-—~至/.]\d|年\d{1,2}月)")
"""A year, but neither a span of years nor the date of filling in."""
_CHINESE_DIGITS = str.maketrans("〇○零一二三四五六七八九", "000123456789")
_CHINESE_YEAR = re.compile(r"二[〇○零][一二三四五六七八九〇○零]{2}年")
_TOTAL_WITH_GRADE = re.compile(
    r"(?P<points>[\d.]+\s*分?)[\s(（,，;；、/]+(?P<grade>[\u4e00-\u9fff]{1,3}?)(?:级|等级|等次)?[)）]?"
)
_TRANSFER = re.compile(r"转移支付|衔接(推进|资金|补助)|中央(补助|财政资金)|地方资金|专项扶贫资金|绩效目标自评表")

_BLANK_SHEET = "空白工作表"


@dataclass(frozen=True, slots=True)
class Skipped:
    """A sheet (or the rest of an enormous one) that gave no form, and why, in plain words."""

    sheet: str
    reason: str

    @property
    def is_blank(self) -> bool:
        """Was there nothing on the sheet?  Then nobody need be told of it beside a form."""
        return self.reason == _BLANK_SHEET


@dataclass(frozen=True, slots=True)
class Recognition:
    """The forms of a workbook in sheet order, and the sheets that hold none."""

    forms: tuple[Form, ...] = ()
    skipped: tuple[Skipped, ...] = ()


def read_workbook_forms(workbook: Workbook) -> Recognition:
    """All forms of a workbook; sheets without one are named with the reason."""
    forms: list[Form] = []
    skipped: list[Skipped] = []
    for grid in workbook.grids:
        if is_standard_sheet(grid):
            continue
        found = read_forms(grid)
        forms += found
        if not found:
            skipped.append(Skipped(grid.sheet, _why_skipped(grid)))
        if (last := last_row_read(grid)) is not None:
            skipped.append(Skipped(grid.sheet, f"工作表过大，只查看到第 {last} 行，其下没有读取"))
    return Recognition(tuple(forms), tuple(skipped))


def read_forms(grid: Grid) -> list[Form]:
    """The forms of one sheet, from top to bottom; none when the sheet shows no header of indicators."""
    return [read_layout(grid, layout) for layout in find_layouts(grid)]


def _why_skipped(grid: Grid) -> str:
    if all(cell.is_blank for cell in grid.cells.values()):
        return _BLANK_SHEET
    if any("绩效" in cell.text for cell in grid.cells.values()):
        return "提到了绩效，但没有找到指标表头（如：三级指标、年度指标值、实际完成值、分值、得分），未当作自评表读取"
    return "没有找到绩效指标表头，不是绩效自评表"


def read_layout(grid: Grid, layout: Layout) -> Form:
    """Read the entries of one form through its layout."""
    reader = Reader(grid)
    for titled in layout.titles:
        reader.used.add(titled.place)
    title = reader.entry(layout.title)
    single = {role: _slot_entry(reader, layout.slot(role)) for role in _SINGLE}
    for slot in layout.slots:
        if slot.role == "other":
            _slot_entry(reader, slot)
    single["total"], single["grade"] = _grade_apart(single["total"], single["grade"])
    funds = read_funds(reader, layout)
    indicators, headings = read_indicators(reader, layout)
    columns = layout.indicators[0].columns
    placed = tuple(
        Placement(grid.ref(*titled.place), grid.at(*titled.place).text, titled.role)
        for titled in sorted(layout.titles, key=lambda titled: titled.place)
    )
    return Form(
        sheet=grid.sheet,
        kind=_kind(layout, title, funds, single, grid),
        first_row=layout.first_row,
        last_row=layout.last_row,
        title=title,
        project=single["project"],
        unit=single["unit"],
        department=single["department"],
        year=_year(grid, layout, title, single["year"]),
        funds=funds,
        goals=Goals(single["goal_expected"], single["goal_actual"]),
        indicators=indicators,
        headings=headings,
        total=single["total"],
        total_weight=single["total_weight"],
        other_total=single["other_total"],
        grade=single["grade"],
        columns=tuple((column.role, column.first) for column in columns),
        placed=placed,
        unplaced=_unplaced(reader, layout),
    )


_SINGLE = (
    "project", "unit", "department", "year", "goal_expected", "goal_actual", "total", "total_weight", "grade",
    "funds_unit", "other_total",
)  # fmt: skip


def _slot_entry(reader: Reader, slot: Slot | None) -> Entry:
    if slot is None:
        return NOTHING
    if not slot.inline:
        return reader.entry(slot.value, slot.more)
    cell = reader.grid.at(*slot.value)
    reader.used.add(slot.value)
    if labels := inline_labels(cell.text):
        _, start, end = labels[slot.nth]
        value = cell.text[start:end]
    else:
        value = re.split("[:：]", cell.text, maxsplit=1)[-1]
    return Entry(value.strip(), reader.grid.ref(*slot.value), cell.kind, cell.formula, cell.computed, part=True)


def _grade_apart(total: Entry, grade: Entry) -> tuple[Entry, Entry]:
    """The total and the grade that stand in one cell: 97.33分（优秀）."""
    found = _TOTAL_WITH_GRADE.fullmatch(total.text.strip())
    if found is None or match("grades", found["grade"]) is None:
        return total, grade
    points = total._replace(text=found["points"], part=True)
    return points, grade or total._replace(text=found["grade"], part=True)


def _year(grid: Grid, layout: Layout, title: Entry, labelled: Entry) -> str:
    near = (
        grid.at(row, col).text
        for row in range(layout.first_row, min(layout.first_row + 4, layout.indicators[0].header_first))
        for col in range(layout.first_col, layout.last_col + 1)
        if len(grid.at(row, col).text) < 60
    )
    for text in chain((title.text, labelled.text), near):
        key = folded(text)
        if chinese := _CHINESE_YEAR.search(key):
            key = chinese.group().translate(_CHINESE_DIGITS)
        if found := _YEAR.search(key):
            return found.group(1)
    return ""


def _kind(layout: Layout, title: Entry, funds: Funds, single: dict[str, Entry], grid: Grid) -> FormKind:
    roles = {column.role for table in layout.indicators for column in table.columns}
    if not roles & {"actual", "score"}:
        return FormKind.TARGETS
    name = folded(title.text)
    if "整体" in name:
        return FormKind.DEPARTMENT
    project = layout.slot("project")
    label = folded(grid.at(*project.label).text) if project and project.label else ""
    sources = "".join(folded(row.name.text) for row in funds.rows if row.part is not FundsPart.DETAIL)
    if _TRANSFER.search(name) or "转移支付" in label or _TRANSFER.search(sources):
        return FormKind.TRANSFER
    if "项目" not in name and not single["project"].exists and single["unit"].exists and "部门" in name:
        return FormKind.DEPARTMENT
    return FormKind.PROJECT


def _is_repeated(reader: Reader, row: int, col: int) -> bool:
    """True for words that only repeat a cell beside them, where a merge was filled instead of kept."""
    cell = reader.grid.at(row, col)
    if cell.kind is not CellKind.TEXT or any(character.isdigit() for character in cell.text):
        return False
    for step in (-1, 1):
        beside = col + step
        while reader.grid.at(row, beside).text == cell.text:
            if (row, beside) in reader.used:
                return True
            beside += step
    return False


def _unplaced(reader: Reader, layout: Layout) -> tuple[Placement, ...]:
    """The non-blank cells of the form's area that nothing was read from."""
    left = [
        (row, col)
        for (row, col), cell in reader.grid.cells.items()
        if layout.first_row <= row <= layout.last_row
        and layout.first_col <= col <= layout.last_col
        and (row, col) not in reader.used
        and (cell.text.strip() or not cell.computed)
        and not _is_repeated(reader, row, col)
    ]
    return tuple(Placement(reader.grid.ref(*place), reader.grid.at(*place).text, "") for place in sorted(left))
