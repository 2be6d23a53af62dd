"""Score one indicator row from what was typed, and say how."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from perfeval_core.quantity import read_points
from perfeval_core.readings import (
    Deadline,
    Direction,
    Doubt,
    IndicatorScore,
    Missing,
    Qualitative,
    Quantity,
    Reading,
    Reason,
    Status,
    Undecided,
    Verdict,
)
from perfeval_core.scheme import Scheme, load_scheme
from perfeval_core.scoring import (
    Formula,
    QuantityScore,
    band_bounds,
    over_fulfilled,
    range_target,
    round_half_up,
    score_band,
    score_deadline,
    score_quantity,
)
from perfeval_core.spelling import fold
from perfeval_core.target import Pair, Refusal, pair_quantities, read_actual, read_target, same_text
from perfeval_core.words import words

__all__ = ["Typed", "as_typed", "explain", "plain_number"]

Typed = str | int | Decimal | float | None
"""What a host may hand over for a cell: its text or its number."""

_DIRECTION_WORDS = {
    "正向": Direction.AT_LEAST,
    "越大越好": Direction.AT_LEAST,
    "≥": Direction.AT_LEAST,
    "反向": Direction.AT_MOST,
    "负向": Direction.AT_MOST,
    "逆向": Direction.AT_MOST,
    "越小越好": Direction.AT_MOST,
    "≤": Direction.AT_MOST,
    "等于": Direction.EQUAL,
    "=": Direction.EQUAL,
    "定性": Direction.QUALITATIVE,
    **{direction.value: direction for direction in Direction},
}
_SIGNS = {Direction.AT_LEAST: "≥", Direction.AT_MOST: "≤", Direction.EQUAL: "≥"}
_TIME_FAMILIES = frozenset({"day", "working_day", "hour", "month", "week", "year"})


def as_typed(value: Typed) -> str:
    """The text of a cell value; a binary number is taken as its shortest decimal writing."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        value = Decimal(repr(value))
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    return str(value)


def plain_number(value: Fraction, digits: int = 4) -> str:
    """A fraction as people write it: at most ``digits`` decimals, no trailing zeros."""
    text = format(round_half_up(value, digits), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _percent(share: Fraction) -> str:
    return plain_number(share * 100, 2) + "%"


def explain(
    target: Typed,
    actual: Typed,
    weight: Typed,
    *,
    name: str = "",
    direction: str | None = None,
    level2: str = "",
    scheme: str | Scheme = "mof_2020",
    band: Typed = None,
    ratio: Typed = None,
) -> IndicatorScore:
    """Score one indicator row.

    ``target`` 年度指标值, ``actual`` 实际完成值, ``weight`` 分值, ``name`` 三级指标 and ``level2``
    二级指标 as typed.
    ``direction`` (正向, 反向, 等于, 定性 or a value of :class:`Direction`) wins over the reading; ``band`` (a phrase of
    the scheme) and ``ratio`` (its 档内比例, 0–1 or per cent of the weight's band) score a qualitative row.
    ValueError for an unknown direction; SchemeError for an unknown scheme.
    """
    method = load_scheme(scheme) if isinstance(scheme, str) else scheme
    forced = _direction(direction)
    row = _Row(as_typed(target), as_typed(actual), name, level2, forced, method, _weight(as_typed(weight)))
    return row.score(as_typed(band), as_typed(ratio))


def _direction(word: str | None) -> Direction | None:
    if word is None or not word.strip():
        return None
    found = _DIRECTION_WORDS.get(fold(word).text.removesuffix("指标"))
    if found is None:
        raise ValueError(f"方向“{word}”不认识，请填：正向、反向、等于、定性")
    return found


def _weight(typed: str) -> Decimal | None:
    points = read_points(typed)
    if points is None or points[0] < 0:
        return None
    return Decimal(points[0].numerator) / Decimal(points[0].denominator)


def _shown(quantity: Quantity) -> str:
    number = plain_number(quantity.low, 8)
    if quantity.high != quantity.low:
        number += "～" + plain_number(quantity.high, 8)
    return number + ("余" if quantity.over else "") + (quantity.unit.spelling if quantity.unit else "")


@dataclass(frozen=True, slots=True)
class _Outcome:
    """A quantity score with the pair and the numbers it was made from."""

    score: QuantityScore
    direction: Direction
    target: Fraction
    actual: Fraction
    pair: Pair


@dataclass(frozen=True, slots=True)
class _Row:
    """One row on its way to a score."""

    target: str
    actual: str
    name: str
    level2: str
    forced: Direction | None
    scheme: Scheme
    weight: Decimal | None

    def score(self, band: str, ratio: str) -> IndicatorScore:
        wanted, given = read_target(self.target, self.name), read_actual(self.actual, self.name)
        absent = self._absent(wanted, given)
        if absent is not None:
            return absent
        if self.forced is Direction.QUALITATIVE or (isinstance(wanted, Qualitative) and self.forced is None):
            return self._qualitative(wanted, given, band, ratio)
        if isinstance(wanted, Qualitative) or (isinstance(wanted, Undecided) and not wanted.candidates):
            reason = wanted.reason if isinstance(wanted, Undecided) else _not_measurable(self.target)
            return self._undecided((reason,), wanted, given)
        if isinstance(wanted, Deadline):
            return self._deadline(wanted, given)
        if isinstance(given, Verdict | Deadline) or (isinstance(given, Qualitative) and not _has_digits(self.actual)):
            return self._undecided((_no_number(self.target, self.actual),), wanted, given)
        pairs = pair_quantities(self.target, self.actual, self.name)
        if isinstance(pairs, Refusal):
            return self._undecided(pairs.reasons, wanted, given)
        return self._quantities(pairs, wanted, given)

    # -- without a number

    def _absent(self, wanted: Reading, given: Reading) -> IndicatorScore | None:
        reasons = []
        if isinstance(wanted, Missing):
            reasons.append(Reason(Doubt.TARGET_MISSING, "年度指标值没有填"))
        if isinstance(given, Missing):
            reasons.append(Reason(Doubt.ACTUAL_MISSING, "实际完成值没有填"))
        if not reasons:
            return None
        text = "，".join(reason.text for reason in reasons) + "，不能计分"
        return IndicatorScore(Status.MISSING, text, reasons=tuple(reasons), target=wanted, actual=given)

    def _undecided(
        self,
        reasons: tuple[Reason, ...],
        wanted: Reading,
        given: Reading,
        attainment: Fraction | None = None,
        direction: Direction | None = None,
    ) -> IndicatorScore:
        return IndicatorScore(
            Status.UNDECIDED,
            f"待核：{reasons[0].text}",
            attainment=attainment,
            direction=direction,
            reasons=reasons,
            target=wanted,
            actual=given,
        )

    def _no_weight(self) -> Reason:
        return Reason(Doubt.WEIGHT_INVALID, "分值没有填，或者不是一个不小于 0 的数")

    def _qualitative(self, wanted: Reading, given: Reading, band: str, ratio: str) -> IndicatorScore:
        bands = self.scheme.bands
        level = given.level if isinstance(given, Verdict) else None
        reasons: list[Reason] = []
        if same_text(self.target, self.actual):
            level = 0
            reasons.append(Reason(Doubt.REPEATS_TARGET, "完成值照抄了指标值，请写实际做到的情况"))
        phrases = [fold(one.phrase).text for one in bands]
        for typed in (self.actual, band):
            if fold(typed).text in phrases:
                level = phrases.index(fold(typed).text)
        bounds = band_bounds(self.weight, level, self.scheme) if level is not None and self.weight is not None else None
        if level is None:
            reasons.append(
                Reason(Doubt.LEVEL_UNCLEAR, f"定性指标，“{self.actual.strip()}”看不出属于哪一档，请选定性档次")
            )
        if self.weight is None:
            reasons.append(self._no_weight())
        share = _share(ratio)
        if ratio.strip() and level is not None and bounds is not None and self.weight is not None:
            if share is None:
                reasons.insert(
                    0, Reason(Doubt.NUMBER_UNCLEAR, f"档内比例“{ratio.strip()}”应是 0 到 1 或 0% 到 100% 的数")
                )
            else:
                score = score_band(self.weight, level, share, self.scheme)
                text = f"{bands[level].phrase}：{bounds[0]}～{bounds[1]} 分之间取 {_percent(share)} 处，得 {score}"
                return IndicatorScore(
                    Status.SCORED, text, score, direction=Direction.QUALITATIVE, reasons=tuple(reasons),
                    target=wanted, actual=given, bounds=bounds,
                )  # fmt: skip
        if level is not None and bounds is not None:
            text = (
                f"定性指标，属于“{bands[level].phrase}”：{plain_number(Fraction(self.weight or 0))} 分的 "
                f"{_percent(bands[level].low)}～{_percent(bands[level].high)}，"
                f"即 {bounds[0]}～{bounds[1]} 分，具体得分由评分人定"
            )
        else:
            text = reasons[-1].text if reasons else "定性指标，得分由评分人定"
        return IndicatorScore(
            Status.QUALITATIVE, text, direction=Direction.QUALITATIVE, reasons=tuple(reasons),
            target=wanted, actual=given, bounds=bounds,
        )  # fmt: skip

    def _deadline(self, wanted: Deadline, given: Reading) -> IndicatorScore:
        copied: tuple[Reason, ...] = ()
        if same_text(self.target, self.actual):
            copied = (Reason(Doubt.REPEATS_TARGET, "完成时间照抄了指标值，请填实际完成的日期"),)
        if not isinstance(given, Deadline):
            kind = Doubt.VERDICT_FOR_NUMBER if isinstance(given, Verdict) else Doubt.KIND_MISMATCH
            text = f"指标值“{self.target.strip()}”是期限，完成值“{self.actual.strip()}”不是日期，请填实际完成的日期"
            return self._undecided((Reason(kind, text),), wanted, given)
        if copied and wanted.before:
            bound = Reason(Doubt.ACTUAL_IS_BOUND, f"“{self.actual.strip()}”是期限，不是实际完成的日期")
            return self._undecided((bound, *copied), wanted, given)
        in_time = None if _unsure_date(self.actual) else _in_time(wanted, given)
        if in_time is None:
            text = f"看不出“{self.actual.strip()}”是否在“{self.target.strip()}”之内，请写到年月日"
            return self._undecided((Reason(Doubt.DEADLINE_UNCLEAR, text), *copied), wanted, given)
        late = Reason(Doubt.DEADLINE_LATE, f"“{self.actual.strip()}”晚于“{self.target.strip()}”")
        if self.weight is None:
            return self._undecided((self._no_weight(), *(() if in_time else (late,)), *copied), wanted, given)
        score = score_deadline(self.weight, in_time, self.scheme)
        if score is None:
            text = late.text + "，逾期怎样扣分评分办法没有规定，请人工评分"
            return self._undecided((Reason(late.doubt, text), *copied), wanted, given)
        text = (
            f"{given.evidence} 在 {wanted.evidence} 之内，按期完成，得满分 {self._w}"
            if in_time
            else late.text + "，得 0 分"
        )
        reasons = copied if in_time else (late, *copied)
        return IndicatorScore(
            Status.SCORED, text, score, direction=Direction.AT_MOST, reasons=reasons, target=wanted, actual=given
        )

    # -- with numbers

    @property
    def _w(self) -> str:
        return plain_number(Fraction(self.weight or 0))

    def _quantities(self, pairs: tuple[Pair, ...], wanted: Reading, given: Reading) -> IndicatorScore:
        outcomes: list[_Outcome] = []
        reasons: list[Reason] = []
        direction: Direction | None = None
        for pair in pairs:
            possible = self._directions(pair)
            ends = [self._one(pair, way) for way in possible]
            refused = [end for end in ends if isinstance(end, Reason)]
            scored = [end for end in ends if isinstance(end, _Outcome)]
            if refused:
                return self._undecided((refused[0], *pair.reasons), wanted, given)
            if len({end.score.score for end in scored}) > 1:
                return self._undecided((self._which_way(pair), *pair.reasons), wanted, given)
            direction = possible[0] if len(possible) == 1 else None
            outcomes.append(scored[0])
            reasons.extend(reason for reason in pair.reasons if reason not in reasons)
        full = all(outcome.score.formula is Formula.REACHED for outcome in outcomes)
        if len(outcomes) > 1 and not full:
            several = Reason(
                Doubt.SEVERAL_NUMBERS, f"指标值“{self.target.strip()}”有几个数，没有全部达到，不知道怎样分摊"
            )
            return self._undecided((several, *reasons), wanted, given)
        worst = outcomes[0]
        attainment = worst.score.attainment if len(outcomes) == 1 else None
        reasons = [*self._remarks(worst), *reasons]
        if self.weight is None:
            return self._undecided((self._no_weight(), *reasons), wanted, given, attainment, direction)
        text = "；".join(self._sentence(outcome) for outcome in outcomes)
        return IndicatorScore(
            Status.SCORED, text, worst.score.score, attainment, direction, tuple(reasons), wanted, given
        )

    def _directions(self, pair: Pair) -> tuple[Direction, ...]:
        """The ways the target may count: one when it is certain, two when less may be better."""
        if self.forced is not None:
            return (self.forced,)
        if pair.target_quantity.direction is not None:
            return (pair.target_quantity.direction,)
        name = fold(self.name).text
        both = (Direction.AT_LEAST, Direction.AT_MOST)
        if pair.target[1] <= 0:
            return both
        if pair.fall or any(word in name for word in words()["growth.fall_names"]):
            return (Direction.AT_LEAST,)
        good_end = any(
            name.endswith(end) for kind in ("bounded_rates", "more_is_better_ends") for end in words()[f"sense.{kind}"]
        )
        cost = any(word in self.level2 for word in words()["sense.cost_levels"])
        less = any(word in name for word in words()["sense.less_is_better"])
        unit = pair.target_quantity.unit
        lasting = unit is not None and unit.family in _TIME_FAMILIES
        timed = lasting and ("时效" in self.level2 or any(word in name for word in words()["sense.time_names"]))
        whole = unit is not None and unit.family == "ratio" and pair.target[1] == 1
        if whole and pair.actual[1] <= 1:
            # 100% as a target can only be missed from below
            return (Direction.AT_LEAST,)
        if timed or ((cost or less) and not good_end):
            return both
        return (Direction.AT_LEAST,)

    def _which_way(self, pair: Pair) -> Reason:
        text = (
            f"指标值“{pair.target_quantity.evidence}”没有写 ≥ 或 ≤，看不出是越多越好还是越少越好"
            f"（完成值“{pair.actual_quantity.evidence}”），请选方向"
        )
        return Reason(Doubt.DIRECTION_UNCLEAR, text)

    def _one(self, pair: Pair, direction: Direction) -> _Outcome | Reason:
        """Score one pair one way; a Reason when the span of what was typed leaves more than one score."""
        asked, got = pair.target_quantity, pair.actual_quantity
        if got.direction in (Direction.AT_LEAST, Direction.AT_MOST):
            return Reason(Doubt.ACTUAL_IS_BOUND, f"完成值“{got.evidence}”是一个界限，不是实际数，请填实际完成了多少")
        if got.approximate or got.under:
            return Reason(Doubt.ACTUAL_APPROXIMATE, f"完成值“{got.evidence}”是约数，请填准确的数")
        low, high = pair.actual
        if got.over:
            high = low + _next_step(low)
        if asked.over or asked.under:
            spread = _next_step(pair.target[0])
            limits = (
                (pair.target[0], pair.target[1] + spread) if asked.over else (pair.target[0] - spread, pair.target[1])
            )
        else:
            limits = (range_target(*pair.target, self.scheme),) * 2
        weight = self.weight if self.weight is not None else Decimal(1)
        ends = [
            score_quantity(weight, direction, limit, value, self.scheme, approximate=asked.approximate)
            for limit in sorted(set(limits))
            for value in sorted({low, high})
        ]
        if any(end is None for end in ends):
            text = f"指标值“{asked.evidence}”、完成值“{got.evidence}”有负数，没有规定怎样按比例计分，请人工评分"
            return Reason(Doubt.NUMBER_UNCLEAR, text)
        if len({end.score for end in ends if end}) > 1 or (
            len(ends) > 1 and any(e and e.formula is not Formula.REACHED for e in ends)
        ):
            vague = got if len({low, high}) > 1 else asked
            doubt = Doubt.ACTUAL_APPROXIMATE if vague is got else Doubt.NUMBER_UNCLEAR
            return Reason(doubt, f"“{vague.evidence}”不是一个确定的数，得分定不下来，请填准确的数")
        end = ends[0]
        assert end is not None
        return _Outcome(end, direction, limits[-1], low, pair)

    def _remarks(self, outcome: _Outcome) -> list[Reason]:
        pair, remarks = outcome.pair, []
        if outcome.score.negative_actual:
            text = f"完成值“{pair.actual_quantity.evidence}”是负数（或下降），按 0 计"
            remarks.append(Reason(Doubt.NEGATIVE_ACTUAL, text))
        if self.forced is None and over_fulfilled(outcome.direction, outcome.target, outcome.actual, self.scheme):
            share = _percent(outcome.actual / outcome.target)
            remarks.append(Reason(Doubt.OVER_FULFILLED, f"完成率 {share}，超过指标值较多，需要说明原因"))
        suspect = self._suspect_direction(outcome)
        return [*remarks, *([suspect] if suspect else [])]

    def _suspect_direction(self, outcome: _Outcome) -> Reason | None:
        typed = outcome.pair.target_quantity.direction
        name = fold(self.name).text
        less = any(word in name for word in words()["sense.less_is_better"])
        unit = outcome.pair.target_quantity.unit
        money = unit is not None and unit.family == "yuan"
        if typed is Direction.AT_LEAST and "成本" in self.level2 and (money or "成本" in name):
            return Reason(Doubt.DIRECTION_SUSPECT, "成本指标写的是“≥”，花得越多分越高，方向可能写反了")
        timed = unit is not None and unit.family in _TIME_FAMILIES
        positive = any(word in self.level2 for word in ("数量", "质量", "效益", "满意"))
        if typed is Direction.AT_MOST and positive and not (less or money or timed or outcome.target == 0):
            return Reason(Doubt.DIRECTION_SUSPECT, "这个指标一般越多越好，写的却是“≤”，方向可能写反了")
        return None

    def _sentence(self, outcome: _Outcome) -> str:
        """The arithmetic of one quantity score."""
        asked, got = outcome.pair.target_quantity, outcome.pair.actual_quantity
        t_unit = asked.unit
        limit = plain_number(outcome.target / t_unit.factor if t_unit else outcome.target, 8)
        wanted = limit + (t_unit.spelling if t_unit else "")
        actual = _shown(got)
        if t_unit and got.unit and t_unit.spelling != got.unit.spelling:
            actual += f"（{plain_number(outcome.actual / t_unit.factor, 8)}{t_unit.spelling}）"
        score, attainment = outcome.score, outcome.score.attainment
        share = _percent(attainment) if attainment is not None else ""
        note = "（指标值是范围，按上限计）" if asked.low != asked.high and self.scheme.range_basis == "upper" else ""
        if score.formula is Formula.REACHED:
            falls = "降幅 " if outcome.pair.fall else ""
            sign = "=" if outcome.actual == outcome.target else ("≤" if outcome.direction is Direction.AT_MOST else "≥")
            return f"{falls}{actual} {sign} {wanted}，达到指标值{note}，得满分 {self._w}"
        if score.formula is Formula.PROPORTION:
            return f"{actual} ÷ {wanted} = {share}{note}，{self._w} × {share} = {score.score}"
        if score.formula is Formula.REVERSE_RATIO:
            return f"{wanted} ÷ {actual} = {share}{note}，{self._w} × {share} = {score.score}"
        if score.formula is Formula.REVERSE_LINEAR:
            over = _percent(outcome.actual / outcome.target - 1)
            return f"{actual} 比 {wanted} 超出 {over}{note}，{self._w} × (1 − {over}) = {score.score}，最低 0"
        return f"指标值是 0，实际 {actual}，得 0 分"


def _has_digits(text: str) -> bool:
    return any(character.isdigit() for character in fold(text).text)


def _not_measurable(target: str) -> Reason:
    return Reason(Doubt.TARGET_NOT_MEASURABLE, f"年度指标值“{target.strip()}”里没有数，不能按数量计分")


def _no_number(target: str, actual: str) -> Reason:
    text = f"指标值“{target.strip()}”要一个数，完成值“{actual.strip()}”里没有数，请填实际完成了多少"
    return Reason(Doubt.VERDICT_FOR_NUMBER, text)


def _next_step(value: Fraction) -> Fraction:
    """How far 余 may reach: 80余次 is less than 90, 100余家 less than 200, 2万余 less than 3万."""
    step = Fraction(1)
    while value >= 1 and value % (step * 10) == 0:
        step *= 10
    return step


def _share(typed: str) -> Fraction | None:
    text = fold(typed).text
    points = read_points(text.removesuffix("%")) if "分" not in text else None
    if points is None:
        return None
    share = points[0] / 100 if text.endswith("%") else points[0]
    return share if 0 <= share <= 1 else None


def _unsure_date(actual: str) -> bool:
    text = fold(actual).text
    return any(word in text for word in (*words()["refused.planned"], *words()["refused.negated"]))


def _in_time(wanted: Deadline, given: Deadline) -> bool | None:
    """In time, late, or None when the two spans leave it open (9月前 may or may not include September)."""
    if wanted.yearless != given.yearless:
        return None
    one_day = wanted.first == wanted.last
    limit: date = wanted.last
    certain = limit if one_day or not wanted.before else wanted.first - timedelta(days=1)
    if given.last <= certain:
        return True
    return False if given.first > limit else None
