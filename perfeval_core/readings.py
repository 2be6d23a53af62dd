"""What a cell text says, once read: the possible readings of a target or an actual, and why one is in doubt."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from fractions import Fraction

__all__ = [
    "Deadline",
    "Direction",
    "Doubt",
    "IndicatorScore",
    "Missing",
    "Qualitative",
    "Quantity",
    "Reading",
    "Reason",
    "Status",
    "Undecided",
    "Unit",
    "Verdict",
]


class Direction(Enum):
    """Which way a target counts."""

    AT_LEAST = "at_least"
    AT_MOST = "at_most"
    EQUAL = "equal"
    QUALITATIVE = "qualitative"


class Status(Enum):
    """How an indicator row could be scored."""

    SCORED = "scored"
    UNDECIDED = "undecided"
    QUALITATIVE = "qualitative"
    MISSING = "missing"


class Doubt(Enum):
    """Why a reading or a comparison is in doubt; the values are stable identifiers."""

    # nothing to read
    TARGET_MISSING = "target_missing"
    ACTUAL_MISSING = "actual_missing"
    WEIGHT_INVALID = "weight_invalid"
    # one text cannot be read with certainty
    SEVERAL_NUMBERS = "several_numbers"
    NUMBER_UNCLEAR = "number_unclear"
    COMPARATOR_CONFLICT = "comparator_conflict"
    UNIT_UNKNOWN = "unit_unknown"
    OCR_SUSPECT = "ocr_suspect"
    RANK_OR_GRADE = "rank_or_grade"
    TARGET_NOT_MEASURABLE = "target_not_measurable"
    # target and actual do not meet
    UNIT_MISMATCH = "unit_mismatch"
    UNIT_ABSENT = "unit_absent"
    KIND_MISMATCH = "kind_mismatch"
    GROWTH_MISMATCH = "growth_mismatch"
    PERIOD_MISMATCH = "period_mismatch"
    DIRECTION_UNCLEAR = "direction_unclear"
    VERDICT_FOR_NUMBER = "verdict_for_number"
    ACTUAL_IS_BOUND = "actual_is_bound"
    ACTUAL_APPROXIMATE = "actual_approximate"
    DEADLINE_LATE = "deadline_late"
    DEADLINE_UNCLEAR = "deadline_unclear"
    LEVEL_UNCLEAR = "level_unclear"
    """A qualitative row whose 档次 the actual does not say."""
    # scored or not, a person should look
    REPEATS_TARGET = "repeats_target"
    MAGNITUDE = "magnitude"
    NEGATIVE_ACTUAL = "negative_actual"
    DIRECTION_SUSPECT = "direction_suspect"
    OVER_FULFILLED = "over_fulfilled"


@dataclass(frozen=True, slots=True)
class Reason:
    """One doubt with its Chinese sentence, naming the texts and figures concerned."""

    doubt: Doubt
    text: str

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit in its family: ``万元`` is 10 000 of family ``元``.  ``spelling`` is what was written."""

    family: str
    factor: Fraction
    spelling: str

    def to_base(self, value: Fraction) -> Fraction:
        """A value in this unit as one in the base unit of the family."""
        return value if self.factor == 1 else value * self.factor

    def from_base(self, value: Fraction) -> Fraction:
        """A value in the base unit as one in this unit."""
        return value if self.factor == 1 else value / self.factor


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with all that was written around it.

    ``low``/``high`` are in the written unit (``2-3家``: 2 and 3; a plain number: both equal); ``unit`` is None for a
    bare number.  ``precision`` is half a unit of the last written digit (``4.5`` -> 1/20), in the written unit.
    ``direction`` is None when no comparator was written; ``strict`` for > and <.  ``approximate`` for 左右 约;
    ``over`` for 余 多 (somewhat more than ``low``), ``under`` for 近 (somewhat less).  ``growth`` tells that the text
    speaks of growth or fall (a fall is negative); ``period`` a per-period value (每月, /年).
    ``evidence`` is the characters of the cell that it was read from.
    """

    low: Fraction
    high: Fraction
    unit: Unit | None
    direction: Direction | None = None
    strict: bool = False
    approximate: bool = False
    over: bool = False
    under: bool = False
    growth: bool = False
    period: str = ""
    precision: Fraction = Fraction(0)
    evidence: str = ""

    @property
    def span(self) -> tuple[Fraction, Fraction]:
        """``low`` and ``high`` in the base unit of the family."""
        if self.unit is None:
            return self.low, self.high
        low = self.unit.to_base(self.low)
        return low, low if self.low is self.high else self.unit.to_base(self.high)


@dataclass(frozen=True, slots=True)
class Deadline:
    """A point or span of time; ``before`` when the text asks for something to be done by then.

    ``first``/``last`` bound the named span (2022年11月: first and last day).  A date without a year has
    ``yearless`` True and stands in the leap year 2000.
    """

    first: date
    last: date
    before: bool = False
    yearless: bool = False
    evidence: str = ""


@dataclass(frozen=True, slots=True)
class Qualitative:
    """A target or actual in words: ``grade_words`` are those of the word list that it contains (显著, 有效 …)."""

    grade_words: tuple[str, ...] = ()
    evidence: str = ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """完成, 是, 部分完成, 未完成 …; ``level`` 0 reached, 1 partly, 2 not, None cannot be told (阶段完成)."""

    level: int | None
    evidence: str = ""


@dataclass(frozen=True, slots=True)
class Missing:
    """Nothing was typed, or a mark for nothing (/, —, 无 …)."""

    evidence: str = ""


@dataclass(frozen=True, slots=True)
class Undecided:
    """The text cannot be read with certainty; ``candidates`` are the possible readings."""

    reason: Reason
    candidates: tuple[Quantity, ...] = ()
    evidence: str = ""


Reading = Quantity | Deadline | Qualitative | Verdict | Missing | Undecided


@dataclass(frozen=True, slots=True)
class IndicatorScore:
    """The outcome for one indicator row.

    ``score`` is rounded half up to the scheme's digits and None unless ``status`` is ``scored``.  ``attainment`` is
    the exact 完成率 (1 = 100 %) where one exists.  ``bounds`` is the score band of a qualitative row.
    ``explanation`` is one Chinese sentence with the arithmetic that a person can check; ``reasons`` are all doubts,
    those that prevent a score first.
    """

    status: Status
    explanation: str
    score: Decimal | None = None
    attainment: Fraction | None = None
    direction: Direction | None = None
    reasons: tuple[Reason, ...] = ()
    target: Reading = Missing()
    actual: Reading = Missing()
    bounds: tuple[Decimal, Decimal] | None = None

    def has(self, *doubts: Doubt) -> bool:
        """True when one of the doubts is among the reasons."""
        return any(reason.doubt in doubts for reason in self.reasons)
