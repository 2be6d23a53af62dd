"""Which cells of a standard form compute its scores, and with which formulas: the add-in's functions or plain ones."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from perfeval_core.grid import CellRef, Grid, Workbook
from perfeval_core.recognise import find_layouts
from workbook_templates.build import SPARE_ROWS
from workbook_templates.form_formulas import CLOSING_ROW
from workbook_templates.reading_formulas import DETAIL_SHEET
from workbook_templates.row_functions import AddinRows, NativeRows, RowFunctions
from workbook_templates.standard_layout import BESIDE, COLUMNS, FORM

__all__ = ["STANDARD", "Flavour", "NotStandard", "ScoreCells", "form_sheet", "score_cells"]

STANDARD = COLUMNS | BESIDE
COMPUTED = ("score", "status")
OWN_FORMULA = re.compile(
    r'=?IF\([^"]*=""[,;]""[,;]IFERROR\([\w.\[\]!]*PE_?(?:SCORE|CHECK)\(.*\)[,;]"待核[^"]*"\)\)',
    re.IGNORECASE | re.DOTALL,
)
"""The formula of a row as the add-in's flavour writes it, however a program spells it; with more around it, it is
somebody's own."""
CLOSING = re.compile(r"ROW\('?(?P<sheet>.+?)'?!\$?[A-Z]+\$?\d+\)")


class Flavour(Enum):
    """Where scores come from; the value is what people call it."""

    ADDIN = "插件函数"
    NATIVE = "原生公式"

    @property
    def rows(self) -> RowFunctions:
        """The formulas of a row."""
        return AddinRows() if self is Flavour.ADDIN else NativeRows()


class NotStandard(Exception):
    """A sheet is not this tool's standard form as it was built; the text says why."""


@dataclass(frozen=True, slots=True)
class ScoreCells:
    """The cells of a standard form that hold a formula of ours for 得分 or 状态, each with its flavour.

    ``first`` is the first row of an indicator, ``last`` the last one that 计分明细 has to read.
    """

    sheet: str
    first: int
    last: int
    places: Mapping[CellRef, Flavour]

    def formulas(self, wanted: Flavour) -> dict[CellRef, str]:
        """Every place with its formula (and ``=``) in another flavour."""
        score = STANDARD["score"][0]
        rows = wanted.rows
        return {ref: rows.score(ref.row) if ref.col == score else rows.status(ref.row) for ref in self.places}


def form_sheet(workbook: Workbook) -> str:
    """The name of the standard form's sheet, whatever people call it; 自评表 where the workbook does not tell."""
    found = CLOSING.fullmatch(workbook.defined_names.get(CLOSING_ROW, ""))
    return found["sheet"].replace("''", "'") if found else FORM


def score_cells(grid: Grid) -> ScoreCells:
    """Find the cells, whatever rows were put in, copied or taken out.

    :raises NotStandard: when the sheet holds no form, or its columns stand elsewhere.
    """
    layouts = find_layouts(grid)
    if not layouts or not layouts[0].indicators:
        raise NotStandard(f"工作表“{grid.sheet}”里没有指标")
    layout = layouts[0]
    table = layout.indicators[0]
    for role, (col, title) in STANDARD.items():
        column = table.column(role)
        if column is not None and column.first != col:
            raise NotStandard(f"“{title.replace(chr(10), '')}”一栏不在原来的位置")
    found = {}
    for row in range(table.first_row, layout.last_row + 1):
        for role in COMPUTED:
            col = STANDARD[role][0]
            formula = grid.at(row, col).formula or ""
            if OWN_FORMULA.fullmatch(formula):
                found[grid.ref(row, col)] = Flavour.ADDIN
            elif DETAIL_SHEET in formula:
                found[grid.ref(row, col)] = Flavour.NATIVE
    return ScoreCells(grid.sheet, table.first_row, layout.last_row + SPARE_ROWS, found)
