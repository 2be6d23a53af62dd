"""Numbers as people type them: every quantity of a text with its unit, comparator and what stands around it.

Nothing is guessed here: a number that cannot be read with certainty is reported as unclear, and which of several
numbers is meant is decided in :mod:`perfeval_core.target`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache

from perfeval_core.masks import Mark, Marked, find_marks
from perfeval_core.numerals import with_digits
from perfeval_core.readings import Direction, Quantity, Unit
from perfeval_core.spelling import Spelling, fold
from perfeval_core.words import Comparator, words

__all__ = [
    "Found",
    "Scan",
    "parse_number",
    "periods_of",
    "read_amount",
    "read_points",
    "read_quantities",
    "scan",
    "unit_of_name",
]

_PAUSE = "，。；;、！？!?\n"
_NUMBER = re.compile(r"\d[\d.,]*")
_WELL_FORMED = re.compile(r"(?:0|[1-9]\d*|[1-9]\d{0,2}(?:,\d{3})+)(?:\.\d+)?")
_RANGE = re.compile(r"[-~至到](?=\d)")
_CJK = re.compile(r"[\u4e00-\u9fff]")
_TIME_FAMILIES = frozenset({"day", "working_day", "hour", "month", "year", "week"})
_NEGATED_COMPARATOR = re.compile("(?:未|没有|没|不能|不可|不应|无)$")
# 增长到, 提高至 name a level; 增长率达到, 增长约 still name a growth
_GROWTH_FILLERS = re.compile(r"(?:比例|幅度|率|幅|了|约|为|达到|达|超过|不低于|不少于|至少|不超过|高于|[≥≤><=:])+$")
_FLIPPED = {Direction.AT_LEAST: Direction.AT_MOST, Direction.AT_MOST: Direction.AT_LEAST}


@dataclass(frozen=True, slots=True)
class Found:
    """A quantity with its place in the folded text and what the words around it say."""

    quantity: Quantity
    start: int
    end: int
    note: bool = False
    """Inside brackets: a remark, unless nothing stands outside."""
    attributive: bool = False
    """Describes another thing counted behind it: 5000万元以上企业3家."""
    planned: bool = False
    negated: bool = False
    relative: bool = False
    """超额20%: a difference, not the value."""
    comparator_conflict: bool = False


@dataclass(frozen=True, slots=True)
class Scan:
    """Everything with digits in one text."""

    spelling: Spelling
    found: tuple[Found, ...]
    marks: tuple[Marked, ...]
    unclear: bool = False
    """Some digits could not be read as a number."""

    def has(self, mark: Mark) -> bool:
        """True when the text contains such a stretch."""
        return any(marked.mark is mark for marked in self.marks)


def parse_number(token: str) -> tuple[Fraction, Fraction] | None:
    """Value and precision (half a unit of the last written digit) of ``1,234.50``; None when not well formed."""
    if not _WELL_FORMED.fullmatch(token):
        return None
    plain = token.replace(",", "")
    decimals = len(plain) - plain.index(".") - 1 if "." in plain else 0
    return Fraction(plain), Fraction(1, 2 * 10**decimals)


def _starting(text: str, place: int, table: tuple[str, ...] | dict[str, Comparator]) -> str:
    return next((word for word in table if text.startswith(word, place)), "")


def _ending(text: str, table: tuple[str, ...]) -> str:
    return next((word for word in table if text.endswith(word)), "")


@lru_cache(maxsize=1)
def _unit_starts() -> dict[str, tuple[str, ...]]:
    starts: dict[str, list[str]] = {}
    for spelling in words().units:
        starts.setdefault(spelling[0], []).append(spelling)
    return {first: tuple(spellings) for first, spellings in starts.items()}


def _unit_at(text: str, place: int) -> tuple[str, str, Fraction] | None:
    """(spelling, family, factor) of the unit at a place; a Latin unit must not run on into other letters."""
    for spelling in _unit_starts().get(text[place : place + 1], ()):
        if text.startswith(spelling, place):
            behind = text[place + len(spelling) : place + len(spelling) + 1]
            if spelling[-1].isascii() and spelling[-1].isalpha() and behind.isascii() and behind.isalpha():
                continue
            return (spelling, *words().units[spelling])
    return None


@dataclass(slots=True)
class _Measure:
    """Multiplier, unit and denominators behind a number."""

    end: int
    factor: Fraction = Fraction(1)
    unit: Unit | None = None
    period: tuple[str, ...] = ()
    over: bool = False


def _measure(text: str, place: int) -> _Measure:
    over = False
    start = place
    multiplier = 1
    while place < len(text):
        if text[place] in "余多" and not over and (place + 1 == len(text) or text[place + 1] not in "种样"):
            over, place = True, place + 1
        elif text[place] in words().multipliers and not (text[place] in "百千" and _unit_at(text, place)):
            multiplier *= words().multipliers[text[place]]
            place += 1
        else:
            break
    unit = _unit_at(text, place)
    if unit is None:
        spelling = text[start:place].strip("余多")
        if multiplier > 1:
            return _Measure(place, Fraction(multiplier), Unit("", Fraction(multiplier), spelling), (), over)
        return _Measure(place, over=over)
    name, family, factor = unit
    place += len(name)
    if text.startswith("余", place) or text.startswith("多", place):
        over, place = True, place + 1
    spelled = text[start:place].replace("余", "").replace("多", "")
    period: list[str] = []
    while True:
        match = re.match(r"[/每·]", text[place:])
        word = _starting(text, place + 1, words()["periods.denominators"]) if match else ""
        if not match or not word:
            break
        place += 1 + len(word)
        if word not in ("年", "年度"):
            period.append("/" + word)
    return _Measure(place, Fraction(multiplier), Unit(family, factor * multiplier, spelled), tuple(period), over)


def _unknown_unit(text: str, place: int) -> str:
    """The noun directly behind a number without a known unit, or empty."""
    match = re.match(r"[\u4e00-\u9fffA-Za-z]{1,6}", text[place:])
    return match[0] if match else ""


def _prefix_comparator(before: str, alone: bool) -> tuple[Comparator | None, bool, int]:
    """The comparator in front of a number, whether it contradicts a negation, and the length it takes.

    ``alone``: the clause has no other number, so 至少全年完成2次 may stand at a distance.
    """
    trimmed = before
    while True:
        filler = _ending(trimmed, words()["vague.reached_before"])
        if not filler or (trimmed == before and _ending(trimmed, tuple(words().before))):
            break
        trimmed = trimmed[: -len(filler)]
    word = _ending(trimmed, tuple(words().before))
    if word:
        comparator = words().before[word]
        rest = trimmed[: -len(word)]
        negation = _NEGATED_COMPARATOR.search(rest)
        if negation:
            if comparator.direction not in _FLIPPED:
                return None, True, len(before) - len(rest)
            comparator = Comparator(_FLIPPED[comparator.direction], not comparator.strict)
            rest = rest[: negation.start()]
        other = _ending(rest, tuple(words().before))
        conflict = bool(other) and words().before[other].direction is not comparator.direction
        return comparator, conflict, len(before) - len(rest)
    if alone:
        for word, comparator in words().before.items():
            if (
                not comparator.strict
                and len(word) >= 2
                and word in trimmed
                and comparator.direction is not Direction.EQUAL
            ):
                return comparator, False, 0
    return None, False, 0


def _suffix_comparator(text: str, place: int, unit: Unit | None) -> tuple[Comparator | None, int]:
    word = _starting(text, place, dict(words().after))
    if word == "内" and (unit is None or unit.family not in _TIME_FAMILIES):
        return None, place
    return (words().after[word], place + len(word)) if word else (None, place)


def _growth(before: str) -> tuple[bool, int]:
    """Whether the words directly before a number speak of growth, and the sign (a fall is negative)."""
    tail = _GROWTH_FILLERS.sub("", before)
    for sign, kind in ((-1, "growth.fall"), (1, "growth.rise")):
        if _ending(tail, words()[kind]):
            return True, sign
    return False, 1


def _contains(text: str, kind: str, exceptions: str = "") -> bool:
    for word in words()[exceptions] if exceptions else ():
        text = text.replace(word, "")
    return any(word in text for word in words()[kind])


def periods_of(clause: str) -> tuple[str, ...]:
    """The per-period or per-head words of a folded text, as denominators: 每亩 -> ``/亩``, 人均 -> ``/人``."""
    for word in words()["periods.whole_year"]:
        clause = clause.replace(word, "")
    found: list[str] = []
    for word in words()["periods.averages"]:
        if word in clause:
            clause = clause.replace(word, "")
            found.append(word if word == "平均" else "/" + word[0])
    for match in re.finditer("每", clause):
        word = _starting(clause, match.end(), words()["periods.denominators"])
        if word and word not in ("年", "年度"):
            found.append("/" + word)
    return tuple(found)


def _signed(text: str, start: int) -> tuple[int, bool]:
    """Where the number begins with its sign, and whether a hyphen before it is of unclear meaning."""
    if start == 0 or text[start - 1] not in "-+":
        return start, False
    before = text[: start - 1]
    if (
        not before
        or before[-1] in "(:=≥≤><，。；"
        or _growth(before)[0]
        or before.endswith(("为", "率", "是", "增速", "达"))
    ):
        return start - 1, False
    return start, text[start - 1] == "-"


def _read_one(spelling: Spelling, start: int, stop: int, clause_start: int, alone: bool) -> tuple[Found | None, int]:
    """Read the number at ``start``; digits from ``stop`` on belong to something else.  (None, end) when unclear."""
    text = spelling.text
    token = _NUMBER.match(text, start, stop)
    assert token is not None
    written = token[0].rstrip(",") if token.end() < len(text) else token[0]
    end = start + len(written)
    number = parse_number(written)
    begin, hyphen = _signed(text, start)
    if number is None or hyphen:
        return None, end
    low = high = number[0]
    precision = number[1]
    measure = _measure(text, end)
    between = _RANGE.match(text, measure.end)
    if between and between.end() < stop:
        second = _NUMBER.match(text, between.end(), stop)
        assert second is not None
        upper_token = second[0].rstrip(",") if second.end() < len(text) else second[0]
        upper = parse_number(upper_token)
        if upper is None:
            return None, second.end()
        behind = _measure(text, between.end() + len(upper_token))
        if measure.unit is not None and behind.unit is not None:
            if measure.unit.family not in (behind.unit.family, ""):
                return None, behind.end
            low = low * measure.unit.factor / behind.unit.factor
        high, precision = upper[0], max(precision, upper[1])
        if low >= high:
            return None, behind.end
        measure = replace_measure(behind, measure)
    end = measure.end
    before = text[clause_start:begin]
    unit = measure.unit
    if unit is not None and unit.family == "":
        noun = _unknown_unit(text, end)
        unit = unit if not noun or _is_tail(text, end) else Unit("?" + noun, unit.factor, unit.spelling + noun)
    elif unit is None and not _is_tail(text, end):
        noun = _unknown_unit(text, end)
        if noun:
            unit = Unit("?" + noun, Fraction(1), noun)
    over = measure.over
    if text.startswith("有余", end):
        over, end = True, end + 2
    bracket = re.match(r"\((?:含|不含)\)", text[end:])
    suffix, suffix_end = _suffix_comparator(text, end, unit)
    if suffix is None and bracket:
        suffix, suffix_end = _suffix_comparator(text, end + bracket.end(), unit)
    around = _starting(text, suffix_end, words()["vague.around_after"])
    tail_end = suffix_end + len(around)
    vague_before = _ending(before, words()["vague.around_before"])
    under = _ending(before, words()["vague.under_before"])
    bare_before = before[: len(before) - len(vague_before or under)]
    prefix, conflict, length = _prefix_comparator(bare_before, alone)
    if prefix and suffix and prefix.direction is not suffix.direction:
        conflict = not before.endswith("控制在")
    comparator = suffix or prefix
    growth, sign = _growth(before)
    if text[begin] == "-":
        sign = -sign if growth and sign < 0 else -1
    period = tuple(sorted(set(measure.period + periods_of(before))))
    quantity = Quantity(
        low=min(low * sign, high * sign),
        high=max(low * sign, high * sign),
        unit=unit,
        direction=comparator.direction if comparator else None,
        strict=bool(comparator and comparator.strict),
        approximate=bool(around or vague_before),
        over=over,
        under=bool(under),
        growth=growth or bool(_contains(before, "growth.compared")),
        period="".join(period),
        precision=precision,
        evidence=spelling.evidence(begin - (length + len(before) - len(bare_before) if length else 0), tail_end),
    )
    context = bare_before[: len(bare_before) - length]
    after = re.split(f"[{_PAUSE}(]", text[tail_end:], maxsplit=1)[0]
    after = re.split(r"\d", after, maxsplit=1)[0]
    return (
        Found(
            quantity,
            begin,
            tail_end,
            attributive=bool(comparator or text.startswith("的", tail_end)) and bool(_CJK.match(text, tail_end)),
            planned=_contains(context, "refused.planned", "refused.planned_not") and "实际" not in context,
            negated=_contains(context, "refused.negated", "refused.negated_not")
            or _contains(after[:8], "refused.negated", "refused.negated_not"),
            relative=_contains(context, "refused.relative"),
            comparator_conflict=conflict,
        ),
        tail_end,
    )


def replace_measure(behind: _Measure, first: _Measure) -> _Measure:
    """The measure of a range: what stands behind the second number, else what stood behind the first."""
    if behind.unit is not None or first.unit is None:
        return behind
    return _Measure(behind.end, first.factor, first.unit, first.period, behind.over)


def _is_tail(text: str, place: int) -> bool:
    """True when what follows a number is not a noun: the end, a pause, a comparator, 左右, 完成 …"""
    if place >= len(text) or not re.match(r"[\u4e00-\u9fffA-Za-z]", text[place]):
        return True
    followers = (
        *words().after,
        *words()["vague.around_after"],
        *words()["verdicts.stems"],
        "有余",
        "已",
        "均",
        "全",
        "未",
        "前",
        "后",
    )
    return bool(_starting(text, place, followers))


@lru_cache(maxsize=4096)
def scan(typed: str) -> Scan:
    """Find every quantity of a typed text."""
    spelling = with_digits(fold(typed))
    text = spelling.text
    marks = find_marks(text)
    stops = sorted([marked.start for marked in marks] + [len(text)])
    covered = {place for marked in marks for place in range(marked.start, marked.end)}
    starts = [match.start() for match in _NUMBER.finditer(text) if match.start() not in covered]
    found: list[Found] = []
    unclear = any(marked.mark in (Mark.UNCLEAR, Mark.OCR) and not _depth(text, marked.start) for marked in marks)
    position = clause_start = 0
    for start in starts:
        if start < position:
            continue
        stop = next(place for place in stops if place >= start)
        pauses = [match.end() for match in re.finditer(f"[{_PAUSE}()]", text[:start])]
        clause_start = max([position, *pauses, *(m.end for m in marks if m.end <= start and m.mark is not Mark.TIME)])
        others = [place for place in starts if clause_start <= place < start]
        one, position = _read_one(spelling, start, stop, clause_start, not others)
        if one is None:
            unclear = True
            continue
        found.append(replace(one, note=_depth(text, one.start) > 0))
    return Scan(spelling, tuple(_settle(text, found)), tuple(marks), unclear)


def _depth(text: str, place: int) -> int:
    return text.count("(", 0, place) - text.count(")", 0, place)


def _settle(text: str, found: list[Found]) -> list[Found]:
    """Attributes need something behind them in the same clause that they describe."""
    settled = []
    for index, one in enumerate(found):
        behind = found[index + 1] if index + 1 < len(found) else None
        joined = behind is not None and not re.search(f"[{_PAUSE}()]", text[one.end : behind.start])
        settled.append(replace(one, attributive=one.attributive and joined))
    return settled


def read_quantities(typed: str) -> tuple[Quantity, ...]:
    """Every number of a prose text that can be read with certainty (years, names and ordinals are none)."""
    return tuple(
        one.quantity for one in scan(typed).found if not (one.comparator_conflict or one.planned or one.negated)
    )


def unit_of_name(name: str) -> Unit | None:
    """The unit written in brackets at the end of an indicator's name: ``贷款金额（亿元）`` or ``（单位：家）``."""
    text = fold(name).text
    for inside in re.findall(r"\(([^()]{1,10})\)", text)[::-1]:
        word = inside.removeprefix("单位:").removeprefix("单位").strip()
        measure = _measure(word, 0)
        if measure.unit is not None and measure.end == len(word) and measure.unit.family:
            return measure.unit
    return None


_AMOUNT = re.compile(r"(?:¥|￥|人民币)?([\d.,]+)((?:[百千万亿]+)?元)?(?:整)?")


def read_amount(typed: str) -> Quantity | None:
    """A plain amount of money: ``2,000``, ``2451（不含预留部分）``, ``620.82万元``; None when it is anything else.

    The unit is None when none was written.
    """
    text = fold(typed).text
    text = re.sub(r"\([^()\d]*\)$", "", text)
    sign = -1 if text.startswith("-") and len(text) > 1 else 1
    match = _AMOUNT.fullmatch(text.removeprefix("-"))
    number = parse_number(match[1]) if match else None
    if match is None or number is None:
        return None
    unit = _measure(match[2], 0).unit if match[2] else None
    return Quantity(number[0] * sign, number[0] * sign, unit, precision=number[1], evidence=typed.strip())


_POINTS = re.compile(r"(-?)([\d.,]+)分?")


def read_points(typed: str) -> tuple[Fraction, Fraction] | None:
    """Value and precision of a weight or score: ``10``, ``12.50``, ``10分``; None for anything else."""
    match = _POINTS.fullmatch(fold(typed).text)
    number = parse_number(match[2]) if match else None
    if match is None or number is None:
        return None
    return (-number[0] if match[1] else number[0]), number[1]
