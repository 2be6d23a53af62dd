"""What a cell says, in words that stay the same when another program saves the workbook.

A text, the digits of a number, ``=`` and the result for a formula; with the formula itself where it matters too.
"""

from __future__ import annotations

import re
from datetime import date
from decimal import Context, Decimal, InvalidOperation

from perfeval_core.grid import Cell, CellKind

__all__ = ["FORMULA", "UNKNOWN", "plain_formula", "said", "same", "shown"]

RESULT_DIGITS = Context(prec=9)
"""Programs agree on a formula's result to this many digits and more."""
CONSTANT_DIGITS = Context(prec=15)
"""A number in a formula has no more digits than a program can know of it; some write out all of the binary one."""
NOTHING = Decimal("1e-12")
"""A result nearer to zero is what is left over of a sum that comes to nothing."""
CONSTANTS = {"TRUE()": "1", "FALSE()": "0"}
"""LibreOffice stores a typed truth value as one of these formulas."""
LONGEST_CONSTANT = max(map(len, CONSTANTS))
CHANGING_NAMES = ("TODAY", "NOW", "RAND", "CELL", "INFO")
CHANGING = re.compile(r"\b(?:TODAY|NOW|RAND|RANDBETWEEN|RANDARRAY|CELL|INFO)\s*\(", re.IGNORECASE)
"""What gives another result each time a workbook is opened."""
ERROR = "=#"
UNKNOWN = "="
"""What stands for the result of a formula that has not been computed; it is the same as any result."""
FORMULA = "\x00"
"""Stands between a result and its formula."""
FULL_DATE = re.compile(r"(\d{4})年(\d\d?)月(\d\d?)日")
PIECES = re.compile(r"""("(?:[^"]|"")*")|'((?:[^']|'')*)'|([^"']+)""")
PREFIXES = re.compile(r"\b_XL(?:FN|WS|L)\.(?:_XLWS\.)?")
WHOLE_COLUMNS = re.compile(r"\b([A-Z]{1,3})1:([A-Z]{1,3})1048576\b")
ONE_CELL = re.compile(r"\b([A-Z]{1,3}[0-9]+):\1\b")
NUMBER = re.compile(r"(?<![\w.$])(?:\d+\.?\d*|\.\d+)(?:E[+-]?\d+)?(?![\w.:!(])")


def said(cell: Cell, with_formula: bool = False) -> str:
    """What a cell says; empty for nothing."""
    if cell.formula is not None and not (len(cell.formula) <= LONGEST_CONSTANT and cell.formula.upper() in CONSTANTS):
        changing = _is_changing(cell.formula)
        words = UNKNOWN + ("" if changing or not cell.computed else _result(cell))
        return f"{words}{FORMULA}{plain_formula(cell.formula)}" if with_formula else words
    if cell.kind is CellKind.ERROR:
        return ERROR
    if not cell.text:
        return ""
    return _boolean(cell) or _number(cell) or "'" + cell.text.replace("\r\n", "\n").replace("\r", "\n")


def same(before: str, now: str) -> bool:
    """Do two cells say the same?  A result that nobody has computed is the same as any."""
    if before == now:
        return True
    (one, _, formula), (other, _, other_formula) = before.partition(FORMULA), now.partition(FORMULA)
    computed_since = UNKNOWN in (one, other) and one.startswith(UNKNOWN) and other.startswith(UNKNOWN)
    return formula == other_formula and (one == other or computed_since)


def shown(words: str, beside: str) -> str:
    """What a person is shown of a cell's words beside other words of it: the formula where only that differs."""
    result, _, formula = words.partition(FORMULA)
    other, _, other_formula = beside.partition(FORMULA)
    if formula != other_formula and (result == other or UNKNOWN in (result, other)):
        return f"={formula}" if formula else _result_shown(result)
    return _result_shown(result)


def _result_shown(words: str) -> str:
    return words[1:] if words.startswith(("'", UNKNOWN)) else words


def _is_changing(formula: str) -> bool:
    upper = formula.upper()
    for name in CHANGING_NAMES:  # ten thousand formulas: looking for words first is six times as fast
        if name in upper:
            return CHANGING.search(formula) is not None
    return False


def _boolean(cell: Cell) -> str:
    """1 or 0 for a truth value, however a program stores it; empty for everything else."""
    if cell.formula is not None:
        return CONSTANTS.get(cell.formula.upper(), "")
    return {"TRUE": "1", "FALSE": "0"}.get(cell.text, "") if cell.kind is CellKind.BOOLEAN else ""


def _number(cell: Cell) -> str:
    """The digits of a number, whatever format shows it; empty for everything else."""
    if cell.kind is CellKind.NUMBER:
        return cell.text
    if cell.kind is CellKind.PERCENT:
        return _digits(Decimal(cell.text.rstrip("%")).scaleb(-2))
    return ""


def _result(cell: Cell) -> str:
    if cell.kind is CellKind.ERROR:
        return "#"
    if cell.kind is CellKind.DATE:
        return _serial(cell.text)
    digits = _number(cell)
    if not digits:
        return {"TRUE": "1", "FALSE": "0"}.get(cell.text, cell.text)
    if len(digits) <= 9:
        return "0" if digits == "-0" else digits
    number = Decimal(digits)
    return "0" if abs(number) < NOTHING else _digits(RESULT_DIGITS.create_decimal(number))


def _serial(text: str) -> str:
    """A day as the number behind it: LibreOffice shows as a date what other programs leave a number."""
    found = FULL_DATE.fullmatch(text)
    if found is None:
        return text
    days = date(int(found[1]), int(found[2]), int(found[3])) - date(1899, 12, 30)
    return str(days.days if days.days > 60 else text)


def _digits(number: Decimal) -> str:
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


# -- formulas


def plain_formula(formula: str) -> str:
    """A formula in one spelling, whichever program wrote it: no spaces, ``$`` or quoted names; numbers in one way."""
    pieces = []
    for text, name, rest in PIECES.findall(formula):
        if text:
            pieces.append(text)
        elif name:
            pieces.append(name.replace("''", "'").upper())
        else:
            pieces.append("".join(rest.split()).replace("$", "").upper())
    return "".join(piece if piece.startswith('"') else _plain_piece(piece) for piece in _joined(pieces))


def _joined(pieces: list[str]) -> list[str]:
    """The pieces with neighbours that are no texts put together."""
    joined: list[str] = []
    for piece in pieces:
        if joined and not piece.startswith('"') and not joined[-1].startswith('"'):
            joined[-1] += piece
        else:
            joined.append(piece)
    return joined


def _plain_piece(piece: str) -> str:
    piece = PREFIXES.sub("", piece).replace("TRUE()", "TRUE").replace("FALSE()", "FALSE")
    return NUMBER.sub(_plain_number, ONE_CELL.sub(r"\1", WHOLE_COLUMNS.sub(r"\1:\2", piece)))


def _plain_number(found: re.Match[str]) -> str:
    try:
        return _digits(CONSTANT_DIGITS.create_decimal(found[0]))
    except InvalidOperation:
        return found[0]
