"""公式：插件⇄原生: the scores of a standard form from the add-in's functions, or from plain formulas, in place."""

from __future__ import annotations

from typing import Any

from perfeval_core.grid import CellRef, Grid
from workbook_templates.reading_formulas import reading_sheets
from workbook_templates.row_checks import ROW_CHECK_SHEET, row_check_columns, rule_formula
from workbook_templates.row_functions import form_columns
from workbook_templates.score_flavours import STANDARD, Flavour, NotStandard, ScoreCells, score_cells
from workbook_templates.standard_layout import FORM
from xladdin.host import protection_lifted
from xladdin.live_sheet import read_sheet
from xladdin.ribbon_commands.edits import write_cells
from xladdin.ribbon_commands.session import Outcome, Refused, Session

__all__ = ["switch_formulas"]

MOST_SHOWN = 8


def switch_formulas(session: Session) -> Outcome:
    """Put the other flavour in place of the one that is there; cells somebody has overwritten stay as they are."""
    book = session.book
    if FORM not in [sheet.name for sheet in book.sheets]:
        raise Refused(_not_standard(f"没有工作表“{FORM}”"))
    sheet = book.sheets[FORM]
    grid = read_sheet(sheet)
    cells = _score_cells(grid)
    now = next(iter(cells.places.values()))
    wanted = Flavour.NATIVE if now is Flavour.ADDIN else Flavour.ADDIN
    if wanted is Flavour.NATIVE:
        _add_reading_sheets(book, cells.first, cells.last)
    edits: dict[CellRef, float | str] = {**cells.formulas(wanted)}
    write_cells(book, edits, "公式：插件⇄原生")
    _switch_checks(book, wanted, cells.first, cells.last)
    if wanted is Flavour.ADDIN:
        for name in {*reading_sheets(form_columns())} & {one.name for one in book.sheets}:
            book.sheets[name].delete()
    session.app.calculate()
    score = STANDARD["score"][0]
    changed = _changed(grid, read_sheet(sheet), set(cells.places), score)
    said = f"{len(cells.places)} 个公式已换成{wanted.value}"
    if not changed:
        return Outcome(f"{said}，得分一个没变。")
    return Outcome(f"{said}。", "\n".join([f"{said}。这几行的得分不一样了，请核对：", *changed]))


def _not_standard(why: str) -> str:
    return f"{why}，换不了公式；这个命令只用于本工具的标准自评表。"


def _score_cells(grid: Grid) -> ScoreCells:
    try:
        cells = score_cells(grid)
    except NotStandard as why:
        raise Refused(_not_standard(str(why))) from None
    if not cells.places:
        raise Refused(_not_standard("得分一栏没有本工具的公式"))
    return cells


def _add_reading_sheets(book: Any, first: int, last: int) -> None:
    """The sheets 计分明细 and 查词, one formula a column, filled down by the host; both stand before any formula."""
    there = {sheet.name for sheet in book.sheets}
    added = {name: columns for name, columns in reading_sheets(form_columns()).items() if name not in there}
    sheets = {name: book.sheets.add(name, after=book.sheets[-1]) for name in added}
    for name, columns in added.items():
        head = [[column.title for column in columns], [column.note for column in columns]]
        sheets[name].range((first - 2, 1), (first - 1, len(columns))).value = head
        for number, column in enumerate(columns, 1):
            sheets[name].range((first, number), (last, number)).formula = column.formula(first)


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
