"""The office behind a UNO component context, and its open workbooks."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

__all__ = ["Document", "Office", "WorkbookFilterError", "file_url", "properties", "system_path"]

CALC = "com.sun.star.sheet.SpreadsheetDocument"
EXCEL_A1 = 3
"""com.sun.star.sheet.AddressConvention.XL_A1."""
FILTERS = {
    ".xlsx": "Calc MS Excel 2007 XML",
    ".xlsm": "Calc MS Excel 2007 VBA XML",
    ".ods": "calc8",
    ".xls": "MS Excel 97",
    ".pdf": "calc_pdf_Export",
}


class WorkbookFilterError(ValueError):
    """A file name with an ending that the engine does not write."""


def properties(**values: Any) -> tuple[Any, ...]:
    """Named arguments as UNO takes them."""
    import uno

    made = []
    for name, value in values.items():
        one = uno.createUnoStruct("com.sun.star.beans.PropertyValue")
        one.Name, one.Value = name, value
        made.append(one)
    return tuple(made)


def file_url(path: str) -> str:
    """The URL of a file's path."""
    import uno

    return str(uno.systemPathToFileUrl(os.path.abspath(path)))


def system_path(url: str) -> str:
    """The path of a file's URL."""
    import uno

    return str(uno.fileUrlToSystemPath(url))


class Document:
    """A workbook: its UNO model with what reading and writing its cells needs again and again."""

    def __init__(self, model: Any, context: Any) -> None:
        self.model = model
        self._context = context
        self.uid = str(model.RuntimeUID)
        self._parser: Any = None
        self._shown: dict[int, tuple[int, str]] = {}

    @property
    def controller(self) -> Any:
        """The view, with its selection and active sheet."""
        return self.model.CurrentController

    @property
    def parser(self) -> Any:
        """Reads and writes formulas as Excel spells them."""
        if self._parser is None:
            self._parser = self.model.createInstance("com.sun.star.sheet.FormulaParser")
            self._parser.CompileEnglish = True
            self._parser.FormulaConvention = EXCEL_A1
        return self._parser

    def number_format(self, key: int) -> tuple[int, str]:
        """The kind (bits of com.sun.star.util.NumberFormat) and the code of a number format."""
        if key not in self._shown:
            found = self.model.NumberFormats.getByKey(key)
            self._shown[key] = int(found.Type), str(found.FormatString)
        return self._shown[key]

    def format_key(self, code: str) -> int:
        """The key of a number format by its code, made when it is not there."""
        import uno

        formats, locale = self.model.NumberFormats, uno.createUnoStruct("com.sun.star.lang.Locale")
        key = int(formats.queryKey(code, locale, False))
        return key if key >= 0 else int(formats.addNew(code, locale))

    def standard_format(self, kind: int) -> int:
        """The key of the standard format of a kind; an empty locale is the document's own."""
        import uno

        return int(self.model.NumberFormats.getStandardFormat(kind, uno.createUnoStruct("com.sun.star.lang.Locale")))

    def dispatch(self, command: str) -> None:
        """Run a command of the program's own menu on what is in front in this workbook's window."""
        helper = self._context.ServiceManager.createInstanceWithContext(
            "com.sun.star.frame.DispatchHelper", self._context
        )
        helper.executeDispatch(self.controller.Frame, command, "", 0, ())

    def ranges(self, addresses: list[Any]) -> Any:
        """Several range addresses as one object."""
        made = self.model.createInstance("com.sun.star.sheet.SheetCellRanges")
        for address in addresses:
            made.addRangeAddress(address, False)
        return made


class Office:
    """The program."""

    def __init__(self, context: Any, model: Any = None) -> None:
        self.context = context
        self._documents: dict[str, Document] = {}
        self._bound = None if model is None else self.document(model)
        self.status_text: str | bool = False
        self.unseen_alerts: list[str] = []
        """Messages of :meth:`App.alert` for which there is no window."""

    def service(self, name: str) -> Any:
        """A service of the office."""
        return self.context.ServiceManager.createInstanceWithContext(name, self.context)

    @property
    def desktop(self) -> Any:
        """The root of all open documents."""
        return self.service("com.sun.star.frame.Desktop")

    def document(self, model: Any) -> Document:
        """The one object for a model, however often UNO hands it out."""
        found = self._documents.setdefault(str(model.RuntimeUID), Document(model, self.context))
        return found

    @property
    def documents(self) -> Iterator[Document]:
        """The open workbooks."""
        components = self.desktop.Components.createEnumeration()
        while components.hasMoreElements():
            model = components.nextElement()
            if hasattr(model, "supportsService") and model.supportsService(CALC):
                yield self.document(model)

    @property
    def active(self) -> Document | None:
        """The workbook a macro was called for, else the one in front, else the first."""
        if self._bound is not None:
            return self._bound
        current = self.desktop.getCurrentComponent()
        if current is not None and current.supportsService(CALC):
            return self.document(current)
        return next(self.documents, None)

    def activate(self, document: Document) -> None:
        """Put a workbook in front."""
        self._bound = document
        frame = document.controller.Frame
        frame.activate()

    def load(self, url: str, **arguments: Any) -> Document:
        """Open a URL as a workbook; hidden where the office shows no window now."""
        bound = self._bound
        hidden = bound is not None and not bound.controller.Frame.ContainerWindow.isVisible()
        model = self.desktop.loadComponentFromURL(url, "_blank", 0, properties(Hidden=hidden, **arguments))
        if model is None or not model.supportsService(CALC):
            raise FileNotFoundError(url)
        document = self.document(model)
        self._bound = document
        return document

    def close(self, document: Document) -> None:
        """Close a workbook without saving."""
        if self._bound is document:
            self._bound = None
        self._documents.pop(document.uid, None)
        document.model.close(True)

    def store(self, document: Document, path: str | None) -> None:
        """Save under the same name, or as another file whose ending says the format."""
        if path is None:
            document.model.store()
            return
        document.model.storeAsURL(file_url(path), properties(FilterName=_filter(path), Overwrite=True))

    def store_copy(self, document: Document, path: str) -> None:
        """Write what the window holds into another file; the workbook keeps its name, its changes and its undo."""
        document.model.storeToURL(file_url(path), properties(FilterName=_filter(path), Overwrite=True))


def _filter(path: str) -> str:
    name = FILTERS.get(os.path.splitext(path)[1].lower())
    if name is None:
        raise WorkbookFilterError(f"{os.path.basename(path)}: {', '.join(FILTERS)}")
    return name
