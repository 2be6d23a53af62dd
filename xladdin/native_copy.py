"""A workbook whose scores come from the add-in's functions, as the plain formulas and values that live everywhere.

What has a plain formula on the standard form gets it, where that gives the same; any other formula with a function
of the add-in becomes its value.  Results are computed here, so nothing has to be opened to be seen.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from decimal import Decimal

from perfeval_core.grid import Cell, CellKind, CellRef, Grid, Workbook, column_letters
from workbook_templates.book import Book
from workbook_templates.evaluation import Evaluation, Formula
from workbook_templates.reading_formulas import DETAIL_SHEET
from workbook_templates.recomputing import OWN_NAME, plain_names, put_cells
from workbook_templates.row_checks import ROW_CHECK_SHEET, row_check_columns, rule_formula
from workbook_templates.row_functions import add_reading_sheets
from workbook_templates.score_flavours import STANDARD, Flavour, NotStandard, ScoreCells, form_sheet, score_cells
from workbook_templates.worksheet_values import ExcelError, as_text
from workbook_templates.worksheet_values import Value as Result
from xladdin.evaluated_functions import addin_functions
from xladdin.files.patch.cells import Value, ValueKind
from xladdin.files.patch.editing import compute_on_opening, write_values
from xladdin.files.patch.grafting import graft_sheet
from xladdin.files.patch.parts import Parts
from xladdin.files.shared_formula import moved

__all__ = ["NativeCopy", "native_copy"]


class _Unknown(Exception):
    """A formula that our evaluation does not know."""


@dataclass(frozen=True, slots=True)
class NativeCopy:
    """What has to be written into a workbook so that it needs no add-in.

    ``reading_book`` is a workbook with nothing but the ``reading_sheets`` (计分明细 …) that have to be added.
    ``converted`` counts the formulas that stay live, ``frozen`` are those that become values.  ``certain``: every
    result is known.
    """

    values: dict[CellRef, Value]
    reading_book: bytes
    reading_sheets: tuple[str, ...]
    converted: int
    frozen: tuple[CellRef, ...]
    certain: bool

    def write(self, parts: Parts) -> None:
        """Write it.  Raises FileProblem where the file must not be changed."""
        write_values(parts, self.values, forget_results=False)
        compute_on_opening(parts, not self.certain)
        for title in self.reading_sheets:
            graft_sheet(parts, self.reading_book, title)


def native_copy(workbook: Workbook) -> NativeCopy | None:
    """What makes a workbook independent of the add-in; None when no formula uses a function of it."""
    own = {ref: cell for ref, cell in _formulas(workbook) if _uses_own_name(cell.formula or "")}
    if not own:
        return None
    with closing(_Conversion(workbook)) as work:
        return _converted(work, workbook, own)


def _converted(work: _Conversion, workbook: Workbook, own: dict[CellRef, Cell]) -> NativeCopy:
    before = {ref: work.known(ref) for ref in own}
    live = work.convert(own)
    score = STANDARD["score"][0]
    on_form = [ref for ref in live if ref.sheet == work.form]
    wrong = {ref.row for ref in on_form if ref.col == score and not _equal(before[ref], work.known(ref))}
    filled = {ref.row for ref in on_form if ref.col == score and before[ref] not in ("", None)}
    if not work.reading_is_known() or (filled and filled <= wrong):
        live = {}  # made by another version: its sheet 参数 does not hold what the plain formulas read
    kept = [ref for ref in own if ref not in live or ref.row in wrong or isinstance(work.known(ref), _Unknown)]
    for ref in kept:
        live.pop(ref, None)
    for ref in kept:
        work.freeze(ref, before[ref])
    values = {ref: _value(before[ref]) for ref in kept if not isinstance(before[ref], _Unknown)}
    values |= {ref: _value(work.known(ref), formula) for ref, formula in live.items()}
    scores_moved = any(not _is_stored(own[ref], work.known(ref)) for ref in live if ref.col == score)
    certain = True
    for ref, cell in _formulas(workbook):
        if ref in own:
            continue
        found = work.known(ref)
        if isinstance(found, _Unknown):
            certain &= cell.computed and not scores_moved
            if scores_moved:
                values[ref] = Value(ValueKind.BLANK, formula=cell.formula)
        elif not _is_stored(cell, found):
            values[ref] = _value(found, cell.formula)
    sheets = work.reading_sheets if live else ()
    return NativeCopy(values, work.reading_book() if sheets else b"", sheets, len(live), tuple(kept), certain)


def _uses_own_name(formula: str) -> bool:
    return "PE_" in formula.upper() and OWN_NAME.search(formula) is not None


def _formulas(workbook: Workbook) -> Iterator[tuple[CellRef, Cell]]:
    for grid in workbook.grids:
        for place, cell in grid.cells.items():
            if cell.formula is not None:
                yield grid.ref(*place), cell


class _Conversion:
    """The workbook as it is computed while its formulas are exchanged."""

    def __init__(self, workbook: Workbook) -> None:
        self._workbook = workbook
        self._book = Book("", addin_functions())
        self._book.names.update(plain_names(workbook))
        self.form = form_sheet(workbook)
        put_cells(self._evaluation, workbook, moved)

    @property
    def _evaluation(self) -> Evaluation:
        return self._book.evaluation

    def known(self, ref: CellRef) -> Result | _Unknown:
        """What a cell gives now."""
        try:
            return self._evaluation.value(ref.sheet, ref.row, ref.col)
        except (ValueError, TypeError, KeyError, IndexError, AttributeError, ArithmeticError, RecursionError):
            return _Unknown()

    def convert(self, own: Iterable[CellRef]) -> dict[CellRef, str]:
        """Put plain formulas where the standard form has some; they are returned, without ``=``."""
        grid = next((grid for grid in self._workbook.grids if grid.sheet == self.form), None)
        cells = None if grid is None else _score_cells(grid)
        if cells is None:
            return {}
        formulas = {ref: text for ref, text in cells.formulas(Flavour.NATIVE).items()
                    if cells.places[ref] is Flavour.ADDIN}  # fmt: skip
        column = row_check_columns()["rule"]
        for ref in own:
            if ref.sheet == ROW_CHECK_SHEET and column_letters(ref.col) == column:
                formulas[ref] = rule_formula(Flavour.NATIVE.rows, ref.row)
        if DETAIL_SHEET not in [one.sheet for one in self._workbook.grids]:
            add_reading_sheets(self._book, cells.first, cells.last, self.form)
        for ref, text in formulas.items():
            self._evaluation.put(ref.sheet, ref.row, ref.col, Formula(text, ref.row))
        return {ref: text.removeprefix("=") for ref, text in formulas.items()}

    def freeze(self, ref: CellRef, result: Result | _Unknown) -> None:
        """Put a value in the place of a formula."""
        self._evaluation.put(ref.sheet, ref.row, ref.col, None if isinstance(result, _Unknown) else result)

    @property
    def reading_sheets(self) -> tuple[str, ...]:
        """The sheets that have been added."""
        return tuple(self._book.sheets)

    def reading_is_known(self) -> bool:
        """Can everything on these sheets be computed?"""
        return not any(
            isinstance(self.known(CellRef(title, *place)), _Unknown)
            for title, sheet in self._book.sheets.items()
            for place in sheet.cells
        )

    def reading_book(self) -> bytes:
        """A workbook with these sheets alone, their results stored."""
        return self._book.written().getvalue()

    def close(self) -> None:
        """End the work: what was computed is given back."""
        self._book.close()


def _score_cells(grid: Grid) -> ScoreCells | None:
    try:
        return None if "'" in grid.sheet else score_cells(grid)
    except NotStandard:
        return None


def _equal(one: Result | _Unknown, other: Result | _Unknown) -> bool:
    if isinstance(one, (int, float)) and isinstance(other, (int, float)):
        return abs(one - other) <= 1e-9 * max(abs(one), 1)
    return not isinstance(other, (_Unknown, ExcelError)) and one == other


def _is_stored(cell: Cell, found: Result | _Unknown) -> bool:
    """Is this the result that the file holds?"""
    if not cell.computed:
        return False
    if isinstance(found, ExcelError):
        return cell.kind is CellKind.ERROR
    if isinstance(found, bool) or not isinstance(found, (int, float)):
        return cell.kind is not CellKind.NUMBER and cell.text == as_text(found)  # type: ignore[arg-type]
    match cell.kind:
        case CellKind.NUMBER | CellKind.PERCENT:
            scale = 100 if cell.kind is CellKind.PERCENT else 1
            return _equal(float(Decimal(cell.text.rstrip("%")) / scale), found)
    return cell.kind is CellKind.DATE


def _value(found: Result | _Unknown, formula: str | None = None) -> Value:
    match found:
        case _Unknown():
            return Value(ValueKind.BLANK, formula=formula)
        case ExcelError():
            return Value(ValueKind.ERROR, found.code, formula)
        case bool():
            return Value(ValueKind.BOOLEAN, as_text(found), formula)
        case int() | float():
            return Value(ValueKind.NUMBER, as_text(found), formula)
    text = as_text(found)
    return Value(ValueKind.TEXT if text or formula is not None else ValueKind.BLANK, text, formula)
