"""A worksheet that was written as a workbook of its own, put into another workbook with its looks."""

from __future__ import annotations

import io
import re

from xladdin.files.package import Package
from xladdin.files.patch.markup import Element, Tree, xml_text
from xladdin.files.patch.notes import plain_text
from xladdin.files.patch.parts import Parts
from xladdin.files.patch.sheets import add_names, add_sheet_part, sheet_parts
from xladdin.files.patch.styles import StyleSheet

__all__ = ["graft_sheet"]

SHARED_TEXT = re.compile(rb' t="s"><v>(\d+)</v></c>')
STYLE = re.compile(rb'(<(?:c|row)\b[^>]*?\ss=|<col\b[^>]*?\sstyle=)"(\d+)"')
CONDITIONAL_LOOK = re.compile(rb'dxfId="(\d+)"')
SELECTED = re.compile(rb'\stabSelected="1"')
LISTS = {"fontId": "fonts", "fillId": "fills", "borderId": "borders"}


def graft_sheet(parts: Parts, content: bytes, title: str) -> None:
    """Put the worksheet ``title`` of a workbook (as XlsxWriter writes it) behind the sheets of another one.

    It comes with its texts, looks, conditional formats and the names of its own; charts and pictures do not come.
    """
    source = Parts(Package(io.BytesIO(content)))
    sheet = source.read(sheet_parts(source)[title])
    styles = StyleSheet(parts)
    looks = _Looks(source, styles)
    texts = _texts(source)
    sheet = SHARED_TEXT.sub(lambda found: texts[int(found[1])], sheet)
    sheet = STYLE.sub(lambda found: b'%s"%d"' % (found[1], looks.cell(int(found[2]))), sheet)
    sheet = CONDITIONAL_LOOK.sub(lambda found: b'dxfId="%d"' % looks.conditional(int(found[1])), sheet)
    add_sheet_part(parts, title, SELECTED.sub(b"", sheet))
    styles.save()
    names = source.tree(source.workbook, 3).root.child("definedNames")
    own = [one for one in names.children if "localSheetId" in one.attributes] if names else []
    if own:
        tree = source.tree(source.workbook, 3)
        add_names(parts, title, [(one.attributes["name"], plain_text(tree, one, "definedName")) for one in own])


def _texts(source: Parts) -> list[bytes]:
    """The shared texts as the rest of a cell that holds its text itself."""
    part = source.related(source.workbook, "sharedStrings")
    if part is None:
        return []
    tree = source.tree(part)
    return [
        b' t="inlineStr"><is><t xml:space="preserve">%s</t></is></c>' % xml_text(plain_text(tree, one, "t")).encode()
        for one in tree.root.children
    ]


class _Looks:
    """The styles of the source, found again or added in the target."""

    def __init__(self, source: Parts, target: StyleSheet) -> None:
        part = source.related(source.workbook, "styles")
        assert part is not None, "XlsxWriter writes styles"
        self._tree: Tree = source.tree(part, 3)
        self._target = target
        self._known: dict[int, int] = {}

    def _item(self, name: str, index: int) -> Element:
        found = self._tree.root.child(name)
        assert found is not None, f"a style that is used is in {name}"
        return found.children[index]

    def cell(self, index: int) -> int:
        """The style of a cell."""
        if index not in self._known:
            style = self._tree.source(self._item("cellXfs", index))
            for attribute, name in LISTS.items():
                number = re.search(rb'\b%s="(\d+)"' % attribute.encode(), style)
                if number is not None and int(number[1]):
                    there = self._target.add(name, self._tree.source(self._item(name, int(number[1]))))
                    style = style.replace(number[0], b'%s="%d"' % (attribute.encode(), there), 1)
            self._known[index] = self._target.add("cellXfs", style)
        return self._known[index]

    def conditional(self, index: int) -> int:
        """The look of a conditional format."""
        return self._target.add("dxfs", self._tree.source(self._item("dxfs", index)))
