"""Relationships and elements taken out of parts so that nothing is left that points to what is gone."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from xladdin.files.package import Relationship
from xladdin.files.patch.markup import Element, Tree, attribute_splice
from xladdin.files.patch.parts import Parts
from xladdin.files.patch.splices import Splice

__all__ = ["cut", "cut_elements", "detach"]

KEPT_ELEMENTS = {"pageSetup", "blip"}
"""Elements that only lose the attribute that points to what is gone."""
WRAPPERS = {"AlternateContent", "Choice", "ext"}
"""Elements that stand for what is in them, and go with it."""


def detach(parts: Parts, part: str, unwanted: Callable[[Relationship], bool]) -> list[Relationship]:
    """Take the unwanted relationships of a part away, with the elements that use them; they are returned."""
    gone = [line for line in parts.relationships(part) if unwanted(line)]
    if not gone:
        return []
    ids = {line.id for line in gone}
    if parts.is_xml(part):
        tree = parts.tree(part)
        users = [one for one in tree.root.all() if ids.intersection(_pointers(one).values())]
        kept = [one for one in users if one.name in KEPT_ELEMENTS]
        splices = [splice for one in kept for splice in _without_pointers(tree, one, ids)]
        parts.splice(part, splices + cut(tree, [one for one in users if one.name not in KEPT_ELEMENTS]))
    parts.unrelate(part, ids)
    return gone


def _pointers(element: Element) -> dict[str, str]:
    """The attributes of the relationships' namespace."""
    return {
        name: text for name, text in element.attributes.items() if name.partition(" ")[0].endswith("/relationships")
    }


def _without_pointers(tree: Tree, element: Element, ids: set[str]) -> Iterable[Splice]:
    tag = tree.content[element.start : element.tag_end]
    for name, text in _pointers(element).items():
        if text in ids:
            local = name.rpartition(" ")[2].encode()
            written = re.search(rb"\s[\w.-]+:" + local + rb"\s*=\s*[\"']" + re.escape(text.encode()) + rb"[\"']", tag)
            if written:
                yield Splice(element.start + written.start(), element.start + written.end(), b"")


def cut(tree: Tree, elements: Iterable[Element]) -> list[Splice]:
    """The splices that take elements away, and what has nothing left in it without them."""
    gone: dict[int, Element] = {}
    for element in elements:
        gone[element.start] = element
        parent = element.parent
        while parent is not None and parent.parent is not None and _is_empty_without(parent, gone):
            gone[parent.start] = element = parent
            parent = parent.parent
    top = [
        one
        for one in gone.values()
        if not any(other.start < one.start and one.end <= other.end for other in gone.values())
    ]
    splices = [Splice(one.start, one.end, b"") for one in top]
    counted = {
        one.parent.start: one.parent for one in top if one.parent is not None and "count" in one.parent.attributes
    }
    return splices + [attribute_splice(tree, one, "count", None) for one in counted.values()]


def _is_empty_without(element: Element, gone: dict[int, Element]) -> bool:
    left = [one for one in element.children if one.start not in gone]
    if element.name in WRAPPERS:
        return not left or all(one.name == "Fallback" for one in left)
    return not left


def cut_elements(parts: Parts, part: str, unwanted: Callable[[Tree, Element], bool]) -> int:
    """Take the elements away that ``unwanted`` says so of; how many."""
    tree = parts.tree(part)
    found = [one for one in tree.root.all() if one.parent is not None and unwanted(tree, one)]
    parts.splice(part, cut(tree, found))
    return len(found)
