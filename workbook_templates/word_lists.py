"""The word lists of the sheet 参数, made from ``words.toml`` through :mod:`perfeval_core.words`.

Each list is a column (or a small table) with a name; the formulas look words up by that name.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from math import lcm

from perfeval_core.comparators import TIME_FAMILIES
from perfeval_core.readings import Direction
from perfeval_core.words import words
from workbook_templates.typed_characters import BROKEN, LETTERS, UNKNOWN_CHARACTERS, formula_spelling

__all__ = [
    "JOINED",
    "NUMERALS",
    "WordList",
    "comparator_symbols",
    "family_label",
    "multiplier_powers",
    "suffixes",
    "unit_rows",
    "word_lengths",
    "word_lists",
    "words_of",
]

JOINED = {
    "单位串": "单位",
    "拒绝词串": "两边拒绝词",
    "另拒词串": "完成值拒绝词",
    "缺填串": "缺填标记",
    "增长词串": "增长词",
    "越多越好串": "越多越好",
    "分母串": "分母",
}
"""Lists that also stand as one text, ``|人|家|…|``, in which a formula finds a whole word with one search."""

NUMERALS = "零〇一二两三四五六七八九十百千万亿几"
"""Chinese numerals are the core's to read; beside the number they make a formula refuse, as the first refused words."""

_WORDS_OF_RANKS_AND_DATES = ("半年", "季度", "月", "级", "星", *"ⅠⅡⅢⅣⅤⅥ", "前", "第", "排", "列", "位居")


@dataclass(frozen=True, slots=True)
class WordList:
    """One table of the sheet: ``names`` are the defined names of its columns, in order."""

    title: str
    note: str
    names: tuple[str, ...]
    headings: tuple[str, ...]
    rows: tuple[tuple[str | int, ...], ...]


def _spelled(*lists: str) -> tuple[str, ...]:
    found = (formula_spelling(word) for name in lists for word in words()[name])
    return tuple(dict.fromkeys(word for word in found if word))


@lru_cache(maxsize=1)
def unit_rows() -> tuple[tuple[str, str, int, int, int], ...]:
    """(unit, family, whole multiple, power of ten, 1 for a span of time) of every unit, the longest last.

    A family whose factors have no end as decimals (分钟 = 1/60 小时) is counted in its smaller unit.
    """
    rows = []
    for spelling, (family, factor) in words().units.items():
        if family == "temperature":
            continue  # no share of a temperature is worth points, and formulas know no bounds on both sides
        others = (other for kind, other in words().units.values() if kind == family)
        common = lcm(*(_without_tens(other.denominator) for other in others))
        multiple, power = _decimal(factor * common)
        rows.append((spelling, family_label(family), multiple, power, int(family in TIME_FAMILIES)))
    return tuple(sorted(rows, key=lambda row: (len(row[0]), row[0])))


def family_label(family: str) -> str:
    """What the sheet calls a family of units: its shortest spelling of factor 1, in Chinese if there is one."""
    members = [(spelling, factor) for spelling, (kind, factor) in words().units.items() if kind == family]
    return min(members, key=lambda one: (one[1] != 1, one[0].isascii() and one[0].isalnum(), len(one[0]), one[0]))[0]


def _without_tens(number: int) -> int:
    for factor in (2, 5):
        while number % factor == 0:
            number //= factor
    return number


def _decimal(value: Fraction) -> tuple[int, int]:
    """A decimal fraction as a whole number times a power of ten: 1/2000 -> (5, -4)."""
    power = 0
    while value.denominator != 1:
        value, power = value * 10, power - 1
    number = value.numerator
    while number % 10 == 0:
        number, power = number // 10, power + 1
    return number, power


def comparator_symbols() -> tuple[tuple[str, str], ...]:
    """What the words in front of a number are replaced with, longest first: 不低于 -> ≥, 约 -> ≈."""
    symbols = {
        (Direction.AT_LEAST, False): "≥",
        (Direction.AT_LEAST, True): ">",
        (Direction.AT_MOST, False): "≤",
        (Direction.AT_MOST, True): "<",
        (Direction.EQUAL, False): "=",
    }
    found = {word: symbols[one.direction, one.strict] for word, one in words().before.items()}
    found.update((word, "≈") for word in words()["vague.around_before"])
    found["±"] = "≤"  # so much off at most, whichever way
    ordered = sorted(found.items(), key=lambda pair: -len(pair[0]))
    # the 约 of 节约 is no "about"; 节省 is refused like it
    return (("节约", "节省"), *((word, symbol) for word, symbol in ordered if word != symbol))


def suffixes(direction: Direction | None) -> tuple[str, ...]:
    """The words behind a number that stand for a direction; None for 左右 and the like."""
    if direction is None:
        return _spelled("vague.around_after")
    return tuple(formula_spelling(word) for word, one in words().after.items() if one.direction is direction)


def multiplier_powers() -> tuple[tuple[str, int], ...]:
    """Every multiplier as written (万, 千万, 万亿) with its power of ten, longest first."""
    powers = {word: len(str(value)) - 1 for word, value in words().multipliers.items()}
    powers.update(
        {
            small + large: powers[small] + powers[large]
            for small in powers
            for large in powers
            if _may_follow(small, large)
        }
    )
    return tuple(sorted(powers.items(), key=lambda pair: (-len(pair[0]), pair[1])))


def _may_follow(small: str, large: str) -> bool:
    return words().multipliers[small] < words().multipliers[large] >= 10_000


def _kinds() -> list[str]:
    return [name for name in words().lists if name.startswith("kinds.")]


def _missing_marks() -> tuple[str, ...]:
    return tuple(mark for mark in _spelled("missing.marks") if BROKEN not in mark)


def _column(title: str, note: str, name: str, spellings: Iterable[str]) -> WordList:
    return WordList(title, note, (name,), (title,), tuple((word,) for word in spellings))


@lru_cache(maxsize=1)
def word_lists() -> tuple[WordList, ...]:
    """All lists in the order of the sheet."""
    on_both_sides = dict.fromkeys(
        (
            *NUMERALS,
            *_spelled("growth.fall", "refused.negated", "periods.averages", "vague.under_before"),
            *"每第列各",
            "半年",
            "季度",
            "月度",
            "按月",
            "按周",
            "逐月",
            "当月",
            "本月",
            "次月",
            "排名",
            "排位",
            "位居",
            "规划期",
        )
    )
    # 近 and the like count only directly before a number, see the steps of a side
    for word in words()["vague.under_before"]:
        if len(word) == 1:
            on_both_sides.pop(word)
    in_actuals = dict.fromkeys(_spelled("refused.planned", "refused.relative", "refused.differences", "refused.stages"))
    return (
        WordList(
            "单位",
            "认得的单位；同类的单位才能换算；空白是 0",
            ("单位", "单位同类", "单位倍数", "单位幂次", "单位时间"),
            ("单位", "同类", "倍数", "乘以10的几次方", "是时间"),
            tuple((*row[:3], *(number or "" for number in row[3:])) for row in unit_rows()),
        ),
        WordList(
            "倍数词",
            "数字和单位之间的万、亿",
            ("倍数词", "倍数词幂次"),
            ("倍数词", "10的几次方"),
            multiplier_powers(),
        ),
        _column(
            "两边拒绝词", "数字前后（到逗号为止）有这些字，公式不能确定它是不是要比的数", "两边拒绝词", on_both_sides
        ),
        _column(
            "完成值拒绝词",
            "完成值的数字前后还有这些字时，公式不能确定它是不是完成的数",
            "完成值拒绝词",
            (word for word in in_actuals if word not in on_both_sides),
        ),
        _column("缺填标记", "单元格里只有这些，等于没有填", "缺填标记", _missing_marks()),
        _column(
            "文字疑词",
            "没有数字的指标值有这些字，可能是中文数字、名次或日期",
            "文字疑词",
            (*NUMERALS, *_WORDS_OF_RANKS_AND_DATES, *_spelled("numerals.whole")),
        ),
        _column("同比词", "说明这个数是增减幅度", "同比词", _spelled("growth.compared")),
        _column("新增词", "说的是当年新增", "新增词", _spelled("growth.new")),
        _column("累计词", "说的是累计、总数", "累计词", _spelled("growth.cumulative")),
        _column(
            "名次词",
            "名称里有这些字，指标是名次，或者要在上下限之间",
            "名次词",
            _spelled("refused.ranks", "sense.between_bounds"),
        ),
        _column("种类词", "一行只能是其中一种", "种类词", dict.fromkeys(_spelled(*_kinds()))),
        _column("增长词", "说明这个数是增长的幅度", "增长词", _spelled("growth.rise")),
        _column("增长名称", "名称里有这些字，指标是增长的幅度", "增长名称", _spelled("growth.names")),
        _column("下降名称", "名称里有这些字，指标是下降的幅度", "下降名称", _spelled("growth.fall_names")),
        _column("越少越好", "名称里有这些字，可能越少越好", "越少越好", _spelled("sense.less_is_better")),
        _column(
            "越多越好",
            "名称以这些字结尾，越多越好",
            "越多越好",
            _spelled("sense.bounded_rates", "sense.more_is_better_ends"),
        ),
        _column("封顶词", "名称里有这些字，100% 可能是上限", "封顶词", _spelled("sense.ceilings")),
        _column("不超过百分之百", "名称里有这些字，最多 100%", "不超过百分之百", words()["sense.bounded_rates"]),
        _column("时间名称", "名称里有这些字，指标可能是用时", "时间名称", _spelled("sense.time_names")),
        _column("字母", "拉丁字母", "字母", (LETTERS,)),
        _column("分母", "每、/ 后面的单位", "分母", _spelled("periods.denominators")),
        _column("不认识的字符", "看不见或很少用的字符，公式不读", "不认识的字符", UNKNOWN_CHARACTERS),
    )


def words_of(name: str) -> tuple[str, ...]:
    """The words of the list with this name.  KeyError when there is none."""
    found = {table.names[0]: table for table in word_lists()}
    return tuple(str(row[0]) for row in found[name].rows)


def word_lengths(joined: str) -> tuple[int, ...]:
    """The lengths of the words of one of the :data:`JOINED` texts."""
    return tuple(sorted({len(word) for word in words_of(JOINED[joined])}))
