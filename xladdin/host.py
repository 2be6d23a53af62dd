"""What the commands need of a host beyond xlwings' own calls; LibreOffice's engine brings it along."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path
from typing import Any

from xladdin.sheet_look import SheetLook

__all__ = [
    "areas",
    "delete_notes",
    "has_plain_fill",
    "new_book_from",
    "new_sheet",
    "place_of",
    "protect",
    "protection_lifted",
    "save_copy",
    "view_kept",
]

LONGEST_ADDRESS = 250
"""Characters; Excel takes 255 for a range of several areas."""


def areas(cells: Sequence[str]) -> Iterator[str]:
    """The cells as addresses of several areas, none longer than Excel takes."""
    line: list[str] = []
    length = 0
    for address in cells:
        if line and length + len(address) + 1 > LONGEST_ADDRESS:
            yield ",".join(line)
            line, length = [], 0
        line.append(address)
        length += len(address) + 1
    if line:
        yield ",".join(line)


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


def delete_notes(sheet: Any, cells: Sequence[str]) -> None:
    """Take the notes of some cells away."""
    own: Callable[[Sequence[str]], None] | None = getattr(sheet.impl, "delete_notes", None)
    if own is not None:
        own(cells)
        return
    for several in areas(cells):
        sheet.range(several).api.ClearComments()


def new_sheet(book: Any, name: str, look: SheetLook) -> Any:
    """A new sheet behind all others, with its look; it is in front afterwards."""
    own: Callable[[str, SheetLook], None] | None = getattr(book.sheets.impl, "add_with_look", None)
    if own is not None:
        own(name, look)
        return book.sheets[name]
    from xladdin.excel.dressing import dress

    sheet = book.sheets.add(name, after=book.sheets[-1])
    dress(sheet, look)
    return sheet


def protect(sheet: Any) -> None:
    """Protect a sheet without a password; columns and rows may still be made wider where the host knows that."""
    own: Callable[[], None] | None = getattr(sheet.impl, "protect", None)
    if own is not None:
        own()
    else:
        sheet.api.Protect(AllowFormattingColumns=True, AllowFormattingRows=True)


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


def view_kept(book: Any) -> AbstractContextManager[None]:
    """Afterwards the same sheet is in front, with the same selection."""
    own: Callable[[], AbstractContextManager[None]] | None = getattr(book.impl, "view_kept", None)
    return _sheet_kept(book) if own is None else own()


@contextmanager
def _sheet_kept(book: Any) -> Iterator[None]:
    """Excel's sheets keep their own selections."""
    sheet = book.sheets.active
    name = sheet.name
    try:
        yield
    finally:
        with suppress(Exception):  # the sheet may be gone, the program may be busy
            if book.sheets.active.name != name:
                sheet.impl.activate()  # xlwings' own brings the program and the workbook to the front as well
