"""Laws of reading and scoring, tried on generated quantities."""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction

from hypothesis import assume, example, given
from hypothesis import strategies as st

from perfeval_core.explain import explain
from perfeval_core.quantity import scan
from perfeval_core.readings import Direction, Doubt, IndicatorScore, Quantity, Status
from perfeval_core.scheme import load_scheme, scheme_names
from perfeval_core.spelling import fold
from perfeval_core.words import words

SIGNS = {"≥": Direction.AT_LEAST, "≤": Direction.AT_MOST, "=": Direction.EQUAL, "": None}
WORDS_BEFORE = {word: comparator for word, comparator in words().before.items() if word not in ("超", "控制在")}
PLAIN_UNITS = [
    unit for unit in words().units if words().units[unit][0] == unit and not unit[0].isascii() and len(unit) <= 2
]
MONEY = {"元": 1, "万元": 10**4, "亿元": 10**8}
SCHEMES = [name for name in scheme_names() if not name.startswith("caps")]
FULL_WIDTH = str.maketrans("0123456789.%≥≤=,", "０１２３４５６７８９．％≥≤＝，")

_YEAR_AND_MONTH = re.compile(r"(?:19|20)\d\d\.(?:0[1-9]|1[0-2])")
numbers = (
    st.decimals(min_value=0, max_value=10**7, places=2)
    .map(lambda value: format(value.normalize(), "f"))
    .filter(lambda text: not _YEAR_AND_MONTH.fullmatch(text))
)
positive = numbers.filter(lambda text: Fraction(text) > 0)
weights = st.decimals(min_value=0, max_value=100, places=1).map(str)
schemes = st.sampled_from(SCHEMES)


def only(text: str) -> Quantity:
    found = scan(text).found
    assert len(found) == 1, (text, found)
    return found[0].quantity


def summary(score: IndicatorScore) -> tuple[Status, Decimal | None, Fraction | None]:
    return score.status, score.score, score.attainment


@given(numbers, st.sampled_from(sorted(SIGNS)), st.sampled_from(["", "%", "‰", "家", "万元", "亿元", "平方米", "人次"]))
def test_what_is_written_is_read(number: str, sign: str, unit: str) -> None:
    quantity = only(f"{sign}{number}{unit}")
    assert (quantity.low, quantity.high) == (Fraction(number), Fraction(number))
    assert quantity.direction is SIGNS[sign]
    assert (quantity.unit.spelling if quantity.unit else "") == unit
    decimals = len(number.partition(".")[2])
    assert quantity.precision == Fraction(1, 2 * 10**decimals)


@given(positive, st.sampled_from(sorted(WORDS_BEFORE)), st.sampled_from(sorted(words().after)))
def test_comparators_of_the_table_are_read(number: str, before: str, after: str) -> None:
    assert only(f"{before}{number}家").direction is WORDS_BEFORE[before].direction
    if after not in ("内",):
        assert only(f"{number}家{after}").direction is words().after[after].direction


@given(positive, st.sampled_from(PLAIN_UNITS))
def test_every_measure_word_is_read(number: str, unit: str) -> None:
    quantity = only(f"完成{number}{unit}")
    assert quantity.unit is not None
    assert quantity.unit.spelling == unit


@given(positive, positive, weights, st.sampled_from(["≥", "≤", ""]), schemes)
def test_a_score_stays_between_nothing_and_the_weight(t: str, a: str, w: str, sign: str, scheme: str) -> None:
    result = explain(f"{sign}{t}家", f"{a}家", w, scheme=scheme)
    if result.has(Doubt.OCR_SUSPECT):
        # 210家 against 10家 may be ≥10家 misread
        assert not sign
        assert t.startswith("2")
        return
    assert result.status is Status.SCORED
    assert result.score is not None
    assert 0 <= result.score <= Decimal(w)


@given(positive, positive, positive, st.sampled_from(["≥", "≤"]), schemes)
def test_a_score_moves_with_the_actual(t: str, a: str, b: str, sign: str, scheme: str) -> None:
    low, high = sorted((a, b), key=Fraction)
    worse, better = (low, high) if sign == "≥" else (high, low)
    first = explain(f"{sign}{t}家", f"{worse}家", "10", scheme=scheme).score
    second = explain(f"{sign}{t}家", f"{better}家", "10", scheme=scheme).score
    assert first is not None and second is not None
    assert first <= second


@given(positive, positive, weights)
def test_the_score_is_the_exact_proportion_rounded_half_up(t: str, a: str, w: str) -> None:
    assume(Fraction(a) < Fraction(t))
    exact = Fraction(w) * Fraction(a) / Fraction(t)
    cents = (200 * exact.numerator + exact.denominator) // (2 * exact.denominator)
    score = explain(f"≥{t}家", f"{a}家", w).score
    assert score is not None
    assert Fraction(score) == min(Fraction(cents, 100), Fraction(w))


@given(positive, positive, st.sampled_from(sorted(MONEY)), st.sampled_from(sorted(MONEY)), st.sampled_from("≥≤"))
def test_unit_and_number_may_be_scaled_together(t: str, a: str, unit: str, other: str, sign: str) -> None:
    assume(Fraction(1, 90) < Fraction(a) / Fraction(t) < 90)
    shifted = Decimal(a) * MONEY[unit] / MONEY[other]
    assume(shifted.as_tuple().exponent >= -12)
    one = explain(f"{sign}{t}{unit}", f"{a}{unit}", "10", name="投资额")
    two = explain(f"{sign}{t}{unit}", f"{shifted:f}{other}", "10", name="投资额")
    assert summary(one) == summary(two)


SIGN_WORDS = st.sampled_from(["≥", "≤", "", "不低于", "达到"])
PARTS = st.tuples(SIGN_WORDS, positive, st.sampled_from(["%", "家", "万元", "人次"]))


@given(PARTS, PARTS, st.sampled_from([" ", "\u3000", "\xa0", "\n", "\u200b"]))
def test_spelling_changes_nothing(target: tuple[str, str, str], actual: tuple[str, str, str], space: str) -> None:
    plain = explain("".join(target), "".join(actual[1:]), "10")
    wide = explain("".join(target).translate(FULL_WIDTH), "".join(actual[1:]).translate(FULL_WIDTH), "10")
    spaced = explain(space.join(target) + space, space + space.join(actual[1:]), "10")
    assert summary(plain) == summary(wide) == summary(spaced)


@given(st.integers(min_value=1000, max_value=10**9))
@example(20_400_101)  # eight digits that could be a date
def test_thousands_separators_change_nothing(value: int) -> None:
    assert only(f"{value:,}人").low == only(f"{value}人").low == only(f"{value:,}人".translate(FULL_WIDTH)).low == value


@given(st.text(max_size=30), st.text(max_size=30), st.text(max_size=8))
def test_any_text_gives_a_result_and_a_reason(target: str, actual: str, name: str) -> None:
    result = explain(target, actual, "10", name=name)
    assert result.explanation
    assert (result.score is not None) == (result.status is Status.SCORED)
    if result.status in (Status.UNDECIDED, Status.MISSING):
        assert result.reasons


CHARACTERS = (
    "0123456789.,，%‰≥≤=<>-~一二三十百千万亿家个人次元年月日前后上下以内增长下降不低超过未达约余（）()、。；第 "
)
ALPHABET = st.text(CHARACTERS, max_size=16)


@given(ALPHABET, ALPHABET)
def test_any_mixture_gives_a_result(target: str, actual: str) -> None:
    result = explain(target, actual, "10", name="数量")
    if result.score is not None:
        assert 0 <= result.score <= 10


@given(st.text(max_size=40))
def test_folding_twice_changes_nothing_more(text: str) -> None:
    once = fold(text).text
    assert fold(once).text == once


def test_every_scheme_scores() -> None:
    for name in SCHEMES:
        assert explain("100%", "95%", "10", scheme=load_scheme(name)).score == Decimal("9.50")
