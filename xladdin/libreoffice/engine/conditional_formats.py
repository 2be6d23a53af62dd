"""Conditional formats by a formula, the only kind that the commands use."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from xladdin.libreoffice.engine.member import Member
from xladdin.libreoffice.engine.office import Document

__all__ = ["ConditionalFormat", "ConditionalFormats"]

CONDITION = 0
"""com.sun.star.sheet.ConditionEntryType.CONDITION."""
BY_FORMULA = 24
"""com.sun.star.sheet.ConditionFormatOperator.EXPRESSION."""
STYLES = "CellStyles"


class ConditionalFormats(Member):
    """The conditional formats that touch a range."""

    def __init__(self, document: Document, sheet: Any, cells: Any) -> None:
        self._document = document
        self._formats = sheet.ConditionalFormats
        self._cells = cells

    def _found(self) -> list[ConditionalFormat]:
        whole = self._cells.supportsService("com.sun.star.sheet.Spreadsheet")
        found = []
        for one in self._formats.getConditionalFormats():
            if whole or any(self._meets(address) for address in one.Range.RangeAddresses):
                found += [ConditionalFormat(self._document, self._formats, one, at) for at in range(one.Count)]
        return found

    def _meets(self, address: Any) -> bool:
        return bool(self._cells.queryIntersection(address).Count)

    def __iter__(self) -> Iterator[ConditionalFormat]:
        return iter(self._found())

    def __len__(self) -> int:
        return len(self._found())

    def __call__(self, index: int) -> ConditionalFormat:
        return self._found()[index - 1]

    def add_custom(self, spec: dict[str, Any]) -> ConditionalFormat:
        unknown = sorted(spec.keys() - {"formula", "stop_if_true", "fill_color"})
        if unknown or spec.get("stop_if_true"):
            raise NotImplementedError(f"LibreOffice: xlwings add_custom with {unknown or 'stop_if_true'}")
        cells = self._cells
        ranges = cells if hasattr(cells, "addRangeAddress") else self._document.ranges([cells.RangeAddress])
        number = self._formats.createByRange(ranges)
        made = next(one for one in self._formats.getConditionalFormats() if number == one.ID)
        made.createEntry(CONDITION, 0)
        entry = made.getByIndex(0)
        entry.Operator = BY_FORMULA
        entry.Formula1 = spec["formula"].removeprefix("=")
        entry.StyleName = self._style(spec["fill_color"])
        return ConditionalFormat(self._document, self._formats, made, 0)

    def _style(self, fill: tuple[int, int, int]) -> str:
        """A cell style with this fill, made when there is none; it goes with the last format that uses it."""
        colour = fill[0] << 16 | fill[1] << 8 | fill[2]
        name = f"PerfevalFill{colour:06X}"
        model = self._document.model
        styles = model.StyleFamilies.getByName(STYLES)
        if not styles.hasByName(name):

            def insert() -> None:
                style = model.createInstance("com.sun.star.style.CellStyle")
                styles.insertByName(name, style)
                style.CellBackColor = colour

            self._document.unprotected(insert)
        return name


class ConditionalFormat(Member):
    """One rule."""

    def __init__(self, document: Document, formats: Any, one: Any, at: int) -> None:
        self._document = document
        self._formats = formats
        self._one = one
        self._at = at

    @property
    def _entry(self) -> Any:
        return self._one.getByIndex(self._at)

    @property
    def type(self) -> str:
        entry = self._entry
        if entry.getType() != CONDITION:
            return "unknown"
        return "custom" if entry.Operator == BY_FORMULA else "cell_value"

    @property
    def formula(self) -> str | None:
        return f"={self._entry.Formula1}" if self.type == "custom" else None

    @property
    def fill_color(self) -> tuple[int, int, int] | None:
        styles = self._document.model.StyleFamilies.getByName(STYLES)
        colour = styles.getByName(self._entry.StyleName).CellBackColor
        return None if colour == -1 else (colour >> 16 & 0xFF, colour >> 8 & 0xFF, colour & 0xFF)

    def delete(self) -> None:
        """The rule goes; a style that was made for it goes when nothing uses it any more."""
        name = self._entry.StyleName
        if self._one.Count == 1:
            self._formats.removeByID(self._one.ID)
        else:
            self._one.removeByIndex(self._at)
        styles = self._document.model.StyleFamilies.getByName(STYLES)
        if name.startswith("PerfevalFill") and styles.hasByName(name) and not self._in_use(name):
            self._document.unprotected(lambda: styles.removeByName(name))

    def _in_use(self, name: str) -> bool:
        sheets = self._document.model.Sheets
        for index in range(sheets.Count):
            for one in sheets.getByIndex(index).ConditionalFormats.getConditionalFormats():
                if any(_style_name(one.getByIndex(at)) == name for at in range(one.Count)):
                    return True
        return False


def _style_name(entry: Any) -> str:
    return str(entry.StyleName) if entry.getType() == CONDITION else ""
