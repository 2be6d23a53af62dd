"""One press of a button: the workbook it is for, and everything put back as it was, whatever happens."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any

from xladdin.host import view_kept
from xladdin.live_contents import TooLarge

__all__ = ["Outcome", "Refused", "Session", "run"]

TITLE = "绩效自评"
BUSY = {-2147418111, -2147417846, -2146777998}
"""HRESULTs of a program that does not answer now: call rejected, retry later, Excel's own busy (0x800AC472)."""


class Refused(Exception):
    """The command cannot work now; the text is the one sentence that says why and what to do."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a command has to say: in the status bar, in a message box, or not at all."""

    status: str = ""
    message: str = ""


@dataclass(frozen=True, slots=True)
class Session:
    """The running program and the workbook in front, as xlwings sees them."""

    app: Any
    book: Any

    @property
    def sheet(self) -> Any:
        """The worksheet in front.  Raises Refused when a sheet of another kind is there."""
        front = self.book.sheets.active
        if front.name not in [sheet.name for sheet in self.book.sheets]:
            raise Refused(f"“{front.name}”不是表格（是图表）；请先打开自评表所在的工作表，再点一次。")
        return front

    def may_change_sheets(self, label: str) -> None:
        """Raises Refused when sheets can be neither added nor deleted here."""
        if self.book.api.ProtectStructure:
            raise Refused(f"这个工作簿的结构受保护，不能增删工作表，“{label}”做不了；请先撤销工作簿保护，再点一次。")

    def asks(self, question: str) -> bool:
        """Does the user agree?"""
        return bool(self.app.alert(question, TITLE, buttons="ok_cancel", mode="info") == "ok")


Work = Callable[[Session], Outcome]


def run(label: str, work: Work, *, changes: bool = False, stays: bool = True, wants_book: bool = True) -> None:
    """Run a command for the workbook in front and tell the outcome; nothing is raised.

    ``changes``: it writes into the workbook, in one undo step where the host can.  ``stays``: the selection is the
    same afterwards.  ``wants_book``: it makes no sense without an open workbook.
    """
    app = None
    try:
        app, book = _front()
        if book is None and wants_book:
            raise Refused(f"没有打开的工作簿，请先打开自评表（在“受保护的视图”里的先点“启用编辑”），再点“{label}”。")
        if changes and book.api.ReadOnly:
            raise Refused(f"这个工作簿是只读的，“{label}”写不进去；请先另存一份再试。")
        outcome = _guarded(label, work, Session(app, book), changes=changes, stays=stays and book is not None)
    except Refused as refusal:
        outcome = Outcome(message=str(refusal))
    except Exception as error:  # a button must never end in a traceback
        outcome = Outcome(message=_sentence(label, error))
    if app is None:
        raise SystemExit(outcome.message)
    with contextlib.suppress(Exception):  # a busy program refuses the message too
        if outcome.status:
            app.status_bar = outcome.status
        if outcome.message:
            app.alert(outcome.message, TITLE, mode="info")


def _front() -> tuple[Any, Any]:
    """The program and the workbook the button was pressed for, or None; in Excel the add-in hands it over.

    Excel has no active workbook when only hidden ones are open, as the personal macro book.
    """
    import xlwings

    windows = getattr(xlwings, "_xlwindows", None)
    if getattr(windows, "BOOK_CALLER", None) is not None and xlwings.engines.active.name == "excel":
        book = xlwings.Book.caller()
        return book.app, book
    app = xlwings.apps.active
    found = app.books.impl.active  # xlwings' own way to it makes a workbook where there is none
    return app, None if found is None or found.api is None else xlwings.Book(impl=found)


def _sentence(label: str, error: Exception) -> str:
    if getattr(error, "hresult", None) in BUSY:
        return "Excel 正忙着（可能正在编辑单元格）；请按回车或 Esc 结束编辑，再点一次。"
    if isinstance(error, TooLarge):
        return f"工作表“{error}”里有内容的单元格超过一百万个，读不了；请把自评表复制到新的工作簿里，再点“{label}”。"
    from xladdin.problems import coded_sentence

    return coded_sentence("PE-C009", name=label, detail=f"{type(error).__name__}：{error}"[:200])


def _guarded(label: str, work: Work, session: Session, *, changes: bool, stays: bool) -> Outcome:
    # no ExitStack: it looks into errors in a way that LibreOffice's do not bear
    with view_kept(session.book) if stays else contextlib.nullcontext():
        if not changes:
            return work(session)
        with _screen_off(session.app), _undo_step(session.book, label):
            return work(session)


@contextlib.contextmanager
def _screen_off(app: Any) -> Iterator[None]:
    shown = app.screen_updating
    app.screen_updating = False
    try:
        yield
    finally:
        app.screen_updating = shown


def _undo_step(book: Any, label: str) -> AbstractContextManager[None]:
    own: Callable[[str], AbstractContextManager[None]] | None = getattr(book.impl, "undo_step", None)
    return contextlib.nullcontext() if own is None else own(label)
