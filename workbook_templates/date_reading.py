"""The steps that read a deadline or a date: a full date, a month, the end of a month or a year."""

from __future__ import annotations

from workbook_templates.formula_text import cases, contains, nested_substitute
from workbook_templates.step import Step

__all__ = ["date_steps"]

_HARMLESS = (("完成", ""), ("于", ""), ("在", ""), ("月份", "月"))
_BEFORE = (("之前", "前"), ("以前", "前"))
_ENDS = (("年底", "年12月31日"), ("年末", "年12月31日"), ("月末", "月底"))


def date_steps(side: str, title: str, *, deadline: bool) -> tuple[Step, ...]:
    """The date of the side ``t`` or ``a``; a ``deadline`` may have 前 behind it.

    A month stands for its last day; with 前 behind it, for the day before it begins.
    """
    text, date = f"{{{side}_text}}", f"{{{side}_date}}"
    plain = nested_substitute(text, (*_HARMLESS, *(_BEFORE if deadline else ()), *_ENDS))
    written = cases(
        (contains(text, "年"), plain),
        *(
            (
                f'LEN({text})-LEN(SUBSTITUTE({text},"{sign}",""))=2',
                f'SUBSTITUTE(SUBSTITUTE({plain},"{sign}","年",1),"{sign}","月",1)&"日"',
            )
            for sign in "-./"
        ),
        otherwise='""',
    )
    # 2022-12-31前 became 2022年12月31前日
    written = nested_substitute(written, (("年0", "年"), ("月0", "月"), ("前日", "日前")))
    bare = f'SUBSTITUTE({date},"前","")' if deadline else date
    month = f'VALUE(MID({date},6,FIND("月",{date})-6))'
    day = f'VALUE(MID({date},FIND("月",{date})+1,FIND("日",{date})-FIND("月",{date})-1))'
    start = f'LEFT({date},4)&"年"&{month}&"月"'
    year = f"VALUE(LEFT({date},4))"
    last = f"DATE({year},{month}+1,0)"
    choices = [
        (f'NOT(AND(OR(LEFT({date},2)="19",LEFT({date},2)="20"),{month}>=1,{month}<=12))', '""'),
        (f'{bare}={start}&"底"', last),
        (f"{date}={start}", last),
    ]
    if deadline:
        choices.append((f'{date}={start}&"前"', f"DATE({year},{month},1)-1"))
        choices.append((f'AND({bare}<>{date},{bare}&"前"<>{date})', '""'))
    number = cases(
        *choices,
        (f'AND({bare}={start}&{day}&"日",DAY(DATE({year},{month},{day}))={day})', f"DATE({year},{month},{day})"),
        otherwise='""',
    )
    return (
        Step(f"{side}_date", f"{title}：日期", "写成 2022年12月31日 的样子", written),
        Step(
            f"{side}_day",
            f"{title}：最晚一天",
            "最晚哪一天；空白表示不是完整的日期",
            f'IF({date}="","",IFERROR({number},""))',
        ),
    )
