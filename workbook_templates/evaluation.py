"""What the formulas of a workbook give, computed while it is built, so that every cell carries its true result.

LibreOffice recalculates the built files in the tests and must see the same values.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from workbook_templates.formula_nodes import CellNode, Node, Place
from workbook_templates.formula_parser import Formulas
from workbook_templates.worksheet_values import Area, ExcelError, Value

__all__ = ["Evaluation", "Formula"]


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula (with ``=``) as it reads in row ``row``; filled down it may stand in other rows."""

    text: str
    row: int


@dataclass(slots=True)
class _Known:
    """A result, and nothing more to read."""

    result: Value


@dataclass(slots=True)
class _Reads:
    """The cell a formula reads next, and what follows for each value it gave so far."""

    cell: CellNode
    after: dict[Any, _Known | _Reads]


@dataclass(slots=True)
class _Column:
    """A formula taken apart, and its results by what it read on the way: a formula that fills a column reads the
    same cells and finds the same values in many rows (the blank ones above all)."""

    node: Node
    known: _Known | _Reads | None = None

    def result(self, place: Place) -> _Known | None:
        """The result for the values found at a place, which are read in the order in which the formula would."""
        at = self.known
        while at.__class__ is _Reads:
            at = at.after.get(_same(at.cell.read(place)))
        return at  # type: ignore[return-value]

    def remember(self, reads: list[tuple[CellNode, Value]], result: Value) -> None:
        """Keep the result that these reads lead to."""
        leaf: _Known | _Reads = _Known(result)
        if not reads:
            self.known = leaf
            return
        if self.known is None:
            self.known = _Reads(reads[0][0], {})
        at = self.known
        for (_, found), (following, _) in pairwise(reads):
            at = at.after.setdefault(_same(found), _Reads(following, {}))  # type: ignore[union-attr]
        at.after[_same(reads[-1][1])] = leaf  # type: ignore[union-attr]


def _same(value: Value) -> Any:
    """What is equal for equal values: 1 is not TRUE, and an error is its code."""
    return (value.__class__, value.code if isinstance(value, ExcelError) else value)


@dataclass(slots=True)
class Evaluation:
    """The cells of all sheets, and their values.

    ``names`` are the defined names (``参数!$B$4``), ``functions`` further functions by name (those of the add-in).
    """

    names: Mapping[str, str] = field(default_factory=dict)
    functions: Mapping[str, Callable[..., Value]] = field(default_factory=dict)
    fixed: dict[int, Any] = field(default_factory=dict)
    """Parts of formulas that are the same in every row."""
    _cells: dict[tuple[str, int, int], Any] = field(default_factory=dict)
    _last_rows: dict[str, int] = field(default_factory=dict)
    _done: dict[tuple[str, int, int], Any] = field(default_factory=dict)
    _formulas: Formulas = field(init=False)
    _columns: dict[tuple[str, str], _Column] = field(default_factory=dict)
    _constants: dict[tuple[str, int, int, int, int], list[Value] | None] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._formulas = Formulas(self.names, self.functions)

    def put(self, sheet: str, row: int, col: int, content: Value | Formula) -> None:
        """Place a content; rows and columns count from 1."""
        self._cells[sheet, row, col] = content
        if row > self._last_rows.get(sheet, 0):
            self._last_rows[sheet] = row
        if self._done or self._constants:
            self.forget()

    def forget(self) -> None:
        """Drop every result; it is computed again when it is asked for."""
        self._done.clear()
        self._constants.clear()
        self.fixed.clear()
        for column in self._columns.values():
            column.known = None

    def value(self, sheet: str, row: int, col: int) -> Value:
        """The value of a cell: None for a blank one, an :class:`ExcelError` where a formula gives one.

        :raises ValueError: for a formula that uses what is not known here; other errors of computing likewise.
        """
        key = (sheet, row, col)
        done = self._done
        if key in done:
            return done[key]  # type: ignore[no-any-return]
        content = self._cells.get(key)
        if content.__class__ is not Formula:
            return content
        done[key] = ExcelError("#REF!")  # what a cell sees that refers to itself
        try:
            found = done[key] = self._computed(key, content)
        except BaseException:
            del done[key]
            raise
        return found

    def _computed(self, key: tuple[str, int, int], content: Formula) -> Value:
        sheet, row, col = key
        column = self._column(sheet, content.text)
        place = Place(self, sheet, row, col, row - content.row, None)
        known = column.result(place)
        if known is not None:
            return known.result
        place.reads = []
        try:
            found = _single(column.node(place))
        except ExcelError as error:
            found = error
        if found is None:
            found = 0
        if place.reads is not None:
            column.remember(place.reads, found)
        return found

    def constants(self, area: tuple[str, int, int, int, int]) -> list[Value] | None:
        """The cells of an area that holds no formula; None for any other one."""
        if area not in self._constants:
            sheet, top, left, bottom, right = area
            cells = self._cells
            found = [cells.get((sheet, row, col)) for row in range(top, bottom + 1) for col in range(left, right + 1)]
            self._constants[area] = None if any(isinstance(cell, Formula) for cell in found) else found
        return self._constants[area]

    def last_row(self, sheet: str) -> int:
        """The last row with a content."""
        return self._last_rows.get(sheet, 1)

    def _column(self, sheet: str, text: str) -> _Column:
        key = (sheet, text)
        if key not in self._columns:
            self._columns[key] = _Column(self._formulas.parsed(text, sheet))
        return self._columns[key]


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
