"""Notes on cells; LibreOffice calls them annotations."""

from __future__ import annotations

from typing import Any

from xladdin.libreoffice.engine.member import Member

__all__ = ["ANNOTATIONS", "Note", "add_note", "delete_notes", "note_at", "notes_of", "text_of"]

ANNOTATIONS = 8
"""com.sun.star.sheet.CellFlags.ANNOTATION."""


class Note(Member):
    """One note."""

    def __init__(self, sheet: Any, annotation: Any) -> None:
        self._sheet = sheet
        self._annotation = annotation

    @property
    def api(self) -> Any:
        return self._annotation

    @property
    def text(self) -> str:
        return text_of(self._annotation)

    @text.setter
    def text(self, value: str) -> None:
        self._annotation.String = value

    @property
    def author(self) -> str:
        return str(self._annotation.Author)

    @property
    def location(self) -> Any:
        position = self._annotation.Position
        return self._sheet.range((position.Row + 1, position.Column + 1))

    def delete(self) -> None:
        position = self._annotation.Position
        delete_notes(self._sheet, {(position.Row + 1, position.Column + 1)})


def text_of(annotation: Any) -> str:
    """A note read from a file shows its text by its shape alone until somebody opens it."""
    return str(annotation.String or annotation.AnnotationShape.String)


def delete_notes(sheet: Any, places: set[tuple[int, int]]) -> None:
    """Take the notes of these cells away, counted from 1."""
    notes = sheet.uno.Annotations
    for index in reversed(range(notes.Count)):
        found = notes.getByIndex(index).Position
        if (found.Row + 1, found.Column + 1) in places:
            notes.removeByIndex(index)


def notes_of(sheet: Any) -> list[Note]:
    """All notes of a sheet."""
    notes = sheet.uno.Annotations
    return [Note(sheet, notes.getByIndex(index)) for index in range(notes.Count)]


def note_at(cells: Any) -> Note | None:
    """The note of a range's first cell."""
    first = cells.uno.getCellRangeByPosition(0, 0, 0, 0)
    if not first.queryContentCells(ANNOTATIONS).Count:
        return None
    return Note(cells.sheet, first.getCellByPosition(0, 0).Annotation)


def add_note(cells: Any, text: str) -> Note:
    """A new note on a range's first cell."""
    cell = cells.uno.getCellByPosition(0, 0)
    cells.sheet.uno.Annotations.insertNew(cell.CellAddress, text)
    return Note(cells.sheet, cell.Annotation)
