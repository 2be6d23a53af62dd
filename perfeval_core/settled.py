"""Typed totals, rates and grades that the rest of their form settles, so that they can be put right unasked.

A figure that somebody typed may be the right one, and what it is computed from the wrong (常德 2022: the total right,
a row wrong).  So two computations that know nothing of one another have to agree against it.
"""

from __future__ import annotations

from fractions import Fraction

from perfeval_core.findings import Finding
from perfeval_core.model import Form
from perfeval_core.printed import Printed, read_printed, read_rates
from perfeval_core.rules.context import Context
from perfeval_core.score_form import Execution, is_blank
from perfeval_core.spelling import bare

__all__ = ["is_settled"]

_LONGEST_GRADE = 3
"""Characters of a grade that stands alone, as 良好 does; a list of boxes is not replaced."""
_POINTS_BESIDES = ("扣", "减分", "加分")
"""Words for points that are no row's: a total may well say them."""
_GRADES_BESIDES = ("否决", "降级", "降档", "下调")
"""Words for a grade that the total alone does not give."""


def is_settled(context: Context, finding: Finding) -> bool:
    """Does the rest of the form leave no doubt about the figure that a finding wants?"""
    if finding.code == "PE-S201":
        return _is_total_settled(context)
    if finding.code == "PE-B105":
        return _is_rate_settled(context, finding)
    return finding.code == "PE-G101" and _is_grade_settled(context)


def _is_complete(context: Context) -> bool:
    """Do the points of all rows make 100, so that none is missing?"""
    execution = context.scores.execution
    points = Fraction(0)
    if execution is not None and execution.counts:
        points = Fraction(context.scheme.execution_weight) if execution.weight is None else execution.weight.value
    return points + context.weight_of(context.scores.rows) == Fraction(context.scheme.total_max)


def _is_total_settled(context: Context) -> bool:
    """Every row has the score that the rules give it, and these make the sum of what is typed."""
    total, rows = context.scores.total, context.scores.rows
    if total.sum is None or total.expected is None or total.undecided_rows or not _is_complete(context):
        return False
    decided = total.sum == Fraction(total.expected) and all(row.expected is not None for row in rows)
    return decided and not _may_say_more(context, total.sum)


def _may_say_more(context: Context, wanted: Fraction) -> bool:
    """Does the form speak of points besides its rows', hold a number that nobody knows, or tell another total twice?"""
    form = context.form
    unknown = any(read_printed(place.text) is not None for place in form.unplaced)
    again = read_printed(form.other_total.text)
    return (
        unknown
        or _speaks_of(form, _POINTS_BESIDES)
        or (not is_blank(form.other_total) and (again is None or again.value != wanted))
    )


def _speaks_of(form: Form, words: tuple[str, ...]) -> bool:
    return any(word in place.text for place in (*form.placed, *form.unplaced) for word in words)


def _is_rate_settled(context: Context, finding: Finding) -> bool:
    """The score of the execution is what the amounts give, and not what the typed rate gives, which no other amount of
    the row gives either.

    Where its digits cannot tell them apart (7 for 6.99 and for 6.91), only the very number counts.
    """
    execution = context.scores.execution
    if execution is None or execution.row.execution_rate.ref != finding.where[0]:
        return False
    printed, expected, weight = execution.printed, execution.expected, execution.weight
    if printed is None or expected is None or weight is None:
        return False
    rates = read_rates(execution.row.execution_rate.text)
    if any(_is_of_another(execution, rate) for rate in rates):
        return False
    typed = [weight.value * min(rate.value, Fraction(1)) for rate in rates]
    gap, *others = (abs(printed.value - score) for score in (Fraction(expected), *typed))
    return gap <= printed.half and all(other > (printed.half if gap else 0) for other in others)


def _is_of_another(execution: Execution, rate: Printed) -> bool:
    """Is the rate that of another budget of the row, as of the 年初预算数?"""
    amounts = (amount for field, amount in execution.amounts if field != "spent")
    budgets = [amount.value for amount in amounts if amount is not None and amount.value > 0]
    spent = execution.spent
    return spent is not None and any(abs(spent.value / budget - rate.value) <= 2 * rate.half for budget in budgets)


def _is_grade_settled(context: Context) -> bool:
    """The total is the sum of all scores, the grade says nothing but a grade, and nothing else decides it."""
    total = context.scores.total
    if total.printed is None or total.sum is None or len(bare(context.form.grade.text)) > _LONGEST_GRADE:
        return False
    if _speaks_of(context.form, _GRADES_BESIDES):
        return False
    return abs(total.printed.value - total.sum) <= total.printed.half and _is_complete(context)
