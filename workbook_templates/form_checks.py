"""The live checks of the form as a whole: funds, sums of weights, total, head.

Each is a formula that is TRUE when something is wrong, a text that says what, and the cell to go to.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from perfeval_core.grid import column_letters
from workbook_templates.content import Content
from workbook_templates.form_formulas import FormFormulas
from workbook_templates.standard_layout import COLUMNS, FORM, FUNDS_COLUMNS, PROJECT_ROW, UNIT_ROW

__all__ = ["FormCheck", "form_checks"]


@dataclass(frozen=True, slots=True)
class FormCheck:
    """``condition`` and ``message`` are formulas without equals signs; ``place`` a cell of the form."""

    code: str
    condition: str
    message: str
    place: str


@dataclass(frozen=True, slots=True)
class _Cells:
    formulas: FormFormulas

    def funds(self, role: str, below: int = 0) -> str:
        return f"{FORM}!${column_letters(FUNDS_COLUMNS[role][0])}${self.formulas.funds_row + below}"

    def parts(self, role: str) -> str:
        layout = self.formulas.layout.funds
        assert layout is not None
        letter = column_letters(FUNDS_COLUMNS[role][0])
        return f"{FORM}!${letter}${layout.first_row + 1}:${letter}${layout.last_row}"

    def total(self, role: str) -> str:
        return f"{FORM}!${column_letters(COLUMNS[role][0])}${self.formulas.total_row}"


_AMOUNTS = {"budget_initial": "年初预算数", "budget_adjusted": "全年预算数", "spent": "全年执行数"}
_BUSY = "COUNTA(各项名称)+COUNT(各项分值)>0"
"""Something has been filled in; a blank form has no faults."""


def _place(reference: str) -> str:
    return reference.rpartition("!")[2].replace("$", "")


def _funds(cells: _Cells) -> Iterator[FormCheck]:
    initial, adjusted, spent = (cells.funds(role) for role in _AMOUNTS)
    base = (
        f'IF(执行率基数="budget_initial",IF({initial}="",{adjusted},{initial}),IF({adjusted}="",{initial},{adjusted}))'
    )
    numbers = f"AND(ISNUMBER({spent}),ISNUMBER({base}))"
    zero = {
        role: f"AND(ISNUMBER({cells.funds(role)}),N({cells.funds(role)})=0,SUM({cells.parts(role)})>0)"
        for role in _AMOUNTS
    }
    differs = {
        role: f"AND(ISNUMBER({cells.funds(role)}),COUNT({cells.parts(role)})>0,NOT({zero[role]}),"
        f"ABS(N({cells.funds(role)})-SUM({cells.parts(role)}))>0.0000005)"
        for role in _AMOUNTS
    }
    said = "&".join(f'IF({wrong},"{_AMOUNTS[role]} ","")' for role, wrong in differs.items())
    yield FormCheck(
        "PE-B101", f"OR({','.join(differs.values())})", f'{said}&"的总额与下面各行之和不同"', _place(adjusted)
    )
    yield FormCheck("PE-B103", f"OR({','.join(zero.values())})", '"总额填 0，下面各行却有金额"', _place(adjusted))
    yield FormCheck(
        "PE-B104",
        f"AND({numbers},N({base})>0,N({spent})>N({base}))",
        f'"全年执行数 "&{spent}&" 大于预算数 "&{base}&"，执行率按 100% 计分"',
        _place(spent),
    )
    by_rule = cells.formulas.execution_score().removeprefix("=")
    for role in ("budget_initial", "budget_adjusted", "spent", "weight", "score", "execution_rate"):
        local = _place(cells.funds(role))
        by_rule = by_rule.replace(f"{local}", f"\x00{role}\x00")
    for role in ("budget_initial", "budget_adjusted", "spent", "weight", "score", "execution_rate"):
        by_rule = by_rule.replace(f"\x00{role}\x00", cells.funds(role))
    score = cells.funds("score")
    yield FormCheck(
        "PE-B107",
        f"AND(ISNUMBER({score}),{numbers},ABS(N({score})-N({by_rule}))>0.005)",
        f'"执行率得分填 "&{score}&"，按规则应为 "&{by_rule}',
        _place(score),
    )
    ratios = [
        f"AND(N({one})>0,N({two})>0,MAX({one},{two})>=5000*MIN({one},{two}),MAX({one},{two})<=20000*MIN({one},{two}))"
        for one, two in ((initial, adjusted), (initial, spent), (adjusted, spent))
    ]
    yield FormCheck(
        "PE-B109",
        f"OR({','.join(ratios)},MAX(N({initial}),N({adjusted}),N({spent}))>=1000000)",
        '"几个金额相差约 1 万倍，或超过 100 亿元，疑似元和万元混填"',
        _place(spent),
    )
    yield FormCheck("PE-B112", f"AND(ISNUMBER({base}),N({base})=0)", '"预算数为 0，没有执行率"', _place(adjusted))
    yield FormCheck(
        "PE-B114",
        f'AND({_BUSY},OR({spent}="",{base}=""))',
        f'IF({spent}="","全年执行数没有填 ","")&IF({base}="","预算数没有填","")',
        _place(spent),
    )
    rate = cells.funds("execution_rate")
    yield FormCheck(
        "PE-R103",
        f"AND(ISNUMBER(执行率说明线),ISNUMBER({rate}),N({rate})<N(执行率说明线))",
        f'"预算执行率 "&ROUND(N({rate})*100,2)&"%，低于 "&ROUND(N(执行率说明线)*100,2)&"%，请在实际完成情况里说明原因"',
        _place(rate),
    )


def _weights(cells: _Cells, content: Content) -> Iterator[FormCheck]:
    total = cells.total("weight")
    gap = f"ROUND({total}-总分满分,4)"
    yield FormCheck(
        "PE-W105",
        f"AND(COUNT(各项分值)>0,{gap}<>0)",
        f'"分值合计 "&{total}&"，"&IF({gap}<0,"还差 "&-{gap},"多出 "&{gap})&" 分"',
        _place(total),
    )
    numbers = range(1, len(content.blocks) + 1)
    gaps = [f'IF(本表分值_{n}="",0,ROUND(一级合计_{n}-本表分值_{n},4))' for n in numbers]
    said = "&".join(
        f'IF({one}=0,"",本表一级_{n}&IF({one}<0,"还差 "&-{one},"多出 "&{one})&" 分 ")'
        for n, one in zip(numbers, gaps, strict=True)
    )
    yield FormCheck(
        "PE-W106",
        f"AND(COUNT(各项分值)>0,OR({','.join(f'{one}<>0' for one in gaps)}))",
        said,
        f"B{cells.formulas.layout.indicators[0].first_row}",
    )
    other = ",".join(f'AND(本表分值_{n}<>"",办法分值_{n}<>"",N(本表分值_{n})<>N(办法分值_{n}))' for n in numbers)
    yield FormCheck(
        "PE-W108",
        f"AND({_BUSY},OR({other},N(本表执行率分值)<>N(执行率分值)))",
        '"一级指标或执行率的分值与评分办法不同，请确认主管部门或财政部门同意"',
        f"B{cells.formulas.layout.indicators[0].first_row}",
    )


def _totals(cells: _Cells) -> Iterator[FormCheck]:
    total, rate = cells.total("score"), cells.funds("execution_rate")
    by_rule = f"ROUND(N({cells.funds('score')})+SUM(各项得分),得分小数位)"
    yield FormCheck(
        "PE-S201",
        f"AND(ISNUMBER({total}),N({total})<>MIN({by_rule},总分满分),"
        f'N({total})<>IF({rate}="",总分满分,MIN({by_rule},{cells.formulas.limit(rate)})))',
        f'"总分填 "&{total}&"，各项得分合计 "&{by_rule}',
        _place(total),
    )
    yield FormCheck(
        "PE-S202", f"AND(ISNUMBER({total}),N({total})>总分满分)", f'"总分 "&{total}&" 超过满分"', _place(total)
    )
    yield FormCheck(
        "PE-S203",
        f'AND({total}<>"",{total}<>"待核",NOT(ISNUMBER({total})))',
        f'"总分写的是“"&{total}&"”，不是数字"',
        _place(total),
    )


def _head(cells: _Cells) -> Iterator[FormCheck]:
    project, department, unit = f"{FORM}!$C${PROJECT_ROW}", f"{FORM}!$C${UNIT_ROW}", f"{FORM}!$G${UNIT_ROW}"
    yield FormCheck(
        "PE-L108",
        f'AND({_BUSY},OR({project}="",{department}&{unit}=""))',
        f'IF({project}="","项目名称没有填 ","")&IF({department}&{unit}="","单位名称没有填","")',
        _place(project),
    )
    light = "AND(ISNUMBER(红灯线),ISNUMBER(指标得分率),ISNUMBER({0}),N(指标得分率)-N({0})>N(指标得分率)*N(红灯线))"
    rate = cells.funds("execution_rate")
    yield FormCheck(
        "PE-X101",
        light.format(rate),
        f'"指标得分率 "&ROUND(N(指标得分率)*100,1)&"%，预算执行率 "&ROUND(N({rate})*100,1)&"%，相差较大"',
        _place(rate),
    )


def form_checks(formulas: FormFormulas, content: Content) -> tuple[FormCheck, ...]:
    """All of them, in the order of the form."""
    cells = _Cells(formulas)
    return (*_head(cells), *_funds(cells), *_weights(cells, content), *_totals(cells))
