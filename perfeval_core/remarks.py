"""What stands beside the number that is compared, and may speak against it: brackets, a share that is done.

Each answers with the reason, or None where nothing speaks against comparing the numbers.
"""

from __future__ import annotations

import re
from fractions import Fraction

from perfeval_core.common_unit import Pair, family_of
from perfeval_core.quantity import Found, Scan
from perfeval_core.readings import Direction, Doubt, Quantity, Reason
from perfeval_core.target import several_numbers, value_of
from perfeval_core.totals import is_part, label
from perfeval_core.words import speaks_of, words

__all__ = ["remark_differs", "remark_falls_short"]

_CLAUSES = re.compile(r"[，。；;、,()\n]")
_ADVERBS = re.compile("^(?:已|均|全部|目前|现|仍|还|尚|但)+")
_DIGIT = re.compile(r"\d")
_LATER = re.compile("完成|完工|验收|交付|明年|下年|次年")
_PROGRESS = re.compile("(?:完成|完成率|进度)(?:达到|达|到|为|约)?$")


def remark_differs(scanned: Scan, given: list[Found], asked: str) -> Reason | None:
    """80家（其中新增30家）: a number in brackets of the same unit may be the one that is asked for."""
    chosen = {family_of(one.quantity.unit): one.quantity for one in given if not one.note}
    for remark in scanned.found:
        other = chosen.get(family_of(remark.quantity.unit)) if remark.note and _of_this_year(scanned, remark) else None
        if other is None or value_of(other)[:2] == value_of(remark.quantity)[:2]:
            continue
        if remark.quantity.period != other.period:
            continue  # 12次（每月1次）
        if not is_part(scanned, remark, other, asked):
            return several_numbers("实际完成值", (other, remark.quantity))
    return None


def _of_this_year(scanned: Scan, remark: Found) -> bool:
    """92%（上年85%） names another year's number; 250万元（含上年结转50万元） a part of this one."""
    return not remark.planned or speaks_of(label(scanned, remark), "refused.unfinished")


def remark_falls_short(target: Scan, actual: Scan, pair: Pair) -> Reason | None:
    """1座（1200平方米） against 1座（800平方米）, 1条（完成80%）, 10个，未完成: reached, and taken back beside it."""
    family = family_of(pair.target_quantity.unit)
    at_most = pair.target_quantity.direction is Direction.AT_MOST
    if not (pair.actual[1] <= pair.target[0] if at_most else pair.actual[0] >= pair.target[1]):
        return None
    for clause in _CLAUSES.split(actual.spelling.text):
        if _denies(clause):
            text = f"“{pair.actual_quantity.evidence}”旁边写着“{clause}”，看不出做到了没有，请填实际完成的数"
            return Reason(Doubt.VERDICT_FOR_NUMBER, text)
    if at_most:
        return None
    for done in actual.found:
        said = _PROGRESS.search(actual.spelling.text[: done.start])
        if family != "ratio" and said and _is_share(done.quantity):
            text = f"完成值说完成了 {done.quantity.evidence}，又说“{pair.actual_quantity.evidence}”，请填实际完成的数"
            return Reason(Doubt.VERDICT_FOR_NUMBER, text)
    for wanted in target.found:
        kind = family_of(wanted.quantity.unit)
        beside = [one.quantity for one in actual.found if one.note and family_of(one.quantity.unit) == kind]
        if not wanted.note or kind in ("", "yuan", family) or len(beside) != 1:
            continue
        if _value(beside[0].high, beside[0]) < _value(wanted.quantity.low, wanted.quantity):
            text = f"括号里的“{beside[0].evidence}”没有达到“{wanted.quantity.evidence}”，请核对按哪个数计分"
            return Reason(Doubt.SEVERAL_NUMBERS, text)
    return None


def _denies(clause: str) -> bool:
    """未完成, 计划明年完成: a clause of its own, without a number, that takes the number back."""
    said = _ADVERBS.sub("", clause)
    if _DIGIT.search(said) or said in words()["verdicts.reached"]:
        return False
    if said.startswith(words()["refused.undone"]) or said in ("约", "上年", "去年"):
        return True
    return speaks_of(said, "refused.planned") and (said in words()["refused.planned"] or bool(_LATER.search(said)))


def _value(number: Fraction, quantity: Quantity) -> Fraction:
    return number * (quantity.unit.factor if quantity.unit else 1)


def _is_share(quantity: Quantity) -> bool:
    return family_of(quantity.unit) == "ratio" and _value(quantity.high, quantity) < 1
