"""The sheet 校验结果: every finding with its cell as a link, what to do, and the source."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from perfeval_core.findings import Finding
from perfeval_core.grid import CellRef
from perfeval_core.report import cells_text, counts_text
from xladdin.files.patch.marking import COLUMNS
from xladdin.files.patch.memory import FORMER_FILL, RESULT_TITLE
from xladdin.ribbon_commands.session import Refused

__all__ = ["Listed", "find_result", "read_result", "result_rows", "same_rows", "write_result"]

HEAD_ROWS = 3
TITLES = tuple(title for title, _ in COLUMNS if title != FORMER_FILL)
"""The same as ``perfeval mark`` writes, but for the fills, which are not overwritten here."""
SPARE_NAMES = (RESULT_TITLE, *(f"{RESULT_TITLE}({number})" for number in range(2, 10)))
LINK = re.compile(r'=HYPERLINK\("#\'((?:[^\']|\'\')+)\'!([A-Z]{1,3})(\d+)"[,;].*\)', re.DOTALL)
FORMULA_SIGNS = ("=", "+", "-", "@", "'")

Rows = tuple[tuple[str | int, ...], ...]


@dataclass(frozen=True, slots=True)
class Listed:
    """A line of the result sheet that leads to a cell."""

    number: str
    severity: str
    code: str
    sheet: str
    col: str
    row: int
    message: str
    advice: str


def result_rows(findings: Sequence[Finding]) -> Rows:
    """The sheet from top to bottom, as it is typed in."""
    ordered = sorted(findings, key=lambda finding: finding.severity.rank)
    summary = f"共 {counts_text(ordered)}。点“单元格”一栏可以跳到那里；改完后请重新校验。"
    if not ordered:
        summary = "没有发现问题。"
    blank = ("",) * (len(TITLES) - 1)
    lines: list[tuple[str | int, ...]] = [(RESULT_TITLE, *blank), (summary, *blank), TITLES]
    for number, finding in enumerate(ordered, 1):
        first = finding.where[0] if finding.where else None
        lines.append(
            (
                number,
                finding.severity.value,
                finding.code,
                _as_text(first.sheet) if first else "",
                _link(first, cells_text(finding.where)) if first else "",
                _as_text(finding.message),
                _as_text(finding.advice),
                _as_text(finding.source),
            )
        )
    return tuple(lines)


def _as_text(text: str) -> str:
    """What would be a formula is typed with an apostrophe."""
    return f"'{text}" if text.startswith(FORMULA_SIGNS) or text[:1].isdigit() else text


def _link(ref: CellRef, shown: str) -> str:
    """A link inside the workbook that every program follows; a formula, because formulas are written in bulk."""
    sheet = ref.sheet.replace("'", "''").replace('"', '""')
    return f'=HYPERLINK("#\'{sheet}\'!{ref.a1}","{shown}")'


def _is_ours(sheet: Any) -> bool:
    head = sheet.range((HEAD_ROWS, 1), (HEAD_ROWS, len(TITLES) + 1)).value
    if head == [*TITLES, FORMER_FILL]:
        raise Refused("这个工作簿里的标记是用 perfeval mark 做的；请先用 perfeval unmark 去掉，再在这里校验。")
    return bool(head == [*TITLES, None])


def find_result(book: Any) -> Any:
    """The result sheet, or None; a sheet of the same name that somebody made is not it.

    Raises Refused for one that ``perfeval mark`` made: the former fills that it lists must not be lost.
    """
    names = [sheet.name for sheet in book.sheets]
    candidates = (book.sheets[name] for name in SPARE_NAMES if name in names)
    return next((sheet for sheet in candidates if _is_ours(sheet)), None)


def read_result(sheet: Any) -> tuple[Rows, list[Listed]]:
    """What stands in the result sheet as it would be typed, and its lines with a cell, in the order of the sheets."""
    formulas = sheet.used_range.formula
    listed = []
    for line in formulas[HEAD_ROWS:]:
        link = LINK.fullmatch(str(line[4]))
        if link is not None:
            sheet_name = link[1].replace("''", "'").replace('""', '"')
            listed.append(Listed(line[0], line[1], line[2], sheet_name, link[2], int(link[3]), line[5], line[6]))
    order = {one.name: number for number, one in enumerate(sheet.book.sheets)}
    listed.sort(key=lambda one: (order.get(one.sheet, len(order)), one.row, len(one.col), one.col))
    return tuple(map(tuple, formulas)), listed


def same_rows(typed: Rows, found: Rows) -> bool:
    """Does the sheet hold these rows already?"""
    return tuple(tuple(str(one).removeprefix("'") for one in line) for line in typed) == found


def write_result(book: Any, sheet: Any, rows: Rows) -> Any:
    """Write the rows into the result sheet, made behind all others when there is none; the sheet."""
    if sheet is None:
        names = {one.name for one in book.sheets}
        free = next(name for name in SPARE_NAMES if name not in names)
        sheet = book.sheets.add(free, after=book.sheets[-1])
        for columns, width in (("A:C", 8), ("D:E", 14), ("F:G", 52), ("H:H", 30)):
            sheet.range(columns).column_width = width
        sheet.range("A:H").wrap_text = True
        sheet.range("A2").wrap_text = False
        sheet.range("A1:H3").font.bold = True
    else:
        sheet.used_range.clear_contents()
    sheet.range((1, 1), (len(rows), len(TITLES))).formula = [list(line) for line in rows]
    return sheet
