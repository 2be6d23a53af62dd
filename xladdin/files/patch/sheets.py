"""The worksheets of a workbook as parts, and a whole new one behind them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from perfeval_core.grid import CellRef, column_letters
from xladdin.files.patch.markup import Element, Tree, attribute_splice, escaped, without_element, xml_text
from xladdin.files.patch.parts import HEAD, Parts
from xladdin.files.patch.splices import Splice
from xladdin.files.sheet_reader import unescaped

__all__ = [
    "Line",
    "NewSheet",
    "add_names",
    "add_sheet",
    "add_sheet_part",
    "all_hidden",
    "free_title",
    "hidden_sheets",
    "remove_sheet",
    "sheet_parts",
    "show_sheet",
]

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
MAX_TITLE = 31


class Line(NamedTuple):
    """One row of a new sheet from column A on: its texts and their styles, its height in points.

    A click on the cell at ``link`` (from 0) leads to another one.
    """

    texts: Sequence[str]
    styles: tuple[int, ...]
    height: int
    link: tuple[int, CellRef] | None = None


@dataclass(frozen=True, slots=True)
class NewSheet:
    """A sheet of texts.  ``merged`` lists rows whose cells are one from A to the last column."""

    title: str
    widths: Sequence[float]
    lines: list[Line] = field(default_factory=list)
    frozen_rows: int = 0
    merged: Sequence[int] = ()


def sheet_parts(parts: Parts) -> dict[str, str]:
    """The worksheet parts by the names of their sheets, in order."""
    lines = {line.id: line for line in parts.relationships(parts.workbook)}
    found = {}
    for sheet in _sheets(parts.tree(parts.workbook, 2)):
        line = lines.get(_identity(sheet))
        if line is not None and line.kind == "worksheet":
            part = parts.target(parts.workbook, line)
            if part is not None:
                found[unescaped(sheet.attributes.get("name", ""))] = part
    return found


def hidden_sheets(parts: Parts) -> list[str]:
    """The names of the worksheets that are hidden, whichever way."""
    hidden = set(all_hidden(parts))
    return [name for name in sheet_parts(parts) if name in hidden]


def all_hidden(parts: Parts) -> list[str]:
    """The names of all sheets that are hidden, those of charts and macros too."""
    listed = _sheets(parts.tree(parts.workbook, 2))
    hidden = (one for one in listed if one.attributes.get("state", "visible") != "visible")
    return [unescaped(one.attributes.get("name", "")) for one in hidden]


def show_sheet(parts: Parts, title: str) -> None:
    """Make a hidden worksheet a visible one."""
    tree = parts.tree(parts.workbook, 2)
    listed = [one for one in _sheets(tree) if unescaped(one.attributes.get("name", "")) == title]
    parts.splice(parts.workbook, [attribute_splice(tree, one, "state", None) for one in listed])


def _sheets(tree: Tree) -> list[Element]:
    listed = tree.root.child("sheets")
    return listed.children if listed else []


def _identity(element: Element) -> str:
    """The value of the attribute ``r:id``."""
    return next((text for key, text in element.attributes.items() if key.endswith(" id")), "")


def free_title(parts: Parts, title: str) -> str:
    """The title, or with a number behind it where there is such a sheet already."""
    taken = {sheet.attributes.get("name", "").lower() for sheet in _sheets(parts.tree(parts.workbook, 2))}
    number, free = 1, title
    while free.lower() in taken:
        number += 1
        free = f"{title[: MAX_TITLE - 5]}({number})"
    return free


def add_sheet(parts: Parts, sheet: NewSheet) -> str:
    """Put a new worksheet behind the others; the name of its part."""
    namespace = parts.tree(parts.workbook, 2).namespace
    return add_sheet_part(parts, sheet.title, _content(sheet, namespace, parts.office))


def add_sheet_part(parts: Parts, title: str, content: bytes) -> str:
    """Put a worksheet behind the others whose part is written already; the name of the part."""
    tree = parts.tree(parts.workbook, 2)
    part = parts.free_name("xl/worksheets/sheet{}.xml")
    parts.add(part, content, CONTENT_TYPE)
    identity = parts.relate(parts.workbook, "worksheet", part)
    listed = tree.root.child("sheets")
    assert listed is not None, "a workbook that was read has sheets"
    numbers = (one.attributes.get("sheetId", "") for one in listed.children)
    number = max((int(one) for one in numbers if one.isascii() and one.isdigit()), default=0) + 1
    line = b'<%ssheet xmlns:r="%s" name="%s" sheetId="%d" r:id="%s"/>' % (
        tree.root.prefix, parts.office.encode(), escaped(title), number, identity.encode(),
    )  # fmt: skip
    parts.splice(parts.workbook, [tree.appended(listed, line)])
    return part


def remove_sheet(parts: Parts, title: str) -> None:
    """Take a worksheet away, with its part and the names that belong to it."""
    part = sheet_parts(parts)[title]
    tree = parts.tree(parts.workbook, 3)
    listed = _sheets(tree)
    at = next(at for at, one in enumerate(listed) if unescaped(one.attributes.get("name", "")) == title)
    splices = [without_element(listed[at]), *_without_names(tree, at), *_shown_sheet(tree, at, len(listed))]
    parts.splice(parts.workbook, splices)
    parts.unrelate(parts.workbook, {_identity(listed[at])})
    parts.remove(part)


def add_names(parts: Parts, title: str, names: Sequence[tuple[str, str]]) -> None:
    """Give a sheet defined names of its own (``_xlnm.Print_Area`` …), each with what it refers to."""
    tree = parts.tree(parts.workbook, 3)
    at = next(at for at, one in enumerate(_sheets(tree)) if unescaped(one.attributes.get("name", "")) == title)
    prefix = tree.root.prefix
    written = b"".join(
        b'<%sdefinedName name="%s" localSheetId="%d">%s</%sdefinedName>'
        % (prefix, escaped(name), at, escaped(text), prefix)
        for name, text in names
    )
    known = tree.root.child("definedNames")
    if known is not None:
        parts.splice(parts.workbook, [tree.appended(known, written)])
        return
    before = tree.root.child("externalReferences") or tree.root.child("functionGroups") or tree.root.child("sheets")
    assert before is not None, "a workbook that was read has sheets"
    written = b"<%sdefinedNames>%s</%sdefinedNames>" % (prefix, written, prefix)
    parts.splice(parts.workbook, [Splice(before.end, before.end, written)])


def _without_names(tree: Tree, gone: int) -> list[Splice]:
    """Names of the sheet go with it; those of later sheets follow their sheet's number."""
    names = tree.root.child("definedNames")
    splices = []
    left = 0
    for one in names.children if names else ():
        number = one.attributes.get("localSheetId", "")
        own = int(number) if number.isascii() and number.isdigit() else -1
        if own == gone:
            splices.append(without_element(one))
        else:
            left += 1
            if own > gone:
                splices.append(attribute_splice(tree, one, "localSheetId", str(own - 1)))
    return [without_element(names)] if names and not left else splices


def _shown_sheet(tree: Tree, gone: int, count: int) -> list[Splice]:
    """The sheet that is shown first must be there."""
    views = tree.root.child("bookViews")
    splices = []
    for view in views.children if views else ():
        for name in ("activeTab", "firstSheet"):
            number = view.attributes.get(name, "")
            if number.isascii() and number.isdigit() and int(number) and int(number) >= min(gone, count - 1):
                splices.append(attribute_splice(tree, view, name, str(int(number) - 1)))
    return splices


# -- the content of a new sheet


def _content(sheet: NewSheet, namespace: str, office: str) -> bytes:
    columns = [column_letters(col) for col in range(1, len(sheet.widths) + 1)]
    last = columns[-1]
    pieces = [
        f'<worksheet xmlns="{namespace}" xmlns:r="{office}">'
        '<sheetPr><pageSetUpPr fitToPage="1"/></sheetPr>'
        f'<dimension ref="A1:{last}{max(len(sheet.lines), 1)}"/>'
        f'<sheetViews><sheetView showGridLines="0" workbookViewId="0">{_pane(sheet.frozen_rows)}'
        '</sheetView></sheetViews><sheetFormatPr defaultRowHeight="15"/><cols>',
        *(f'<col min="{at}" max="{at}" width="{width}" customWidth="1"/>' for at, width in enumerate(sheet.widths, 1)),
        "</cols><sheetData>",
    ]
    links = []
    insides = _Insides()
    for row, line in enumerate(sheet.lines, 1):
        pieces.append(_row_pattern(line.styles).format(row, line.height, *map(insides.__getitem__, line.texts)))
        if line.link is not None:
            at, target = line.link
            links.append(_link(f"{columns[at]}{row}", target))
    pieces.append("</sheetData>")
    if sheet.merged:
        merges = "".join(f'<mergeCell ref="A{row}:{last}{row}"/>' for row in sheet.merged)
        pieces.append(f'<mergeCells count="{len(sheet.merged)}">{merges}</mergeCells>')
    if links:
        pieces.append(f"<hyperlinks>{''.join(links)}</hyperlinks>")
    pieces.append(
        '<pageMargins left="0.5" right="0.5" top="0.6" bottom="0.6" header="0.3" footer="0.3"/>'
        '<pageSetup paperSize="9" orientation="landscape" fitToHeight="0"/></worksheet>'
    )
    return HEAD + "".join(pieces).encode("utf-8")


@lru_cache(256)
def _row_pattern(styles: tuple[int, ...]) -> str:
    """A row of cells with these styles, to be filled with its number, its height and what is in each cell."""
    cells = (f'<c r="{column_letters(at + 1)}{{0}}" s="{style}"{{{at + 2}}}' for at, style in enumerate(styles))
    return f'<row r="{{0}}" ht="{{1}}" customHeight="1">{"".join(cells)}</row>'


class _Insides(dict[str, str]):
    """What follows a cell's attributes, by its text; advice and sources repeat themselves down a sheet."""

    def __missing__(self, text: str) -> str:
        kept = "" if text == text.strip() else ' xml:space="preserve"'
        self[text] = inside = f' t="inlineStr"><is><t{kept}>{xml_text(text)}</t></is></c>' if text else "/>"
        return inside


def _pane(rows: int) -> str:
    if not rows:
        return ""
    return f'<pane ySplit="{rows}" topLeftCell="A{rows + 1}" activePane="bottomLeft" state="frozen"/>'


def _link(address: str, target: CellRef) -> str:
    return f'<hyperlink ref="{address}" location="{_quoted(target.sheet)}!{target.a1}"/>'


@lru_cache(256)
def _quoted(sheet: str) -> str:
    """The name of a sheet as it stands in a link."""
    return xml_text("'" + sheet.replace("'", "''") + "'")
