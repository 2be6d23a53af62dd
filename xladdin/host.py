"""What the commands need of a host beyond xlwings' own calls; LibreOffice's engine brings it along."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

__all__ = ["has_plain_fill", "new_book_from", "place_of", "protection_lifted", "save_copy"]


def protection_lifted(sheet: Any) -> AbstractContextManager[bool]:
    """Inside, the sheet is not protected, and afterwards as it was; False when a password keeps us out."""
    own: Callable[[], AbstractContextManager[bool]] | None = getattr(sheet.impl, "protection_lifted", None)
    if own is not None:
        return own()
    from xladdin.excel.protection import protection_lifted as in_excel

    return in_excel(sheet)


def has_plain_fill(cell: Any) -> bool:
    """Is the fill of a cell nothing or one colour, which can be put back exactly?  Excel alone has others."""
    if cell.sheet.book.app.engine.name != "excel":
        return True
    from xladdin.excel.fills import has_plain_fill as in_excel

    return in_excel(cell)


def new_book_from(app: Any, path: Path) -> Any:
    """A new workbook, not saved yet, with everything that a file holds."""
    own: Callable[[str], None] | None = getattr(app.books.impl, "add_from", None)
    if own is not None:
        own(str(path))
    else:
        app.books.api.Add(str(path))
    return app.books.active


def place_of(book: Any) -> str:
    """The path of a workbook's file, or its address where it is kept on a server; empty when it was never saved.

    Not xlwings' ``fullname``: for an address that looks for a synchronised folder, and raises where there is none.
    """
    return str(book.api.FullName) if book.api.Path else ""


def save_copy(book: Any, path: Path) -> None:
    """What the window holds now, unsaved changes included, as another file; the workbook stays as it is.

    Excel writes the format of the workbook whatever the name; LibreOffice writes the format of the name.
    """
    own: Callable[[str], None] | None = getattr(book.impl, "save_copy", None)
    if own is not None:
        own(str(path))
    else:
        book.api.SaveCopyAs(str(path))
