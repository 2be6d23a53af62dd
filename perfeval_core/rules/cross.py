"""One place of the form against another: goals and indicators, scores and money, satisfaction and samples."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from fractions import Fraction
from functools import lru_cache

from perfeval_core.findings import Finding
from perfeval_core.model import Entry, FormKind
from perfeval_core.printed import difference_text, percent_text, plain, read_money, sum_text
from perfeval_core.quantity import read_quantities
from perfeval_core.readings import Quantity
from perfeval_core.rules.context import Context, bare_name, name_of
from perfeval_core.score_form import RowScore, is_blank
from perfeval_core.scoring import Light
from perfeval_core.spelling import fold

__all__ = ["RULES"]

_CLAUSE = re.compile(r"[，。；;、,!！？?\n]+|\d+[.、)](?!\d)")
_NAME_TAIL = re.compile(
    r"(?:的)?(?:增速|增长率|增长幅度|增幅|增长|数量|人数|户数|家数|个数|次数|总数|总量|面积|数|率|量|额)$"
)
_NAME_HEAD = re.compile(r"^(?:完成|开展|实施|新建|建设|组织|推动|推进|实现)")
_KEY_LENGTH = 4
"""A shorter common phrase may be chance."""

_REACH = 8
"""So many characters may stand between the phrase and its number (同比增长, 达到 …)."""

_SAMPLE_WORDS = (
    "问卷",
    "样本",
    "调查",
    "抽样",
    "抽查",
    "发放",
    "收回",
    "回收",
    "访谈",
    "走访",
    "回访",
    "座谈",
    "测评",
    "受访",
)
_TOTAL_COST = re.compile(r"(?:项目)?(?:总成本|总投资|支出总额|成本总额|资金总额|总支出)")


def check_light(context: Context) -> Iterator[Finding]:
    """Nearly full points with much money unspent (red light of a deployed system)."""
    scores, limits = context.scores, context.scheme.light
    execution = scores.execution
    if scores.light is not Light.RED or limits is None or not scores.score_rate:
        return
    if execution is None or execution.rate is None:
        return
    rows = [row for row in scores.rows if row.weight is not None and row.printed is not None]
    earned = sum((row.printed.value for row in rows if row.printed), Fraction(0))
    yield context.found(
        "PE-X101",
        [context.form.total, execution.row.execution_rate],
        rate=percent_text(scores.score_rate),
        arithmetic=f"{plain(earned)} ÷ {plain(context.weight_of(rows))}",
        execution=percent_text(execution.rate),
        difference=percent_text((scores.score_rate - execution.rate) / scores.score_rate),
        limit=percent_text(limits.excess),
    )


@lru_cache(maxsize=4096)
def _keys(name: str) -> tuple[str, ...]:
    """The noun phrases by which a sentence may speak of an indicator, the fuller one first."""
    stem = re.sub(r"\(.*?\)", "", name)
    keys = [stem, _NAME_TAIL.sub("", stem)]
    keys += [_NAME_HEAD.sub("", key) for key in keys]
    return tuple(key for key in dict.fromkeys(keys) if len(key) >= _KEY_LENGTH)


def _said_of(row: RowScore, clause: str) -> Quantity | None:
    """The one number that a clause gives for an indicator, right behind its name."""
    text = fold(clause).text
    for key in _keys(bare_name(row.indicator)):
        place = text.find(key)
        if place < 0:
            continue
        quantities = read_quantities(clause)
        if len(quantities) != 1:
            return None
        written = fold(quantities[0].evidence).text
        start = text.find(written, place + len(key))
        if start < 0 or start - place - len(key) > _REACH:
            return None
        return quantities[0]
    return None


def _differ(said: Quantity, shown: Quantity) -> bool:
    """Do two quantities of one unit differ by more than their digits leave open?"""
    if said.unit is None or shown.unit is None or said.unit.family != shown.unit.family:
        return False
    vague = (said.approximate, said.over, said.under, shown.approximate, shown.over, shown.under)
    if any(vague) or said.period != shown.period or said.low != said.high or shown.low != shown.high:
        return False
    left, right = said.low * said.unit.factor, shown.low * shown.unit.factor
    slack = max(said.precision * said.unit.factor, shown.precision * shown.unit.factor)
    whole = said.low.denominator == 1 and shown.low.denominator == 1 and said.unit.factor == shown.unit.factor
    return abs(left - right) > (0 if whole else slack)


def _contradictions(context: Context, text: Entry, code: str, role: str) -> Iterator[Finding]:
    for clause in filter(None, (part.strip() for part in _CLAUSE.split(text.text))):
        speaking = [(row, said) for row in context.scores.rows if (said := _said_of(row, clause)) is not None]
        if len(speaking) != 1:
            continue
        row, said = speaking[0]
        shown = row.outcome.target if role == "target" else row.outcome.actual
        if not isinstance(shown, Quantity):
            continue
        if shown.unit is None and isinstance(row.outcome.target, Quantity):
            shown = _with_unit(shown, row.outcome.target)
        if not _differ(said, shown):
            continue
        entry: Entry = getattr(row.indicator, role)
        yield context.found(
            code,
            [entry, text],
            text=clause,
            name=name_of(row.indicator),
            **{role: " ".join(entry.text.split())},
        )


def _with_unit(shown: Quantity, target: Quantity) -> Quantity:
    """An actual without a unit was measured in the target's."""
    return Quantity(shown.low, shown.high, target.unit, precision=shown.precision, evidence=shown.evidence)


def check_goals(context: Context) -> Iterator[Finding]:
    """Numbers in 预期目标 against the targets, in 实际完成情况 against the actuals, where both name the same thing."""
    goals = context.form.goals
    yield from _contradictions(context, goals.expected, "PE-X102", "target")
    if context.form.kind is not FormKind.TARGETS:
        yield from _contradictions(context, goals.actual, "PE-X103", "actual")
    if len(fold(goals.actual.text).text) >= 2 * _KEY_LENGTH and (
        fold(goals.actual.text).text == fold(goals.expected.text).text
    ):
        yield context.found("PE-X105", [goals.actual, goals.expected])


def check_satisfaction(context: Context) -> Iterator[Finding]:
    """Everybody satisfied, and no word on who was asked."""
    full = [
        row
        for row in context.scores.rows
        if "满意" in row.indicator.name.text + row.indicator.level2 + row.indicator.level1
        and isinstance(row.outcome.actual, Quantity)
        and row.outcome.actual.unit is not None
        and row.outcome.actual.unit.family == "ratio"
        and row.outcome.actual.direction is None
        and row.outcome.actual.low * row.outcome.actual.unit.factor == 1
    ]
    notes = [context.form.goals.actual.text]
    notes += [row.indicator.actual.text + row.indicator.reason.text for row in full]
    if full and not any(word in note for note in notes for word in _SAMPLE_WORDS):
        yield context.found(
            "PE-X104",
            [row.indicator.actual for row in full],
            names="、".join(f"“{name_of(row.indicator)}”" for row in full),
        )


def check_total_cost(context: Context) -> Iterator[Finding]:
    """The indicator 项目总成本 against 全年执行数."""
    total, unit = context.form.funds.total, context.form.funds.unit
    spent = None if total is None or is_blank(total.spent) else read_money(total.spent.text, unit)
    if total is None or spent is None or spent.value <= 0:
        return
    for row in context.scores.rows:
        actual = row.outcome.actual
        if not _TOTAL_COST.fullmatch(bare_name(row.indicator)) or not isinstance(actual, Quantity):
            continue
        if actual.direction is not None or actual.approximate or (actual.unit and actual.unit.spelling != unit):
            continue
        if abs(actual.low - spent.value) > max(actual.precision, spent.half):
            yield context.found(
                "PE-X106",
                [row.indicator.actual, total.spent],
                name=name_of(row.indicator),
                actual=row.indicator.actual.text.strip(),
                spent=spent,
                difference=difference_text(actual.low, spent.value),
            )


def check_breakdowns(context: Context) -> Iterator[Finding]:
    """共 X 万元。其中: a 万元, b 万元, c 万元 — the parts against the whole."""
    for place, entry in (("预期目标", context.form.goals.expected), ("实际完成情况", context.form.goals.actual)):
        text = fold(entry.text).text
        if text.count("其中") != 1:
            continue
        amounts = [one for one in read_quantities(entry.text) if one.unit is not None and one.unit.family == "yuan"]
        if len(amounts) < 3 or len(amounts) != len(read_quantities(entry.text)):
            continue
        before = [one for one in read_quantities(text.split("其中")[0])]
        whole, parts = amounts[0], amounts[1:]
        if len(before) != 1 or any(one.unit != whole.unit or one.low != one.high for one in amounts):
            continue
        got = sum((one.low for one in parts), Fraction(0))
        slack = sum((one.precision for one in amounts if one.low.denominator > 1), Fraction(0))
        if got == whole.low or abs(got - whole.low) <= min(slack, Fraction(1, 50)) / 2:
            continue
        yield context.found(
            "PE-X107",
            [entry],
            place=place,
            text=f"{whole.evidence}……其中 {'、'.join(one.evidence for one in parts)}",
            sum=sum_text(one.low for one in parts),
            got=plain(got),
            want=plain(whole.low),
            difference=difference_text(got, whole.low),
        )


RULES: list[Callable[[Context], Iterator[Finding]]] = [
    check_light,
    check_goals,
    check_satisfaction,
    check_total_cost,
    check_breakdowns,
]
