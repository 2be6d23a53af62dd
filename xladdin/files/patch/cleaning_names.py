"""Defined names made fit to leave the house: none that runs, leads outside, or hides what nothing uses."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator

from xladdin.files.patch.detaching import cut
from xladdin.files.patch.lost import Lost
from xladdin.files.patch.markup import Element, attribute_splice
from xladdin.files.patch.notes import plain_text
from xladdin.files.patch.parts import Parts

__all__ = ["clean_names"]

MACRO_KINDS = ("function", "vbProcedure", "xlm")
"""Attributes of a name that stands for a macro; LibreOffice writes them, as false, into every name."""
BUILT_IN = "_xl"
"""Begins the names that programs make for themselves: filters, print areas, functions of later versions."""


def clean_names(parts: Parts, kept: Collection[str], lost: Lost) -> Iterator[str]:
    """Clean the names of a workbook whose other parts (``kept``) are clean already; what people should know of it."""
    tree = parts.tree(parts.workbook, 3)
    owner = tree.root.child("definedNames")
    if owner is None:
        return
    texts = {one.start: plain_text(tree, one, "definedName") for one in owner.children}
    gone = [one for one in owner.children if _runs(one) or "#REF!" in texts[one.start] or lost(texts[one.start])]
    hidden = [one for one in owner.children if one not in gone and _hides(one)]
    if hidden:
        speaking = [texts[one.start] for one in owner.children if one not in gone and one not in hidden]
        others = (part for part in kept if part != parts.workbook and parts.is_xml(part))
        used = _used(hidden, texts, speaking, map(parts.read, others))
        unused = [one for one in hidden if one not in used]
        gone += unused
        if unused:
            yield f"藏着的、没有用到的名称 {len(unused)} 个"
        if used:
            yield f"藏着的名称 {len(used)} 个改为显示"
    stay = [one for one in owner.children if one not in gone]
    commented = [attribute_splice(tree, one, "comment", None) for one in stay if "comment" in one.attributes]
    shown = [attribute_splice(tree, one, "hidden", None) for one in stay if one in hidden]
    parts.splice(parts.workbook, cut(tree, gone) + commented + shown)


def _runs(name: Element) -> bool:
    return any(name.attributes.get(kind) in ("1", "true") for kind in MACRO_KINDS)


def _hides(name: Element) -> bool:
    own = not name.attributes.get("name", "").startswith(BUILT_IN)
    return own and name.attributes.get("hidden") in ("1", "true")


def _used(
    hidden: Iterable[Element], texts: dict[int, str], names: Iterable[str], contents: Iterable[bytes]
) -> list[Element]:
    """The hidden names of which a part, a name that stays, or another of them that is used, speaks."""
    speaking = [*(text.encode("utf-8") for text in names), *contents]
    waiting, used = list(hidden), list[Element]()
    while True:
        found = [one for one in waiting if any(_word(one).search(content) for content in speaking)]
        if not found:
            return used
        used += found
        waiting = [one for one in waiting if one not in found]
        speaking = [texts[one.start].encode("utf-8") for one in found]


def _word(name: Element) -> re.Pattern[bytes]:
    return re.compile(re.escape(name.attributes.get("name", "").encode("utf-8")), re.IGNORECASE)
