"""The sheet 自评表: the official form, live, with the columns for a person's decisions beside the printed page."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from perfeval_core.layout import Layout
from perfeval_core.plain_numbers import read_points
from workbook_templates.book import Book, Sheet, cell_name
from workbook_templates.content import Content, Line
from workbook_templates.form_formulas import FormFormulas
from workbook_templates.row_functions import RowFunctions
from workbook_templates.standard_layout import (
    BESIDE,
    COLUMNS,
    FIRST_BESIDE,
    FORM,
    FUNDS_COLUMNS,
    LAST_BESIDE,
    LAST_PRINTED,
    LIVE_ROW,
    PROJECT_ROW,
    TITLE_ROW,
    UNIT_ROW,
    WIDTHS,
    YEAR_ROW,
)
from workbook_templates.styles import look
from workbook_templates.text_size import column_pixels, fitting_height

__all__ = ["build_form_sheet"]

_THOUSANDS = re.compile(r"\d{1,3}(,\d{3})+(\.\d+)?")
"""An amount with its thousands set off, as the cell's own format shows it."""
ROW_HEIGHT = 27
INDICATOR_HEIGHT = 24
KEEPS_HEIGHT = LAST_PRINTED + 1
NOTE_BESIDE = (
    "这几栏不打印。状态写着每一行怎样得分、缺什么；读不准、方向不明或是定性指标时，才在状态右边的格子里填，"
    "填了就以它为准，状态里会写“手工”。"
    "加行、删行：先点“审阅”→“撤消工作表保护”（没有密码），再复制整行、“插入复制的单元格”；用不着的行选中后隐藏。"
)


@dataclass(slots=True)
class _FormSheet:
    """Writes the sheet from top to bottom."""

    sheet: Sheet
    layout: Layout
    content: Content
    formulas: FormFormulas
    rows: RowFunctions

    def build(self) -> None:
        for col, width in WIDTHS.items():
            self.sheet.raw.set_column(col - 1, col - 1, width)
        self._head()
        self._funds()
        self._goals()
        self._indicators()
        self._total()

    def _fit(self, row: int, texts: list[tuple[str, int, int, str]], least: float, growing: bool = False) -> None:
        """Give a row the height that its longest text (content, first and last column, style) needs."""
        height = least
        for content, first, last, style in texts:
            pixels = sum(column_pixels(WIDTHS[col]) for col in range(first, last + 1))
            size, indent = look(style)["font_size"], look(style).get("indent", 0)
            height = max(height, fitting_height(content, pixels, size, indent))
        self.sheet.height(row, min(height, 409), growing=growing)

    def _wide(self, row: int, first: int, last: int, content: str, style: str, last_row: int = 0) -> None:
        """A text over several cells, a text whatever it begins with."""
        self.sheet.merge(row, first, last_row or row, last, style)
        self.sheet.text(row, first, content, style)

    def _wide_formula(self, row: int, first: int, last: int, formula: str, style: str, last_row: int = 0) -> None:
        self.sheet.merge(row, first, last_row or row, last, style)
        self.sheet.put(row, first, formula, style)

    def _head(self) -> None:
        content = self.content
        self._wide_formula(LIVE_ROW, 1, LAST_PRINTED, self.formulas.live_line(), "live")
        self.sheet.height(LIVE_ROW, 24)
        self._wide(TITLE_ROW, 1, LAST_PRINTED, content.title, "title")
        self.sheet.height(TITLE_ROW, 36)
        year = f"（{content.year}年度）" if content.year else "（        年度）"
        self._wide(YEAR_ROW, 1, LAST_PRINTED, year, "year")
        self.sheet.height(YEAR_ROW, 22)
        self._wide(PROJECT_ROW, 1, 2, "项目名称", "label")
        self._wide(PROJECT_ROW, 3, LAST_PRINTED, content.project, "typed")
        self._fit(PROJECT_ROW, [(content.project, 3, LAST_PRINTED, "typed")], ROW_HEIGHT)
        self._wide(UNIT_ROW, 1, 2, "主管部门", "label")
        self._wide(UNIT_ROW, 3, 4, content.department, "typed")
        self._wide(UNIT_ROW, 5, 6, "实施单位", "label")
        self._wide(UNIT_ROW, 7, LAST_PRINTED, content.unit, "typed")
        self._fit(UNIT_ROW, [(content.department, 3, 4, "typed"), (content.unit, 7, LAST_PRINTED, "typed")], ROW_HEIGHT)
        self._wide(TITLE_ROW, FIRST_BESIDE, LAST_BESIDE, NOTE_BESIDE, "beside_note", YEAR_ROW)

    def _funds(self) -> None:
        table, content = self.layout.funds, self.content
        assert table is not None
        self._wide(table.header_first, 1, 1, f"项目\n资金\n（{content.funds_unit}）", "label_small", table.last_row)
        self._wide(table.header_first, 2, 3, "", "label")
        for role, (col, title) in FUNDS_COLUMNS.items():
            self.sheet.text(table.header_first, col, title, "beside_head" if role == "status" else "heading")
        self.sheet.height(table.header_first, 34)
        for row, line in zip(range(table.first_row, table.last_row + 1), content.funds, strict=True):
            self._wide(row, 2, 3, line.name, "left")
            self._fit(row, [(line.name, 2, 3, "left")], ROW_HEIGHT)
            total = row == table.first_row
            for role, typed in zip(("budget_initial", "budget_adjusted", "spent"), line.amounts, strict=True):
                col = FUNDS_COLUMNS[role][0]
                if typed or not total:
                    self._number(row, col, typed, "amount")
                else:
                    self.sheet.put(row, col, self.formulas.sum_of_parts(col), "amount_computed")
            if total:
                self.sheet.put(row, FUNDS_COLUMNS["weight"][0], self.formulas.execution_points(), "points")
                self.sheet.put(row, FUNDS_COLUMNS["execution_rate"][0], self.formulas.execution_rate(), "rate")
                self.sheet.put(row, FUNDS_COLUMNS["score"][0], self.formulas.execution_score(), "score")
                self.sheet.put(row, FUNDS_COLUMNS["status"][0], self.formulas.execution_status(), "status")
            else:
                for role in ("weight", "execution_rate", "score"):
                    self.sheet.text(row, FUNDS_COLUMNS[role][0], "—", "cell")

    def _number(self, row: int, col: int, typed: str, style: str) -> None:
        """A plain number as a number; whatever else was typed stays as it was typed."""
        text = typed.strip()
        if style == "amount" and _THOUSANDS.fullmatch(text):
            text = text.replace(",", "")
        try:
            exact = Decimal(text) if text else None
        except ArithmeticError:
            exact = None
        if not text:
            self.sheet.put(row, col, None, style)
        elif (
            exact is not None and exact.is_finite() and format(exact, "f") == text and len(exact.as_tuple().digits) < 16
        ):
            self.sheet.put(row, col, int(exact) if exact == exact.to_integral_value() else float(exact), style)
        else:
            points = read_points(text) if style == "weight" else None
            if points is None:
                self.sheet.text(row, col, typed, style)
            else:
                self.sheet.put(row, col, float(points[0]), style)

    def _goals(self) -> None:
        row = self.layout.slot("goal_expected").value[0]  # type: ignore[union-attr]
        content = self.content
        self._wide(row - 1, 1, 1, "年度\n总体\n目标", "label", row)
        self._wide(row - 1, 2, 5, "预期目标", "heading")
        self._wide(row - 1, 6, LAST_PRINTED, "实际完成情况", "heading")
        self.sheet.height(row - 1, 22)
        self._wide(row, 2, 5, content.goal_expected, "typed_top")
        self._wide(row, 6, LAST_PRINTED, content.goal_actual, "typed_top")
        self._fit(
            row,
            [(content.goal_expected, 2, 5, "typed_top"), (content.goal_actual, 6, LAST_PRINTED, "typed_top")],
            78,
        )

    def _indicators(self) -> None:
        table = self.layout.indicators[0]
        self._wide(table.header_first, 1, 1, "绩\n效\n指\n标", "label", table.last_row)
        for role, (col, title) in (COLUMNS | BESIDE).items():
            self.sheet.text(table.header_first, col, title, "heading" if role in COLUMNS else "beside_head")
        self.sheet.height(table.header_first, 36)
        row = table.first_row
        for number, block in enumerate(self.content.blocks):
            first = row
            self._wide_formula(row, 2, 2, self.formulas.heading(number), "heading", row + block.size - 1)
            for group in block.groups:
                name = f"{group.name}\n（{group.points}分）" if group.points else group.name
                self._wide(row, 3, 3, name, "typed", row + len(group.lines) - 1)
                for line in group.lines:
                    self._line(row, line)
                    row += 1
                self._make_room(row - len(group.lines), row - 1, 3, name, "typed")
            self._make_room(first, row - 1, 2, f"{block.name}\n（50分）\n还差 12.5 分", "heading")

    def _make_room(self, first: int, last: int, col: int, content: str, style: str) -> None:
        """Make the rows of a merged cell high enough for it, the last one if need be."""
        need = fitting_height(content, column_pixels(WIDTHS[col]), look(style)["font_size"])
        missing = need - sum(self.sheet.heights[row] for row in range(first, last + 1))
        if missing > 0:
            self.sheet.height(last, self.sheet.heights[last] + missing)

    def _line(self, row: int, line: Line) -> None:
        put = self.sheet.text
        # a blank in large type keeps the row from shrinking when Excel fits it to what is typed
        put(row, KEEPS_HEIGHT, " ", "keeps_height")
        put(row, COLUMNS["name"][0], line.name, "typed_left")
        put(row, COLUMNS["target"][0], line.target, "typed")
        put(row, COLUMNS["actual"][0], line.actual, "typed")
        self._number(row, COLUMNS["weight"][0], line.weight, "weight")
        self.sheet.put(row, COLUMNS["score"][0], self.rows.score(row), "score")
        put(row, COLUMNS["reason"][0], line.reason, "typed_left")
        for role in ("direction", "manual_target", "manual_actual", "band"):
            put(row, BESIDE[role][0], getattr(line, role), "beside")
        self._number(row, BESIDE["ratio"][0], line.ratio, "beside_share")
        self.sheet.put(row, BESIDE["status"][0], self.rows.status(row), "status")
        texts = [
            (
                getattr(line, role),
                COLUMNS[role][0],
                COLUMNS[role][0],
                "typed_left" if role in ("name", "reason") else "typed",
            )
            for role in ("name", "target", "actual", "reason")
        ]
        self._fit(row, texts, INDICATOR_HEIGHT, growing=True)

    def _total(self) -> None:
        row = self.layout.slot("total").value[0]  # type: ignore[union-attr]
        self._wide(row, 1, 6, "总分", "label")
        self.sheet.put(row, COLUMNS["weight"][0], self.formulas.weight_sum(), "points")
        self.sheet.put(row, COLUMNS["score"][0], self.formulas.total(), "total")
        self.sheet.put(row, COLUMNS["reason"][0], self.formulas.beside_total(), "left")
        self.sheet.put(row, BESIDE["status"][0], self.formulas.total_status(), "status")
        self.sheet.height(row, 34)


def build_form_sheet(book: Book, layout: Layout, content: Content, formulas: FormFormulas, rows: RowFunctions) -> Sheet:
    """Add the sheet with all contents, widths and heights; what guides typing comes from ``form_guides``."""
    sheet = book.sheet(FORM, "#2F5D8C")
    _FormSheet(sheet, layout, content, formulas, rows).build()
    _page(sheet, layout)
    return sheet


def _page(sheet: Sheet, layout: Layout) -> None:
    raw = sheet.raw
    header = layout.indicators[0].header_first
    raw.set_paper(9)
    raw.set_portrait()
    raw.set_margins(left=0.55, right=0.55, top=0.6, bottom=0.65)
    raw.center_horizontally()
    raw.fit_to_pages(1, 0)
    raw.print_area(TITLE_ROW - 1, 0, layout.last_row - 1, LAST_PRINTED - 1)
    raw.repeat_rows(header - 1, header - 1)
    raw.set_footer('&C&"宋体,Regular"&9第 &P 页，共 &N 页')
    raw.print_black_and_white()
    raw.hide_gridlines(2)
    raw.freeze_panes(LIVE_ROW, 0)
    raw.set_zoom(100)
    raw.ignore_errors({"number_stored_as_text": f"A1:{cell_name(layout.last_row + 60, LAST_BESIDE)}"})
    raw.set_selection(PROJECT_ROW - 1, 2, PROJECT_ROW - 1, 2)
    raw.protect(
        "",
        {
            "format_cells": True,
            "format_rows": True,
            "format_columns": True,
            "insert_hyperlinks": True,
        },
    )
