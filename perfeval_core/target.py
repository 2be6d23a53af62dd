"""What a 年度指标值 asks for, what an 实际完成值 says, and whether the two can be compared.

The iron rule: either the reading is certain, or it says what could not be decided.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from fractions import Fraction

from perfeval_core.dates import read_dates
from perfeval_core.masks import Mark
from perfeval_core.quantity import Found, Scan, periods_of, scan, unit_of_name
from perfeval_core.readings import (
    Doubt,
    Missing,
    Qualitative,
    Quantity,
    Reading,
    Reason,
    Undecided,
    Unit,
    Verdict,
)
from perfeval_core.spelling import bare, fold
from perfeval_core.words import words

__all__ = ["Pair", "Refusal", "pair_quantities", "read_actual", "read_target", "same_text"]

_TEN = Fraction(10)
_PROGRESS = re.compile(r"(?:已|均|全部|全面|均已|已全部|任务|目标)*完成(?:率)?(?:达到|达|到|了|为)?(\d+(?:\.\d+)?)%")
_OCR_PERCENT = re.compile(r"2(?:100|[5-9]\d)(?:\.\d+)?%")
_LABEL = re.compile(r"^(?:指标)?\d*[:.、]?")


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why two texts cannot be compared, with the doubts that come along."""

    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Pair:
    """A target and an actual in one unit; ``target`` and ``actual`` are spans (low, high), equal when exact.

    ``fall``: both are falls and stand as positive magnitudes.
    """

    target_quantity: Quantity
    actual_quantity: Quantity
    target: tuple[Fraction, Fraction]
    actual: tuple[Fraction, Fraction]
    fall: bool = False
    reasons: tuple[Reason, ...] = ()


def _reason(doubt: Doubt, text: str) -> Reason:
    return Reason(doubt, text)


def _refuse(doubt: Doubt, text: str, *more: Reason) -> Refusal:
    return Refusal((Reason(doubt, text), *more))


def same_text(first: str, second: str) -> bool:
    """True when two cells say the same letter by letter, spelling aside."""
    return bare(first) == bare(second)


def _is_missing(typed: str) -> bool:
    text = fold(typed).text
    return text in words()["missing.marks"] or fold(text).text.strip("-_/.…。") == ""


def _without_name(typed: str, name: str) -> str:
    """The actual without the indicator's name repeated in front of it."""
    label = _LABEL.sub("", fold(name).text)
    text = fold(typed).text
    if label and len(text) > len(label) and text.startswith(label):
        spelling = fold(typed)
        return typed[spelling.origin[len(label)] :].lstrip("：: ")
    return typed


def _grade_words(text: str) -> tuple[str, ...]:
    found = []
    for word in words()["grades.words"]:
        if word in text:
            found.append(word)
            text = text.replace(word, "")
    return tuple(sorted(found))


def _verdict(typed: str) -> Verdict | None:
    text = bare(typed)
    for level, kind in enumerate(("reached", "partly", "not_reached", "open")):
        if text in words()[f"verdicts.{kind}"]:
            return Verdict(level if level < 3 else None, typed.strip())
    return None


# -- one text ---------------------------------------------------------------------------------------------------


def _candidates(scanned: Scan, name: str) -> list[Found]:
    """The numbers that may be meant: remarks in brackets, attributes and the name's own numbers come last."""
    found = list(scanned.found)
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


def _first_doubt(scanned: Scan, found: list[Found]) -> Reason | None:
    """What makes one text unreadable in itself."""
    typed = scanned.spelling.typed.strip()
    if scanned.has(Mark.OCR):
        return _reason(Doubt.OCR_SUSPECT, f"“{typed}”疑似识别错误（≥ 被认成了别的字），请对照原件")
    if scanned.unclear:
        return _reason(Doubt.NUMBER_UNCLEAR, f"“{typed}”里的数字写法不清楚，请只写一个数和单位")
    if any(one.comparator_conflict for one in found):
        return _reason(Doubt.COMPARATOR_CONFLICT, f"“{typed}”里的比较词互相矛盾")
    return None


def read_target(typed: str, name: str = "") -> Reading:
    """Read a 年度指标值."""
    if _is_missing(typed):
        return Missing(typed.strip())
    scanned = scan(typed)
    found = _candidates(scanned, name)
    if not found and not scanned.unclear:
        dates = read_dates(typed)
        if dates:
            return replace(dates[-1], first=min(one.first for one in dates))
        if scanned.has(Mark.RANK):
            reason = _reason(Doubt.RANK_OR_GRADE, f"“{typed.strip()}”是名次或等级，不能按比例计分")
            return Undecided(reason, evidence=typed.strip())
        return Qualitative(_grade_words(scanned.spelling.text), typed.strip())
    return _one_reading(scanned, found, "年度指标值")


def read_actual(typed: str, name: str = "") -> Reading:
    """Read a 实际完成值; the indicator's name repeated in front of it is not part of the value."""
    if _is_missing(typed):
        return Missing(typed.strip())
    verdict = _verdict(typed)
    if verdict is not None:
        return verdict
    scanned = scan(_without_name(typed, name))
    found = _actual_candidates(scanned, name)
    if not found and not scanned.unclear:
        dates = read_dates(typed)
        if dates:
            return dates[-1]
        return Qualitative(_grade_words(scanned.spelling.text), typed.strip())
    return _one_reading(scanned, found, "实际完成值")


def _actual_candidates(scanned: Scan, name: str) -> list[Found]:
    found = _candidates(scanned, name)
    measured = [one for one in found if not one.planned]
    return measured if measured else found


def _one_reading(scanned: Scan, found: list[Found], side: str) -> Reading:
    typed = scanned.spelling.typed.strip()
    doubt = _first_doubt(scanned, found)
    quantities = tuple(one.quantity for one in found)
    if doubt is not None:
        return Undecided(doubt, quantities, typed)
    if len({_value(quantity) for quantity in quantities}) > 1:
        return Undecided(_several(side, quantities), quantities, typed)
    if any(one.negated or one.planned or one.relative for one in found) and side == "实际完成值":
        return Undecided(_not_the_result(found[0].quantity), quantities, typed)
    return quantities[0]


def _value(quantity: Quantity) -> tuple[object, ...]:
    unit = quantity.unit
    factor = unit.factor if unit else Fraction(1)
    return (
        quantity.low * factor,
        quantity.high * factor,
        unit.family if unit else "",
        quantity.direction,
        quantity.period,
    )


def _several(side: str, quantities: tuple[Quantity, ...]) -> Reason:
    listed = "、".join(quantity.evidence for quantity in quantities)
    return _reason(Doubt.SEVERAL_NUMBERS, f"{side}有几个数（{listed}），不知道按哪个计分")


def _not_the_result(quantity: Quantity) -> Reason:
    return _reason(
        Doubt.NUMBER_UNCLEAR, f"“{quantity.evidence}”前后有“未、还差、计划、上年、超额”一类的字，看不出是不是完成的数"
    )


# -- two texts --------------------------------------------------------------------------------------------------


def pair_quantities(target: str, actual: str, name: str = "") -> tuple[Pair, ...] | Refusal:
    """Bring a target and an actual with numbers together.

    One pair, or one for each condition of a target with several; a Refusal when the reading is not certain.
    """
    target_scan = scan(target)
    actual_scan = scan(_without_name(actual, name))
    wanted = _candidates(target_scan, name)
    given = _actual_candidates(actual_scan, name)
    repeats = same_text(target, actual)
    copied = (
        (_reason(Doubt.REPEATS_TARGET, f"完成值“{actual.strip()}”与指标值一字不差，请填实际数"),) if repeats else ()
    )
    doubt = _first_doubt(target_scan, wanted) or _suspect_percent(target, wanted, name)
    if doubt is None and not given:
        return _refuse(
            Doubt.VERDICT_FOR_NUMBER, f"指标值要一个数（{_listed(wanted)}），完成值“{actual.strip()}”里没有数", *copied
        )
    doubt = doubt or _first_doubt(actual_scan, given) or _progress_only(actual, wanted)
    if doubt is not None:
        return Refusal((doubt, *copied))
    if len({_value(one.quantity) for one in wanted}) > 1:
        return _several_targets(wanted, given, name, copied)
    outcome = _match(wanted[0].quantity, given, name)
    if isinstance(outcome, Refusal):
        return Refusal((*outcome.reasons, *copied))
    if len(wanted) > 1 and outcome.actual[0] < outcome.target[1]:
        return Refusal((_several("年度指标值", tuple(one.quantity for one in wanted)), *copied))
    return (replace(outcome, reasons=(*outcome.reasons, *copied)),)


def _listed(found: list[Found]) -> str:
    return "、".join(one.quantity.evidence for one in found)


def _suspect_percent(typed: str, wanted: list[Found], name: str) -> Reason | None:
    """290% where ≥90% was meant; a rate that cannot exceed 100 % and does."""
    if _OCR_PERCENT.fullmatch(fold(typed).text):
        return _reason(Doubt.OCR_SUSPECT, f"指标值“{typed.strip()}”疑似“≥{fold(typed).text[1:]}”的识别错误，请对照原件")
    for one in wanted:
        if _exceeds_whole(one.quantity, name):
            return _reason(Doubt.OCR_SUSPECT, f"“{one.quantity.evidence}”超过 100%，这类指标最多 100%，请核对")
    return None


def _exceeds_whole(quantity: Quantity, name: str) -> bool:
    bounded = any(word in name for word in words()["sense.bounded_rates"])
    if not bounded or quantity.growth:
        return False
    unit = quantity.unit
    return quantity.high > 100 if unit is None else unit.family == "ratio" and quantity.high * unit.factor > 1


def _progress_only(actual: str, wanted: list[Found]) -> Reason | None:
    """已完成80% tells the progress; it is the value only where 100% is the target."""
    match = _PROGRESS.fullmatch(bare(actual))
    if match is None or all(one.quantity.unit and one.quantity.low * one.quantity.unit.factor == 1 for one in wanted):
        return None
    return _reason(Doubt.VERDICT_FOR_NUMBER, f"“{actual.strip()}”说的是完成进度，不是指标的数，请填实际数")


def _several_targets(
    wanted: list[Found], given: list[Found], name: str, copied: tuple[Reason, ...]
) -> tuple[Pair, ...] | Refusal:
    """A target with several numbers: the one whose unit the actual has, or all of them when each has its match."""
    families = [_family(one.quantity.unit) for one in wanted]
    present = {_family(one.quantity.unit) for one in given}
    if len(given) == 1 and families.count(next(iter(present))) == 1 and present != {""}:
        outcome = _match(wanted[families.index(next(iter(present)))].quantity, given, name)
        return Refusal((*outcome.reasons, *copied)) if isinstance(outcome, Refusal) else (outcome,)
    if len(set(families)) == len(families) == len(given) and set(families) == present:
        pairs = []
        for one in wanted:
            outcome = _match(one.quantity, given, name)
            if isinstance(outcome, Refusal):
                return Refusal((*outcome.reasons, *copied))
            pairs.append(replace(outcome, reasons=(*outcome.reasons, *copied)))
        return tuple(pairs)
    return Refusal((_several("年度指标值", tuple(one.quantity for one in wanted)), *copied))


def _family(unit: Unit | None) -> str:
    return unit.family if unit else ""


def _match(wanted: Quantity, given: list[Found], name: str) -> Pair | Refusal:
    """Choose among the actual's numbers the one that answers the target, and put both in one unit."""
    named = unit_of_name(name)
    wanted = wanted if wanted.unit or named is None else replace(wanted, unit=named)
    offered = [
        replace(one, quantity=replace(one.quantity, unit=named)) if one.quantity.unit is None and named else one
        for one in given
    ]
    fitting = [one for one in offered if _family(one.quantity.unit) == _family(wanted.unit)]
    if not fitting:
        fitting = [one for one in offered if not _family(one.quantity.unit) or not _family(wanted.unit)]
    if not fitting:
        return _refuse(
            Doubt.UNIT_MISMATCH,
            f"单位对不上：指标值“{wanted.evidence}”，完成值“{_listed(offered)}”，请统一单位",
        )
    if len({_value(one.quantity) for one in fitting}) > 1:
        return Refusal((_several("实际完成值", tuple(one.quantity for one in fitting)),))
    one = fitting[0]
    if one.negated or one.planned or one.relative:
        return Refusal((_not_the_result(one.quantity),))
    if _exceeds_whole(one.quantity, name):
        return _refuse(Doubt.OCR_SUSPECT, f"“{one.quantity.evidence}”超过 100%，这类指标最多 100%，请核对")
    return _in_one_unit(wanted, one.quantity, name)


def _in_one_unit(wanted: Quantity, given: Quantity, name: str) -> Pair | Refusal:
    reasons: list[Reason] = []
    clash = _period_clash(wanted, given, name)
    if clash is not None:
        return Refusal((clash,))
    wanted, given, fall, clash = _same_sense(wanted, given, name)
    if clash is not None:
        return Refusal((clash,))
    left, right = wanted.unit, given.unit
    if (left is None) != (right is None):
        doubt = _bare_number(wanted, given)
        if doubt is not None:
            return Refusal((doubt,))
        left = right = left or right
        wanted, given = replace(wanted, unit=left), replace(given, unit=left)
    elif (
        left is not None
        and right is not None
        and {left.family, right.family} & {"ratio", "points"}
        and left.family != right.family
    ):
        return _refuse(Doubt.UNIT_MISMATCH, f"单位对不上：指标值“{wanted.evidence}”，完成值“{given.evidence}”")
    target_factor = left.factor if left else Fraction(1)
    actual_factor = right.factor if right else Fraction(1)
    target = (wanted.low * target_factor, wanted.high * target_factor)
    actual = (given.low * actual_factor, given.high * actual_factor)
    doubt = _magnitude(wanted, given, target[1], actual[1])
    if doubt is not None:
        spelled_alike = left is not None and right is not None and left.spelling == right.spelling
        ratio = abs(actual[1] / target[1])
        mixed = left is None and (min(abs(actual[1]), abs(target[1])) <= 1 or not Fraction(1, 1000) < ratio < 1000)
        if mixed or (left is not None and not spelled_alike and not Fraction(1, 100) < ratio < 100):
            return Refusal((doubt,))
        reasons.append(doubt)
    return Pair(wanted, given, target, actual, fall, tuple(reasons))


def _period_clash(wanted: Quantity, given: Quantity, name: str) -> Reason | None:
    if wanted.period == given.period or wanted.unit is None or given.unit is None:
        return None
    known = {wanted.period, given.period} - {""}
    if len(known) == 1 and known == {"".join(sorted(set(periods_of(fold(name).text))))}:
        return None
    return _reason(
        Doubt.PERIOD_MISMATCH,
        f"一个是平均（每月、每户……）的数，一个不是：指标值“{wanted.evidence}”，完成值“{given.evidence}”，请统一口径",
    )


def _same_sense(wanted: Quantity, given: Quantity, name: str) -> tuple[Quantity, Quantity, bool, Reason | None]:
    """Growth against growth, fall against fall; two falls are compared by their size."""
    text = fold(name).text
    name_falls = any(word in text for word in words()["growth.fall_names"])
    name_grows = name_falls or any(word in text for word in words()["growth.names"])
    target_falls = wanted.growth and wanted.high < 0
    actual_falls = given.growth and given.high < 0
    if wanted.growth != given.growth and not name_grows:
        silent = "完成值" if wanted.growth else "指标值"
        texts = f"指标值“{wanted.evidence}”，完成值“{given.evidence}”"
        text = f"一边说的是增减幅度，{silent}没有说（{texts}），请写明是不是增减"
        return wanted, given, False, _reason(Doubt.GROWTH_MISMATCH, text)
    if target_falls and (actual_falls or (name_falls and not given.growth)):
        return _size(wanted), _size(given), True, None
    if actual_falls and name_falls and not wanted.growth:
        return wanted, _size(given), True, None
    if target_falls and given.growth:
        return _size(wanted), replace(given, low=-given.high, high=-given.low), True, None
    if target_falls:
        reason = _reason(Doubt.GROWTH_MISMATCH, f"指标值“{wanted.evidence}”是下降，完成值“{given.evidence}”没有说升降")
        return wanted, given, False, reason
    return wanted, given, False, None


def _size(quantity: Quantity) -> Quantity:
    return replace(
        quantity, low=min(abs(quantity.low), abs(quantity.high)), high=max(abs(quantity.low), abs(quantity.high))
    )


def _bare_number(wanted: Quantity, given: Quantity) -> Reason | None:
    """A number without a unit takes the other side's only while the magnitude leaves no doubt."""
    naked, dressed = (wanted, given) if wanted.unit is None else (given, wanted)
    value, other = abs(naked.high), abs(dressed.high)
    if value == 0 or other == 0:
        return None
    ratio = value / other
    unit = dressed.unit
    fraction_instead = (
        unit is not None and unit.family == "ratio" and value <= 1 and Fraction(1, 20) <= ratio / unit.factor <= 20
    )
    if 1 / _TEN <= ratio <= _TEN and not fraction_instead:
        return None
    return _reason(
        Doubt.UNIT_ABSENT,
        f"“{naked.evidence}”没有单位，与“{dressed.evidence}”相差太大，不能当作同一单位，请补上单位",
    )


def _magnitude(wanted: Quantity, given: Quantity, target: Fraction, actual: Fraction) -> Reason | None:
    if target == 0 or actual == 0:
        return None
    ratio = abs(actual / target)
    if 1 / _TEN < ratio < _TEN:
        return None
    return _reason(
        Doubt.MAGNITUDE, f"完成值“{given.evidence}”与指标值“{wanted.evidence}”相差 10 倍以上，请核对单位和数字"
    )
