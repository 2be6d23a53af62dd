"""Digits that are not values: names (5G, PM2.5), years and dates, ordinals, ranks, grades, ages, ratios."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache

from perfeval_core.numerals import VAGUE
from perfeval_core.spelling import GAP
from perfeval_core.words import words

__all__ = ["BARE_DAY", "BARE_LIMIT", "Mark", "Marked", "find_marks"]

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


_YEAR = r"(?<![\d.,])(?:19|20)\d\d"
_NO_DIGIT = r"(?![\d.])"
# COD 32mg/L: what is measured, and the measurement
_MEASURED = r"[A-Za-z]+\d+(?:\.\d+)?(?:mg|g|ug|μg|毫克|微克)/(?:[LlmM立升]|kg)"


@lru_cache(maxsize=1)
def _any() -> re.Pattern[str]:
    """All patterns of the table in one: most texts hold none of them."""
    return re.compile("|".join(pattern.pattern for _, pattern in _table()))


@lru_cache(maxsize=1)
def _table() -> tuple[tuple[Mark, re.Pattern[str]], ...]:
    named = "|".join(map(re.escape, words()["refused.names_with_digits"]))
    units = "|".join(re.escape(unit) for unit in words().units)
    rows = (
        (Mark.OCR, r"^[A-Za-z](?=\d+(?:\.\d+)?%)\d+(?:\.\d+)?%"),
        (Mark.OCR, r"(?<![A-Za-z\d])[lIOo](?=\d)[\dOolI.]*|\d[\d.,]*[OolI][\dOolI.]*(?![A-Za-z])"),
        (Mark.TIME, rf"(?<!\d)(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01]){_NO_DIGIT}(?!(?!日)(?:{units}))"),
        (Mark.QUOTED, r'"[^"]*"|《[^》]*》|〔[^〕]*〕|\[\d+\]'),
        (Mark.UNCLEAR, rf"[\d.,]+(?:{GAP}[\d.,]+)+|{VAGUE}[余多]?|\d[\d.]*[eE][+-]?\d+|\d+[。·]\d+"),
        (Mark.UNCLEAR, r"[A-Za-z]\+\d+"),
        (Mark.UNCLEAR, r"(?<![\d.,])[1-9]\d{0,2}(?:[，、]\d{3})+(?![\d.,%])"),
        (Mark.NAME, r"指标\d+[:.、]?|(?:^|(?<=[。；;]))(?:\(\d{1,2}\)|\d{1,2}(?:、(?!\d)|\))|\d{1,2}\.(?!\d))"),
        (Mark.NAME, r"\d+号(?:文|令)?|第(?!\d+(?:[名位]|$))\d+(?:[-~、至]第?\d+)?[条款章节号期批届次版]?"),
        (Mark.RANK, r"第\d+(?:名|位|$)|前\d+(?:名|位|强|$)"),
        (Mark.RANK, r"(?:排名|排位|位列|位居|名列|列(?=第|全|前))[^\d，。；]{0,6}\d+(?:名|位)?"),
        (Mark.RANK, r"\d+(?:[-~、]\d+)?级|\d?A{1,5}级|(?<![A-Za-z\d])\dA(?![A-Za-z\d])|\d星级?|[A-Z]级|[ⅠⅡⅢⅣⅤⅥ]+类?"),
        (Mark.TIME, r"(?:每月|每季度?末?月?|次月|当月|本月)的?\d{1,2}[日号]"),
        (Mark.TIME, rf"{_YEAR}\.\d{{1,2}}[-~至到]{_YEAR}\.\d{{1,2}}{_NO_DIGIT}(?!{units}|[十百千万亿])"),
        (Mark.TIME, r"(?<![\d.,])\d\d年(?=\d{1,2}月|[底末]|[上下]半年|第?[1-4]季度)"),
        (Mark.TIME, rf"{_YEAR}[.\-/](?:1[0-2]|0?[1-9])[.\-/](?:3[01]|[12]\d|0?[1-9]){_NO_DIGIT}"),
        (Mark.TIME, rf"{_YEAR}年?(?:度)?[-~至到](?:19|20)?\d\d(?:年度|学年度|学年|年)"),
        (Mark.TIME, rf"{_YEAR}(?:年度|学年度|学年|年|级(?=学生|新生))"),
        (Mark.TIME, rf"{_YEAR}[-~](?:19|20)\d\d{_NO_DIGIT}(?!{units}|[十百千万亿])"),
        (Mark.TIME, rf"{_YEAR}[.\-](?:0[1-9]|1[0-2]){_NO_DIGIT}(?!{units}|[十百千万亿])"),
        (Mark.TIME, r"(?<![\d.,个])\d{1,2}月?[-~至到]\d{1,2}月(?:份)?(?:底|初|末)?"),
        (Mark.TIME, rf"(?<![\d.,])\d\d?月(?:份)?(?:(?:\d\d?[-~至])?\d\d?(?:日|{BARE_DAY})|[底初末]|[上中下]旬)?"),
        (Mark.TIME, rf"(?<![\d.,])(?:1[0-2]|[1-9])\.(?:3[01]|[12]\d|[1-9]){BARE_LIMIT}"),
        (Mark.TIME, r"\d{1,2}:\d{2}(?::\d{2})?(?=[-~至]|分|前|后|之)|第?\d季度|(?<=日)\d{1,2}[时点]"),
        (Mark.ATTRIBUTE, r"(?:\d+[-~至到])?\d+周?岁(?:及?以[上下内]|以内)?"),
        (Mark.UNCLEAR, r"\d+(?:\.\d+)?(?:[:*×xX]\d+(?:\.\d+)?)+|(?<![\d.])\d+(?:\.\d+)?/\d+(?:\.\d+)?"),
        (Mark.NAME, rf"\d{{3,6}}(?={named})"),
        (Mark.NAME, rf"(?<![A-Za-z])(?!{_MEASURED})[A-Za-z]+[-_/]?\d+(?:\.\d+)*(?:-(?:19|20)\d\d(?!\d))?[A-Za-z]*"),
        (Mark.NAME, r"[ΦφøØ]\d+(?:\.\d+)?(?:mm)?"),
        (Mark.NAME, r"(?<![\d.])\dG(?!B)|(?<![\d.])\d[KDV](?![A-Za-z])"),
    )
    return tuple((mark, re.compile(pattern)) for mark, pattern in rows)


def find_marks(text: str) -> list[Marked]:
    """All stretches of a folded text that are not values, in order; earlier patterns win over later ones.

    A text that is quoted as a whole is not a name.
    """
    if _any().search(text) is None:
        return []
    found: list[Marked] = []
    taken = bytearray(len(text))
    for mark, pattern in _table():
        for match in pattern.finditer(text):
            start, end = match.span()
            if mark is Mark.QUOTED and start == 0 and end == len(text):
                continue
            if not any(taken[start:end]):
                taken[start:end] = b"\1" * (end - start)
                found.append(Marked(start, end, mark))
    return sorted(found, key=lambda marked: marked.start)
