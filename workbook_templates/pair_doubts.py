"""Why a target and an actual that can both be read must not be compared."""

from __future__ import annotations

from workbook_templates.form_columns import FormColumns
from workbook_templates.formula_text import all_of, any_of, cases, contains, is_in, quoted, without
from workbook_templates.plain_texts import both_fall
from workbook_templates.row_texts import text_between
from workbook_templates.side_values import (
    bare,
    below_two,
    decimals,
    family,
    mantissa,
    multiple,
    unit_name,
    whole_part,
    whole_target,
)
from workbook_templates.typed_characters import PAUSE
from workbook_templates.word_lists import family_label
from workbook_templates.word_search import found, has_word

__all__ = ["pair_doubt", "scope_doubt", "serial_dates", "stray_two", "unit_doubt"]

LARGEST = "10^15"
"""Whole numbers below this are exact in a worksheet."""


def unit_doubt() -> str:
    """Units of different families, a bare number whose unit is not certain, a rate above 100%."""
    one_bare = f"({bare('t')})<>({bare('a')})"
    ratio, points = quoted(family_label("ratio")), quoted(family_label("score"))
    families = {side: family(side) for side in "ta"}
    shares = f"OR({families['t']}={ratio},{families['a']}={ratio})"
    # a multiplier alone (5万) meets any unit but a share
    never = is_in(f"{families['t']}&{families['a']}", [family_label(kind) for kind in ("ratio", "points")])
    mismatch = (
        f"IF({families['t']}={families['a']},FALSE,"
        f"OR(AND({{t_unit}}>0,{{a_unit}}>0),{never},{multiple('t')}*{multiple('a')}<>1))"
    )
    spelled = {side: f"{{{side}_multiplier}}&{unit_name(side)}" for side in "ta"}
    naked = any_of(*(all_of(bare(side), below_two(side)) for side in "ta"))
    return cases(
        (_above_whole(), '"超过 100%，这类指标最多 100%"'),
        (_misread_percent(), '"指标值像是 ≥ 认成了 2"'),
        (
            one_bare,
            cases(
                (
                    all_of(contains("{name}", "("), f'ISERROR(FIND("("&{spelled["t"]}&{spelled["a"]}&")",{{name}}))'),
                    '"一边没有单位，请补上单位"',
                ),
                ("{asked}*{got}=0", '""'),
                (
                    any_of("10*{got}<={asked}", "{got}>=10*{asked}", all_of(shares, naked)),
                    '"一边没有单位，相差太大，请补上单位"',
                ),
                otherwise='""',
            ),
        ),
        (all_of(bare("t"), contains("{name}", "("), any_of(*map(below_two, "ta"))), '"请补上单位"'),
        (
            f"AND(OR({families['t']}={points},{families['a']}={points}),{{asked}}*{{got}}<>0,"
            "OR({got}>=10*{asked},{asked}>=10*{got}))",
            '"两边满分不同"',
        ),
        (mismatch, f'"单位不一致（"&{spelled["t"]}&"/"&{spelled["a"]}&"）"'),
        otherwise='""',
    )


def pair_doubt() -> str:
    """Numbers too large or too far apart, averages against totals, progress, growth against a level."""
    small = any_of(*(below_two(side) for side in "ta"))
    far = {times: f"OR({{got}}>={times}*{{asked}},{{asked}}>={times}*{{got}})" for times in (10, 100, 1000)}
    alike = all_of(
        "{t_multiplier}={a_multiplier}",
        "{t_unit}={a_unit}",
        # 亩/年 is spelled otherwise than 亩
        any_of("{t_rest}={a_rest}", f"NOT({any_of(*(is_in(f'LEFT({{{side}_rest}},1)', '/·') for side in 'ta'))})"),
    )
    too_far = cases(
        ("{asked}*{got}=0", "FALSE"),
        (all_of(bare("t"), bare("a")), any_of(far[1000], all_of(far[10], any_of(small, contains("{name}", "("))))),
        (any_of(bare("t"), bare("a"), alike), "FALSE"),
        otherwise=far[100],
    )
    return cases(
        (f"MAX({{asked}},{{got}})*MAX(10000,{{weight}})>={LARGEST}", '"数值太大"'),
        (too_far, '"两边相差太多，请核对单位和数字"'),
        (_growth_differs(), '"一边说的是增减幅度，一边没有说"'),
        otherwise='""',
    )


def _growth_differs() -> str:
    """Growth against growth; against a bare rate only where the name says growth, and never where it says fall.

    A small rate against one near 100% may be a growth against a level with last year as 100%.
    """
    first, second = (any_of(found(f"{side}_rises"), found(f"{side}_compared")) for side in "ta")
    rises, falls = found("name_rises"), found("name_falls")
    ratio = quoted(family_label("ratio"))
    shares = (f"IF({{{side}_unit}}=0,TRUE,INDEX(单位同类,{{{side}_unit}})={ratio})" for side in "ta")
    return any_of(
        all_of(any_of(first, second), any_of(falls, all_of(f"({first})<>({second})", f"NOT({rises})"))),
        all_of(
            any_of(first, second, rises, falls, both_fall()),
            *shares,
            "OR(5*{got}>=13*{asked},5*{asked}>=13*{got})",
            f"MAX({','.join(map(whole_part, 'ta'))})>=80",
        ),
    )


def serial_dates(form: FormColumns) -> tuple[str, str]:
    """Two dates that arrive as real numbers."""
    numbers = (
        f"AND(ISNUMBER({form.cell(column)}),{form.cell(column)}>=36526,{form.cell(column)}<=55153)"
        for column in ("target", "actual")
    )
    return all_of(*numbers), '"像是日期"'


def stray_two() -> tuple[str, str]:
    """2280次 against 285次: the 2 may be a ≥ that was misread."""
    asked = "LEFT({t_from},LEN({t_from})-LEN({t_behind}))"
    meant = f'VALUE(MID(LEFT({asked},FIND(".",{asked}&".")-1),2,20))'
    near = (
        f"IFERROR(AND({got}>={meant},5*{got}<=6*{meant}+6),FALSE)"
        for got in (whole_part("a"), "VALUE({a_second_number})")
    )
    condition = all_of('{t_before}=""', 'LEFT({t_from},1)="2"', any_of(*near))
    return condition, '"指标值开头的 2 像是 ≥ 认错了"'


def scope_doubt() -> str:
    """A rank, a date written as a number, the year's change against a total."""
    asked, got = "{name}&{t_text}", "{got_here}"
    asked_new, asked_total = has_word(asked, "新增词"), has_word(asked, "累计词")
    timed = any_of(contains("{level2}", "时效"), has_word("{name}", "时间名称"))
    return cases(
        ('{apart}<>""', "{apart}"),
        (_progress_only(), '"说的是完成进度，请填实际数"'),
        (has_word("{name}", "名次词"), '"是名次或上下限之间的数，不能按比例计分"'),
        (f'IF(AND({{t_multiplier}}&{{t_unit}}="0",LEN({{t_number}})>2),{timed},FALSE)', '"像是日期"'),
        (
            any_of(
                all_of(found("got_total"), asked_new),
                all_of(found("got_new"), asked_total),
                all_of(any_of(contains(got, "新增"), contains(got, "净增")), f"NOT({asked_new})"),
            ),
            '"一边是当年新增，一边不是"',
        ),
        otherwise='""',
    )


def _above_whole() -> str:
    above = (
        f'IF({{{side}_unit}}=0,AND({{{side}_multiplier}}="",{mantissa(side)}>100*10^{decimals(side)}),AND({family(side)}={quoted(family_label("ratio"))},OR({{{side}_multiplier}}<>"",'
        f"{mantissa(side)}*10^(3+INDEX(单位幂次,{{{side}_unit}}))>1000*10^{decimals(side)})))"
        for side in "ta"
    )
    return all_of(found("name_bounded"), any_of(*above))


def _misread_percent() -> str:
    """290% may be ≥90%: a 2 in front of 100 or of 50 to 99."""
    return all_of(
        '{t_before}=""',
        'LEFT({t_number},1)="2"',
        'LEFT({t_end},1)="%"',
        'OR(LEFT({t_number}&".",5)="2100.",AND(MID({t_number}&".",4,1)=".",'
        'ISNUMBER(FIND(MID({t_number},2,1),"56789"))))',
    )


def _progress_only() -> str:
    """已完成80% tells the progress; it is the value only where 100% is the target."""
    fillers = ("已", "均", "全部", "全面", "任务", "目标", "完成", "率", "达", "到", "了", "为", PAUSE)
    before = f'SUBSTITUTE(SUBSTITUTE({text_between("{signs}", 2)}," ",""),{{a_from}},"")'
    alone = all_of(
        'LEFT({a_behind},1)="%"',
        contains(before, "完成"),
        f'{without(before, fillers)}=""',
        f"NOT({whole_target()})",
    )
    # 1条（完成80%）
    beside = all_of(
        '{a_second_number}<>""',
        "{got}>={asked}",
        contains("{a_rest}", "%"),
        any_of(contains("{a_rest}", "完成"), contains("{a_rest}", "进度")),
    )
    return any_of(alone, beside)
