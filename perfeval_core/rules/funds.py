"""项目资金: the amounts among each other, their units, and what was left unsaid (财预〔2020〕10号 附1)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction

from perfeval_core.findings import Finding
from perfeval_core.model import FundsPart
from perfeval_core.printed import difference_text, percent_text, plain, sum_text
from perfeval_core.rules.amounts import AMOUNTS, LARGE, SMALL_YUAN, amount_of, mixed_units, part_name, zero_total
from perfeval_core.rules.context import Context
from perfeval_core.score_form import is_blank

__all__ = ["RULES", "UNSPENT_WORDS", "says_why_adjusted", "says_why_unspent"]

_ADJUSTED_WORDS = (
    "调整", "追加", "调减", "调增", "核减", "压减", "压缩", "收回", "结转", "增加预算",
    "新增预算", "统筹",
)  # fmt: skip
UNSPENT_WORDS = (
    "未支", "未拨", "未付", "结余", "节约", "节省", "尾款", "结转", "跨年", "次年", "下年", "未完工", "未结算",
    "未验收", "由于", "因为", "原因", "受", "影响", "滞后", "延迟", "收回", "质保金",
)  # fmt: skip
"""A text with one of them tells why money was left."""
_LARGE_ADJUSTMENT = Fraction(1, 10)
_CENT = Fraction(5, 1000)


def check_sums(context: Context) -> Iterator[Finding]:
    """年度资金总额 = 财政拨款 + 上年结转 + 其他, column by column, with the rounding the digits allow."""
    total = context.form.funds.total
    if total is None or mixed_units(context, total) is not None:
        return
    zero = zero_total(context)
    for column, label in AMOUNTS.items():
        entries = [getattr(row, column) for row in context.form.funds.parts]
        filled = [entry for entry in entries if not is_blank(entry)]
        parts = [amount for entry in filled if (amount := amount_of(context, entry)) is not None]
        printed = amount_of(context, getattr(total, column))
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
    total, sums = context.form.funds.total, zero_total(context)
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
            if entry.ref != above.ref and (number := amount_of(context, entry)) is not None and number.value != 0
        ]
        if filled:
            yield context.found(
                "PE-B108",
                [entry for _, entry, _ in filled],
                part=part_name(row),
                filled="、".join(f"{label} {number}" for label, _, number in filled),
            )


def check_units(context: Context) -> Iterator[Finding]:
    """元 and 万元 mixed in one row, or an amount that no project spends."""
    unit = context.form.funds.unit
    for row in context.form.funds.rows:
        mixed = mixed_units(context, row)
        if mixed is not None:
            column, amount, other, other_amount = mixed
            yield context.found(
                "PE-B109",
                [getattr(row, other), getattr(row, column)],
                what=f"{part_name(row)}{AMOUNTS[column]} {amount}，{AMOUNTS[other]} {other_amount}，相差约 1 万倍",
                unit=unit or "（表中没有写）",
            )
    total = context.form.funds.total
    if total is None or mixed_units(context, total) is not None:
        return
    for column, label in AMOUNTS.items():
        amount_or_none = amount_of(context, getattr(total, column))
        if amount_or_none is None or amount_or_none.value <= 0:
            continue
        large = unit in LARGE and amount_or_none.value >= LARGE[unit]
        small = unit == "元" and amount_or_none.value < SMALL_YUAN
        if large or small:
            size = "超过 100 亿元" if large else "不到 1000 元"
            yield context.found(
                "PE-B109",
                [getattr(total, column)],
                what=f"{label} {amount_or_none}，按金额单位“{unit}”{size}",
                unit=unit,
            )
            return


def check_named_units(context: Context) -> Iterator[Finding]:
    """Two units named for the same amounts: 金额单位：元 over 项目资金（万元）."""
    funds = context.form.funds
    if funds.other_unit and funds.rows:
        yield context.found("PE-B115", [funds.unit_ref, funds.other_unit_ref], unit=funds.unit, other=funds.other_unit)


def says_why_adjusted(context: Context) -> bool:
    """Does any text of the form speak of an adjusted budget?"""
    return _mentions(context, _ADJUSTED_WORDS)


def says_why_unspent(context: Context) -> bool:
    """Does any text of the form give a reason for unspent money?"""
    return _mentions(context, UNSPENT_WORDS)


def _mentions(context: Context, words: tuple[str, ...]) -> bool:
    funds = context.form.funds
    texts = [context.form.goals.actual.text, *(row.reason.text for row in funds.rows)]
    texts += [row.spent.text + row.budget_adjusted.text for row in funds.rows]
    return any(word in text for text in texts for word in words)


def check_adjustment(context: Context) -> Iterator[Finding]:
    """A large difference between 年初 and 全年 预算数 that nothing explains."""
    total = context.form.funds.total
    if total is None or mixed_units(context, total) is not None or says_why_adjusted(context):
        return
    initial, adjusted = amount_of(context, total.budget_initial), amount_of(context, total.budget_adjusted)
    if initial is None or adjusted is None or initial.value <= 0:
        return
    gap = adjusted.value - initial.value
    carried = [
        amount_of(context, row.budget_adjusted) for row in context.form.funds.parts if row.part is FundsPart.CARRYOVER
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
            if not is_blank(entry) and not entry.text.startswith("#") and amount_of(context, entry) is None:
                yield context.found("PE-B111", [entry], part=part_name(row), column=label, got=entry.text.strip())


RULES: list[Callable[[Context], Iterator[Finding]]] = [
    check_sums,
    check_zero_total,
    check_scored_parts,
    check_units,
    check_named_units,
    check_adjustment,
    check_amounts,
]
