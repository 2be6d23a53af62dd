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
    has_digit,
    is_in,
    nested_substitute,
    quoted,
    without,
)
from workbook_templates.step import Step
from workbook_templates.typed_characters import BROKEN, PAUSE
from workbook_templates.word_lists import comparator_symbols, multiplier_powers, suffixes, word_lengths
from workbook_templates.word_search import found

__all__ = ["Doubts", "bare", "below_two", "decimals", "mantissa", "power", "side_steps", "unit_name", "whole_part"]

_DIGITS = "0123456789"
_SYMBOLS = "≥>≤<=≈"
_RANGE_SIGNS = "-至到"
_LONGEST_DIGITS = 14
_NO_NOUN = "余多半有/每·%‰-至到后的.,>)号"
"""What may stand behind a unit and is no noun, beside the comparators."""
_UNREADABLE_BEFORE = "-_+±.,/第前日近'#@&^$￥¥〔[\\"
"""Characters before a number that make it a name, an ordinal, a negative or an unclear number."""


def unit_name(side: str) -> str:
    """The unit as written, empty for none."""
    return f'IF({{{side}_unit}}=0,"",INDEX(单位,{{{side}_unit}}))'


def bare(side: str) -> str:
    """True when a number stands without multiplier and unit."""
    return f'AND({{{side}_multiplier}}="",{{{side}_unit}}=0)'


def power(side: str) -> str:
    """Multiplier and unit together as a power of ten."""
    return (
        f'(IF({{{side}_multiplier}}="",0,INDEX(倍数词幂次,MATCH({{{side}_multiplier}},倍数词,0)))'
        f"+IF({{{side}_unit}}=0,0,INDEX(单位幂次,{{{side}_unit}})))"
    )


def whole_part(side: str) -> str:
    """The number without what stands behind its point, as a number."""
    return f'VALUE(SUBSTITUTE(LEFT({{{side}_number}},FIND(".",{{{side}_number}}&".")-1),",",""))'


def below_two(side: str) -> str:
    """True for numbers that may be a share of 1: 0.95, 1."""
    return f'OR(LEFT({{{side}_number}}&".",2)="0.",LEFT({{{side}_number}}&".",2)="1.")'


def mantissa(side: str) -> str:
    """The digits of the number as a whole number."""
    return f"VALUE({without(f'{{{side}_number}}', ',.')})"


def decimals(side: str) -> str:
    """How many digits stand behind the point."""
    return f'MAX(0,LEN({{{side}_number}})-FIND(".",{{{side}_number}}&"."))'


def _is_digit(character: str) -> str:
    return f'ISNUMBER(FIND("|"&{character}&"|","|0|1|2|3|4|5|6|7|8|9|"))'


def _behind_digits(text: str) -> str:
    """What follows the number that a text begins with."""
    stripped = without(text, (*_DIGITS, ".", ","))
    return f'MID({text},FIND(LEFT({stripped}&"|",1),{text}&"|"),999)'


Doubts = tuple[tuple[str, str], ...]
"""Conditions with the reason that each gives."""


def side_steps(side: str, title: str, spaced: str, *, ranges: bool, numbers: Doubts = ()) -> Iterator[Step]:
    """The steps of the side ``t`` or ``a`` from ``{side}_text`` on; ``spaced`` is its text with the spaces.

    ``numbers`` are further doubts about the number.
    """
    text, tail = f"{{{side}_text}}", f"{{{side}_end}}" if ranges else f"{{{side}_behind}}"
    yield Step(
        f"{side}_from", f"{title}：从数字起", "第一个数字和它后面的字", f"MID({text},{first_digit_place(text)},999)"
    )
    yield Step(
        f"{side}_behind",
        f"{title}：数字后面",
        "第一个数字后面的字",
        _behind_digits(f"{{{side}_from}}"),
    )
    if ranges:
        yield Step(f"{side}_end", f"{title}：范围后面", "是范围（6-8个）时，第二个数字后面的字", _behind_range(side))
    yield Step(
        f"{side}_number",
        f"{title}：数字",
        "按它计分的数字；范围按评分办法取上限或下限",
        _number(side) if ranges else _first_number(side),
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
        f"MID({tail},LEN({{{side}_multiplier}})+LEN({unit_name(side)})+1,999)",
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


def _behind_range(side: str) -> str:
    """A range is two plain whole numbers, the smaller first, with nothing in front; else the second is one too many."""
    start, behind = f"{{{side}_from}}", f"{{{side}_behind}}"
    sign = f'MID({behind},IF(LEFT({behind},1)="%",2,1),1)'
    second = f'MID({behind},IF(LEFT({behind},1)="%",3,2),999)'
    end = _behind_digits(second)
    number = f"LEFT({second},LEN({second})-LEN({end}))"
    first = _first_number(side)
    plain = all_of(
        f"{start}={{{side}_text}}",
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


def _first_number(side: str) -> str:
    return f"LEFT({{{side}_from}},LEN({{{side}_from}})-LEN({{{side}_behind}}))"


def _second_number(side: str) -> str:
    behind, end = f"{{{side}_behind}}", f"{{{side}_end}}"
    start = f'IF(LEFT({behind},1)="%",3,2)'
    return f"MID({behind},{start},LEN({behind})-LEN({end})-{start}+1)"


def _number(side: str) -> str:
    one = f"OR({{{side}_end}}={{{side}_behind}},范围取值<>{quoted('upper')})"
    return f"IF({one},{_first_number(side)},{_second_number(side)})"


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
    """The number of the longest unit at the place."""
    start = f"MID({tail},LEN({{{side}_multiplier}})+1,"
    place = "0"
    for length in word_lengths("单位串"):
        place = f'IFERROR(FIND("|"&{start}{length})&"|",单位串),{place})'
    # as many strokes stand up to there as units
    return f'IF({start}1)="",0,{place}-LEN(SUBSTITUTE(LEFT(单位串,{place}),"|","")))'


def _torn(side: str, spaced: str) -> Iterator[str]:
    """A space inside the number that a range begins with; the one that counts is looked at in any case."""
    if side == "t":
        yield f"ISERROR(FIND({_first_number(side)},{spaced}))"


def _number_doubt(side: str, spaced: str, extra: Doubts) -> str:
    text, number, rest = f"{{{side}_text}}", f"{{{side}_number}}", f"{{{side}_rest}}"
    before = f"LEFT({text},LEN({text})-LEN({{{side}_from}}))"
    last = f'RIGHT("一"&{before},1)'
    return cases(
        (f'{{{side}_from}}=""', '"没有数字"'),
        (any_of(contains(text, BROKEN), found(f"{side}_unknown")), '"有公式不认识的字符"'),
        (has_digit(rest), '"有几个数，请只写一个"'),
        (any_of(*_malformed(number, spaced), *_torn(side, spaced)), '"数字写法不清楚"'),
        (_looks_like_date(side), '"像是日期、年份"'),
        (
            any_of(f"ISNUMBER(FIND({last},{quoted(_UNREADABLE_BEFORE)}))", f"ISNUMBER(FIND({last},字母))"),
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


def _malformed(number: str, spaced: str) -> Iterator[str]:
    yield f"LEN({number})>{_LONGEST_DIGITS}"
    yield f"ISERROR(FIND({number},{spaced}))"
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
    return all_of(
        century,
        any_of(
            f'AND(LEN({number})=4,ISNUMBER(FIND(LEFT({{{side}_behind}}&"|",1),"年学级季/-至到")))',
            f'AND(LEN({number})=7,MID({number},5,1)=".")',
            f"AND(LEN({number})=8,{_plain(number)})",
        ),
    )


def _plain(number: str) -> str:
    return f'ISERROR(FIND(".",{number}))'


def _comparator_misplaced(side: str, *, ranges: bool) -> str:
    """A symbol that does not stand right before the number, is negated, or contradicts the word behind it."""
    before, rest = f"{{{side}_before}}", f"{{{side}_rest}}"
    last, others = f"RIGHT({before},1)", f"LEFT({before},MAX(0,LEN({before})-1))"
    elsewhere = f"{without(others, _SYMBOLS)}<>{others}"
    more, less = (is_in(rest, suffixes(one)) for one in (Direction.AT_LEAST, Direction.AT_MOST))
    if not ranges:
        return any_of(elsewhere, is_in(last, _SYMBOLS.replace("=", "")), more, less, is_in(rest, suffixes(None)))
    negated = f'ISNUMBER(FIND(RIGHT("一"&{others},1),"不能可应得无没未节预签履违合集制续解条公邀"))'
    return any_of(
        elsewhere,
        all_of(is_in(last, _SYMBOLS), negated),
        all_of(is_in(last, "≥>="), less),
        all_of(is_in(last, "≤<="), more),
    )


def _comparator_reason(*, ranges: bool) -> str:
    return '"比较词不清楚"' if ranges else '"只是界限或约数，请填实际完成的数"'


def _unit_unclear(side: str) -> str:
    """What stands behind the unit must be nothing, a pause, a remark, a comparator, a denominator or a noun."""
    rest, unit = f"{{{side}_rest}}", f"{{{side}_unit}}"
    first = f"LEFT({rest},1)"
    behind = (*suffixes(Direction.AT_LEAST), *suffixes(Direction.AT_MOST), *suffixes(None))
    timed = f"IF({unit}=0,0,INDEX(单位时间,{unit}))=1"
    # 100家(含)以上 carries a comparator behind its bracket
    remark = all_of(f'{first}="("', f'LEFT({rest},3)<>"(含)"', f'LEFT({rest},4)<>"(不含)"')
    closing = any_of(
        f'{rest}=""',
        remark,
        is_in(rest, [word for word in behind if word != "内"]),
        all_of(f'{rest}="内"', timed),
    )
    no_noun = "".join(dict.fromkeys([word[0] for word in behind] + list(_NO_NOUN)))
    noun = all_of(
        f"{unit}>0",
        f"NOT(ISNUMBER(FIND({first},{quoted(no_noun)})))",
        f"NOT(ISNUMBER(FIND({first},字母)))",
    )
    per = all_of(f'{first}="/"', f"ISNUMBER(MATCH(MID({rest},2,9),分母,0))", f"{unit}>0")
    return f"NOT(OR({closing},{noun},{per}))"


def _growth_unclear(side: str) -> str:
    before = f"{{{side}_before}}"
    rising, compared = found(f"{side}_rises"), found(f"{side}_compared")
    directly = ends_with_one_of(without(before, _SYMBOLS), "增长词串", word_lengths("增长词串"))
    unclear = any_of(
        all_of(rising, f"NOT({directly})", f"NOT({compared})"),
        all_of(any_of(rising, compared), any_of(contains(before, PAUSE), contains(before, ")"))),
    )
    return f'IF({before}="",FALSE,{unclear})'
