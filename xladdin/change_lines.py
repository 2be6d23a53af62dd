"""Proposed changes as people read them, before and after: the same lines from the command line and from the ribbon."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from perfeval_core.findings import Stored
from perfeval_core.fixes import ProposedFix
from perfeval_core.report import cells_text

__all__ = ["change_lines"]

LONGEST = 30


def change_lines(fixes: Iterable[ProposedFix], several: bool) -> list[str]:
    """A line for each change; cells that change in the same way share one.  ``several``: name the sheets too."""
    groups: dict[tuple[object, ...], list[ProposedFix]] = {}
    for one in fixes:
        key = one.fix.ref.sheet, one.fix.before, one.fix.after, one.fix.stored, one.what, one.code
        groups.setdefault(key, []).append(one)
    return [_line(group, several) for group in groups.values()]


def _line(group: Sequence[ProposedFix], several: bool) -> str:
    one, fix = group[0], group[0].fix
    cells = cells_text(sorted((each.fix.ref for each in group), key=lambda ref: (ref.col, ref.row)))
    after = "公式" if fix.stored is Stored.FORMULA else _quoted(fix.after)
    if fix.stored is Stored.NUMBER:
        after = fix.after
    sheet = f"{fix.ref.sheet}!" if several else ""
    count = f"（{len(group)} 格）" if len(group) > 1 else ""
    return f"{sheet}{cells}{count}  {_quoted(fix.before)} → {after}  {one.what}〔{one.code}〕"


def _quoted(text: str) -> str:
    if not text:
        return "（空）"
    shown = text.replace("\r", "").replace("\n", "⏎")
    return f"“{shown[:LONGEST]}{'…' if len(shown) > LONGEST else ''}”"
