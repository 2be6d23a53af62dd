"""Cells of a worksheet part given a new content or style; everything around them stays as it is written."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from enum import Enum

from perfeval_core.grid import column_letters
from xladdin.files.addresses import position, row_number
from xladdin.files.errors import Refusal
from xladdin.files.patch.markup import Element, Tree, attribute_splice, escaped
from xladdin.files.patch.splices import Splice
from xladdin.files.shared_formula import moved
from xladdin.files.sheet_reader import COLUMNS

__all__ = [
    "CellEdit",
    "Place",
    "Value",
    "ValueKind",
    "cell_splices",
    "cells_of",
    "runs_as_formula",
    "shared_formula_splices",
]

Place = tuple[int, int]
TRUE = ("1", "true")
NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?", re.ASCII)
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")


def runs_as_formula(text: str) -> bool:
    """Would a spreadsheet take this text for a formula when somebody types it or edits the cell?"""
    return text.startswith(FORMULA_SIGNS)


class ValueKind(Enum):
    """How a content is stored."""

    TEXT = "text"
    NUMBER = "number"
    BOOLEAN = "boolean"
    ERROR = "error"
    BLANK = "blank"


KIND_ATTRIBUTES = {ValueKind.BOOLEAN: b' t="b"', ValueKind.ERROR: b' t="e"'}
TRUTH = {"TRUE": "1", "FALSE": "0"}


@dataclass(frozen=True, slots=True)
class Value:
    """A content of a cell: a text (whatever it begins with), decimal digits, TRUE or FALSE, an error, or nothing.

    With ``formula`` (without ``=``) the value is its stored result; BLANK is a result that is not known.
    """

    kind: ValueKind
    text: str = ""
    formula: str | None = None

    @classmethod
    def of_text(cls, text: str) -> Value:
        """A text cell."""
        return cls(ValueKind.TEXT, text)

    @classmethod
    def of_number(cls, digits: str) -> Value:
        """A number cell.  Raises ValueError for what is no decimal number."""
        if not NUMBER.fullmatch(digits):
            raise ValueError(f"{digits!r} is not a number")
        return cls(ValueKind.NUMBER, digits)


@dataclass(frozen=True, slots=True)
class CellEdit:
    """What is to become of a cell: a new content, a style made from the index of its old one, or both."""

    value: Value | None = None
    style: Callable[[int], int] | None = None


def cells_of(tree: Tree) -> list[tuple[Place, Element]]:
    """The cells of a worksheet with their places, as :class:`SheetReader` counts them."""
    found = []
    row = 0
    sheet = tree.root.child("sheetData")
    for line in sheet.children if sheet else ():
        if line.name != "row":
            continue
        number = line.attributes.get("r")
        row = row + 1 if number is None else row_number(number, tree.part)
        col = 0
        for cell in line.children:
            if cell.name != "c":
                continue
            address = cell.attributes.get("r")
            known = col + 1 if address is None else COLUMNS.get(address.removesuffix(str(row)), 0)
            place = (row, known) if known or address is None else position(address, tree.part)
            col = place[1]
            found.append((place, cell))
    return found


def cell_splices(tree: Tree, edits: Mapping[Place, CellEdit], *, forget_results: bool = False) -> list[Splice]:
    """The splices that carry out edits on a worksheet; ``forget_results`` drops the stored results of other formulas.

    :raises Refusal: ``PE-F203`` for an edit inside an array formula or a data table.
    """
    cells = dict(cells_of(tree))
    splices = []
    lost_masters: dict[str, tuple[str, Place]] = {}
    for place, edit in edits.items():
        if (cell := cells.get(place)) is not None:
            if edit.value is not None:
                lost_masters.update(_lost_formula(tree, place, cell))
            splices += _changed(tree, place, cell, edit)
    splices += _new_cells(tree, {place: edit for place, edit in edits.items() if place not in cells})
    if not forget_results and all(edit.value is None for edit in edits.values()):
        return splices
    for place, cell in cells.items():
        if place not in edits or edits[place].value is None:
            splices += _followers(tree, place, cell, lost_masters)
            if forget_results and cell.child("f") is not None:
                splices += _without_result(tree, cell)
    _refuse_arrays(tree, cells, [place for place, edit in edits.items() if edit.value is not None])
    return splices


# -- existing cells


def _changed(tree: Tree, place: Place, cell: Element, edit: CellEdit) -> list[Splice]:
    old = _index(cell.attributes.get("s"))
    style = edit.style(old) if edit.style else old
    if edit.value is None:
        return [] if style == old else [attribute_splice(tree, cell, "s", str(style))]
    return [Splice(cell.start, cell.end, _written(cell.prefix, place, edit.value, style))]


def _index(text: str | None) -> int:
    return int(text) if text is not None and text.isascii() and text.isdigit() and len(text) < 8 else 0


def _written(prefix: bytes, place: Place, value: Value, style: int) -> bytes:
    """A cell element."""
    address = f"{column_letters(place[1])}{place[0]}".encode()
    opened = b'<%sc r="%s"' % (prefix, address) + (b' s="%d"' % style if style else b"")
    body = b""
    if value.formula is not None:
        body = _tagged(prefix, b"f", escaped(value.formula))
        if value.kind is ValueKind.TEXT:
            opened += b' t="str"'
    elif value.kind is ValueKind.TEXT:
        text = b'<%st xml:space="preserve">%s</%st>' % (prefix, escaped(value.text), prefix)
        return opened + b' t="inlineStr">' + _tagged(prefix, b"is", text) + b"</" + prefix + b"c>"
    opened += KIND_ATTRIBUTES.get(value.kind, b"")
    if value.kind is not ValueKind.BLANK:
        body += _tagged(prefix, b"v", escaped(TRUTH[value.text] if value.kind is ValueKind.BOOLEAN else value.text))
    return opened + (b">" + body + b"</" + prefix + b"c>" if body else b"/>")


def _tagged(prefix: bytes, name: bytes, inside: bytes) -> bytes:
    return b"<%s%s>%s</%s%s>" % (prefix, name, inside, prefix, name)


def shared_formula_splices(tree: Tree, places: Collection[Place]) -> list[Splice]:
    """What keeps the formulas of other cells alive when those of ``places`` go."""
    lost: dict[str, tuple[str, Place]] = {}
    cells = cells_of(tree)
    for place, cell in cells:
        if place in places:
            lost.update(_lost_formula(tree, place, cell))
    return [splice for place, cell in cells if place not in places for splice in _followers(tree, place, cell, lost)]


def _without_result(tree: Tree, cell: Element) -> list[Splice]:
    result = cell.child("v")
    if result is None:
        return []
    splices = [Splice(result.start, result.end, b"")]
    if "t" in cell.attributes:
        splices.append(attribute_splice(tree, cell, "t", None))
    return splices


# -- formulas that several cells share


def _lost_formula(tree: Tree, place: Place, cell: Element) -> dict[str, tuple[str, Place]]:
    """A shared formula that is written in this cell, by its number."""
    formula = cell.child("f")
    if formula is None or formula.attributes.get("t") != "shared" or formula.empty:
        return {}
    return {formula.attributes.get("si", ""): (_text(tree, formula), place)}


def _text(tree: Tree, element: Element) -> str:
    """The character data of an element without children."""
    from xladdin.files.xml_parts import feed, xml_parser

    pieces: list[str] = []
    parser = xml_parser(tree.part)
    parser.CharacterDataHandler = pieces.append
    inside = tree.content[element.tag_end : element.close]
    feed(parser, tree.part, (b'<?xml version="1.0" encoding="UTF-8"?><f>' + inside + b"</f>",))
    return "".join(pieces)


def _followers(tree: Tree, place: Place, cell: Element, lost: Mapping[str, tuple[str, Place]]) -> list[Splice]:
    """A cell that shares a formula whose first cell is gone gets the formula as it reads here."""
    formula = cell.child("f")
    if formula is None or formula.attributes.get("t") != "shared" or formula.attributes.get("si") not in lost:
        return []
    text, (row, col) = lost[formula.attributes["si"]]
    here = moved(text, place[0] - row, place[1] - col)
    return [Splice(formula.start, formula.end, _tagged(formula.prefix, b"f", escaped(here)))]


def _refuse_arrays(tree: Tree, cells: Mapping[Place, Element], places: list[Place]) -> None:
    """Excel calls a workbook damaged when a part of an array is overwritten."""
    for cell in cells.values():
        formula = cell.child("f")
        if formula is None or formula.attributes.get("t") not in ("array", "dataTable"):
            continue
        first, _, last = formula.attributes.get("ref", "").partition(":")
        if not first:
            continue
        top, left = position(first, tree.part)
        bottom, right = position(last or first, tree.part)
        for row, col in places:
            if top <= row <= bottom and left <= col <= right:
                array = f"{first}:{last or first}"
                raise Refusal("PE-F203", detail=f"{column_letters(col)}{row} 属于一个数组公式（{array}）")


# -- cells that are not there yet


def _new_cells(tree: Tree, edits: Mapping[Place, CellEdit]) -> list[Splice]:
    sheet = tree.root.child("sheetData")
    if sheet is None or not edits:
        return []
    by_row: dict[int, list[Place]] = {}
    for place in sorted(edits):
        by_row.setdefault(place[0], []).append(place)
    widths = _column_styles(tree)
    splices = []
    lines = _numbered_rows(tree, sheet)
    new_rows: dict[int | None, bytes] = {}
    for row, places in by_row.items():
        line = lines.get(row)
        written = {}
        for place in places:
            style = _row_style(line)
            written[place] = _new_cell(
                sheet.prefix, place, edits[place], widths.get(place[1], 0) if style is None else style
            )
        if line is not None:
            splices += _into_row(tree, line, row, written)
            continue
        content = b'<%srow r="%d">%s</%srow>' % (sheet.prefix, row, b"".join(written.values()), sheet.prefix)
        follower = next((one.start for number, one in lines.items() if number > row), None)
        new_rows[follower] = new_rows.get(follower, b"") + content
    for before, content in new_rows.items():
        splices.append(tree.appended(sheet, content) if before is None else Splice(before, before, content))
    return splices


def _numbered_rows(tree: Tree, sheet: Element) -> dict[int, Element]:
    rows: dict[int, Element] = {}
    row = 0
    for line in sheet.children:
        if line.name == "row":
            number = line.attributes.get("r")
            row = row + 1 if number is None else row_number(number, tree.part)
            rows.setdefault(row, line)
    return rows


def _row_style(line: Element | None) -> int | None:
    if line is None or line.attributes.get("customFormat") not in TRUE:
        return None
    return _index(line.attributes.get("s"))


def _column_styles(tree: Tree) -> dict[int, int]:
    styles: dict[int, int] = {}
    columns = tree.root.child("cols")
    for one in columns.children if columns else ():
        first, last = _index(one.attributes.get("min")), _index(one.attributes.get("max"))
        if style := _index(one.attributes.get("style")):
            styles.update((col, style) for col in range(first, min(last, first + 1_000) + 1))
    return styles


def _new_cell(prefix: bytes, place: Place, edit: CellEdit, style: int) -> bytes:
    return _written(prefix, place, edit.value or Value(ValueKind.BLANK), edit.style(style) if edit.style else style)


def _into_row(tree: Tree, line: Element, row: int, written: Mapping[Place, bytes]) -> list[Splice]:
    splices = []
    col = 0
    placed: list[tuple[int, int]] = []
    for cell in line.children:
        if cell.name == "c":
            address = cell.attributes.get("r")
            col = col + 1 if address is None else position(address, tree.part)[1]
            placed.append((col, cell.start))
    behind = b""
    for (_, wanted), content in written.items():
        follower = next((start for col, start in placed if col > wanted), None)
        if follower is None:
            behind += content
        else:
            splices.append(Splice(follower, follower, content))
    if behind:
        splices.append(tree.appended(line, behind))
    return splices
