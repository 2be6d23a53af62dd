"""All scores of one form: what is printed, what the rules give, and which rows nobody can decide.

Printed numbers are kept as :class:`~perfeval_core.printed.Printed`, exact with the fineness they were written in;
scores by the rules are rounded decimals.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

from perfeval_core import scoring
from perfeval_core.explain import explain
from perfeval_core.grid import CellRef
from perfeval_core.model import Entry, Form, FormKind, Funds, FundsRow, Indicator
from perfeval_core.printed import (
    Printed,
    percent_text,
    plain,
    read_money,
    read_printed,
    read_printed_weight,
    read_rates,
)
from perfeval_core.readings import Doubt, IndicatorScore, Quantity, Status
from perfeval_core.scheme import Scheme
from perfeval_core.spelling import fold
from perfeval_core.words import words

__all__ = ["Execution", "RowScore", "ScoreSheet", "Total", "is_blank", "score_form"]


def is_blank(entry: Entry) -> bool:
    """True when nothing, or only a mark for nothing (``—``, ``/``, ``无``), was typed."""
    return _says_nothing(entry.text)


@lru_cache(maxsize=8192)
def _says_nothing(typed: str) -> bool:
    text = fold(typed).text
    return text in words()["missing.marks"] or not text.strip("-_/.…。")


@dataclass(frozen=True, slots=True)
class RowScore:
    """One indicator row.  ``expected`` is the score by the rules, None where they do not decide.

    ``shared``: one merged cell holds the weight or the score of this row and of others, so neither is its own;
    or the row breaks down the one above (其中：…).
    """

    indicator: Indicator
    outcome: IndicatorScore
    weight: Printed | None
    printed: Printed | None
    expected: Decimal | None
    shared: bool = False

    @property
    def reached(self) -> bool | None:
        """Was the target reached?  None where it cannot be told."""
        if self.inside_range:
            return None
        attainment = self.outcome.attainment
        if attainment is not None and attainment >= 1:
            return True
        if self.expected is not None and self.weight is not None and self.weight.value > 0:
            if self.expected == self.weight.value:
                return True
            if self.outcome.status is Status.SCORED:
                return False
        return None if attainment is None else False

    @property
    def inside_range(self) -> bool:
        """7 where 6～8 is asked: whether the upper end counts is local practice (江门 2022), so no fault is certain."""
        target, actual = self.outcome.target, self.outcome.actual
        if not isinstance(target, Quantity) or not isinstance(actual, Quantity) or target.low == target.high:
            return False
        low, high = target.span
        return low <= actual.span[0] < high

    @property
    def accepted(self) -> bool:
        """Does the rule leave the points to a judgement that the printed score keeps to?

        A qualitative score inside its band; an over-fulfilled row from which some points were taken off
        (财预〔2020〕10号 第十四条: 按照偏离度适度调减分值); full marks inside a range.
        """
        if self.printed is None:
            return False
        if self.expected is None:
            bounds = self.outcome.bounds
            return bounds is not None and self.printed.meets(Fraction(bounds[0]), Fraction(bounds[1]))
        if self.inside_range and self.weight is not None and self.printed.value == self.weight.value:
            return True
        return self.outcome.has(Doubt.OVER_FULFILLED) and 0 <= self.printed.value < self.expected

    @property
    def counted(self) -> Fraction | None:
        """What the row adds to the expected total: the rule's score, else the printed one."""
        if self.printed is not None and (self.expected is None or self.accepted):
            return self.printed.value
        return None if self.expected is None else Fraction(self.expected)


@dataclass(frozen=True, slots=True)
class Execution:
    """The budget execution.  ``base`` names the field of the budget that was divided by; ``rate`` is exact.

    ``counts`` tells whether the form gives points for it at all.  ``expected`` is None when the amounts do not
    decide; ``explanation`` is one Chinese sentence, with the arithmetic where there is any.
    """

    row: FundsRow
    base: str
    budget: Printed | None
    spent: Printed | None
    weight: Printed | None
    printed: Printed | None
    rate: Fraction | None
    expected: Decimal | None
    explanation: str
    counts: bool
    amounts: tuple[tuple[str, Printed | None], ...]
    """(field, amount) of all money columns of the row."""

    @property
    def counted(self) -> Fraction | None:
        """What the row adds to the expected total."""
        if self.expected is not None:
            return Fraction(self.expected)
        return None if self.printed is None else self.printed.value


@dataclass(frozen=True, slots=True)
class Total:
    """The total score: as printed, as the sum of the printed scores, and by the rules.

    ``sum`` is None when a score is a formula that was never calculated.  ``expected`` takes the printed score of the
    rows in ``undecided_rows``; None when such a row has none.
    """

    printed: Printed | None
    sum: Fraction | None
    expected: Decimal | None
    undecided_rows: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class ScoreSheet:
    """The scores of a form.  ``terms`` are the printed scores that make up ``total.sum``, in sheet order.

    ``grade`` is the 等级 by the expected total, ``light`` the 红黄绿灯 where the scheme has one.
    """

    rows: tuple[RowScore, ...]
    execution: Execution | None
    terms: tuple[Fraction, ...]
    total: Total
    cap: Decimal | None
    grade: str | None
    score_rate: Fraction | None
    light: scoring.Light | None


def _score_row(indicator: Indicator, shared: bool, scheme: Scheme) -> RowScore:
    target = indicator.manual_target if indicator.manual_target else indicator.target
    actual = indicator.manual_actual if indicator.manual_actual else indicator.actual
    try:
        outcome = _explain(indicator, target, actual, indicator.direction.text, scheme)
    except ValueError:  # a 方向 that is none: the reading decides alone
        outcome = _explain(indicator, target, actual, None, scheme)
    weight, printed = read_printed_weight(indicator.weight.text), read_printed(indicator.score.text)
    return RowScore(indicator, outcome, weight, printed, None if shared else outcome.score, shared)


def _shared_rows(form: Form) -> frozenset[int]:
    """The rows whose 分值 or 得分 is one merged cell with other rows, or that only break down the row above."""
    by_cell: dict[tuple[str, CellRef], list[int]] = {}
    for indicator in form.indicators:
        for role, entry in (("weight", indicator.weight), ("score", indicator.score)):
            if entry.ref is not None:
                by_cell.setdefault((role, entry.ref), []).append(indicator.row)
    parts = (indicator.row for indicator in form.indicators if _is_part(indicator))
    return frozenset([*(row for rows in by_cell.values() if len(rows) > 1 for row in rows), *parts])


def _is_part(indicator: Indicator) -> bool:
    """``其中：桃树种植面积`` without points of its own: they are in the row above."""
    unscored = is_blank(indicator.weight) and is_blank(indicator.score)
    return unscored and fold(indicator.name.text).text.lstrip("★*☆▲-·、.").startswith("其中")


def _explain(
    indicator: Indicator, target: Entry, actual: Entry, direction: str | None, scheme: Scheme
) -> IndicatorScore:
    return explain(
        target.text,
        actual.text,
        indicator.weight.text,
        name=indicator.name.text,
        direction=direction,
        level2=indicator.level2,
        scheme=scheme,
        band=indicator.band.text,
        ratio=indicator.ratio.text,
    )


def _decimal(value: Fraction) -> Decimal:
    return Decimal(plain(value, 6))


def _only_scored(funds: Funds) -> FundsRow | None:
    """The one row that carries the points, in a block without a row of the total."""
    scored = [row for row in funds.rows if not is_blank(row.score)]
    return scored[0] if len(scored) == 1 else None


def _execution(form: Form, scheme: Scheme) -> Execution | None:
    row = form.funds.total or _only_scored(form.funds)
    if row is None:
        return None
    base = str(scheme.execution_base)
    if is_blank(getattr(row, base)):
        base = next((name for name in ("budget_adjusted", "budget_initial") if not is_blank(getattr(row, name))), base)
    amounts = {
        name: read_money(getattr(row, name).text, form.funds.unit)
        for name in ("budget_initial", "budget_adjusted", "spent")
    }
    budget, spent = amounts[base], amounts["spent"]
    weight, printed = read_printed_weight(row.weight.text), read_printed(row.score.text)
    points = scheme.execution_weight if weight is None else _decimal(weight.value)
    rate: Fraction | None = None
    expected: Decimal | None = None
    if budget is not None and spent is not None:
        outcome = scoring.score_execution(spent.value, budget.value, scheme, points)
        rate, expected = outcome.rate, outcome.score
        if outcome.doubt is not None or rate is None:
            explanation = outcome.doubt.value if outcome.doubt else ""
        else:
            explanation = f"{spent} ÷ {budget} = {percent_text(rate)}，{_points_text(points, rate, expected)}"
    else:
        rates = read_rates(row.execution_rate.text)
        if len(rates) == 1 and not is_blank(row.execution_rate):
            rate = rates[0].value
            expected = scoring.score_execution(rate, Fraction(1), scheme, points).score
            explanation = f"按填报的执行率 {percent_text(rate)}，{_points_text(points, rate, expected)}"
        else:
            explanation = "预算数或执行数读不出来，不能核对预算执行率得分"
    counts = form.kind is not FormKind.TARGETS and (weight is not None or printed is not None)
    return Execution(
        row=row,
        base=base,
        budget=budget,
        spent=spent,
        weight=weight,
        printed=printed,
        rate=rate,
        expected=expected if counts else None,
        explanation=explanation,
        counts=counts,
        amounts=tuple(amounts.items()),
    )


def _points_text(points: Decimal, rate: Fraction, score: Decimal | None) -> str:
    share = "100%" if rate >= 1 else percent_text(rate)
    return f"{plain(points)} × {share} = {plain(score)}" if score is not None else ""


def _total(form: Form, rows: Iterable[RowScore], execution: Execution | None, scheme: Scheme) -> Total:
    terms: list[Fraction] = []
    counted: list[Fraction | None] = []
    undecided: list[int] = []
    if execution is not None and execution.counts:
        counted.append(execution.counted)
        if execution.expected is None:
            undecided.append(execution.row.row)
    for row in rows:
        if row.weight is None and row.printed is None:
            continue
        counted.append(row.counted)
        if row.expected is None and not row.accepted:
            undecided.append(row.indicator.row)
    for indicator in form.indicators:
        printed = read_printed(indicator.score.text) if indicator.placeholder else None
        if printed is not None:
            counted.append(printed.value)
            undecided.append(indicator.row)
    terms.extend(_terms(form, execution))
    uncalculated = any(row.printed is None and not row.indicator.score.computed for row in rows)
    known = [value for value in counted if value is not None]
    expected = None
    if terms and known and len(known) == len(counted):
        expected = scoring.total_score(map(_decimal, known), scheme)
        expected = scoring.cap_total(expected, execution.rate if execution else None, scheme)
    return Total(
        read_printed(form.total.text),
        sum(terms, Fraction(0)) if terms and not uncalculated else None,
        expected,
        tuple(sorted(undecided)),
    )


def _terms(form: Form, execution: Execution | None) -> tuple[Fraction, ...]:
    printed = [read_printed(indicator.score.text) for indicator in form.indicators]
    if execution is not None:
        printed.insert(0, execution.printed)
    return tuple(score.value for score in printed if score is not None)


def _score_rate(rows: Iterable[RowScore]) -> Fraction | None:
    """Earned share of the indicator points, as printed; None unless every weighted row has a score."""
    pairs = [(row.printed, row.weight) for row in rows if row.weight is not None]
    points = sum((weight.value for _, weight in pairs), Fraction(0))
    if points <= 0 or any(score is None for score, _ in pairs):
        return None
    return sum((score.value for score, _ in pairs if score is not None), Fraction(0)) / points


def score_form(form: Form, scheme: Scheme) -> ScoreSheet:
    """Score every row of a form by a scheme, beside what is printed."""
    shared = _shared_rows(form)
    rows = tuple(_score_row(indicator, indicator.row in shared, scheme) for indicator in form.scored_indicators)
    execution = _execution(form, scheme)
    total = _total(form, rows, execution, scheme)
    rate = None if execution is None else execution.rate
    score_rate = _score_rate(rows)
    capped = scoring.cap_total(scheme.total_max, rate, scheme)
    return ScoreSheet(
        rows=rows,
        execution=execution,
        terms=_terms(form, execution),
        total=total,
        cap=capped if capped < scheme.total_max else None,
        grade=None if total.expected is None else scoring.grade(total.expected, scheme),
        score_rate=score_rate,
        light=None if score_rate is None or execution is None else scoring.light(score_rate, rate, scheme),
    )
