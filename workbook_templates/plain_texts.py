"""The steps that take what stands in front of a value away and keep what it says: a year, a list number, 每亩, 下降.

They stand on the sheet 查词; the reading of a side starts from ``{side}_plain``.
"""

from __future__ import annotations

from collections.abc import Iterator

from perfeval_core.readings import Direction
from perfeval_core.words import words
from workbook_templates.formula_text import (
    all_of,
    any_of,
    cases,
    contains,
    count_of,
    has_digit,
    how_many_of,
    is_in,
    is_one_of,
    nested_substitute,
    quoted,
    without,
)
from workbook_templates.parameters import word_cells
from workbook_templates.step import Step
from workbook_templates.typed_characters import PAUSE, SEPARATOR, formula_spelling
from workbook_templates.word_lists import NUMERALS, suffixes

__all__ = ["IDIOMS", "NO_NUMERALS", "another_number", "as_whole", "both_fall", "joint_steps", "plain_steps"]

_DIGITS = "0123456789"
_FALLS = tuple(word for word in words()["growth.fall"] if len(word) == 2)
_WHOLE = tuple(word for word in map(formula_spelling, words()["numerals.whole"]) if not set(word) & set(_DIGITS))
_SOME_DAY = tuple(dict.fromkeys([*_DIGITS, *(word[0] for word in words()["dates.narrower"])]))
"""Behind a year they may name a day of it: 2023年春节, 2023年5月."""
_TO_LEVEL = tuple(rise + to for rise in ("提高", "提升", "增加", "增长") for to in "到至")
"""What they lead to is a level and no growth."""
_YEARLY = (("/年度/", "/"), ("/年/", "/"))
IDIOMS = ("进一步", "统一", "一致", "一般", "一定", "一次性", "一并", "一体", "一批", "一系列")
NO_NUMERALS = (*IDIOMS, "第三", "三方")
"""Chinese numerals in them count nothing; they are all among the core's ``numerals.not_numbers``."""


def as_whole(side: str) -> str:
    """True where 全覆盖 stands for 100%, or 零 for 0: the number is not in the text."""
    return f"ISERROR(FIND(LEFT({{{side}_plain}},1),{{{side}_text}}))"


def both_fall() -> str:
    """True where both sides are falls: 下降5% against 下降6%."""
    return f"AND({is_in('LEFT({t_text},2)', _FALLS)},LEN({{t_plain}})=LEN({{t_text}})-2)"


def another_number(side: str) -> str:
    """True where a second number stands behind that may be the one that is meant."""
    more = has_digit(f"{{{side}_rest}}")
    return f'AND({more},{{a_second_number}}="")' if side == "a" else more


def plain_steps(side: str, title: str) -> Iterator[Step]:
    """The text without its beginning, and the average it speaks of."""
    yield Step(
        f"{side}_plain",
        f"{title}：去掉开头",
        "去掉开头的年份、编号、“每亩”；两边都是“下降”的也去掉；全覆盖换成 100%",
        _plain(side),
        16,
    )
    yield Step(f"{side}_per", f"{title}：平均", "每什么：亩/、人/月/；每年的不算，？是看不出", _per(side), 9)


def joint_steps() -> Iterator[Step]:
    """What stands behind the first pause on both sides, where only numerals matter; and what tells the sides apart."""
    far = "&".join(f"MID({{{side}_rest}},FIND({quoted(PAUSE)},{{{side}_rest}}&{quoted(PAUSE)}),999)" for side in "ta")
    scaled = far
    for scale in "万亿":
        scaled = f'SUBSTITUTE({scaled},{{a_second_number}}&"{scale}","")'
    later = without(f'IF({{a_second_number}}="",{far},{scaled})', (*NO_NUMERALS, "百分点"))
    yield Step("later", "逗号后面", "两边数字后面第一个逗号后面的字，不算另一种数的万、亿", later, 14)

    numerals = how_many_of("{later}", word_cells("两边拒绝词")[: len(NUMERALS)])
    levels = (any_of(*(contains(text, mark) for mark in "级等")) for text in ("{name}&{t_text}", "{a_text}"))
    said = 'MID({a_plain},MAX(1,FIND("率",{a_plain})-2),2)'
    same_rate = all_of(
        f"ISNUMBER(FIND({said},{{name}}))",
        f"{count_of('{a_plain}', '率')}=1",
        f"NOT({contains('{name}&{a_plain}', '不')})",
    )
    rates = any_of(contains("{name}", "率"), contains("{name}", "度"))
    another_rate = all_of(contains("{a_plain}", "率"), rates, f"NOT({same_rate})")
    asked = "{name_here}&{t_plain}"
    yield Step(
        "kinds", "种类词", "指标说的种类有几个", f'IF({asked}="","",{how_many_of(asked, word_cells("种类词"))})', 9
    )
    both = ",".join(f"FIND({word},{asked})+FIND({word},{{a_plain}})" for word in word_cells("种类词"))
    other = f"{how_many_of('{a_plain}', word_cells('种类词'))}-COUNT({both})"
    yield Step("other_kinds", "另外的种类词", "完成值说的种类，指标没有说的有几个", f'IF({{a_plain}}="","",{other})', 9)
    yield from _denied()
    yield Step("averages", "平均不同", "1：一边是平均的数，一边不是", f'IF({_averages_differ()},1,"")', 9)
    found_average = "N({averages})>0"
    doubt = cases(
        ("AND(N({kinds})>0,N({other_kinds})>0)", '"完成值说的是另一种"'),
        ("N({denied})+N({undone})>0", '"看不出是不是做到了的数"'),
        (_another_thing(), '"数的不是一种东西"'),
        (_another_year(), '"不是同一年"'),
        (f"IFERROR({another_rate},FALSE)", '"完成值说的是另一个率"'),
        (found_average, '"一个是平均的数，一个不是"'),
        (any_of(f"{numerals}>0", contains("{later}", "半年")), '"逗号后面还有中文数字、半年"'),
        (
            all_of('RIGHT({a_text},3)="全覆盖"', f"NOT({contains('{name}&{t_text}', '覆盖')})"),
            '"说的是覆盖，指标要的不是覆盖率"',
        ),
        (all_of(*levels), '"有级别、等次，看不出是不是同一级"'),
        otherwise='""',
    )
    yield Step("apart", "两边不同", "空白表示不是一边平均、一边不是，没有中文数字、级别", doubt, 12)


def _denied() -> Iterator[Step]:
    """How many words take the number back: 缺10个, 取消10个; 10个，未完成; 10个×2."""
    others = words()["refused.others"]
    bare, ones = without("{a_before}", "尚还仍共达到"), [word for word in others if len(word) == 1]
    pause = f'ISNUMBER(FIND(MID({bare},LEN({bare})-1,1),"，。；;、,"))'
    single = any_of(is_in(bare, ones), all_of(is_in(f"RIGHT({bare},1)", ones), pause))
    before = how_many_of("{a_before}", map(quoted, (word for word in others if len(word) > 1)))
    signs = is_in("LEFT({a_rest},1)", ("×", "*", "+"))
    # one character is enough where many words begin with it; 不含预留部分 takes nothing back
    short = (word[0] if word[0] in "未暂延待停估" else word for word in words()["refused.undone"] if word != "部分")
    undone = (*dict.fromkeys(short), "，部分", "(部分", "约)", "(上年)", "(去年)", "计划", "预计")
    behind = how_many_of("{a_rest}", map(quoted, undone))
    for key, title, formula in (
        ("denied", "不算数", f"{before}+N({single})"),
        ("undone", "没有做完", f"{behind}+N({signs})"),
    ):
        yield Step(
            key,
            f"完成值：{title}",
            "完成值的数前面的“缺”“取消”，或后面的“未完成”",
            f'IF({{a_plain}}="","",{formula})',
            9,
        )


def _another_thing() -> str:
    """10个村 against 10个乡镇: both name what is counted, and with another character."""
    no_noun = "(，/·,、"
    named = all_of(*(f'{{{side}_rest}}<>""' for side in "ta"), "LEFT({t_rest},1)<>LEFT({a_rest},1)")
    signs = any_of(*(is_in(f"LEFT({{{side}_rest}},1)", no_noun) for side in "ta"))
    bound = is_in("{t_rest}", [word for direction in (*Direction, None) for word in suffixes(direction)])
    return f"IF({named},NOT(OR({signs},{bound})),FALSE)"


def _another_year() -> str:
    """2022年培训120人 against 2023年."""
    begins = 'IF(LEN({a_text})-LEN({a_plain})=5,LEFT({a_text},5),"")'
    beside = 'IF(LEN({a_second_number})=4,{a_second_number}&"年","")'
    asked = "{name_here}&{t_text}"
    said = f"{begins}&{beside}"
    return f'IF({said}="",FALSE,AND(ISERROR(FIND({said},{asked})),ISNUMBER(FIND("年",{asked}))))'


def _averages_differ() -> str:
    """True where one side is an average and the other is not, unless it is without a unit or the name says so."""
    naked = (f'AND({{{side}_multiplier}}="",{{{side}_unit}}=0)' for side in "ta")
    one = "{t_per}&{a_per}"
    place = 'FIND("每",{name})'
    two = f"MID({{name}},{place}+1,2)"
    spelled = f"IF({is_one_of(two, '分母串')},{two},LEFT({two},1))"
    named = cases(
        (f"{count_of('{name}', '每')}+{count_of('{name}', '均')}<>1", '""'),
        (contains("{name}", "每"), f'{spelled}&"/"'),
        otherwise='IFERROR(MID({name},FIND("均",{name})-1,1)&"/","")',
    )
    by_name = all_of('OR({t_per}="",{a_per}="")', f"{one}={named}")
    return f"IF({{t_per}}={{a_per}},FALSE,NOT(OR({any_of(*naked)},{by_name})))"


def _heads_with_average(text: str) -> str:
    """True for 每亩300元 and 人均300元; 每年 is no average, and what 每人次 counts begins with another one."""
    two = f"MID({text},2,2)"
    each = all_of(
        f'LEFT({text},1)="每"',
        f'LEFT({two},1)<>"年"',
        is_one_of(f"LEFT({two},1)", "分母串"),
        f"NOT({is_one_of(two, '分母串')})",
    )
    return any_of(each, is_in(f"LEFT({text},2)", words()["periods.averages"]))


def _plain(side: str) -> str:
    text = f"{{{side}_text}}"

    def digit(place: int) -> str:
        return is_in(f"MID({text},{place},1)", _DIGITS)

    falls = all_of(
        "LEFT({t_text},2)=LEFT({a_text},2)",
        is_in(f"LEFT({text},2)", _FALLS),
        is_in("MID({t_text},3,1)", (*_DIGITS, *"≥≤><=")),
        is_in("MID({a_text},3,1)", _DIGITS),
    )
    whole = any_of(
        all_of(is_in(text, _WHOLE), contains("{name}&{t_text}", "覆盖")), is_in(text, ("百分之百", "百分百"))
    )
    # 2023年前 belongs to a date; 20 23年 is no year
    mark = quoted(SEPARATOR)
    begin = f"FIND({mark},{{signs}})" if side == "t" else f"FIND({mark},{{signs}},FIND({mark},{{signs}})+1)"
    end = mark if side == "t" else '""'
    # as it was typed: a pause behind it makes the core look for a number in 零，
    alone = f"MID({{signs}},{begin},LEN({text})+2)={mark}&{text}&{end}"
    untorn = f"MID({{signs}},{begin},5)={mark}&LEFT({text},4)"
    unlimited = f"{without(text, '前迟')}={text}"
    behind_year = f'MID(SUBSTITUTE({text},"年度","年"),6,1)'
    year = all_of(
        f'LEFT({text},2)="20"',
        f'MID({text},5,1)="年"',
        is_in(f"MID({text},3,2)", map(str, range(15, 30))),
        untorn,
        unlimited,
        f"NOT({is_in(behind_year, _SOME_DAY)})",
        f"LEN({text})-LEN({without(text, _DIGITS)})>4",
    )
    numbered = all_of(digit(1), is_in(f"MID({text},2,1)", "、."), f"NOT({digit(3)})")
    return cases(
        (all_of(alone, whole), '"100%"'),
        (all_of(alone, f'{text}="零"'), '"0"'),
        (falls, f"MID({text},3,999)"),
        (year, f"MID({text},6,999)"),
        (numbered, f"MID({text},3,999)"),
        (is_in(f"LEFT({text},3)", _TO_LEVEL), f"MID({text},4,999)"),
        (_heads_with_average(text), f"MID({text},3,999)"),
        otherwise=text,
    )


def _per(side: str) -> str:
    text, rest, before = (f"{{{side}_{key}}}" for key in ("text", "rest", "before"))
    behind = f'MID(SUBSTITUTE({rest},"·","/"),2,99)'
    cut = f'FIND("/",{behind}&"/")'
    first, second = f"LEFT({behind},{cut}-1)", f"MID({behind},{cut}+1,99)"

    without_years = nested_substitute(f'"/"&{behind}&"/"', _YEARLY)
    tail = cases(
        (f"NOT({is_in(f'LEFT({rest},1)', '/·')})", '""'),
        (
            all_of(is_one_of(first, "分母串"), f'OR({second}="",{is_one_of(second, "分母串")})'),
            f"MID({without_years},2,99)",
        ),
        otherwise='"?"',
    )
    share = f'IF({{{side}_unit}}=0,FALSE,INDEX(单位,{{{side}_unit}})="%")'
    front = cases(
        (f'LEFT({text},1)="每"', f'MID({text},2,1)&"/"'),
        (f'LEFT({text},2)="平均"', f'IF({share},"","平均")'),
        otherwise=f'LEFT({text},1)&"/"',
    )
    pauses = any_of(*(contains(before, mark) for mark in (PAUSE, "、", "(", ")")))
    return cases(
        (f"NOT({_heads_with_average(text)})", tail),
        (pauses, '"?"'),
        (f'{tail}<>""', '"?"'),
        otherwise=front,
    )
