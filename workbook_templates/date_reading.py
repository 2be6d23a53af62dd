"""The steps that read a deadline or a date: a day, a month, a season, a year, a span from January on; with a year or
without.

A text is a date only when nothing is left of it beside harmless words.  Every date stands for its last day; with 前
behind it, a month or a year for the day before it begins.
"""

from __future__ import annotations

from collections.abc import Iterator

from workbook_templates.formula_text import all_of, any_of, cases, contains, is_in, nested_substitute
from workbook_templates.row_texts import text_between
from workbook_templates.step import Step

__all__ = ["date_steps", "dated_texts", "out_of_time", "same_date_text"]

_HARMLESS = (
    "全部", "全面", "完成", "按时", "按期", "提前", "实际", "时间", "项目", "工程", "资金", "支付", "发放",
    "拨付", "验收", "竣工", "完工", "到位", "交付", "整治", "招标", "截至", "截止", "已", "均",
    "并", "于", "在", "为", ":", "第",
)  # fmt: skip
"""Taken out; none of them tells a date, begins a span or takes a date back (未, 计划, 部分, 基本)."""
_SPELLED = (
    ("月份", "月"), ("号", "日"), ("之前", "前"), ("以前", "前"), ("至", "-"), ("年内", "年"), ("年度", "年"),
    ("年全年", "年"), ("月内", "月"), ("年年", "年"), ("月末", "月底"), ("年底", "年12月31日"), ("年末", "年12月31日"),
    ("一季度", "3月季"), ("二季度", "6月季"), ("三季度", "9月季"), ("四季度", "12月季"), ("1季度", "3月季"),
    ("2季度", "6月季"), ("3季度", "9月季"), ("4季度", "12月季"), ("上半年", "6月季"), ("下半年", "12月季"),
)  # fmt: skip
"""A season or a half-year is its last month with a mark: no 前 may stand behind it."""
_NO_YEAR = "0000"
_JANUARY = ("1", "1月", "1月1日")
_SECOND_HALF = 7
"""From July on a date without a year can only be in the year named on the other side: reports are written by June."""

_TOO_EARLY = 400
"""Days: like the core's."""


def dated_texts() -> Iterator[Step]:
    """Both texts without harmless words; they stand on 查词."""
    for side, place, title in (("t", 1, "指标值"), ("a", 2, "完成值")):
        plain = nested_substitute(f"{{{side}_text}}", (*((word, "") for word in _HARMLESS), *_SPELLED))
        spaced = nested_substitute(
            text_between("{signs}", place), (("  ", " "), *((digit, "0") for digit in "123456789"))
        )
        torn = any_of(contains(spaced, "0 0"), contains(spaced, ". 0"))
        formula = f'IF({torn},"",{plain})'
        yield Step(
            f"{side}_when", f"{title}：期限文字", "去掉“完成”“已”这类字，月底、年底、季度换成同一种写法", formula, 14
        )


def date_steps(side: str, title: str, *, deadline: bool) -> tuple[Step, ...]:
    """The date of the side ``t`` or ``a``; only of a ``deadline`` 前 takes a month or a year away."""
    return (
        Step(
            f"{side}_date",
            f"{title}：日期",
            "写成 2022年12月31日 的样子；没有写年份的是 0000年",
            _written(side, deadline=deadline),
        ),
        Step(
            f"{side}_day",
            f"{title}：最晚一天",
            "最晚哪一天；空白表示不是完整的日期",
            f'IF({{{side}_date}}="","",IFERROR({_day(side, deadline=deadline)},""))',
        ),
    )


def _written(side: str, *, deadline: bool) -> str:
    text = f"{{{side}_when}}"
    # 2023.06支付 is a number with a unit: 支
    ends = f'ISNUMBER(FIND(RIGHT({{{side}_text}},1),"0123456789"))'
    cut = f'FIND("-",{text})'
    start, end = f"LEFT({text},{cut}-1)", f"MID({text},{cut}+1,99)"
    year = f'IF(MID({text},5,1)="年",LEFT({text},5),"{_NO_YEAR}年")'
    from_january = all_of(
        f'LEN({text})-LEN(SUBSTITUTE({text},"-",""))=1',
        is_in(f'IF(MID({text},5,1)="年",MID({start},6,9),{start})', _JANUARY),
        f'ISERROR(FIND("前",{end}))',
        f'IF({contains(end, "年")},AND(MID({text},5,1)="年",LEFT({end},4)>=LEFT({text},4)),TRUE)',
    )
    span = f'IF({from_january},IF({contains(end, "年")},"",{year})&{end},"")'
    eight = f'AND({ends},LEN({text})=8,LEFT({text},2)="20",TEXT(IFERROR(VALUE({text}),0),"0")={text})'
    year_before = ((f'AND(LEN({text})=6,RIGHT({text},2)="年前")', f'(VALUE(LEFT({text},4))-1)&"年12月31日"'),)
    written = cases(
        (f"IF({any_of(contains(text, '年'), contains(text, '月'))},{contains(text, '-')},FALSE)", span),
        (f'AND(LEN({text})=5,RIGHT({text},1)="年")', f'{text}&"12月季"'),
        *(year_before if deadline else ()),
        (contains(text, "年"), text),
        (contains(text, "月"), f'"{_NO_YEAR}年"&{text}'),
        (eight, f'LEFT({text},4)&"年"&MID({text},5,2)&"月"&RIGHT({text},2)&"日"'),
        *(
            (
                f'LEN({text})-LEN(SUBSTITUTE({text},"{sign}",""))=2',
                f'SUBSTITUTE(SUBSTITUTE({text},"{sign}","年",1),"{sign}","月",1)&"日"',
            )
            for sign in "-./"
        ),
        (
            f'AND({ends},LEN({text})=7,OR(MID({text},5,1)=".",MID({text},5,1)="-"))',
            f'LEFT({text},4)&"年"&RIGHT({text},2)&"月"',
        ),
        otherwise='""',
    )
    # 2022-12-31前 became 2022年12月31前日
    return f'IFERROR({nested_substitute(written, (("年0", "年"), ("月0", "月"), ("前日", "日前")))},"")'


def _day(side: str, *, deadline: bool) -> str:
    date = f"{{{side}_date}}"
    bare = f'SUBSTITUTE({date},"前","")'
    month = _month(side)
    day = f'VALUE(MID({date},FIND("月",{date})+1,FIND("日",{date})-FIND("月",{date})-1))'
    start = f'LEFT({date},4)&"年"&{month}&"月"'
    year = f"VALUE({_year(side)})"
    last = f"DATE({year},{month}+1,0)"
    choices = [
        (contains(date, "."), '""'),  # 7.7月
        (f"NOT(AND({is_in(f'LEFT({date},2)', ('19', '20', _NO_YEAR[:2]))},{month}>=1,{month}<=12))", '""'),
        (f'{bare}={start}&"底"', last),
        (any_of(f"{date}={start}", f'{date}={start}&"季"'), last),
        (f'{date}={start}&"前"', f"DATE({year},{month},1)-1" if deadline else last),
        (f'AND({bare}<>{date},{bare}&"前"<>{date})', '""'),
    ]
    return cases(
        *choices,
        (f'AND({bare}={start}&{day}&"日",DAY(DATE({year},{month},{day}))={day})', f"DATE({year},{month},{day})"),
        otherwise='""',
    )


def _month(side: str) -> str:
    return f'VALUE(MID({{{side}_date}},6,FIND("月",{{{side}_date}})-6))'


def _year(side: str) -> str:
    """The year of a side; that of the other one where none is written, the leap year 2000 where there is none."""
    own, other = (f"LEFT({{{one}_date}},4)" for one in (side, "a" if side == "t" else "t"))
    return f'IF({own}<>"{_NO_YEAR}",{own},IF(OR({other}="",{other}="{_NO_YEAR}"),"2000",{other}))'


def same_date_text() -> str:
    """True where the actual repeats a deadline: a bound and no date."""
    return all_of("{t_when}={a_when}", contains("{t_when}", "前"))


def out_of_time() -> str:
    """True where only one side names a year and the other may be in another one, or both name different ones."""
    one_year = f'(LEFT({{t_date}},4)="{_NO_YEAR}")<>(LEFT({{a_date}},4)="{_NO_YEAR}")'
    span = contains("{t_when}&{a_when}", "-")
    doubtful = any_of(f"{_month('a')}<{_SECOND_HALF}", span, 'RIGHT({a_when},1)="年"', 'RIGHT({t_when},2)="年前"')
    # more than a year early is another year's date; 前 may have taken a month, or a year, from the limit
    early = f'{{t_day}}-{{a_day}}>{_TOO_EARLY}-IF(RIGHT({{t_when}},2)="年前",366,31)'
    return f"OR({early},IF({one_year},{doubtful},FALSE))"
