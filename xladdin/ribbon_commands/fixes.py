"""安全修正: the changes that need nobody's decision: of spelling, and of figures that the rest of the form settles."""

from __future__ import annotations

from perfeval_core.findings import Fix, Stored
from perfeval_core.grid import CellRef
from xladdin.change_lines import change_lines
from xladdin.fixing import offered_fixes
from xladdin.ribbon_commands.checked_book import check_book
from xladdin.ribbon_commands.edits import refuse_locked, write_cells
from xladdin.ribbon_commands.session import Outcome, Session
from xladdin.short_lists import first_lines

__all__ = ["fix_safely"]

MOST_SHOWN = 15


def fix_safely(session: Session) -> Outcome:
    """Show what would change, and change it when the user agrees."""
    checked = check_book(session.book)
    fixes = offered_fixes("", checked.workbook, checked.report).chosen()
    if not fixes:
        return Outcome(message="没有可以安全修正的问题；其余的问题要由您来定，请看“校验结果”。")
    refuse_locked(session.book, sorted({one.fix.ref.sheet for one in fixes}), "安全修正")
    lines = change_lines(fixes, several=len(checked.report.forms) > 1)
    shown = first_lines(lines, MOST_SHOWN, "行")
    if not session.asks("\n".join([f"要改的 {len(fixes)} 格，填的指标值、完成值、分值、得分不变：", *shown])):
        return Outcome("没有修改。")
    texts: dict[CellRef, float | str] = {one.fix.ref: _typed(one.fix) for one in fixes if one.fix.stored is Stored.TEXT}
    others: dict[CellRef, float | str] = {one.fix.ref: one.fix.after for one in fixes if one.fix.ref not in texts}
    write_cells(session.book, texts, "安全修正")
    write_cells(session.book, others, "安全修正", as_numbers=True)
    return Outcome(f"已修正 {len(fixes)} 处，可以撤销；请再点一次“全部校验”。")


def _typed(fix: Fix) -> str:
    """A text with an apostrophe, which keeps it one."""
    return f"'{fix.after}" if fix.after else ""
