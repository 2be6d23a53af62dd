"""The steps that read one side of a row, a target or an actual, from its text to a number with its unit.

A text is read only when it is: words without a meaning of their own, a comparator, one number (a target also a range),
a multiplier, a unit, a comparator or 左右 behind it, harmless words.  Anything else gets a reason in the last step.
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
    ends_with_one_of,
    first_digit_place,
    is_in,
    is_one_of,
    nested_substitute,
    quoted,
    without,
)
from workbook_templates.plain_texts import another_number, as_whole
from workbook_templates.side_values import SOME_MORE, first_number, unit_name
from workbook_templates.step import Step
from workbook_templates.typed_characters import BROKEN, PAUSE
from workbook_templates.word_lists import comparator_symbols, multiplier_powers, suffixes, word_lengths
from workbook_templates.word_search import found

__all__ = ["Doubts", "behind_digits", "bound_step", "side_steps", "unit_at"]

_DIGITS = "0123456789"
_SYMBOLS = "≥>≤<=≈"
_RANGE_SIGNS = "-至到"
_LONGEST_DIGITS = 14
_NO_NOUN = "余多半有/每·%‰-后.,>)号"
"""What may stand behind a unit and is no noun, beside the comparators."""
_UNREADABLE_BEFORE = "-_+±.,/第前日近'#@&^$￥¥〔[\\"
"""Characters before a number that make it a name, an ordinal, a negative or an unclear number."""


def _is_digit(character: str) -> str:
    return f'ISNUMBER(FIND("|"&{character}&"|","|0|1|2|3|4|5|6|7|8|9|"))'


def behind_digits(text: str) -> str:
    """What follows the number that a text begins with."""
    stripped = without(text, (*_DIGITS, ".", ","))
    return f'MID({text},FIND(LEFT({stripped}&"|",1),{text}&"|"),999)'


Doubts = tuple[tuple[str, str], ...]
"""Conditions with the reason that each gives."""


def side_steps(side: str, title: str, spaced: str, *, ranges: bool, numbers: Doubts = ()) -> Iterator[Step]:
    """The steps of the side ``t`` or ``a`` from ``{side}_text`` on; ``spaced`` is its text with the spaces.

    ``numbers`` are further doubts about the number.
    """
    text, tail = f"{{{side}_plain}}", f"{{{side}_end}}" if ranges else f"{{{side}_behind}}"
    yield Step(
        f"{side}_from", f"{title}：从数字起", "第一个数字和它后面的字", f"MID({text},{first_digit_place(text)},999)"
    )
    behind = behind_digits(f"{{{side}_from}}")
    yield Step(
        f"{side}_behind",
        f"{title}：数字后面",
        "第一个数字后面的字" if ranges else "第一个数字后面的字，80余家的“余”算在数字里",
        behind if ranges else cases((_some_more(behind), f"MID({behind},2,999)"), otherwise=behind),
    )
    if ranges:
        yield Step(f"{side}_end", f"{title}：范围后面", "是范围（6-8个）时，第二个数字后面的字", _behind_range(side))
    yield Step(
        f"{side}_number",
        f"{title}：数字",
        "按它计分的数字；范围按评分办法取上限或下限",
        _number(side) if ranges else without(first_number(side), SOME_MORE),
    )
    yield Step(
        f"{side}_before",
        f"{title}：数字前面",
        "数字前面的字，不低于、不超过、约等换成 ≥ ≤ ≈",
        nested_substitute(f"LEFT({text},LEN({text})-LEN({{{side}_from}}))", comparator_symbols()),
    )
    yield Step(f"{side}_multiplier", f"{title}：倍数词", "万、亿、千万……", _multiplier(tail))
    yield Step(f"{side}_unit", f"{title}：单位", "单位在“参数”表里是第几个；0 是没有", _unit(side, tail))
    yield Step(
        f"{side}_rest",
        f"{title}：单位后面",
        "单位后面的字",
        _without_repetition(side, f"MID({tail},LEN({{{side}_multiplier}})+LEN({unit_name(side)})+1,999)"),
    )
    yield Step(
        f"{side}_unclear",
        f"{title}：数字疑问",
        "空白表示数字写得清楚",
        f'IFERROR({_number_doubt(side, spaced, numbers)},"公式读不懂")',
    )
    yield Step(
        f"{side}_doubt",
        f"{title}：疑问",
        "空白表示读得清楚；否则说明为什么不读",
        f'IF({{{side}_unclear}}<>"",{{{side}_unclear}},IFERROR({_words_doubt(side, ranges=ranges)},"公式读不懂"))',
    )


def _some_more(behind: str) -> str:
    """80余家, 80多家; but 3多种."""
    following = f"MID({behind},2,1)"
    return f"IF({is_in(f'LEFT({behind},1)', SOME_MORE)},NOT({is_in(following, '种样')}),FALSE)"


def _without_repetition(side: str, rest: str) -> str:
    """90%以上(含90%) repeats its number."""
    return f'SUBSTITUTE({rest},"(含"&{{{side}_number}}&{{{side}_multiplier}}&{unit_name(side)}&")","")'


def _behind_range(side: str) -> str:
    """A range is two plain whole numbers, the smaller first, with nothing in front; else the second is one too many."""
    start, behind = f"{{{side}_from}}", f"{{{side}_behind}}"
    sign = f'MID({behind},IF(LEFT({behind},1)="%",2,1),1)'
    second = f'MID({behind},IF(LEFT({behind},1)="%",3,2),999)'
    end = behind_digits(second)
    number = f"LEFT({second},LEN({second})-LEN({end}))"
    first = first_number(side)
    plain = all_of(
        f"{start}={{{side}_plain}}",
        is_in(sign, _RANGE_SIGNS),
        _is_digit(f"LEFT({second},1)"),
        f'LEFT({start},1)<>"0"',
        f"LEN({first})<=9",
        f'{first}=TEXT(VALUE({first}),"0")',
        f'NOT(AND(LEN({first})=4,OR(LEFT({first},2)="19",LEFT({first},2)="20")))',
    )
    rising = f'IFERROR(AND(VALUE({first})<VALUE({number}),(LEFT({behind},1)="%")<=(LEFT({end},1)="%")),FALSE)'
    # what cannot be computed is no plain number
    return f"IFERROR({cases((plain, f'IF({rising},{end},{behind})'), otherwise=behind)},{behind})"


def _second_number(side: str) -> str:
    behind, end = f"{{{side}_behind}}", f"{{{side}_end}}"
    start = f'IF(LEFT({behind},1)="%",3,2)'
    return f"MID({behind},{start},LEN({behind})-LEN({end})-{start}+1)"


def _number(side: str) -> str:
    one = f"OR({{{side}_end}}={{{side}_behind}},范围取值<>{quoted('upper')})"
    return f"IF({one},{first_number(side)},{_second_number(side)})"


def _multiplier(tail: str) -> str:
    own = sorted({unit[:2] for unit in words().units if unit[0] in "百千"})
    pairs = [word for word, _ in multiplier_powers() if len(word) == 2]
    single = [word for word, _ in multiplier_powers() if len(word) == 1]
    return cases(
        (is_in(f"LEFT({tail},2)", own), '""'),
        (is_in(f"LEFT({tail},2)", pairs), f"LEFT({tail},2)"),
        (is_in(f"LEFT({tail},1)", single), f"LEFT({tail},1)"),
        otherwise='""',
    )


def _unit(side: str, tail: str) -> str:
    return unit_at(f"MID({tail},LEN({{{side}_multiplier}})+1,")


def unit_at(start: str) -> str:
    """The number of the longest unit at a place; ``start`` is MID up to the length."""
    place = "0"
    for length in word_lengths("单位串"):
        place = f'IFERROR(FIND("|"&{start}{length})&"|",单位串),{place})'
    # as many strokes stand up to there as units
    return f'IF({start}1)="",0,{place}-LEN(SUBSTITUTE(LEFT(单位串,{place}),"|","")))'


def _torn(side: str, spaced: str) -> Iterator[str]:
    """A space inside the number that a range begins with; the one that counts is looked at in any case."""
    if side == "t":
        yield f"IF({as_whole(side)},FALSE,ISERROR(FIND({first_number(side)},{spaced})))"


def _number_doubt(side: str, spaced: str, extra: Doubts) -> str:
    text = f"{{{side}_text}}"
    before = f"LEFT({{{side}_plain}},LEN({{{side}_plain}})-LEN({{{side}_from}}))"
    unreadable = _UNREADABLE_BEFORE.replace("±", "") if side == "t" else _UNREADABLE_BEFORE
    last = f'RIGHT("一"&{before},1)'
    return cases(
        (f'{{{side}_from}}=""', '"没有数字"'),
        (any_of(contains(text, BROKEN), found("unknown")), '"有公式不认识的字符"'),
        (another_number(side), '"有几个数，请只写一个"'),
        (any_of(*_malformed(side, spaced), *_torn(side, spaced)), '"数字写法不清楚"'),
        (_looks_like_date(side), '"像是日期、年份"'),
        (
            any_of(f"ISNUMBER(FIND({last},{quoted(unreadable)}))", f"ISNUMBER(FIND({last},字母))"),
            f'"数字前面是“"&{last}&"”"',
        ),
        *extra,
        otherwise='""',
    )


def _words_doubt(side: str, *, ranges: bool) -> str:
    before = f"{{{side}_before}}"
    refused = f"{{{side}_refused}}"
    return cases(
        (f'{refused}<>""', f'"有“"&{refused}&"”字，看不出是不是要比的数"'),
        (
            any_of(
                f"{count_of(before, '(')}<>{count_of(before, ')')}",
                f"MOD({count_of(before, chr(34))},2)<>0",
                contains(before, "《"),
            ),
            '"数字在括号或引号里"',
        ),
        (_comparator_misplaced(side, ranges=ranges), _comparator_reason(ranges=ranges)),
        (_unit_unclear(side), '"单位不认识"'),
        (_growth_unclear(side), '"看不出是不是增减幅度"'),
        otherwise='""',
    )


def _malformed(side: str, spaced: str) -> Iterator[str]:
    number = f"{{{side}_number}}"
    yield f"LEN({number})>{_LONGEST_DIGITS}"
    yield f"IF({as_whole(side)},FALSE,ISERROR(FIND({number},{spaced})))"
    yield f"{count_of(number, '.')}>1"
    yield f'RIGHT({number},1)="."'
    yield f'AND(LEFT({number},1)="0",LEN({number})>1,MID({number},2,1)<>".")'
    point = f'FIND(".",{number}&".")'
    # 1,234 and 1,234,567: a comma before the last three whole digits, another before the last six, and no others
    third, sixth = (f'MID("{"0" * back}"&{number},{point},1)=","' for back in (4, 8))
    commas = f"{count_of(number, ',')}=IF({point}<9,1,2)"
    grouped = all_of(f"{point}<13", third, f"OR({point}<9,{sixth})", commas)
    yield f'IF(ISNUMBER(FIND(",",{number})),NOT({grouped}),FALSE)'


def _looks_like_date(side: str) -> str:
    number = f"{{{side}_number}}"
    century = f'OR(LEFT({number},2)="19",LEFT({number},2)="20")'
    full = all_of(
        century,
        any_of(
            f'AND(LEN({number})=4,ISNUMBER(FIND(LEFT({{{side}_behind}}&"|",1),"年学级季/-至到")))',
            f'AND(LEN({number})=7,MID({number},5,1)=".")',
            f"AND(LEN({number})=8,{_plain(number)})",
        ),
    )
    short = all_of(f"LEN({number})=2", is_in(f"LEFT({{{side}_behind}},2)", ("年底", "年末", "年上", "年下", "年第")))
    return any_of(full, short)


def _plain(number: str) -> str:
    return f'ISERROR(FIND(".",{number}))'


def _comparator_misplaced(side: str, *, ranges: bool) -> str:
    """A symbol that does not stand right before the number, is negated, or contradicts the word behind it."""
    before, rest = f"{{{side}_before}}", f"{{{side}_rest}}"
    last, others = f"RIGHT({before},1)", f"LEFT({before},MAX(0,LEN({before})-1))"
    elsewhere = f"{without(others, _SYMBOLS)}<>{others}"
    if not ranges:
        more, less = (is_in(rest, suffixes(one)) for one in (Direction.AT_LEAST, Direction.AT_MOST))
        return any_of(elsewhere, is_in(last, _SYMBOLS.replace("=", "")), more, less, is_in(rest, suffixes(None)))
    negated = f'ISNUMBER(FIND(RIGHT("一"&{others},1),"不能可应得无没未节预签履违合集制续解条公邀"))'
    return any_of(
        elsewhere,
        # 80%-90%以上: at least the one or the other
        all_of("{t_end}<>{t_behind}", any_of('{t_bound}="≥"', '{t_bound}="≤"')),
        all_of(is_in(last, _SYMBOLS), negated),
        all_of(is_in(last, "≥>="), '{t_bound}="≤"'),
        all_of(is_in(last, "≤<="), '{t_bound}="≥"'),
        all_of("{t_end}<>{t_behind}", '{t_bound}<>""'),
    )


def _comparator_reason(*, ranges: bool) -> str:
    return '"比较词不清楚"' if ranges else '"只是界限或约数，请填实际完成的数"'


def bound_step() -> Step:
    """The comparator behind a target's unit as a sign; a noun may follow: 15日内办结."""
    rest = "{t_rest}"
    two = f"LEFT({rest},2)"
    unclear = any_of(is_in(f"MID({rest},3,2)", suffixes(None)), contains(rest, "-"))
    timed = "IF({t_unit}=0,0,INDEX(单位时间,{t_unit}))=1"
    limited = all_of(f'{rest}="内"', 'RIGHT({t_before},1)="≤"')  # 控制在10万元内
    bound = cases(
        (is_in(rest, suffixes(Direction.AT_LEAST)), '"≥"'),
        (is_in(rest, [word for word in suffixes(Direction.AT_MOST) if word != "内"]), '"≤"'),
        (is_in(rest, suffixes(None)), '"≈"'),
        (unclear, '""'),
        (is_in(two, ("以上",)), '"≥"'),
        (is_in(two, ("以下", "以内", "之内")), '"≤"'),
        (all_of(f'LEFT({rest},1)="内"', timed), '"≤"'),
        (limited, '"≤"'),
        otherwise='""',
    )
    return Step("t_bound", "指标值：后面的比较词", "≥ 是以上，≤ 是以下、以内，≈ 是左右", bound, 9)


def _unit_unclear(side: str) -> str:
    """What stands behind the unit must be nothing, a pause, a remark, a comparator, a denominator or a noun."""
    rest, unit, average = f"{{{side}_rest}}", f"{{{side}_unit}}", f"{{{side}_per}}"
    first = f"LEFT({rest},1)"
    # 100家(含)以上 carries a comparator behind its bracket
    remark = all_of(f'{first}="("', f'OR({rest}="(含)",LEFT({rest},3)<>"(含)")', f'LEFT({rest},4)<>"(不含)"')
    bound = ('{t_bound}<>""',) if side == "t" else ()
    closing = any_of(f'{rest}=""', remark, *bound)
    behind = (word for direction in (Direction.AT_LEAST, Direction.AT_MOST, None) for word in suffixes(direction))
    no_noun = "".join(dict.fromkeys([word[0] for word in behind] + list(_NO_NOUN)))
    noun = all_of(
        f"{unit}>0",
        f"NOT(ISNUMBER(FIND({first},{quoted(no_noun)})))",
        f"NOT(ISNUMBER(FIND({first},字母)))",
    )
    per = all_of(is_in(first, "/·"), f"{unit}>0")
    # 100(万元)
    inside = f'MID({rest},2,MIN(FIND(")",{rest}&")"),FIND("/",{rest}&"/"))-2)'
    bracketed = all_of(
        f"{unit}=0",
        f'{first}="("',
        any_of(is_one_of(inside, "单位串"), is_one_of(f"MID({inside},2,9)", "单位串")),
    )
    return any_of(f'{average}="?"', bracketed, f"NOT(OR({closing},{noun},{per}))")


def _growth_unclear(side: str) -> str:
    before = f"{{{side}_before}}"
    rising, compared = found(f"{side}_rises"), found(f"{side}_compared")
    directly = ends_with_one_of(without(before, _SYMBOLS), "增长词串", word_lengths("增长词串"))
    unclear = any_of(
        all_of(rising, f"NOT({directly})", f"NOT({compared})"),
        all_of(any_of(rising, compared), any_of(contains(before, PAUSE), contains(before, ")"))),
    )
    if side == "t":
        unclear = any_of(unclear, all_of(rising, contains("{t_plain}", "±")))
    return f'IF({before}="",FALSE,{unclear})'
