"""Defined names."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from xladdin.libreoffice.engine.member import Member
from xladdin.libreoffice.engine.spelling import excel_spelling

__all__ = ["Name", "Names", "defined_names"]


class Names(Member):
    """The names of a workbook."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._named = book.document.model.NamedRanges

    def __iter__(self) -> Iterator[Name]:
        return (Name(self._book, name) for name in self._named.ElementNames)

    def __len__(self) -> int:
        return len(self._named.ElementNames)

    def snapshot(self) -> list[tuple[str, Name]]:
        return [(name, Name(self._book, name)) for name in self._named.ElementNames]

    def contains(self, name_or_index: str | int) -> bool:
        return bool(self._named.hasByName(name_or_index))

    def __call__(self, name_or_index: str | int) -> Name:
        if isinstance(name_or_index, int):
            return list(self)[name_or_index - 1]
        if not self._named.hasByName(name_or_index):
            raise KeyError(name_or_index)
        return Name(self._book, name_or_index)

    def add(self, name: str, refers_to: str) -> Name:
        import uno

        origin: Any = uno.createUnoStruct("com.sun.star.table.CellAddress")
        if self._named.hasByName(name):
            self._named.removeByName(name)
        self._named.addNewByName(name, "", origin, 0)
        added = Name(self._book, name)
        added.refers_to = refers_to
        return added


class Name(Member):
    """One defined name."""

    def __init__(self, book: Any, name: str) -> None:
        self._book = book
        self._name = name
        self._named = book.document.model.NamedRanges.getByName(name)

    @property
    def name(self) -> str:
        return self._name

    @property
    def refers_to(self) -> str:
        printed = self._book.document.parser.printFormula(self._named.Tokens, self._named.ReferencePosition)
        return f"={printed}"

    @refers_to.setter
    def refers_to(self, value: str) -> None:
        parser = self._book.document.parser
        self._named.setTokens(parser.parseFormula(value.removeprefix("="), self._named.ReferencePosition))

    @property
    def refers_to_range(self) -> Any:
        from xladdin.libreoffice.engine.ranges import Range

        referred = self._named.getReferredCells()
        if referred is None:
            raise ValueError(f"{self._name} does not refer to a range")
        return Range(self._book.sheets.at(referred.RangeAddress.Sheet), referred)

    def delete(self) -> None:
        self._book.document.model.NamedRanges.removeByName(self._name)


def defined_names(document: Any) -> dict[str, str]:
    """The names of a workbook and of its sheets, with what they stand for, in Excel's spelling."""
    scopes = [("", document.model.NamedRanges)]
    sheets = document.model.Sheets
    scopes += [(f"{name}!", sheets.getByName(name).NamedRanges) for name in sheets.ElementNames]
    return {
        f"{scope}{name}": excel_spelling(names.getByName(name).Content.removeprefix("="))
        for scope, names in scopes
        for name in names.ElementNames
    }
