"""The marks of a check taken out of a workbook again.

While nobody has changed the workbook since, its parts go back byte for byte.  Otherwise, cell by cell: notes of ours
go (text that we put below somebody's note too), and a fill of ours gives way to the one that was there before.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from enum import Enum
from functools import partial

from xladdin.files.addresses import position
from xladdin.files.hazards import HazardList
from xladdin.files.patch.cells import CellEdit, Place, cell_splices, cells_of
from xladdin.files.patch.markup import Element, Tree, escaped, without_element
from xladdin.files.patch.memory import RESULT_TITLE, Memory, find_memory, take_back, visible_memory
from xladdin.files.patch.notes import comments_of, drawing_of, plain_text
from xladdin.files.patch.parts import Parts
from xladdin.files.patch.sheets import remove_sheet, sheet_parts
from xladdin.files.patch.splices import Splice
from xladdin.files.patch.styles import StyleSheet
from xladdin.files.xlsx_reader import read_xlsx

__all__ = ["Unmarked", "unmark"]

OURS = re.compile(r"\n*【校验 ([A-Z]{1,3}[1-9][0-9]{0,6})】.*", re.DOTALL)
SHAPE = re.compile(rb"<v:shape\b.*?</v:shape>", re.DOTALL)


class Unmarked(Enum):
    """How the marks went."""

    NOTHING = "nothing"
    """There were none."""
    EXACTLY = "exactly"
    """Every part is byte for byte what it was before."""
    CELL_BY_CELL = "cell_by_cell"
    """The workbook was saved or changed since; notes, fills and the result sheet are as they were."""


def unmark(parts: Parts) -> Unmarked:
    """Take every trace of marking out of a workbook."""
    memory = find_memory(parts)
    if memory is None:
        memory = visible_memory(read_xlsx(parts.package, HazardList())) if _has_result_sheet(parts) else None
        if memory is None:
            return Unmarked.NOTHING
    elif take_back(parts, memory):
        return Unmarked.EXACTLY
    else:
        _forget(parts, memory)
    before = {(cell.sheet, (cell.row, cell.col)): cell.fill.encode("utf-8") for cell in memory.cells}
    styles = StyleSheet(parts)
    for sheet, part in sheet_parts(parts).items():
        if sheet == memory.title:
            continue
        moved = _without_notes(parts, part)
        fills = {moved.get(place, place): fill for (own, place), fill in before.items() if own == sheet}
        _restore_fills(parts, styles, part, fills)
    styles.save()
    if memory.title in sheet_parts(parts):
        remove_sheet(parts, memory.title)
    return Unmarked.CELL_BY_CELL


def _has_result_sheet(parts: Parts) -> bool:
    return any(sheet.startswith(RESULT_TITLE) for sheet in sheet_parts(parts))


def _forget(parts: Parts, memory: Memory) -> None:
    lines = parts.relationships(parts.workbook)
    parts.unrelate(parts.workbook, {line.id for line in lines if parts.target(parts.workbook, line) == memory.part})
    for line in parts.relationships(memory.part):
        properties = parts.target(memory.part, line)
        if properties is not None:
            parts.remove(properties)
    parts.remove(memory.part)


# -- notes


def _without_notes(parts: Parts, sheet: str) -> dict[Place, Place]:
    """Take our notes out of a worksheet; where each marked cell is now, by where it was when it was marked."""
    found = comments_of(parts, sheet)
    if found is None:
        return {}
    moved: dict[Place, Place] = {}
    splices: list[Splice] = []
    gone: set[Place] = set()
    for place, comment in found.by_place.items():
        text = plain_text(found.tree, comment)
        ours = OURS.search(text)
        if ours is None:
            continue
        moved[position(ours[1], found.part)] = place
        if ours.start() == 0:
            gone.add(place)
            splices.append(without_element(comment))
        else:
            splices += _shortened(found.tree, comment, ours.start())
    parts.splice(found.part, splices)
    if gone:
        _without_shapes(parts, sheet, gone)
        if len(gone) == len(found.by_place):
            _unrelate_part(parts, sheet, found.part)
    return moved


def _shortened(tree: Tree, comment: Element, length: int) -> Iterable[Splice]:
    """Cut the text of a comment behind ``length`` characters."""
    at = 0
    for text in [one for one in comment.all() if one.name == "t"]:
        written = plain_text(tree, text)
        if at >= length:
            run = text.parent if text.parent is not None and text.parent.name == "r" else text
            yield without_element(run)
        elif at + len(written) > length:
            yield Splice(text.tag_end, text.close, escaped(written[: length - at]))
        at += len(written)


def _without_shapes(parts: Parts, sheet: str, places: set[Place]) -> None:
    tree = parts.tree(sheet, 1)
    legacy, part = tree.root.child("legacyDrawing"), drawing_of(parts, tree)
    if legacy is None or part is None:
        return
    content = parts.read(part)
    splices = []
    left = 0
    for shape in SHAPE.finditer(content):
        row, col = (re.search(rb"<x:%s>\s*(\d+)\s*</x:%s>" % (name, name), shape[0]) for name in (b"Row", b"Column"))
        if b'ObjectType="Note"' in shape[0] and row and col and (int(row[1]) + 1, int(col[1]) + 1) in places:
            splices.append(Splice(shape.start(), shape.end(), b""))
        else:
            left += 1
    parts.splice(part, splices)
    if not left:
        parts.splice(sheet, [without_element(legacy)])
        _unrelate_part(parts, sheet, part)


def _unrelate_part(parts: Parts, sheet: str, part: str) -> None:
    lines = parts.relationships(sheet)
    parts.unrelate(sheet, {line.id for line in lines if parts.target(sheet, line) == part})
    parts.remove(part)


# -- fills


def _restore_fills(parts: Parts, styles: StyleSheet, part: str, fills: Mapping[Place, bytes]) -> None:
    tree = parts.tree(part, 3)
    edits = {
        place: CellEdit(style=partial(_with_old_fill, styles, fills.get(place, b"")))
        for place, cell in cells_of(tree)
        if styles.is_marked(cell.attributes.get("s", ""))
    }
    parts.splice(part, cell_splices(tree, edits))


def _with_old_fill(styles: StyleSheet, fill: bytes, style: int) -> int:
    return styles.with_fill(style, fill)
