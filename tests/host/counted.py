"""Counts how often a command asks the host to read or write something."""

from __future__ import annotations

import inspect
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from xladdin.libreoffice.engine.application import App
from xladdin.libreoffice.engine.notes import Note
from xladdin.libreoffice.engine.ranges import Font, Range
from xladdin.libreoffice.engine.sheets import Sheet, Sheets

WAYS = {
    "app", "book", "books", "engine", "api", "sheet", "uno", "range", "cells", "sheets", "at", "row", "column", "shape",
    "address", "get_address", "location", "name", "index", "active", "document", "selection", "options", "font",
    "pid", "visible", "activate", "max_cells_per_read", "max_cells_per_write",
}  # fmt: skip
"""Members that only lead to an object or say where it is."""


@contextmanager
def host_calls(monkeypatch: Any) -> Iterator[Counter[str]]:
    """Counts reads and writes of contents, looks, notes, sheets and settings by the outermost member called."""
    counts: Counter[str] = Counter()
    depth = [0]

    def counted(label: str, function: Any) -> Any:
        def call(*given: Any, **more: Any) -> Any:
            counts[label] += depth[0] == 0
            depth[0] += 1
            try:
                return function(*given, **more)
            finally:
                depth[0] -= 1

        return call

    with monkeypatch.context() as patch:
        for kind in (App, Sheets, Sheet, Range, Font, Note):
            for name, member in list(kind.__dict__.items()):
                if name.startswith("_") or name in WAYS:
                    continue
                label = f"{kind.__name__}.{name}"
                if isinstance(member, property):
                    getter, setter = member.fget, member.fset
                    setting = setter and counted(f"{label}=", setter)
                    patch.setattr(kind, name, property(counted(label, getter), setting))
                elif inspect.isfunction(member):
                    patch.setattr(kind, name, counted(label, member))
        yield counts
