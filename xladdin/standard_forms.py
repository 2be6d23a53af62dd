"""Other forms to standard workbooks: what the commands ``new`` and ``convert`` and the ribbon share."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace

from perfeval_core.chosen_scheme import chosen_scheme
from perfeval_core.grid import Grid, Workbook
from perfeval_core.model import FormKind
from perfeval_core.read_form import read_layout
from perfeval_core.recognise import find_layouts
from perfeval_core.row_status import WITHOUT_WEIGHT
from perfeval_core.scheme import Scheme
from workbook_templates.build import build_standard_workbook, standard_workbook
from workbook_templates.content import Block, Content, Group, Line, blank_content, form_names
from workbook_templates.from_form import TakenOver, take_over
from workbook_templates.standard_layout import BESIDE, FORM, standard_layout
from xladdin.checking import named_scheme, scheme_for
from xladdin.evaluated_functions import addin_functions
from xladdin.files import read_workbook
from xladdin.problems import CommandProblem
from xladdin.short_lists import first_lines

__all__ = [
    "built",
    "content_from_targets",
    "scheme_content",
    "taken_over",
    "taken_over_forms",
    "transfer_lines",
    "waiting",
]

_SHOWN = 10
"""So many waiting rows are named."""


def built(content: Content, *, addin: bool) -> bytes:
    """The bytes of the workbook; with ``addin`` its results are those of the add-in's own functions."""
    return build_standard_workbook(content, addin=addin, functions=addin_functions() if addin else None)


def scheme_content(form: str, scheme: str | None) -> Content:
    """A blank form with the scheme chosen; CommandProblem for an unknown one."""
    content = blank_content(form)
    return content if scheme is None else replace(content, scheme=named_scheme(scheme).id)


def taken_over_forms(path: str, scheme: Scheme | None) -> list[tuple[TakenOver, str]]:
    """Every form of a file as standard content, with why its scheme was chosen.

    :raises FileProblem: when the file cannot be read.
    :raises CommandProblem: when it holds no form.
    """
    return [(taken, why) for taken, why, _ in _all_taken(path, read_workbook(path), scheme)]


def _all_taken(path: str, workbook: Workbook, scheme: Scheme | None) -> list[tuple[TakenOver, str, FormKind]]:
    found = [one for grid in workbook.grids for one in taken_over(workbook, grid, scheme)]
    if not found:
        sheets = "、".join(f"「{grid.sheet}」" for grid in workbook.grids)
        raise CommandProblem("PE-C006", name=os.path.basename(path), detail=f"看了工作表{sheets}，没有指标表头")
    return found


def taken_over(workbook: Workbook, grid: Grid, scheme: Scheme | None) -> Iterator[tuple[TakenOver, str, FormKind]]:
    """Every form of a sheet as standard content, with why its scheme was chosen and what kind of form it was."""
    for layout in find_layouts(grid):
        form = read_layout(grid, layout)
        chosen, why = scheme_for(form, workbook, scheme)
        yield take_over(workbook, grid, layout, form, chosen), f"评分办法：{chosen.title}（{why}）", form.kind


def transfer_lines(taken: TakenOver, why: str, form: Content) -> Iterator[str]:
    """What a person should know of a form that was taken over into the standard one, spare rows included."""
    yield f"转来 {taken.moved} 处内容，{taken.content.size} 行指标。{why}。"
    yield f"每个二级指标下面备了空行，共 {form.size - taken.content.size} 行，可以加指标；用不着的选中整行隐藏。"
    for note in taken.notes:
        yield f"{note}。"
    if taken.content.other:
        yield f"没有位置的 {len(taken.content.other)} 处（原来填的得分也在内）在“原表其他内容”。"
    rows = [row for row in waiting(form) if row[2] != WITHOUT_WEIGHT]
    if rows:
        yield f"公式定不下来的 {len(rows)} 行，得分写着“待核”："
    named = [f"第 {row} 行 {name}：{status}" for row, name, status in rows]
    yield from (f"  {line}" for line in first_lines(named, _SHOWN, "行", "，见“状态”一栏"))


def content_from_targets(path: str, form: str | None, scheme: str | None) -> tuple[Content, tuple[str, ...]]:
    """A form begun from a 申报表: names, targets, weights and the first budget; what is done stays to be filled in.

    Without a ``scheme`` the one chosen in the 申报表 goes on.

    :raises FileProblem: when the file cannot be read.
    :raises CommandProblem: when it holds no form or another form, or the scheme is unknown.
    """
    chosen = None if scheme is None else named_scheme(scheme)
    workbook = read_workbook(path)
    taken, _, kind = _all_taken(path, workbook, chosen)[0]
    if kind is not FormKind.TARGETS:
        raise CommandProblem("PE-C016", name=os.path.basename(path))
    if chosen is None:
        chosen = chosen_scheme(workbook)
        chosen = None if chosen is not None and chosen.id in form_names() else chosen
    content = taken.content
    costs = any(block.name == "成本指标" for block in content.blocks)
    blank = blank_content(form or ("mof_2021_cost" if costs else "mof_2020"))
    begun = replace(
        content,
        scheme=chosen.id if chosen is not None else blank.scheme,
        blocks=_with_spare_rows(tuple(map(_targets_only, content.blocks)), blank.blocks),
        funds=tuple(replace(line, amounts=(line.amounts[0], "", "")) for line in content.funds),
        goal_actual="",
        execution_points="",
    )
    return begun, taken.notes


def _targets_only(block: Block) -> Block:
    groups = tuple(
        Group(
            group.name,
            tuple(Line(line.name, line.target, weight=line.weight, direction=line.direction) for line in group.lines),
            group.points,
        )
        for group in block.groups
    )
    return replace(block, groups=groups)


def _with_spare_rows(blocks: tuple[Block, ...], standard: tuple[Block, ...]) -> tuple[Block, ...]:
    """The blocks in the standard form's order, each group with at least the rows that stand ready there."""
    given = {block.name: block for block in blocks}
    merged = []
    for block in standard:
        own = given.pop(block.name, Block(block.name, ()))
        groups = {group.name: group for group in own.groups}
        lines = []
        for group in block.groups:
            typed = groups.pop(group.name, Group(group.name, ()))
            spare = (Line(),) * max(len(group.lines) - len(typed.lines), 0)
            lines.append(replace(typed, lines=(*typed.lines, *spare)))
        merged.append(Block(block.name, (*lines, *groups.values()), own.points))
    return (*merged, *given.values())


def waiting(content: Content) -> list[tuple[int, str, str]]:
    """(row, name, state) of the rows that the formulas of the workbook leave to a person."""
    book = standard_workbook(content)
    table = standard_layout(len(content.funds), content.size).indicators[0]
    found = []
    for row, line in enumerate(content.lines, table.first_row):
        status = str(book.value(FORM, row, BESIDE["status"][0]) or "")
        if not line.is_blank and not line.weight:
            status = WITHOUT_WEIGHT
        if status and not status.startswith(("✓", "手工 ✓")):
            found.append((row, " ".join(line.name.split()), status))
    return found
