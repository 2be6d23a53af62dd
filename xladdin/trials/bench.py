"""Where commands are tried: forms in a folder, a press of a button that nothing can block, and what it said."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from perfeval_core.grid import CellKind, Workbook
from xladdin.diagnosis import Observation, State
from xladdin.live_sheet import read_book

__all__ = ["Bench", "Contents", "contents", "judged", "nothing_asks"]

Contents = dict[tuple[str, int, int], tuple[str, CellKind, str | None]]
"""What is in the cells of a workbook: text, kind and formula by sheet, row and column."""


def judged(subject: str, good: bool, found: str) -> Observation:
    """One line of the result; ``found`` is what was seen."""
    return Observation(subject, found, State.GOOD if good else State.BAD)


def contents(workbook: Workbook) -> Contents:
    """All cells that hold anything."""
    return {
        (grid.sheet, *place): (cell.text, cell.kind, cell.formula)
        for grid in workbook.grids
        for place, cell in grid.cells.items()
        if cell.text or cell.formula is not None
    }


@contextmanager
def nothing_asks(app: Any) -> Iterator[list[str]]:
    """Inside, message boxes do not open: their texts are kept, and every question is answered with yes."""
    told: list[str] = []
    kind = type(app.impl)
    before = kind.alert

    def tell(_: object, prompt: str, title: str | None, buttons: str, *more: object) -> str:
        told.append(prompt)
        return "ok" if buttons is None or buttons.startswith("ok") else "yes"

    kind.alert = tell
    try:
        yield told
    finally:
        kind.alert = before


@dataclass
class Bench:
    """A running program and a folder to work in; ``told`` is what message boxes would have said."""

    app: Any
    folder: Path
    told: list[str]
    _opened: list[Any] = field(default_factory=list)

    def open(self, path: Path) -> Any:
        """The workbook of a file, in front."""
        book = self.app.books.open(str(path))
        self._opened.append(book)
        self.put_in_front(book)
        return book

    def put_in_front(self, book: Any) -> None:
        """As if the user had it in front of him and then pressed a button.

        Excel's buttons hand over the workbook; other instances of Excel, with the user's own work, stay out of it.
        """
        import xlwings

        book.activate()
        windows = getattr(xlwings, "_xlwindows", None)
        if windows is not None:
            windows.BOOK_CALLER = book.api

    def press(self, book: Any, command: str) -> str:
        """Run a command for a workbook; what it said in the status bar and in messages.

        Raises RuntimeError with its words when it failed.
        """
        from xladdin import macros

        self.put_in_front(book)
        self.told.clear()
        book.app.status_bar = False
        getattr(macros, command)()
        said = "\n".join([str(book.app.status_bar or ""), *self.told]).strip()
        if "PE-C009" in said:
            raise RuntimeError(said)
        return said

    def made(self) -> Any:
        """The workbook that a command has opened; it is closed with the others."""
        book = self.app.books.active
        self._opened.append(book)
        return book

    def close_all(self) -> None:
        """Close what was opened here, without saving."""
        while self._opened:
            self._opened.pop().close()

    def contents(self, book: Any, without: str = "") -> Contents:
        """All cells of an open workbook."""
        return contents(read_book(book, {without}))
