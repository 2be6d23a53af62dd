"""The published 益阳 2020 form as a workbook in the official layout (财预〔2020〕10号 附1), from its recorded facts."""

from __future__ import annotations

import datetime
import tomllib
from itertools import groupby
from pathlib import Path
from typing import Any

__all__ = ["demo_facts", "write_form"]

FACTS = Path(__file__).with_name("demo_facts.toml")
LAST = 8
WIDTHS = (6.5, 11, 11, 24, 11.5, 11.5, 7.5, 7.5, 33)
FUNDS_TITLES = ("年初\n预算数", "全年\n预算数（A）", "全年\n执行数（B）", "分值", "执行率\n（B/A）", "得分")
INDICATOR_TITLES = (
    "一级指标", "二级指标", "三级指标", "年度\n指标值", "实际\n完成值", "分值", "得分", "偏差原因分析\n及改进措施",
)  # fmt: skip
DAY = datetime.datetime(2021, 3, 31)
"""Written into the file in place of the moment, so that the same facts give the same bytes."""


def demo_facts() -> dict[str, Any]:
    """The recorded facts: see ``demo_facts.toml``."""
    return tomllib.loads(FACTS.read_text(encoding="utf-8"))


def write_form(path: Path, facts: dict[str, Any]) -> None:
    """Write the workbook of a form's facts; an existing one is replaced.  Raises OSError."""
    import xlsxwriter

    with xlsxwriter.Workbook(path) as book:
        book.set_properties({"title": facts["title"], "created": DAY})
        _Page(book).fill(facts)


class _Page:
    """Writes the form from top to bottom; columns count from 0."""

    def __init__(self, book: Any) -> None:
        look = {"font_name": "宋体", "font_size": 10.5, "align": "center", "valign": "vcenter"}
        boxed = {**look, "text_wrap": True, "border": 1}
        self.title = book.add_format({**look, "font_name": "黑体", "font_size": 18})
        self.plain = book.add_format(look)
        self.centred = book.add_format(boxed)
        self.left = book.add_format({**boxed, "align": "left", "indent": 1})
        self.label = book.add_format({**boxed, "bold": True, "bg_color": "#F2F2F2"})
        self.sheet = book.add_worksheet("自评表")
        for col, width in enumerate(WIDTHS):
            self.sheet.set_column(col, col, width)
        self.sheet.set_paper(9)
        self.sheet.fit_to_pages(1, 0)
        self.sheet.hide_gridlines(2)
        self.row = 0

    def fill(self, facts: dict[str, Any]) -> None:
        """All blocks of the form."""
        self._wide(f"{facts['title']}", self.title, 32)
        self._wide(f"（{facts['year']}年度）", self.plain, 20)
        self._pair(("项目名称", facts["project"]))
        self._pair(("主管部门", facts["department"]), ("实施单位", facts["unit"]))
        self._funds(facts)
        self._goals(facts["goals"])
        self._indicators(facts["indicators"])
        self._box(0, 5, "总分", self.label)
        self._put(6, "100")
        self._put(7, facts["total"])
        self._put(8, "")
        self._next(24)

    def _wide(self, text: str, look: Any, height: int) -> None:
        self.sheet.merge_range(self.row, 0, self.row, LAST, text, look)
        self._next(height)

    def _next(self, height: int) -> None:
        self.sheet.set_row(self.row, height)
        self.row += 1

    def _box(self, first: int, last: int, text: str, look: Any, rows: int = 1) -> None:
        if first == last and rows == 1:
            self.sheet.write_string(self.row, first, text, look)
        else:
            self.sheet.merge_range(self.row, first, self.row + rows - 1, last, text, look)

    def _put(self, col: int, text: str, look: Any = None) -> None:
        """As printed: a number such as ``12.0`` is typed as text in the published form."""
        if text:
            self.sheet.write_string(self.row, col, text, look or self.centred)
        else:
            self.sheet.write_blank(self.row, col, None, look or self.centred)

    def _pair(self, first: tuple[str, str], second: tuple[str, str] | None = None) -> None:
        self._box(0, 1, first[0], self.label)
        self._box(2, 4 if second else LAST, first[1], self.centred)
        if second:
            self._box(5, 6, second[0], self.label)
            self._box(7, LAST, second[1], self.centred)
        self._next(24)

    def _funds(self, facts: dict[str, Any]) -> None:
        self._box(0, 0, f"项目\n资金\n（{facts['funds_unit']}）", self.label, rows=1 + len(facts["funds"]))
        self._box(1, 2, "", self.label)
        for col, text in enumerate(FUNDS_TITLES, 3):
            self._put(col, text, self.label)
        self._next(32)
        for row in facts["funds"]:
            self._box(1, 2, row["name"], self.left)
            for col, text in enumerate(row.get("amounts", [""] * 6), 3):
                self._put(col, text)
            self._next(24)

    def _goals(self, goals: dict[str, str]) -> None:
        self._box(0, 0, "年度\n总体\n目标", self.label, rows=2)
        for (first, last), text in (((1, 4), "预期目标"), ((5, LAST), "实际完成情况")):
            self._box(first, last, text, self.label)
        self._next(22)
        self._box(1, 4, goals["expected"], self.left)
        self._box(5, LAST, goals["actual"], self.left)
        self._next(40)

    def _indicators(self, rows: list[dict[str, Any]]) -> None:
        self._box(0, 0, "绩\n效\n指\n标", self.label, rows=1 + len(rows))
        for col, text in enumerate(INDICATOR_TITLES, 1):
            self._put(col, text, self.label)
        self._next(32)
        for col in (1, 2):
            top = self.row
            for texts, same in groupby(rows, key=lambda row: row["levels"][:col]):
                count = len(list(same))
                self._box(col, col, texts[-1], self.centred, rows=count)
                self.row += count
            self.row = top
        for row in rows:
            self._put(3, row["name"], self.left)
            for col, text in enumerate(row["entries"], 4):
                self._put(col, text)
            self._put(8, row.get("reason", ""), self.left)
            self._next(72 if row.get("reason") else 30)
