"""The last steps of a row: the decision, the points, the rate and the sentence about it."""

from __future__ import annotations

from workbook_templates.date_reading import out_of_time, same_date_text
from workbook_templates.form_columns import FormColumns
from workbook_templates.formula_text import (
    all_of,
    any_of,
    cases,
    contains,
    quoted,
)
from workbook_templates.parameters import EDITION, tables_edition
from workbook_templates.side_values import over
from workbook_templates.step import Step
from workbook_templates.typed_characters import BROKEN, SEPARATOR
from workbook_templates.word_search import UNSURE, found

__all__ = ["result_steps"]


def result_steps(form: FormColumns) -> tuple[Step, ...]:
    """Decision, points, rate and the sentence for the person who fills the form."""
    by_hand = any_of(*(f'{form.cell(column)}&""<>""' for column in ("target_value", "actual_value", "direction")))
    # not the number itself: Gnumeric spells 57.69 with all the digits of its binary value
    share = 'SUBSTITUTE(TEXT(ROUND({attainment}*100,2),"0.##")&"%",".%","%")'
    points = "{weight}/100"
    over = (
        'IF({attainment}="","",IF(AND({direction}<>"反向",超额提示线<>"",{asked}>0,{got}>{asked}*N(超额提示线)),'
        '"；超额完成，须写原因",'
        'IF(AND({asked}*{got}<>0,OR({got}>=10*{asked},{asked}>=10*{got})),"；核数量级","")))'
    )
    return (
        Step(
            "outcome",
            "结论",
            "满分、按比例、反向、定性、期限；否则为什么不计分",
            f'IFERROR({_outcome(form)},"待核：公式读不懂")',
            24,
        ),
        Step("score", "得分", "四舍五入；待核表示要人看；空白表示没有这一行", f'IFERROR({_score(form)},"待核")'),
        Step(
            "attainment",
            "完成率",
            "完成值÷指标值；反向按评分办法",
            f'IF(AND(ISNUMBER({{score}}),OR({{outcome}}="满分",{{outcome}}="按比例",{{outcome}}="反向")),{_attainment()},"")',
        ),
        Step(
            "status",
            "状态",
            "给填表人看的一句话",
            f'IF(ISNUMBER({{score}}),IF({by_hand},"手工 ","")&'
            + cases(
                ('{outcome}="满分"', f'"✓ 满分"&IF({{attainment}}="","","，完成率 "&{share})&{over}'),
                ('OR({outcome}="按比例",{outcome}="反向")', f'"✓ "&{points}&"×"&{share}&{over}'),
                otherwise='"✓ "&{outcome}',
            )
            + ",{outcome})",
            30,
        ),
    )


def _outcome(form: FormColumns) -> str:
    weight = form.cell("weight")
    empty = f'AND({{t_text}}="",{{a_text}}="",OR({{name}}="",{weight}&""=""))'
    unreadable = any_of(
        f'LEN({{signs}})-LEN(SUBSTITUTE({{signs}},{quoted(SEPARATOR)},""))<>2',
        *(contains("{t_text}&{a_text}", mark) for mark in (BROKEN, "#")),
    )
    return cases(
        (empty, '""'),
        (f"{EDITION}<>{quoted(tables_edition())}", '"待核：公式和“参数”表不是同一版，请用新的标准表"'),
        (unreadable, '"待核：有公式错误，或公式不认识的字符"'),
        (f"OR({{t_missing}}={UNSURE},{{a_missing}}={UNSURE})", '"待核：看不出是不是没有填，没有请只写“无”"'),
        ('{t_missing}<>""', '"缺指标值"'),
        ('{a_missing}<>""', '"缺完成值"'),
        ('{weight}=""', '"待核：分值应是不小于 0、最多两位小数的数"'),
        ('{direction}="定性"', _by_words(form)),
        ('{t_day}<>""', _by_date()),
        ('{t_from}=""', '"待核：年度指标值里没有数，不能按数量计分"'),
        ('{t_doubt}<>""', '"待核：年度指标值"&{t_doubt}'),
        ('{a_doubt}<>""', '"待核：实际完成值"&{a_doubt}'),
        ('{direction}="？"', '"待核：方向请填正向、反向、等于或定性"'),
        ('{pair}<>""', '"待核："&{pair}'),
        (f'IF({over("a")},NOT(AND({{direction}}="正向",{{got}}>={{asked}})),FALSE)', '"待核：完成值不是准确的数"'),
        (
            '{direction}="两可"',
            cases(("{asked}={got}", '"满分"'), otherwise='"待核：看不出越多越好还是越少越好，请选方向"'),
        ),
        (
            'OR({direction}="反向",AND({direction}="等于",{asked}=0))',
            cases(
                (f"{{got}}*10000<={{asked}}*(10000+{_slack()})", '"满分"'),
                otherwise='"反向"',
            ),
        ),
        (f"{{got}}*10000>={{asked}}*(10000-{_slack()})", '"满分"'),
        otherwise='"按比例"',
    )


def _slack() -> str:
    """How far 左右 reaches, in 1/10000 of the target; 0 without it."""
    around = any_of('RIGHT({t_before},1)="≈"', '{t_bound}="≈"')
    return f"IF({around},ROUND(左右容差*10000,0),0)"


def _by_words(form: FormColumns) -> str:
    band, ratio, typed = form.cell("band"), form.cell("ratio"), form.cell("direction")
    return cases(
        (f'AND({typed}&""="",{found("plain_doubts")})', '"待核：如是定性指标，请在方向选定性"'),
        (f'{band}&""=""', '"待核：请选定性档次"'),
        (f"ISERROR(MATCH({band},定性档次,0))", '"待核：定性档次不是评分办法里的说法"'),
        (f'{ratio}&""=""', '"待核：请填档内比例"'),
        (
            f"NOT(AND(ISNUMBER({ratio}),N({ratio})>=0,N({ratio})<=1,ABS(N({ratio})*10000-ROUND(N({ratio})*10000,0))<0.000001))",
            '"待核：档内比例应在 0% 到 100% 之间"',
        ),
        otherwise='"定性"',
    )


def _by_date() -> str:
    return cases(
        ('{a_day}=""', '"待核：实际完成值不是写到年月日的日期"'),
        (same_date_text(), '"待核：完成值照抄了期限，请填实际完成的日期"'),
        (out_of_time(), '"待核：年份看不出或对不上，请写明是哪一年"'),
        ("{t_day}-{a_day}>400", '"待核：比期限早一年多，请核对年份"'),
        ("{a_day}<={t_day}", '"期限"'),
        otherwise='"待核：晚于期限，请人工评分"',
    )


def _points(numerator: str, denominator: str) -> str:
    """Points of weight × numerator ÷ denominator, rounded once from whole numbers, not above the weight."""
    return (
        f"MIN({{weight}}/100,ROUND({{weight}}*{numerator}*10^MAX(0,得分小数位-2)"
        f"/({denominator}*10^MAX(0,2-得分小数位)),0)/10^得分小数位)"
    )


def _score(form: FormColumns) -> str:
    too_far = all_of(
        '超额扣分线<>""',
        '{direction}<>"反向"',
        "{asked}>0",
        "{got}*10000>={asked}*ROUND(N(超额扣分线)*10000,0)",
    )
    deduction = f"IF({too_far},N(超额扣分),0)"
    earned = cases(('{outcome}="满分"', _points("1", "1")), otherwise=_points("{got}", "{asked}"))
    linear = "IF(2*{asked}<{got},0,2*{asked}-{got})"
    reverse = cases(
        ("{asked}=0", "0"),
        (f"反向算法={quoted('linear')}", _points(linear, "{asked}")),
        otherwise=_points("{asked}", "{got}"),
    )
    return cases(
        ('{outcome}=""', '""'),
        ('OR({outcome}="满分",{outcome}="按比例")', f"MAX(0,ROUND({earned}-{deduction},得分小数位))"),
        ('{outcome}="反向"', reverse),
        ('{outcome}="期限"', _points("1", "1")),
        ('{outcome}="定性"', _band_points(form)),
        otherwise='"待核"',
    )


def _band_points(form: FormColumns) -> str:
    """Between the ends of the band, which are rounded first; only the best band reaches its upper end."""
    band = f"MATCH({form.cell('band')},定性档次,0)"
    low, high = f"ROUND(INDEX(档次下限,{band})*10000,0)", f"ROUND(INDEX(档次上限,{band})*10000,0)"
    inside = f"({low}*10000+ROUND({form.cell('ratio')}*10000,0)*({high}-{low}))"
    below = f"ROUND({_points(high, '10000')}-10^-得分小数位,得分小数位)"
    exact = _points(inside, "10^8")
    return f"MAX({_points(low, '10000')},IF({band}=1,{exact},MIN({exact},{below})))"


def _attainment() -> str:
    return cases(
        (
            'OR({direction}="反向",{asked}=0)',
            cases(
                (f"反向算法={quoted('linear')}", 'IF({asked}=0,"",MAX(0,2-{got}/{asked}))'),
                otherwise='IF({got}=0,"",{asked}/{got})',
            ),
        ),
        otherwise="{got}/{asked}",
    )
