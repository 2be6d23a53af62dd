"""Notes at cells: the classic kind (comments part and VML drawing), which every spreadsheet program shows."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from perfeval_core.grid import column_letters
from xladdin.files.addresses import position
from xladdin.files.errors import Refusal
from xladdin.files.patch.cells import Place
from xladdin.files.patch.markup import Element, Tree, escaped
from xladdin.files.patch.parts import HEAD, Parts
from xladdin.files.patch.splices import Splice
from xladdin.files.sheet_reader import unescaped

__all__ = ["add_notes", "comments_of", "drawing_of", "plain_text", "threaded_places"]

COMMENTS_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml"
VML_TYPE = "application/vnd.openxmlformats-officedocument.vmlDrawing"
AFTER_LEGACY = {
    "legacyDrawingHF", "drawingHF", "picture", "oleObjects", "controls", "webPublishItems", "tableParts", "extLst",
}  # fmt: skip
"""What stands behind ``legacyDrawing`` in a worksheet (ECMA-376 part 1, 18.3.1.99)."""
NAMESPACES = (
    b'xmlns:v="urn:schemas-microsoft-com:vml"',
    b'xmlns:o="urn:schemas-microsoft-com:office:office"',
    b'xmlns:x="urn:schemas-microsoft-com:office:excel"',
)
OWN_NAMESPACES = b" " + b" ".join(NAMESPACES)
VML_HEAD = b"<xml" + OWN_NAMESPACES + b'><o:shapelayout v:ext="edit"><o:idmap v:ext="edit" data="%d"/></o:shapelayout>'
SHAPE_TYPE = (
    b'<v:shapetype id="_x0000_t202" coordsize="21600,21600" o:spt="202" path="m,l,21600r21600,l21600,xe"%s>'
    b'<v:stroke joinstyle="miter"/><v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>'
)
SHAPE = (
    b'<v:shape id="_x0000_s%d" type="#_x0000_t202" style="position:absolute;margin-left:60pt;margin-top:2pt;'
    b'width:%dpt;height:%dpt;z-index:1;visibility:hidden" fillcolor="#ffffe1" o:insetmode="auto"%s>'
    b'<v:fill color2="#ffffe1"/><v:shadow on="t" color="black" obscured="t"/><v:path o:connecttype="none"/>'
    b'<v:textbox style="mso-direction-alt:auto"><div style="text-align:left"></div></v:textbox>'
    b'<x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/>'
    b"<x:Anchor>%d, 12, %d, 2, %d, 12, %d, 2</x:Anchor><x:AutoFill>False</x:AutoFill>"
    b"<x:Row>%d</x:Row><x:Column>%d</x:Column></x:ClientData></v:shape>"
)
VML_ROOT = re.compile(rb"<xml\b[^>]*>")
VML_END = re.compile(rb"</xml\s*>\s*\Z")
SHAPE_ID = re.compile(rb"_x0000_s(\d{1,9})")
WIDTH, LINE_HEIGHT, CHARACTERS = 220, 14, 18
"""A note's width and line in points, and the Chinese characters that fit into a line."""


@dataclass(frozen=True, slots=True)
class _Found:
    """The comments of a sheet: their part, its outline, the comment of each place."""

    part: str
    tree: Tree
    by_place: Mapping[Place, Element]


def comments_of(parts: Parts, sheet: str) -> _Found | None:
    """The comments of a worksheet part, None when it has none."""
    part = parts.related(sheet, "comments")
    if part is None:
        return None
    tree = parts.tree(part)
    listed = tree.root.child("commentList")
    found = {position(one.attributes.get("ref", ""), part): one for one in (listed.children if listed else ())}
    return _Found(part, tree, found)


def plain_text(tree: Tree, element: Element, tag: str = "t") -> str:
    """The text in the elements ``tag`` of an element, as people read it."""
    from html import unescape

    texts = (one for one in element.all() if one.name == tag)
    inside = b"".join(tree.content[one.tag_end : one.close] for one in texts)
    return unescaped(unescape(inside.decode("utf-8", "replace"))).replace("\r\n", "\n")


def threaded_places(parts: Parts, sheet: str) -> set[Place]:
    """The cells with a conversation; its text is kept elsewhere, so nothing can be added to its note."""
    places: set[Place] = set()
    for line in parts.relationships(sheet):
        part = parts.target(sheet, line)
        if line.kind == "threadedComment" and part is not None:
            refs = (one.attributes.get("ref", "") for one in parts.tree(part, 1).root.children)
            places.update(position(ref, part) for ref in refs)
    return places


def add_notes(parts: Parts, sheet: Tree, number: int, notes: Mapping[Place, str], author: str) -> list[Splice]:
    """Write notes at cells of a worksheet; where there is a note already, the text goes below it.

    ``number`` is the place of the sheet in the workbook, from 1.  The splices of the sheet itself are returned.
    """
    if not notes:
        return []
    found = comments_of(parts, sheet.part)
    if found is None:
        namespace = parts.tree(parts.workbook, 1).namespace.encode()
        part = parts.free_name("xl/comments{}.xml")
        empty = HEAD + b'<comments xmlns="%s"><authors/><commentList/></comments>' % namespace
        parts.add(part, empty, COMMENTS_TYPE)
        parts.relate(sheet.part, "comments", part)
        found = comments_of(parts, sheet.part)
        assert found is not None
    fresh = {place: text for place, text in notes.items() if place not in found.by_place}
    _write_comments(parts, found, notes, fresh, author)
    return _draw(parts, sheet, number, fresh) if fresh else []


def _write_comments(
    parts: Parts, found: _Found, notes: Mapping[Place, str], fresh: Mapping[Place, str], author: str
) -> None:
    tree = found.tree
    authors, listed = tree.root.child("authors"), tree.root.child("commentList")
    if authors is None or listed is None:
        raise Refusal("PE-F018", detail=f"{found.part} 里没有作者或批注的列表")
    prefix = tree.root.prefix
    splices = []
    if fresh:
        splices.append(tree.appended(authors, b"<%sauthor>%s</%sauthor>" % (prefix, escaped(author), prefix)))
    opened = b'" authorId="%d" shapeId="0"><%stext>' % (len(authors.children), prefix)
    closed = b"</%stext></%scomment>" % (prefix, prefix)
    new = b"".join(
        b'<%scomment ref="%s%s%s%s' % (prefix, _address(place), opened, _run(prefix, text), closed)
        for place, text in sorted(fresh.items())
    )
    if new:
        splices.append(tree.appended(listed, new))
    for place, text in notes.items():
        if place not in fresh and (body := found.by_place[place].child("text")) is not None:
            behind = next((one for one in body.children if one.name in ("rPh", "phoneticPr")), None)
            run = _run(prefix, f"\n\n{text}")
            splices.append(Splice(behind.start, behind.start, run) if behind else tree.appended(body, run))
    parts.splice(found.part, splices)


def _address(place: Place) -> bytes:
    return f"{column_letters(place[1])}{place[0]}".encode()


def _run(prefix: bytes, text: str) -> bytes:
    return b'<%sr><%st xml:space="preserve">%s</%st></%sr>' % (prefix, prefix, escaped(text), prefix, prefix)


# -- the boxes that the notes are shown in


def drawing_of(parts: Parts, sheet: Tree) -> str | None:
    """The VML part in which the notes of a worksheet are drawn."""
    legacy = sheet.root.child("legacyDrawing")
    if legacy is None:
        return None
    wanted = next((text for key, text in legacy.attributes.items() if key.endswith(" id")), "")
    lines = parts.relationships(sheet.part)
    return next((parts.target(sheet.part, line) for line in lines if line.id == wanted), None)


def _draw(parts: Parts, sheet: Tree, number: int, notes: Mapping[Place, str]) -> list[Splice]:
    part = drawing_of(parts, sheet)
    if part is not None:
        _draw_into(parts, part, number, notes)
        return []
    part = parts.free_name("xl/drawings/vmlDrawing{}.vml")
    content = VML_HEAD % number + SHAPE_TYPE % b"" + _shapes(notes, number * 1024 + 1, b"") + b"</xml>"
    parts.add(part, content, VML_TYPE)
    identity = parts.relate(sheet.part, "vmlDrawing", part).encode()
    written = b'<%slegacyDrawing xmlns:r="%s" r:id="%s"/>' % (sheet.root.prefix, parts.office.encode(), identity)
    dangling = sheet.root.child("legacyDrawing")
    if dangling is not None:
        return [Splice(dangling.start, dangling.end, written)]
    follower = next((one for one in sheet.root.children if _after_legacy(sheet, one)), None)
    return [
        sheet.appended(sheet.root, written) if follower is None else Splice(follower.start, follower.start, written)
    ]


def _after_legacy(tree: Tree, element: Element) -> bool:
    data = tree.root.child("sheetData")
    alternative = element.name == "AlternateContent" and data is not None and element.start > data.start
    return alternative or element.name in AFTER_LEGACY


def _draw_into(parts: Parts, part: str, number: int, notes: Mapping[Place, str]) -> None:
    """A VML part need not be well-formed XML, so it is changed as text."""
    content = parts.read(part)
    root, end = VML_ROOT.search(content), VML_END.search(content)
    if root is None or end is None:
        raise Refusal("PE-F018", detail=f"{part} 不是批注的图形")
    namespaces = b"" if all(one in root[0] for one in NAMESPACES) else OWN_NAMESPACES
    first = max((int(one) for one in SHAPE_ID.findall(content)), default=number * 1024) + 1
    shape_type = b"" if b'id="_x0000_t202"' in content else SHAPE_TYPE % namespaces
    parts.splice(part, [Splice(end.start(), end.start(), shape_type + _shapes(notes, first, namespaces))])


def _shapes(notes: Mapping[Place, str], first: int, namespaces: bytes) -> bytes:
    shapes = []
    for at, (place, text) in enumerate(sorted(notes.items())):
        row, col = place[0] - 1, place[1] - 1
        lines = 1 + sum([1 + len(line) // CHARACTERS for line in text.split("\n")])
        down = max(row - 1, 0)
        shapes.append(
            SHAPE % (first + at, WIDTH, lines * LINE_HEIGHT, namespaces,
                     col + 1, down, col + 4, down + max(lines, 4), row, col)
        )  # fmt: skip
    return b"".join(shapes)
