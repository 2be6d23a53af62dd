"""Take a recognised form, in whatever layout, over into the standard form; what has no place there is listed.

No typed number is changed: a total that is not the sum of its parts stays as it was typed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from decimal import Decimal, InvalidOperation
from typing import Any

from perfeval_core.grid import CellRef, Grid, Workbook
from perfeval_core.layout import Layout
from perfeval_core.model import Entry, Form, FormKind, FundsPart, FundsRow, Indicator
from perfeval_core.recognise import find_layouts
from perfeval_core.scheme import EXECUTION, Scheme
from perfeval_core.score_form import is_blank
from workbook_templates.build import standard_workbook
from workbook_templates.content import FUNDS_ROWS, Block, Content, FundsLine, Group, Line, blank_content, form_names
from workbook_templates.standard_layout import FORM

__all__ = ["TakenOver", "take_over"]

_DIRECTIONS = {
    "正向": "正向", "正向指标": "正向", "反向": "反向", "反向指标": "反向", "负向": "反向", "逆向": "反向",
    "定性": "定性", "定性指标": "定性", "等于": "等于",
}  # fmt: skip
_STANDARD_PARTS = (FundsPart.CURRENT, FundsPart.CARRYOVER, FundsPart.OTHER)
_AMOUNTS = ("budget_initial", "budget_adjusted", "spent")
_LABELS = frozenset(
    (
        "title",
        "project",
        "department",
        "unit",
        "year",
        "total",
        "total_weight",
        "grade",
        "goal_expected",
        "goal_actual",
        "subtotal",
    )
)


@dataclass(frozen=True, slots=True)
class TakenOver:
    """The content of the standard form, and what a person should know, in Chinese sentences."""

    content: Content
    moved: int
    """How many entries found their place."""
    notes: tuple[str, ...]


@dataclass(slots=True)
class _Taking:
    grid: Grid
    layout: Layout
    form: Form
    scheme: Scheme
    carried: set[CellRef] = field(default_factory=set)
    other: list[tuple[str, str, str]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    computed: list[str] = field(default_factory=list)
    """Typed texts that the new form shows as results of its formulas."""

    def text(self, entry: Entry) -> str:
        """The entry's text; its cells have found their place."""
        self.carried.update(entry.refs)
        return entry.text.strip()

    # 项目资金

    def funds(self) -> tuple[FundsLine, ...]:
        rows = self.form.funds.rows
        parts = [row for row in rows if row.part in _STANDARD_PARTS]
        lines: list[FundsLine] = []
        for name, kind in zip(FUNDS_ROWS[1:], _STANDARD_PARTS, strict=True):
            of_kind = [row for row in parts if row.part is kind]
            lines += [self._part(row, name if len(of_kind) == 1 else "") for row in of_kind] or [FundsLine(name)]
        total = self.form.funds.total
        return (FundsLine(FUNDS_ROWS[0], self._total(total, parts)), *lines)

    def _part(self, row: FundsRow, name: str) -> FundsLine:
        shown = self.text(row.name)
        one, two, three = (self._amount(getattr(row, column)) for column in _AMOUNTS)
        return FundsLine(name or shown, (one, two, three))

    def _amount(self, entry: Entry) -> str:
        text = self.text(entry)
        return "" if is_blank(entry) else text

    def _total(self, total: FundsRow | None, parts: list[FundsRow]) -> tuple[str, str, str]:
        if total is None:
            return "", "", ""
        self.text(total.name)
        found = []
        for column in _AMOUNTS:
            typed = self._amount(getattr(total, column))
            filled = [getattr(part, column) for part in parts if not is_blank(getattr(part, column))]
            summed = _sum(entry.text for entry in filled)
            live = summed is not None and bool(filled) and _decimal(typed) == summed
            found.append("" if live else typed)
            if live:
                self.computed.append(typed)
        one, two, three = found
        return one, two, three

    # 绩效指标

    def blocks(self) -> tuple[Block, ...]:
        blocks: list[tuple[str, list[tuple[str, list[Line]]]]] = []
        dropped = 0
        for indicator in self.form.indicators:
            if indicator.placeholder and is_blank(indicator.weight) and is_blank(indicator.score):
                self.text(indicator.name)
                dropped += 1
                continue
            level1 = indicator.level1 or "绩效指标"
            if not blocks or blocks[-1][0] != level1:
                blocks.append((level1, []))
            groups = blocks[-1][1]
            if not groups or groups[-1][0] != indicator.level2:
                groups.append((indicator.level2, []))
            groups[-1][1].append(self._line(indicator))
        if dropped:
            self.notes.append(f"略去 {dropped} 个没有内容的占位行（如“指标2：”“……”）")
        unweighted = sum(is_blank(row.weight) for row in self.form.scored_indicators)
        if unweighted:
            self.notes.append(f"{unweighted} 行指标在原表里没有分值：请在“分值”一栏补填，补上就会算出得分")
        claimed = self._claimed()
        for heading in self.form.headings:
            self.carried.add(heading.ref)
        return tuple(
            Block(
                name,
                tuple(Group(level2, tuple(lines), claimed.get((2, name, level2), "")) for level2, lines in groups),
                self._own_points(name, claimed.get((1, name, ""), "")),
            )
            for name, groups in blocks
        )

    def _claimed(self) -> dict[tuple[int, str, str], str]:
        """The points that the headings claim, by level and names."""
        found: dict[tuple[int, str, str], str] = {}
        for heading in self.form.headings:
            rows = [row for row in self.form.indicators if heading.first_row <= row.row <= heading.last_row]
            if heading.weight and rows:
                key = (heading.level, rows[0].level1 or "绩效指标", heading.name if heading.level == 2 else "")
                found.setdefault(key, heading.weight)
        return found

    def _own_points(self, level1: str, claimed: str) -> str:
        usual = self.scheme.level1_weights.get(level1)
        return "" if not claimed or (usual is not None and _decimal(claimed) == usual) else claimed

    def _line(self, indicator: Indicator) -> Line:
        typed = indicator.direction
        direction = _DIRECTIONS.get(typed.text.strip(), "")
        if direction or not typed:
            self.carried.update(typed.refs)
        band, ratio = indicator.band, indicator.ratio
        if indicator.hidden:
            self.notes.append(f"第 {indicator.row} 行原来是隐藏的，已照样转来")
        return Line(
            name=self.text(indicator.name),
            target=self.text(indicator.target),
            actual=self.text(indicator.actual),
            weight="" if is_blank(indicator.weight) else self.text(indicator.weight),
            reason=self.text(indicator.reason),
            direction=direction,
            manual_target=self.text(indicator.manual_target),
            manual_actual=self.text(indicator.manual_actual),
            band=self.text(band),
            ratio=_share(self.text(ratio)),
        )

    # 其余

    def scores(self) -> None:
        """The scores as they were typed: the standard form computes its own."""
        total = self.form.funds.total
        if total is not None:
            for label, entry in (("执行率", total.execution_rate), ("预算执行率得分", total.score)):
                self._list(entry, f"原填：{label}")
        for indicator in self.form.indicators:
            name = " ".join(indicator.name.text.split()) or f"第 {indicator.row} 行"
            self._list(indicator.score, f"原填得分：{name}")
        for label, entry in (
            ("总分", self.form.total), ("总分的分值", self.form.total_weight), ("等级", self.form.grade),
        ):  # fmt: skip
            self._list(entry, f"原填：{label}")

    def _list(self, entry: Entry, what: str) -> None:
        if entry.ref is not None and entry.ref not in self.carried and not is_blank(entry):
            self.other.append((str(entry.ref), what, entry.text))
            self.carried.update(entry.refs)

    def rest(self) -> None:
        """Every cell of the sheet that is neither carried over nor a title of the standard form."""
        titles = {
            placed.ref
            for placed in self.form.placed
            if placed.role in _LABELS or placed.role.startswith(("column_", "funds_", "block_", "goal_"))
        }
        titles -= {placed.ref for placed in self.form.placed if placed.role.startswith(("column_other", "funds_other"))}
        heads = _titles_of(self.grid, self.layout)
        names = {indicator.row: " ".join(indicator.name.text.split()) for indicator in self.form.indicators}
        for (row, col), cell in sorted(self.grid.cells.items()):
            ref = self.grid.ref(row, col)
            if cell.is_blank or not cell.text.strip() or ref in self.carried or ref in titles:
                continue
            if is_blank(Entry(cell.text)):
                continue
            column = next((role for (first, last), role in heads.items() if first <= col <= last), "")
            what = "：".join(part for part in (column, names.get(row, "")) if part) if row in names else ""
            self.other.append((str(ref), what or self._beside(row, col), cell.text))

    def wordings(self, shown: Iterable[str]) -> None:
        """Titles, headings and placeholders whose words do not stand anywhere in ``shown``, the new form's texts."""
        texts = {_bare(text) for text in (*shown, *self.computed)} | {_bare(text) for _, _, text in self.other}
        for (row, col), cell in sorted(self.grid.cells.items()):
            text = _bare(cell.text)
            if text and not is_blank(Entry(cell.text)) and not any(text in other for other in texts):
                self.other.append((str(self.grid.ref(row, col)), "原表的说法", cell.text))
                texts.add(text)

    def _beside(self, row: int, col: int) -> str:
        left = next((cell.text for c in range(col - 1, 0, -1) if not (cell := self.grid.at(row, c)).is_blank), "")
        return f"{' '.join(left.split())[:20]} 右边" if left else ""


def _titles_of(grid: Grid, layout: Layout) -> dict[tuple[int, int], str]:
    table = layout.indicators[0]
    if not table.header_first:
        return {}
    found = {}
    for column in table.columns:
        texts = [grid.seen(row, column.first).text for row in range(table.header_first, table.header_last + 1)]
        found[column.first, column.last] = " ".join("".join(dict.fromkeys(texts)).split())
    return found


def _heading(block: Block, scheme: Scheme) -> str:
    """What the live heading of a block reads."""
    points = block.points or scheme.level1_weights.get(block.name, "")
    return f"{block.name}({points}分)"


_BARE = str.maketrans("（）：", "():", " \u3000\n\r\t")


def _bare(text: str) -> str:
    """Without spaces, brackets and colons in one spelling."""
    return text.translate(_BARE)


def _decimal(text: str) -> Decimal | None:
    try:
        return Decimal(text.strip().removesuffix("分").replace(",", ""))
    except InvalidOperation:
        return None


def _sum(texts: Iterable[str]) -> Decimal | None:
    numbers = [_decimal(text) for text in texts]
    known = [number for number in numbers if number is not None]
    return sum(known, Decimal(0)) if len(known) == len(numbers) else None


def _share(text: str) -> str:
    """档内比例 as a number: 80% -> 0.8."""
    number = _decimal(text.removesuffix("%")) if text else None
    if number is None:
        return text
    return format(number / 100 if text.endswith("%") else number, "f")


def _other_sheets(workbook: Workbook, own: str) -> Iterator[tuple[str, str, str]]:
    """What the other sheets hold; a sheet with forms of its own becomes new files of its own."""
    for grid in workbook.grids:
        if grid.sheet != own and not find_layouts(grid):
            for (row, col), cell in sorted(grid.cells.items()):
                if not cell.is_blank and cell.text.strip():
                    yield str(grid.ref(row, col)), f"工作表“{grid.sheet}”", cell.text


def _unit_notes(form: Form) -> Iterator[str]:
    funds = form.funds
    if funds.other_unit:
        yield f"原表的金额单位写了“{funds.unit}”和“{funds.other_unit}”两种，按“{funds.unit}”转来，请核对"
        return
    amounts = (getattr(row, column).text for row in funds.rows for column in _AMOUNTS)
    if not funds.unit and any(_decimal(text) is not None for text in amounts):
        yield "原表没有写金额单位，新表写的是万元，请核对"


def take_over(workbook: Workbook, grid: Grid, layout: Layout, form: Form, scheme: Scheme) -> TakenOver:
    """The standard form's content for a form of any layout, with the cells of the workbook that it has no place for."""
    taking = _Taking(grid, layout, form, scheme)
    funds, blocks = taking.funds(), taking.blocks()
    total = form.funds.total
    points = "" if total is None or is_blank(total.weight) else taking.text(total.weight).removesuffix("分")
    if points and _decimal(points) == scheme.level1_weights[EXECUTION]:
        points = ""
    if points and _decimal(points) is None:
        points = ""
    head: dict[str, Any] = {
        "year": form.year,
        "project": taking.text(form.project),
        "department": taking.text(form.department),
        "unit": taking.text(form.unit),
        "goal_expected": taking.text(form.goals.expected),
        "goal_actual": taking.text(form.goals.actual),
    }
    main = scheme.id.partition("+")[0]
    base = blank_content(main if main in form_names() else "mof_2020")
    moved = len(taking.carried)
    taking.scores()
    taking.rest()
    if form.kind is FormKind.TARGETS:
        what = "绩效运行监控表" if form.is_monitoring else "绩效目标申报表"
        taking.notes.append(f"这是{what}：完成值和得分留空，等年末填写")
    taking.notes += _unit_notes(form)
    content = Content(
        base.title,
        scheme.id,
        blocks or base.blocks,
        funds=funds,
        funds_unit=form.funds.unit or "万元",
        execution_points=points,
        **head,
    )
    cells = standard_workbook(content).sheets[FORM].cells.values()
    typed = (str(given) for given, _ in cells if isinstance(given, str | int | float))
    taking.wordings((*typed, *(_heading(block, scheme) for block in content.blocks)))
    content = replace(content, other=(*taking.other, *_other_sheets(workbook, grid.sheet)))
    return TakenOver(content, moved, tuple(dict.fromkeys(taking.notes)))
