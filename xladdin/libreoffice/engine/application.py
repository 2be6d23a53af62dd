"""The program, its open workbooks, and one workbook, as xlwings sees them."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any

from xladdin.libreoffice.engine.member import Member
from xladdin.libreoffice.engine.names import Names, defined_names
from xladdin.libreoffice.engine.office import Document, file_url, system_path
from xladdin.libreoffice.engine.ranges import Range
from xladdin.libreoffice.engine.sheets import Sheets

__all__ = ["App", "Apps", "Book", "Books"]

INFO_BOX, ERROR_BOX, QUERY_BOX = "INFOBOX", "ERRORBOX", "QUERYBOX"
BUTTONS = {"ok": 1, "ok_cancel": 2, "yes_no": 3, "yes_no_cancel": 4}
ANSWERS = {0: "cancel", 1: "ok", 2: "yes", 3: "no"}


class Apps(Member):
    """One program."""

    def __init__(self, engine: Any) -> None:
        self._app = App(engine)

    def keys(self) -> list[int]:
        return [self._app.pid]

    def __iter__(self) -> Iterator[App]:
        return iter([self._app])

    def __len__(self) -> int:
        return 1

    def __getitem__(self, pid: int) -> App:
        if pid != self._app.pid:
            raise KeyError(pid)
        return self._app

    @staticmethod
    def cleanup() -> None:
        """LibreOffice leaves nothing behind."""


class App(Member):
    """The running LibreOffice."""

    def __init__(self, engine: Any) -> None:
        self._engine = engine
        self._office = engine.office

    @property
    def engine(self) -> Any:
        return self._engine

    @property
    def api(self) -> Any:
        """``Ready`` as Excel has it: LibreOffice ends the editing of a cell before it runs a macro."""
        return SimpleNamespace(Ready=True)

    @property
    def pid(self) -> int:
        return os.getpid()

    @property
    def version(self) -> str:
        access = self._office.service("com.sun.star.configuration.ConfigurationProvider")
        from xladdin.libreoffice.engine.office import properties

        node = access.createInstanceWithArguments(
            "com.sun.star.configuration.ConfigurationAccess", properties(nodepath="/org.openoffice.Setup/Product")
        )
        return str(node.ooSetupVersionAboutBox or node.ooSetupVersion)

    @property
    def books(self) -> Books:
        return Books(self)

    @property
    def selection(self) -> Range | None:
        document = self._office.active
        if document is None or document.controller is None:
            return None
        selected = document.controller.getSelection()
        areas = (selected.RangeAddress,) if hasattr(selected, "RangeAddress") else ()
        areas = selected.RangeAddresses if hasattr(selected, "RangeAddresses") else areas
        if not areas:  # a chart, or nothing
            return None
        return Range(Book(self, document).sheets.at(areas[0].Sheet), selected)

    def activate(self, steal_focus: bool = False) -> None:
        """The program is in front when a macro runs."""

    def calculate(self) -> None:
        for document in self._office.documents:
            document.model.calculateAll()

    @property
    def screen_updating(self) -> bool:
        document = self._office.active
        return document is None or not document.model.hasControllersLocked()

    @screen_updating.setter
    def screen_updating(self, value: bool) -> None:
        document = self._office.active
        if document is None or value == self.screen_updating:
            return
        if value:
            while document.model.hasControllersLocked():
                document.model.unlockControllers()
        else:
            document.model.lockControllers()

    @property
    def display_alerts(self) -> bool:
        return True

    @display_alerts.setter
    def display_alerts(self, value: bool) -> None:
        """Calls over UNO never ask."""

    @property
    def status_bar(self) -> str | bool:
        text: str | bool = self._office.status_text
        return text

    @status_bar.setter
    def status_bar(self, value: str | bool) -> None:
        document = self._office.active
        indicator = None if document is None else document.controller.Frame.createStatusIndicator()
        self._office.status_text = value or False
        if indicator is not None:
            if value:
                indicator.start(str(value), 0)
            else:
                indicator.end()

    def alert(self, prompt: str, title: str | None, buttons: str, mode: str | None, callback: str | None) -> str:
        """A message box; without a window the text is kept for whoever drives the office, and the answer is ok."""
        import uno

        document = self._office.active
        window = None if document is None else document.controller.Frame.ContainerWindow
        if window is None or not window.isVisible():
            self._office.unseen_alerts.append(prompt)
            return "ok" if buttons.startswith("ok") else "yes"
        kind = ERROR_BOX if mode == "critical" else QUERY_BOX if buttons != "ok" else INFO_BOX
        toolkit = self._office.service("com.sun.star.awt.Toolkit")
        box_kind = uno.Enum("com.sun.star.awt.MessageBoxType", kind)
        box = toolkit.createMessageBox(window, box_kind, BUTTONS[buttons], title or "", prompt)
        return ANSWERS[box.execute()]


class Books(Member):
    """The open workbooks."""

    def __init__(self, app: App) -> None:
        self._app = app

    @property
    def app(self) -> App:
        return self._app

    def __iter__(self) -> Iterator[Book]:
        return (Book(self._app, document) for document in self._app._office.documents)

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def __call__(self, name_or_index: str | int) -> Book:
        books = list(self)
        if isinstance(name_or_index, int):
            return books[name_or_index - 1]
        for book in books:
            if name_or_index.lower() in (book.name.lower(), book.fullname.lower()):
                return book
        raise KeyError(name_or_index)

    @property
    def active(self) -> Book | None:
        document = self._app._office.active
        return None if document is None else Book(self._app, document)

    def add(self) -> Book:
        return Book(self._app, self._app._office.load("private:factory/scalc"))

    def add_from(self, path: str) -> None:
        """A new workbook with the contents of a file."""
        self._app._office.load(file_url(path), AsTemplate=True)

    def open(self, fullname: str, *unsupported: Any, **more: Any) -> Book:
        given = [one for one in (*unsupported, *more.values()) if one is not None]
        if given:
            raise NotImplementedError("LibreOffice: xlwings Books.open takes a file name and nothing else")
        return Book(self._app, self._app._office.load(file_url(fullname)))


class Book(Member):
    """A workbook."""

    def __init__(self, app: App, document: Document) -> None:
        self._app = app
        self._document = document

    @property
    def api(self) -> Any:
        """``ReadOnly``, ``Saved`` (not changed since), ``FullName``, ``Path`` (empty: never saved) and
        ``ProtectStructure`` as in Excel."""
        model, place = self._document.model, self.fullname
        return SimpleNamespace(
            ReadOnly=bool(model.isReadonly()),
            Saved=not model.isModified(),
            ProtectStructure=bool(model.isProtected()),
            FullName=place,
            Path=os.path.dirname(place) if model.URL else "",
        )

    @property
    def app(self) -> App:
        return self._app

    @property
    def document(self) -> Document:
        return self._document

    @property
    def name(self) -> str:
        return os.path.basename(self.fullname)

    @property
    def fullname(self) -> str:
        url = self._document.model.URL
        if not url:
            return str(self._document.model.Title)
        return system_path(url) if url.startswith("file:") else str(url)

    @property
    def sheets(self) -> Sheets:
        return Sheets(self)

    @property
    def names(self) -> Names:
        return Names(self)

    def defined_names(self) -> dict[str, str]:
        """All names as a file spells them, in one go: ``总分``, or ``表!总分`` for one of a sheet."""
        return defined_names(self._document)

    def activate(self) -> None:
        self._app._office.activate(self._document)

    def save(self, path: str | None = None, password: str | None = None) -> None:
        if password is not None:
            raise NotImplementedError("LibreOffice: xlwings Book.save with a password is not implemented")
        self._app._office.store(self._document, path)

    def save_copy(self, path: str) -> None:
        """What the window shows as another file; the workbook itself stays as it is, unsaved changes included."""
        self._app._office.store_copy(self._document, path)

    def close(self) -> None:
        self._app._office.close(self._document)

    @contextmanager
    def undo_step(self, title: str) -> Iterator[None]:
        """Whatever is changed inside is undone by one step."""
        undo = self._document.model.UndoManager
        undo.enterUndoContext(title)
        try:
            yield
        finally:
            undo.leaveUndoContext()

    @contextmanager
    def view_kept(self) -> Iterator[None]:
        """Afterwards the same sheet is in front, with the same selection, which LibreOffice forgets with the sheet."""
        controller = self._document.controller
        sheet, selected = controller.ActiveSheet, controller.getSelection()
        name = str(sheet.Name)
        try:
            yield
        finally:
            if controller.ActiveSheet.Name != name and self._document.model.Sheets.hasByName(name):
                controller.setActiveSheet(sheet)
                controller.select(selected)
