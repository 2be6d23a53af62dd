"""Marks on the cells of findings: a fill by severity and a note.

What was there before is remembered on the result sheet, as ``perfeval mark`` does in files, so that taking the marks
away brings back exactly what was there.  Our notes are known again by their first words, our fills by their colours.
What has to change on a sheet is found from one reading of it and then carried out: a call for all notes to delete, one
for all cells of a fill, and one for each new note.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from perfeval_core.findings import Finding, Severity
from perfeval_core.grid import CellRef, column_letters
from xladdin.files.addresses import position
from xladdin.files.patch.marking import note_text
from xladdin.files.patch.styles import MARK_COLOURS
from xladdin.host import areas, delete_notes
from xladdin.live_contents import MORE_THAN_COLOUR, LiveSheet

__all__ = ["Changes", "Fills", "Marks", "carry_out", "changes", "wanted_marks"]

NOTE = re.compile(r"【校验 ([A-Z]{1,3}[1-9]\d*)】")
COLOURS = {severity: f"#{colour[2:]}" for severity, colour in MARK_COLOURS.items()}

Marks = dict[str, tuple[Severity, str]]
"""The marked cells of a sheet with the worst severity and the text of the note."""
Fills = dict[str, str | None]
"""Fills by address, ``#RRGGBB`` or None for no fill."""


def wanted_marks(findings: Iterable[Finding]) -> dict[str, Marks]:
    """By sheet: one mark for each cell that is the first of a finding."""
    by_cell: dict[CellRef, list[Finding]] = {}
    for finding in findings:
        if finding.where:
            by_cell.setdefault(finding.where[0], []).append(finding)
    by_sheet: dict[str, Marks] = {}
    for ref, found in sorted(by_cell.items()):
        worst = min((one.severity for one in found), key=lambda severity: severity.rank)
        by_sheet.setdefault(ref.sheet, {})[ref.a1] = worst, note_text((ref.row, ref.col), found)
    return by_sheet


@dataclass(frozen=True, slots=True)
class Changes:
    """What has to be done on a sheet so that it has the wanted marks and no others."""

    obsolete: tuple[str, ...]
    """Cells whose note goes."""
    notes: Mapping[str, str]
    """Cells that get a note."""
    fills: Fills
    """Cells that get another fill."""
    former: Fills
    """The fill of every marked cell before it was marked, to be remembered."""
    known: bool
    """False where a former fill is not known any more; the cell then gets none."""

    @property
    def is_nothing(self) -> bool:
        """Is the sheet as it should be?"""
        return not (self.obsolete or self.notes or self.fills)


def changes(live: LiveSheet, marks: Marks, remembered: Fills, is_plain: Callable[[str], bool]) -> Changes:
    """From the marks that a sheet has to the marks that are wanted.

    A marked cell that has moved since is known by its note, which names the cell it was written for.  A fill that is
    no longer ours is somebody's and stays.  A cell with somebody's note keeps it and gets the fill alone; a cell whose
    fill could not be put back exactly gets the note alone: ``is_plain`` tells of a colour whether it is no more.
    """
    notes = {f"{column_letters(col)}{row}": text for (row, col), text in live.notes.items()}
    ours = {address: found[1] for address, text in notes.items() if (found := NOTE.match(text))}
    moved = {was_at: address for address, was_at in ours.items()}
    fills = {address: live.fill_at(position(address, live.grid.sheet)) for address in {*marks, *ours, *remembered}}
    before = {
        address: remembered.get(was_at)
        for was_at in remembered.keys() | moved.keys()
        if fills[address := moved.get(was_at, was_at)] in COLOURS.values()
    }
    base = fills | before
    former = {
        address: base[address]
        for address in marks
        if base[address] != MORE_THAN_COLOUR and (base[address] is None or address in before or is_plain(address))
    }
    wanted = {
        address: COLOURS[marks[address][0]] if address in former else base[address] for address in {*marks, *before}
    }
    texts = {address: text for address, (_, text) in marks.items() if address in ours or address not in notes}
    return Changes(
        tuple(sorted(address for address in ours if texts.get(address) != notes[address])),
        {address: text for address, text in texts.items() if notes.get(address) != text},
        {address: wanted[address] for address in sorted(wanted) if wanted[address] != fills[address]},
        former,
        all(was_at in remembered for was_at, address in moved.items() if address in before),
    )


def carry_out(sheet: Any, todo: Changes) -> None:
    """Make the changes on a sheet that is not protected."""
    if todo.obsolete:
        delete_notes(sheet, todo.obsolete)
    for address, text in todo.notes.items():
        sheet.range(address).impl.add_note(text)  # xlwings' own looks whether there is one, once for each cell
    for colour in dict.fromkeys(todo.fills.values()):
        for several in areas([address for address, fill in todo.fills.items() if fill == colour]):
            sheet.range(several).color = colour
