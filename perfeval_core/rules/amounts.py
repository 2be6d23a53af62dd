"""What the rules of the 项目资金 block share: reading its amounts and telling the two great slips apart."""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache

from perfeval_core.model import Entry, FundsPart, FundsRow
from perfeval_core.printed import Printed, read_money
from perfeval_core.rules.context import Context
from perfeval_core.score_form import is_blank

__all__ = ["AMOUNTS", "LARGE", "SMALL_YUAN", "amount_of", "budget_base", "mixed_units", "part_name", "zero_total"]

AMOUNTS = {"budget_initial": "年初预算数", "budget_adjusted": "全年预算数", "spent": "全年执行数"}
"""The amount columns and what people call them."""
LARGE = {"万元": Fraction(1_000_000), "亿元": Fraction(100)}
"""From here on an amount is past what one project spends: 100 亿元."""
SMALL_YUAN = Fraction(1000)
"""Below this an amount in 元 was probably meant in 万元."""

_PARTS = {
    FundsPart.TOTAL: "年度资金总额",
    FundsPart.CURRENT: "财政拨款",
    FundsPart.CARRYOVER: "上年结转资金",
    FundsPart.OTHER: "其他资金",
}


def part_name(row: FundsRow) -> str:
    """How to name a row; a sub-project by its own name."""
    return _PARTS.get(row.part) or f"“{' '.join(row.name.text.split())}”"


def amount_of(context: Context, entry: Entry) -> Printed | None:
    """The amount of an entry in the form's unit, or None."""
    return None if is_blank(entry) else read_money(entry.text, context.form.funds.unit)


def budget_base(context: Context, row: FundsRow) -> tuple[str, Printed] | None:
    """(column, amount) of the budget that the execution of a row is measured by."""
    first = str(context.scheme.execution_base)
    for column in (first, "budget_adjusted", "budget_initial"):
        if (amount := amount_of(context, getattr(row, column))) is not None:
            return column, amount
    return None


def zero_total(context: Context) -> dict[str, Fraction]:
    """The sums of the parts by column when the total row stands at 0 although the parts hold money."""
    total = context.form.funds.total
    if total is None:
        return {}
    sums: dict[str, Fraction] = {}
    for column in AMOUNTS:
        printed = amount_of(context, getattr(total, column))
        parts = [
            amount
            for row in context.form.funds.parts
            if (amount := amount_of(context, getattr(row, column))) is not None
        ]
        if printed is not None and printed.value == 0 and any(part.value > 0 for part in parts):
            sums[column] = sum((part.value for part in parts), Fraction(0))
    return sums


def mixed_units(context: Context, row: FundsRow) -> tuple[str, Printed, str, Printed] | None:
    """Two amounts of one row that lie a factor of about 10 000 apart."""
    return _mixed(tuple(getattr(row, column).text for column in AMOUNTS), context.form.funds.unit)


@lru_cache(maxsize=1024)
def _mixed(texts: tuple[str, ...], unit: str) -> tuple[str, Printed, str, Printed] | None:
    """The same for the texts of the columns; several rules ask it of one row."""
    amounts = ((column, read_money(text, unit)) for column, text in zip(AMOUNTS, texts, strict=True))
    filled = [(column, amount) for column, amount in amounts if amount and amount.value > 0]
    for place, (column, amount) in enumerate(filled):
        for other, other_amount in filled[place + 1 :]:
            small, large = sorted((amount.value, other_amount.value))
            if 5000 * small <= large <= 20000 * small:
                return column, amount, other, other_amount
    return None
