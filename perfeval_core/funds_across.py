"""Find a 项目资金 block whose columns are the sources of the money (中央, 省级, 其他, 合计), not its amounts.

Three shapes are published: the amounts as rows under the sources; one row of figures under the sources with 执行数
beside them; and the amounts as titles over the sources, with one row for each task.
"""

from __future__ import annotations

from perfeval_core.grid import Cell, CellKind
from perfeval_core.labels import BLANK_ROWS, Head
from perfeval_core.layout import FundsLine, Place, Titled
from perfeval_core.sheet_view import SheetView, is_number
from perfeval_core.titles import Match, match, stripped

__all__ = ["find_funds_across", "source_of"]

_AMOUNTS = ("budget_initial", "budget_adjusted", "spent")
_READ = (*_AMOUNTS, "weight", "execution_rate", "score", "reason")


def source_of(text: str) -> Match | None:
    """What a title names as a source of the money, or as the sum of all."""
    return match("funds_rows", text) or match("funds_sources", text)


def find_funds_across(view: SheetView, row: int, last: int, head: Head) -> int | None:
    """Take over the block that starts on this row; the last row it takes, None when it is no such block."""
    sources = _sources(view, row)
    if len(sources) > 1:
        return _amounts_below(view, row, last, sources, head) or _figures_below(view, row, last, sources, head)
    below = _next_new(view, row)
    if below and below <= last and len(_sources(view, below)) > 1:
        return _grouped(view, row, below, last, head)
    return None


def _next_new(view: SheetView, row: int) -> int:
    """The next row that says anything new, or 0."""
    below = view.next_row(row, BLANK_ROWS)
    while below and view.repeats_above(below):
        below = view.next_row(below, BLANK_ROWS)
    return below


def _sources(view: SheetView, row: int) -> list[int]:
    """The columns titled with a source, on a row without figures; empty unless they differ."""
    line = view.line(row)
    if any(is_number(cell) for _, cell in line):
        return []
    return [col for col, cell in line if cell.kind is CellKind.TEXT and source_of(cell.text) is not None]


def _amounts_below(view: SheetView, row: int, last: int, sources: list[int], head: Head) -> int | None:
    """资金来源 | 中央 | 省级 | 合计 over the rows 全年预算数, 全年执行数, 执行率."""
    values: dict[int, list[tuple[str, Place]]] = {col: [] for col in sources}
    end, titles = row, []
    for below in view.between(row + 1, last):
        if view.repeats_above(below):
            continue
        label = [(col, cell) for col, cell in view.line(below) if col < sources[0] and cell.kind is CellKind.TEXT]
        found = match("funds_columns", label[-1][1].text) if label else None
        if found is None or below - end > BLANK_ROWS:
            break
        end = below
        titles.append(Titled((below, label[-1][0]), f"funds_{found.role}"))
        titles += [Titled((below, col), "block_funds") for col, _ in label[:-1]]
        for col in sources:
            place = _value(view, below, col, view.right_end(row, col))
            if place is not None:
                values[col].append((found.role, place))
    if not any(role in _AMOUNTS for entries in values.values() for role, _ in entries):
        return None
    head.titles += titles
    _take_titles(view, row, sources, head)
    head.funds_lines += tuple(FundsLine((row, col), tuple(values[col])) for col in sources)
    return end


def _figures_below(view: SheetView, row: int, last: int, sources: list[int], head: Head) -> int | None:
    """中央 | 省 | 其他 | 合计 | 执行数 | 执行率 over one row of figures: what was spent belongs to the sum."""
    below = _next_new(view, row)
    if not below or below > last or not all(is_number(cell) for _, cell in view.line(below)):
        return None
    beside = [(col, found) for col, found in view.matches(row, "funds_columns") if col not in sources]
    totals = [col for col in sources if _is_total(view.grid.at(row, col))]
    if len(totals) != 1 or not any(found.role == "spent" for _, found in beside):
        return None
    _take_titles(view, row, sources, head)
    for col in sources:
        place = _value(view, below, col, view.right_end(row, col))
        values = [("budget_adjusted", place)] if place else []
        if col == totals[0]:
            for other, found in beside:
                head.titles.append(Titled((row, other), f"funds_{found.role}"))
                if (place := _value(view, below, other, view.right_end(row, other))) is not None:
                    values.append((found.role, place))
        head.funds_lines += (FundsLine((row, col), tuple(values)),)
    return below


def _grouped(view: SheetView, row: int, below: int, last: int, head: Head) -> int | None:
    """预算数 and 执行数, each over 总额 | 财政拨款 | 其他资金, with a row for each task and one for their sum."""
    groups = {col: found.role for col, found in view.matches(row, "funds_columns")}
    sources = _sources(view, below)
    over = {col: max((first for first, _ in view.line(row) if first <= col), default=0) for col in sources}
    columns = {col: groups.get(first, "") for col, first in over.items()}
    roles = set(columns.values())
    if "" in roles or "spent" not in roles or not roles & {"budget_initial", "budget_adjusted"}:
        return None
    beside = {col: role for col, role in groups.items() if role not in roles}
    main = [col for col in sources if _is_total(view.grid.at(below, col))]
    name_col = _name_column(view, row, min(sources))
    end = below
    lines: list[FundsLine] = []
    for each in view.between(below + 1, last):
        if view.repeats_above(each):
            continue
        named = next(((each, col) for col, _ in view.line(each) if name_col <= col < min(sources)), None)
        figures = [col for col, cell in view.line(each) if col in columns and is_number(cell)]
        if each - end > BLANK_ROWS or not figures or (named is None and lines):
            break
        end = each
        name = named or (below, main[0] if main else min(sources))  # one row of figures needs no name of its own
        is_sum = _is_total(view.grid.at(*name))
        values = [(columns[col], (each, col)) for col in main if col in figures]
        values += [(role, (each, col)) for col, role in beside.items() if not view.grid.at(each, col).is_blank]
        lines.append(FundsLine(name, tuple(values)))
        if is_sum:
            lines += _by_source(view, below, each, columns, main, figures)
        head.titles += [
            Titled((each, col), "funds_other")
            for col, _ in view.line(each)
            if (col < min(sources) and (each, col) != name) or (col in columns and not is_sum and col not in main)
        ]
    if not lines or not main:
        return None
    head.funds_lines += tuple(lines)
    head.titles += [
        Titled((each, col), f"funds_{found.role}" if (found := match("funds_columns", cell.text)) else "block_funds")
        for each in (row, below)
        for col, cell in view.line(each)
    ]
    return end


def _by_source(
    view: SheetView, titles: int, row: int, columns: dict[int, str], main: list[int], figures: list[int]
) -> list[FundsLine]:
    """The row of the sum by source: 财政拨款 with its budget and its spending."""
    lines: dict[str, list[tuple[str, Place]]] = {}
    names: dict[str, Place] = {}
    for col, role in columns.items():
        if col in main or col not in figures:
            continue
        text = stripped(view.grid.at(titles, col).text)
        names.setdefault(text, (titles, col))
        lines.setdefault(text, []).append((role, (row, col)))
    return [FundsLine(names[text], tuple(values)) for text, values in lines.items()]


def _name_column(view: SheetView, row: int, before: int) -> int:
    """The column of the tasks' names: titled 任务名称, else the first one."""
    line = [(col, cell) for col, cell in view.line(row) if col < before]
    titled = [col for col, cell in line if (found := match("columns", cell.text)) and found.role == "project_part"]
    return titled[0] if titled else line[0][0] if line else 1


def _is_total(cell: Cell) -> bool:
    found = source_of(cell.text)
    return found is not None and found.role == "total"


def _take_titles(view: SheetView, row: int, sources: list[int], head: Head) -> None:
    head.titles += [
        Titled((row, col), "funds_name" if col in sources else "block_funds")
        for col, cell in view.line(row)
        if col in sources or (col < sources[0] and cell.kind is CellKind.TEXT)
    ]


def _value(view: SheetView, row: int, first: int, last: int) -> Place | None:
    return next(((row, col) for col in range(first, last + 1) if not view.grid.at(row, col).is_blank), None)
