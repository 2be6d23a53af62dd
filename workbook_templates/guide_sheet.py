"""The sheet 填报说明: how to fill the form, the scheme, the points of this form, the rules with source."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from typing import Any

from perfeval_core.registry import rule
from perfeval_core.scheme import EXECUTION
from workbook_templates.book import Book, Sheet
from workbook_templates.content import Content, form_names, form_texts
from workbook_templates.parameters import (
    CHOSEN_OVERLAY,
    CHOSEN_SCHEME,
    NO_OVERLAY,
    overlay_titles,
    scheme_titles,
)
from workbook_templates.styles import look
from workbook_templates.text_size import column_pixels, fitting_height
from workbook_templates.validations import accept_choice, accept_points

__all__ = ["GUIDE", "add_guide_sheet", "guide_names"]

GUIDE = "填报说明"
VERSION = "1.0"
_WIDTHS = {1: 17, 2: 26, 3: 15, 4: 15, 5: 46}
_CHOICE_ROW = 5
_POINTS_ROW = 10


@cache
def _texts() -> dict[str, Any]:
    return tomllib.loads(files("workbook_templates").joinpath("guide.toml").read_text(encoding="utf-8"))


def guide_names(content: Content) -> dict[str, str]:
    """The defined names of the choices and of this form's points."""
    names = {
        CHOSEN_SCHEME: f"{GUIDE}!$B${_CHOICE_ROW}",
        CHOSEN_OVERLAY: f"{GUIDE}!$B${_CHOICE_ROW + 1}",
        "本表执行率分值": f"{GUIDE}!$D${_POINTS_ROW}",
    }
    for number in range(1, len(content.blocks) + 1):
        row = _POINTS_ROW + number
        names[f"本表一级_{number}"] = f"{GUIDE}!$A${row}"
        names[f"办法分值_{number}"] = f"{GUIDE}!$B${row}"
        names[f"本表分值_{number}"] = f"{GUIDE}!$D${row}"
    return names


class _Guide:
    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        self.row = 1

    def wide(self, first: int, last: int, text: str, style: str, least: float = 0) -> None:
        """A text over several columns of the row."""
        self.sheet.merge(self.row, first, self.row, last, style)
        self.sheet.text(self.row, first, text, style)
        self.fit([(text, first, last, style)], least)

    def fit(self, texts: Iterable[tuple[str, int, int, str]], least: float = 0) -> None:
        """Make the row high enough."""
        height = max(least, self.sheet.heights.get(self.row, 0.0))
        for text, first, last, style in texts:
            pixels = sum(column_pixels(_WIDTHS[col]) for col in range(first, last + 1))
            height = max(
                height, fitting_height(text, pixels, look(style)["font_size"], int(look(style).get("indent", 0)), 20)
            )
        self.sheet.height(self.row, height)

    def section(self, title: str) -> None:
        """A heading with a line under it."""
        self.row += 1
        self.wide(1, 5, title, "section", 26)
        self.row += 1


def add_guide_sheet(book: Book, content: Content, codes: Iterable[str], sheets: Iterable[str]) -> None:
    """Add the sheet; ``codes`` are those of the sheet 校验, ``sheets`` the names of all sheets."""
    sheet = book.sheet(GUIDE, "#E0B040")
    guide = _Guide(sheet)
    for col, width in _WIDTHS.items():
        sheet.raw.set_column(col - 1, col - 1, width)
    basis = form_texts(content.scheme if content.scheme in form_names() else "mof_2020")["basis"]
    guide.wide(1, 5, "填报说明", "sheet_title", 32)
    guide.row = 2
    guide.wide(1, 5, f"表式依据：{basis}。工作簿版本 {VERSION}，评分办法和出处核对于 2026-11-22。", "sheet_note")
    guide.row = 3
    _choices(guide, content)
    _points(guide, content)
    texts = _texts()
    guide.section("三、怎么填")
    for number, step in enumerate(texts["steps"], 1):
        sheet.text(guide.row, 1, str(number), "centre")
        guide.wide(2, 5, step, "text")
        guide.row += 1
    guide.section("四、颜色")
    for colour in texts["colours"]:
        sheet.text(guide.row, 1, colour["shown"], colour["style"])
        guide.wide(2, 5, colour["meaning"], "text")
        guide.row += 1
    guide.section("五、工作表")
    there = set(sheets)
    for name, meaning in texts["sheets"].items():
        if name in there:
            sheet.raw.write_url(guide.row - 1, 0, f"internal:'{name}'!A1", book.format("link"), name)
            guide.wide(2, 5, meaning, "text")
            guide.row += 1
    guide.section("六、注意")
    for note in texts["notes"]:
        guide.wide(1, 5, note, "text")
        guide.row += 1
    rules_from = guide.row
    guide.section("七、校验的规则和依据")
    for col, title in ((1, "编号"), (2, "查什么"), (5, "为什么、依据")):
        sheet.text(guide.row, col, title, "head")
    sheet.merge(guide.row, 3, guide.row, 4, "head")
    sheet.text(guide.row, 3, "应当这样", "head")
    guide.row += 1
    for code in codes:
        found = rule(code)
        sheet.text(guide.row, 1, f"{code}\n{found.severity.value}", "centre")
        sheet.text(guide.row, 2, found.title, "text")
        why = f"{found.why}（{found.source}）"
        sheet.text(guide.row, 5, why, "text")
        guide.wide(3, 4, found.right, "text")
        guide.fit(
            [(found.title, 2, 2, "text"), (why, 5, 5, "text"), (f"{code}\n{found.severity.value}", 1, 1, "centre")]
        )
        guide.row += 1
    _page(sheet, rules_from)


def _choices(guide: _Guide, content: Content) -> None:
    sheet = guide.sheet
    guide.section("一、评分办法")
    titles = {name: title for title, name in scheme_titles().items()}
    overlays = {name: title for title, name in overlay_titles().items()}
    main, _, overlay = content.scheme.partition("+")
    assert guide.row == _CHOICE_ROW
    rows = (
        ("评分办法", titles[main], list(titles.values()), "点右边的小箭头选本地用的办法；得分、等级、分值随之改变"),
        ("附加规定", overlays.get(overlay, NO_OVERLAY), [NO_OVERLAY, *overlays.values()], "没有的选“无”"),
    )
    for label, chosen, choices, note in rows:
        sheet.text(guide.row, 1, label, "head")
        guide.wide(2, 4, chosen, "choice", 24)
        sheet.text(guide.row, 5, note, "text")
        guide.fit([(note, 5, 5, "text")])
        place = (guide.row, 2)
        accept_choice(sheet, place, place, choices, label, note, "只能选清单里的办法。")
        guide.row += 1


def _points(guide: _Guide, content: Content) -> None:
    sheet = guide.sheet
    guide.section("二、分值")
    for col, title in enumerate(("项目", "评分办法的分值", "本表另定（填）", "采用", "说明"), 1):
        sheet.text(guide.row, col, title, "head")
    sheet.height(guide.row, 22)
    guide.row += 1
    assert guide.row == _POINTS_ROW
    note = "原则上按评分办法；有特殊情况另定的，填在“本表另定”里，合计仍应为 100"
    lines = [(EXECUTION, "=执行率分值", content.execution_points)]
    lines += [
        (block.name, f'=IFERROR(INDEX(一级分值,MATCH($A${_POINTS_ROW + number},一级名称,0)),"")', block.points)
        for number, block in enumerate(content.blocks, 1)
    ]
    first = guide.row
    for name, formula, points in lines:
        row = guide.row
        sheet.text(row, 1, name, "text")
        sheet.put(row, 2, formula, "number")
        sheet.put(row, 3, _number(points), "choice_number")
        sheet.put(row, 4, f'=IF($C${row}="",$B${row},$C${row})', "number")
        sheet.height(row, 20)
        guide.row += 1
    sheet.merge(first, 5, guide.row - 1, 5, "text")
    sheet.text(first, 5, note, "text")
    accept_points(sheet, (first, 3), (guide.row - 1, 3), "本表另定的分值", "不另定就空着。")


def _number(points: str) -> float | int | None:
    if not points:
        return None
    number = float(points)
    return int(number) if number.is_integer() else number


def _page(sheet: Sheet, rules_from: int) -> None:
    raw = sheet.raw
    raw.set_paper(9)
    raw.set_portrait()
    raw.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.6)
    raw.fit_to_pages(1, 0)
    raw.set_h_pagebreaks([rules_from])
    raw.set_footer("&C&9填报说明　第 &P 页，共 &N 页")
    raw.hide_gridlines(2)
    raw.protect("", {"format_columns": True, "format_rows": True})
