"""规则手册, 评分办法, 诊断, 关于: pages that open as a new workbook or in a message."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Any

from perfeval_core.printed import percent_text, plain
from xladdin import __version__
from xladdin.diagnosis import Observation
from xladdin.ribbon_commands.session import Outcome, Session

__all__ = ["about", "diagnose", "open_table", "show_rules", "show_schemes"]


def open_table(app: Any, title: str, widths: Sequence[int], rows: Sequence[Sequence[str]]) -> None:
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
    from perfeval_core.rule_book import in_general

    head = ("编号", "程度", "标题", "查什么", "为什么", "怎么办", "依据", "错误示例", "正确示例")
    rows = [
        (
            *(one.code, one.severity.value, one.title, in_general(one.message), one.why),
            *(in_general(one.advice), one.source, one.wrong, one.right),
        )
        for one in all_rules()
    ]
    open_table(session.app, "规则手册", (9, 6, 20, 40, 40, 40, 26, 30, 30), [head, *rows])
    return Outcome(f"规则手册：{len(rows)} 条。")


def show_schemes(session: Session) -> Outcome:
    """Every scheme with its settings in people's words, their values and sources."""
    from workbook_templates.parameters import parameters, scheme_titles

    head = ("评分办法", "规定", "数值", "依据")
    rows = [
        (title, one.label, "、".join(_shown(value, one.kind) for value in values), one.sources.get(title, ""))
        for title in dict.fromkeys((*scheme_titles(), *(name for one in parameters() for name in one.values)))
        for one in parameters()
        if (values := one.values.get(title)) is not None
    ]
    open_table(session.app, "评分办法", (30, 44, 20, 60), [head, *rows])
    return Outcome(f"评分办法：{len({row[0] for row in rows})} 个。")


def _shown(value: object, kind: str) -> str:
    if isinstance(value, int | float):
        number = Fraction(str(value))
        return percent_text(number) if kind == "share" else plain(number)
    return "" if value is None else str(value)


def diagnose(session: Session) -> Outcome:
    """The page of ``perfeval addin doctor`` in a new workbook, where its text can be copied."""
    from xladdin.diagnosis import page

    lines = page(_findings(session.app)).rstrip().splitlines()
    open_table(session.app, "诊断", (110,), [[line] for line in lines])
    return Outcome("诊断：全部选中、复制，就可以发给技术支持；里面没有表里的内容。")


def _findings(app: Any) -> Iterator[Observation]:
    if app.engine.name == "excel":
        from xladdin.excel.doctor import examine as of_excel
        from xladdin.excel.places import places

        return of_excel(places(os.environ))
    from xladdin.libreoffice.doctor import examine as of_libreoffice

    return of_libreoffice(str(app.version))


def about(session: Session) -> Outcome:
    """Version, licence, what it is made with."""
    lines = [
        f"绩效自评 {__version__}：项目支出绩效自评表，读表、算分、查错。",
        "MIT 许可，可免费用于任何单位。"
        "所用开源程序：Python、xlwings（BSD）、XlsxWriter（BSD）、python-calamine（MIT）、rich（MIT）等。",
        "本插件不联网，不上传任何内容。",
    ]
    return Outcome(message="\n".join(lines))
