"""公式：插件⇄原生: the scores of a standard form from the add-in's functions, or from plain formulas, in place."""

from __future__ import annotations

from typing import Any

from perfeval_core.grid import CellKind, CellRef, Grid
from workbook_templates.row_checks import ROW_CHECK_SHEET, row_check_columns, rule_formula
from workbook_templates.row_functions import SHEET_LINES
from workbook_templates.score_flavours import STANDARD, Flavour, NotStandard, ScoreCells, score_cells
from workbook_templates.standard_layout import FORM
from xladdin.host import protection_lifted
from xladdin.live_sheet import read_sheet
from xladdin.ribbon_commands.edits import refuse_locked, write_cells
from xladdin.ribbon_commands.reading_sheets import add_reading_sheets, remove_reading_sheets
from xladdin.ribbon_commands.session import Outcome, Refused, Session
from xladdin.short_lists import first_lines

__all__ = ["switch_formulas"]

LABEL = "公式：插件⇄原生"
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
    session.may_change_sheets(LABEL)
    refuse_locked(book, (FORM, ROW_CHECK_SHEET, *SHEET_LINES), LABEL)
    _put(session, cells, wanted)
    score = STANDARD["score"][0]
    after = read_sheet(sheet)
    scored = [ref for ref in cells.places if ref.col == score and grid.at(ref.row, score).kind is CellKind.NUMBER]
    if scored and not any(after.at(ref.row, score).kind is CellKind.NUMBER for ref in scored):
        _put(session, cells, now)
        raise Refused(f"换成{wanted.value}后一行得分也算不出，已换回来；工作簿可能是别的版本做的，请用“从旧表转入”。")
    changed = _changed(grid, after, set(cells.places), score)
    said = f"{len(cells.places)} 个公式已换成{wanted.value}"
    if not changed:
        return Outcome(f"{said}，得分一个没变。")
    return Outcome(f"{said}。", "\n".join([f"{said}。这几行的得分不一样了，请核对：", *changed]))


def _put(session: Session, cells: ScoreCells, wanted: Flavour) -> None:
    """Put one flavour into all places, with the sheets that it needs and no others, and compute."""
    book = session.book
    if wanted is Flavour.NATIVE:
        add_reading_sheets(book, cells.first, cells.last)
    edits: dict[CellRef, float | str] = {**cells.formulas(wanted)}
    write_cells(book, edits, LABEL)
    _switch_checks(book, wanted, cells.first, cells.last)
    if wanted is Flavour.ADDIN:
        remove_reading_sheets(book)
    session.app.calculate()


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


def _switch_checks(book: Any, wanted: Flavour, first: int, last: int) -> None:
    """The column of 校验明细 that computes every score once more, so that overwritten ones are seen."""
    if ROW_CHECK_SHEET not in [sheet.name for sheet in book.sheets]:
        return
    sheet = book.sheets[ROW_CHECK_SHEET]
    letter = row_check_columns()["rule"]
    formula = rule_formula(wanted.rows, first)
    with protection_lifted(sheet):
        sheet.range(f"{letter}{first}:{letter}{last}").formula = formula


def _changed(before: Grid, after: Grid, places: set[CellRef], score: int) -> list[str]:
    """The rows whose score reads otherwise now."""
    rows = sorted(ref.row for ref in places if ref.col == score)
    lines = [
        f"第 {row} 行：{before.at(row, score).text or '（空）'} → {after.at(row, score).text or '（空）'}"
        for row in rows
        if before.at(row, score).text != after.at(row, score).text
    ]
    return first_lines(lines, MOST_SHOWN, "行")
