"""Counts how often a command asks the host to read or write something."""

from __future__ import annotations

import inspect
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from xladdin.libreoffice.engine.application import App, Book, Books
from xladdin.libreoffice.engine.notes import Note
from xladdin.libreoffice.engine.ranges import Font, Range
from xladdin.libreoffice.engine.sheets import Sheet, Sheets

WAYS = {
    "app", "book", "books", "engine", "api", "sheet", "uno", "range", "cells", "sheets", "at", "row", "column", "shape",
    "address", "get_address", "location", "name", "fullname", "index", "active", "document", "selection", "options",
    "font", "pid", "max_cells_per_read", "max_cells_per_write", "undo_step",
}  # fmt: skip
"""Members that only lead to an object, name it or say where it is."""


@contextmanager
def host_calls(monkeypatch: Any) -> Iterator[Counter[str]]:
    """Counts what reads or writes contents, looks, notes, sheets, settings and the screen.

    A call is the outermost member of the engine that is asked: one for xlwings' ``Range.color = …`` on many areas, one
    for a bulk function of our own engine (``Sheet.read_live``, ``Sheet.dress``), however many calls of UNO they make.
    """
    counts: Counter[str] = Counter()
    depth = [0]

    def counted(label: str, function: Any, way: bool = False) -> Any:
        def call(*given: Any, **more: Any) -> Any:
            counts[label] += depth[0] == 0 and not way
            depth[0] += 1
            try:
                return function(*given, **more)
            finally:
                depth[0] -= 1

        return call

    with monkeypatch.context() as patch:
        for kind in (App, Books, Book, Sheets, Sheet, Range, Font, Note):
            for name, member in list(kind.__dict__.items()):
                if name.startswith("_"):
                    continue
                label = f"{kind.__name__}.{name}"
                if isinstance(member, property):
                    getter, setter = member.fget, member.fset
                    setting = setter and counted(f"{label}=", setter)
                    patch.setattr(kind, name, property(counted(label, getter, name in WAYS), setting))
                elif inspect.isfunction(member) and name not in WAYS:
                    patch.setattr(kind, name, counted(label, member))
        yield counts
