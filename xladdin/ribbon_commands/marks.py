"""Marks on the cells of findings: a fill by severity and a note.

What was there before is remembered on the result sheet, as ``perfeval mark`` does in files, so that taking the marks
away brings back exactly what was there.  Our notes are known again by their first words, our fills by their colours.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from perfeval_core.findings import Finding, Severity
from perfeval_core.grid import CellRef
from xladdin.files.patch.marking import note_text
from xladdin.files.patch.styles import MARK_COLOURS
from xladdin.host import has_plain_fill

__all__ = ["Fills", "Marks", "clear_marks", "own_notes", "place_marks", "wanted_marks"]

NOTE = re.compile(r"【校验 ([A-Z]{1,3}[1-9]\d*)】")
COLOURS = {severity: f"#{colour[2:]}" for severity, colour in MARK_COLOURS.items()}
LONGEST_ADDRESS = 250
"""Characters; Excel takes 255 for a range of several areas."""

Marks = dict[CellRef, tuple[Severity, str]]
"""The marked cells with the worst severity and the text of the note."""
Fills = dict[str, str | None]
"""Fills by address, ``#RRGGBB`` or None for no fill."""


def wanted_marks(findings: Iterable[Finding]) -> Marks:
    """One mark for each cell that is the first of a finding."""
    by_cell: dict[CellRef, list[Finding]] = {}
    for finding in findings:
        if finding.where:
            by_cell.setdefault(finding.where[0], []).append(finding)
    return {
        ref: (min((one.severity for one in found), key=lambda severity: severity.rank), note_text(ref, found))
        for ref, found in sorted(by_cell.items())
    }


def place_marks(sheet: Any, marks: Marks) -> Fills:
    """Put marks on a sheet that has none; the fills that were there before.

    A cell with somebody's note keeps it and gets the fill alone; a cell whose fill could not be put back exactly
    (a pattern, a colour of the theme) gets the note alone.
    """
    noted = {note.location.get_address(False, False) for note in sheet.notes}
    former: Fills = {}
    for ref, (_, text) in marks.items():
        cell = sheet.range(ref.a1)
        if has_plain_fill(cell):
            former[ref.a1] = _hex(cell.color)
        if ref.a1 not in noted:
            cell.add_note(text)
    for severity, cells in _by_severity(marks).items():
        _fill(sheet, [ref.a1 for ref in cells if ref.a1 in former], COLOURS[severity])
    return former


def own_notes(sheet: Any) -> dict[str, str]:
    """Our notes on a sheet: address and text."""
    return {note.location.get_address(False, False): note.text for note in sheet.notes if NOTE.match(note.text)}


def clear_marks(sheet: Any, former: Fills) -> bool:
    """Take all marks off a sheet and put the former fills back; False where a former fill is not known any more.

    A marked cell that has moved since is known by its note, which names the cell it was written for.  A fill that is
    no longer ours is somebody's and stays.
    """
    moved = {}
    for note in list(sheet.notes):
        if found := NOTE.match(note.text):
            moved[found[1]] = note.location.get_address(False, False)
            note.delete()
    fills: dict[str | None, list[str]] = {}
    for was_at in former.keys() | moved.keys():
        address = moved.get(was_at, was_at)
        if _hex(sheet.range(address).color) in COLOURS.values():
            fills.setdefault(former.get(was_at), []).append(address)
    for colour, addresses in fills.items():
        _fill(sheet, sorted(addresses), colour)
    return moved.keys() <= former.keys()


def _fill(sheet: Any, cells: list[str], colour: str | None) -> None:
    for address in _addresses(cells):
        sheet.range(address).color = colour


def _hex(colour: tuple[int, int, int] | None) -> str | None:
    return None if colour is None else "#{:02X}{:02X}{:02X}".format(*colour)


def _by_severity(marks: Marks) -> dict[Severity, list[CellRef]]:
    return {severity: [ref for ref, (own, _) in marks.items() if own is severity] for severity in Severity}


def _addresses(cells: Iterable[str]) -> Iterator[str]:
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
