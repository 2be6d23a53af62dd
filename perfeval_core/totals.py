"""Several numbers of one text that belong together: a total with its parts, and numbers told apart by their labels."""

from __future__ import annotations

import re
from fractions import Fraction

from perfeval_core.common_unit import family_of
from perfeval_core.measure import ending
from perfeval_core.quantity import Found, Scan
from perfeval_core.readings import Direction, Quantity
from perfeval_core.spelling import fold
from perfeval_core.words import speaks_of, words

__all__ = ["bearing_the_name", "by_label", "equal_parts", "is_part", "label", "total_of"]

_CLAUSE = re.compile(r"[，。；;、,:()\n]")
_PART = re.compile(r"[，、,；;(:]?(?:其中|包括|包含|含)[^\d]{0,12}")
_REMARK = re.compile(r"\([^()]*\)|^[\d.、:★*]+")
_TOTAL = re.compile(r"(?:共|共计|合计|总计|总共|[，。；;、,]计)$")


def total_of(scanned: Scan, found: list[Found], asked: str) -> list[Found]:
    """The numbers without those that are only parts of another: 博士5人、硕士8人，共13人; 2000人，其中女性810人.

    All of them where that is not certain, or where ``asked`` (the indicator and the other text) speaks of a part.
    """
    for family in {family_of(one.quantity.unit) for one in found}:
        alike = [one for one in found if family_of(one.quantity.unit) == family]
        total = _total(scanned, alike)
        if total is None:
            continue
        parts = [one for one in alike if one is not total]
        summed = total is alike[-1]  # and 共 stands before it
        named = [_named(label(scanned, one), asked, whole=summed) for one in parts]
        if not any(named) or (all(named) and _adds_up(total, parts)):
            found = [one for one in found if one not in parts]
    return found


def _total(scanned: Scan, alike: list[Found]) -> Found | None:
    if len(alike) < 2 or any(not _plain(one) for one in alike):
        return None
    text = scanned.spelling.text
    if len(alike) > 2:
        for total in (alike[0], alike[-1]):
            others = [one for one in alike if one is not total]
            marked = total is alike[0] or _TOTAL.search(text[: total.start]) is not None
            if marked and _adds_up(total, others):
                return total
    first, second = alike[:2]
    rest = sum((_value(one) for one in alike[1:]), Fraction(0))
    if _PART.fullmatch(text[first.end : second.start]) and rest <= _value(first):
        return first
    return None


def is_part(scanned: Scan, remark: Found, whole: Quantity, asked: str) -> bool:
    """True for a number in brackets that is a part of the one before: 3个（其中扩建1个）, 8人（博士3人、硕士5人）."""
    beside = [one for one in scanned.found if one.note and family_of(one.quantity.unit) == family_of(whole.unit)]
    labels = [label(scanned, one) for one in beside]
    if len(beside) > 1 and all(map(_plain, beside)) and not any(_named(part, asked) for part in labels):
        return sum(map(_value, beside)) == whole.span[0]
    text = scanned.spelling.text[: remark.start]
    inside = text[text.rfind("(") :]
    if not _PART.fullmatch(inside) or not _plain(remark) or whole.low != whole.high:
        return False
    return _value(remark) <= whole.span[0] and not _named(label(scanned, remark), asked)


def by_label(
    wanted_in: Scan, wanted: list[Found], given_in: Scan, given: list[Found]
) -> list[tuple[Quantity, list[Found]]]:
    """Each number of a target with the one that bears the same label: 新建2个、改建1个 against 新建3个、改建1个.

    Empty unless every label on both sides is there, differs from the others, and has its partner.
    """
    asked = {label(wanted_in, one): one for one in wanted}
    answers = {label(given_in, one): one for one in given}
    complete = len(asked) == len(wanted) > 1 and len(answers) == len(given)
    bounded = any(one.quantity.direction not in (None, Direction.EQUAL) for one in given)
    if not complete or bounded or "" in asked or asked.keys() != answers.keys():
        return []
    return [(one.quantity, [answers[name]]) for name, one in asked.items()]


def bearing_the_name(scanned: Scan, found: list[Found], name: str, leading: bool) -> list[Found]:
    """Of several numbers of one kind the one that bears the indicator's name: 优秀率30%，合格率98% for 合格率.

    The name begins with its label (办结10件 for 办结案件数) or ends with it (到位率), and with no other one.  A share
    needs the whole rate as its label: 满意15% beside 非常满意80% is no 满意度.  ``leading``: the text began with the
    name, which has been taken off.
    """
    if len(found) < 2:
        return found
    text = _REMARK.sub("", fold(name).text)
    for family in {family_of(one.quantity.unit) for one in found}:
        alike = [one for one in found if family_of(one.quantity.unit) == family]
        named = [one for one in alike if _begins_or_ends(text, label(scanned, one), family == "ratio")]
        if leading and alike[0] is found[0] and not label(scanned, found[0]):
            named = [found[0], *named]
        if len(alike) > 1 and len(named) == 1 and _total(scanned, alike) is None:
            found = [one for one in found if one not in alike or one is named[0]]
    return found


def _begins_or_ends(name: str, part: str, share: bool) -> bool:
    begins = len(part) > 1 and not share and name.startswith(part)
    return begins or (len(part) > 2 and name.endswith(part))


def equal_parts(scanned: Scan, found: list[Found]) -> Fraction | None:
    """The sum of equal numbers that stand for different things: 电脑5台、打印机5台; None for one number said twice."""
    counted = all(family_of(one.quantity.unit) not in ("ratio", "points", "score") for one in found)
    if len(found) < 2 or not counted or not all(map(_plain, found)) or len({_value(one) for one in found}) > 1:
        return None
    return sum(map(_value, found), Fraction(0)) if len({label(scanned, one) for one in found}) > 1 else None


def label(scanned: Scan, one: Found) -> str:
    """What stands between a number and the pause or number before it, without comparators and 达到, 完成, 其中."""
    text = scanned.spelling.text
    before = max((other.end for other in scanned.found if other.end <= one.start), default=0)
    name = _CLAUSE.split(text[before : one.start])[-1]
    for prefix in ("其中", "包括", "包含", "含", "和", "及", "并"):
        name = name.removeprefix(prefix)
    fillers = (*words().comparators_before, *words()["vague.reached_before"], *words()["vague.around_before"])
    while word := ending(name, fillers):
        name = name[: -len(word)]
    return name


def _named(part: str, asked: str, *, whole: bool = False) -> bool:
    """True when a label shares two characters in a row with what is asked, or tells of a change or of what is open.

    No label at all may be anything.  With ``whole``, where the text says 共, only the label as a whole counts.
    """
    text = fold(asked).text
    other = speaks_of(part, "growth.new", "growth.built") or speaks_of(part, "refused.unfinished")
    pieces = [part[at : at + 2] for at in range(len(part) - 1)] or [part]
    return other or (part in text if whole else any(piece in text for piece in pieces))


def _plain(one: Found) -> bool:
    quantity = one.quantity
    exact = quantity.low == quantity.high and not (quantity.approximate or quantity.over or quantity.under)
    return exact and quantity.direction is None and not (quantity.growth or one.negated or one.planned or one.relative)


def _value(one: Found) -> Fraction:
    return one.quantity.span[0]


def _adds_up(total: Found, parts: list[Found]) -> bool:
    return len(parts) > 1 and sum((_value(one) for one in parts), Fraction(0)) == _value(total)
