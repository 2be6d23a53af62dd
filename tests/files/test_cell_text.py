from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perfeval_core.grid import CellKind
from xladdin.files.cell_text import date_text, number_cell, number_text
from xladdin.files.number_formats import Shows, built_in_format, shown_by


@pytest.mark.parametrize(
    ("stored", "text"),
    [
        ("7.4299999999999997", "7.43"),
        ("0.95399999999999996", "0.954"),
        ("99.5", "99.5"),
        ("90.0", "90"),
        ("0", "0"),
        ("-0", "0"),
        ("-0.0", "0"),
        ("+5", "5"),
        (".5", "0.5"),
        ("007", "7"),
        ("100", "100"),
        ("1E-3", "0.001"),
        ("1.5E+2", "150"),
        ("4.5E-2", "0.045"),
        ("123456789012345678", "123456789012346000"),
        ("0.1234567890123456", "0.123456789012346"),
        ("1234567.12345678949", "1234567.12345679"),
        (" 12 ", "12"),
        ("-12.50", "-12.5"),
        ("1E-320", "0"),
        ("1E+20", "100000000000000000000"),
    ],
)
def test_a_stored_number_is_plain_digits(stored: str, text: str) -> None:
    assert number_text(stored) == text


@pytest.mark.parametrize(
    "stored", ["", "abc", "NaN", "INF", "-Infinity", "1e999999", "1_000", "１２", "1,5", "9" * 500]
)
def test_what_is_no_number_is_none(stored: str) -> None:
    assert number_text(stored) is None


@given(st.floats(allow_nan=False, allow_infinity=False, min_value=-1e300, max_value=1e300))
def test_a_number_keeps_the_fifteen_digits_that_excel_shows(value: float) -> None:
    text = number_text(repr(value))
    assert text is not None
    assert "E" not in text.upper()
    if abs(value) >= 1e-300:
        shortest = Decimal(repr(value))
        assert abs(Decimal(text) - shortest) <= abs(shortest) * Decimal("5e-15")
    digits = text.lstrip("-").replace(".", "").strip("0")
    assert len(digits) <= 15


@given(st.decimals(allow_nan=False, allow_infinity=False, places=4, min_value=-(10**9), max_value=10**9))
def test_what_was_typed_comes_back(typed: Decimal) -> None:
    """Excel stores the nearest double with 17 digits; the typed text must come out of it."""
    text = number_text(f"{float(typed):.17g}")
    assert text is not None
    assert Decimal(text) == typed


@pytest.mark.parametrize(
    ("code", "shows"),
    [
        ("General", Shows.NUMBER),
        ("G/通用格式", Shows.NUMBER),
        ("0.00_ ", Shows.NUMBER),
        ("#,##0.00;[Red]-#,##0.00", Shows.NUMBER),
        ("0.00E+00", Shows.NUMBER),
        ('0"%"', Shows.NUMBER),
        ("0\\%", Shows.NUMBER),
        ('0.00"月"', Shows.NUMBER),
        ("[$¥-804]#,##0.00", Shows.NUMBER),
        ("0 meters", Shows.NUMBER),
        ("@", Shows.NUMBER),
        ("0%", Shows.PERCENT),
        ("0.00%;[Red]-0.00%", Shows.PERCENT),
        ('"≥"0%', Shows.PERCENT),
        ("yyyy-mm-dd", Shows.DATE),
        ('yyyy"年"m"月"d"日";@', Shows.DATE),
        ("[$-F800]dddd, mmmm dd, yyyy", Shows.DATE),
        ("m/d", Shows.DATE),
        ('yyyy"年"m"月"', Shows.MONTH),
        ("mmm-yy", Shows.MONTH),
        ("yyyy", Shows.YEAR),
        ("yyyy/m/d h:mm", Shows.DATE_TIME),
        ("h:mm AM/PM", Shows.TIME),
        ('上午/下午h"时"mm"分"', Shows.TIME),
        ("[h]:mm:ss", Shows.ELAPSED),
    ],
)
def test_a_format_code_shows(code: str, shows: Shows) -> None:
    assert shown_by(code) is shows


def test_built_in_formats() -> None:
    assert [built_in_format(number) for number in (0, 2, 9, 10, 14, 22, 31, 49, 57)] == [
        Shows.NUMBER,
        Shows.NUMBER,
        Shows.PERCENT,
        Shows.PERCENT,
        Shows.DATE,
        Shows.DATE_TIME,
        Shows.DATE,
        Shows.NUMBER,
        Shows.MONTH,
    ]


@pytest.mark.parametrize(
    ("stored", "shows", "kind", "text"),
    [
        ("0.95399999999999996", Shows.PERCENT, CellKind.PERCENT, "95.4%"),
        ("1", Shows.PERCENT, CellKind.PERCENT, "100%"),
        ("1.1000000000000001", Shows.PERCENT, CellKind.PERCENT, "110%"),
        ("-0.05", Shows.PERCENT, CellKind.PERCENT, "-5%"),
        ("45291", Shows.DATE, CellKind.DATE, "2023年12月31日"),
        ("45291.5", Shows.DATE, CellKind.DATE, "2023年12月31日"),
        ("45291.354166666664", Shows.DATE_TIME, CellKind.DATE, "2023年12月31日 8:30"),
        ("45291", Shows.DATE_TIME, CellKind.DATE, "2023年12月31日"),
        ("45291.999999999", Shows.DATE_TIME, CellKind.DATE, "2024年1月1日"),
        ("45291", Shows.MONTH, CellKind.DATE, "2023年12月"),
        ("45291", Shows.YEAR, CellKind.DATE, "2023年"),
        ("0.35416666666666669", Shows.TIME, CellKind.DATE, "8:30"),
        ("1.5", Shows.ELAPSED, CellKind.DATE, "36:00"),
        ("1", Shows.DATE, CellKind.DATE, "1900年1月1日"),
        ("59", Shows.DATE, CellKind.DATE, "1900年2月28日"),
        ("60", Shows.DATE, CellKind.DATE, "1900年2月29日"),
        ("61", Shows.DATE, CellKind.DATE, "1900年3月1日"),
        ("2958465", Shows.DATE, CellKind.DATE, "9999年12月31日"),
        ("2958466", Shows.DATE, CellKind.NUMBER, "2958466"),
        ("-1", Shows.DATE, CellKind.NUMBER, "-1"),
        ("0", Shows.DATE, CellKind.NUMBER, "0"),
        ("abc", Shows.NUMBER, CellKind.TEXT, "abc"),
    ],
)
def test_a_number_under_its_format(stored: str, shows: Shows, kind: CellKind, text: str) -> None:
    cell = number_cell(stored, shows)
    assert (cell.kind, cell.text) == (kind, text)


def test_dates_that_count_from_1904() -> None:
    assert number_cell("43829", Shows.DATE, epoch_1904=True).text == "2023年12月31日"
    assert number_cell("0", Shows.DATE, epoch_1904=True).text == "1904年1月1日"


@pytest.mark.parametrize(
    ("iso", "text"),
    [
        ("2013-01-07", "2013年1月7日"),
        ("2013-01-07T00:00:00.000Z", "2013年1月7日"),
        ("2013-01-07T08:05", "2013年1月7日 8:05"),
        ("7.1.2013", None),
    ],
)
def test_iso_dates(iso: str, text: str | None) -> None:
    assert date_text(iso) == text
