"""Formulas taken apart into nested functions, each once, to be computed at as many places as it is filled to.

Knows the operators and functions that the generated formulas use and no others; an unknown one is an error of the
builder, not of the workbook.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import lru_cache, partial

from workbook_templates.evaluation_functions import FUNCTIONS, LAZY, SEE_AREAS
from workbook_templates.formula_nodes import (
    RANKS,
    CellNode,
    Node,
    Place,
    applied,
    choice,
    computed_once,
    joined,
    more_than_cells,
    nothing,
    operation,
    position,
)
from workbook_templates.worksheet_values import Area, Value, minus, percent

__all__ = ["Formulas"]

_TOKEN = re.compile(
    r"""\s*(?:
    (?P<operator><>|<=|>=|[-+*/^&=<>(),:%])
  | (?P<string>"(?:[^"]|"")*")
  | (?P<number>\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)
  | (?P<area>(?:(?:'[^']+'|[\w.]++)!)?\$?[A-Z]{1,3}\$?\d+(?::\$?[A-Z]{1,3}\$?\d+)?(?![\w(.]))
  | (?P<column>(?:(?:'[^']+'|[\w.]++)!)?\$?[A-Z]{1,3}:\$?[A-Z]{1,3}(?![\w(.]))
  | (?P<call>[\w.]+\()
  | (?P<name>[^\W\d][\w.]*)
    )""",
    re.VERBOSE,
)
_CELL = re.compile(r"(\$?)([A-Z]{1,3})(\$?)(\d+)")


class Formulas:
    """Takes formulas apart that use these defined names and these functions beside the worksheet's own."""

    def __init__(self, names: Mapping[str, str], functions: Mapping[str, Callable[..., Value]]) -> None:
        self.names = names
        self.functions = functions
        self._named: dict[tuple[str, str], tuple[Node, int]] = {}

    def parsed(self, text: str, sheet: str) -> Node:
        """The node of a formula on a sheet.

        :raises ValueError: when it uses what is not known here.
        """
        return _Parser(text.removeprefix("="), sheet, self).parsed()

    def named(self, name: str, sheet: str) -> tuple[Node, int]:
        """The node of a defined name, and how many of its parts depend on the row.

        :raises ValueError: when there is no such name, or it uses what is not known here.
        """
        key = (name, sheet)
        if key not in self._named:
            if name not in self.names:
                raise ValueError(f"no such name: {name}")
            parser = _Parser(self.names[name].removeprefix("="), sheet, self)
            self._named[key] = parser.parsed(), parser.relative
        return self._named[key]


class _Parser:
    """Turns a formula into nested functions of the place."""

    def __init__(self, text: str, sheet: str, formulas: Formulas) -> None:
        self.text, self.sheet, self.formulas = text, sheet, formulas
        self.kinds: list[str | None] = []
        self.texts: list[str] = []
        self.operators: list[str] = []
        self._take_apart(text.rstrip())
        self.at = 0
        self.relative = 0
        """How many parts so far depend on the row."""

    def _take_apart(self, text: str) -> None:
        end = 0
        for found in _TOKEN.finditer(text):
            if found.start() != end:
                break
            end = found.end()
            kind = found.lastgroup
            token = found[kind]  # type: ignore[index]
            self.kinds.append(kind)
            self.texts.append(token)
            self.operators.append(token if kind == "operator" else "")
        if end != len(text):
            raise ValueError(f"cannot read {text[end : end + 30]!r} of {text!r}")
        self.operators.append("")

    def parsed(self) -> Node:
        node = self._binary(0)
        if self.at != len(self.texts):
            raise ValueError(f"cannot read {self.texts[self.at]} of {self.text!r}")
        return node

    def _take(self, expected: str) -> None:
        if self.operators[self.at] != expected:
            raise ValueError(f"{expected} missing in {self.text!r}")
        self.at += 1

    def _binary(self, lowest: int) -> Node:
        relative, at = self.relative, self.at
        node = self._unary()
        while (rank := RANKS.get(operator := self.operators[self.at], 0)) > lowest:
            self.at += 1
            node = operation(operator, node, self._binary(rank))
        if self.relative == relative and self.at > at + 1:
            return computed_once(node)
        return node

    def _unary(self) -> Node:
        sign = self.operators[self.at]
        if sign in ("-", "+"):
            self.at += 1
            operand = self._unary()
            return applied(minus, [operand]) if sign == "-" else operand
        relative = self.relative
        node = self._primary()
        if self.operators[self.at] == ":":  # A1:INDEX(…)
            self.at += 1
            node = joined(node, self._primary())
            if self.relative != relative:
                node = more_than_cells(node)
        while self.operators[self.at] == "%":
            self.at += 1
            node = applied(percent, [node])
        return node

    def _primary(self) -> Node:
        at = self.at
        if at == len(self.texts):
            raise ValueError(f"{self.text!r} ends too early")
        kind, text = self.kinds[at], self.texts[at]
        self.at += 1
        match kind:
            case "area":
                return self._area(text)
            case "call":
                return self._call(text[:-1])
            case "string":
                content = text[1:-1].replace('""', '"')
                return lambda place: content
            case "number":
                number = float(text) if "." in text or "e" in text.lower() else int(text)
                return lambda place: number
            case "name":
                if text in ("TRUE", "FALSE"):
                    return lambda place: text == "TRUE"
                node, relative = self.formulas.named(text, self.sheet)
                self.relative += relative
                return node
            case "column":
                return self._columns(text)
        if text == "(":
            node = self._binary(0)
            self._take(")")
            return node
        raise ValueError(f"cannot read {text!r} of {self.text!r}")

    def _area(self, text: str) -> Node:
        named, ends = _corners(text)
        sheet = named or self.sheet
        (top, top_fixed, left), (bottom, bottom_fixed, right) = ends[0], ends[-1]
        self.relative += not (top_fixed and bottom_fixed)
        if len(ends) == 1:
            return CellNode(sheet, top, left, not top_fixed)

        def area(place: Place) -> Area:
            first = top if top_fixed else top + place.shift
            last = bottom if bottom_fixed else bottom + place.shift
            return Area(place.evaluation, sheet, first, left, last, right)

        return area if top_fixed and bottom_fixed else more_than_cells(area)

    def _columns(self, text: str) -> Node:
        named, _, cells = text.rpartition("!")
        sheet = named.strip("'") or self.sheet
        left, right = (_column(part.replace("$", "")) for part in cells.split(":"))
        return lambda place: Area(place.evaluation, sheet, 1, left, place.evaluation.last_row(sheet), right)

    def _call(self, name: str) -> Node:
        name = name.removeprefix("_xlfn.")
        relative = self.relative
        arguments = self._arguments()
        if name == "IF":
            return choice(*arguments)
        if name in LAZY:
            lazy = LAZY[name]
            return lambda place: lazy([partial(node, place) for node in arguments])
        if name in ("ROW", "COLUMN"):
            self.relative += not arguments
            node = position(name, arguments)
            return node if self.relative == relative else more_than_cells(node)
        if name in FUNCTIONS:
            return applied(FUNCTIONS[name], arguments, areas=name in SEE_AREAS)
        if name in self.formulas.functions:
            return applied(self.formulas.functions[name], arguments, areas=True)
        raise ValueError(f"no such function: {name} in {self.text!r}")

    def _arguments(self) -> list[Node]:
        arguments: list[Node] = []
        while self.operators[self.at] != ")":
            arguments.append(nothing if self.operators[self.at] == "," else self._binary(0))
            if self.operators[self.at] == ",":
                self.at += 1
                if self.operators[self.at] == ")":
                    arguments.append(nothing)
        self._take(")")
        return arguments


@lru_cache(4096)
def _corners(text: str) -> tuple[str, tuple[tuple[int, bool, int], ...]]:
    """The sheet of a reference (empty: the formula's own), and its corners: row, whether that is fixed, column."""
    sheet, _, cells = text.rpartition("!")
    found = [_CELL.fullmatch(corner) for corner in cells.split(":")]
    return sheet.strip("'"), tuple((int(one[4]), one[3] == "$", _column(one[2])) for one in found if one)


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number
