"""A worksheet without its cells: what stands around them is little, and is looked at alone."""

from __future__ import annotations

import re
from collections.abc import Iterable

from xladdin.files.patch.markup import Tree, outline
from xladdin.files.patch.parts import Parts
from xladdin.files.patch.splices import Splice

__all__ = ["Frame", "row_tags"]

OPENED = re.compile(rb"<(?:[\w.-]+:)?sheetData(?:\s[^>]*[^/>])?>")
CLOSED = re.compile(rb"</(?:[\w.-]+:)?sheetData\s*>")
ROW = re.compile(rb"<(?:[\w.-]+:)?row\s[^>]*>")


class Frame:
    """The outline of a worksheet part as if it held no cells; changes of it become changes of the part."""

    def __init__(self, parts: Parts, part: str) -> None:
        content = parts.read(part)
        opened = OPENED.search(content)
        closed = None if opened is None else CLOSED.search(content, opened.end())
        self._start = self._end = len(content)
        if opened is not None and closed is not None:
            self._start, self._end = opened.end(), closed.start()
        self.tree: Tree = outline(part, content[: self._start] + content[self._end :])

    def splices(self, splices: Iterable[Splice]) -> list[Splice]:
        """Changes of the outline as changes of the part."""
        return [Splice(self._there(one.start), self._there(one.end), one.new) for one in splices]

    def _there(self, place: int) -> int:
        return place + (self._end - self._start if place > self._start else 0)


def row_tags(content: bytes) -> Iterable[re.Match[bytes]]:
    """The start tags of all rows."""
    return ROW.finditer(content)
