"""Where the elements of a part stand in its bytes, and bytes that become elements of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from weakref import ref

from xladdin.files.errors import Refusal
from xladdin.files.limits import MAX_CHANGED_ELEMENTS
from xladdin.files.patch.splices import Splice
from xladdin.files.xml_parts import feed, xml_parser

__all__ = ["Element", "Tree", "attribute_splice", "escaped", "outline", "without_element", "xml_text"]

TAG = re.compile(rb"<(?:[^>\"']++|\"[^\"]*\"|'[^']*')*+>")
ENCODING = re.compile(rb"\s*<\?xml[^>]*?encoding\s*=\s*[\"']([^\"']+)")
PLAIN_ENCODINGS = (b"utf-8", b"us-ascii", b"ascii")
UNSAFE = re.compile(
    # one set of first characters, which is searched three times as fast as one of two ways to go on
    '[&<>"_\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\ufffe\uffff](?:(?<!_)|(?=x[0-9A-Fa-f]{4}_))'
)
NAMED = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;"}


def xml_text(text: str) -> str:
    """A text as XML that reads back as itself: what XML cannot hold as ``_xHHHH_`` (ECMA-376 part 1, 22.9.2.19)."""
    return text if text.isalnum() else UNSAFE.sub(_escape, text)


def escaped(text: str) -> bytes:
    """The same in the bytes of a part."""
    return xml_text(text).encode("utf-8")


def _escape(match: re.Match[str]) -> str:
    sign = match.group()
    return NAMED.get(sign) or f"_x{ord(sign):04X}_"


class Element:
    """One element of a part: its place in the bytes, its children that were asked for."""

    __slots__ = ("__weakref__", "_close", "_content", "_parent", "_tag_end", "attributes", "children", "name", "start")

    def __init__(
        self, content: bytes, name: str, attributes: dict[str, str], start: int, parent: Element | None
    ) -> None:
        self.name = name
        self.attributes = attributes
        self.start = start
        self._parent = None if parent is None else ref(parent)  # a tree that nobody needs is gone at once
        self.children: list[Element] = []
        self._content = content
        self._tag_end = 0
        self._close = 0

    def closed_at(self, place: int) -> None:
        """Note where the parser saw the end tag (behind the start tag of an element without content)."""
        self._close = place

    @property
    def parent(self) -> Element | None:
        """The element that this one stands in, as long as somebody holds its tree."""
        return None if self._parent is None else self._parent()

    @property
    def tag_end(self) -> int:
        """Behind the ``>`` of the start tag."""
        if not self._tag_end:
            tag = TAG.match(self._content, self.start)
            if tag is None:
                raise Refusal("PE-F018", detail=f"<{self.name}> 的写法读不懂")
            self._tag_end = tag.end()
        return self._tag_end

    @property
    def prefix(self) -> bytes:
        """``x:`` when the element is written ``<x:name>``, else empty."""
        name = self._content[self.start + 1 : self.tag_end].split(None, 1)[0].rstrip(b"/>")
        prefix, colon, _ = name.rpartition(b":")
        return prefix + colon

    @property
    def empty(self) -> bool:
        """True for ``<name/>``."""
        return self._content.endswith(b"/>", self.start, self.tag_end)

    @property
    def close(self) -> int:
        """Where the end tag begins; ``tag_end`` of an element without content."""
        return self.tag_end if self.empty else self._close

    @property
    def end(self) -> int:
        """Behind the whole element."""
        return self.tag_end if self.empty else self._content.index(b">", self._close) + 1

    def child(self, name: str) -> Element | None:
        """The first child of this name."""
        return next((one for one in self.children if one.name == name), None)

    def all(self) -> Iterator[Element]:
        """The element and all below it, in document order."""
        yield self
        for one in self.children:
            yield from one.all()


@dataclass(frozen=True, slots=True)
class Tree:
    """The outline of a part over its bytes."""

    part: str
    content: bytes
    root: Element
    namespace: str

    def appended(self, element: Element, new: bytes) -> Splice:
        """The splice that puts ``new`` behind the last child of an element."""
        if not element.empty:
            return Splice(element.close, element.close, new)
        name = self.raw_name(element)
        opened = self.content[element.start : element.tag_end - 2].rstrip() + b">"
        return Splice(element.start, element.end, opened + new + b"</" + name + b">")

    def raw_name(self, element: Element) -> bytes:
        """The name as it is written, with its prefix."""
        return element.prefix + element.name.encode("utf-8")

    def source(self, element: Element) -> bytes:
        """The bytes of the whole element."""
        return self.content[element.start : element.end]


def outline(part: str, content: bytes, depth: int = 100) -> Tree:
    """The elements of a part; those deeper than ``depth`` (the root is 0) are not listed.

    :raises Refusal: ``PE-F018`` for what is no XML, ``PE-F204`` for another encoding than UTF-8, ``PE-F007`` for
        more elements than a part may have that is changed.
    """
    check_encoding(part, content)
    top: list[Element] = []
    namespaces: list[str] = []
    open_elements: list[Element] = []
    level = -1
    count = 0
    parser = xml_parser(part)

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal level, count
        level += 1
        if level > depth:
            return
        count += 1
        if count > MAX_CHANGED_ELEMENTS:
            raise Refusal("PE-F007", detail=f"{part} 有 {MAX_CHANGED_ELEMENTS} 多个元素，多半是空白格式，改不了")
        namespace, _, local = name.rpartition(" ")
        parent = open_elements[-1] if level else None
        element = Element(content, local, attributes, parser.CurrentByteIndex, parent)
        if parent is not None:
            parent.children.append(element)
        else:
            namespaces.append(namespace)
            top.append(element)
        open_elements.append(element)

    def end(name: str) -> None:
        nonlocal level
        if level <= depth:
            open_elements.pop().closed_at(parser.CurrentByteIndex)
        level -= 1

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    feed(parser, part, (content,))
    return Tree(part, content, top[0], namespaces[0])


def check_encoding(part: str, content: bytes) -> None:
    """Refuse a part whose bytes are not UTF-8: what is put in must be of the same encoding."""
    declared = ENCODING.match(content.removeprefix(b"\xef\xbb\xbf"))
    if content.startswith((b"\xff\xfe", b"\xfe\xff")) or (declared and declared[1].lower() not in PLAIN_ENCODINGS):
        raise Refusal("PE-F204", part=part)


def attribute_splice(tree: Tree, element: Element, name: str, value: str | None) -> Splice:
    """The splice that sets an attribute (written without a prefix) in the start tag, or with None takes it away."""
    written = _attribute(name).search(tree.content, element.start, element.tag_end)
    new = b"" if value is None else f' {name}="{xml_text(value)}"'.encode()
    if written:
        return Splice(*written.span(), new)
    at = element.start + 1 + len(tree.raw_name(element))
    return Splice(at, at, new)


@lru_cache(64)
def _attribute(name: str) -> re.Pattern[bytes]:
    """An attribute as it is written, with the space before it."""
    return re.compile(rb"\s" + name.encode() + rb"\s*=\s*(?:\"[^\"]*\"|'[^']*')")


def without_element(element: Element) -> Splice:
    """The splice that takes an element away."""
    return Splice(element.start, element.end, b"")
