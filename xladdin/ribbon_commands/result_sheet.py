"""The sheet 校验结果: every finding with its cell as a link, what to do, and the source."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from perfeval_core.findings import Finding
from perfeval_core.grid import CellRef, Grid
from perfeval_core.report import NOTHING_FOUND, FileReport, cells_text, counts_text
from workbook_templates.styles import COLOURS, look
from xladdin.files.addresses import column_number
from xladdin.files.patch.marking import COLUMNS, HOW_TO, NOT_HELD
from xladdin.files.patch.memory import RESULT_TITLE
from xladdin.host import new_sheet, protection_lifted
from xladdin.live_contents import LiveSheet
from xladdin.live_sheet import read_live
from xladdin.ribbon_commands.marks import Fills
from xladdin.ribbon_commands.session import Refused
from xladdin.sheet_look import SheetLook

__all__ = ["Listed", "Result", "find_result", "result_rows", "same_rows", "with_fills", "write_result"]

HEAD_ROWS = 3
TITLES = tuple(title for title, _ in COLUMNS)
FILL = re.compile(r"([A-Z]{1,3}[1-9]\d*)：(?:无|(#[0-9A-F]{6}))")
"""``H13：无`` or ``H13：#FFFF00``, as ``perfeval mark`` spells a former fill."""
SPARE_NAMES = (RESULT_TITLE, *(f"{RESULT_TITLE}({number})" for number in range(2, 10)))
LINK = re.compile(r'=HYPERLINK\("#\'((?:[^\']|\'\')+)\'!([A-Z]{1,3})(\d+)"[,;].*\)', re.DOTALL)
FIRST_CELL = re.compile(r"([A-Z]{1,3})([1-9]\d*)")
FORMULA_SIGNS = ("=", "+", "-", "@", "'")

_TEXT = {**look("sheet_line"), "font_color": COLOURS["ink"], "text_wrap": True, "valign": "top"}
_MIDDLE = {**_TEXT, "align": "center"}
LOOK = SheetLook(
    widths=(("A:C", 8), ("D:E", 14), ("F:G", 52), ("H:H", 30), ("I:I", 46), ("J:K", 18)),
    styles=(
        ("A:E,J:K", _MIDDLE),
        ("F:I", _TEXT),
        ("E:E", {"font_color": COLOURS["link"], "underline": 1}),
        ("A1:K1", {**look("sheet_title"), "align": "left", "text_wrap": False, "underline": 0}),
        ("A2:K2", {**look("sheet_line"), "align": "left", "text_wrap": False, "underline": 0}),
        ("A3:K3", {**look("head"), "underline": 0}),
    ),
    frozen_rows=HEAD_ROWS,
)

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

    @property
    def column(self) -> int:
        """The number of the column."""
        return column_number(self.col)


def result_rows(report: FileReport, stamp: Callable[[Finding], str]) -> Rows:
    """The sheet from top to bottom, as it is typed in; ``stamp`` gives what explanations hold on to."""
    ordered = sorted(report.findings, key=lambda finding: finding.severity.rank)
    summary = f"共 {counts_text(ordered)}。{HOW_TO}"
    if not ordered:
        summary = NOTHING_FOUND
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


@dataclass(frozen=True, slots=True)
class Result:
    """What stands on the result sheet: its rows as they would be typed, and the former fills by sheet."""

    live: LiveSheet
    rows: Rows
    former: dict[str, Fills]

    @property
    def name(self) -> str:
        """Of the sheet."""
        return self.live.grid.sheet

    @property
    def listed(self) -> list[Listed]:
        """Its lines with a cell, from top to bottom."""
        found = []
        for line in self.rows[HEAD_ROWS:]:
            number, severity, code, sheet, cells, message, advice, *_ = map(str, line)
            if cell := FIRST_CELL.match(_shown_cells(cells)):
                found.append(Listed(number, severity, code, sheet, cell[1], int(cell[2]), message, advice))
        return found


def find_result(book: Any) -> Result | None:
    """The result sheet, read in one call, or None; a sheet of the same name that somebody made is not it.

    It may have been written here or by ``perfeval mark``.  Raises Refused where a former fill was more than a colour:
    only a file can be given that back.
    """
    names = [sheet.name for sheet in book.sheets]
    for name in SPARE_NAMES:
        if name in names:
            live = read_live(book.sheets[name], excel_formulas=True)
            if tuple(live.grid.at(HEAD_ROWS, col).text for col in range(1, len(TITLES) + 1)) == TITLES:
                return _result(live)
    return None


def _result(live: LiveSheet) -> Result:
    grid = live.grid
    last = max(row for row, _ in grid.cells)
    rows = tuple(tuple(_typed(grid, row, col) for col in range(1, len(TITLES) + 1)) for row in range(1, last + 1))
    former: dict[str, Fills] = {}
    for line in rows[HEAD_ROWS:]:
        words = line[-1]
        if fill := FILL.fullmatch(words):
            former.setdefault(line[3], {})[fill[1]] = fill[2]
        elif words:
            raise Refused("有的单元格原来的底色带花纹，只有 perfeval unmark 能恢复；请先用它去掉标记，再在这里校验。")
    return Result(live, rows, former)


def _typed(grid: Grid, row: int, col: int) -> str:
    cell = grid.at(row, col)
    return cell.text if cell.formula is None else f"={cell.formula}"


def _shown_cells(typed: str) -> str:
    """Where the line leads: the target of a link formula, or the addresses that stand there."""
    link = LINK.fullmatch(typed)
    return typed if link is None else link[2] + link[3]


def same_rows(typed: Rows, found: Rows) -> bool:
    """Does the sheet hold these rows already?"""
    return [[str(one).removeprefix("'") for one in line] for line in typed] == [list(line) for line in found]


def write_result(book: Any, old: Result | None, rows: Rows) -> str:
    """Write the rows into the result sheet, made behind all others when there is none; its name."""
    if old is not None:
        sheet = book.sheets[old.name]
        blank = ("",) * len(TITLES)
        rows = (*rows, *(blank,) * (len(old.rows) - len(rows)))
        with protection_lifted(sheet) as lifted:
            if not lifted:
                raise Refused(f"工作表“{old.name}”有密码保护，写不进去；请先撤销保护，再点“全部校验”。")
            _write(sheet, rows)
        return old.name
    names = {one.name for one in book.sheets}
    free = next(name for name in SPARE_NAMES if name not in names)
    _write(new_sheet(book, free, LOOK), rows)
    return free


def _write(sheet: Any, rows: Rows) -> None:
    sheet.range((1, 1), (len(rows), len(TITLES))).formula = [list(line) for line in rows]
