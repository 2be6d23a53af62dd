"""The arithmetic of the method: the cases of ``tests/cases/scoring.toml`` and the laws every score obeys."""

from __future__ import annotations

import tomllib
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perfeval_core.readings import Direction
from perfeval_core.scheme import Scheme, load_scheme, parse_scheme
from perfeval_core.scoring import (
    ExecutionDoubt,
    Formula,
    band_bounds,
    cap_total,
    execution_rate,
    grade,
    light,
    over_fulfilled,
    over_fulfilment_deduction,
    range_target,
    round_half_up,
    score_band,
    score_deadline,
    score_execution,
    score_quantity,
    total_score,
)

CASES = tomllib.loads((Path(__file__).parents[1] / "cases" / "scoring.toml").read_text(encoding="utf-8"))
DIRECTIONS = {"≥": Direction.AT_LEAST, "≤": Direction.AT_MOST, "=": Direction.EQUAL}
UNDECIDED = "定不了"
MOF = load_scheme("mof_2020")


def cases(kind: str) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("case", [pytest.param(case, id=case["name"]) for case in CASES[kind]])


def scheme_of(case: dict[str, str]) -> Scheme:
    return load_scheme(case.get("scheme", "mof_2020"))


@cases("quantity")
def test_quantity(case):
    found = score_quantity(
        Decimal(case["weight"]),
        DIRECTIONS[case["direction"]],
        Fraction(case["target"]),
        Fraction(case["actual"]),
        scheme_of(case),
    )
    if case["score"] == UNDECIDED:
        assert found is None
    else:
        assert found.score == Decimal(case["score"])
        assert found.negative_actual is case.get("negative", False)


@cases("band")
def test_band(case):
    low, high = band_bounds(Decimal(case["weight"]), case["band"] - 1, scheme_of(case))
    assert (low, high) == (Decimal(case["from"]), Decimal(case["to"]))


@cases("execution")
def test_execution(case):
    weight = Decimal(case["weight"]) if "weight" in case else None
    found = score_execution(Fraction(case["spent"]), Fraction(case["budget"]), scheme_of(case), weight)
    if case["score"] == UNDECIDED:
        assert found.score is None and found.doubt is not None
    else:
        assert found.score == Decimal(case["score"]) and found.doubt is None


@cases("total")
def test_total(case):
    scheme = scheme_of(case)
    rate = Fraction(case["rate"]) / 100 if "rate" in case else None
    total = cap_total(total_score(map(Decimal, case["scores"]), scheme), rate, scheme)
    assert total == Decimal(case["total"])
    assert grade(total, scheme) == case["grade"]


@cases("over")
def test_over_fulfilment(case):
    given_values = (DIRECTIONS[case["direction"]], Fraction(case["target"]), Fraction(case["actual"]), scheme_of(case))
    assert over_fulfilled(*given_values) is case["reason"]
    assert over_fulfilment_deduction(*given_values) == Decimal(case["deduction"])


@cases("light")
def test_light(case):
    rate = Fraction(case["rate"]) / 100 if case["rate"] else None
    found = light(Fraction(case["score_rate"]) / 100, rate, scheme_of(case))
    assert (found.value if found else "没有") == case["light"]


# -- what the cases cannot show -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "digits", "rounded"),
    [
        ("18.575", 2, "18.58"),
        ("18.5749999999999999999999999999999999", 2, "18.57"),
        ("-0.005", 2, "-0.01"),
        ("-0.004", 2, "0.00"),
        ("0.5", 0, "1"),
        ("2.5", 0, "3"),
        ("123456789012345678901234567890.125", 2, "123456789012345678901234567890.13"),
    ],
)
def test_round_half_up(value, digits, rounded):
    assert str(round_half_up(Fraction(value), digits)) == rounded


@given(st.fractions(), st.integers(0, 6))
def test_rounding_moves_by_at_most_half_a_unit(value, digits):
    assert abs(Fraction(round_half_up(value, digits)) - value) <= Fraction(1, 2 * 10**digits)


def test_how_a_score_came_about():
    def formula(direction, target, actual, scheme=MOF):
        found = score_quantity(Decimal(10), direction, Fraction(target), Fraction(actual), scheme)
        return found.formula, found.attainment

    linear = load_scheme("yitihua")
    assert formula(Direction.AT_LEAST, 4, 6) == (Formula.REACHED, Fraction(3, 2))
    assert formula(Direction.AT_LEAST, 4, 3) == (Formula.PROPORTION, Fraction(3, 4))
    assert formula(Direction.AT_LEAST, 0, 3) == (Formula.REACHED, None)
    assert formula(Direction.AT_MOST, 4, 5) == (Formula.REVERSE_RATIO, Fraction(4, 5))
    assert formula(Direction.AT_MOST, 4, 0) == (Formula.REACHED, None)
    assert formula(Direction.AT_MOST, 4, 5, linear) == (Formula.REVERSE_LINEAR, Fraction(3, 4))
    assert formula(Direction.AT_MOST, 4, 9, linear) == (Formula.REVERSE_LINEAR, Fraction(0))
    assert formula(Direction.AT_MOST, 0, 1, linear) == (Formula.ZERO_EXCEEDED, Fraction(0))
    assert formula(Direction.EQUAL, 0, 1) == (Formula.ZERO_EXCEEDED, Fraction(0))
    assert formula(Direction.AT_MOST, -5, -6) == (Formula.REACHED, None)


def test_a_qualitative_indicator_has_no_quantity_score():
    with pytest.raises(ValueError, match="qualitative"):
        score_quantity(Decimal(10), Direction.QUALITATIVE, Fraction(1), Fraction(1), MOF)


def changed(setting: str, value: str) -> Scheme:
    """mof_2020 with one setting changed, as a local rule would."""
    text = f"""
title = "试验"
inherits = "mof_2020"
[source.trial]
document = "试验"
status = "local"
effective_from = 2020-03-01
last_checked = 2026-11-22
[[{setting}]]
value = {value}
source = "trial"
article = "试验"
"""
    return parse_scheme(text, "trial.toml")


def test_a_range_counts_on_the_end_the_scheme_says():
    assert range_target(Fraction(6), Fraction(8), MOF) == 8
    assert range_target(Fraction(6), Fraction(8), changed("range_basis", '"lower"')) == 6


def test_about_reaches_as_far_as_the_scheme_says():
    def score(scheme, actual, direction=Direction.AT_LEAST, approximate=True, target="7.8"):
        return score_quantity(
            Decimal("12.5"), direction, Fraction(target), Fraction(actual), scheme, approximate=approximate
        ).score

    tolerant = changed("approximate_tolerance", '"10%"')
    assert score(MOF, "7.7") == Decimal("12.34")
    assert score(tolerant, "7.7") == score(tolerant, "7.02") == Decimal("12.5")
    assert score(tolerant, "7.01") == Decimal("11.23")
    assert score(tolerant, "7.7", approximate=False) == Decimal("12.34")
    assert score(tolerant, "8.58", Direction.AT_MOST) == Decimal("12.5")
    assert score(tolerant, "8.59", Direction.AT_MOST) == Decimal("11.35")
    assert score(tolerant, "-4.6", Direction.EQUAL, target="-5") == Decimal("12.5")


def test_a_late_deadline_is_left_open_unless_the_scheme_says():
    assert score_deadline(Decimal(5), True, MOF) == 5
    assert score_deadline(Decimal(5), False, MOF) is None
    assert score_deadline(Decimal(5), False, changed("late_deadline", '"zero"')) == 0


def test_execution_rate_is_exact_and_not_capped():
    assert execution_rate(Fraction("338.31"), Fraction("329.77")) == Fraction(33831, 32977)
    assert execution_rate(Fraction(5), Fraction(0)) is None
    assert score_execution(Fraction(0), Fraction(0), MOF).doubt is ExecutionDoubt.NO_BUDGET
    assert score_execution(Fraction(-1), Fraction(0), MOF).doubt is ExecutionDoubt.NEGATIVE


def test_a_band_is_scored_inside_its_ends():
    assert score_band(Decimal(10), 0, Fraction(1), MOF) == 10
    assert score_band(Decimal(10), 1, Fraction(0), MOF) == 6
    assert score_band(Decimal(10), 1, Fraction(1, 2), MOF) == 7
    assert score_band(Decimal(10), 1, Fraction(1), MOF) == Decimal("7.99")
    with pytest.raises(ValueError, match="ratio"):
        score_band(Decimal(10), 1, Fraction(11, 10), MOF)


# -- laws ---------------------------------------------------------------------------------------------------------

SCHEMES = st.sampled_from([load_scheme(name) for name in ("mof_2020", "hubei", "yitihua", "mof_2020+caps_2023")])
WEIGHTS = st.decimals(0, 100, places=3)
NUMBERS = st.fractions(-1000, 1000, max_denominator=1000)
QUANTITATIVE = st.sampled_from(list(DIRECTIONS.values()))


@given(WEIGHTS, QUANTITATIVE, NUMBERS, NUMBERS, SCHEMES)
def test_a_score_lies_between_nothing_and_its_weight(weight, direction, target, actual, scheme):
    found = score_quantity(weight, direction, target, actual, scheme)
    assert found is None or 0 <= found.score <= weight


@given(WEIGHTS, QUANTITATIVE, st.fractions(0, 1000), NUMBERS, NUMBERS, SCHEMES)
def test_a_better_actual_never_scores_less(weight, direction, target, one, other, scheme):
    less_is_better = direction is Direction.AT_MOST or (direction is Direction.EQUAL and target == 0)
    worse, better = sorted((one, other), reverse=less_is_better)
    first = score_quantity(weight, direction, target, worse, scheme)
    second = score_quantity(weight, direction, target, better, scheme)
    if first is not None:
        assert second is not None and first.score <= second.score


@given(WEIGHTS, QUANTITATIVE, NUMBERS, NUMBERS, st.fractions("1/1000", 1000), SCHEMES)
def test_the_unit_does_not_matter(weight, direction, target, actual, factor, scheme):
    plain = score_quantity(weight, direction, target, actual, scheme)
    assert plain == score_quantity(weight, direction, target * factor, actual * factor, scheme)


@given(WEIGHTS, st.integers(0, 2), st.fractions(0, 1), SCHEMES)
def test_a_band_score_stays_in_its_band(weight, band, ratio, scheme):
    low, high = band_bounds(weight, band, scheme)
    score = score_band(weight, band, ratio, scheme)
    assert low <= score <= high <= weight
    assert band == 0 or score < high or low == high


@given(st.lists(WEIGHTS, max_size=40), st.none() | st.fractions(0, 2), SCHEMES)
def test_a_total_is_at_most_full_marks_and_a_cap_never_raises_it(scores, rate, scheme):
    total = total_score(scores, scheme)
    assert 0 <= total <= scheme.total_max
    assert cap_total(total, rate, scheme) <= total
    assert grade(total, scheme) in dict(scheme.grades)


@given(st.fractions(0, 10**9), st.fractions(0, 10**9), WEIGHTS, SCHEMES)
def test_execution_scores_between_nothing_and_its_weight(spent, budget, weight, scheme):
    found = score_execution(spent, budget, scheme, weight)
    assert (found.score is None) == (budget == 0)
    assert found.score is None or 0 <= found.score <= weight
