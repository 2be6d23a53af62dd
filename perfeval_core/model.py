"""The recognised form: immutable values, each with the cell it came from.

Names follow the official form (财预〔2020〕10号 附1); see ``terms.py`` for the Chinese labels.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import NamedTuple

from perfeval_core.grid import CellKind, CellRef

__all__ = [
    "FORM_NAMES",
    "NOTHING",
    "Entry",
    "Form",
    "FormKind",
    "Funds",
    "FundsPart",
    "FundsRow",
    "Goals",
    "Heading",
    "Indicator",
    "Placement",
]


class Entry(NamedTuple):
    """One typed entry: the text as it stands in the cell, and where.

    ``ref`` is None when the form has no such cell; then ``text`` is empty.  For a target split into three columns
    (性质·指标值·单位) ``text`` is their concatenation and ``more`` holds the other two cells.  ``part`` tells that the
    cell says more than ``text`` (``总分：97分``), so that writing to it would lose the rest.
    """

    text: str = ""
    ref: CellRef | None = None
    kind: CellKind = CellKind.BLANK
    formula: str | None = None
    computed: bool = True
    more: tuple[CellRef, ...] = ()
    part: bool = False

    @property
    def exists(self) -> bool:
        """True when the form has a cell for this entry, filled or not."""
        return self.ref is not None

    @property
    def refs(self) -> tuple[CellRef, ...]:
        """All cells that make up the entry."""
        return (() if self.ref is None else (self.ref,)) + self.more

    def __bool__(self) -> bool:
        return bool(self.text.strip())


NOTHING = Entry()


class FormKind(Enum):
    """Which family of form a sheet shows."""

    PROJECT = "project"
    """项目支出绩效自评表."""
    DEPARTMENT = "department"
    """部门(单位)整体支出绩效自评表."""
    TRANSFER = "transfer"
    """转移支付 / 衔接资金 form: no or reordered weight columns."""
    TARGETS = "targets"
    """绩效目标申报表: targets only, at the start of the year."""


FORM_NAMES = {
    FormKind.PROJECT: "项目支出绩效自评表",
    FormKind.DEPARTMENT: "整体支出绩效自评表",
    FormKind.TRANSFER: "转移支付绩效自评表",
    FormKind.TARGETS: "绩效目标申报表",
}
"""What people call each family."""


class FundsPart(Enum):
    """What a row of the 项目资金 block stands for."""

    TOTAL = "total"
    CURRENT = "current"
    """当年财政拨款 / 本年财政拨款."""
    CARRYOVER = "carryover"
    """上年结转资金."""
    OTHER = "other"
    """其他资金."""
    DETAIL = "detail"
    """A further row (a sub-project, 中央补助, 地方资金 …)."""


@dataclass(frozen=True, slots=True)
class FundsRow:
    """One row of the 项目资金 block; amounts in the form's unit (``Funds.unit``)."""

    row: int
    part: FundsPart
    name: Entry
    budget_initial: Entry = NOTHING
    budget_adjusted: Entry = NOTHING
    spent: Entry = NOTHING
    weight: Entry = NOTHING
    execution_rate: Entry = NOTHING
    score: Entry = NOTHING
    reason: Entry = NOTHING


@dataclass(frozen=True, slots=True)
class Funds:
    """The 项目资金 block.  ``unit`` is 万元, 元, 亿元 or empty when the form does not say."""

    rows: tuple[FundsRow, ...] = ()
    unit: str = ""
    unit_ref: CellRef | None = None
    other_unit: str = ""
    """Another unit that the form names for the same amounts: 金额单位：元 over 项目资金（万元）."""
    other_unit_ref: CellRef | None = None

    @property
    def total(self) -> FundsRow | None:
        """The 年度资金总额 row (also 合计), if there is one."""
        return next((row for row in self.rows if row.part is FundsPart.TOTAL), None)

    @property
    def parts(self) -> tuple[FundsRow, ...]:
        """The rows that should add up to the total: 财政拨款, 结转, 其他."""
        main = (FundsPart.CURRENT, FundsPart.CARRYOVER, FundsPart.OTHER)
        return tuple(row for row in self.rows if row.part in main)


@dataclass(frozen=True, slots=True)
class Goals:
    """年度总体目标: 预期目标 and 实际完成情况, prose."""

    expected: Entry = NOTHING
    actual: Entry = NOTHING


class Heading(NamedTuple):
    """A level-1 or level-2 heading as printed, with the weight it claims: ``产出指标（50分）`` -> ``50``."""

    level: int
    name: str
    """The name alone: ``产出指标``."""
    weight: str
    """The claimed points as decimal text, or empty."""
    ref: CellRef
    first_row: int
    last_row: int


@dataclass(frozen=True, slots=True)
class Indicator:
    """One 三级指标 row.  Levels are filled down from the merged or repeated headings, without the claimed points."""

    row: int
    level1: str
    level2: str
    name: Entry
    target: Entry = NOTHING
    actual: Entry = NOTHING
    weight: Entry = NOTHING
    score: Entry = NOTHING
    reason: Entry = NOTHING
    direction: Entry = NOTHING
    """方向 typed beside the form (正向/反向/定性 …), where the layout has the column."""
    manual_target: Entry = NOTHING
    manual_actual: Entry = NOTHING
    band: Entry = NOTHING
    """定性档次."""
    ratio: Entry = NOTHING
    """档内比例."""
    core: Entry = NOTHING
    """是否核心指标 (重庆)."""
    hidden: bool = False
    placeholder: bool = False
    """``指标1：`` or ``……`` with nothing else on the row but perhaps a weight."""


class Placement(NamedTuple):
    """What a cell was taken for, or that it could not be placed (``role`` empty)."""

    ref: CellRef
    text: str
    role: str


@dataclass(frozen=True, slots=True)
class Form:
    """One recognised form.  ``columns`` maps roles (``target``, ``weight`` …) to column numbers, as found."""

    sheet: str
    kind: FormKind
    first_row: int
    last_row: int
    title: Entry = NOTHING
    project: Entry = NOTHING
    unit: Entry = NOTHING
    department: Entry = NOTHING
    year: str = ""
    funds: Funds = Funds()
    goals: Goals = Goals()
    indicators: tuple[Indicator, ...] = ()
    headings: tuple[Heading, ...] = ()
    total: Entry = NOTHING
    """The printed total score."""
    total_weight: Entry = NOTHING
    """The 100 printed beside 总分."""
    other_total: Entry = NOTHING
    """A total printed once more: 自评得分 in the head."""
    grade: Entry = NOTHING
    columns: tuple[tuple[str, int], ...] = ()
    placed: tuple[Placement, ...] = ()
    unplaced: tuple[Placement, ...] = ()

    @property
    def is_monitoring(self) -> bool:
        """True for a 绩效运行监控表: it shows a part of the year and what is expected of the rest, no results."""
        return "监控" in self.title.text

    @property
    def scored_indicators(self) -> tuple[Indicator, ...]:
        """The indicator rows that mean something: placeholders left out."""
        return tuple(row for row in self.indicators if not row.placeholder)

    def column(self, role: str) -> int | None:
        """The column a role was found in."""
        return dict(self.columns).get(role)
