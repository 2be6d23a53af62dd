"""Find the 项目资金 block: under a header, in pairs of label and figure, or as bare rows."""

from __future__ import annotations

from perfeval_core.grid import Cell, CellKind
from perfeval_core.labels import BLANK_ROWS, UNIT, Head, is_label, is_title, label_slots
from perfeval_core.layout import Column, Table, Titled
from perfeval_core.plain_numbers import read_amount
from perfeval_core.sheet_view import SheetView, is_number
from perfeval_core.titles import folded, match, year_of

__all__ = ["find_bare_funds", "find_funds", "is_funds_header", "starts_bare_funds"]

_AMOUNTS = ("budget_initial", "budget_adjusted", "spent")
_ROW_VALUES = (*_AMOUNTS, "weight", "execution_rate", "score", "reason")


def is_funds_header(view: SheetView, row: int) -> bool:
    """True for the row 年初预算数 · 全年预算数 · 全年执行数 …, in whatever words."""
    roles = [found.role for _, found in view.matches(row, "funds_columns")]
    budget = "budget_initial" in roles or "budget_adjusted" in roles
    return len(roles) >= 2 and budget and not {"spent", "execution_rate", "part_year"}.isdisjoint(roles)


def find_funds(view: SheetView, row: int, last: int, head: Head) -> int:
    """Take over the block under the header on this row; the last row it takes."""
    hits = view.matches(row, "funds_columns")
    if any(_is_figure(cell) for _, cell in view.line(row)):
        return _read_paired_funds(view, row, last, head)
    best: dict[str, tuple[int, int, int]] = {}
    for col, found in hits:  # of 2021年预算数 and 2022年预算数 the later one
        best[found.role] = min(
            (found.rank, -year_of(view.grid.at(row, col).text), col), best.get(found.role, (1 << 30, 0, 0))
        )
    spent_in = -best.get("spent", (0, 0, 0))[1]
    columns = [
        Column(role, col, view.right_end(row, col))
        for role, (_, year, col) in best.items()
        if not spent_in or year in (0, -spent_in)  # the budget of another year is no base
    ]
    first_amount = min(column.first for column in columns if column.role in _AMOUNTS)
    columns = [column for column in columns if column.first >= first_amount]
    left = [col for col in range(1, first_amount)]
    name = Column("name", left[0] if left else first_amount, first_amount - 1)
    for col, cell in view.line(row):
        role = next((column.role for column in columns if column.first == col), "")
        if role:
            head.titles.append(Titled((row, col), f"funds_{role}"))
        elif col < first_amount and cell.kind is CellKind.TEXT:
            head.titles.append(Titled((row, col), "block_funds"))
        elif match("funds_columns", cell.text):
            head.titles.append(Titled((row, col), "funds_other"))
    header_last = row
    while header_last < last and _only_funds_titles(view, header_last + 1):
        header_last += 1
        head.titles += [Titled((header_last, col), "funds_other") for col, _ in view.line(header_last)]
    end = header_last
    for candidate in view.between(header_last + 1, last):
        if view.repeats_above(candidate):
            continue
        if candidate - end > BLANK_ROWS or not _is_funds_row(
            view, candidate, end == header_last, first_amount, columns
        ):
            break
        end = candidate
        texts = [(c, cell) for c, cell in view.line(candidate) if c < first_amount and cell.kind is CellKind.TEXT]
        for col, cell in texts[:-1]:
            unit = UNIT.fullmatch(folded(cell.text).strip("()"))
            if unit or (match("blocks", cell.text) and not match("funds_rows", cell.text)):
                head.titles.append(Titled((candidate, col), "block_funds"))
    head.funds = Table(row, header_last, header_last + 1, end, (name, *sorted(columns, key=lambda c: c.first)))
    return end


def _only_funds_titles(view: SheetView, row: int) -> bool:
    line = view.line(row)
    return bool(line) and len(view.matches(row, "funds_columns")) == len(line)


def _is_funds_row(view: SheetView, row: int, first: bool, first_amount: int, columns: list[Column]) -> bool:
    line = view.line(row)
    names = [cell for col, cell in line if col < first_amount and cell.kind is CellKind.TEXT]
    if any(match("funds_rows", cell.text) for cell in names):
        return True
    if any(match("goals", cell.text) or is_label(cell) for cell in names):
        return False
    if is_title(view, row) or any(match("goals", cell.text) for _, cell in line):
        return False
    amounts = {c for column in columns if column.role in _ROW_VALUES for c in range(column.first, column.last + 1)}
    figures = [cell for col, cell in line if col in amounts and _is_amount(cell)]
    # one row of figures needs no name of its own
    return bool(figures) if names else first and len(figures) > 1 and all(_is_amount(cell) for _, cell in line)


def _is_figure(cell: Cell) -> bool:
    return is_number(cell) or (cell.kind is CellKind.TEXT and read_amount(cell.text) is not None)


def _is_amount(cell: Cell) -> bool:
    """True for a short text with figures: ``620.82万元`` too."""
    return is_number(cell) or (len(cell.text) < 20 and any(character.isdigit() for character in cell.text))


def _read_paired_funds(view: SheetView, row: int, last: int, head: Head) -> int:
    """Rows such as ``预算数 | 100 | 执行数 | 98``: each figure stands right of its own label."""
    columns: dict[str, int] = {}
    label = 0
    for col, found in view.matches(row, "funds_columns"):
        head.titles.append(Titled((row, col), f"funds_{found.role}"))
        value = next((c for c, cell in view.line(row) if c > col and _is_figure(cell)), 0)
        if value and found.role not in columns and value not in columns.values():
            columns[found.role] = value
            label = label or col
    end = row
    for candidate in view.between(row + 1, last):
        if candidate - end > BLANK_ROWS or not any(found.role for _, found in view.matches(candidate, "funds_rows")):
            break
        end = candidate
    for slot, rank in label_slots(view, row):
        if slot.role in ("project", "unit", "department"):
            head.add(slot, rank)
            head.titles.append(Titled(slot.label or slot.value, slot.role))
    head.titles += [
        Titled((row, col), "block_funds")
        for col, cell in view.line(row)
        if col < label and not match("labels", cell.text) and match("blocks", cell.text)
    ]
    roles = [Column(role, col, col) for role, col in columns.items()]
    head.funds = Table(0, row - 1, row, end, (Column("name", label, label), *sorted(roles, key=lambda c: c.first)))
    for candidate in range(row + 1, end + 1):
        head.titles += [
            Titled((candidate, col), "funds_name") for col, _ in view.matches(candidate, "funds_rows") if col != label
        ]
    return end


def starts_bare_funds(view: SheetView, row: int) -> bool:
    """True for a row that is named like a row of the block and holds one figure: of several nobody knows which."""
    hits = view.matches(row, "funds_rows")
    return len(hits) == 1 and sum(col > hits[0][0] and is_number(cell) for col, cell in view.line(row)) == 1


def find_bare_funds(view: SheetView, row: int, last: int, head: Head) -> int:
    """Rows without a header, as in 申报表: ``年度资金总额 | 100``."""
    name = view.matches(row, "funds_rows")[0][0]
    value = next(col for col, cell in view.line(row) if col > name and is_number(cell))
    end = row
    for candidate in view.between(row + 1, last):
        if candidate - end > BLANK_ROWS or [col for col, _ in view.matches(candidate, "funds_rows")] != [name]:
            break
        end = candidate
    for candidate in range(row, end + 1):
        for col, cell in view.line(candidate):
            if col < name and (block := match("blocks", cell.text)):
                head.titles.append(Titled((candidate, col), f"block_{block.role}"))
    head.funds = Table(0, row - 1, row, end, (Column("name", name, name), Column("budget_initial", value, value)))
    return end
