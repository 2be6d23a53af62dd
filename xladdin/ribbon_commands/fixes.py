"""安全修正: the changes that findings offer and that do not alter what anything means."""

from __future__ import annotations

from perfeval_core.findings import Stored
from perfeval_core.fixes import ProposedFix
from xladdin.fixing import offered_fixes
from xladdin.ribbon_commands.checked_book import check_book
from xladdin.ribbon_commands.edits import write_cells
from xladdin.ribbon_commands.session import Outcome, Session

__all__ = ["fix_safely"]

MOST_SHOWN = 15


def fix_safely(session: Session) -> Outcome:
    """Show what would change, and change it when the user agrees."""
    checked = check_book(session.book)
    fixes = offered_fixes("", checked.workbook, checked.report).chosen()
    if not fixes:
        return Outcome(message="没有可以安全修正的问题；其余的问题要由您来定，请看“校验结果”。")
    if not session.asks(_table(fixes)):
        return Outcome("没有修改。")
    numbers = {one.fix.ref: one.fix.after for one in fixes if one.fix.stored is Stored.NUMBER}
    others = {one.fix.ref: _typed(one.fix.after) for one in fixes if one.fix.stored is not Stored.NUMBER}
    write_cells(session.book, numbers, "安全修正", number_format="General")
    write_cells(session.book, others, "安全修正")
    return Outcome(f"已修正 {len(fixes)} 处，可以撤销；请再点一次“全部校验”。")


def _table(fixes: tuple[ProposedFix, ...]) -> str:
    lines = [_line(one) for one in fixes[:MOST_SHOWN]]
    if len(fixes) > MOST_SHOWN:
        lines.append(f"……共 {len(fixes)} 处")
    return "\n".join(["将作这些修改，不改任何数的意思：", *lines])


def _line(one: ProposedFix) -> str:
    after = "公式" if one.fix.stored is Stored.FORMULA else one.fix.after or "（空）"
    return f"{one.fix.ref}：{one.fix.before or '（空）'} → {after}（{one.what}）"


def _typed(content: str) -> str:
    """A formula as it is; a text that would be taken for one, or for a number, with an apostrophe."""
    return content if content.startswith("=") or not content else f"'{content}"
