"""The shared texts of a workbook that no cell shows any more: they would tell what stood on a removed sheet."""

from __future__ import annotations

from xladdin.files.patch.parts import Parts
from xladdin.files.patch.sheets import sheet_parts
from xladdin.files.patch.splices import Splice
from xladdin.files.xml_parts import feed, local_name, xml_parser

__all__ = ["without_unused_texts"]


def without_unused_texts(parts: Parts) -> None:
    """Empty them; the others keep their numbers."""
    part = parts.related(parts.workbook, "sharedStrings")
    if part is None:
        return
    used: set[str] = set()
    for sheet in sheet_parts(parts).values():
        used |= _used(sheet, parts.read(sheet))
    tree = parts.tree(part, 1)
    empty = b"<%st/>" % tree.root.prefix
    items = [one for one in tree.root.children if one.name == "si"]
    unused = [one for number, one in enumerate(items) if str(number) not in used and not one.empty]
    parts.splice(part, [Splice(one.tag_end, one.close, empty) for one in unused])


def _used(part: str, content: bytes) -> set[str]:
    """The numbers of the shared texts in the cells of a worksheet."""
    used: set[str] = set()
    pieces: list[str] = []
    shared = False

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal shared
        if local_name(name) == "c":
            shared = attributes.get("t") == "s"
        pieces.clear()

    def end(name: str) -> None:
        if shared and local_name(name) == "v":
            used.add("".join(pieces).strip().lstrip("0") or "0")

    parser = xml_parser(part)
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = pieces.append
    feed(parser, part, (content,))
    return used
