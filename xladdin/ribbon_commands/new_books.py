"""新建自评表, 从旧表转入: new workbooks, not saved yet; nothing that is open is changed."""

from __future__ import annotations

import tempfile
from pathlib import Path

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
    from workbook_templates.content import with_spare_rows
    from xladdin.standard_forms import built, taken_over, transfer_lines

    sheet = session.sheet
    workbook = read_book(session.book)
    grid = next(grid for grid in workbook.grids if grid.sheet == sheet.name)
    forms = list(taken_over(workbook, grid, None))
    if not forms:
        raise Refused(f"工作表“{sheet.name}”里没有找到绩效自评表；请打开旧表所在的工作表，再点“从旧表转入”。")
    lines: list[str] = []
    for taken, why, _ in forms:
        form = with_spare_rows(taken.content)
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, "项目支出绩效自评表.xlsx")
            path.write_bytes(built(form, addin=False))
            new_book_from(session.app, path)
        lines += transfer_lines(taken, why, form)
    return Outcome("已转入新的标准自评表，旧表没有改动；请核对后另存。", "\n".join(lines))
