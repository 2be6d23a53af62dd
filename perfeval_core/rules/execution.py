"""The budget execution: what was spent against the budget, the rate, and its score (财预〔2020〕10号 附1)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction

from perfeval_core.findings import Finding
from perfeval_core.model import FundsPart, FundsRow
from perfeval_core.printed import Printed, difference_text, percent_text, plain, read_rates
from perfeval_core.rules.amounts import AMOUNTS, amount_of, budget_base, mixed_units, part_name, zero_total
from perfeval_core.rules.context import Context
from perfeval_core.score_form import is_blank

__all__ = ["RULES"]

_POINT = Fraction(1, 100)
"""A rate that rounding could explain is worth a word from here on: one percentage point."""


def check_overspent(context: Context) -> Iterator[Finding]:
    """Spent more than budgeted: the total, else its parts; and each sub-project."""
    rows = context.form.funds.rows
    over = [(row, *pair) for row in rows if (pair := _overspent(context, row)) is not None]
    total_over = any(row.part is FundsPart.TOTAL for row, *_ in over)
    for row, column, budget, spent in over:
        if total_over and row.part not in (FundsPart.TOTAL, FundsPart.DETAIL):
            continue
        yield context.found(
            "PE-B104",
            [row.spent, getattr(row, column)],
            part="" if row.part is FundsPart.TOTAL else part_name(row),
            spent=spent,
            base=AMOUNTS[column],
            budget=budget,
            rate=percent_text(spent.value / budget.value),
        )


def _overspent(context: Context, row: FundsRow) -> tuple[str, Printed, Printed] | None:
    base, spent = budget_base(context, row), amount_of(context, row.spent)
    if base is None or spent is None or mixed_units(context, row) is not None:
        return None
    column, budget = base
    if budget.value <= 0 or spent.value - budget.value <= max(budget.half, spent.half):
        return None
    return column, budget, spent


def _rate_gap(context: Context, row: FundsRow) -> tuple[str, Fraction, Printed, Printed] | None:
    """(code, exact rate, spent, budget) when the printed rate does not follow from the amounts."""
    base, spent, rates = budget_base(context, row), amount_of(context, row.spent), read_rates(row.execution_rate.text)
    if base is None or spent is None or not rates or base[1].value <= 0 or mixed_units(context, row) is not None:
        return None
    budget = base[1]
    exact = spent.value / budget.value
    if any(abs(rate.value - exact) <= 2 * rate.half for rate in rates):
        return None
    half = min(spent.half, budget.half)
    low = (spent.value - half) / (budget.value + half)
    high = (spent.value + half) / (budget.value - half) if budget.value > half else None
    possible = [rate for rate in rates if high is None or rate.meets(low, high)]
    if not possible:
        return "PE-B105", exact, spent, budget
    if all(abs(rate.value - exact) > _POINT for rate in possible):
        return "PE-B106", exact, spent, budget
    return None


def check_rates(context: Context) -> Iterator[Finding]:
    """执行率 = B ÷ A, as far as the printed digits can tell."""
    for row in context.form.funds.rows:
        gap = _rate_gap(context, row)
        if gap is None or (row.part is FundsPart.TOTAL and zero_total(context)):
            continue
        code, exact, spent, budget = gap
        yield context.found(
            code,
            [row.execution_rate, row.spent],
            part="" if row.part is FundsPart.TOTAL else part_name(row),
            got=row.execution_rate.text.strip(),
            want=percent_text(exact),
            numerator=spent,
            denominator=budget,
        )


def check_execution_score(context: Context) -> Iterator[Finding]:
    """The execution's score: there, and what the rate gives."""
    execution = context.scores.execution
    if execution is None or not execution.counts or zero_total(context) or mixed_units(context, execution.row):
        return
    row, want, weight = execution.row, execution.expected, execution.weight
    points = plain(context.scheme.execution_weight if weight is None else weight.value)
    if execution.budget is not None and execution.budget.value == 0:
        yield context.found("PE-B112", [getattr(row, execution.base)], base=AMOUNTS[execution.base], weight=points)
        return
    if want is None:
        missing = [
            AMOUNTS[column]
            for column in (execution.base, "spent")
            if getattr(row, column).exists and is_blank(getattr(row, column))
        ]
        if missing and execution.printed is not None:
            yield context.found(
                "PE-B114",
                [row.score, getattr(row, execution.base), row.spent],
                missing="、".join(missing),
                got=execution.printed,
            )
        return
    if execution.printed is None:
        if row.score.exists and is_blank(row.score):
            yield context.found(
                "PE-B113", [row.score], weight=points, want=plain(want), arithmetic=execution.explanation
            )
        return
    if not _execution_score_fits(context):
        got = execution.printed
        yield context.found(
            "PE-B107",
            [row.score, row.execution_rate],
            got=got,
            want=plain(want),
            arithmetic=execution.explanation,
            effect=difference_text(Fraction(want), got.value),
        )


def _execution_score_fits(context: Context) -> bool:
    """Is the printed score that of the exact rate, or of the printed one (whose own error is said elsewhere)?"""
    execution = context.scores.execution
    if execution is None or execution.printed is None or execution.expected is None:
        return True
    weight = execution.weight.value if execution.weight else Fraction(context.scheme.execution_weight)
    by_rates = [weight * min(rate.value, Fraction(1)) for rate in read_rates(execution.row.execution_rate.text)]
    printed = execution.printed
    return any(abs(printed.value - score) <= printed.half for score in (Fraction(execution.expected), *by_rates))


RULES: list[Callable[[Context], Iterator[Finding]]] = [check_overspent, check_rates, check_execution_score]
