"""Chinese numerals in front of a measure word: 三家 -> 3家, 十二个 -> 12个, 百分之九十五 -> 95%."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache

from perfeval_core.spelling import GAP, Spelling, fold
from perfeval_core.words import words

__all__ = ["VAGUE", "chinese_integer", "in_digits"]

VAGUE = "\x1e"
"""Stands for a number that is none: 几十, 数百, 上千."""

_DIGITS = {"零": 0, "〇": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
_TENS = {"十": 10, "百": 100, "千": 1000}
_ALL = "".join(_DIGITS) + "十百千万亿"
_NUMERAL = re.compile(f"[{_ALL}几半]")
"""A sign without which nothing is written in Chinese numerals."""
_AFTER_SINGLE_ONE = frozenset("个家次项套台份人名场期篇辆处座所件户份笔")
_YEAR = re.compile("[一二][〇零一二三四五六七八九]{3}(?=年)")
_MONTH = re.compile("(?<![一二三四五六七八九])(十[一二]?|[一二三四五六七八九])(?=月)")
_SHARE = re.compile(f"(?<![{_ALL}0-9])(百|千|十?万)分之([{_ALL}点]+|[0-9.]+)")
_PER_MILLE = {"千": 1, "万": 10, "十万": 100}
_HALF_YEAR = re.compile(r"(?<![上下前后每/年个\d])半年(?!度)")
_NONE_OF = re.compile("零(?![星散售部配件])")
"""零事故, 零投诉; but 零星, 零部件."""
_VAGUE = re.compile(f"(?:几|数|上|近?成)[十百千万亿]+|[十百千万]+几(?=[^何])|好几(?=[十百千万亿{_ALL}个家次项])")


def chinese_integer(numeral: str) -> int | None:
    """The value of a Chinese numeral (``一千二百零五``), or None when it is not well formed.

    >>> chinese_integer("十二"), chinese_integer("三百零五"), chinese_integer("一三")
    (12, 305, None)
    """
    if not numeral or numeral[0] in "百千万亿零〇":
        return 0 if numeral in ("零", "〇") else None
    total = section = 0
    digit: int | None = None
    last_ten = 10_000
    for character in numeral:
        if character in _DIGITS:
            if digit not in (None, 0):
                return None
            digit = _DIGITS[character]
        elif character in _TENS:
            ten = _TENS[character]
            if ten >= last_ten or (digit is None and ten != 10):
                return None
            section += (1 if digit is None else digit) * ten
            digit, last_ten = None, ten
        elif character not in "万亿":
            return None
        else:
            scale = 10_000 if character == "万" else 100_000_000
            section += digit or 0
            if section == 0 or (total and scale == 100_000_000):
                return None
            total, section, digit, last_ten = (total + section) * scale, 0, None, 10_000
    return total + section + (digit or 0)


@lru_cache(maxsize=1)
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    kept = re.compile("|".join(map(re.escape, words()["numerals.not_numbers"])))
    units = "|".join(re.escape(unit) for unit in words().units if not unit.isascii())
    measured = re.compile(f"(?<![{_ALL}])([{_ALL}]+)(?=[余多]?(?:{units}))")
    return kept, measured


def _replacements(text: str) -> list[tuple[int, int, str]]:
    if _NUMERAL.search(text) is None:
        return []
    kept, measured = _patterns()
    taken = [match.span() for match in kept.finditer(text)]
    found: list[tuple[int, int, str]] = []

    def free(start: int, end: int) -> bool:
        return all(end <= first or last <= start for first, last in taken)

    def take(start: int, end: int, digits: str) -> None:
        taken.append((start, end))
        found.append((start, end, digits))

    for match in _SHARE.finditer(text):
        sign, share = "%" if match[1] == "百" else "‰", match[2]
        parts = _PER_MILLE.get(match[1], 1)
        whole, _, decimals = share.partition("点")
        value = share if share[0].isdigit() and share.isascii() else _spoken(whole, decimals)
        if share == "百" and sign == "%":
            value = "100"
        if value and parts > 1 and value.count(".") < 2:
            value = format(Decimal(value.strip(".")) / parts, "f")
        take(*match.span(), f"{value}{sign}" if value else VAGUE)
    for match in _HALF_YEAR.finditer(text):
        take(*match.span(), "6个月")
    for match in re.finditer("百分百", text):
        take(*match.span(), "100%")
    for match in _VAGUE.finditer(text):
        if free(*match.span()):
            take(*match.span(), VAGUE)
    for match in _YEAR.finditer(text):
        if free(*match.span()):
            take(*match.span(), "".join(str(_DIGITS[character]) for character in match[0]))
    for match in _MONTH.finditer(text):
        if free(*match.span()) and (match.start() == 0 or text[match.start() - 1] not in _ALL + "第个"):
            take(*match.span(), str(chinese_integer(match[1])))
    for match in measured.finditer(text):
        start, end = match.span()
        before = text[start - 1 : start]
        if not free(start, end) or before.isdigit() or before in tuple("第几数.") or before == GAP:
            continue
        numeral = match[1]
        if numeral[0] in "百千万亿":
            continue
        if numeral == "一" and text[end] not in _AFTER_SINGLE_ONE:
            continue
        value = chinese_integer(numeral)
        take(start, end, VAGUE if value is None else str(value))
    return sorted(found)


def _spoken(whole: str, decimals: str) -> str | None:
    value = chinese_integer(whole)
    if value is None or not all(character in _DIGITS for character in decimals):
        return None
    return f"{value}." + "".join(str(_DIGITS[character]) for character in decimals) if decimals else str(value)


def _of_whole_text(text: str) -> str | None:
    if text.rstrip("。；;") in words()["numerals.whole"]:
        return "100%"
    number = chinese_integer(text) if text != "一" else None
    return None if number is None else str(number)


@lru_cache(maxsize=8192)
def in_digits(typed: str) -> Spelling:
    """A typed text folded, with its Chinese numerals in digits; the origins point into the typed text."""
    return _with_digits(fold(typed))


def _with_digits(spelling: Spelling) -> Spelling:
    """Rewrite the Chinese numerals of a folded text in digits; the origins still point into the typed text."""
    text, origin = spelling.text, spelling.origin
    whole = _of_whole_text(text)
    found = _replacements(text) if whole is None else [(0, len(text), whole)]
    if _NONE_OF.match(text) and text.rstrip("。；;").endswith(words()["sense.less_is_better"]):
        found = [(0, 1, "0")]
    if not found:
        return spelling
    pieces: list[str] = []
    places: list[int] = []
    position = 0
    for start, end, digits in found:
        pieces.append(text[position:start] + digits)
        places.extend(origin[position:start])
        places.extend([origin[start]] * (len(digits) - 1) + [origin[end - 1]])
        position = end
    pieces.append(text[position:])
    places.extend(origin[position:])
    return Spelling(spelling.typed, "".join(pieces), tuple(places))
