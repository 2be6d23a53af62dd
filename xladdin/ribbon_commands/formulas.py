"""公式：插件⇄原生: the scores of a standard form from the add-in's functions, or from plain formulas, in place."""

from __future__ import annotations

from enum import Enum
from typing import Any

from perfeval_core.grid import CellRef, Grid
from perfeval_core.model import Form
from perfeval_core.read_form import read_forms
from workbook_templates.build import SPARE_ROWS
from workbook_templates.reading_formulas import DETAIL_SHEET, reading_columns
from workbook_templates.row_checks import ROW_CHECK_SHEET, row_check_columns, rule_formula
from workbook_templates.row_functions import AddinRows, NativeRows, RowFunctions, form_columns
from workbook_templates.standard_layout import BESIDE, COLUMNS, FORM
from xladdin.host import protection_lifted
from xladdin.live_sheet import read_sheet
from xladdin.ribbon_commands.edits import write_cells
from xladdin.ribbon_commands.session import Outcome, Refused, Session

__all__ = ["switch_formulas"]

STANDARD = COLUMNS | BESIDE
MOST_SHOWN = 8


class Flavour(Enum):
    """Where scores come from; the value is what people call it."""

    ADDIN = "插件函数"
    NATIVE = "原生公式"

    @property
    def rows(self) -> RowFunctions:
        """The formulas of a row."""
        return AddinRows() if self is Flavour.ADDIN else NativeRows()


def switch_formulas(session: Session) -> Outcome:
    """Put the other flavour in place of the one that is there; cells somebody has overwritten stay as they are."""
    book = session.book
    if FORM not in [sheet.name for sheet in book.sheets]:
        raise Refused(_not_standard(f"没有工作表“{FORM}”"))
    sheet = book.sheets[FORM]
    grid = read_sheet(sheet)
    form = _standard_form(grid)
    places = _places(grid, form)
    if not places:
        raise Refused(_not_standard("得分一栏没有本工具的公式"))
    now = next(iter(places.values()))
    wanted = Flavour.NATIVE if now is Flavour.ADDIN else Flavour.ADDIN
    first, last = form.indicators[0].row, form.last_row + SPARE_ROWS
    if wanted is Flavour.NATIVE:
        _add_reading_sheet(book, first, last)
    score, status = STANDARD["score"][0], STANDARD["status"][0]
    rows = wanted.rows
    edits: dict[CellRef, float | str] = {
        ref: rows.score(ref.row) if ref.col == score else rows.status(ref.row) for ref in places
    }
    write_cells(book, edits, "公式：插件⇄原生")
    _switch_checks(book, wanted, first, last)
    if wanted is Flavour.ADDIN and DETAIL_SHEET in [one.name for one in book.sheets]:
        book.sheets[DETAIL_SHEET].delete()
    session.app.calculate()
    changed = _changed(grid, read_sheet(sheet), {ref for ref in places if ref.col in (score, status)}, score)
    said = f"{len(places)} 个公式已换成{wanted.value}"
    if not changed:
        return Outcome(f"{said}，得分一个没变。")
    return Outcome(f"{said}。", "\n".join([f"{said}。这几行的得分不一样了，请核对：", *changed]))


def _not_standard(why: str) -> str:
    return f"{why}，换不了公式；这个命令只用于本工具的标准自评表。"


def _standard_form(grid: Grid) -> Form:
    forms = read_forms(grid)
    if not forms or not forms[0].indicators:
        raise Refused(_not_standard(f"工作表“{FORM}”里没有指标"))
    columns = dict(forms[0].columns)
    moved = [title for role, (col, title) in STANDARD.items() if columns.get(role, col) != col]
    if moved:
        raise Refused(_not_standard(f"“{moved[0].replace(chr(10), '')}”一栏不在原来的位置"))
    return forms[0]


def _places(grid: Grid, form: Form) -> dict[CellRef, Flavour]:
    """The cells of 得分 and 状态 that hold a formula of ours, with its flavour."""
    found = {}
    for row in range(form.indicators[0].row, form.last_row + 1):
        for role in ("score", "status"):
            col = STANDARD[role][0]
            formula = grid.at(row, col).formula or ""
            if "PE_SCORE(" in formula or "PE_CHECK(" in formula or "PESCORE(" in formula or "PECHECK(" in formula:
                found[grid.ref(row, col)] = Flavour.ADDIN
            elif DETAIL_SHEET in formula:
                found[grid.ref(row, col)] = Flavour.NATIVE
    return found


def _add_reading_sheet(book: Any, first: int, last: int) -> None:
    """The sheet 计分明细, one formula a column, filled down by the host."""
    if DETAIL_SHEET in [sheet.name for sheet in book.sheets]:
        return
    sheet = book.sheets.add(DETAIL_SHEET, after=book.sheets[-1])
    columns = reading_columns(form_columns())
    head = [[column.title for column in columns], [column.note for column in columns]]
    sheet.range((first - 2, 1), (first - 1, len(columns))).value = head
    for number, column in enumerate(columns, 1):
        sheet.range((first, number), (last, number)).formula = column.formula(first)


def _switch_checks(book: Any, wanted: Flavour, first: int, last: int) -> None:
    """The column of 校验明细 that computes every score once more, so that overwritten ones are seen."""
    if ROW_CHECK_SHEET not in [sheet.name for sheet in book.sheets]:
        return
    sheet = book.sheets[ROW_CHECK_SHEET]
    letter = row_check_columns()["rule"]
    formula = rule_formula(wanted.rows, first)
    with protection_lifted(sheet) as lifted:
        if not lifted:
            raise Refused(f"工作表“{ROW_CHECK_SHEET}”有密码保护，换不了公式；请先撤销保护再试。")
        sheet.range(f"{letter}{first}:{letter}{last}").formula = formula


def _changed(before: Grid, after: Grid, places: set[CellRef], score: int) -> list[str]:
    """The rows whose score reads otherwise now."""
    rows = sorted(ref.row for ref in places if ref.col == score)
    lines = [
        f"第 {row} 行：{before.at(row, score).text or '（空）'} → {after.at(row, score).text or '（空）'}"
        for row in rows
        if before.at(row, score).text != after.at(row, score).text
    ]
    return [*lines[:MOST_SHOWN], *([f"……共 {len(lines)} 行"] if len(lines) > MOST_SHOWN else [])]
