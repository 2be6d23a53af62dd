"""The workbook 项目支出绩效目标申报表: the year's targets, which ``perfeval new --from`` carries on."""

from __future__ import annotations

import io

from perfeval_core.grid import column_letters
from workbook_templates.book import Book, Sheet
from workbook_templates.content import FUNDS_ROWS, Content, blank_content, form_texts

__all__ = ["TARGETS", "build_targets_workbook"]

TARGETS = "绩效目标申报表"
_WIDTHS = {1: 7.5, 2: 12, 3: 15, 4: 30, 5: 22, 6: 9, 7: 2, 8: 34}
_LAST, _STATUS = 6, 8
_TITLES = {2: "一级指标", 3: "二级指标", 4: "三级指标", 5: "年度\n指标值", 6: "分值"}
_GUIDE = (
    ("怎么填", "只填淡黄色的格子。金额按万元；指标值写比较符号、数和单位，例如“≥100家”“≤90万元”“2024年12月底前”。"),
    (
        "分值",
        "各三级指标的分值加起来应为 90，另有预算执行率 10 分（湖北等地为 80 和 20）。不设成本指标的，把那几行隐藏。",
    ),
    ("年末自评", "用 perfeval new --from 本表.xlsx -o 自评表.xlsx，指标、指标值和分值自动带进自评表。"),
    ("依据", form_texts("targets")["basis"]),
)


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
        self.sheet.raw.data_validation(
            first, 4, first + 2, 4,
            {"validate": "decimal", "criteria": ">=", "value": 0, "input_title": "金额（万元）",
             "input_message": "按万元填数字，不小于 0。", "error_title": "金额",
             "error_message": "请填不小于 0 的数字。"},
        )  # fmt: skip

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
        gap = f"ROUND(90-F{self.row},4)"
        self.sheet.put(
            self.row,
            _STATUS,
            f'=IF(F{self.row}="","",IF({gap}=0,"✓ 加预算执行率 10 分，共 100 分",'
            f'IF({gap}>0,"比 90 分还差 "&{gap}&" 分","比 90 分多出 "&-{gap}&" 分")&"（另有预算执行率 10 分）"))',
            "status",
        )
        self._page(head)

    def _guides(self, first: int, last: int) -> None:
        raw = self.sheet.raw
        for col, title, message in (
            (4, "三级指标", "写具体的指标名称，例如：新建机井数量。"),
            (5, "年度指标值", "写比较符号、数和单位，例如：≥100家、7.8%左右、≤90万元。"),
        ):
            raw.data_validation(
                first - 1, col - 1, last - 1, col - 1,
                {"validate": "length", "criteria": "<=", "value": 500, "input_title": title, "input_message": message,
                 "error_title": "太长了", "error_message": "最多 500 个字。"},
            )  # fmt: skip
        raw.data_validation(
            first - 1, 5, last - 1, 5,
            {"validate": "decimal", "criteria": "between", "minimum": 0, "maximum": 100, "input_title": "分值",
             "input_message": "0 到 100 的数，最多两位小数。", "error_title": "分值",
             "error_message": "请填 0 到 100 的数。"},
        )  # fmt: skip
        raw.conditional_format(
            last, _STATUS - 1, last, _STATUS - 1,
            {"type": "formula", "criteria": f'=ISNUMBER(FIND("90 分",$H${last + 1}))',
             "format": self.sheet.book.attention("warning")},
        )  # fmt: skip

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


def build_targets_workbook(content: Content | None = None) -> bytes:
    """The bytes of the workbook, blank or with a content."""
    content = content or blank_content("targets")
    book = Book(content.title)
    sheet = book.sheet(TARGETS, "#2F5D8C")
    for col, width in _WIDTHS.items():
        sheet.raw.set_column(col - 1, col - 1, width)
    _Targets(sheet, content).build()
    guide = book.sheet("填报说明", "#E0B040")
    guide.raw.set_column(0, 0, 14)
    guide.raw.set_column(1, 1, 84)
    guide.text(1, 1, "填报说明", "sheet_title")
    guide.height(1, 32)
    for row, (title, text) in enumerate(_GUIDE, 3):
        guide.text(row, 1, title, "head")
        guide.text(row, 2, text, "text")
        guide.height(row, 36)
    guide.raw.set_paper(9)
    guide.raw.fit_to_pages(1, 0)
    guide.raw.hide_gridlines(2)
    guide.raw.protect("", {"format_columns": True, "format_rows": True})
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()
