"""The workbook 项目支出绩效目标申报表: the year's targets, which ``perfeval new --from`` carries on."""

from __future__ import annotations

import io

from perfeval_core.chosen_scheme import CHOSEN_SCHEME
from perfeval_core.grid import column_letters
from workbook_templates.book import Book, Sheet
from workbook_templates.content import FUNDS_ROWS, Content, blank_content, form_texts
from workbook_templates.guide_sheet import GUIDE
from workbook_templates.scheme_parameters import parameters, scheme_titles
from workbook_templates.validations import HEAD_HELP, accept_amounts, accept_choice, accept_points, accept_text

__all__ = ["TARGETS", "build_targets_workbook"]

TARGETS = "绩效目标申报表"
_WIDTHS = {1: 7.5, 2: 12, 3: 15, 4: 30, 5: 22, 6: 9, 7: 2, 8: 34}
_LAST, _STATUS = 6, 8
_TITLES = {2: "一级指标", 3: "二级指标", 4: "三级指标", 5: "年度\n指标值", 6: "分值"}
_CHOICE_ROW, _TABLE_ROW = 3, 5
"""填报说明: where the scheme is chosen, and where the table of its points begins."""
_GUIDE = (
    ("怎么填", "只填淡黄色的格子。金额按万元；指标值写比较符号、数和单位，例如“≥100家”“≤90万元”“2024年12月底前”。"),
    ("分值", "各三级指标的分值加起来，应等于下表里评分办法给绩效指标的分值。不设成本指标的，把那几行隐藏。"),
    (
        "加行、删行",
        "在“审阅”里点“撤消工作表保护”（没有密码），复制整行后“插入复制的单元格”；用不着的行可以隐藏。",
    ),
    ("年末自评", "用 perfeval new --from 本表.xlsx -o 自评表.xlsx，指标、指标值、分值和评分办法自动带进自评表。"),
    ("依据", form_texts("targets")["basis"]),
)


def _points() -> dict[str, float]:
    """Title of a scheme -> the points of its budget execution."""
    parameter = next(one for one in parameters() if one.name == "执行率分值")
    return {title: float(parameter.values[title][0]) for title in scheme_titles()}


class _Targets:
    def __init__(self, sheet: Sheet, content: Content) -> None:
        self.sheet, self.content, self.row = sheet, content, 0

    def wide(self, first: int, last: int, text: str, style: str, rows: int = 1) -> None:
        """A text over columns and rows from the current row on."""
        self.sheet.merge(self.row, first, self.row + rows - 1, last, style)
        self.sheet.text(self.row, first, text, style)

    def next(self, height: float) -> None:
        """Go to the next row."""
        self.row += 1
        self.sheet.height(self.row, height)

    def build(self) -> None:
        """All blocks from top to bottom."""
        content = self.content
        self.next(38)
        self.wide(1, _LAST, content.title, "title")
        self.next(22)
        self.wide(1, _LAST, f"（{content.year or '        '}年度）", "year")
        self.next(27)
        self.wide(1, 2, "项目名称", "label")
        self.wide(3, _LAST, content.project, "typed")
        self.next(27)
        self.wide(1, 2, "主管部门", "label")
        self.wide(3, 3, content.department, "typed")
        self.wide(4, 4, "实施单位", "label")
        self.wide(5, _LAST, content.unit, "typed")
        self._funds()
        self.next(84)
        self.wide(1, 2, "年度总体目标", "label")
        self.wide(3, _LAST, content.goal_expected, "typed_top")
        self._indicators()

    def _funds(self) -> None:
        first = self.row + 1
        for number, name in enumerate(FUNDS_ROWS):
            self.next(25)
            if not number:
                self.wide(1, 2, "项目资金\n（万元）", "label", len(FUNDS_ROWS))
            self.wide(3, 4, name, "left")
            self.sheet.merge(self.row, 5, self.row, _LAST, "amount")
            parts = f"E{first + 1}:E{first + 3}"
            total = f'=IF(COUNT({parts})=0,"",ROUND(SUM({parts}),6))'
            self.sheet.put(self.row, 5, None if number else total, "amount" if number else "amount_computed")
        accept_amounts(self.sheet, (first + 1, 5), (first + 3, 5), "万元")

    def _indicators(self) -> None:
        content = self.content
        self.next(32)
        self.wide(1, 1, "绩\n效\n指\n标", "label", content.size + 1)
        for col, title in _TITLES.items():
            self.sheet.text(self.row, col, title, "heading")
        head = self.row
        for block in content.blocks:
            self.row += 1
            self.wide(2, 2, block.name, "heading", block.size)
            self.row -= 1
            for group in block.groups:
                self.row += 1
                self.wide(3, 3, group.name, "typed", len(group.lines))
                self.row -= 1
                for line in group.lines:
                    self.next(26)
                    self.sheet.text(self.row, 4, line.name, "typed_left")
                    self.sheet.text(self.row, 5, line.target, "typed")
                    self.sheet.put(self.row, 6, None, "weight")
        self._guides(head + 1, self.row)
        self.next(28)
        weights = f"INDEX(F:F,ROW(F{head})+1):INDEX(F:F,ROW()-1)"
        self.wide(1, 5, "合计", "label")
        self.sheet.put(self.row, 6, f'=IF(COUNT({weights})=0,"",ROUND(SUM({weights}),4))', "points")
        gap = f"ROUND(总分满分-执行率分值-F{self.row},4)"
        sound = '"✓ 加预算执行率 "&执行率分值&" 分，共 "&总分满分&" 分"'
        wrong = (
            f'"比 "&(总分满分-执行率分值)&" 分"&IF({gap}>0,"还差 "&{gap},"多出 "&-{gap})'
            '&" 分（另有预算执行率 "&执行率分值&" 分）"'
        )
        said = f'IF(ISERROR({gap}),"请到“填报说明”选评分办法",IF({gap}=0,{sound},{wrong}))'
        self.sheet.put(self.row, _STATUS, f'=IF(F{self.row}="","",{said})', "status")
        self._page(head)

    def _guides(self, first: int, last: int) -> None:
        for col, title, message in (
            (3, "二级指标", "可以改名；合并的格子对应右边几行。"),
            (4, "三级指标", "写具体的指标名称，例如：新建机井数量。要加行、删行，先撤消工作表保护（没有密码）。"),
            (5, "年度指标值", "写比较符号、数和单位，例如：≥100家、7.8%左右、≤90万元。"),
        ):
            accept_text(self.sheet, (first, col), (last, col), title, message, longest=500)
        accept_points(self.sheet, (first, 6), (last, 6), "分值", "0 到 100 的数，最多两位小数。")
        self.sheet.raw.conditional_format(
            last, _STATUS - 1, last, _STATUS - 1,
            {"type": "formula", "criteria": f'=AND($H${last + 1}<>"",LEFT($H${last + 1},1)<>"✓")',
             "format": self.sheet.book.attention("warning")},
        )  # fmt: skip
        head = {"year": (2, 1), "project": (3, 3), "department": (4, 3), "unit": (4, 5)}
        for role, place in head.items():
            accept_text(self.sheet, place, place, *HEAD_HELP[role])
        accept_text(self.sheet, (9, 3), (9, 3), "年度总体目标", "写清一年里要做成什么、达到什么效果。")

    def _page(self, head: int) -> None:
        raw = self.sheet.raw
        raw.set_paper(9)
        raw.set_margins(left=0.55, right=0.55, top=0.6, bottom=0.65)
        raw.center_horizontally()
        raw.fit_to_pages(1, 0)
        raw.print_area(0, 0, self.row - 1, _LAST - 1)
        raw.repeat_rows(head - 1, head - 1)
        raw.set_footer("&C&9第 &P 页，共 &N 页")
        raw.print_black_and_white()
        raw.hide_gridlines(2)
        raw.ignore_errors({"number_stored_as_text": f"A1:{column_letters(_STATUS)}{self.row}"})
        raw.protect("", {"insert_rows": True, "format_cells": True, "format_rows": True, "format_columns": True})


def _names() -> dict[str, str]:
    """The defined names: the choice, and the chosen scheme's points as on 参数 of the self-evaluation."""
    first, last = _TABLE_ROW + 1, _TABLE_ROW + len(_points())
    of_scheme = f"MATCH({CHOSEN_SCHEME},{GUIDE}!$B${first}:$B${last},0)"
    return {
        CHOSEN_SCHEME: f"{GUIDE}!$B${_CHOICE_ROW}",
        "总分满分": f"INDEX({GUIDE}!$E${first}:$E${last},{of_scheme})",
        "执行率分值": f"INDEX({GUIDE}!$D${first}:$D${last},{of_scheme})",
    }


def _add_guide(book: Book) -> None:
    """填报说明: the choice of the scheme, its points, how to fill."""
    guide = book.sheet(GUIDE, "#E0B040")
    for col, width in enumerate((14, 50, 14, 14, 10)):
        guide.raw.set_column(col, col, width)
    guide.text(1, 1, "填报说明", "sheet_title")
    guide.height(1, 32)
    titles = scheme_titles()
    guide.text(_CHOICE_ROW, 1, "评分办法", "head")
    guide.text(_CHOICE_ROW, 2, next(iter(titles)), "choice")
    guide.height(_CHOICE_ROW, 28)
    first, last = _TABLE_ROW + 1, _TABLE_ROW + len(titles)
    message = "点右边的小箭头选本地用的办法，表里的分值合计随之核对。"
    place = (_CHOICE_ROW, 2)
    accept_choice(guide, place, place, f"=$B${first}:$B${last}", "评分办法", message, "只能选清单里的办法。")
    for col, text in enumerate(("评分办法", "绩效指标", "预算执行率", "合计"), 2):
        guide.text(_TABLE_ROW, col, text, "head")
    for row, (title, points) in enumerate(_points().items(), first):
        total = _total(title)
        guide.text(row, 2, title, "text")
        for col, number in ((3, total - points), (4, points), (5, total)):
            guide.put(row, col, number, "number")
    for row, (label, text) in enumerate(_GUIDE, last + 2):
        guide.text(row, 1, label, "head")
        guide.merge(row, 2, row, 5, "text")
        guide.text(row, 2, text, "text")
        guide.height(row, 36)
    guide.raw.set_paper(9)
    guide.raw.fit_to_pages(1, 0)
    guide.raw.hide_gridlines(2)
    guide.raw.protect("", {"format_columns": True, "format_rows": True})


def _total(title: str) -> float:
    parameter = next(one for one in parameters() if one.name == "总分满分")
    return float(parameter.values[title][0])


def build_targets_workbook(content: Content | None = None) -> bytes:
    """The bytes of the workbook, blank or with a content."""
    content = content or blank_content("targets")
    book = Book(content.title)
    for name, formula in _names().items():
        book.name(name, formula)
    sheet = book.sheet(TARGETS, "#2F5D8C")
    for col, width in _WIDTHS.items():
        sheet.raw.set_column(col - 1, col - 1, width)
    _Targets(sheet, content).build()
    _add_guide(book)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()
