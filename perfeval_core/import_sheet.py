"""A form as the import of the national budget system (预算管理一体化) wants it, and what that import would refuse.

The system reads by position: 项目资金 from row 9, the goals in row 13, the indicators from row 15; numbers only, the
target split into 性质, 指标值 and 度量单位.  Nothing is guessed: what does not fit leaves its cell empty and is said.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction

from perfeval_core.check import CheckedForm
from perfeval_core.findings import Finding
from perfeval_core.grid import CellRef
from perfeval_core.model import Entry, FormKind, FundsPart, FundsRow
from perfeval_core.printed import Printed, plain, read_rates
from perfeval_core.readings import Deadline, Direction, Doubt, Qualitative, Quantity, Status, Verdict
from perfeval_core.rules.amounts import AMOUNTS, amount_of
from perfeval_core.rules.context import Context, name_of
from perfeval_core.score_form import RowScore, is_blank
from perfeval_core.spelling import fold

__all__ = [
    "FUNDS_FIRST_ROW",
    "FUNDS_TITLES",
    "GOALS_ROW",
    "INDICATORS_FIRST_ROW",
    "INDICATOR_TITLES",
    "ImportCell",
    "ImportSheet",
    "import_sheet",
]

FUNDS_FIRST_ROW, GOALS_ROW, INDICATORS_FIRST_ROW = 9, 13, 15
FUNDS_TITLES = ("项目资金", "", "年初预算数", "全年预算数", "全年执行数", "分值", "执行率", "得分")
INDICATOR_TITLES = (
    "一级指标", "二级指标", "三级指标", "指标性质", "指标值", "度量单位", "实际完成值", "分值", "得分",
    "偏差原因分析及改进措施",
)  # fmt: skip
_FUNDS_ROWS = {
    FundsPart.TOTAL: "年度资金总额",
    FundsPart.CURRENT: "其中：当年财政拨款",
    FundsPart.CARRYOVER: "上年结转资金",
    FundsPart.OTHER: "其他资金",
}
_SIGNS = {Direction.AT_LEAST: ("≥", ">"), Direction.AT_MOST: ("≤", "<"), Direction.EQUAL: ("=", "=")}
_QUALITATIVE = "定性"
_DIGITS = 6
"""Decimals that the system keeps."""
_COMPARATORS = re.compile(
    r"[≥≤=<>]|大于|小于|等于|不低于|不少于|不小于|不高于|不超过|不大于|至少|达到|以上|以下|以内|之内|控制在|及"
)


@dataclass(frozen=True, slots=True)
class ImportCell:
    """A content of the import sheet; a number is in decimal digits."""

    text: str
    is_number: bool = False


@dataclass(frozen=True, slots=True)
class ImportSheet:
    """The cells by row and column (from 1), and what the import would refuse, in sheet order."""

    cells: dict[tuple[int, int], ImportCell]
    refusals: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class _Split:
    """A target in three columns."""

    sign: str
    value: ImportCell
    unit: str


class _Writer:
    """Fills the sheet and gathers what does not fit."""

    def __init__(self, checked: CheckedForm) -> None:
        self.context = Context(checked.form, checked.scheme, checked.scores)
        self.cells: dict[tuple[int, int], ImportCell] = {}
        self.refusals: list[Finding] = []

    def refuse(self, code: str, where: Iterable[Entry | CellRef | None], **values: object) -> None:
        self.refusals.append(self.context.found(code, where, **values))

    def text(self, row: int, col: int, text: str) -> None:
        if text:
            self.cells[row, col] = ImportCell(text)

    def number(self, row: int, col: int, value: Fraction | None) -> None:
        if value is not None:
            self.cells[row, col] = ImportCell(plain(value, _DIGITS), is_number=True)

    # -- from top to bottom

    def head(self) -> None:
        form = self.context.form
        lines = (
            ("", "项目支出绩效自评表"), ("年度", form.year), ("项目名称", form.project.text),
            ("主管部门", form.department.text), ("实施单位", form.unit.text), ("金额单位", form.funds.unit or "万元"),
        )  # fmt: skip
        for row, (label, text) in enumerate(lines, 1):
            self.text(row, 1, label or text)
            self.text(row, 2, text.strip() if label else "")
        for col, title in enumerate(FUNDS_TITLES, 1):
            self.text(FUNDS_FIRST_ROW - 1, col, title)
        for col, title in enumerate(INDICATOR_TITLES, 1):
            self.text(INDICATORS_FIRST_ROW - 1, col, title)

    def funds(self) -> None:
        rows = self.context.form.funds.rows
        details = [row for row in rows if row.part is FundsPart.DETAIL]
        if details:
            names = "、".join(" ".join(row.name.text.split()) for row in details)
            self.refuse("PE-I105", [row.name for row in details], what=f"多出 {len(details)} 行（{names}）")
        for row_number, (part, name) in enumerate(_FUNDS_ROWS.items(), FUNDS_FIRST_ROW):
            self.text(row_number, 1, name)
            own = [row for row in rows if row.part is part]
            if len(own) > 1:
                self.refuse("PE-I105", [row.name for row in own], what=f"“{name}”有 {len(own)} 行")
            elif own:
                self._funds_row(row_number, name, own[0])

    def _funds_row(self, row_number: int, name: str, row: FundsRow) -> None:
        for col, (role, label) in enumerate(AMOUNTS.items(), 3):
            entry: Entry = getattr(row, role)
            amount = amount_of(self.context, entry)
            if amount is not None:
                self.number(row_number, col, amount.value)
            elif not is_blank(entry):
                self.refuse("PE-I105", [entry], what=f"“{name}”的{label}“{entry.text.strip()}”不是一个数")
        execution = self.context.scores.execution
        if row.part is FundsPart.TOTAL and execution is not None:
            self.number(row_number, 6, _value(execution.weight))
            self._rate(row_number, row.execution_rate)
            self.number(row_number, 8, _value(execution.printed))
            if execution.counts and execution.printed is None:
                where = _place(row.score, row.name)
                self.refuse("PE-I104", [where], name="预算执行率", what="得分", got=_got(row.score))

    def _rate(self, row_number: int, entry: Entry) -> None:
        rates = {rate.value for rate in read_rates(entry.text)}
        if len(rates) == 1:
            self.number(row_number, 7, rates.pop() * 100)
        elif not is_blank(entry):
            self.refuse("PE-I105", [entry], what=f"执行率“{entry.text.strip()}”说不清是百分数还是小数")

    def goals(self) -> None:
        goals = self.context.form.goals
        texts = ("预期目标", goals.expected.text.strip(), "实际完成情况", goals.actual.text.strip())
        for col, text in enumerate(texts, 1):
            self.text(GOALS_ROW, col, text)

    def indicators(self) -> None:
        for row_number, row in enumerate(self.context.scores.rows, INDICATORS_FIRST_ROW):
            indicator = row.indicator
            levels = (indicator.level1, indicator.level2, "" if is_blank(indicator.name) else name_of(indicator))
            for col, text in enumerate(levels, 1):
                self.text(row_number, col, text)
            missing = [title for title, text in zip(INDICATOR_TITLES, levels, strict=False) if not text]
            if missing:
                where = [indicator.name if indicator.name.exists else indicator.target]
                self.refuse("PE-I106", where, row=indicator.row, missing="、".join(missing))
            self._measured(row_number, row)
            self._scored(row_number, row)
            self.text(row_number, 10, "" if is_blank(indicator.reason) else indicator.reason.text.strip())

    def _measured(self, row_number: int, row: RowScore) -> None:
        indicator = row.indicator
        split = self._split(row)
        if split is None:
            return
        self.text(row_number, 4, split.sign)
        self.cells[row_number, 5] = split.value
        self.text(row_number, 6, split.unit)
        if not split.value.is_number:
            self.text(row_number, 7, indicator.actual.text.strip())
            return
        actual = _actual(row)
        if actual is None:
            where, target = _place(indicator.actual, indicator.target), " ".join(indicator.target.text.split())
            self.refuse("PE-I102", [where], name=name_of(indicator), got=_got(indicator.actual), target=target)
        self.number(row_number, 7, actual)

    def _split(self, row: RowScore) -> _Split | None:
        """The target in its three columns; None (and refused) where that cannot be told."""
        entry, target, name = row.indicator.target, row.outcome.target, name_of(row.indicator)
        got = " ".join(entry.text.split())
        if isinstance(target, (Qualitative, Verdict, Deadline)) and got:
            return _Split(_QUALITATIVE, ImportCell(got), "")
        why = _why_not_split(row)
        if why or not isinstance(target, Quantity):
            self.refuse("PE-I101", [entry], name=name, got=got, why_text=why)
            return None
        direction = target.direction or row.outcome.direction
        missing = ["符号（≥、≤ 或 =）"] if direction not in _SIGNS else []
        missing += ["单位"] if target.unit is None else []
        if direction is None or direction not in _SIGNS or target.unit is None:
            self.refuse("PE-I103", [entry], name=name, got=got, missing="、".join(missing))
            return None
        sign, unit = _SIGNS[direction][target.strict], target.unit.spelling
        value = plain(target.low, _DIGITS)
        rest = _COMPARATORS.sub("", fold(got).text.replace(fold(target.evidence).text, "", 1))
        if any(character.isalnum() for character in rest):
            self.refuse("PE-I108", [entry], name=name, got=got, sign=sign, value=value, unit=unit)
        return _Split(sign, ImportCell(value, is_number=True), unit)

    def _scored(self, row_number: int, row: RowScore) -> None:
        indicator = row.indicator
        for col, what, entry, number in (
            (8, "分值", indicator.weight, row.weight), (9, "得分", indicator.score, row.printed),
        ):  # fmt: skip
            self.number(row_number, col, _value(number))
            if number is None and not row.shared:
                place = _place(entry, indicator.name)
                self.refuse("PE-I104", [place], name=name_of(indicator), what=what, got=_got(entry))
        lost = row.weight is not None and row.printed is not None and row.printed.value < row.weight.value
        if lost and is_blank(indicator.reason):
            where = [indicator.reason, indicator.score]
            self.refuse("PE-I107", where, name=name_of(indicator), got=row.printed, weight=row.weight)


def _got(entry: Entry) -> str:
    """What was typed, in words that follow on 的分值."""
    return "没有填" if is_blank(entry) else f"填的是“{' '.join(entry.text.split())}”"


def _place(entry: Entry, instead: Entry) -> Entry:
    """Where to look: the cell itself, or another one of its row when the form has no such column."""
    return entry if entry.exists else instead


def _value(number: Printed | None) -> Fraction | None:
    return None if number is None else number.value


def _why_not_split(row: RowScore) -> str:
    """Why a target cannot be one sign, one number and one unit; empty when it can."""
    target = row.outcome.target
    if not isinstance(target, Quantity):
        return "没有填，或者读不成一个数。"
    name = fold(row.indicator.name.text).text
    if target.low != target.high:
        return "它是一个范围。"
    if target.approximate or target.over or target.under:
        return "它是约数。"
    if target.period:
        return "它是每一期的数，不是全年的。"
    if target.growth and not any(word in name for word in ("增", "降", "减", "长", "升")):
        return "它说的是增长或下降，名称里没有说。"
    return "" if Fraction(plain(target.low, _DIGITS)) == target.low else f"小数超过 {_DIGITS} 位。"


def _actual(row: RowScore) -> Fraction | None:
    """The actual in the target's unit; None where it is not certainly one number."""
    target, actual = row.outcome.target, row.outcome.actual
    comparable = row.outcome.status is Status.SCORED or row.outcome.has(Doubt.WEIGHT_INVALID)
    if not isinstance(target, Quantity) or not isinstance(actual, Quantity) or not comparable:
        return None
    vague = (actual.low != actual.high, actual.approximate, actual.over, actual.under, actual.direction, actual.period)
    if any(vague):
        return None
    value = actual.low
    if actual.unit is not None and target.unit is not None:
        if actual.unit.family != target.unit.family:
            return None
        value = actual.low * actual.unit.factor / target.unit.factor
    return value if Fraction(plain(value, _DIGITS)) == value else None


def _not_a_self_evaluation(checked: CheckedForm) -> Iterator[str]:
    if checked.form.kind is FormKind.TARGETS:
        yield "是绩效目标申报表，没有完成值和得分"
    elif not checked.scores.terms:
        yield "没有得分"


def import_sheet(checked: CheckedForm) -> ImportSheet:
    """The import sheet of one form; with a refusal of severity 错误 the system would not take it."""
    writer = _Writer(checked)
    for what in _not_a_self_evaluation(checked):
        form = checked.form
        writer.refuse("PE-I109", [form.title, *(row.name for row in form.indicators[:1])], what=what)
        return ImportSheet({}, tuple(writer.refusals))
    writer.head()
    writer.funds()
    writer.goals()
    writer.indicators()
    return ImportSheet(writer.cells, tuple(writer.refusals))
