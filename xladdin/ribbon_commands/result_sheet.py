"""The sheet 校验结果: every finding with its cell as a link, what to do, and the source."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from perfeval_core.findings import Finding
from perfeval_core.grid import CellRef
from perfeval_core.report import FileReport, cells_text, counts_text
from xladdin.files.patch.marking import COLUMNS, HOW_TO, NOT_HELD
from xladdin.files.patch.memory import RESULT_TITLE
from xladdin.ribbon_commands.marks import Fills
from xladdin.ribbon_commands.session import Refused

__all__ = ["Listed", "find_result", "read_result", "result_rows", "same_rows", "with_fills", "write_result"]

HEAD_ROWS = 3
TITLES = tuple(title for title, _ in COLUMNS)
FILL = re.compile(r"([A-Z]{1,3}[1-9]\d*)：(?:无|(#[0-9A-F]{6}))")
"""``H13：无`` or ``H13：#FFFF00``, as ``perfeval mark`` spells a former fill."""
SPARE_NAMES = (RESULT_TITLE, *(f"{RESULT_TITLE}({number})" for number in range(2, 10)))
LINK = re.compile(r'=HYPERLINK\("#\'((?:[^\']|\'\')+)\'!([A-Z]{1,3})(\d+)"[,;].*\)', re.DOTALL)
FIRST_CELL = re.compile(r"([A-Z]{1,3})([1-9]\d*)")
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


def result_rows(report: FileReport, stamp: Callable[[Finding], str]) -> Rows:
    """The sheet from top to bottom, as it is typed in; ``stamp`` gives what explanations hold on to."""
    ordered = sorted(report.findings, key=lambda finding: finding.severity.rank)
    summary = f"共 {counts_text(ordered)}。{HOW_TO}"
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
                _as_text(finding.explanation),
                _as_text(stamp(finding)),
                "",
            )
        )
    for left in report.left_over:
        texts = (left.code, left.sheet, left.cells, left.message or NOT_HELD, NOT_HELD, "", left.text, left.stamp)
        lines.append(("", "旧说明", *map(_as_text, texts), ""))
    return tuple(lines)


def with_fills(rows: Rows, findings: Sequence[Finding], former: Mapping[str, Fills]) -> Rows:
    """The rows with the former fill of each marked cell, once, beside the first finding that names it."""
    left = {name: dict(fills) for name, fills in former.items()}
    lines = list(rows)
    for number, finding in enumerate(sorted(findings, key=lambda finding: finding.severity.rank), HEAD_ROWS):
        first = finding.where[0] if finding.where else None
        if first is not None and first.a1 in left.get(first.sheet, {}):
            lines[number] = (*rows[number][:-1], f"{first.a1}：{left[first.sheet].pop(first.a1) or '无'}")
    return tuple(lines)


def _as_text(text: str) -> str:
    """What would be a formula is typed with an apostrophe."""
    return f"'{text}" if text.startswith(FORMULA_SIGNS) or text[:1].isdigit() else text


def _link(ref: CellRef, shown: str) -> str:
    """A link inside the workbook that every program follows; a formula, because formulas are written in bulk."""
    sheet = ref.sheet.replace("'", "''").replace('"', '""')
    return f'=HYPERLINK("#\'{sheet}\'!{ref.a1}","{shown}")'


def _is_ours(sheet: Any) -> bool:
    head = sheet.range((HEAD_ROWS, 1), (HEAD_ROWS, len(TITLES))).value
    return bool(head == list(TITLES))


def find_result(book: Any) -> Any:
    """The result sheet, or None; a sheet of the same name that somebody made is not it."""
    names = [sheet.name for sheet in book.sheets]
    candidates = (book.sheets[name] for name in SPARE_NAMES if name in names)
    return next((sheet for sheet in candidates if _is_ours(sheet)), None)


@dataclass(frozen=True, slots=True)
class Result:
    """What stands on the result sheet: its rows as they would be typed, its lines with a cell in the order of the
    sheets, and the former fills by sheet."""

    rows: Rows
    listed: list[Listed]
    former: dict[str, Fills]


def read_result(sheet: Any) -> Result:
    """Read the result sheet in one call, whether it was written here or by ``perfeval mark``.

    Raises Refused where a former fill was more than a colour: only a file can be given that back.
    """
    used = sheet.used_range
    formulas = sheet.range((1, 1), (used.last_cell.row, len(TITLES))).formula
    listed: list[Listed] = []
    former: dict[str, Fills] = {}
    for line in formulas[HEAD_ROWS:]:
        words = str(line[-1])
        if fill := FILL.fullmatch(words):
            former.setdefault(line[3], {})[fill[1]] = fill[2]
        elif words:
            raise Refused("有的单元格原来的底色带花纹，只有 perfeval unmark 能恢复；请先用它去掉标记，再在这里校验。")
        if cell := FIRST_CELL.match(_shown_cells(str(line[4]))):
            listed.append(Listed(line[0], line[1], line[2], line[3], cell[1], int(cell[2]), line[5], line[6]))
    order = {one.name: number for number, one in enumerate(sheet.book.sheets)}
    listed.sort(key=lambda one: (order.get(one.sheet, len(order)), one.row, len(one.col), one.col))
    return Result(tuple(map(tuple, formulas)), listed, former)


def _shown_cells(typed: str) -> str:
    """Where the line leads: the target of a link formula, or the addresses that stand there."""
    link = LINK.fullmatch(typed)
    return typed if link is None else link[2] + link[3]


def same_rows(typed: Rows, found: Rows) -> bool:
    """Does the sheet hold these rows already?  The former fills are not compared."""
    wanted = [[str(one).removeprefix("'") for one in line[:-1]] for line in typed]
    return wanted == [list(line[: len(TITLES) - 1]) for line in found]


def write_result(book: Any, sheet: Any, rows: Rows) -> Any:
    """Write the rows into the result sheet, made behind all others when there is none; the sheet."""
    if sheet is None:
        names = {one.name for one in book.sheets}
        free = next(name for name in SPARE_NAMES if name not in names)
        sheet = book.sheets.add(free, after=book.sheets[-1])
        for columns, width in (("A:C", 8), ("D:E", 14), ("F:G", 52), ("H:H", 30), ("I:I", 46), ("J:K", 18)):
            sheet.range(columns).column_width = width
        sheet.range("A:K").wrap_text = True
        sheet.range("A2").wrap_text = False
        sheet.range("A1:K3").font.bold = True
    else:
        sheet.used_range.clear_contents()
    sheet.range((1, 1), (len(rows), len(TITLES))).formula = [list(line) for line in rows]
    return sheet
