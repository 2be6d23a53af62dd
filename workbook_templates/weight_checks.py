"""The live checks of the weights: from 三级 to 二级 to 一级 to 100; a gap is said once, where it comes from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache

from perfeval_core.grid import column_letters
from perfeval_core.layout import Layout
from perfeval_core.scheme import EXECUTION, load_scheme
from workbook_templates.content import Content
from workbook_templates.form_checks import BUSY, FormCheck
from workbook_templates.form_formulas import A_NUMBER, FormFormulas, rows_between
from workbook_templates.parameters import scheme_titles
from workbook_templates.row_checks import ROW_CHECK_SHEET, row_check_columns, rows_of
from workbook_templates.standard_layout import COLUMNS, FORM, FUNDS_COLUMNS

__all__ = ["weight_checks", "weight_names"]

_UNDIVIDED = "绩效指标"
"""All indicators together, in a scheme that does not divide them."""
_MOST_NAMED = 8
"""With more blocks than these (sub-projects, each with its own) LibreOffice finds the message too long to compute, so
the headings say it."""


@cache
def _keys() -> tuple[str, ...]:
    """The level-1 headings that some scheme divides the points by."""
    schemes = (load_scheme(name) for name in scheme_titles().values())
    keys = dict.fromkeys(key for scheme in schemes for key in scheme.level1_weights)
    return tuple(key for key in keys if key not in (EXECUTION, _UNDIVIDED))


def _key_of(level1: str) -> str | None:
    """The scheme's heading that a form's heading means: ``效果指标`` -> ``效益指标``."""
    return next((key for key in _keys() if key[:2] in level1.replace("效果", "效益")), None)


def _points(key: str) -> str:
    """What the chosen scheme gives a level-1 heading; 0 where it has no such heading."""
    return f'IFERROR(N(INDEX(一级分值,MATCH("{key}",一级名称,0))),0)'


def _column(key: str) -> str:
    letter = row_check_columns()[key]
    return f"{ROW_CHECK_SHEET}!${letter}:${letter}"


def _blocks(layout: Layout, content: Content) -> Iterator[tuple[int, str, int, int]]:
    """(number, level-1 heading, its first row, the row after its last)."""
    first = layout.indicators[0].first_row
    for number, block in enumerate(content.blocks, 1):
        yield number, block.name, first, first + block.size
        first += block.size


def _added(terms: Sequence[str]) -> str:
    return "+".join(terms) or "0"


def weight_names(layout: Layout, content: Content) -> dict[str, str]:
    """The defined names of the gaps; each is 0 while nothing is wrong, or while something else says why.

    缺得分行数: the filled rows without a score.
    """
    assert layout.funds is not None
    blocks = list(_blocks(layout, content))
    execution = f"{FORM}!${column_letters(FUNDS_COLUMNS['weight'][0])}${layout.funds.first_row}"
    # no whole columns here: every row of 校验明细 asks 分值齐全, and Gnumeric walks a million cells for each
    waiting = "+".join(f"COUNTIF({_whole(code, layout)},1)" for code in ("PE-W101", "PE-W102"))
    names = {
        "分值齐全": f"AND(COUNT(各项分值)>0,{waiting}=0)",
        "分值尾差": f"SUM({_whole('tail', layout)})",
        "二级差额": f"SUM({_whole('group_gap', layout)})",
        "本行二级差额": f"IF(分值齐全,INDEX({_column('group_gap')},ROW()),0)",
    }
    for number, _, first, following in blocks:
        gap = f"ROUND(一级合计_{number}-本表分值_{number},4)"
        names[f"一级差额_{number}"] = (
            f'IF(本表分值_{number}="",0,IF(OR(SUM({rows_of("used", first, following)})=0,'
            f"ABS({gap})<=SUM({rows_of('tail', first, following)}),"
            f"ABS({gap}-SUM({rows_of('group_gap', first, following)}))<0.00001),0,{gap}))"
        )
    total = f"ROUND(SUM(各项分值)+N({execution})-总分满分,4)"
    left_out = f"AND(NOT(ISNUMBER({execution})),ROUND(SUM(各项分值)+N(执行率分值)-总分满分,4)=0)"
    names["分值差额"] = f"IF(OR(NOT(分值齐全),{left_out}),0,IF(ABS({total})<=分值尾差,0,{total}))"
    filled = {
        key: _added([f"SUM({rows_of('used', first, following)})" for _, name, first, following in blocks
                     if _key_of(name) == key])
        for key in _keys()
    }  # fmt: skip
    satisfied = f'COUNTIFS({_whole("level2", layout)},"*满意*",{_whole("used", layout)},1)'
    missing = [
        f"IF({filled[key] + ('+' + satisfied if key.startswith('满意') else '')}=0,{_points(key)},0)" for key in _keys()
    ]
    used = _whole("used", layout)
    names["缺得分行数"] = f"COUNTIF({used},1)-COUNTIFS({used},1,各项得分,{A_NUMBER})"
    names["缺一级分值"] = f"IF({_added(list(filled.values()))}=0,0,{_added(missing)})"
    return names


def _whole(key: str, layout: Layout) -> str:
    return rows_of(key, layout.indicators[0].first_row, layout.last_row)


def weight_checks(formulas: FormFormulas) -> Iterator[FormCheck]:
    """The checks of the form's weights as a whole."""
    layout, content = formulas.layout, formulas.content
    blocks = list(_blocks(layout, content))
    numbers = [number for number, *_ in blocks]
    total = f"{FORM}!${column_letters(COLUMNS['weight'][0])}${formulas.total_row}"
    heading = f"B{layout.indicators[0].first_row}"
    place = total.rpartition("!")[2].replace("$", "")
    said = _added([f"一级差额_{number}" for number in numbers])
    yield FormCheck("PE-L201", "缺一级分值>0", '"有一级指标没有填，共 "&缺一级分值&" 分"', heading)
    yield FormCheck(
        "PE-W105",
        f"IF(分值差额=0,FALSE,NOT(OR(ABS(分值差额-二级差额-({said}))<0.00001,"
        "AND(缺一级分值>0,ABS(分值差额+缺一级分值)<0.00001))))",
        '"分值合计 "&(分值差额+总分满分)&"，"&IF(分值差额<0,"还差 "&-分值差额,"多出 "&分值差额)&" 分"',
        place,
    )
    gaps = "&".join(
        f'IF(一级差额_{n}=0,"",本表一级_{n}&IF(一级差额_{n}<0,"还差 "&-一级差额_{n},"多出 "&一级差额_{n})&" 分 ")'
        for n in numbers
    )
    if len(numbers) > _MOST_NAMED:
        gaps = "&".join(
            f'IF(一级差额_{number}=0,"",SUBSTITUTE({FORM}!$B${first},CHAR(10),"")&" ")'
            for number, _, first, _ in blocks
        )
    wrong = _added([f"N(一级差额_{number}<>0)" for number in numbers])
    yield FormCheck("PE-W106", f"IF(分值齐全,{wrong},0)", gaps, heading)
    yield FormCheck(
        "PE-W108",
        f"AND({BUSY},分值齐全,分值差额=0,OR({_other_points(layout, content)}))",
        '"一级指标或执行率的分值与评分办法不同，请确认主管部门或财政部门同意"',
        heading,
    )
    yield FormCheck(
        "PE-W109",
        f"AND({BUSY},ISNUMBER({total}),分值差额=0,N({total})<>总分满分)",
        f'"总分一行的分值写的是 "&{total}&"，应为 "&总分满分',
        place,
    )


def _other_points(layout: Layout, content: Content) -> str:
    """Do the points of the blocks differ from the scheme's, where the form has just the scheme's blocks?"""
    assert layout.funds is not None
    execution = f"{FORM}!${column_letters(FUNDS_COLUMNS['weight'][0])}${layout.funds.first_row}"
    sums: dict[str | None, list[str]] = {key: [] for key in _keys()}
    for _, name, first, following in _blocks(layout, content):
        sums.setdefault(_key_of(name), []).append(f"SUM({rows_between('weight', first, following)})")
    strange = _added(sums.pop(None, []))
    whole = f'IFERROR(ABS(SUM(各项分值)-INDEX(一级分值,MATCH("{_UNDIVIDED}",一级名称,0)))>分值尾差,FALSE)'
    own_execution = f"AND(ISNUMBER({execution}),ABS(N({execution})-N(执行率分值))>分值尾差)"
    same = ",".join(f"({_added(terms)}>0)=({_points(str(key))}>0)" for key, terms in sums.items())
    differ = ",".join(f"ABS({_added(terms)}-{_points(str(key))})>分值尾差" for key, terms in sums.items())
    undivided = f'ISNUMBER(MATCH("{_UNDIVIDED}",一级名称,0))'
    return f"IF({undivided},OR({whole},{own_execution}),IF(AND({strange}=0,{same}),OR({differ},{own_execution}),FALSE))"
