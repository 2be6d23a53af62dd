"""What the formulas of a workbook give, computed while it is built, so that every cell carries its true result.

Knows the operators and functions that the generated formulas use and no others; an unknown one is an error of the
builder, not of the workbook.  LibreOffice recalculates the built files in the tests and must see the same values.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from workbook_templates.evaluation_functions import FUNCTIONS, LAZY
from workbook_templates.worksheet_values import Area, ExcelError, Value, arithmetic, compared, concatenated

__all__ = ["Evaluation", "Formula"]

_TOKEN = re.compile(
    r"""\s*(?:
    (?P<string>"(?:[^"]|"")*")
  | (?P<number>\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)
  | (?P<area>(?:(?:'[^']+'|[\w.]+)!)?\$?[A-Z]{1,3}\$?\d+(?::\$?[A-Z]{1,3}\$?\d+)?(?![\w(.]))
  | (?P<column>(?:(?:'[^']+'|[\w.]+)!)?\$?[A-Z]{1,3}:\$?[A-Z]{1,3}(?![\w(.]))
  | (?P<call>[\w.]+\()
  | (?P<name>[^\W\d][\w.]*)
  | (?P<operator><>|<=|>=|[-+*/^&=<>(),:%])
    )""",
    re.VERBOSE,
)
_CELL = re.compile(r"(\$?)([A-Z]{1,3})(\$?)(\d+)")
_RANKS = {"=": 1, "<>": 1, "<": 1, ">": 1, "<=": 1, ">=": 1, "&": 2, "+": 3, "-": 3, "*": 4, "/": 4, "^": 5}

Node = Callable[["_Place"], Any]


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula (with ``=``) as it reads in row ``row``; filled down it may stand in other rows."""

    text: str
    row: int


@dataclass(slots=True)
class _Place:
    """Where a formula is being computed: its cell, and how far below the row it was written for."""

    evaluation: Evaluation
    sheet: str
    row: int
    col: int
    shift: int


@dataclass(slots=True)
class Evaluation:
    """The cells of all sheets, and their values.

    ``names`` are the defined names (``参数!$B$4``), ``functions`` further functions by name (those of the add-in).
    """

    names: Mapping[str, str] = field(default_factory=dict)
    functions: Mapping[str, Callable[..., Value]] = field(default_factory=dict)
    _cells: dict[str, dict[tuple[int, int], Any]] = field(default_factory=dict)
    _last_rows: dict[str, int] = field(default_factory=dict)
    _done: dict[tuple[str, int, int], Any] = field(default_factory=dict)
    _nodes: dict[tuple[str, str], Node] = field(default_factory=dict)
    _fixed: dict[int, Any] = field(default_factory=dict)
    _constants: dict[tuple[str, int, int, int, int], list[Value] | None] = field(default_factory=dict)

    def put(self, sheet: str, row: int, col: int, content: Value | Formula) -> None:
        """Place a content; rows and columns count from 1."""
        self._cells.setdefault(sheet, {})[row, col] = content
        self._last_rows[sheet] = max(row, self._last_rows.get(sheet, 0))
        if self._done or self._constants:
            self._done.clear()
            self._constants.clear()
            self._fixed.clear()

    def value(self, sheet: str, row: int, col: int) -> Value:
        """The value of a cell: None for a blank one, an :class:`ExcelError` where a formula gives one."""
        content = self._cells.get(sheet, {}).get((row, col))
        if not isinstance(content, Formula):
            return content
        key = (sheet, row, col)
        if key not in self._done:
            self._done[key] = ExcelError("#REF!")  # what a cell sees that refers to itself
            node = self._node(sheet, content.text)
            try:
                found = _single(node(_Place(self, sheet, row, col, row - content.row)))
            except ExcelError as error:
                found = error
            self._done[key] = 0 if found is None else found
        return self._done[key]  # type: ignore[no-any-return]

    def constants(self, area: tuple[str, int, int, int, int]) -> list[Value] | None:
        """The cells of an area that holds no formula; None for any other one."""
        if area not in self._constants:
            sheet, top, left, bottom, right = area
            cells = self._cells.get(sheet, {})
            found = [cells.get((row, col)) for row in range(top, bottom + 1) for col in range(left, right + 1)]
            self._constants[area] = None if any(isinstance(cell, Formula) for cell in found) else found
        return self._constants[area]

    def last_row(self, sheet: str) -> int:
        """The last row with a content."""
        return self._last_rows.get(sheet, 1)

    def _node(self, sheet: str, text: str) -> Node:
        key = (sheet, text)
        if key not in self._nodes:
            self._nodes[key] = _Parser(text.removeprefix("="), sheet, self).parsed()
        return self._nodes[key]


def _single(value: Any) -> Value:
    """The one value of a formula's result; a whole area is none."""
    if isinstance(value, Area):
        cells = list(value)
        if len(cells) != 1:
            raise ExcelError("#VALUE!")
        return _raised(cells[0])
    if isinstance(value, list):
        return _raised(value[0])
    return value  # type: ignore[no-any-return]


def _raised(value: Value) -> Value:
    if isinstance(value, ExcelError):
        raise value
    return value


class _Parser:
    """Turns a formula into nested functions of the place."""

    def __init__(self, text: str, sheet: str, evaluation: Evaluation) -> None:
        self.text, self.sheet, self.evaluation = text, sheet, evaluation
        self.tokens = list(self._tokens())
        self.at = 0
        self.relative = 0
        """How many parts so far depend on the row."""

    def _tokens(self) -> Iterator[tuple[str, str]]:
        at = 0
        while at < len(self.text.rstrip()):
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

    def _peek(self) -> str:
        return self.tokens[self.at][1] if self.at < len(self.tokens) and self.tokens[self.at][0] == "operator" else ""

    def _take(self, expected: str) -> None:
        if self._peek() != expected:
            raise ValueError(f"{expected} missing in {self.text!r}")
        self.at += 1

    def _binary(self, lowest: int) -> Node:
        relative, at = self.relative, self.at
        node = self._operations(lowest)
        if self.relative == relative and self.at > at + 1:
            return _computed_once(node)
        return node

    def _operations(self, lowest: int) -> Node:
        left = self._unary()
        while (operator := self._peek()) in _RANKS and _RANKS[operator] > lowest:
            self.at += 1
            left = _operation(operator, left, self._binary(_RANKS[operator]))
        return left

    def _unary(self) -> Node:
        if self._peek() in ("-", "+"):
            negative = self._peek() == "-"
            self.at += 1
            operand = self._unary()
            return (lambda place: arithmetic("-", 0, operand(place))) if negative else operand
        node = self._reference()
        while self._peek() == "%":
            self.at += 1
            inner = node
            node = lambda place, inner=inner: arithmetic("/", inner(place), 100)  # type: ignore[misc]  # noqa: E731
        return node

    def _reference(self) -> Node:
        node = self._primary()
        if self._peek() == ":":  # A1:INDEX(…)
            self.at += 1
            end = self._primary()
            return lambda place: _joined(node(place), end(place))
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
        if name not in self.evaluation.names:
            raise ValueError(f"no such name: {name} in {self.text!r}")
        return _Parser(self.evaluation.names[name].removeprefix("="), self.sheet, self.evaluation).parsed()

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

            def cell(place: _Place) -> Any:
                row = top if top_fixed else top + place.shift
                return Area(place.evaluation, sheet, row, left, row, left)

            return cell

        def area(place: _Place) -> Area:
            first = top if top_fixed else top + place.shift
            last = bottom if bottom_fixed else bottom + place.shift
            return Area(place.evaluation, sheet, first, left, last, right)

        return area

    def _columns(self, text: str) -> Node:
        sheet, cells = self._split(text)
        left, right = (_column(part.replace("$", "")) for part in cells.split(":"))
        return lambda place: Area(place.evaluation, sheet, 1, left, place.evaluation.last_row(sheet), right)

    def _call(self, name: str) -> Node:
        name = name.removeprefix("_xlfn.")
        arguments: list[Node] = []
        while self._peek() != ")":
            if self._peek() == ",":
                arguments.append(lambda place: None)
            else:
                arguments.append(self._binary(0))
            if self._peek() == ",":
                self.at += 1
                if self._peek() == ")":
                    arguments.append(lambda place: None)
        self._take(")")
        if name in LAZY:
            lazy = LAZY[name]
            return lambda place: lazy([lambda node=node: node(place) for node in arguments])  # type: ignore[misc]
        if name in ("ROW", "COLUMN"):
            self.relative += not arguments
            return _position(name, arguments)
        if name in FUNCTIONS:
            function = FUNCTIONS[name]
            return lambda place: function(*[node(place) for node in arguments])
        if name in self.evaluation.functions:
            own = self.evaluation.functions[name]
            return lambda place: own(*[node(place) for node in arguments])
        raise ValueError(f"no such function: {name} in {self.text!r}")


def _computed_once(node: Node) -> Node:
    """A part that is the same in every row: computed for the first and remembered."""

    def once(place: _Place) -> Any:
        known = place.evaluation._fixed
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
    def own(place: _Place) -> int:
        return place.row if name == "ROW" else place.col

    def of(place: _Place) -> int | list[int]:
        area = arguments[0](place)
        if name == "COLUMN":
            return int(area.left)
        return int(area.top) if area.top == area.bottom else list(range(area.top, area.bottom + 1))

    return of if arguments else own


def _operation(operator: str, left: Node, right: Node) -> Node:
    if operator == "&":
        return lambda place: concatenated(left(place), right(place))
    if _RANKS[operator] == 1:
        return lambda place: compared(operator, left(place), right(place))
    return lambda place: arithmetic(operator, left(place), right(place))
