"""分值: every row has one, and they add up from 三级 to 二级 to 一级 to 100 (财预〔2020〕10号 第十一条)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction

from perfeval_core.findings import Finding
from perfeval_core.model import FormKind, Heading
from perfeval_core.printed import Printed, difference_text, plain, read_printed_weight, sum_text
from perfeval_core.rules.context import UNDIVIDED, Context, name_of
from perfeval_core.scheme import EXECUTION
from perfeval_core.score_form import RowScore, is_blank

__all__ = ["RULES", "missing_blocks", "total_weight_difference"]

_FINE = Fraction(1, 100)


_ALSO = {"效果": "效益"}
"""Other words for a level-1 heading."""


def level1_key(level1: str, keys: tuple[str, ...]) -> str | None:
    """The level-1 heading of a scheme that a printed one means: ``效果指标`` -> ``效益指标``."""
    for word, usual in _ALSO.items():
        level1 = level1.replace(word, usual)
    return next((key for key in keys if key[:2] in level1), None)


def check_weight_cells(context: Context) -> Iterator[Finding]:
    """Each row's weight: there, a number, above 0."""
    if not context.has_weights:
        return
    for row in context.scores.rows:
        entry, name = row.indicator.weight, name_of(row.indicator)
        if not entry.exists or (row.shared and is_blank(entry)):
            continue
        if is_blank(entry):
            yield context.found("PE-W101", [entry], name=name)
        elif row.weight is None:
            yield context.found("PE-W102", [entry], name=name, got=entry.text.strip())
        elif row.weight.value == 0:
            yield context.found("PE-W103", [entry], name=name)
        elif row.weight.value < 0:
            yield context.found("PE-W104", [entry], name=name, got=row.weight)


def _rounding(weights: list[Printed]) -> Fraction:
    """What rounding may add up to: weights such as 33.33 stand for a third of 100, whole ones for themselves."""
    return sum((weight.half for weight in weights if weight.half < _FINE), Fraction(0))


def _below(context: Context, heading: Heading) -> list[RowScore]:
    return [row for row in context.scores.rows if heading.first_row <= row.indicator.row <= heading.last_row]


def _heading_gap(context: Context, heading: Heading) -> tuple[Fraction, Fraction, list[Printed]] | None:
    """(sum below, claimed, weights below) when the two differ, else None."""
    claimed = read_printed_weight(heading.weight)
    weights = [row.weight for row in _below(context, heading) if row.weight is not None]
    if claimed is None or not weights:
        return None
    total = sum((weight.value for weight in weights), Fraction(0))
    if total == claimed.value or abs(total - claimed.value) <= _rounding(weights):
        return None
    return total, claimed.value, weights


def _gaps(context: Context, level: int) -> list[tuple[Heading, Fraction, Fraction, list[Printed]]]:
    if not context.weights_complete:
        return []
    found = []
    for heading in context.form.headings:
        if heading.level == level and (gap := _heading_gap(context, heading)) is not None:
            found.append((heading, *gap))
    return found


def _unexplained_level1_gaps(context: Context) -> list[tuple[Heading, Fraction, Fraction, list[Printed]]]:
    """Level-1 headings that differ by more than the wrong level-2 headings below them account for."""
    level2 = _gaps(context, 2)
    return [
        (heading, got, want, weights)
        for heading, got, want, weights in _gaps(context, 1)
        if got - want
        != sum(
            (below_got - below_want for below, below_got, below_want, _ in level2 if _inside(below, heading)),
            Fraction(0),
        )
    ]


def _inside(inner: Heading, outer: Heading) -> bool:
    return outer.first_row <= inner.first_row and inner.last_row <= outer.last_row


def check_heading_weights(context: Context) -> Iterator[Finding]:
    """A heading's claimed points against the weights below it; one wrong heading is said once."""
    for code, gaps in (("PE-W107", _gaps(context, 2)), ("PE-W106", _unexplained_level1_gaps(context))):
        for heading, got, want, weights in gaps:
            yield context.found(
                code,
                [heading.ref, *(row.indicator.weight for row in _below(context, heading))],
                heading=heading.name,
                want=plain(want),
                count=len(weights),
                sum=sum_text(weight.value for weight in weights),
                got=plain(got),
                difference=difference_text(got, want),
            )


def total_weight_difference(context: Context) -> Fraction:
    """How far all weights together lie from 100 (0 when they are right, or when they cannot be added up)."""
    if not context.weights_complete or context.form.kind is FormKind.TARGETS:
        return Fraction(0)
    groups = context.blocks
    got, want = sum(groups.values(), Fraction(0)), Fraction(context.scheme.total_max)
    if EXECUTION not in groups and got + Fraction(context.scheme.execution_weight) == want:
        return Fraction(0)
    weights = [row.weight for row in context.scores.rows if row.weight is not None]
    return Fraction(0) if got == want or abs(got - want) <= _rounding(weights) else got - want


def check_total_weight(context: Context) -> Iterator[Finding]:
    """All weights together are 100, unless a wrong heading or a missing block already says why not."""
    gap = total_weight_difference(context)
    if not gap:
        return
    said = sum((got - want for _, got, want, _ in _gaps(context, 2)), Fraction(0))
    said += sum((got - want for _, got, want, _ in _unexplained_level1_gaps(context)), Fraction(0))
    if gap == said or _missing_block(context, gap):
        return
    groups = context.blocks
    got, want = sum(groups.values(), Fraction(0)), Fraction(context.scheme.total_max)
    execution = context.scores.execution
    yield context.found(
        "PE-W105",
        [
            context.form.total_weight,
            *([execution.row.weight] if execution else []),
            *(row.indicator.weight for row in context.scores.rows),
        ],
        sum=" + ".join(f"{name} {plain(points)}" for name, points in groups.items()),
        got=plain(got),
        want=plain(want),
        difference=difference_text(got, want),
    )


def missing_blocks(context: Context) -> tuple[str, ...]:
    """The level-1 headings of the scheme that a project form lacks; 满意度 may also stand as a level 2.

    Empty for other forms, and for a form whose headings are none of the scheme's.
    """
    keys = tuple(key for key in context.scheme.level1_weights if key not in (EXECUTION, UNDIVIDED))
    found = {level1_key(row.level1, keys) for row in context.form.indicators} - {None}
    if context.form.kind is not FormKind.PROJECT or not found:
        return ()
    found |= {level1_key(row.level2, ("满意度指标",)) for row in context.form.indicators}
    return tuple(key for key in keys if key not in found)


def _missing_block(context: Context, gap: Fraction) -> bool:
    """Is the gap just the points of the blocks that the form lacks (said by PE-L201)?"""
    weights = context.scheme.level1_weights
    missing = missing_blocks(context)
    return bool(missing) and -gap == sum((Fraction(weights[key]) for key in missing), Fraction(0))


def check_level1_weights(context: Context) -> Iterator[Finding]:
    """The points of the blocks against the scheme's; only for project forms, and only when they add up to 100."""
    weights = context.scheme.level1_weights
    keys = tuple(key for key in weights if key != EXECUTION)
    if context.form.kind is not FormKind.PROJECT or not context.weights_complete or total_weight_difference(context):
        return
    sums: dict[str, Fraction] = {}
    for name, points in context.blocks.items():
        key = EXECUTION if name == EXECUTION else UNDIVIDED if UNDIVIDED in weights else level1_key(name, keys)
        if key is None:
            return
        sums[key] = sums.get(key, Fraction(0)) + points
    wanted = {key: Fraction(points) for key, points in weights.items()}
    slack = _rounding([row.weight for row in context.scores.rows if row.weight is not None])
    if set(sums) - {EXECUTION} != set(keys) or all(abs(wanted[key] - sums[key]) <= slack for key in sums):
        return
    execution = context.scores.execution
    headings = [heading.ref for heading in context.form.headings if heading.level == 1]
    yield context.found(
        "PE-W108",
        [*headings, *([execution.row.weight] if execution else [])],
        got="、".join(f"{name} {plain(points)}" for name, points in sums.items()),
        want="、".join(f"{name} {plain(wanted[name])}" for name in sums),
    )


def check_total_row_weight(context: Context) -> Iterator[Finding]:
    """The 满分 printed beside 总分 is 100."""
    entry = context.form.total_weight
    printed = read_printed_weight(entry.text)
    want = Fraction(context.scheme.total_max)
    if printed is not None and printed.value != want and not total_weight_difference(context):
        yield context.found("PE-W109", [entry], got=printed, want=plain(want))


RULES: list[Callable[[Context], Iterator[Finding]]] = [
    check_weight_cells,
    check_heading_weights,
    check_total_weight,
    check_level1_weights,
    check_total_row_weight,
]
