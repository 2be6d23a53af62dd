"""One indicator row on its way to a score: what was typed, read once, and the outcomes that need no arithmetic."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from perfeval_core.readings import Direction, Doubt, IndicatorScore, Reading, Reason, Status
from perfeval_core.scheme import Scheme

__all__ = ["Row"]


@dataclass(frozen=True, slots=True)
class Row:
    """One row: the typed texts, their readings, the direction chosen by hand, the weight (None when not a number)."""

    target: str
    actual: str
    name: str
    level2: str
    forced: Direction | None
    scheme: Scheme
    weight: Decimal | None
    wanted: Reading
    given: Reading

    @property
    def no_weight(self) -> tuple[Reason, ...]:
        """The doubt that the weight is no number; empty when it is one."""
        if self.weight is not None:
            return ()
        return (Reason(Doubt.WEIGHT_INVALID, "分值没有填，或者不是一个不小于 0 的数"),)

    def outcome(
        self,
        status: Status,
        explanation: str,
        reasons: tuple[Reason, ...] = (),
        *,
        score: Decimal | None = None,
        attainment: Fraction | None = None,
        direction: Direction | None = None,
        bounds: tuple[Decimal, Decimal] | None = None,
    ) -> IndicatorScore:
        """The row's result, with its readings."""
        return IndicatorScore(
            status, explanation, score, attainment, direction, reasons, self.wanted, self.given, bounds
        )

    def undecided(
        self, *reasons: Reason, attainment: Fraction | None = None, direction: Direction | None = None
    ) -> IndicatorScore:
        """The result of a row that cannot be scored; the first reason is why."""
        text = f"待核：{reasons[0].text}"
        return self.outcome(Status.UNDECIDED, text, reasons, attainment=attainment, direction=direction)
