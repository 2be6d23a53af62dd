"""Drawings, buttons and controls made fit to leave the house: nothing runs, reads what is gone, or is hidden."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from xladdin.files.patch.markup import Element, attribute_splice
from xladdin.files.patch.parts import Parts
from xladdin.files.patch.splices import Splice

__all__ = ["clean_drawings"]

DRAWINGS = re.compile(r"xl/(?:drawings|ctrlprops)/[^/]+\.xml$")
MACROS = {"macro": "", "fmlaMacro": None}
"""Attributes that name what a click runs, and what they become (None: nothing)."""
LINKS = {"textlink": "", "fmlaLink": None, "fmlaRange": None, "fmlaTxbx": None, "fmlaGroup": None, "cellRange": None}
"""Attributes that name the cells which a shape or a control shows or changes."""
VML_FORMULA = re.compile(rb"<x:Fmla(\w+)>(.*?)</x:Fmla\1>", re.DOTALL)
OLD_CONTROL = "compatExt"
"""In a shape that stands for a control of old: it is always hidden, and the control is seen in its place."""


def clean_drawings(parts: Parts, is_lost: Callable[[str], bool]) -> Iterator[str]:
    """Clean all drawings; what people should know of it."""
    shown = 0
    for part in parts.names():
        if part.endswith(".vml"):
            content = parts.read(part)
            gone = [
                one
                for one in VML_FORMULA.finditer(content)
                if one[1] == b"Macro" or is_lost(one[2].decode("utf-8", "replace"))
            ]
            parts.splice(part, [Splice(one.start(), one.end(), b"") for one in gone])
        elif DRAWINGS.match(part):
            tree = parts.tree(part)
            splices = []
            for one in tree.root.all():
                changes = dict(_harmless(one, is_lost))
                if _is_hidden(one):
                    changes["hidden"] = None
                    shown += 1
                splices += [attribute_splice(tree, one, name, text) for name, text in changes.items()]
            parts.splice(part, splices)
    if shown:
        yield f"藏着的 {shown} 个图形改为显示"


def _harmless(element: Element, is_lost: Callable[[str], bool]) -> Iterator[tuple[str, str | None]]:
    """The attributes that must not stay, with what they become."""
    for name, text in MACROS.items():
        if element.attributes.get(name):
            yield name, text
    for name, text in LINKS.items():
        if is_lost(element.attributes.get(name, "")):
            yield name, text


def _is_hidden(element: Element) -> bool:
    if element.name != "cNvPr" or element.attributes.get("hidden") not in ("1", "true"):
        return False
    return all(one.name != OLD_CONTROL for one in element.all())
