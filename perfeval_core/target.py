"""What one text says: a 年度指标值 or an 实际完成值 read by itself.

The iron rule: either the reading is certain, or it says what could not be decided.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from perfeval_core.dates import read_dates
from perfeval_core.masks import Mark
from perfeval_core.quantity import LONGEST_TEXT, Found, Scan, scan
from perfeval_core.readings import (
    Doubt,
    Missing,
    Qualitative,
    Quantity,
    Reading,
    Reason,
    Undecided,
    Verdict,
)
from perfeval_core.spelling import bare, fold
from perfeval_core.words import words

__all__ = [
    "actual_candidates",
    "candidates",
    "formula_error",
    "not_the_result",
    "read_actual",
    "read_target",
    "same_text",
    "say_the_same",
    "several_numbers",
    "text_doubt",
    "value_of",
    "without_name",
]

_LABEL = re.compile(r"^(?:指标)?\d*[:.、]?")
_MONTHLY = re.compile(r"(?:每月|每季|次月|当月|本月)[^，。；]{0,3}\d{1,2}[日号]")
# 不低于2022年水平 compares with a year and is no deadline
_BASE_YEAR = re.compile(
    r"(?:不低于|高于|低于|优于|好于|多于|少于|超过|较|比)\d{4}年|\d{4}年(?:度)?(?:水平|同期|基数|实际|的)"
)
_PROPORTION = re.compile(r"\d:\d+(?:\.\d+)?(?![:\d])")
_NO_SUCH_DAY = re.compile(r"\d月\d{1,2}[日号]")
_ERROR = re.compile(r"#(?:DIV/0!|REF!|VALUE!|NAME\?|NUM!|NULL!|N/A|SPILL!|CALC!)")


def same_text(first: str, second: str) -> bool:
    """True when two cells say the same letter by letter, spelling aside."""
    return bare(first) == bare(second)


def _is_missing(typed: str) -> bool:
    text = fold(typed).text
    return not text.strip("-_/.…。") or text in words()["missing.marks"]


def without_name(typed: str, name: str) -> str:
    """The actual without the indicator's name repeated in front of it."""
    label, text = _label(name), fold(typed).text
    if label and len(text) > len(label) and text.startswith(label):
        spelling = fold(typed)
        return typed[spelling.origin[len(label)] :].lstrip("：: ")
    return typed


@lru_cache(maxsize=4096)
def _label(name: str) -> str:
    return _LABEL.sub("", fold(name).text)


def _grade_words(text: str) -> tuple[str, ...]:
    found = []
    for word in words()["grades.words"]:
        if word in text:
            found.append(word)
            text = text.replace(word, "")
    return tuple(sorted(found))


def _verdict(typed: str) -> Verdict | None:
    text = bare(typed)
    return Verdict(_verdict_levels()[text], typed.strip()) if text in _verdict_levels() else None


@lru_cache(maxsize=1)
def _verdict_levels() -> dict[str, int | None]:
    kinds: tuple[tuple[int | None, str], ...] = ((None, "open"), (2, "not_reached"), (1, "partly"), (0, "reached"))
    return {word: level for level, kind in kinds for word in words()[f"verdicts.{kind}"]}


# -- one text ---------------------------------------------------------------------------------------------------


def candidates(scanned: Scan, name: str) -> list[Found]:
    """The numbers that may be meant: remarks in brackets, attributes and the name's own numbers come last."""
    found = list(scanned.found)
    if len(found) < 2:
        return found
    for kept in (
        [one for one in found if not one.note],
        [one for one in found if not one.note and not one.attributive],
        [one for one in found if not one.note and not one.attributive and not _in_name(one.quantity, name)],
    ):
        found = kept or found
    return found


def _in_name(quantity: Quantity, name: str) -> bool:
    written = fold(quantity.evidence).text
    return bool(written) and written in fold(name).text


def text_doubt(scanned: Scan, found: list[Found]) -> Reason | None:
    """What makes one text unreadable in itself."""
    typed = scanned.spelling.typed.strip()
    if scanned.has(Mark.OCR):
        return Reason(Doubt.OCR_SUSPECT, f"“{typed}”疑似识别错误（≥ 或数字认成了字母），请对照原件")
    if len(scanned.spelling.typed) > LONGEST_TEXT:
        text = f"“{typed[:20]}……”超过 {LONGEST_TEXT} 个字，没有从中读数，请只写一个数和单位"
        return Reason(Doubt.NUMBER_UNCLEAR, text)
    if scanned.unclear and _PROPORTION.search(scanned.spelling.text):
        return Reason(Doubt.NUMBER_UNCLEAR, f"“{typed}”是几比几，不是一个数，比不出大小，请人工评分")
    if scanned.unclear:
        return Reason(Doubt.NUMBER_UNCLEAR, f"“{typed}”里的数字写法不清楚，请只写一个数和单位")
    if any(one.comparator_conflict for one in found):
        return Reason(Doubt.COMPARATOR_CONFLICT, f"“{typed}”里的比较词互相矛盾")
    return None


def formula_error(typed: str) -> Reason | None:
    """The doubt of a cell that shows a formula error (#DIV/0! …)."""
    if "#" not in typed or not _ERROR.fullmatch(typed.strip().upper()):
        return None
    return Reason(Doubt.NUMBER_UNCLEAR, f"单元格里是公式错误“{typed.strip()}”，请先改正公式")


def read_target(typed: str, name: str = "") -> Reading:
    """Read a 年度指标值."""
    if _is_missing(typed):
        return Missing(typed.strip())
    error = formula_error(typed)
    if error is not None:
        return Undecided(error, evidence=typed.strip())
    scanned = scan(typed)
    found = candidates(scanned, name)
    if not found and text_doubt(scanned, found) is None:
        dates = read_dates(typed)
        if dates and not _BASE_YEAR.search(scanned.spelling.text):
            return replace(dates[-1], first=min(one.first for one in dates))
        if _MONTHLY.search(scanned.spelling.text):
            text = f"“{typed.strip()}”是每个月的期限，一个日期说不清，请按各月是否按时人工评分"
            return Undecided(Reason(Doubt.DEADLINE_UNCLEAR, text), evidence=typed.strip())
        if _NO_SUCH_DAY.search(scanned.spelling.text):
            reason = Reason(Doubt.DEADLINE_UNCLEAR, f"“{typed.strip()}”里没有这一天，请核对日期")
            return Undecided(reason, evidence=typed.strip())
        if scanned.has(Mark.RANK):
            reason = Reason(Doubt.RANK_OR_GRADE, f"“{typed.strip()}”是名次或等级，不能按比例计分")
            return Undecided(reason, evidence=typed.strip())
        return Qualitative(_grade_words(scanned.spelling.text), typed.strip())
    return _one_reading(scanned, found, "年度指标值")


def read_actual(typed: str, name: str = "") -> Reading:
    """Read a 实际完成值; the indicator's name repeated in front of it is not part of the value."""
    if _is_missing(typed):
        return Missing(typed.strip())
    error = formula_error(typed)
    if error is not None:
        return Undecided(error, evidence=typed.strip())
    verdict = _verdict(typed)
    if verdict is not None:
        return verdict
    scanned = scan(without_name(typed, name))
    found = actual_candidates(scanned, name)
    if not found and text_doubt(scanned, found) is None:
        dates = read_dates(typed)
        if dates:
            return max(dates, key=lambda one: one.last)  # begun in June, done in February
        return Qualitative(_grade_words(scanned.spelling.text), typed.strip())
    return _one_reading(scanned, found, "实际完成值")


def actual_candidates(scanned: Scan, name: str) -> list[Found]:
    """The numbers of an actual that may be meant; planned ones only when there is nothing else."""
    found = candidates(scanned, name)
    measured = [one for one in found if not one.planned]
    return measured if measured else found


def _one_reading(scanned: Scan, found: list[Found], side: str) -> Reading:
    typed = scanned.spelling.typed.strip()
    doubt = text_doubt(scanned, found)
    quantities = tuple(one.quantity for one in found)
    if doubt is not None:
        return Undecided(doubt, quantities, typed)
    if not say_the_same(quantities):
        return Undecided(several_numbers(side, quantities), quantities, typed)
    if any(one.negated or one.planned or one.relative for one in found) and side == "实际完成值":
        return Undecided(not_the_result(found[0].quantity), quantities, typed)
    return quantities[0]


def value_of(quantity: Quantity) -> tuple[object, ...]:
    """What makes two quantities the same: value, unit family, comparator, period."""
    return (*quantity.span, quantity.unit.family if quantity.unit else "", quantity.direction, quantity.period)


def say_the_same(quantities: Sequence[Quantity]) -> bool:
    """True when no two of them differ in value, unit family, comparator or period."""
    return len(quantities) < 2 or len({value_of(quantity) for quantity in quantities}) == 1


def several_numbers(side: str, quantities: tuple[Quantity, ...]) -> Reason:
    """The doubt that one of several numbers is meant."""
    listed = "、".join(quantity.evidence for quantity in quantities)
    return Reason(Doubt.SEVERAL_NUMBERS, f"{side}有几个数（{listed}），不知道按哪个计分")


def not_the_result(quantity: Quantity) -> Reason:
    """The doubt that a number is what was planned, missed or exceeded and not what was done."""
    return Reason(
        Doubt.NUMBER_UNCLEAR, f"“{quantity.evidence}”前后有“未、还差、计划、上年、超额”一类的字，看不出是不是完成的数"
    )
