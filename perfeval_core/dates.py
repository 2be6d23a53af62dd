"""Deadlines and dates as people type them: 2023年12月31日前, 9月前, 2023年上半年, 2023.07-2024.01."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta
from functools import lru_cache

from perfeval_core.masks import BARE_DAY, BARE_LIMIT
from perfeval_core.numerals import in_digits
from perfeval_core.readings import Deadline
from perfeval_core.words import words

__all__ = ["in_time", "read_dates"]

_YEARLESS = 2000
_REPORTED_BY = 6
"""The month up to which a year's reports are written in the next year."""
_MONTHS_OF = {
    "上半年": (1, 6), "下半年": (7, 12), "1": (1, 3), "2": (4, 6), "3": (7, 9), "4": (10, 12),
    "一": (1, 3), "二": (4, 6), "三": (7, 9), "四": (10, 12), "前三": (1, 9),
}  # fmt: skip
_DAYS_OF = {
    "上旬": (1, 10), "初": (1, 10), "中旬": (11, 20), "中": (11, 20), "下旬": (21, 31), "底": (31, 31), "末": (31, 31),
}  # fmt: skip

_MONTH = r"(?:1[0-2]|0?[1-9])"
_DAY = r"(?:3[01]|[12]\d|0?[1-9])"
_POINT = re.compile(
    rf"""(?<![\d.个])(?:
      (?P<y9>(?:19|20)\d\d)(?:[.]|年)(?P<from9>{_MONTH})[-~至到](?P<m9>{_MONTH})(?![\d.月])
     |(?P<y1>(?:19|20)\d\d)(?P<sep>[.\-/])(?P<m1>{_MONTH})(?:(?P=sep)(?P<d1>{_DAY}))?(?![\d%月]|[.]\d)日?
     |(?P<y2>(?:19|20)\d\d)(?P<m2>0[1-9]|1[0-2])(?P<d2>0[1-9]|[12]\d|3[01])(?!\d)
     |(?:(?P<y3>(?:19|20)?\d\d)(?:年度|年)|(?P<y10>(?:19|20)\d\d)[.\-/])?
      (?:(?P<from>{_MONTH})[-~至到])?(?P<m3>{_MONTH})月份?(?:(?P<d3>{_DAY})(?:日|号|{BARE_DAY})|(?P<part>底|末|初|上旬|中旬|下旬|中{BARE_DAY}))?
     |(?:(?P<y4>(?:19|20)?\d\d)(?:年度|年))?(?P<season>[上下]半年|(?:第?(?P<quarter>[1-4一二三四])|(?P<three>前三)个?)季度)
     |(?P<y5>(?:19|20)\d\d)(?:年度|年)(?P<yearend>年?[底末])?
     |(?P<y7>\d\d)年(?:底|末)
     |(?P<d6>{_DAY})日(?=[前止]|以前|之前|$)
     |(?P<joined>(?<=[-~至到]))?(?P<m8>{_MONTH})\.(?P<d8>{_DAY})(?:{BARE_LIMIT}|(?(joined)(?![\d.])|(?!)))
    )""",
    re.VERBOSE,
)
_YEARS = ("y1", "y2", "y3", "y4", "y5", "y7", "y9", "y10")
_BEFORE = re.compile("之前|以前|前|内|之内|止|为止")
# 2023年内, 2023年6月止 include the span they name
_INCLUSIVE = ("内", "之内", "止", "为止")
# 2023年考核前 is before some day of 2023; 提前 and 目前 name none
_EVENT = r"[\u4e00-\u9fff]{1,6}?(?<![提目])前(?![期往置端来沿景列三])"
_NOT_AFTER = ("不晚于", "不迟于", "≤", "早于")


def _month_end(year: int, month: int) -> date:
    return date(year + (month == 12), month % 12 + 1, 1) - timedelta(days=1)


def _span(match: re.Match[str], year: int, month: int | None) -> tuple[date, date] | None:
    """First and last day of what one match names; None for a day that does not exist."""
    part = match.groupdict()
    try:
        if part["season"]:
            first, last = _MONTHS_OF[part["quarter"] or part["three"] or part["season"]]
            return date(year, first, 1), _month_end(year, last)
        if part["y5"] or part["y7"]:
            return (date(year, 12, 31) if part["yearend"] or part["y7"] else date(year, 1, 1)), date(year, 12, 31)
        month = int(part["m1"] or part["m2"] or part["m3"] or part["m8"] or part["m9"] or month or 0)
        day = part["d1"] or part["d2"] or part["d3"] or part["d6"] or part["d8"]
        if day:
            return date(year, month, int(day)), date(year, month, int(day))
        end = _month_end(year, month)
        if part["part"]:
            first, last = _DAYS_OF[part["part"]]
            return end.replace(day=min(first, end.day)), end.replace(day=min(last, end.day))
        return date(year, int(part["from"] or part["from9"] or month), 1), end
    except ValueError:
        return None


@lru_cache(maxsize=1)
def _narrower() -> re.Pattern[str]:
    """What names some day of the year or month before it: 2023年春节前, 2023年初, 2023年汛期; 2023年13月 is none."""
    return re.compile("|".join((*map(re.escape, words()["dates.narrower"]), _EVENT, r"\d")))


def _some_day_of(match: re.Match[str]) -> bool:
    """True for a whole year or month of which only some day is meant, and nobody can tell which."""
    part = match.groupdict()
    year, month = part["y5"] and not part["yearend"], part["m3"] and not (part["d3"] or part["part"])
    return bool(year or month) and _narrower().match(match.string, match.end()) is not None


def read_dates(typed: str) -> tuple[Deadline, ...]:
    """Every date or span of time in a text, in order; ``A至B`` is one span.

    A date without a year takes the year named earlier in the text; without any it has ``yearless`` set and stands in
    the year 2000.
    """
    spelling = in_digits(typed)
    text = spelling.text
    found: list[Deadline] = []
    starts: list[int] = []
    year: int | None = None
    month: int | None = None
    previous_end = -1
    for match in _POINT.finditer(text):
        part = match.groupdict()
        written = next((part[key] for key in _YEARS if part[key]), None)
        if (part["d6"] and month is None) or (part["joined"] is not None and year is None):
            continue
        if written:
            year = int(written) if len(written) == 4 else 2000 + int(written)
        span = _span(match, year or _YEARLESS, month)
        if span is None:
            continue
        month = span[1].month
        before = _BEFORE.match(text, match.end())
        end = before.end() if before else match.end()
        joined = bool(found) and re.fullmatch("[-~至到]+", text[previous_end : match.start()]) is not None
        start = starts[-1] if joined else match.start()
        deadline = Deadline(
            span[0],
            span[1],
            before=(before is not None and before[0] not in _INCLUSIVE)
            or text[: match.start()].endswith(_NOT_AFTER)
            or _some_day_of(match),
            yearless=year is None,
            evidence=spelling.evidence(start, end),
        )
        if joined and found[-1].first <= deadline.last and not found[-1].before:
            found[-1] = replace(deadline, first=found[-1].first)
        else:
            found.append(deadline)
            starts.append(start)
        previous_end = end
    return tuple(found)


def in_time(wanted: Deadline, given: Deadline) -> bool | None:
    """In time, late, or None when the two spans leave it open (9月前 may or may not include September).

    A year that only one side names holds for the other too where the date is in the second half: reports are written
    in the first half of the next year, so it cannot be the next year's.
    """
    if wanted.yearless != given.yearless:
        return True if given.first.month > _REPORTED_BY and _in_same_year(wanted, given) else None
    one_day = wanted.first == wanted.last
    certain = wanted.last if one_day or not wanted.before else wanted.first - timedelta(days=1)
    if given.last <= certain:
        return True
    return False if given.first > wanted.last else None


def _in_same_year(wanted: Deadline, given: Deadline) -> bool:
    if wanted.first.year != wanted.last.year or given.first.year != given.last.year:
        return False
    year = given.last.year if wanted.yearless else wanted.last.year
    try:
        spans = [
            replace(one, first=one.first.replace(year=year), last=one.last.replace(year=year), yearless=False)
            for one in (wanted, given)
        ]
    except ValueError:
        return False
    return in_time(*spans) is True
