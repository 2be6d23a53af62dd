"""Where the elements of a part stand in its bytes, and bytes that become elements of it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from xladdin.files.errors import Refusal
from xladdin.files.patch.splices import Splice
from xladdin.files.xml_parts import feed, local_name, xml_parser

__all__ = ["Element", "Tree", "attribute_splice", "escaped", "outline", "without_element"]

TAG = re.compile(rb"<(?:([^\s:/>]+):)?[^\s/>]+(?:[^>\"']|\"[^\"]*\"|'[^']*')*>")
ENCODING = re.compile(rb"\s*<\?xml[^>]*?encoding\s*=\s*[\"']([^\"']+)")
PLAIN_ENCODINGS = (b"utf-8", b"us-ascii", b"ascii")
UNSAFE = re.compile("[&<>\"'\x00-\x1f\x7f\ud800-\udfff\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")
NAMED = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&apos;", "\n": "\n", "\t": "\t"}


def escaped(text: str) -> bytes:
    """A text as XML that reads back as itself: what XML cannot hold as ``_xHHHH_`` (ECMA-376 part 1, 22.9.2.19)."""
    return UNSAFE.sub(_escape, text).encode("utf-8") if UNSAFE.search(text) else text.encode("utf-8")


def _escape(match: re.Match[str]) -> str:
    sign = match.group()
    return NAMED.get(sign) or f"_x{ord(sign):04X}_"


@dataclass(slots=True)
class Element:
    """One element of a part: its place in the bytes, its children that were asked for."""

    name: str
    attributes: dict[str, str]
    start: int
    tag_end: int
    """Behind the ``>`` of the start tag."""
    end: int = 0
    """Behind the whole element."""
    close: int = 0
    """Where the end tag begins; ``tag_end`` of an element without content."""
    prefix: bytes = b""
    """``x:`` when the element is written ``<x:name>``, else empty."""
    children: list[Element] = field(default_factory=list)
    parent: Element | None = field(default=None, repr=False)

    def child(self, name: str) -> Element | None:
        """The first child of this name."""
        return next((one for one in self.children if one.name == name), None)

    def all(self) -> Iterator[Element]:
        """The element and all below it, in document order."""
        yield self
        for one in self.children:
            yield from one.all()

    @property
    def empty(self) -> bool:
        """True for ``<name/>``."""
        return self.close == self.tag_end == self.end


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


def outline(part: str, content: bytes, deep: Callable[[str, int], bool] | None = None) -> Tree:
    """The elements of a part; below one that ``deep`` (name, depth from 0) refuses nothing is listed.

    :raises Refusal: ``PE-F018`` for what is no XML, ``PE-F204`` for another encoding than UTF-8.
    """
    check_encoding(part, content)
    root: list[Element] = []
    namespaces: list[str] = []
    open_elements: list[Element] = []
    skipped = 0
    parser = xml_parser(part)

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal skipped
        if skipped or (open_elements and deep and not deep(open_elements[-1].name, len(open_elements) - 1)):
            skipped += 1
            return
        at = parser.CurrentByteIndex
        tag = TAG.match(content, at)
        if tag is None:
            raise Refusal("PE-F018", detail=f"{part} 的标记读不懂")
        prefix = tag.group(1) + b":" if tag.group(1) else b""
        parent = open_elements[-1] if open_elements else None
        element = Element(local_name(name), attributes, at, tag.end(), prefix=prefix, parent=parent)
        if parent is None:
            root.append(element)
            namespaces.append(name.rpartition(" ")[0])
        else:
            parent.children.append(element)
        open_elements.append(element)

    def end(name: str) -> None:
        nonlocal skipped
        if skipped:
            skipped -= 1
            return
        element = open_elements.pop()
        if content[element.tag_end - 2 : element.tag_end] == b"/>":
            element.close = element.end = element.tag_end
        else:
            element.close = parser.CurrentByteIndex
            element.end = content.index(b">", element.close) + 1

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    feed(parser, part, (content,))
    return Tree(part, content, root[0], namespaces[0])


def check_encoding(part: str, content: bytes) -> None:
    """Refuse a part whose bytes are not UTF-8: what is put in must be of the same encoding."""
    declared = ENCODING.match(content.removeprefix(b"\xef\xbb\xbf"))
    if content.startswith((b"\xff\xfe", b"\xfe\xff")) or (declared and declared[1].lower() not in PLAIN_ENCODINGS):
        raise Refusal("PE-F204", part=part)


def attribute_splice(tree: Tree, element: Element, name: str, value: str | None) -> Splice:
    """The splice that sets an attribute (written without a prefix) in the start tag, or with None takes it away."""
    tag = tree.content[element.start : element.tag_end]
    written = re.search(rb"\s" + name.encode() + rb"\s*=\s*(?:\"[^\"]*\"|'[^']*')", tag)
    new = b"" if value is None else b" " + name.encode() + b'="' + escaped(value) + b'"'
    if written:
        return Splice(element.start + written.start(), element.start + written.end(), new)
    at = element.start + 1 + len(tree.raw_name(element))
    return Splice(at, at, new)


def without_element(element: Element) -> Splice:
    """The splice that takes an element away."""
    return Splice(element.start, element.end, b"")
