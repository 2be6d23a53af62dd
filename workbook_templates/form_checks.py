"""The live checks of the form as a whole: head, funds, total (its weights: ``weight_checks``).

Each is a formula that is TRUE when something is wrong, a text that says what, and the cell to go to.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from perfeval_core.grid import column_letters
from perfeval_core.rules.amounts import AMOUNTS, LARGE, SMALL_YUAN
from perfeval_core.rules.funds import UNSPENT_WORDS
from workbook_templates.form_formulas import FormFormulas
from workbook_templates.formula_text import all_of, any_of, is_in
from workbook_templates.row_checks import MISSING_MARKS
from workbook_templates.standard_layout import COLUMNS, FORM, FUNDS_COLUMNS, PROJECT_ROW, UNIT_ROW

__all__ = ["BUSY", "FormCheck", "form_checks", "funds_names"]


@dataclass(frozen=True, slots=True)
class FormCheck:
    """``count`` (how many faults; TRUE is one) and ``message`` are formulas without equals signs; ``place`` a cell."""

    code: str
    count: str
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


BUSY = "COUNTA(各项名称)+COUNT(各项分值)>0"
"""Something has been filled in; a blank form has no faults."""


def _place(reference: str) -> str:
    return reference.rpartition("!")[2].replace("$", "")


def _amount(cell: str) -> str:
    """The number in a cell that may be blank or hold a text, else 0; N() of a blank cell is #NUM! in Gnumeric."""
    return f"SUM({cell})"


def _half(*numbers: str) -> str:
    """Half a unit of the last digit of the number written most coarsely."""

    def ends(digits: int) -> str:
        return "OR(" + ",".join(f"ROUND(N({one}),{digits})=N({one})" for one in numbers) + ")"

    return f"IF({ends(0)},0.5,IF({ends(1)},0.05,IF({ends(2)},0.005,0.0005)))"


def funds_names(formulas: FormFormulas) -> dict[str, str]:
    """The defined names of what several checks ask: 元 and 万元 mixed in a row, a total of 0, any score."""
    cells = _Cells(formulas)
    assert formulas.layout.funds is not None
    names = {}
    for below in range(formulas.layout.funds.last_row - formulas.funds_row + 1):
        one, two, three = (cells.funds(role, below) for role in AMOUNTS)
        ratios = (
            f"AND({_amount(a)}>0,{_amount(b)}>0,MAX({a},{b})>=5000*MIN({a},{b}),MAX({a},{b})<=20000*MIN({a},{b}))"
            for a, b in ((one, two), (one, three), (two, three))
        )
        names[f"混填_{below}"] = f"OR({','.join(ratios)})"
        names[f"基数_{below}"] = _base(one, two)
        names[f"超支_{below}"] = _over(cells, below)
    zero = ",".join(
        f"AND(ISNUMBER({cells.funds(role)}),N({cells.funds(role)})=0,MAX(0,{cells.parts(role)})>0)" for role in AMOUNTS
    )
    scored = f"COUNT(各项得分)+COUNT({cells.funds('score')})>0"
    return names | dict(_sum_names(cells)) | {"总额为零": f"OR({zero})", "有得分": scored}


def _sum_names(cells: _Cells) -> Iterator[tuple[str, str]]:
    """For each column of amounts: the gap between a typed total and its parts, what rounding may add up to."""
    layout = cells.formulas.layout.funds
    assert layout is not None
    for column, role in enumerate(AMOUNTS):
        total, parts = cells.funds(role), cells.parts(role)
        amounts = [cells.funds(role, below) for below in range(layout.last_row - layout.first_row + 1)]
        whole, tenths, cents = (
            all_of(*(f"ROUND({_amount(one)},{digits})={_amount(one)}" for one in amounts)) for digits in range(3)
        )
        yield f"半位_{column}", f"IF({whole},0.5,IF({tenths},0.05,IF({cents},0.005,0.0005)))"
        sound = f"AND(ISNUMBER({total}),COUNT({parts})>0,COUNTA({parts})=COUNT({parts}))"
        zero = f"AND(N({total})=0,MAX(0,{parts})>0)"
        yield f"总差_{column}", f"IF({sound},IF({zero},0,ROUND(ABS(N({total})-SUM({parts})),6)),0)"


def _sum_gap(cells: _Cells, column: int, role: str) -> str:
    """Is a typed total other than the sum of its parts by more than their digits leave open?"""
    count, gap, half = f"COUNT({cells.parts(role)})", f"总差_{column}", f"半位_{column}"
    rounded = f"{gap}<={half}*({count}+1)"
    return f"IF({gap}>0,IF({rounded},AND({count}=1,{half}>0.005),TRUE),FALSE)"


def _over(cells: _Cells, below: int) -> str:
    """Is more spent than budgeted, by more than the digits leave open?"""
    spent, base = cells.funds("spent", below), f"基数_{below}"
    return (
        f"IF(AND(ISNUMBER({spent}),ISNUMBER({base})),"
        f"AND(N({base})>0,NOT(混填_{below}),N({spent})-N({base})>{_half(spent, base)}),FALSE)"
    )


def _base(initial: str, adjusted: str) -> str:
    first, second = (f"IF(ISNUMBER({one}),{one},{other})" for one, other in ((initial, adjusted), (adjusted, initial)))
    return f'IF(执行率基数="budget_initial",{first},{second})'


def _funds(cells: _Cells) -> Iterator[FormCheck]:
    layout = cells.formulas.layout.funds
    assert layout is not None
    rows = range(layout.last_row - layout.first_row + 1)
    _, adjusted, spent = (cells.funds(role) for role in AMOUNTS)
    base = "基数_0"
    numbers = f"AND(ISNUMBER({spent}),ISNUMBER({base}))"
    yield FormCheck(
        "PE-B101",
        "IF(混填_0,0," + "+".join(f"({_sum_gap(cells, column, role)})" for column, role in enumerate(AMOUNTS)) + ")",
        '"总额与下面各行之和不同"',
        _place(adjusted),
    )
    yield FormCheck("PE-B103", "总额为零", '"总额填 0，下面各行却有金额"', _place(adjusted))
    parts = "+".join(f"超支_{below}" for below in rows if below)
    yield FormCheck(
        "PE-B104",
        f"IF(超支_0,1,{parts or 0})",
        f'IF(N({spent})>N({base}),"全年执行数 "&{spent}&" 大于预算数 "&{base}&"，执行率按 100% 计分",'
        '"下面有一行的执行数大于预算数")',
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
        f"AND(NOT(OR(总额为零,混填_0)),ISNUMBER({score}),{numbers},ABS(N({score})-N({by_rule}))>0.005)",
        f'"执行率得分填 "&{score}&"，按规则应为 "&{by_rule}',
        _place(score),
    )
    mixed = "+".join(f"混填_{below}" for below in rows)
    unit = cells.formulas.content.funds_unit
    amounts = [cells.funds(role) for role in AMOUNTS]
    strange = [f"N({one})>={LARGE[unit]}" for one in amounts if unit in LARGE]
    strange += [f"AND(N({one})>0,N({one})<{SMALL_YUAN})" for one in amounts if unit == "元"]
    size = f"IF(混填_0,0,N(OR({','.join(strange)})))" if strange else "0"
    yield FormCheck(
        "PE-B109",
        f"{mixed}+{size}",
        f'"同一行的金额相差约 1 万倍，或与金额单位“{unit}”不相称，疑似元和万元混填"',
        _place(spent),
    )
    sound = "NOT(OR(总额为零,混填_0))"
    yield FormCheck(
        "PE-B112",
        f"AND({sound},ISNUMBER({base}),N({base})=0)",
        '"预算数为 0，没有执行率"',
        _place(adjusted),
    )
    points = cells.funds("score")
    yield FormCheck(
        "PE-B114",
        f'AND({sound},ISNUMBER({points}),OR({spent}="",{base}=""))',
        f'IF({spent}="","全年执行数没有填 ","")&IF({base}="","预算数没有填","")&"，执行率得分却填了 "&{points}',
        _place(spent),
    )
    rate = cells.funds("execution_rate")
    yield FormCheck(
        "PE-R103",
        f"AND(ISNUMBER(执行率说明线),ISNUMBER({rate}),N({rate})<N(执行率说明线),NOT({_explained(cells)}))",
        f'"预算执行率 "&ROUND(N({rate})*100,2)&"%，低于 "&ROUND(N(执行率说明线)*100,2)&"%，请在实际完成情况里说明原因"',
        _place(rate),
    )


def _explained(cells: _Cells) -> str:
    """Does what was typed beside the money give a reason for unspent money?"""
    goal = cells.formulas.layout.slot("goal_actual")
    assert goal is not None
    told = f"{FORM}!${column_letters(goal.value[1])}${goal.value[0]}"
    texts = (told, cells.funds("spent"), cells.funds("budget_adjusted"))
    text = "&".join(f'{one}&""' for one in texts)
    return any_of(*(f'ISNUMBER(FIND("{word}",{text}))' for word in UNSPENT_WORDS))


def _totals(cells: _Cells) -> Iterator[FormCheck]:
    total, rate = cells.total("score"), cells.funds("execution_rate")
    by_rule = f"ROUND(N({cells.funds('score')})+SUM(各项得分),得分小数位)"
    limit = cells.formulas.limit(rate)
    yield FormCheck(
        "PE-S201",
        f"AND(有得分,缺得分行数=0,ISNUMBER({total}),N({total})<>{by_rule},"
        f"OR({limit}=总分满分,N({total})<>MIN({by_rule},{limit})))",
        f'"总分填 "&{total}&"，各项得分合计 "&{by_rule}',
        _place(total),
    )
    yield FormCheck(
        "PE-S202", f"AND(有得分,ISNUMBER({total}),N({total})>总分满分)", f'"总分 "&{total}&" 超过满分"', _place(total)
    )
    yield FormCheck(
        "PE-S203",
        f'AND(有得分,{total}<>"",{total}<>"待核",NOT(ISNUMBER({total})))',
        f'"总分写的是“"&{total}&"”，不是数字"',
        _place(total),
    )


def _blank(cell: str) -> str:
    """Nothing, or only a mark for nothing."""
    return is_in(f'SUBSTITUTE({cell}&""," ","")', ["", *MISSING_MARKS])


def _head(cells: _Cells) -> Iterator[FormCheck]:
    project, department, unit = f"{FORM}!$C${PROJECT_ROW}", f"{FORM}!$C${UNIT_ROW}", f"{FORM}!$G${UNIT_ROW}"
    yield FormCheck(
        "PE-L108",
        f"IF({BUSY},({_blank(project)})+AND({_blank(department)},{_blank(unit)}),0)",
        f'IF({_blank(project)},"项目名称没有填 ","")&IF(AND({_blank(department)},{_blank(unit)}),"单位名称没有填","")',
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


def form_checks(formulas: FormFormulas) -> tuple[FormCheck, ...]:
    """All of them but those of the weights, in the order of the form."""
    cells = _Cells(formulas)
    return (*_head(cells), *_funds(cells), *_totals(cells))
