"""A stored number as people read it: exact decimal digits, per cent, dates."""

from __future__ import annotations

import re
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Context, Decimal, InvalidOperation

from perfeval_core.grid import Cell, CellKind
from xladdin.files.number_formats import Shows

__all__ = ["date_text", "number_cell", "number_text"]

PLAIN = re.compile(r"-?(?:[1-9][0-9]{0,13}|0(?=\.))(?:\.[0-9]{0,13}[1-9])?|0", re.ASCII)
EXCEL_DIGITS = Context(prec=15, rounding=ROUND_HALF_UP, Emin=-999_999, Emax=999_999)
LARGEST = Decimal("1e309")
SMALLEST = Decimal("1e-308")
LAST_DAY = 2_958_465  # 9999-12-31
DAYS_1904 = 1_462
SECONDS = 86_400
DATE_ONLY = {Shows.DATE_TIME: Shows.DATE}
ISO_DATE = re.compile(r"(\d{4})-(\d\d)-(\d\d)(?:T(\d\d):(\d\d)(?::(\d\d)(?:\.\d+)?)?)?Z?", re.ASCII)


def number_text(stored: str) -> str | None:
    """Plain decimal digits of a stored number, at most 15 significant ones as in Excel; None when it is no number.

    ``7.4299999999999997`` -> ``7.43``, ``1E-3`` -> ``0.001``, ``90.0`` -> ``90``.
    """
    if len(stored) <= 15 and PLAIN.fullmatch(stored):
        return stored
    value = _decimal(stored)
    return None if value is None else _plain(value)


def number_cell(stored: str, shows: Shows, epoch_1904: bool = False) -> Cell:
    """The cell for a stored number under a number format.

    What is no number becomes a text cell; a date format over a serial that has no date (0, negative, past the year
    9999) leaves the number.
    """
    text = number_text(stored)
    if text is None:
        return Cell(stored, CellKind.TEXT)
    if shows is Shows.NUMBER:
        return Cell(text, CellKind.NUMBER)
    if shows is Shows.PERCENT:
        return Cell(_plain(Decimal(text).scaleb(2)) + "%", CellKind.PERCENT)
    when = _serial_text(Decimal(text), shows, epoch_1904)
    return Cell(text, CellKind.NUMBER) if when is None else Cell(when, CellKind.DATE)


def date_text(iso: str, shows: Shows = Shows.DATE_TIME) -> str | None:
    """An ISO 8601 date, as strict files and the legacy reader give it; None when it is none.

    ``2013-01-07T08:30`` -> ``2013年1月7日 8:30``, or less where the number format shows less.
    """
    match = ISO_DATE.fullmatch(iso)
    if match is None:
        return None
    year, month, day, hour, minute, second = (int(part or 0) for part in match.groups())
    return _shown(year, month, day, hour, minute, shows if hour or minute or second else DATE_ONLY.get(shows, shows))


def _decimal(stored: str) -> Decimal | None:
    """The stored number rounded to 15 digits; None for what no spreadsheet can hold (text, infinities, 1e999999)."""
    stripped = stored.strip()
    if len(stripped) > 400 or not stripped.isascii() or "_" in stripped:
        return None
    try:
        value = EXCEL_DIGITS.create_decimal(stripped)
    except InvalidOperation:
        return None
    if not value.is_finite() or abs(value) >= LARGEST:
        return None
    return value if abs(value) >= SMALLEST else Decimal(0)


def _plain(value: Decimal) -> str:
    text = f"{value:f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def _serial_text(serial: Decimal, shows: Shows, epoch_1904: bool) -> str | None:
    """A date serial (days, fraction of a day) in the spelling of its format, or None when it is no date."""
    if serial < 0 or serial > LAST_DAY + 1:
        return None
    days = int(serial)
    seconds = int(((serial - days) * SECONDS).to_integral_value(ROUND_HALF_UP))
    if seconds == SECONDS:
        days, seconds = days + 1, 0
    hour, minute = seconds // 3600, seconds // 60 % 60
    if shows is Shows.ELAPSED:
        return f"{days * 24 + hour}:{minute:02d}"
    if shows is Shows.TIME:
        return f"{hour}:{minute:02d}"
    if epoch_1904:
        days += DAYS_1904
    if days < 1 or days > LAST_DAY:
        return f"{hour}:{minute:02d}" if days == 0 and seconds else None
    return _shown(*_calendar(days), hour, minute, shows if seconds else DATE_ONLY.get(shows, shows))


def _shown(year: int, month: int, day: int, hour: int, minute: int, shows: Shows) -> str:
    if shows is Shows.YEAR:
        return f"{year}年"
    if shows is Shows.MONTH:
        return f"{year}年{month}月"
    text = f"{year}年{month}月{day}日"
    return f"{text} {hour}:{minute:02d}" if shows is Shows.DATE_TIME else text


def _calendar(days: int) -> tuple[int, int, int]:
    """Year, month, day of a 1900 serial, with Excel's day 60 that never was (29 February 1900)."""
    if days == 60:
        return 1900, 2, 29
    when = date(1899, 12, 31 if days < 60 else 30) + timedelta(days)
    return when.year, when.month, when.day
