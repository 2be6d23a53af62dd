"""安全修正: the changes that findings offer and that do not alter what anything means."""

from __future__ import annotations

from collections.abc import Iterable

from perfeval_core.findings import Finding, Fix, FixKind
from perfeval_core.grid import CellRef
from xladdin.ribbon_commands.checked_book import check_book
from xladdin.ribbon_commands.edits import write_cells
from xladdin.ribbon_commands.result_sheet import find_result
from xladdin.ribbon_commands.session import Outcome, Session

__all__ = ["fix_safely", "safe_fixes"]

MOST_SHOWN = 15


def safe_fixes(findings: Iterable[Finding]) -> list[Fix]:
    """One fix for each cell, in sheet order; two findings that want different things of a cell fix nothing."""
    offered: dict[CellRef, set[Fix]] = {}
    for finding in findings:
        if finding.fix is not None and finding.fix.kind is FixKind.SAFE:
            offered.setdefault(finding.fix.ref, set()).add(finding.fix)
    return [fixes.pop() for _, fixes in sorted(offered.items()) if len(fixes) == 1]


def fix_safely(session: Session) -> Outcome:
    """Show what would change, and change it when the user agrees."""
    result = find_result(session.book)
    without = frozenset() if result is None else frozenset({result.name})
    fixes = safe_fixes(check_book(session.book, without).findings)
    if not fixes:
        return Outcome(message="没有可以安全修正的问题；其余的问题要由您来定，请看“校验结果”。")
    if not session.asks(_table(fixes)):
        return Outcome("没有修改。")
    write_cells(session.book, {fix.ref: _typed(fix.after) for fix in fixes}, "安全修正")
    return Outcome(f"已修正 {len(fixes)} 处，可以撤销；请再点一次“全部校验”。")


def _table(fixes: list[Fix]) -> str:
    lines = [f"{fix.ref}：{fix.before or '（空）'} → {fix.after or '（空）'}" for fix in fixes[:MOST_SHOWN]]
    if len(fixes) > MOST_SHOWN:
        lines.append(f"……共 {len(fixes)} 处")
    return "\n".join(["将作这些修改，不改任何数的意思：", *lines])


def _typed(content: str) -> str:
    """A formula or a number as it is; a text that would be taken for a formula with an apostrophe."""
    return f"'{content}" if content.startswith(("+", "-", "@")) and not _is_number(content) else content


def _is_number(text: str) -> bool:
    return text.lstrip("+-").replace(".", "", 1).isdigit()
