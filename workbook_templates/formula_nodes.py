"""The parts of a formula as functions of the place where it is computed, and how they are put together."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

from workbook_templates.worksheet_values import Area, ExcelError, Value, arithmetic, compared, concatenated, truth

__all__ = [
    "RANKS",
    "CellNode",
    "Node",
    "Place",
    "applied",
    "choice",
    "computed_once",
    "joined",
    "more_than_cells",
    "nothing",
    "operation",
    "position",
]

RANKS = {"=": 1, "<>": 1, "<": 1, ">": 1, "<=": 1, ">=": 1, "&": 2, "+": 3, "-": 3, "*": 4, "/": 4, "^": 5}
"""How closely the operators bind."""


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


def nothing(place: Place) -> None:
    """An argument that is left empty."""


def of_value(node: Node) -> Node:
    """The same where a value will do: a reference to a cell gives what the cell holds."""
    return node.value if isinstance(node, CellNode) else node


def applied(function: Callable[..., Any], arguments: list[Node], *, areas: bool = False) -> Node:
    """A function of its arguments; ``areas``: it must see references, not what the cells hold."""
    given = arguments if areas else [of_value(node) for node in arguments]
    match given:
        case [one]:
            return lambda place: function(one(place))
        case [one, two]:
            return lambda place: function(one(place), two(place))
    return lambda place: function(*[node(place) for node in given])


def choice(condition: Node, yes: Node, no: Node | None = None) -> Node:
    """``IF``: only the part that is chosen is computed."""
    asked = of_value(condition)

    def chosen(place: Place) -> Any:
        if truth(asked(place)):
            return yes(place)
        return no(place) if no is not None else False

    return chosen


def more_than_cells(node: Node) -> Node:
    """A part whose result does not hang on single cells of the row alone."""

    def told(place: Place) -> Any:
        place.reads = None
        return node(place)

    return told


def computed_once(node: Node) -> Node:
    """A part that is the same in every row: computed for the first and remembered."""

    def once(place: Place) -> Any:
        known = place.evaluation.fixed
        key = id(node)
        if key not in known:
            known[key] = node(place)
        return known[key]

    return once


def joined(one: Node, other: Node) -> Node:
    """``A1:INDEX(…)``: the area from one reference to another."""

    def area(place: Place) -> Area:
        first, last = one(place), other(place)
        return Area(first.evaluation, first.sheet, first.top, first.left, last.bottom, last.right)

    return area


def position(name: str, arguments: list[Node]) -> Node:
    """``ROW`` or ``COLUMN``: of the formula's own cell, or of a reference."""

    def own(place: Place) -> int:
        return place.row if name == "ROW" else place.col

    def of(place: Place) -> int | list[int]:
        area = arguments[0](place)
        if name == "COLUMN":
            return int(area.left)
        return int(area.top) if area.top == area.bottom else list(range(area.top, area.bottom + 1))

    return of if arguments else own


def operation(operator: str, left: Node, right: Node) -> Node:
    """Two parts with an operator between them."""
    if operator == "&":
        return applied(concatenated, [left, right])
    return applied((compared if RANKS[operator] == 1 else arithmetic)(operator), [left, right])
