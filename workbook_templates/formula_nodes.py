"""Formulas taken apart into nested functions, each compiled once and computed at as many places as it is filled to.

Knows the operators and functions that the generated formulas use and no others; an unknown one is an error of the
builder, not of the workbook.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, Protocol

from workbook_templates.evaluation_functions import FUNCTIONS, LAZY, SEE_AREAS
from workbook_templates.worksheet_values import (
    Area,
    ExcelError,
    Value,
    arithmetic,
    compared,
    concatenated,
    minus,
    percent,
    truth,
)

__all__ = ["CellNode", "Node", "Place", "parsed"]

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
_RANKS = {"=": 1, "<>": 1, "<": 1, ">": 1, "<=": 1, ">=": 1, "&": 2, "+": 3, "-": 3, "*": 4, "/": 4, "^": 5}


class Cells(Protocol):
    """Where a formula finds what it reads."""

    fixed: dict[int, Any]
    """Parts that are the same in every row, by the identity of their node."""

    def value(self, sheet: str, row: int, col: int) -> Value:
        """What a cell gives."""

    def last_row(self, sheet: str) -> int:
        """The last row with a content."""


@dataclass(slots=True)
class Place:
    """Where a formula is being computed: its cell, and how far below the row it was written for."""

    evaluation: Cells
    sheet: str
    row: int
    col: int
    shift: int
    reads: list[tuple[CellNode, Value]] | None
    """The cells that move along with the row and what they gave, in order; None when more than they decides."""


Node = Callable[[Place], Any]


@dataclass(frozen=True, slots=True)
class CellNode:
    """A reference to one cell; called it gives the reference, :meth:`value` what the cell holds."""

    sheet: str
    row: int
    col: int
    moves: bool

    def __call__(self, place: Place) -> Area:
        if self.moves:
            self.read(place)
        row = self.row + place.shift if self.moves else self.row
        return Area(place.evaluation, self.sheet, row, self.col, row, self.col)

    def read(self, place: Place) -> Value:
        """What the cell holds, an error too; noted among the reads of the place."""
        if not self.moves:
            return place.evaluation.value(self.sheet, self.row, self.col)
        found = place.evaluation.value(self.sheet, self.row + place.shift, self.col)
        if place.reads is not None:
            place.reads.append((self, found))
        return found

    def value(self, place: Place) -> Value:
        """What the cell holds; an error is raised."""
        found = self.read(place)
        if found.__class__ is ExcelError:
            raise found
        return found


def parsed(text: str, sheet: str, names: Mapping[str, str], functions: Mapping[str, Callable[..., Value]]) -> Node:
    """The node of a formula on a sheet.

    :raises ValueError: when it uses what is not known here.
    """
    return _Parser(text.removeprefix("="), sheet, names, functions).parsed()


class _Parser:
    """Turns a formula into nested functions of the place."""

    def __init__(
        self, text: str, sheet: str, names: Mapping[str, str], functions: Mapping[str, Callable[..., Value]]
    ) -> None:
        self.text, self.sheet, self.names, self.functions = text, sheet, names, functions
        self.tokens = list(self._tokens())
        self.operators = [text if kind == "operator" else "" for kind, text in self.tokens]
        self.operators.append("")
        self.at = 0
        self.relative = 0
        """How many parts so far depend on the row."""

    def _tokens(self) -> Iterator[tuple[str, str]]:
        at, length = 0, len(self.text.rstrip())
        while at < length:
            found = _TOKEN.match(self.text, at)
            if found is None or found.lastgroup is None:
                raise ValueError(f"cannot read {self.text[at : at + 30]!r} of {self.text!r}")
            yield found.lastgroup, found.group(found.lastgroup)
            at = found.end()

    def parsed(self) -> Node:
        node = self._binary(0)
        if self.at != len(self.tokens):
            raise ValueError(f"cannot read {self.tokens[self.at]} of {self.text!r}")
        return node

    def _take(self, expected: str) -> None:
        if self.operators[self.at] != expected:
            raise ValueError(f"{expected} missing in {self.text!r}")
        self.at += 1

    def _binary(self, lowest: int) -> Node:
        relative, at = self.relative, self.at
        node = self._unary()
        while (rank := _RANKS.get(operator := self.operators[self.at], 0)) > lowest:
            self.at += 1
            node = _operation(operator, node, self._binary(rank))
        if self.relative == relative and self.at > at + 1:
            return _computed_once(node)
        return node

    def _unary(self) -> Node:
        sign = self.operators[self.at]
        if sign in ("-", "+"):
            self.at += 1
            operand = self._unary()
            return _applied(minus, [operand]) if sign == "-" else operand
        node = self._reference()
        while self.operators[self.at] == "%":
            self.at += 1
            node = _applied(percent, [node])
        return node

    def _reference(self) -> Node:
        relative = self.relative
        node = self._primary()
        if self.operators[self.at] == ":":  # A1:INDEX(…)
            self.at += 1
            end = self._primary()
            joined: Node = lambda place: _joined(node(place), end(place))  # noqa: E731
            return joined if self.relative == relative else _more_than_cells(joined)
        return node

    def _primary(self) -> Node:
        kind, text = self.tokens[self.at]
        self.at += 1
        match kind:
            case "string":
                content = text[1:-1].replace('""', '"')
                return lambda place: content
            case "number":
                number = float(text) if "." in text or "e" in text.lower() else int(text)
                return lambda place: number
            case "area":
                return self._area(text)
            case "column":
                return self._columns(text)
            case "call":
                return self._call(text[:-1])
            case "name":
                if text in ("TRUE", "FALSE"):
                    return lambda place: text == "TRUE"
                return self._named(text)
        if text == "(":
            node = self._binary(0)
            self._take(")")
            return node
        raise ValueError(f"cannot read {text!r} of {self.text!r}")

    def _named(self, name: str) -> Node:
        if name not in self.names:
            raise ValueError(f"no such name: {name} in {self.text!r}")
        return parsed(self.names[name], self.sheet, self.names, self.functions)

    def _split(self, text: str) -> tuple[str, str]:
        sheet, _, cells = text.rpartition("!")
        return sheet.strip("'") or self.sheet, cells

    def _area(self, text: str) -> Node:
        sheet, cells = self._split(text)
        corners = [_CELL.fullmatch(corner) for corner in cells.split(":")]
        ends = [(int(found[4]), found[3] == "$", _column(found[2])) for found in corners if found]
        (top, top_fixed, left), (bottom, bottom_fixed, right) = ends[0], ends[-1]
        self.relative += not (top_fixed and bottom_fixed)
        if len(ends) == 1:
            return CellNode(sheet, top, left, not top_fixed)

        def area(place: Place) -> Area:
            first = top if top_fixed else top + place.shift
            last = bottom if bottom_fixed else bottom + place.shift
            return Area(place.evaluation, sheet, first, left, last, right)

        return area if top_fixed and bottom_fixed else _more_than_cells(area)

    def _columns(self, text: str) -> Node:
        sheet, cells = self._split(text)
        left, right = (_column(part.replace("$", "")) for part in cells.split(":"))
        return lambda place: Area(place.evaluation, sheet, 1, left, place.evaluation.last_row(sheet), right)

    def _call(self, name: str) -> Node:
        name = name.removeprefix("_xlfn.")
        relative = self.relative
        arguments = self._arguments()
        if name == "IF":
            return _choice(*arguments)
        if name in LAZY:
            lazy = LAZY[name]
            return lambda place: lazy([partial(node, place) for node in arguments])
        if name in ("ROW", "COLUMN"):
            self.relative += not arguments
            node = _position(name, arguments)
            return node if self.relative == relative else _more_than_cells(node)
        if name in FUNCTIONS:
            return _applied(FUNCTIONS[name], arguments, areas=name in SEE_AREAS)
        if name in self.functions:
            return _applied(self.functions[name], arguments, areas=True)
        raise ValueError(f"no such function: {name} in {self.text!r}")

    def _arguments(self) -> list[Node]:
        arguments: list[Node] = []
        while self.operators[self.at] != ")":
            arguments.append(_nothing if self.operators[self.at] == "," else self._binary(0))
            if self.operators[self.at] == ",":
                self.at += 1
                if self.operators[self.at] == ")":
                    arguments.append(_nothing)
        self._take(")")
        return arguments


def _nothing(place: Place) -> None:
    """An argument that is left empty."""


def _of_value(node: Node) -> Node:
    """The same where a value will do: a reference to a cell gives what the cell holds."""
    return node.value if isinstance(node, CellNode) else node


def _applied(function: Callable[..., Any], arguments: list[Node], *, areas: bool = False) -> Node:
    """A function of its arguments; ``areas``: it must see references, not what the cells hold."""
    given = arguments if areas else [_of_value(node) for node in arguments]
    match given:
        case [one]:
            return lambda place: function(one(place))
        case [one, two]:
            return lambda place: function(one(place), two(place))
    return lambda place: function(*[node(place) for node in given])


def _choice(condition: Node, yes: Node, no: Node | None = None) -> Node:
    asked = _of_value(condition)

    def chosen(place: Place) -> Any:
        if truth(asked(place)):
            return yes(place)
        return no(place) if no is not None else False

    return chosen


def _more_than_cells(node: Node) -> Node:
    """A part whose result does not hang on single cells of the row alone."""

    def told(place: Place) -> Any:
        place.reads = None
        return node(place)

    return told


def _computed_once(node: Node) -> Node:
    """A part that is the same in every row: computed for the first and remembered."""

    def once(place: Place) -> Any:
        known = place.evaluation.fixed
        key = id(node)
        if key not in known:
            known[key] = node(place)
        return known[key]

    return once


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def _joined(first: Area, last: Area) -> Area:
    return Area(first.evaluation, first.sheet, first.top, first.left, last.bottom, last.right)


def _position(name: str, arguments: list[Node]) -> Node:
    def own(place: Place) -> int:
        return place.row if name == "ROW" else place.col

    def of(place: Place) -> int | list[int]:
        area = arguments[0](place)
        if name == "COLUMN":
            return int(area.left)
        return int(area.top) if area.top == area.bottom else list(range(area.top, area.bottom + 1))

    return of if arguments else own


def _operation(operator: str, left: Node, right: Node) -> Node:
    if operator == "&":
        return _applied(concatenated, [left, right])
    return _applied((compared if _RANKS[operator] == 1 else arithmetic)(operator), [left, right])
