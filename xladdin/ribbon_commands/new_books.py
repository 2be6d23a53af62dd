"""新建自评表, 从旧表转入: new workbooks, not saved yet; nothing that is open is changed."""

from __future__ import annotations

import tempfile
from pathlib import Path

from perfeval_core.read_form import read_layout
from perfeval_core.recognise import find_layouts
from xladdin.checking import scheme_of
from xladdin.host import new_book_from
from xladdin.live_sheet import read_book
from xladdin.ribbon_commands.session import Outcome, Refused, Session

__all__ = ["convert_old_form", "new_form"]


def new_form(session: Session, scheme: str, flavour: str = "") -> Outcome:
    """A blank standard form of a scheme; with a flavour, the one whose scores come from the add-in."""
    from workbook_templates.build import DIST
    from workbook_templates.content import form_texts

    name = form_texts(scheme)["file"]
    new_book_from(session.app, DIST / f"{name}{f'-{flavour}' if flavour else ''}.xlsx")
    return Outcome(f"已新建“{name}”，填好后请另存到您的文件夹。")


def convert_old_form(session: Session) -> Outcome:
    """Each form on the sheet in front as a standard workbook of its own."""
    from workbook_templates.from_form import take_over
    from xladdin.standard_forms import built

    sheet = session.sheet
    workbook = read_book(session.book)
    grid = next(grid for grid in workbook.grids if grid.sheet == sheet.name)
    layouts = find_layouts(grid)
    if not layouts:
        raise Refused(f"工作表“{sheet.name}”里没有找到绩效自评表；请打开旧表所在的工作表，再点“从旧表转入”。")
    lines = []
    for layout in layouts:
        form = read_layout(grid, layout)
        scheme, why = scheme_of(form)
        taken = take_over(workbook, grid, layout, form, scheme)
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, "项目支出绩效自评表.xlsx")
            path.write_bytes(built(taken.content, addin=False))
            new_book_from(session.app, path)
        lines.append(f"转来 {taken.moved} 处内容，{taken.content.size} 行指标。评分办法：{scheme.title}（{why}）。")
        lines += [f"· {note}。" for note in taken.notes]
        if taken.content.other:
            lines.append(f"没有位置的 {len(taken.content.other)} 处（原来填的得分也在内）在“原表其他内容”。")
    return Outcome("已转入新的标准自评表，旧表没有改动；请核对后另存。", "\n".join(lines))
