"""The colours of cells as LibreOffice shows them, conditional formats applied: read from its own HTML."""

from __future__ import annotations

from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from tests.oracle.office import Document, Office

__all__ = ["Shown", "marked_invalid", "shown_colours"]

Shown = dict[tuple[int, int], tuple[str, str]]
"""(row, column) from 1 -> (fill, ink) as ``#RRGGBB``; an empty text where nothing is set."""


class _FirstTable(HTMLParser):
    """Reads the table of the first sheet; merged cells push the others aside."""

    def __init__(self) -> None:
        super().__init__()
        self.cells: Shown = {}
        self.taken: set[tuple[int, int]] = set()
        self.row = self.col = 0
        self.tables = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "table":
            self.tables += 1
        if self.tables != 1:
            return
        if tag == "tr":
            self.row, self.col = self.row + 1, 0
        elif tag == "td":
            self.col += 1
            while (self.row, self.col) in self.taken:
                self.col += 1
            for row in range(self.row, self.row + int(given.get("rowspan", "1"))):
                for col in range(self.col, self.col + int(given.get("colspan", "1"))):
                    self.taken.add((row, col))
            self.cells[self.row, self.col] = (given.get("bgcolor", ""), "")
        elif tag == "font" and "color" in given:
            self.cells[self.row, self.col] = (self.cells[self.row, self.col][0], given["color"])


def shown_colours(office: Office, document: Document, folder: Path) -> Shown:
    """The colours of the first sheet."""
    page = folder / "表.html"
    document._model.storeToURL(page.resolve().as_uri(), office.properties(FilterName="HTML (StarCalc)"))
    parser = _FirstTable()
    parser.feed(page.read_text(encoding="utf-8"))
    return parser.cells


def marked_invalid(document: Document, sheet: str) -> int:
    """How many cells LibreOffice rings as not allowed by their validation (圈释无效数据)."""
    found: Any = document._model.Sheets.getByName(sheet)
    found.clearArrows()
    found.showInvalid()
    count = sum(1 for _ in _shapes(found))
    found.clearArrows()
    return count


def _shapes(sheet: Any) -> Iterator[Any]:
    return (sheet.DrawPage.getByIndex(number) for number in range(sheet.DrawPage.Count))
