"""Charts cut off from cells that are gone: what they show stays, as values of their own."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from xladdin.files.patch.detaching import cut
from xladdin.files.patch.markup import Element, Tree, escaped
from xladdin.files.patch.notes import plain_text
from xladdin.files.patch.parts import Parts
from xladdin.files.patch.splices import Splice

__all__ = ["detach_chart"]

REFERENCES = {"numRef": "numLit", "strRef": "strLit", "multiLvlStrRef": "strLit"}
"""What reads cells, and what holds values instead."""


def detach_chart(parts: Parts, part: str, is_lost: Callable[[str], bool]) -> int:
    """Put the stored values in the place of every reference that is lost; how many there were.

    The name of a pivot table's file goes too.
    """
    tree = parts.tree(part)
    lost = [one for one in tree.root.all() if one.name in REFERENCES and is_lost(plain_text(tree, one, "f"))]
    inside = {id(child) for one in lost for child in one.all()}
    more = [one for one in tree.root.all() if one.name == "pivotSource"]
    for one in tree.root.all():
        if one.name == "f" and id(one) not in inside and is_lost(plain_text(tree, one, "f")):
            more += _extension(one)
    parts.splice(part, [_as_values(tree, one) for one in lost] + cut(tree, more))
    return len(lost) + len(more)


def _extension(element: Element) -> list[Element]:
    """The extension that an element stands in: labels taken from cells, and the like."""
    parent = element.parent
    while parent is not None and parent.name != "ext":
        parent = parent.parent
    return [] if parent is None else [parent]


def _as_values(tree: Tree, reference: Element) -> Splice:
    prefix = reference.prefix
    if reference.parent is not None and reference.parent.name == "tx":
        return Splice(reference.start, reference.end, _words(tree, reference, prefix))
    name = REFERENCES[reference.name].encode()
    inside = b"".join(tree.source(one) for one in _values(reference)) or b'<%sptCount val="0"/>' % prefix
    return Splice(reference.start, reference.end, b"<%s%s>%s</%s%s>" % (prefix, name, inside, prefix, name))


def _words(tree: Tree, reference: Element, prefix: bytes) -> bytes:
    """A text in a chart: the name of a series, or a title."""
    said = escaped(plain_text(tree, reference, "v"))
    owner = reference.parent.parent if reference.parent else None
    if owner is not None and owner.name == "ser":
        return b"<%sv>%s</%sv>" % (prefix, said, prefix)
    drawing = b'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
    text = b"<a:bodyPr %s/><a:p %s><a:r><a:t>%s</a:t></a:r></a:p>" % (drawing, drawing, said)
    return b"<%srich>%s</%srich>" % (prefix, text, prefix)


def _values(reference: Element) -> Iterator[Element]:
    """The count and the points that are stored with a reference; of several levels the first one."""
    cache = next((one for one in reference.children if one.name.endswith("Cache")), None)
    level = None if cache is None else cache.child("lvl")
    for one in cache.children if cache else ():
        if one.name in ("formatCode", "ptCount", "pt"):
            yield one
    yield from level.children if level else ()
