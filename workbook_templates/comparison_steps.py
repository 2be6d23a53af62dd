"""The steps that bring both sides to whole numbers of one unit and ask whether they may be compared."""

from __future__ import annotations

from perfeval_core.words import words
from workbook_templates.form_columns import FormColumns
from workbook_templates.formula_text import (
    all_of,
    any_of,
    cases,
    contains,
    ends_with_one_of,
    is_in,
)
from workbook_templates.pair_doubts import pair_doubt, scope_doubt, unit_doubt
from workbook_templates.plain_texts import both_fall
from workbook_templates.side_values import bare, decimals, mantissa, multiple, power, whole_target
from workbook_templates.step import Step
from workbook_templates.word_lists import word_lengths
from workbook_templates.word_search import found, has_word

__all__ = ["comparison_steps"]


def comparison_steps(form: FormColumns) -> tuple[Step, ...]:
    """Weight, both numbers, direction, and the doubts about the pair."""
    weight = form.cell("weight")
    # a number without a unit is taken in the other side's, so both are compared as written
    same = f"({bare('t')})=({bare('a')})"
    exponents = {side: f"(IF({same},{power(side)},0)-{decimals(side)})" for side in "ta"}
    readable = '{t_doubt}&{a_doubt}=""'

    def whole(side: str, other: str) -> str:
        scale = f"IF({same},{multiple(side)},1)"
        return f'IF({readable},{mantissa(side)}*{scale}*10^MAX(0,{exponents[side]}-{exponents[other]}),"")'

    return (
        Step(
            "weight",
            "分值（百分之一分）",
            "分值乘以 100；空白表示分值不是最多两位小数的数",
            f"IF(AND(ISNUMBER({weight}),NOT(ISLOGICAL({weight}))),IF(AND({weight}>=0,{weight}<=1000,"
            f'ABS({weight}*100-ROUND({weight}*100,0))<0.000001),ROUND({weight}*100,0),""),"")',
        ),
        Step("asked", "指标值（同一单位的整数）", "和完成值化成同一个单位、去掉小数点", whole("t", "a"), 14),
        Step("got", "完成值（同一单位的整数）", "和指标值化成同一个单位、去掉小数点", whole("a", "t"), 14),
        Step("direction", "方向", "正向 反向 等于 定性 期限；两可要人选", _direction(form)),
        Step(
            "scope",
            "口径疑问",
            "空白表示不是名次、日期，新增和累计没有混用",
            f'IF({readable},IFERROR({scope_doubt()},"公式读不懂"),"")',
            16,
        ),
        Step(
            "units",
            "单位疑问",
            "空白表示两边单位一致",
            f'IF({readable},IFERROR({unit_doubt()},"公式读不懂"),"")',
            16,
        ),
        Step(
            "pair",
            "两边疑问",
            "空白表示两边可以比",
            f'IF(AND({readable},{{scope}}&{{units}}=""),IFERROR({pair_doubt()},"公式读不懂"),{{scope}}&{{units}})',
            16,
        ),
    )


def _direction(form: FormColumns) -> str:
    typed = form.cell("direction")
    front = "RIGHT({t_before},1)"
    sense_free = any_of(
        found("name_falls"),
        both_fall(),
        all_of(whole_target(), "{got}<={asked}", any_of(_good_end(), f"NOT({has_word('{name}', '封顶词')})")),
        "NOT(" + any_of(_timed(), _costly()) + ")",
    )
    return cases(
        (f'{typed}&""<>""', cases((is_in(typed, ("正向", "反向", "等于", "定性")), f'{typed}&""'), otherwise='"？"')),
        ('{t_text}=""', '""'),
        ('{t_day}<>""', '"期限"'),
        ('{t_from}=""', '"定性"'),
        ('{t_doubt}&{a_doubt}<>""', '"？"'),
        # more or less than 0: what exactly 0 earns, no rule says
        (all_of("{asked}=0", is_in(front, "><")), '"？"'),
        (any_of(is_in(front, "≤<"), '{t_bound}="≤"'), '"反向"'),
        (any_of(is_in(front, "≥>"), '{t_bound}="≥"'), '"正向"'),
        (f'{front}="="', '"等于"'),
        ("{asked}=0", '"两可"'),
        (sense_free, '"正向"'),
        otherwise='"两可"',
    )


def _timed() -> str:
    """A span of time whose name or level speaks of time; a bare number may have its unit in the name."""
    spans = (f"IF({{{side}_unit}}=0,FALSE,INDEX(单位时间,{{{side}_unit}})=1)" for side in "ta")
    return all_of(
        any_of(*spans, all_of("{t_unit}+{a_unit}=0", contains("{name}", "("))),
        any_of(contains("{level2}", "时效"), has_word("{name}", "时间名称")),
    )


def _costly() -> str:
    levels = any_of(*(contains("{level2}", word) for word in words()["sense.cost_levels"]))
    return all_of(any_of(levels, found("name_less")), f"NOT({_good_end()})")


def _good_end() -> str:
    return ends_with_one_of("{name}", "越多越好串", word_lengths("越多越好串"))
