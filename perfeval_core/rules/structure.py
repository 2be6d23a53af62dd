"""The frame of the form: blocks, names, placeholders, hidden rows, and what was not recognised."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from fractions import Fraction

from perfeval_core.findings import Finding
from perfeval_core.model import Entry, FormKind, Indicator, Placement
from perfeval_core.printed import plain, read_printed
from perfeval_core.rules.context import Context, bare_name, name_of
from perfeval_core.rules.weights import missing_blocks, total_weight_difference
from perfeval_core.score_form import is_blank
from perfeval_core.spelling import bare, fold

__all__ = ["RULES"]

_SHOWN = 3
"""So many stray texts are quoted."""

_STRAY_LENGTH = 20
_LOST_ROW = 3
"""So many cells without a place make a row that was not read at all."""

_FIGURE = re.compile(r"(?:^|:)(?!1\d{10}$)-?\d[\d,.]*%?$|\d[百千万亿]*(?:元|分(?!钟))")
"""A text that is a figure, ends in one behind a colon, or speaks of money or points; a telephone number is none."""


def check_columns(context: Context) -> Iterator[Finding]:
    """Columns that a form of its kind has and this one does not."""
    form = context.form
    if form.kind is FormKind.TARGETS or not form.indicators:
        return
    have = {
        role for row in form.indicators for role in ("target", "actual", "weight", "score") if getattr(row, role).exists
    }
    corner = [form.indicators[0].name]
    labels = {"target": "年度指标值", "actual": "实际完成值"}
    missing = [label for role, label in labels.items() if role not in have]
    if missing:
        yield context.found("PE-L101", corner, missing="、".join(missing))
    if not context.self_scored:
        unscored = [
            label
            for role, label in (("weight", "分值"), ("score", "得分"))
            if all(is_blank(getattr(row, role)) for row in form.indicators)
        ]
        if unscored:
            yield context.found("PE-L107", corner, missing="、".join(unscored))


def check_unplaced(context: Context) -> Iterator[Finding]:
    """Contents that nobody could place: among the rows of the tables all, around them where there are figures."""
    form = context.form
    tables = [[row.row for row in form.funds.rows], [row.row for row in form.indicators]]
    spans = [(rows[0], rows[-1]) for rows in tables if rows]
    by_row: dict[int, list[Placement]] = {}
    for place in form.unplaced:
        by_row.setdefault(place.ref.row, []).append(place)
    with_figures = {row for row, places in by_row.items() if any(map(_is_figure, places))}
    read = {row for rows in tables for row in rows}
    first = min(tables[1], default=0)
    lost = [
        row
        for row, places in sorted(by_row.items())
        if len(places) >= _LOST_ROW
        and row not in read
        and (row in with_figures or (row > first and _has_digit(places)))
    ]
    if lost:
        places = [place for row in lost for place in by_row[row]]
        numbers = "、".join(map(str, lost[:_SHOWN])) + (" 等" if len(lost) > _SHOWN else "")
        yield context.found("PE-L112", [place.ref for place in places], rows=numbers, texts=_quoted(places))
    stray = [
        place
        for row, places in by_row.items()
        if row not in lost and (row in with_figures or any(first <= row <= last for first, last in spans))
        for place in places
    ]
    if stray:
        yield context.found("PE-L102", [place.ref for place in stray], count=len(stray), texts=_quoted(stray))


def _is_figure(place: Placement) -> bool:
    return _FIGURE.search(fold(place.text).text) is not None


def _has_digit(places: list[Placement]) -> bool:
    return any(character.isdigit() for place in places for character in place.text)


def _quoted(places: list[Placement]) -> str:
    texts = "、".join(f"“{' '.join(place.text.split())[:_STRAY_LENGTH]}”" for place in places[:_SHOWN])
    return texts + (" 等" if len(places) > _SHOWN else "")


def check_monitoring(context: Context) -> Iterator[Finding]:
    """A form of 绩效运行监控 shows a part of the year: nothing of it is a result."""
    if context.form.is_monitoring:
        yield context.found("PE-L111", [context.form.title])


def check_hidden(context: Context) -> Iterator[Finding]:
    """Hidden rows that take part in the sums."""
    for indicator in context.form.indicators:
        filled = _filled(indicator, ("weight", "score"))
        if indicator.hidden and filled:
            yield context.found(
                "PE-L106",
                [entry for _, entry in filled],
                row=indicator.row,
                filled="、".join(f"{label} {entry.text.strip()}" for label, entry in filled),
            )


def check_entries(context: Context) -> Iterator[Finding]:
    """At least one indicator is filled in: a blank form has nothing that could pass."""
    rows = context.form.indicators
    if all(row.placeholder or not _filled(row, ("target", "actual", "score")) for row in rows):
        yield context.found("PE-L207", [row.name for row in rows[:1]])


_LABELS = {"target": "指标值", "actual": "完成值", "weight": "分值", "score": "得分"}


def _filled(indicator: Indicator, roles: tuple[str, ...]) -> list[tuple[str, Entry]]:
    return [(_LABELS[role], entry) for role in roles if not is_blank(entry := getattr(indicator, role))]


def check_head(context: Context) -> Iterator[Finding]:
    """项目名称 and 单位 are filled in."""
    form = context.form
    if form.project.exists and is_blank(form.project) and form.kind is not FormKind.DEPARTMENT:
        yield context.found("PE-L108", [form.project], what="项目名称")
    units = [entry for entry in (form.unit, form.department) if entry.exists]
    if units and all(is_blank(entry) for entry in units):
        yield context.found("PE-L108", units, what="单位名称")


def check_blocks(context: Context) -> Iterator[Finding]:
    """产出, 效益, 满意度: there, and with something below (project forms only)."""
    form, scheme = context.form, context.scheme
    missing = missing_blocks(context)
    if missing:
        points = sum((Fraction(scheme.level1_weights[key]) for key in missing), Fraction(0))
        short = -total_weight_difference(context)
        effect = f"分值合计因此只有 {plain(Fraction(scheme.total_max) - short)}，少 {plain(points)} 分。"
        yield context.found(
            "PE-L201",
            [heading.ref for heading in form.headings if heading.level == 1][-1:],
            missing="、".join(missing),
            effect=effect if short == points else "",
        )
    if form.kind is not FormKind.PROJECT:
        return
    blocks: dict[str, list[Indicator]] = {}
    for indicator in form.indicators:
        blocks.setdefault(indicator.level1, []).append(indicator)
    for level1, rows in blocks.items():
        if level1 and all(row.placeholder for row in rows):
            heads = [heading.ref for heading in form.headings if heading.level == 1 and heading.name == level1]
            yield context.found("PE-L202", heads or [rows[0].name], level1=level1)


def check_duplicates(context: Context) -> Iterator[Finding]:
    """The same name twice in one block; sub-projects repeat their blocks, so only a running block counts."""
    run: list[Indicator] = []
    for indicator in (*context.form.scored_indicators, None):
        if indicator is not None and (not run or _block(run[-1]) == _block(indicator)):
            run.append(indicator)
            continue
        yield from _duplicates(context, run)
        run = [] if indicator is None else [indicator]


def _block(indicator: Indicator) -> tuple[str, str]:
    return indicator.level1, indicator.level2


def _duplicates(context: Context, run: list[Indicator]) -> Iterator[Finding]:
    by_name: dict[str, list[Indicator]] = {}
    for indicator in run:
        if name := bare_name(indicator):
            by_name.setdefault(name, []).append(indicator)
    for same in by_name.values():
        if len(same) > 1:
            yield context.found(
                "PE-L203",
                [row.name for row in reversed(same)],
                name=name_of(same[0]),
                level2=same[0].level2 or same[0].level1 or "表",
                count=len(same),
            )


def check_placeholders(context: Context) -> Iterator[Finding]:
    """A row with nothing but its number must not score."""
    for indicator in context.form.indicators:
        printed = read_printed(indicator.score.text) if indicator.placeholder else None
        if printed is not None and printed.value != 0:
            yield context.found("PE-L204", [indicator.score, indicator.name], name=name_of(indicator), got=printed)


def check_names(context: Context) -> Iterator[Finding]:
    """A name that only repeats its heading, and contents without a name; 满意度 and 预算执行率 say enough."""
    for indicator in context.form.scored_indicators:
        if is_blank(indicator.name):
            filled = _filled(indicator, ("target", "actual", "weight", "score"))
            if indicator.name.exists and len(filled) > 1:
                yield context.found("PE-L206", [indicator.name], filled="、".join(label for label, _ in filled))
        elif not any(word in indicator.name.text for word in ("满意", "执行率")) and _stem(bare_name(indicator)) in {
            _stem(bare(indicator.level1)),
            _stem(bare(indicator.level2)),
        } - {""}:
            yield context.found("PE-L205", [indicator.name], name=name_of(indicator))


def _stem(name: str) -> str:
    return name.removesuffix("指标")


RULES: list[Callable[[Context], Iterator[Finding]]] = [
    check_columns,
    check_unplaced,
    check_monitoring,
    check_hidden,
    check_entries,
    check_head,
    check_blocks,
    check_duplicates,
    check_placeholders,
    check_names,
]
