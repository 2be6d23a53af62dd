"""Find a 项目资金 block without columns: a list of labels, each with its figure beside it."""

from __future__ import annotations

from itertools import pairwise

from perfeval_core.grid import Cell, CellKind
from perfeval_core.labels import BLANK_ROWS, Head
from perfeval_core.layout import FundsLine, Place, Titled
from perfeval_core.plain_numbers import read_amount
from perfeval_core.sheet_view import SheetView, is_number
from perfeval_core.titles import match

__all__ = ["find_funds_listed"]

_BUDGETS = ("budget_adjusted", "budget_initial")
_Pair = tuple[Place, str, Place]
"""A label, what it stands for, and its figure."""


def find_funds_listed(view: SheetView, row: int, last: int, head: Head) -> int | None:
    """Take over the list that starts on this row; the last row it takes, None when it is no such list.

    全年预算数 | 120 above 全年执行数 | 110, or 资金总额 | 120 | 其中：财政拨款 | 100 | 其他资金 | 20 on one row.
    """
    amounts: list[_Pair] = []
    sources: list[_Pair] = []
    end = row
    for each in view.between(row, last):
        if each > row and view.repeats_above(each):
            continue
        amounts_here, sources_here = _pairs(view, each, "funds_columns"), _pairs(view, each, "funds_rows")
        if each - end > BLANK_ROWS or not (amounts_here or sources_here):
            break
        amounts += amounts_here
        sources += [] if amounts_here else sources_here
        end = each
    by_role: dict[str, Place] = {}
    for _, role, figure in amounts:
        by_role.setdefault(role, figure)
    roles = {pair[1] for pair in sources}
    if len(sources) > 1 and "total" in roles and len({label[0] for label, _, _ in sources}) == 1:
        values = {label: (("budget_initial", figure),) for label, _, figure in sources}
        extra = tuple((role, figure) for role, figure in by_role.items() if role != "budget_initial")
        lines = [FundsLine(label, values[label] + (extra if role == "total" else ())) for label, role, _ in sources]
    elif "spent" in by_role and any(budget in by_role for budget in _BUDGETS) and not sources:
        lines = [FundsLine(amounts[0][0], tuple(by_role.items()))]
    else:
        return None
    head.funds_lines += tuple(lines)
    head.titles += [Titled(label, f"funds_{role}") for label, role, _ in amounts]
    head.titles += [Titled(label, "funds_name") for label, _, _ in sources]
    for each in view.between(row, end):
        head.titles += [
            Titled((each, col), f"block_{block.role}")
            for col, cell in view.line(each)[:1]
            if (each, col) not in {label for label, _, _ in (*amounts, *sources)}
            and (block := match("blocks", cell.text))
        ]
    return end


def _pairs(view: SheetView, row: int, vocabulary: str) -> list[_Pair]:
    """The labels of a row that stand right before one figure; 自评得分 is one of the head."""
    line = view.line(row)
    if any(_is_figure(one) and _is_figure(next_one) for (_, one), (_, next_one) in pairwise(line)):
        return []
    found = []
    for (col, cell), (beside, figure) in pairwise(line):
        known = match(vocabulary, cell.text) if cell.kind is CellKind.TEXT and not _is_figure(cell) else None
        if known is not None and _is_figure(figure) and match("labels", cell.text) is None:
            found.append(((row, col), known.role, (row, beside)))
    return found


def _is_figure(cell: Cell) -> bool:
    return is_number(cell) or read_amount(cell.text) is not None
