"""The parts around the cells made fit to leave the house: what hides, names people or leads outside is taken out."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping

from xladdin.files.patch.charts import detach_chart
from xladdin.files.patch.detaching import cut
from xladdin.files.patch.frames import Frame, row_tags
from xladdin.files.patch.markup import Element, Tree, attribute_splice, without_element
from xladdin.files.patch.notes import plain_text
from xladdin.files.patch.parts import Parts
from xladdin.files.patch.people import without_authors, without_paths
from xladdin.files.patch.splices import Splice

__all__ = ["PERSONAL", "clean_others", "clean_sheet"]

PERSONAL = {
    "fileSharing", "customWorkbookViews", "customSheetViews", "absPath", "webPublishing", "webPublishItems",
    "revisionPtr", "scenarios", "smartTags", "securityDescriptor", "dataConsolidate",
}  # fmt: skip
"""Elements with names of people or paths of a computer, or that belong to what is gone."""
PERSONAL_ATTRIBUTES = ("macro", "securityDescriptor")
RULES = {"dataValidation": "", "cfRule": "conditionalFormatting", "sparkline": "sparklineGroup", "sparklineGroup": ""}
"""Elements whose formulas may speak of what is gone, with what is nothing without them."""
RULE_FORMULAS = ("formula1", "formula2", "formula", "f")
BOUND = "cfvo"
"""A bound of a colour scale, a bar or a set of icons: its formula is an attribute, or an element in it."""
QUERY_TABLE = ("tableType", "connectionId")
QUERY_COLUMN = ("queryTableFieldId", "uniqueName")
"""Attributes of a table, and of its columns, that come from outside."""
COLUMN_FORMULAS = ("calculatedColumnFormula", "totalsRowFormula")
HIDDEN_ROW = re.compile(rb"""\shidden\s*=\s*(?:"(?:1|true)"|'(?:1|true)')""")
NO_HEIGHT = re.compile(rb"""\sht\s*=\s*(?:"0(?:\.0*)?"|'0(?:\.0*)?')""")
CUSTOM_HEIGHT = re.compile(rb"""\scustomHeight\s*=\s*(?:"[^"]*"|'[^']*')""")


def clean_sheet(parts: Parts, part: str, is_lost: Callable[[str], bool]) -> int:
    """Clean a worksheet but for its cells; how many rows and columns were hidden and are shown now.

    ``is_lost`` tells whether a formula, or the target of a link, speaks of what is gone.
    """
    frame = Frame(parts, part)
    tree = frame.tree
    lost: list[Element] = []
    splices: list[Splice] = []
    shown = 0
    for one in tree.root.all():
        hiding = _hiding(one)
        shown += bool(hiding) and one.name == "col"
        attributes = hiding + [name for name in PERSONAL_ATTRIBUTES if one.attributes.get(name)]
        splices += [attribute_splice(tree, one, name, None) for name in attributes]
        if one.name == "filterColumn":
            splices.append(without_element(one))  # the filter stays, and hides nothing
        if (
            one.name in PERSONAL
            or (one.name == "hyperlink" and is_lost(one.attributes.get("location", "")))
            or (one.name in RULES and any(is_lost(formula) for formula in _formulas(tree, one)))
        ):
            lost.append(one)
    lost += _left_empty(lost)
    outside = [one for one in splices if not any(gone.start <= one.start < gone.end for gone in lost)]
    rows = _hidden_rows(parts.read(part))
    parts.splice(part, frame.splices(outside + cut(tree, lost)) + rows)
    return shown + len(rows)


def _formulas(tree: Tree, rule: Element) -> Iterator[str]:
    """The formulas of a rule, those of its bounds too."""
    for child in rule.children:
        if child.name in RULE_FORMULAS:
            yield plain_text(tree, child, child.name)
    for bound in (one for one in rule.all() if one.name == BOUND):
        yield bound.attributes.get("val", "")
        yield plain_text(tree, bound, "f")


def _hiding(element: Element) -> list[str]:
    """The attributes by which columns, or all rows, cannot be seen."""
    if element.name == "sheetFormatPr":
        return [name for name in ("zeroHeight",) if element.attributes.get(name) in ("1", "true")]
    if element.name != "col":
        return []
    hidden = [name for name in ("hidden",) if element.attributes.get(name) in ("1", "true")]
    return hidden + (["width"] if element.attributes.get("width", "1").strip("0.") == "" else [])


def _hidden_rows(content: bytes) -> list[Splice]:
    """What shows the rows that are hidden or have no height."""
    splices = []
    for row in row_tags(content):
        shown = HIDDEN_ROW.sub(b"", row[0])
        if NO_HEIGHT.search(shown):
            shown = CUSTOM_HEIGHT.sub(b"", NO_HEIGHT.sub(b"", shown))
        if shown != row[0]:
            splices.append(Splice(row.start(), row.end(), shown))
    return splices


def _left_empty(lost: list[Element]) -> list[Element]:
    """What is nothing without the rules that are lost."""
    gone = {id(one) for one in lost}
    found = []
    for one in lost:
        owner = one.parent
        while owner is not None and owner.name != RULES.get(one.name):
            owner = owner.parent
        if owner is not None and all(id(other) in gone for other in owner.all() if other.name == one.name):
            found.append(owner)
    return found


def clean_others(parts: Parts, kinds: Mapping[str, str], is_lost: Callable[[str], bool]) -> list[str]:
    """Clean the parts that belong to sheets (by their kinds): charts, tables, notes, drawings; what was taken out."""
    said = []
    for part, kind in kinds.items():
        if kind == "chart" and detach_chart(parts, part, is_lost):
            said.append("图表对隐藏内容和别的文件的引用（图形留着）")
        elif kind == "comments" and without_authors(parts, part):
            said.append("批注的作者（批注文字留着）")
        elif kind == "drawing" and without_paths(parts, part):
            said.append("图片原来的路径")
        elif kind == "table":
            _clean_table(parts, part, is_lost)
    return said


def _clean_table(parts: Parts, part: str, is_lost: Callable[[str], bool]) -> None:
    """A table stands by itself: its rows and the formulas of its columns come from nowhere else, no filter hides
    some."""
    tree = parts.tree(part)
    named = [(tree.root, name) for name in QUERY_TABLE]
    named += [(one, name) for one in tree.root.all() if one.name == "tableColumn" for name in QUERY_COLUMN]
    splices = [attribute_splice(tree, one, name, None) for one, name in named if name in one.attributes]
    splices += [without_element(one) for one in tree.root.all() if one.name in ("xmlColumnPr", "filterColumn")]
    for one in tree.root.all():
        if one.name in COLUMN_FORMULAS and is_lost(plain_text(tree, one, one.name)):
            splices.append(without_element(one))
            if one.parent is not None and "totalsRowFunction" in one.parent.attributes:
                splices.append(attribute_splice(tree, one.parent, "totalsRowFunction", None))
    parts.splice(part, splices)
