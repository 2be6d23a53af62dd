"""The steps that look at a second number of an actual: of another kind, it leaves no doubt about the first.

培训3期，300人次 against 3期: what stands behind is not compared.
"""

from __future__ import annotations

from collections.abc import Iterator

from workbook_templates.formula_text import (
    all_of,
    any_of,
    contains,
    count_of,
    first_digit_place,
    has_digit,
    is_in,
    without,
)
from workbook_templates.row_texts import text_between
from workbook_templates.side_reading import behind_digits, unit_at
from workbook_templates.side_values import family
from workbook_templates.step import Step

__all__ = ["second_number_steps"]

_DIGITS = "0123456789"
_SCALES = "万亿"
_LABELS = (
    "，", "、", "；", "(", "共", "，共", "，共计", "，合计", "，覆盖", "覆盖", "，惠及", "，受益", "，参与",
    "，参加", "，培训", "，服务", "，涉及", "，带动", "，发放", "，价值", "，金额", "，面积", "，占", "(占",
    "，占比", "(占比", "，完成率", "(完成率", "，合格率", "，满意度", "，到位率", "，成活率", "，覆盖率",
    "，较上年增长", "，较上年提高", "，同比增长", "，同比提高", "，比上年增长", "，问卷", "，样本", "(样本",
    "(共", "(覆盖",
)  # fmt: skip
"""What may stand between both numbers; anything else may tell that one of them is not what it seems."""
_MORE = "半多余零/-至到·:"
"""Behind its unit they may continue it."""


def second_number_steps() -> Iterator[Step]:
    """The second number with what follows, what stands behind its digits, its unit, and the number if harmless."""
    rest = "{a_rest}"
    yield Step("a_second", "完成值：第二个数起", "单位后面又有的数", f"MID({rest},{first_digit_place(rest)},999)", 12)
    yield Step("a_second_behind", "完成值：第二个数后面", "第二个数后面的字", behind_digits("{a_second}"), 12)
    tail = "{a_second_behind}"
    scale = f"IF({is_in(f'LEFT({tail},1)', _SCALES)},1,0)"
    yield Step(
        "a_second_unit", "完成值：第二个单位", "第二个数的单位是第几个；0 是没有", unit_at(f"MID({tail},{scale}+1,"), 9
    )
    yield Step(
        "a_second_number",
        "完成值：另一种数",
        "单位和第一个数不是一类的第二个数，不参加比较；空白表示没有，或者看不出",
        f'IF({{a_second}}="","",IFERROR(IF({_harmless(scale)},{_number()},""),""))',
        9,
    )


def _number() -> str:
    return "LEFT({a_second},LEN({a_second})-LEN({a_second_behind}))"


def _harmless(scale: str) -> str:
    rest, number, tail = "{a_rest}", _number(), "{a_second_behind}"
    between = f"LEFT({rest},LEN({rest})-LEN({{a_second}}))"
    unit = "{a_second_unit}"
    following = f"MID({tail},{scale}+LEN(INDEX(单位,{unit}))+1,1)"
    kinds = all_of(f"{unit}>0", "{a_unit}>0", f"{family('a')}={family('t')}", f"INDEX(单位同类,{unit})<>{family('a')}")
    written = all_of(
        f"LEN({number})<=9",
        f'OR(LEFT({number},1)<>"0",LEFT({number},2)="0.")',
        f"NOT({contains(number, ',')})",
        f"{count_of(number, '.')}<2",
        f'RIGHT({number},1)<>"."',
        f"ISNUMBER(FIND({number},{text_between('{signs}', 2)}))",
    )
    strange = any_of(
        has_digit(tail),
        f"NOT({is_in(between, ('', *_LABELS))})",
        is_in(following, _MORE),
        f'AND({following}<>"",ISNUMBER(FIND({following},字母)))',
        # 2小时15分 is one number
        f'AND({between}="",OR(INDEX(单位时间,{unit})=1,INDEX(单位,{unit})="分"))',
        # 3年共12万元 is the number of several years
        'INDEX(单位,{a_unit})="年"',
        f"{without('{a_plain}', '由从不≥>≤<=≈')}<>{{a_plain}}",
        has_digit("{name}"),
    )
    return all_of(kinds, written, f"NOT({strange})")
