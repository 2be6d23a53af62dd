"""项目资金: the amounts among each other, the execution rate, and its score (财预〔2020〕10号 附1)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction

from perfeval_core.findings import Finding
from perfeval_core.model import Entry, FundsPart, FundsRow
from perfeval_core.printed import Printed, difference_text, percent_text, plain, read_money, read_rates, sum_text
from perfeval_core.rules.context import Context
from perfeval_core.score_form import is_blank

__all__ = ["RULES", "says_why_adjusted", "says_why_unspent"]

AMOUNTS = {"budget_initial": "年初预算数", "budget_adjusted": "全年预算数", "spent": "全年执行数"}
"""The amount columns and what people call them."""

_PARTS = {
    FundsPart.TOTAL: "年度资金总额",
    FundsPart.CURRENT: "财政拨款",
    FundsPart.CARRYOVER: "上年结转资金",
    FundsPart.OTHER: "其他资金",
}
_ADJUSTED_WORDS = (
    "调整", "追加", "调减", "调增", "核减", "压减", "压缩", "收回", "结转", "增加预算",
    "新增预算", "统筹",
)  # fmt: skip
_UNSPENT_WORDS = (
    "未支", "未拨", "未付", "结余", "节约", "节省", "尾款", "结转", "跨年", "次年", "下年", "未完工", "未结算",
    "未验收", "由于", "因为", "原因", "受", "影响", "滞后", "延迟", "收回", "质保金",
)  # fmt: skip
_LARGE = {"万元": Fraction(1_000_000), "亿元": Fraction(100)}
"""From here on an amount is past what one project spends: 100 亿元."""
_SMALL_YUAN = Fraction(1000)
_LARGE_ADJUSTMENT = Fraction(1, 10)
_POINT = Fraction(1, 100)
_CENT = Fraction(5, 1000)


def _part(row: FundsRow) -> str:
    """How to name a row; a sub-project by its own name."""
    return _PARTS.get(row.part) or f"“{' '.join(row.name.text.split())}”"


def _amount(context: Context, entry: Entry) -> Printed | None:
    return None if is_blank(entry) else read_money(entry.text, context.form.funds.unit)


def _base(context: Context, row: FundsRow) -> tuple[str, Printed] | None:
    """(column, amount) of the budget that the execution of a row is measured by."""
    first = str(context.scheme.execution_base)
    for column in (first, "budget_adjusted", "budget_initial"):
        if (amount := _amount(context, getattr(row, column))) is not None:
            return column, amount
    return None


def _zero_total(context: Context) -> dict[str, Fraction]:
    """The sums of the parts by column when the total row stands at 0 although the parts hold money."""
    total = context.form.funds.total
    if total is None:
        return {}
    sums: dict[str, Fraction] = {}
    for column in AMOUNTS:
        printed = _amount(context, getattr(total, column))
        parts = [
            amount for row in context.form.funds.parts if (amount := _amount(context, getattr(row, column))) is not None
        ]
        if printed is not None and printed.value == 0 and any(part.value > 0 for part in parts):
            sums[column] = sum((part.value for part in parts), Fraction(0))
    return sums


def _mixed_units(context: Context, row: FundsRow) -> tuple[str, Printed, str, Printed] | None:
    """Two amounts of one row that lie a factor of about 10 000 apart."""
    filled = [
        (column, amount)
        for column in AMOUNTS
        if (amount := _amount(context, getattr(row, column))) and amount.value > 0
    ]
    for place, (column, amount) in enumerate(filled):
        for other, other_amount in filled[place + 1 :]:
            ratio = max(amount.value, other_amount.value) / min(amount.value, other_amount.value)
            if 5000 <= ratio <= 20000:
                return column, amount, other, other_amount
    return None


def check_sums(context: Context) -> Iterator[Finding]:
    """年度资金总额 = 财政拨款 + 上年结转 + 其他, column by column, with the rounding the digits allow."""
    total = context.form.funds.total
    if total is None or _mixed_units(context, total) is not None:
        return
    zero = _zero_total(context)
    for column, label in AMOUNTS.items():
        entries = [getattr(row, column) for row in context.form.funds.parts]
        filled = [entry for entry in entries if not is_blank(entry)]
        parts = [amount for entry in filled if (amount := _amount(context, entry)) is not None]
        printed = _amount(context, getattr(total, column))
        if printed is None or not parts or len(parts) < len(filled) or column in zero:
            continue
        got = sum((part.value for part in parts), Fraction(0))
        gap = abs(got - printed.value)
        half = min([printed.half, *(part.half for part in parts)])
        rounded = gap <= half * (len(parts) + 1)
        if not gap or (rounded and half <= _CENT):
            continue
        code = "PE-B102" if rounded and len(parts) > 1 else "PE-B101"
        yield context.found(
            code,
            [getattr(total, column), *filled],
            column=label,
            sum=sum_text(part.value for part in parts),
            got=plain(got),
            want=printed,
            difference=f"总额{difference_text(printed.value, got)}",
        )


def check_zero_total(context: Context) -> Iterator[Finding]:
    """The total row stands at 0 although the parts hold money."""
    total, sums = context.form.funds.total, _zero_total(context)
    if total is None or not sums:
        return
    budget = next((sums[column] for column in ("budget_adjusted", "budget_initial") if column in sums), Fraction(0))
    spent = sums.get("spent", Fraction(0))
    yield context.found(
        "PE-B103",
        [getattr(total, column) for column in sums],
        sums="、".join(f"{AMOUNTS[column]} {plain(amount)}" for column, amount in sums.items()),
        numerator=plain(spent),
        denominator=plain(budget),
        rate=percent_text(spent / budget) if budget else "（没有预算数）",
    )


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
            part="" if row.part is FundsPart.TOTAL else _part(row),
            spent=spent,
            base=AMOUNTS[column],
            budget=budget,
            rate=percent_text(spent.value / budget.value),
        )


def _overspent(context: Context, row: FundsRow) -> tuple[str, Printed, Printed] | None:
    base, spent = _base(context, row), _amount(context, row.spent)
    if base is None or spent is None or _mixed_units(context, row) is not None:
        return None
    column, budget = base
    if budget.value <= 0 or spent.value - budget.value <= max(budget.half, spent.half):
        return None
    return column, budget, spent


def _rate_gap(context: Context, row: FundsRow) -> tuple[str, Fraction, Printed, Printed] | None:
    """(code, exact rate, spent, budget) when the printed rate does not follow from the amounts."""
    base, spent, rates = _base(context, row), _amount(context, row.spent), read_rates(row.execution_rate.text)
    if base is None or spent is None or not rates or base[1].value <= 0 or _mixed_units(context, row) is not None:
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
        if gap is None or (row.part is FundsPart.TOTAL and _zero_total(context)):
            continue
        code, exact, spent, budget = gap
        yield context.found(
            code,
            [row.execution_rate, row.spent],
            part="" if row.part is FundsPart.TOTAL else _part(row),
            got=row.execution_rate.text.strip(),
            want=percent_text(exact),
            numerator=spent,
            denominator=budget,
        )


def check_execution_score(context: Context) -> Iterator[Finding]:
    """The execution's score: there, and what the rate gives."""
    execution = context.scores.execution
    if execution is None or not execution.counts or _zero_total(context) or _mixed_units(context, execution.row):
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


def check_scored_parts(context: Context) -> Iterator[Finding]:
    """Only the total row carries 分值 and 得分."""
    total = context.form.funds.total
    if total is None or (is_blank(total.weight) and is_blank(total.score)):
        return
    for row in context.form.funds.rows:
        if row.part is FundsPart.TOTAL:
            continue
        filled = [
            (label, entry, number)
            for label, entry, above in (("分值", row.weight, total.weight), ("得分", row.score, total.score))
            if entry.ref != above.ref and (number := _amount(context, entry)) is not None and number.value != 0
        ]
        if filled:
            yield context.found(
                "PE-B108",
                [entry for _, entry, _ in filled],
                part=_part(row),
                filled="、".join(f"{label} {number}" for label, _, number in filled),
            )


def check_units(context: Context) -> Iterator[Finding]:
    """元 and 万元 mixed in one row, or an amount that no project spends."""
    unit = context.form.funds.unit
    for row in context.form.funds.rows:
        mixed = _mixed_units(context, row)
        if mixed is not None:
            column, amount, other, other_amount = mixed
            yield context.found(
                "PE-B109",
                [getattr(row, other), getattr(row, column)],
                what=f"{_part(row)}{AMOUNTS[column]} {amount}，{AMOUNTS[other]} {other_amount}，相差约 1 万倍",
                unit=unit or "（表中没有写）",
            )
    total = context.form.funds.total
    if total is None or _mixed_units(context, total) is not None:
        return
    for column, label in AMOUNTS.items():
        amount_or_none = _amount(context, getattr(total, column))
        if amount_or_none is None or amount_or_none.value <= 0:
            continue
        large = unit in _LARGE and amount_or_none.value >= _LARGE[unit]
        small = unit == "元" and amount_or_none.value < _SMALL_YUAN
        if large or small:
            size = "超过 100 亿元" if large else "不到 1000 元"
            yield context.found(
                "PE-B109",
                [getattr(total, column)],
                what=f"{label} {amount_or_none}，按金额单位“{unit}”{size}",
                unit=unit,
            )
            return


def says_why_adjusted(context: Context) -> bool:
    """Does any text of the form speak of an adjusted budget?"""
    return _mentions(context, _ADJUSTED_WORDS)


def says_why_unspent(context: Context) -> bool:
    """Does any text of the form give a reason for unspent money?"""
    return _mentions(context, _UNSPENT_WORDS)


def _mentions(context: Context, words: tuple[str, ...]) -> bool:
    funds = context.form.funds
    texts = [context.form.goals.actual.text, *(row.reason.text for row in funds.rows)]
    texts += [row.spent.text + row.budget_adjusted.text for row in funds.rows]
    return any(word in text for text in texts for word in words)


def check_adjustment(context: Context) -> Iterator[Finding]:
    """A large difference between 年初 and 全年 预算数 that nothing explains."""
    total = context.form.funds.total
    if total is None or _mixed_units(context, total) is not None or says_why_adjusted(context):
        return
    initial, adjusted = _amount(context, total.budget_initial), _amount(context, total.budget_adjusted)
    if initial is None or adjusted is None or initial.value <= 0:
        return
    gap = adjusted.value - initial.value
    carried = [
        _amount(context, row.budget_adjusted) for row in context.form.funds.parts if row.part is FundsPart.CARRYOVER
    ]
    if abs(gap) < initial.value * _LARGE_ADJUSTMENT or any(part and part.value >= gap > 0 for part in carried):
        return
    yield context.found(
        "PE-B110",
        [total.budget_adjusted, total.budget_initial],
        initial=initial,
        adjusted=adjusted,
        difference=f"{'增加' if gap > 0 else '减少'} {plain(abs(gap))}",
        rate=percent_text(abs(gap) / initial.value),
    )


def check_amounts(context: Context) -> Iterator[Finding]:
    """An amount that is no number."""
    for row in context.form.funds.rows:
        for column, label in AMOUNTS.items():
            entry = getattr(row, column)
            if not is_blank(entry) and not entry.text.startswith("#") and _amount(context, entry) is None:
                yield context.found("PE-B111", [entry], part=_part(row), column=label, got=entry.text.strip())


RULES: list[Callable[[Context], Iterator[Finding]]] = [
    check_sums,
    check_zero_total,
    check_overspent,
    check_rates,
    check_execution_score,
    check_scored_parts,
    check_units,
    check_adjustment,
    check_amounts,
]
