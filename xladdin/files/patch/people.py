"""Names and accounts of people, and paths of their computers, taken out of the parts where programs leave them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from xladdin.files.patch.markup import Element, Tree, attribute_splice, escaped
from xladdin.files.patch.notes import plain_text
from xladdin.files.patch.parts import Parts
from xladdin.files.patch.splices import Splice

__all__ = ["without_authors", "without_paths"]

COLONS = (b":", "：".encode())
PATH = re.compile(r"[A-Za-z]:[\\/]|\\\\|file:|/(?:home|Users)/")
PICTURE_TEXTS = ("descr", "title", "name")


def without_authors(parts: Parts, part: str) -> bool:
    """Leave the notes of a worksheet without their authors' names; False when there were none."""
    tree = parts.tree(part)
    authors = [one for one in tree.root.all() if one.name == "author"]
    names = [plain_text(tree, one, "author") for one in authors]
    splices = [Splice(one.tag_end, one.close, b"") for one, name in zip(authors, names, strict=True) if name]
    for comment in (one for one in tree.root.all() if one.name == "comment"):
        number = comment.attributes.get("authorId", "")
        if number.isdecimal() and int(number) < len(names) and names[int(number)]:
            splices += _without_heading(tree, comment, escaped(names[int(number)]))
    parts.splice(part, splices)
    return bool(splices)


def _without_heading(tree: Tree, comment: Element, name: bytes) -> Iterator[Splice]:
    """Excel begins a new note with its author's name, in a line of its own."""
    texts = [one for one in comment.all() if one.name == "t" and not one.empty]
    if not texts:
        return
    first = tree.content[texts[0].tag_end : texts[0].close]
    heading = next((name + colon for colon in COLONS if first.startswith(name + colon)), None)
    if heading is None:
        return
    rest = first[len(heading) :]
    yield Splice(texts[0].tag_end, texts[0].tag_end + len(heading) + rest.startswith(b"\n"), b"")
    if not rest and len(texts) > 1 and tree.content.startswith(b"\n", texts[1].tag_end):
        yield Splice(texts[1].tag_end, texts[1].tag_end + 1, b"")


def without_paths(parts: Parts, part: str) -> bool:
    """Leave the pictures of a drawing without the paths they came from; False when there were none."""
    tree = parts.tree(part)
    splices = [
        attribute_splice(tree, one, name, "" if name == "name" else None)
        for one in tree.root.all()
        if one.name == "cNvPr"
        for name in PICTURE_TEXTS
        if PATH.search(one.attributes.get(name, ""))
    ]
    parts.splice(part, splices)
    return bool(splices)
