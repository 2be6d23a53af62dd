"""The spelling of a text put right: what it says stays the same, and doing it twice is doing it once."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perfeval_core.printed import read_money, read_printed, read_rates
from perfeval_core.quantity import read_quantities
from perfeval_core.spelling import fold
from perfeval_core.tidying import number_digits, tidied

TYPED = st.text("0123456789０１２３４５．，％.,%-－+ \u3000\xa0\u200b\t\n≥≤万元家个分（）年月至～多", max_size=20)


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        (" 10 ", "10"),
        ("１０", "10"),
        ("９５．５％", "95.5%"),
        ("\u300012.5\xa0", "12.5"),
        ("１，２３４", "1,234"),
        ("≥\u300090\u3000\u3000%", "≥ 90 %"),
        ("1 720", "1 720"),
        ("3\n5", "3\n5"),
        ("王\u3000强，李四", "王 强，李四"),
        ("第１，第２", "第1，第2"),
        ("５G 基站．", "5G 基站．"),
        ("\u3000", ""),
    ],
)
def test_spelling(typed: str, wanted: str) -> None:
    assert tidied(typed) == wanted


@given(TYPED)
def test_what_a_text_says_stays(typed: str) -> None:
    new = tidied(typed)
    assert fold(new).text == fold(typed).text
    assert tidied(new) == new
    assert read_printed(new) == read_printed(typed)
    assert read_money(new, "万元") == read_money(typed, "万元")
    assert read_rates(new) == read_rates(typed)
    assert [(one.low, one.high, one.precision) for one in read_quantities(new)] == [
        (one.low, one.high, one.precision) for one in read_quantities(typed)
    ]


@pytest.mark.parametrize(
    ("text", "digits"),
    [
        ("10", "10"), ("0", "0"), ("-3.5", "-3.5"), ("1,234.5", "1234.5"), ("0.05", "0.05"),
        ("12.50", None), ("007", None), ("1,23", None), ("10分", None), ("95%", None), ("", None), ("-0", None),
        ("1234567890123456", None), ("1e3", None), ("１０", None), ("+5", None), (".5", None),
    ],
)  # fmt: skip
def test_text_to_number(text: str, digits: str | None) -> None:
    assert number_digits(text) == digits


@given(st.text("0123456789.,-", max_size=20))
def test_a_number_keeps_its_value_and_its_fineness(text: str) -> None:
    digits = number_digits(text)
    if digits is not None:
        assert read_printed(digits) == read_printed(text)
        assert Fraction(digits) == Fraction(str(float(digits)))  # a cell holds it without loss
