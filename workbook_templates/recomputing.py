"""What the formulas of a filled form give with its present contents, and those of the standard form typed over.

Only what :class:`~workbook_templates.evaluation.Evaluation` knows is computed; anything else stays unknown.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from perfeval_core.grid import Cell, CellKind, CellRef, Grid, Workbook
from perfeval_core.layout import Layout
from perfeval_core.recognise import find_layouts
from workbook_templates.content import blank_content
from workbook_templates.evaluation import Evaluation, Formula
from workbook_templates.form_formulas import ROW_RANGES, FormFormulas
from workbook_templates.row_functions import AddinRows, NativeRows, RowFunctions
from workbook_templates.standard_layout import COLUMNS, FORM, FUNDS_COLUMNS, standard_layout
from workbook_templates.worksheet_values import ExcelError, Value, as_text

__all__ = [
    "OWN_NAME",
    "Computed",
    "StandardFormula",
    "Workings",
    "plain_names",
    "put_cells",
    "result",
    "standard_formulas",
    "uses_plain_functions",
]

DETAIL_SHEET = "计分明细"
_PLAIN = frozenset(("SUM", "ROUND", "MIN", "MAX", "IF", "N", "AND", "OR", "ISNUMBER", "COUNT", "COUNTA"))
"""Functions that mean the same in every program; with others a stored result is believed."""
OWN_NAME = re.compile(r"(?:_xll\.|\[\d+\]!|'[^']*'!)?\b(PE_[A-Z_]+)(?=\()", re.IGNORECASE)
"""A function of the add-in as Excel (``_xll.PE_SCORE``, ``[1]!PE_SCORE``) or LibreOffice (``pe_score``) spells it."""
_CALL = re.compile(r"([A-Za-z_.][\w.]*)\(")


@dataclass(frozen=True, slots=True)
class Computed:
    """A result: its text as a reader spells it, and whether it is a number."""

    text: str
    is_number: bool


@dataclass(frozen=True, slots=True)
class StandardFormula:
    """A cell of the standard form that computes itself.

    ``may_be_meant``: a person may have typed over it on purpose (a score of one row, an amount, the points).
    """

    ref: CellRef
    formula: str
    """With ``=``."""
    may_be_meant: bool


class Workings:
    """The contents of a workbook, some of them changed, ready to be computed.

    ``functions`` are those of the add-in, by name.
    """

    def __init__(
        self,
        workbook: Workbook,
        changes: Mapping[CellRef, str | Decimal],
        functions: Mapping[str, Callable[..., Value]] | None = None,
    ) -> None:
        self._evaluation = Evaluation(plain_names(workbook), functions or {})
        put_cells(self._evaluation, workbook)
        for ref, content in changes.items():
            self._evaluation.put(ref.sheet, ref.row, ref.col, _changed(content, ref.row))

    def result(self, ref: CellRef) -> Computed | None:
        """What a cell gives; None where that cannot be told here."""
        return result(self._evaluation, ref)


def plain_names(workbook: Workbook) -> dict[str, str]:
    """The defined names that formulas use."""
    return {name: formula for name, formula in workbook.defined_names.items() if "!_xlnm" not in name}


def put_cells(evaluation: Evaluation, workbook: Workbook, moved: Callable[[str, int, int], str] | None = None) -> None:
    """Place all cells of a workbook; functions of the add-in by their plain names, however a program spells them.

    ``moved`` tells how a formula reads so many rows down and columns right: with it, a formula that fills a column
    is taken apart only once.
    """
    for grid in workbook.grids:
        above: dict[int, tuple[str, Formula]] = {}
        for (row, col), cell in grid.cells.items():
            content = _content(cell, row)
            if moved is not None and isinstance(content, Formula):
                first, known = above.get(col, ("", content))
                if first and moved(first, row - known.row, 0) == cell.formula:
                    content = known
                else:
                    above[col] = cell.formula or "", content
            evaluation.put(grid.sheet, row, col, content)


def result(evaluation: Evaluation, ref: CellRef) -> Computed | None:
    """What a cell gives; None where that cannot be told here."""
    try:
        found = evaluation.value(ref.sheet, ref.row, ref.col)
    except (ValueError, TypeError, KeyError, IndexError, AttributeError, ArithmeticError, RecursionError):
        return None  # a formula beyond the known ones
    if isinstance(found, ExcelError):
        return None
    return Computed(as_text(found), isinstance(found, (int, float)) and not isinstance(found, bool))


def uses_plain_functions(formula: str) -> bool:
    """True for a formula of functions that mean the same in every program."""
    return all(name.upper() in _PLAIN for name in _CALL.findall(formula))


def _content(cell: Cell, row: int) -> Value | Formula:
    if cell.formula is not None:
        text = cell.formula
        return Formula(f"={OWN_NAME.sub(_plain_name, text) if 'PE_' in text.upper() else text}", row)
    match cell.kind:
        case CellKind.NUMBER:
            return _stored(Decimal(cell.text))
        case CellKind.PERCENT:
            return _stored(Decimal(cell.text.removesuffix("%")) / 100)
        case CellKind.BOOLEAN:
            return cell.text == "TRUE"
        case CellKind.ERROR:
            return ExcelError(cell.text)
    return cell.text or None


def _plain_name(found: re.Match[str]) -> str:
    return found[1].upper()


def _changed(content: str | Decimal, row: int) -> Value | Formula:
    if isinstance(content, Decimal):
        return _stored(content)
    return Formula(content, row) if content.startswith("=") else content or None


def _stored(number: Decimal) -> int | float:
    return int(number) if number == number.to_integral_value() else float(number)


# -- the standard form


def standard_formulas(workbook: Workbook, grid: Grid) -> Iterator[StandardFormula]:
    """The cells of a standard form that compute themselves, with their formulas; nothing for any other form."""
    layout = _standard_layout_of(workbook, grid)
    if layout is None or layout.funds is None:
        return
    formulas = FormFormulas(layout, blank_content("mof_2020"))
    rows: RowFunctions = NativeRows() if any(one.sheet == DETAIL_SHEET for one in workbook.grids) else AddinRows()
    funds, total = layout.funds.first_row, layout.last_row
    for role in ("budget_initial", "budget_adjusted", "spent"):
        col = FUNDS_COLUMNS[role][0]
        yield StandardFormula(grid.ref(funds, col), formulas.sum_of_parts(col), may_be_meant=True)
    for role, formula, may_be_meant in (
        ("weight", formulas.execution_points(), True),
        ("execution_rate", formulas.execution_rate(), False),
        ("score", formulas.execution_score(), True),
    ):
        yield StandardFormula(grid.ref(funds, FUNDS_COLUMNS[role][0]), formula, may_be_meant)
    for row in range(layout.indicators[0].first_row, total):
        yield StandardFormula(grid.ref(row, COLUMNS["score"][0]), rows.score(row), may_be_meant=True)
    for role, formula in (
        ("weight", formulas.weight_sum()), ("score", formulas.total()), ("reason", formulas.beside_total()),
    ):  # fmt: skip
        yield StandardFormula(grid.ref(total, COLUMNS[role][0]), formula, may_be_meant=False)


def _standard_layout_of(workbook: Workbook, grid: Grid) -> Layout | None:
    """The layout of the sheet when it is the standard form of this workbook, whatever rows were put in or taken out."""
    if grid.sheet != FORM or not set(ROW_RANGES.values()) <= set(workbook.defined_names):
        return None
    found = find_layouts(grid)
    total = found[0].slot("total") if len(found) == 1 else None
    if total is None:
        return None
    header = found[0].indicators[0].header_first
    standard = standard_layout(header - standard_layout(0, 0).indicators[0].header_first, total.value[0] - header - 1)
    same = all(
        found[0].slot(role) is not None and found[0].slot(role).value == standard.slot(role).value  # type: ignore[union-attr]
        for role in ("total", "total_weight", "project")
    )
    return standard if same else None
