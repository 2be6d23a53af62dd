"""Marks on the cells of findings: a fill by severity and a note.

The fill is a conditional format laid over the cell, so the cell keeps its own fill untouched and taking the mark away
brings back exactly what was there, also after rows were inserted or the result sheet was thrown away.  Both kinds of
mark are known again by their text.  A cell that has somebody's note keeps it: it gets the fill alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from perfeval_core.findings import Finding, Severity
from perfeval_core.grid import CellRef
from xladdin.files.patch.marking import note_text
from xladdin.files.patch.styles import MARK_COLOURS

__all__ = ["Marks", "clear_marks", "own_notes", "place_marks", "wanted_marks"]

RULE = re.compile(r'="perfeval (.+)"<>""')
NOTE = re.compile(r"【校验 [A-Z]{1,3}[1-9]\d*】")
LONGEST_ADDRESS = 250
"""Characters; Excel takes 255 for a range of several areas."""

Marks = dict[CellRef, tuple[Severity, str]]
"""The marked cells with the worst severity and the text of the note."""


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


def place_marks(sheet: Any, marks: Marks) -> bool:
    """Put marks on a sheet that has none; False where notes could be put but no fills.

    Calc allows no new style while any sheet of the workbook has a password.
    """
    noted = {note.location.get_address(False, False) for note in sheet.notes}
    for ref, (_, text) in marks.items():
        if ref.a1 not in noted:
            sheet.range(ref.a1).add_note(text)
    try:
        for severity, cells in _by_severity(marks).items():
            for address in _addresses(cells):
                colour = f"#{MARK_COLOURS[severity][2:]}"
                formats = sheet.range(address).conditional_formats
                formats.add_custom(f'="perfeval {severity.value}"<>""', fill_color=colour)
    except PermissionError:
        return False
    return True


def own_notes(sheet: Any) -> dict[str, str]:
    """Our notes on a sheet: address and text."""
    return {note.location.get_address(False, False): note.text for note in sheet.notes if NOTE.match(note.text)}


def clear_marks(sheet: Any) -> int:
    """Take all marks off a sheet; how many there were."""
    rules = [rule for rule in sheet.cells.conditional_formats if rule.type == "custom" and RULE.fullmatch(rule.formula)]
    notes = [note for note in sheet.notes if NOTE.match(note.text)]
    for mark in [*rules, *notes]:
        mark.delete()
    return len(rules) + len(notes)


def _by_severity(marks: Marks) -> dict[Severity, list[CellRef]]:
    return {severity: [ref for ref, (own, _) in marks.items() if own is severity] for severity in Severity}


def _addresses(cells: Iterable[CellRef]) -> Iterator[str]:
    """The cells as addresses of several areas, none longer than Excel takes."""
    line: list[str] = []
    length = 0
    for ref in cells:
        if line and length + len(ref.a1) + 1 > LONGEST_ADDRESS:
            yield ",".join(line)
            line, length = [], 0
        line.append(ref.a1)
        length += len(ref.a1) + 1
    if line:
        yield ",".join(line)
