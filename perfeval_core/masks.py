"""Digits that are not values: names (5G, PM2.5), years and dates, ordinals, ranks, grades, ages, ratios."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum
from functools import cache, lru_cache
from string import ascii_letters

from perfeval_core.numerals import VAGUE
from perfeval_core.spelling import GAP
from perfeval_core.words import words

__all__ = ["BARE_DAY", "BARE_LIMIT", "Kind", "Mark", "Marked", "find_marks", "kinds"]

BARE_LIMIT = "(?=[前止]|以前|之前)"
"""Behind 12.31 it makes a day of it."""
BARE_DAY = "(?=[前止，。；;、]|以前|之前|完成|$)"
"""What may stand behind a day without 日 (12月31前), or behind 中 (6月中)."""


class Mark(Enum):
    """Why a stretch of digits is not a value."""

    NAME = "name"
    QUOTED = "quoted"
    TIME = "time"
    RANK = "rank"
    ATTRIBUTE = "attribute"
    UNCLEAR = "unclear"
    """Digits whose meaning cannot be told: 1 720, 1，720, T+3, 2/3, 1:1, 几十."""
    OCR = "ocr"
    """z90%: a misread comparator."""


@dataclass(frozen=True, slots=True)
class Marked:
    """One stretch of the folded text and what it is."""

    start: int
    end: int
    mark: Mark


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of marked stretch: no text without one of the ``signs`` holds what the ``pattern`` describes."""

    mark: Mark
    signs: frozenset[str]
    pattern: str


_YEAR = r"(?<![\d.,])(?:19|20)\d\d"
_NO_DIGIT = r"(?![\d.])"
# COD 32mg/L: what is measured, and the measurement
_MEASURED = r"[A-Za-z]+\d+(?:\.\d+)?(?:mg|g|ug|μg|毫克|微克)/(?:[LlmM立升]|kg)"


@lru_cache(maxsize=1)
def kinds() -> tuple[Kind, ...]:
    """All kinds of marked stretches, those that win over others first."""
    names = words()["refused.names_with_digits"]
    named = "|".join(map(re.escape, names))
    units = "|".join(re.escape(unit) for unit in words().units)
    rows = (
        (Mark.OCR, "%", r"^[A-Za-z](?=\d+(?:\.\d+)?%)\d+(?:\.\d+)?%"),
        (Mark.OCR, "lIOo", r"(?<![A-Za-z\d])[lIOo](?=\d)[\dOolI.]*|\d[\d.,]*[OolI][\dOolI.]*(?![A-Za-z])"),
        (
            Mark.TIME,
            "12",
            rf"(?<!\d)(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01]){_NO_DIGIT}(?!(?!日)(?:{units}))",
        ),
        (Mark.QUOTED, '"《〔[', r'"[^"]*"|《[^》]*》|〔[^〕]*〕|\[\d+\]'),
        (
            Mark.UNCLEAR,
            f"{GAP}{VAGUE}eE。·",
            rf"[\d.,]+(?:{GAP}[\d.,]+)+|{VAGUE}[余多]?|\d[\d.]*[eE][+-]?\d+|\d+[。·]\d+",
        ),
        (Mark.UNCLEAR, "+", r"[A-Za-z]\+\d+"),
        (Mark.UNCLEAR, "?？", r"[?？]"),
        (Mark.UNCLEAR, "，、", r"(?<![\d.,])[1-9]\d{0,2}(?:[，、]\d{3})+(?![\d.,%])"),
        (
            Mark.NAME,
            "指)、.",
            r"指标\d+[:.、]?|(?:^|(?<=[。；;]))(?:\(\d{1,2}\)|\d{1,2}(?:、(?!\d)|\))|\d{1,2}\.(?!\d))",
        ),
        (Mark.NAME, "号第", r"\d+号(?:文|令)?|第(?!\d+(?:[名位]|$))\d+(?:[-~、至]第?\d+)?[条款章节号期批届次版]?"),
        (Mark.RANK, "第前", r"第\d+(?:名|位|$)|前\d+(?:名|位|强|$)"),
        (Mark.RANK, "排位列", r"(?:排名|排位|位列|位居|名列|列(?=第|全|前))[^\d，。；]{0,6}\d+(?:名|位)?"),
        (
            Mark.RANK,
            "级A星ⅠⅡⅢⅣⅤⅥ",
            r"\d+(?:[-~、]\d+)?级|\d?A{1,5}级|(?<![A-Za-z\d])\dA(?![A-Za-z\d])|\d星级?|[A-Z]级|[ⅠⅡⅢⅣⅤⅥ]+类?",
        ),
        (Mark.TIME, "日号", r"(?:每月|每季度?末?月?|次月|当月|本月)的?\d{1,2}[日号]"),
        (Mark.TIME, "-~至到", rf"{_YEAR}\.\d\d?\.\d\d?[-~至到]\d\d?\.\d\d?{_NO_DIGIT}"),
        (Mark.TIME, "-~至到", rf"{_YEAR}(?:\.|年)\d\d?[-~至到](?:1[0-2]|0?[1-9])(?![\d.月]|{units})"),
        (Mark.TIME, "月", rf"{_YEAR}[.\-/]\d\d?月(?:\d\d?(?:日|{BARE_DAY})|[底初末]|[上中下]旬)?"),
        (Mark.TIME, "-~至到", rf"{_YEAR}\.\d{{1,2}}[-~至到]{_YEAR}\.\d{{1,2}}{_NO_DIGIT}(?!{units}|[十百千万亿])"),
        (Mark.TIME, "年", r"(?<![\d.,])\d\d年(?=\d{1,2}月|[底末]|[上下]半年|第?[1-4]季度)"),
        (Mark.TIME, ".-/", rf"{_YEAR}[.\-/](?:1[0-2]|0?[1-9])[.\-/](?:3[01]|[12]\d|0?[1-9]){_NO_DIGIT}"),
        (Mark.TIME, "年", rf"{_YEAR}年?(?:度)?[-~至到](?:19|20)?\d\d(?:年度|学年度|学年|年)"),
        (Mark.TIME, "年级", rf"{_YEAR}(?:年度|学年度|学年|年|级(?=学生|新生))"),
        (Mark.TIME, "-~", rf"{_YEAR}[-~](?:19|20)\d\d{_NO_DIGIT}(?!{units}|[十百千万亿])"),
        (Mark.TIME, ".-", rf"{_YEAR}[.\-](?:0[1-9]|1[0-2]){_NO_DIGIT}(?!{units}|[十百千万亿])"),
        (Mark.TIME, "月", r"(?<![\d.,个])\d{1,2}月?[-~至到]\d{1,2}月(?:份)?(?:底|初|末)?"),
        (Mark.TIME, "月", rf"(?<![\d.,])\d\d?月(?:份)?(?:(?:\d\d?[-~至])?\d\d?(?:日|{BARE_DAY})|[底初末]|[上中下]旬)?"),
        (Mark.TIME, ".", rf"(?<![\d.,])(?:1[0-2]|[1-9])\.(?:3[01]|[12]\d|[1-9]){BARE_LIMIT}"),
        (Mark.TIME, ":季日", r"\d{1,2}:\d{2}(?::\d{2})?(?=[-~至]|分|前|后|之)|第?\d季度|(?<=日)\d{1,2}[时点]"),
        (Mark.ATTRIBUTE, "岁", r"(?:\d+[-~至到])?\d+周?岁(?:及?以[上下内]|以内)?"),
        (Mark.UNCLEAR, ":*×xX/", r"\d+(?:\.\d+)?(?:[:*×xX]\d+(?:\.\d+)?)+|(?<![\d.])\d+(?:\.\d+)?/\d+(?:\.\d+)?"),
        (Mark.NAME, "".join(name[0] for name in names), rf"\d{{3,6}}(?={named})"),
        (
            Mark.NAME,
            ascii_letters,
            rf"(?<![A-Za-z])(?!{_MEASURED}|(?<=\d)[A-Za-z]+/)[A-Za-z]+[-_/]?\d+(?:\.\d+)*(?:-(?:19|20)\d\d(?!\d))?[A-Za-z]*",
        ),
        (Mark.NAME, "ΦφøØ", r"[ΦφøØ]\d+(?:\.\d+)?(?:mm)?"),
        (Mark.NAME, "GKDV", r"(?<![\d.])\dG(?!B)|(?<![\d.])\d[KDV](?![A-Za-z])"),
    )
    return tuple(Kind(mark, frozenset(signs), pattern) for mark, signs, pattern in rows)


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    """The patterns of the kinds that have come up: compiling all would take longer than reading a form."""
    return re.compile(pattern)


def find_marks(text: str) -> list[Marked]:
    """All stretches of a folded text that are not values, in order; earlier patterns win over later ones.

    A text that is quoted as a whole is not a name.
    """
    found: list[Marked] = []
    taken = bytearray(len(text))
    present = set(text)
    for kind in kinds():
        if kind.signs.isdisjoint(present):
            continue
        mark = kind.mark
        for match in _compiled(kind.pattern).finditer(text):
            start, end = match.span()
            if mark is Mark.QUOTED and start == 0 and end == len(text):
                continue
            if not any(taken[start:end]):
                taken[start:end] = b"\1" * (end - start)
                found.append(Marked(start, end, mark))
    return sorted(found, key=lambda marked: marked.start)
