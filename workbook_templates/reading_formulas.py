"""The sheet 计分明细: one indicator row read and scored in plain worksheet formulas, one titled column a step.

Row n reads row n of the form, so rows of the form may be inserted, deleted or copied.  The formulas know less than
:mod:`perfeval_core` and never anything else: they score only what the core scores, to the cent, and say 待核 with the
reason otherwise.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from perfeval_core.readings import Direction
from perfeval_core.words import words
from workbook_templates.date_reading import date_steps
from workbook_templates.formula_text import (
    all_of,
    any_of,
    cases,
    contains,
    contains_one_of,
    ends_with_one_of,
    equals_one_of,
    is_in,
    nested_substitute,
    quoted,
    without,
)
from workbook_templates.side_reading import (
    bare,
    below_two,
    decimals,
    mantissa,
    power,
    side_steps,
    unit_name,
    whole_part,
)
from workbook_templates.step import Step
from workbook_templates.typed_characters import BROKEN, FIRST_STEP, NAME_MARK, PAUSE, SECOND_STEP, SEPARATOR
from workbook_templates.word_lists import NUMERALS, family_label, suffixes

__all__ = [
    "DETAIL_SHEET",
    "Column",
    "FormColumns",
    "attainment_formula",
    "direction_formula",
    "reading_columns",
    "score_formula",
    "status_formula",
]

DETAIL_SHEET = "计分明细"

_LARGEST = "10^15"
"""Whole numbers below this are exact in a worksheet."""


@dataclass(frozen=True, slots=True)
class FormColumns:
    """Where the form keeps what a row needs; letters of columns.

    ``only_rows``: a formula text that is TRUE for the rows that are indicators, without it every row counts.
    """

    sheet: str = "自评表"
    level1: str = "A"
    level2: str = "B"
    name: str = "C"
    target: str = "D"
    actual: str = "E"
    weight: str = "F"
    direction: str = "I"
    target_value: str = "J"
    actual_value: str = "K"
    band: str = "L"
    ratio: str = "M"
    only_rows: str = ""

    def cell(self, column: str) -> str:
        """The cell of the same row in the form."""
        letter = getattr(self, column)
        return f"INDEX('{self.sheet}'!${letter}:${letter},ROW())"


@dataclass(frozen=True, slots=True)
class Column:
    """One column of the sheet: its letter, what the header says, and the same formula for every row."""

    letter: str
    key: str
    title: str
    note: str
    width: int
    _formula: str

    def formula(self, row: int) -> str:
        """The formula of a row, with its equals sign."""
        return "=" + self._formula.replace("\x00^", str(row - 1)).replace("\x00", str(row))


def reading_columns(form: FormColumns) -> tuple[Column, ...]:
    """All columns of 计分明细 from A on."""
    return _columns(form)


@lru_cache(maxsize=8)
def _columns(form: FormColumns) -> tuple[Column, ...]:
    steps = _steps(form)
    letters = {step.key: _letter(place) for place, step in enumerate(steps)}

    def resolve(formula: str) -> str:
        return re.sub(r"\{(\w+)(\^?)\}", lambda found: f"${letters[found[1]]}\x00{found[2]}", formula)

    return tuple(
        Column(letters[step.key], step.key, step.title, step.note, step.width, resolve(step.formula)) for step in steps
    )


def _letter(place: int) -> str:
    return (chr(64 + place // 26) if place >= 26 else "") + chr(65 + place % 26)


def _detail(form: FormColumns, key: str) -> str:
    letter = next(column.letter for column in reading_columns(form) if column.key == key)
    return f"=INDEX('{DETAIL_SHEET}'!${letter}:${letter},ROW())"


def score_formula(form: FormColumns) -> str:
    """For 得分 on the form: the points, 待核, or blank; the same text in every row."""
    return _detail(form, "score")


def status_formula(form: FormColumns) -> str:
    """For 状态 on the form."""
    return _detail(form, "status")


def attainment_formula(form: FormColumns) -> str:
    """For 完成率 on the form: a number (1 = 100 %) or blank."""
    return _detail(form, "attainment")


def direction_formula(form: FormColumns) -> str:
    """The direction the row is scored in: 正向 反向 等于 定性 期限 两可 ？."""
    return _detail(form, "direction")


# -- the steps ----------------------------------------------------------------------------------------------------


def _steps(form: FormColumns) -> tuple[Step, ...]:
    return (
        *_texts(form),
        *side_steps("t", "指标值", _between("{signs}", 1), ranges=True, numbers=(_serial_dates(form),)),
        *date_steps("t", "指标值", deadline=True),
        *side_steps(
            "a",
            "完成值",
            _between("{signs}", 2),
            ranges=False,
            numbers=(_stray_two(),),
        ),
        *date_steps("a", "完成值", deadline=False),
        *_comparison(form),
        *_results(form),
    )


def _between(joined: str, place: int) -> str:
    """The name (0), target (1) or actual (2) out of the cell in which they stand together."""
    first = f"FIND({quoted(SEPARATOR)},{joined})"
    second = f"FIND({quoted(SEPARATOR)},{joined},{first}+1)"
    return (
        f"LEFT({joined},{first}-1)",
        f"MID({joined},{first}+1,{second}-{first}-1)",
        f"MID({joined},{second}+1,999)",
    )[place]


def _typed(form: FormColumns, column: str, by_hand: str = "") -> str:
    """The text of a cell of the form; what was typed by hand wins."""
    cell = form.cell(column)
    text = f'IF(ISLOGICAL({cell}),{quoted(BROKEN)},{cell}&"")'
    if by_hand:
        text = f'IF({form.cell(by_hand)}&""<>"",{form.cell(by_hand)}&"",{text})'
    return f"IFERROR({text},{quoted(BROKEN)})"


def _without_spaces(text: str) -> str:
    """Without spaces and without a pause at the very end."""
    end = quoted(SEPARATOR)
    return f'SUBSTITUTE(SUBSTITUTE(SUBSTITUTE({text}," ","")&{end},{quoted(PAUSE + SEPARATOR)},""),{end},"")'


def _texts(form: FormColumns) -> tuple[Step, ...]:
    level2 = form.cell("level2")
    together = (
        f"{quoted(NAME_MARK)}&{_typed(form, 'name')}&{quoted(SEPARATOR)}&{_typed(form, 'target', 'target_value')}"
        f"&{quoted(SEPARATOR)}&{_typed(form, 'actual', 'actual_value')}"
    )
    if form.only_rows:
        together = f"IF({form.only_rows},{together},{quoted(NAME_MARK + 2 * SEPARATOR)})"
    actual = _without_spaces(_between("{signs}", 2))
    return (
        Step(
            "level2",
            "二级指标",
            "合并单元格里只有第一行有字，往下沿用",
            f'IF({level2}&""<>"",{level2}&"",IF({form.cell("level1")}&""<>"","",{{level2^}}&""))',
        ),
        Step(
            "digits",
            "半角",
            "名称、指标值、完成值放在一起，全角数字和符号换成半角",
            nested_substitute(together, FIRST_STEP),
        ),
        Step("signs", "符号统一", "标点、空格换成同一种写法", nested_substitute("{digits}", SECOND_STEP)),
        Step(
            "name",
            "名称",
            "三级指标名称，去掉前面的“指标1：”“1.”",
            f'SUBSTITUTE({_without_spaces(_between("{signs}", 0))},{quoted(NAME_MARK)},"")',
        ),
        Step("t_text", "指标值", "年度指标值（手工填了的用手工的）", _without_spaces(_between("{signs}", 1)), 16),
        Step(
            "a_text",
            "完成值",
            "实际完成值（手工填了的用手工的），去掉前面重复的指标名称",
            f'IF(AND({{name}}<>"",LEN({actual})>LEN({{name}}),LEFT({actual},LEN({{name}}))={{name}}),'
            f"MID({actual},LEN({{name}})+1,999),{actual})",
            16,
        ),
    )


def _family(side: str) -> str:
    return f'IF({{{side}_unit}}=0,"",INDEX(单位同类,{{{side}_unit}}))'


def _multiple(side: str) -> str:
    return f"IF({{{side}_unit}}=0,1,INDEX(单位倍数,{{{side}_unit}}))"


def _comparison(form: FormColumns) -> tuple[Step, ...]:
    weight = form.cell("weight")
    # a number without a unit is taken in the other side's, so both are compared as written
    same = f"({bare('t')})=({bare('a')})"
    exponents = {side: f"(IF({same},{power(side)},0)-{decimals(side)})" for side in "ta"}
    readable = '{t_doubt}&{a_doubt}=""'

    def whole(side: str, other: str) -> str:
        multiple = f"IF({same},{_multiple(side)},1)"
        return f'IF({readable},{mantissa(side)}*{multiple}*10^MAX(0,{exponents[side]}-{exponents[other]}),"")'

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
            f'IF({readable},IFERROR({_scope_doubt()},"公式读不懂"),"")',
            16,
        ),
        Step(
            "units",
            "单位疑问",
            "空白表示两边单位一致",
            f'IF({readable},IFERROR({_unit_doubt()},"公式读不懂"),"")',
            16,
        ),
        Step(
            "pair",
            "两边疑问",
            "空白表示两边可以比",
            f'IF(AND({readable},{{scope}}&{{units}}=""),IFERROR({_pair_doubt(form)},"公式读不懂"),{{scope}}&{{units}})',
            16,
        ),
    )


def _direction(form: FormColumns) -> str:
    typed = form.cell("direction")
    rest, front = "{t_rest}", "RIGHT({t_before},1)"
    sense_free = any_of(
        contains_one_of("{name}", "下降名称"),
        all_of(_whole_target(), "{got}<={asked}"),
        "NOT(" + any_of(_timed(), _costly()) + ")",
    )
    return cases(
        (f'{typed}&""<>""', cases((is_in(typed, ("正向", "反向", "等于", "定性")), f'{typed}&""'), otherwise='"？"')),
        ('{t_text}=""', '""'),
        ('{t_day}<>""', '"期限"'),
        ('{t_from}=""', '"定性"'),
        ('{t_doubt}&{a_doubt}<>""', '"？"'),
        (any_of(is_in(front, "≤<"), is_in(rest, suffixes(Direction.AT_MOST))), '"反向"'),
        (any_of(is_in(front, "≥>"), is_in(rest, suffixes(Direction.AT_LEAST))), '"正向"'),
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
        any_of(contains("{level2}", "时效"), contains_one_of("{name}", "时间名称")),
    )


def _costly() -> str:
    levels = any_of(*(contains("{level2}", word) for word in words()["sense.cost_levels"]))
    return all_of(
        any_of(levels, contains_one_of("{name}", "越少越好")),
        f"NOT({ends_with_one_of('{name}', '越多越好')})",
    )


def _unit_doubt() -> str:
    one_bare = f"({bare('t')})<>({bare('a')})"
    ratio, points = quoted(family_label("ratio")), quoted(family_label("score"))
    families = {side: _family(side) for side in "ta"}
    shares = f"OR({families['t']}={ratio},{families['a']}={ratio})"
    # a multiplier alone (5万) meets any unit but a share
    never = is_in(f"{families['t']}&{families['a']}", [family_label(kind) for kind in ("ratio", "points")])
    mismatch = (
        f"IF({families['t']}={families['a']},FALSE,"
        f"OR(AND({{t_unit}}>0,{{a_unit}}>0),{never},{_multiple('t')}*{_multiple('a')}<>1))"
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


def _pair_doubt(form: FormColumns) -> str:
    per = {side: f'IF(LEFT({{{side}_rest}},1)="/",{{{side}_rest}},"")' for side in "ta"}
    small = any_of(*(below_two(side) for side in "ta"))
    far = {times: f"OR({{got}}>={times}*{{asked}},{{asked}}>={times}*{{got}})" for times in (10, 100, 1000)}
    too_far = cases(
        ("{asked}*{got}=0", "FALSE"),
        (all_of(bare("t"), bare("a")), any_of(far[1000], all_of(far[10], any_of(small, contains("{name}", "("))))),
        (any_of(bare("t"), bare("a"), "AND({t_multiplier}={a_multiplier},{t_unit}={a_unit})"), "FALSE"),
        otherwise=far[100],
    )
    return cases(
        (f"MAX({{asked}},{{got}})*MAX(10000,{{weight}})>={_LARGEST}", '"数值太大"'),
        (f"{per['t']}<>{per['a']}", '"一个是平均的数，一个不是"'),
        (too_far, '"两边相差太多，请核对单位和数字"'),
        (_progress_only(), '"说的是完成进度，请填实际数"'),
        (_growth_differs(), '"一边说的是增减幅度，一边没有说"'),
        otherwise='""',
    )


def _growth_differs() -> str:
    """Growth against growth; against a bare rate only where the name says growth, and never where it says fall.

    A small rate against one near 100% may be a growth against a level with last year as 100%.
    """
    first, second = (contains_one_of(f"{{{side}_before}}", "增减词") for side in "ta")
    rises, falls = (contains_one_of("{name}", kind) for kind in ("增长名称", "下降名称"))
    ratio = quoted(family_label("ratio"))
    shares = (f"IF({{{side}_unit}}=0,TRUE,INDEX(单位同类,{{{side}_unit}})={ratio})" for side in "ta")
    return any_of(
        all_of(any_of(first, second), any_of(falls, all_of(f"({first})<>({second})", f"NOT({rises})"))),
        all_of(
            any_of(first, second, rises, falls),
            *shares,
            "OR(5*{got}>=13*{asked},5*{asked}>=13*{got})",
            f"MAX({','.join(map(whole_part, 'ta'))})>=80",
        ),
    )


def _serial_dates(form: FormColumns) -> tuple[str, str]:
    """Two dates that arrive as real numbers."""
    numbers = (
        f"AND(ISNUMBER({form.cell(column)}),{form.cell(column)}>=36526,{form.cell(column)}<=55153)"
        for column in ("target", "actual")
    )
    return all_of(*numbers), '"像是日期"'


def _stray_two() -> tuple[str, str]:
    """2280次 against 285次: the 2 may be a ≥ that was misread."""
    asked = "LEFT({t_from},LEN({t_from})-LEN({t_behind}))"
    meant = f'VALUE(MID(LEFT({asked},FIND(".",{asked}&".")-1),2,20))'
    got = whole_part("a")
    condition = all_of(
        '{t_before}=""', 'LEFT({t_from},1)="2"', f"IFERROR(AND({got}>={meant},5*{got}<=6*{meant}+6),FALSE)"
    )
    return condition, '"指标值开头的 2 像是 ≥ 认错了"'


def _scope_doubt() -> str:
    """A rank, a date written as a number, the year's change against a total."""
    asked, got = "{name}&{t_text}", _between("{signs}", 2)
    timed = any_of(contains("{level2}", "时效"), contains_one_of("{name}", "时间名称"))
    return cases(
        (contains_one_of("{name}", "名次词"), '"是名次，不能按比例计分"'),
        (f'IF(AND({{t_multiplier}}&{{t_unit}}="0",LEN({{t_number}})>3),{timed},FALSE)', '"像是日期"'),
        (
            any_of(
                all_of(contains_one_of(got, "累计词"), contains_one_of(asked, "新增词")),
                all_of(contains_one_of(got, "新增词"), contains_one_of(asked, "累计词")),
                all_of(
                    any_of(contains(got, "新增"), contains(got, "净增")), f"NOT({contains_one_of(asked, '新增词')})"
                ),
            ),
            '"一边是当年新增，一边不是"',
        ),
        otherwise='""',
    )


def _above_whole() -> str:
    above = (
        f'IF({{{side}_unit}}=0,AND({{{side}_multiplier}}="",{mantissa(side)}>100*10^{decimals(side)}),AND({_family(side)}={quoted(family_label("ratio"))},'
        f"{mantissa(side)}*10^(3+INDEX(单位幂次,{{{side}_unit}}))>1000*10^{decimals(side)}))"
        for side in "ta"
    )
    return all_of(contains_one_of("{name}", "不超过百分之百"), any_of(*above))


def _whole_target() -> str:
    """The target is 100%."""
    return f'IF({{t_unit}}=0,FALSE,AND(INDEX(单位,{{t_unit}})="%",{mantissa("t")}=100*10^{decimals("t")}))'


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
    before = f'SUBSTITUTE(SUBSTITUTE({_between("{signs}", 2)}," ",""),{{a_from}},"")'
    return all_of(
        'LEFT({a_behind},1)="%"',
        contains(before, "完成"),
        f'{without(before, fillers)}=""',
        f"NOT({_whole_target()})",
    )


# -- what comes out -----------------------------------------------------------------------------------------------


def _results(form: FormColumns) -> tuple[Step, ...]:
    by_hand = any_of(*(f'{form.cell(column)}&""<>""' for column in ("target_value", "actual_value", "direction")))
    share = 'ROUND({attainment}*100,2)&"%"'
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
                (f'{{outcome}}="满分"', f'"✓ 满分"&IF({{attainment}}="","","，完成率 "&{share})&{over}'),
                ('OR({outcome}="按比例",{outcome}="反向")', f'"✓ "&{points}&"×"&{share}&{over}'),
                otherwise='"✓ "&{outcome}',
            )
            + ",{outcome})",
            30,
        ),
    )


def _missing(side: str) -> str:
    text = f"{{{side}_text}}"
    return any_of(f'{without(text, "-_/.…")}=""', equals_one_of(text, "缺填标记"))


def _outcome(form: FormColumns) -> str:
    weight = form.cell("weight")
    empty = f'AND({{t_text}}="",{{a_text}}="",OR({{name}}="",{weight}&""=""))'
    unreadable = any_of(
        f'LEN({{signs}})-LEN(SUBSTITUTE({{signs}},{quoted(SEPARATOR)},""))<>2',
        *(contains("{t_text}&{a_text}", mark) for mark in (BROKEN, "#")),
    )
    return cases(
        (empty, '""'),
        ("软件自检<>1", '"待核：请用 Excel、WPS 或 LibreOffice 打开"'),
        (unreadable, '"待核：有公式错误，或公式不认识的字符"'),
        (_missing("t"), '"缺指标值"'),
        (_missing("a"), '"缺完成值"'),
        ('{weight}=""', '"待核：分值应是不小于 0、最多两位小数的数"'),
        ('{direction}="定性"', _by_words(form)),
        ('{t_day}<>""', _by_date()),
        ('{t_from}=""', '"待核：年度指标值里没有数，不能按数量计分"'),
        ('{t_doubt}<>""', '"待核：年度指标值"&{t_doubt}'),
        ('{a_doubt}<>""', '"待核：实际完成值"&{a_doubt}'),
        ('{direction}="？"', '"待核：方向请填正向、反向、等于或定性"'),
        ('{pair}<>""', '"待核："&{pair}'),
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
    around = any_of('RIGHT({t_before},1)="≈"', is_in("{t_rest}", suffixes(None)))
    return f"IF({around},ROUND(左右容差*10000,0),0)"


def _by_words(form: FormColumns) -> str:
    band, ratio, typed = form.cell("band"), form.cell("ratio"), form.cell("direction")
    idioms = [
        word
        for word in words()["numerals.not_numbers"]
        if word.count("一") == 1 and not set(word) & set(NUMERALS.replace("一", ""))
    ][:10]
    text = without("{t_text}", idioms)
    return cases(
        (f'AND({typed}&""="",{contains_one_of(text, "文字疑词")})', '"待核：如是定性指标，请在方向选定性"'),
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
    deduction = 'IF(AND(超额扣分线<>"",{direction}<>"反向",{asked}>0,{got}*10000>={asked}*ROUND(N(超额扣分线)*10000,0)),N(超额扣分),0)'
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
