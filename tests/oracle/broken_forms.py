"""Forms broken at random: entries left out, mistyped, doubled, put over a formula.  The same seed, the same forms."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from random import Random
from typing import Any

from standard_workbooks import FORMS, converted, faulty

from workbook_templates.build import standard_workbook
from workbook_templates.content import Block, Content, FundsLine, Line
from workbook_templates.standard_layout import COLUMNS, FORM, FUNDS_COLUMNS, standard_layout

__all__ = ["Broken", "broken_forms"]

_WEIGHTS = ("", "0", "5", "7.5", "10", "12.5", "20", "33.33", "-1", "十分")
_TARGETS = ("", "100%", "≥100家", "80家", "≤90万元", "1", "2", "—")
_ACTUALS = ("", "100%", "95%", "100家", "80家", "400家", "100人", "0", "1", "1000万元")
_REASONS = ("", "", "受汛期影响，少完成 20 家，六月底前补齐", "无")
_NAMES = ("", "验收合格率", "指标1：新建机井数量", "新建机井数量", "项目总成本")
_AMOUNTS = ("", "0", "100", "100.4", "97.35", "1000000", "120", "2451", "9735000")
_OVER = (0.0, 5.0, 12.5, 200.0, -3.0, 99.5, "满分", "")


@dataclass(slots=True)
class Broken:
    """A content, and cells of the form that a person has put something else over: (row, column) -> it."""

    name: str
    content: Content
    over: dict[tuple[int, int], float | str] = field(default_factory=dict)

    def book(self) -> Any:
        """The workbook as it stands after the breaking, not yet written."""
        book = standard_workbook(self.content)
        sheet = book.sheets[FORM]
        for (row, col), given in self.over.items():
            sheet.put(row, col, given, sheet.cells[row, col][1])
        return book


def _line(random: Random, line: Line) -> Line:
    role, pool = random.choice(
        (("weight", _WEIGHTS), ("target", _TARGETS), ("actual", _ACTUALS), ("reason", _REASONS), ("name", _NAMES))
    )
    changed = replace(line, **{role: random.choice(pool)})
    says_something = changed.name or changed.target or changed.actual
    return changed if says_something else Line()


def _blocks(random: Random, blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    at = random.randrange(len(blocks))
    block = blocks[at]
    group_at = random.randrange(len(block.groups))
    group = block.groups[group_at]
    kind = random.random()
    if kind < 0.1 and group.name:
        group = replace(group, points=random.choice(("10", "20", "12.5")))
    elif kind < 0.2:
        group = replace(group, lines=(*group.lines, random.choice(group.lines)))
    elif kind < 0.25:
        group = replace(group, lines=(Line(),) * len(group.lines))
    else:
        lines = list(group.lines)
        row = random.randrange(len(lines))
        lines[row] = _line(random, lines[row])
        group = replace(group, lines=tuple(lines))
    groups = (*block.groups[:group_at], group, *block.groups[group_at + 1 :])
    block = replace(block, groups=groups, points=random.choice(("", "40", "55")) if kind > 0.95 else block.points)
    return (*blocks[:at], block, *blocks[at + 1 :])


def _funds(random: Random, funds: tuple[FundsLine, ...]) -> tuple[FundsLine, ...]:
    at = random.randrange(len(funds))
    amounts = list(funds[at].amounts)
    amounts[random.randrange(3)] = random.choice(_AMOUNTS)
    one, two, three = amounts
    return (*funds[:at], replace(funds[at], amounts=(one, two, three)), *funds[at + 1 :])


def _over(random: Random, content: Content) -> dict[tuple[int, int], float | str]:
    layout = standard_layout(len(content.funds), content.size)
    assert layout.funds is not None
    rows = [row for row, line in enumerate(content.lines, layout.indicators[0].first_row) if not line.is_blank]
    places = [(random.choice(rows), COLUMNS["score"][0])] if rows else []
    places += [
        (layout.last_row, COLUMNS["score"][0]), (layout.last_row, COLUMNS["weight"][0]),
        (layout.funds.first_row, FUNDS_COLUMNS["score"][0]), (layout.funds.first_row, FUNDS_COLUMNS["weight"][0]),
    ]  # fmt: skip
    return {random.choice(places): random.choice(_OVER)}


def broken_forms(seed: int, count: int) -> Iterator[Broken]:
    """So many forms, each a published one with one to four faults put in."""
    random = Random(seed)
    names = ("yiyang_2020_industry", "yiyang_2020_industry", "faulty", *FORMS)
    for number in range(count):
        name = random.choice(names)
        content = faulty() if name == "faulty" else converted(name)
        over: dict[tuple[int, int], float | str] = {}
        for _ in range(random.randint(1, 4)):
            kind = random.random()
            if kind < 0.6:
                content = replace(content, blocks=_blocks(random, content.blocks))
            elif kind < 0.85:
                content = replace(content, funds=_funds(random, content.funds))
            elif kind < 0.9:
                content = replace(content, **{random.choice(("project", "unit", "department")): ""})
            else:
                over = _over(random, content)
        yield Broken(f"{number}-{name}", content, _kept(over, content))


def _kept(over: dict[tuple[int, int], float | str], content: Content) -> dict[tuple[int, int], float | str]:
    """What was put over a cell that a later fault has not moved."""
    layout = standard_layout(len(content.funds), content.size)
    assert layout.funds is not None
    rows = {*range(layout.indicators[0].first_row, layout.last_row + 1), layout.funds.first_row}
    total = (layout.last_row, COLUMNS["score"][0])
    return {place: given for place, given in over.items() if place[0] in rows and (place[0] < total[0] or place[1] in (
        COLUMNS["score"][0], COLUMNS["weight"][0]))}  # fmt: skip
