"""Cell styles put behind those that a workbook has; none that is there is changed."""

from __future__ import annotations

import re
from dataclasses import dataclass

from perfeval_core.findings import Severity
from xladdin.files.patch.markup import Element, Tree
from xladdin.files.patch.parts import HEAD, Parts
from xladdin.files.patch.splices import Splice

__all__ = ["MARK_COLOURS", "Look", "StyleSheet", "solid"]

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"
EMPTY = (
    b'<styleSheet xmlns="%s"><fonts count="1"><font><sz val="11"/><name val="Calibri"/></font></fonts>'
    b'<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>'
    b'</fills><borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    b'<cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="1"><xf xfId="0"/></cellXfs></styleSheet>'
)
ORDER = ("numFmts", "fonts", "fills", "borders", "cellStyleXfs", "cellXfs", "cellStyles", "dxfs", "tableStyles")
NEEDED = {
    "fonts": b'<font><sz val="11"/><name val="Calibri"/></font>',
    "fills": b'<fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>',
    "borders": b"<border><left/><right/><top/><bottom/><diagonal/></border>",
    "cellXfs": b"<xf/>",
}
"""What a list holds before its first own item, where a file lacks the list."""
TAGS = re.compile(rb"(</?)(?=[A-Za-z])")
FRONT_COLOUR = re.compile(rb"<fgColor\s[^>]*\brgb=[\"']([0-9A-Fa-f]{8})[\"']")


MARK_COLOURS = {Severity.ERROR: "FFF9CBCB", Severity.WARNING: "FFFDE9A9", Severity.HINT: "FFD6E6F5"}
"""The fill of a marked cell by severity.  Their exact values tell these fills from people's own."""


def solid(colour: str) -> bytes:
    """A fill of one colour (``AARRGGBB``)."""
    return (
        b'<fill><patternFill patternType="solid"><fgColor rgb="%s"/><bgColor indexed="64"/></patternFill></fill>'
        % colour.encode()
    )


@dataclass(frozen=True, slots=True)
class Look:
    """A whole cell style in the words of the styles part; an empty one leaves the workbook's first."""

    font: bytes = b""
    fill: bytes = b""
    border: bytes = b""
    alignment: bytes = b""
    text: bool = False
    """Always a text, even when somebody edits the cell: text format and quote prefix."""


class StyleSheet:
    """The styles of a workbook and what is put behind them; :meth:`save` writes it."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        part = parts.related(parts.workbook, "styles")
        if part is None:
            part = parts.free_name("xl/perfevalStyles{}.xml")
            namespace = parts.tree(parts.workbook, 1).namespace.encode()
            parts.add(part, HEAD + EMPTY % namespace, CONTENT_TYPE)
            parts.relate(parts.workbook, "styles", part)
        self._part = part
        self._tree: Tree = parts.tree(part, 3)
        self._lists = {one.name: one for one in reversed(self._tree.root.children)}
        self._new: dict[str, list[bytes]] = {}
        self._known: dict[tuple[str, bytes], int] = {}
        self._marked: dict[str, bool] = {}
        self._fills: dict[int, bytes] = {}
        self._filled: dict[tuple[int, bytes], int] = {}
        self._old_styles: dict[bytes, int] = {}
        for at, item in enumerate(self._items("cellXfs")):
            self._old_styles.setdefault(self._tree.source(item), at)

    # -- reading

    def _items(self, name: str) -> list[Element]:
        found = self._lists.get(name)
        return [] if found is None else found.children

    def _old_count(self, name: str) -> int:
        items = self._items(name)
        return len(items) if items or name not in NEEDED else NEEDED[name].count(b"</" + name[:-1].encode())

    def _style(self, index: int) -> bytes:
        """A cell style as it is written; the first one for an index that is not there."""
        items = self._items("cellXfs")
        if index < len(items):
            return self._tree.source(items[index])
        new = self._new.get("cellXfs", [])
        at = index - self._old_count("cellXfs")
        return new[at] if 0 <= at < len(new) else self._named(b"<xf/>")

    def fill_of(self, index: int) -> bytes:
        """The fill of a cell style as it is written, but without a prefix; empty for none."""
        known = self._fills.get(index)
        if known is None:
            number = _number(self._style(index), b"fillId")
            items = self._items("fills")
            known = self._tree.source(items[number]) if 0 < number < len(items) else b""
            if prefix := self._tree.root.prefix:
                known = known.replace(b"<" + prefix, b"<").replace(b"</" + prefix, b"</")
            self._fills[index] = known
        return known

    def is_marked(self, index: str) -> bool:
        """Has a cell style (by its index as text) a fill in one of the colours of marking?

        Only the front colour tells: LibreOffice puts the colour of a neighbouring style behind a fill.
        """
        if index not in self._marked:
            fill = self.fill_of(int(index)) if index.isascii() and index.isdigit() else b""
            colour = FRONT_COLOUR.search(fill)
            self._marked[index] = colour is not None and colour[1].decode().upper() in MARK_COLOURS.values()
        return self._marked[index]

    # -- adding

    def with_fill(self, index: int, fill: bytes) -> int:
        """The style that is like an old one but with this fill (empty: no fill)."""
        known = self._filled.get((index, fill))
        if known is None:
            number = self._add("fills", fill) if fill else 0
            style = _with(self._style(index), b"fillId", b"%d" % number)
            known = self._style_index(_with(style, b"applyFill", b"1") if fill else style)
            self._filled[index, fill] = known
        return known

    def as_text(self, index: int) -> int:
        """The style that is like an old one but keeps a text a text when the cell is edited."""
        return self._style_index(_with(self._style(index), b"quotePrefix", b"1"))

    def as_plain_number(self, index: int) -> int:
        """The style that is like an old one but shows a number's digits, not a percentage, a date or a text."""
        style = _with(_with(self._style(index), b"numFmtId", b"0"), b"quotePrefix", b"0")
        return self._style_index(style)

    def look(self, look: Look) -> int:
        """The style of a look of its own."""
        font = self._add("fonts", look.font) if look.font else 0
        fill = self._add("fills", look.fill) if look.fill else 0
        border = self._add("borders", look.border) if look.border else 0
        kept = b' quotePrefix="1"' if look.text else b""
        style = (
            b'<xf numFmtId="%d" fontId="%d" fillId="%d" borderId="%d" xfId="0" applyNumberFormat="1" applyFont="1"'
            b' applyFill="1" applyBorder="1" applyAlignment="1"%s>%s</xf>'
        ) % (49 if look.text else 0, font, fill, border, kept, look.alignment)
        return self._style_index(self._named(style))

    def add(self, name: str, item: bytes) -> int:
        """The index of an item (written without a prefix) of a list: ``fonts``, ``cellXfs``, ``dxfs`` …."""
        return self._style_index(self._named(item)) if name == "cellXfs" else self._add(name, item)

    def _style_index(self, style: bytes) -> int:
        if style in self._old_styles:
            return self._old_styles[style]
        return self._add_named("cellXfs", style)

    def _add(self, name: str, item: bytes) -> int:
        return self._add_named(name, self._named(item))

    def _add_named(self, name: str, item: bytes) -> int:
        key = name, item
        if key not in self._known:
            new = self._new.setdefault(name, [])
            self._known[key] = self._old_count(name) + len(new)
            new.append(item)
        return self._known[key]

    def _named(self, item: bytes) -> bytes:
        """An item with the prefix that this part writes its elements with."""
        return TAGS.sub(rb"\1" + self._tree.root.prefix, item) if self._tree.root.prefix else item

    def save(self) -> None:
        """Put the new styles into the part."""
        splices = []
        for name in ORDER:
            new = self._new.get(name)
            if not new:
                continue
            old = self._lists.get(name)
            count = self._old_count(name) + len(new)
            if old is not None and old.children:
                splices += self._longer(old, b"".join(new), count)
                continue
            items = self._named(NEEDED.get(name, b"")) + b"".join(new)
            written = self._named(b'<%s count="%d">' % (name.encode(), count)) + items
            written += self._named(b"</%s>" % name.encode())
            splices.append(Splice(old.start, old.end, written) if old else self._placed(name, written))
        self._parts.splice(self._part, splices)

    def _longer(self, old: Element, items: bytes, count: int) -> list[Splice]:
        tag = self._tree.content[old.start : old.tag_end]
        return [
            Splice(old.start, old.tag_end, _with(tag, b"count", b"%d" % count)),
            Splice(old.close, old.close, items),
        ]

    def _placed(self, name: str, written: bytes) -> Splice:
        later = ORDER[ORDER.index(name) + 1 :]
        follower = next((one for one in self._tree.root.children if one.name in (*later, "colors", "extLst")), None)
        if follower is None:
            return self._tree.appended(self._tree.root, written)
        return Splice(follower.start, follower.start, written)


def _number(tag: bytes, name: bytes) -> int:
    found = re.search(rb"\s" + name + rb"\s*=\s*[\"'](\d{1,8})[\"']", tag[: tag.index(b">")])
    return int(found[1]) if found else 0


def _with(element: bytes, name: bytes, value: bytes) -> bytes:
    """An element whose start tag has the attribute with this value."""
    end = element.index(b">")
    tag, rest = element[:end], element[end:]
    written = name + b'="' + value + b'"'
    changed, count = re.subn(rb"(?<=\s)" + name + rb"\s*=\s*(?:\"[^\"]*\"|'[^']*')", written, tag, count=1)
    if count:
        return changed + rest
    cut = len(tag) - tag.endswith(b"/")
    return tag[:cut].rstrip() + b" " + written + tag[cut:] + rest
