"""规则手册, 评分办法, 诊断, 关于: pages that open as a new workbook or in a message."""

from __future__ import annotations

import platform
import sys
from collections.abc import Sequence
from typing import Any

from perfeval_core.scheme_file import Source
from xladdin import __version__
from xladdin.ribbon_commands.session import Outcome, Session

__all__ = ["about", "diagnose", "show_rules", "show_schemes"]


def _open_table(app: Any, title: str, widths: Sequence[int], rows: Sequence[Sequence[str]]) -> None:
    """A new workbook with one sheet: a bold head line, the rows below it."""
    book = app.books.add()
    sheet = book.sheets[0]
    sheet.name = title
    for number, width in enumerate(widths, 1):
        sheet.range((1, number)).column_width = width
    table = sheet.range((1, 1), (len(rows), len(widths)))
    table.wrap_text = True
    table.value = [[f"'{text}" if text.startswith(("=", "+", "-", "@")) else text for text in row] for row in rows]
    sheet.range((1, 1), (1, len(widths))).font.bold = True
    sheet.range("A1").select()


def show_rules(session: Session) -> Outcome:
    """The rule book as a table."""
    from perfeval_core.registry import all_rules

    head = ("编号", "程度", "标题", "查什么", "为什么", "怎么办", "依据", "错误示例", "正确示例")
    rows = [
        (one.code, one.severity.value, one.title, one.message, one.why, one.advice, one.source, one.wrong, one.right)
        for one in all_rules()
    ]
    _open_table(session.app, "规则手册", (9, 6, 20, 40, 40, 40, 26, 30, 30), [head, *rows])
    return Outcome(f"规则手册：{len(rows)} 条。")


def show_schemes(session: Session) -> Outcome:
    """Every scheme with its values, their sources and the dates they hold from."""
    from perfeval_core.scheme import scheme_files

    head = ("代号", "评分办法", "项目", "数值", "依据", "条款", "自何时起")
    rows = [
        (file.id, file.title, setting, _shown(one.value), one.source.document, one.source.article, _day(one.source))
        for file in scheme_files()
        for setting, values in file.values.items()
        for one in values
    ]
    _open_table(session.app, "评分办法", (14, 30, 24, 30, 28, 16, 12), [head, *rows])
    return Outcome(f"评分办法：{len({row[0] for row in rows})} 个。")


def _day(source: Source) -> str:
    return f"{source.effective_from.year}年{source.effective_from.month}月{source.effective_from.day}日"


def _shown(value: object) -> str:
    if isinstance(value, dict):
        return "；".join(f"{key} {_shown(one)}" for key, one in value.items())
    if isinstance(value, list | tuple):
        return "、".join(map(_shown, value))
    return str(value)


def diagnose(session: Session) -> Outcome:
    """A page about the installation, nothing about the workbook."""
    import xlwings

    app = session.app
    lines = [
        f"绩效自评 {__version__}",
        f"Python {platform.python_version()}（{sys.executable or sys.prefix}）",
        f"xlwings {xlwings.__version__}，经由 {app.engine.name} {app.version}",
        f"系统 {platform.platform()}",
    ]
    return Outcome(message="\n".join(lines))


def about(session: Session) -> Outcome:
    """Version, licence, what it is made with."""
    lines = [
        f"绩效自评 {__version__}：项目支出绩效自评表，读表、算分、查错。",
        "MIT 许可，可免费用于任何单位。所用开源程序：Python、xlwings（BSD）、openpyxl（MIT）、pydantic（MIT）等。",
        "本插件不联网，不上传任何内容。",
    ]
    return Outcome(message="\n".join(lines))
