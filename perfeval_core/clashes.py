"""Two texts that speak of different things: another level, a difference, a stock for a flow, a date past the limit.

Each answers with the reason, or None where nothing speaks against comparing the numbers.
"""

from __future__ import annotations

import re
from fractions import Fraction

from perfeval_core.dates import in_time, read_dates
from perfeval_core.quantity import Found, Scan
from perfeval_core.readings import Doubt, Reason
from perfeval_core.spelling import bare, fold
from perfeval_core.target import not_the_result, same_text
from perfeval_core.totals import label
from perfeval_core.words import speaks_of, words

__all__ = [
    "another_number",
    "asked_for",
    "covers_nothing_asked",
    "earlier_stage",
    "late",
    "other_kind",
    "other_rate",
    "other_thing",
    "other_year",
    "saved_or_overspent",
    "stock_for_flow",
    "stray_two",
]

_PAUSE = re.compile(r"[，。；;、,\n]")
_KINDS = ("refused.levels", "kinds.built", "kinds.schools", "kinds.people", "kinds.sexes", "kinds.places", "kinds.ways")
_THING = re.compile(r"[\u4e00-\u9fff]{1,8}")
_NO_NOUNS = (*"以及左内之的已均全未前后每含有和占比较", "上下", "其中")
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d年)")
_AGE = re.compile(r"(?<!\d)\d{1,3}(?:[-~至到]\d{1,3})?周?岁")
_RATE = re.compile(r"不?([\u4e00-\u9fff]{2})率(?:达到|达|为|是|:|约)?$")
_RATE_NAME = re.compile(r"[率度]$")
_OF_ALL = re.compile(r"\([^()]*\)")
_STRAY_TWO = re.compile(r"2([1-9]\d*(?:\.\d+)?)(?![\d.,])")


def asked_for(given: list[Found], wanted: str) -> list[Found]:
    """Without what was saved or overspent, unless the indicator asks for that or there is nothing else."""
    return [one for one in given if not _only_difference(one, wanted)] or given


def _only_difference(one: Found, wanted: str) -> bool:
    return bool(one.difference) and one.difference not in wanted


def saved_or_overspent(given: list[Found], wanted: str) -> Reason | None:
    """节约2万元 where the cost is asked for."""
    for one in given:
        if _only_difference(one, wanted):
            text = f"“{one.difference}{one.quantity.evidence}”是{one.difference}的数，不是指标要的数，请填实际数"
            return Reason(Doubt.KIND_MISMATCH, text)
    return None


def stock_for_flow(flow: str, stock: str) -> Reason | None:
    """新增20家 against 累计120家: the year's change and the total are different things."""
    about_both = speaks_of(flow, "growth.new") and speaks_of(stock, "growth.cumulative")
    if not about_both or speaks_of(stock, "growth.new"):
        return None
    return Reason(Doubt.PERIOD_MISMATCH, "一边说的是当年新增，另一边说的是累计或总数，请统一口径")


def covers_nothing_asked(wanted: str, given: str) -> Reason | None:
    """全覆盖 is 100% of what was to be covered, and no answer to a rate of anything else."""
    if bare(given) not in words()["numerals.whole"] or "覆盖" in fold(wanted).text:
        return None
    return Reason(Doubt.KIND_MISMATCH, f"“{given.strip()}”说的是覆盖，指标要的不是覆盖率，请填实际数")


def other_kind(wanted: str, given: str) -> Reason | None:
    """1个一等奖 against 1个二等奖, 新建 against 改建: things of different levels or kinds are counted."""
    for kind in _KINDS:
        asked = _kinds(wanted, kind)
        named = _kinds(given, kind) if asked else asked
        if named and not asked & named:
            return _not_the_same("、".join(sorted(asked)), "、".join(sorted(named)))
    return None


def _not_the_same(asked: str, named: str) -> Reason:
    return Reason(Doubt.KIND_MISMATCH, f"指标说的是“{asked}”，完成值说的是“{named}”，不是一种东西，请核对")


def other_thing(target: Scan, wanted: list[Found], actual: Scan, given: list[Found]) -> Reason | None:
    """10个乡镇 against 10个村: what is counted has another name, with no character in common."""
    for one, other in ((one, other) for one in _only_ones(wanted) for other in _only_ones(given)):
        if one.quantity.unit is None or one.quantity.unit != other.quantity.unit or one.quantity.unit.family == "ratio":
            continue
        asked, named = _noun(target, one), _noun(actual, other)
        if asked and named and not set(asked) & set(named):
            return _not_the_same(asked, named)
    return None


def _noun(scanned: Scan, one: Found) -> str:
    """The thing behind a unit: 村 in 10个村; empty for what is done to it (10个建成)."""
    match = _THING.match(scanned.spelling.text, one.end)
    if match is None:
        return ""
    noun = match[0]
    verbs = (*words()["verdicts.stems"], *words()["verdicts.ended"], *words()["refused.stages"], *_NO_NOUNS)
    return "" if noun.startswith(verbs) else noun


def other_year(wanted: str, given: str) -> Reason | None:
    """2022年培训120人 where 2023年 is asked for; 65岁以上 where 60岁以上 is."""
    for pattern in (_YEAR, _AGE):
        asked, named = (set(pattern.findall(fold(typed).text)) for typed in (wanted, given))
        if asked and named and not asked & named:
            return _not_the_same("、".join(sorted(asked)), "、".join(sorted(named)))
    return None


def another_number(wanted: str, scanned: Scan, given: list[Found]) -> Reason | None:
    """缺10个, 取消10个, 合同10个: a number of the right unit that is not the result."""
    asked = fold(wanted).text
    for one in _only_ones(given):
        said = label(scanned, one).lstrip("尚还仍共实际")
        for word in words()["refused.others"]:
            if word not in asked and (said == word or (len(word) > 1 and said.startswith(word))):
                return not_the_result(one.quantity)
    return None


def _only_ones(given: list[Found]) -> list[Found]:
    """The numbers that are the only ones in their unit; of several, nobody knows which is meant."""
    units = [one.quantity.unit for one in given]
    return [one for one in given if units.count(one.quantity.unit) == 1]


def other_rate(name: str, scanned: Scan, given: list[Found]) -> Reason | None:
    """问卷回收率98% where 满意度 is asked for, 合格率98% for 不合格率: a rate of something else."""
    asked = _OF_ALL.sub("", fold(name).text)
    if not _RATE_NAME.search(asked):
        return None
    for one in _only_ones(given):
        said = _RATE.search(scanned.spelling.text[: one.start])
        if said and said[1] not in asked.replace("不" + said[1], "" if said[0][0] != "不" else said[1]):
            text = f"指标要的是“{name.strip()}”，完成值说的是“{said[0]}”，请填指标要的数"
            return Reason(Doubt.KIND_MISMATCH, text)
    return None


def _kinds(typed: str, kind: str) -> frozenset[str]:
    text = fold(typed).text
    found: set[str] = set()
    if not speaks_of(text, kind):
        return frozenset(found)
    for word in words()[kind]:
        if word in text:
            found.add(word)
            text = text.replace(word, "")
    return frozenset(found)


def late(target: str, actual: str) -> Reason | None:
    """12月底前完成5个 against 2024年1月完成5个: the number is there, but not in time."""
    limits = [one for one in read_dates(target) if one.before]
    done = read_dates(actual)
    if not limits or not done or same_text(target, actual) or in_time(limits[-1], done[-1]):
        return None
    text = f"指标值要求“{limits[-1].evidence}”，看不出完成值的“{done[-1].evidence}”没有超过期限，请核对"
    return Reason(Doubt.DEADLINE_UNCLEAR, text)


def earlier_stage(wanted: str, scanned: Scan, given: list[Found]) -> Reason | None:
    """开工10个 where 完工 is asked for, 1套（待验收）: what is counted has not come as far as it should."""
    asked = fold(wanted).text
    text = scanned.spelling.text
    if not speaks_of(text, "refused.stages"):
        return None
    for one in _only_ones(given):
        before = _PAUSE.split(text[: one.start])[-1]
        after = _PAUSE.split(text[one.end :])[0]
        for word in words()["refused.stages"]:
            if word in before + after and word not in asked:
                reason = f"“{scanned.spelling.typed.strip()}”说的是“{word}”，看不出指标要的做到了没有，请填实际完成的数"
                return Reason(Doubt.KIND_MISMATCH, reason)
    return None


def stray_two(typed: str, wanted: list[Found], given: list[Found]) -> Reason | None:
    """2280次 against 285次: the 2 may be a ≥ that was misread (OCR writes ≥280次 so)."""
    match = _STRAY_TWO.match(fold(typed).text)
    if match is None or len(wanted) != 1 or wanted[0].start != 0:
        return None
    meant = Fraction(match[1])
    for one in given:
        if meant <= one.quantity.low <= meant * Fraction(6, 5):
            text = f"指标值“{typed.strip()}”开头的 2 疑似“≥”的识别错误（完成值“{one.quantity.evidence}”），请对照原件"
            return Reason(Doubt.OCR_SUSPECT, text)
    return None
