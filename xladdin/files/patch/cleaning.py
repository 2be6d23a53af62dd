"""A workbook made fit to leave the house: what must not go out is taken out, formulas that only live here are frozen.

Kept is what is known to be harmless (an allow-list of relationships), so what nobody has thought of stays at home.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Collection
from dataclasses import dataclass, field, replace

from perfeval_core.grid import CellRef, Grid, Workbook
from xladdin.files.hazards import formula_hazard
from xladdin.files.package import Relationship
from xladdin.files.patch.cells import Place
from xladdin.files.patch.cleaning_drawings import clean_drawings
from xladdin.files.patch.cleaning_names import clean_names
from xladdin.files.patch.cleaning_parts import PERSONAL, clean_others, clean_sheet
from xladdin.files.patch.detaching import cut_elements, detach
from xladdin.files.patch.freezing import freeze
from xladdin.files.patch.harmless import HARMLESS, SILENT, WORDS
from xladdin.files.patch.lost import Lost, calls_unknown_function, lost_formulas, uses_own_function
from xladdin.files.patch.markup import Element, Tree
from xladdin.files.patch.notes import plain_text
from xladdin.files.patch.parts import TYPES, Parts, relationships_part
from xladdin.files.patch.shared_texts import without_unused_texts
from xladdin.files.patch.sheets import all_hidden, hidden_sheets, remove_sheet, sheet_parts, show_sheet
from xladdin.files.patch.unmarking import Unmarked, unmark
from xladdin.files.seal import is_seal

__all__ = ["Cleaned", "clean", "uses_own_function"]

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
SAFE_LINK = re.compile(r"(?:https?://|mailto:)", re.IGNORECASE)
FORMULA_HAZARDS = {"PE-F103", "PE-F104", "PE-F105"}
"""What the reader tells of formulas that reach outside the workbook."""
MACRO_HAZARDS = {"PE-F101", "PE-F102"}
"""What it tells of macros, whose functions go with them."""
OUTSIDE_LINK = re.compile(r'HYPERLINK\(\s*"(?!https?://|mailto:|#)[^"]*[\\/:.]', re.IGNORECASE)
"""A formula that leads to a file of somebody's computer."""


@dataclass(slots=True)
class Cleaned:
    """What was done, in words for people."""

    left_out: list[str] = field(default_factory=list)
    frozen: int = 0
    unknown: list[str] = field(default_factory=list)
    """Cells whose formula was frozen before it had a result."""
    gone: set[str] = field(default_factory=set)
    """Sheets that are not there any more."""
    values: set[CellRef] = field(default_factory=set)
    """Cells that hold a result in place of their formula."""

    def left(self, workbook: Workbook) -> Workbook:
        """What is left of the workbook that was cleaned, as it will be read."""
        grids = tuple(self._left(grid) for grid in workbook.grids if grid.sheet not in self.gone)
        return replace(workbook, grids=grids)

    def _left(self, grid: Grid) -> Grid:
        places = [(ref.row, ref.col) for ref in self.values if ref.sheet == grid.sheet]
        if not places:
            return grid
        plain = {place: grid.cells[place]._replace(formula=None, computed=True) for place in places}
        return replace(grid, cells={**grid.cells, **plain})

    def note(self, words: str) -> None:
        """Say something once."""
        if words not in self.left_out:
            self.left_out.append(words)


def clean(parts: Parts, workbook: Workbook, forms: Collection[str]) -> Cleaned:
    """Take out what must not be sent.  ``workbook`` is what was read from these parts; ``forms`` are sheets to keep.

    Formulas of this tool's add-in become their results here; where a native formula is known instead, it has to be
    written before this is called.
    """
    done = Cleaned()
    unmarked = unmark(parts)
    if unmarked is not Unmarked.NOTHING:
        done.note("校验批注和校验结果")
    hidden = [sheet for sheet in hidden_sheets(parts) if sheet not in forms]
    seals = {grid.sheet for grid in workbook.grids if is_seal(grid)}
    gone = [sheet for sheet in sheet_parts(parts) if sheet in hidden or sheet in seals]
    done.gone.update(gone)
    for sheet in hidden_sheets(parts):
        if sheet in forms:
            show_sheet(parts, sheet)
            done.note(f"「{sheet}」原来藏着，现在显示")
    _show_other_sheets(parts, done)
    lost = lost_formulas(gone, _tables(parts, gone), workbook.defined_names)
    _freeze(parts, workbook, lost, done)
    for sheet in gone:
        remove_sheet(parts, sheet)
        done.note(f"隐藏的工作表「{sheet}」" if sheet in hidden else f"旧的「{sheet}」")
    if gone or unmarked is Unmarked.CELL_BY_CELL:
        without_unused_texts(parts)
    kinds = _filter(parts, lost, done)
    parts.set_type(parts.workbook, XLSX)
    cut_elements(parts, parts.workbook, lambda tree, element: element.name in PERSONAL)
    for sheet, part in sheet_parts(parts).items():
        shown = clean_sheet(parts, part, lost)
        if shown:
            done.note(f"「{sheet}」藏着的 {shown} 处行列改为显示")
    for words in (*clean_others(parts, kinds, lost), *clean_drawings(parts, lost), *clean_names(parts, kinds, lost)):
        done.note(words)
    _without_unused_types(parts)
    return done


# -- formulas


def _freeze(parts: Parts, workbook: Workbook, lost: Lost, done: Cleaned) -> None:
    sheets = sheet_parts(parts)
    hazards = {hazard.code for hazard in workbook.hazards}
    outside, macros = bool(hazards & FORMULA_HAZARDS), bool(hazards & MACRO_HAZARDS)
    for grid in workbook.grids:
        if grid.sheet in done.gone or grid.sheet not in sheets:
            continue
        places: list[Place] = []
        for place, cell in grid.cells.items():
            formula = cell.formula
            if formula is None:
                continue
            if (
                uses_own_function(formula)
                or (lost.spoken is not None and lost.spoken.search(formula))
                or (outside and formula_hazard(formula))
                or (macros and calls_unknown_function(formula, lost.known))
                or ("HYPERLINK" in formula and OUTSIDE_LINK.search(formula))
            ):
                places.append(place)
                done.values.add(grid.ref(*place))
                if not cell.computed:
                    done.unknown.append(str(grid.ref(*place)))
        freeze(parts, sheets[grid.sheet], places)
        done.frozen += len(places)


def _tables(parts: Parts, sheets: Collection[str]) -> set[str]:
    """The names of the tables on sheets; formulas speak of them without their sheet."""
    found = set()
    for sheet, part in sheet_parts(parts).items():
        for line in parts.relationships(part) if sheet in sheets else ():
            table = parts.target(part, line)
            if line.kind == "table" and table is not None:
                found.add(parts.tree(table, 1).root.attributes.get("displayName", ""))
    return found - {""}


# -- parts


def _show_other_sheets(parts: Parts, done: Cleaned) -> None:
    """Hidden sheets of charts are shown: what they show is on other sheets."""
    worksheets = sheet_parts(parts)
    for title in all_hidden(parts):
        if title not in worksheets:
            show_sheet(parts, title)
            done.note(f"「{title}」原来藏着，现在显示")


def _filter(parts: Parts, lost: Lost, done: Cleaned) -> dict[str, str]:
    """Keep what can be reached from the workbook by harmless relationships; the kinds of what is kept."""
    reached: dict[str, str] = {}
    waiting = [("", "")]
    while waiting:
        part, kind = waiting.pop()
        allowed = HARMLESS.get(kind, set())

        def unwanted(line: Relationship, part: str = part, allowed: set[str] = allowed) -> bool:
            if line.external:
                return line.kind != "hyperlink" or not SAFE_LINK.match(line.target)
            if line.kind == "hyperlink" and line.target.startswith("#"):
                return False
            target = parts.target(part, line)
            if line.kind == "chartEx" and target is not None and _speaks_of(parts, target, lost):
                return True
            return line.kind not in allowed or target is None

        for line in detach(parts, part, unwanted):
            if line.kind not in SILENT:
                done.note(WORDS.get(line.kind, "通往别的文件的链接" if line.external else f"其他部件（{line.kind}）"))
        for line in parts.relationships(part):
            target = parts.target(part, line)
            if target is not None and target not in reached:
                reached[target] = line.kind
                waiting.append((target, line.kind))
    kept = {*reached, TYPES} | {relationships_part(part) for part in ("", *reached)}
    for part in [name for name in parts.names() if name not in kept]:
        parts.drop(part)
    return reached


def _speaks_of(parts: Parts, part: str, lost: Lost) -> bool:
    tree = parts.tree(part)
    return any(one.name == "f" and lost(plain_text(tree, one, "f")) for one in tree.root.all())


def _without_unused_types(parts: Parts) -> None:
    names = set(parts.names())
    extensions = {posixpath.splitext(name)[1].lstrip(".") for name in names}

    def unused(tree: Tree, element: Element) -> bool:
        part = element.attributes.get("PartName")
        if part is not None:
            return part.lower().lstrip("/") not in names
        return element.attributes.get("Extension", "").lower() not in extensions

    cut_elements(parts, TYPES, unused)
