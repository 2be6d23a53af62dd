"""The titles of tables: Excel calls a workbook damaged when a title's cell and the table disagree."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from perfeval_core.grid import column_letters
from xladdin.files.addresses import position
from xladdin.files.errors import Refusal
from xladdin.files.patch.cells import Place, Value, ValueKind
from xladdin.files.patch.markup import Element, Tree, attribute_splice, escaped
from xladdin.files.patch.parts import Parts
from xladdin.files.sheet_reader import unescaped

__all__ = ["rename_table_columns"]

IN_TITLES = re.compile(r"\r\n|\r|\n")


def rename_table_columns(parts: Parts, sheet: str, values: Mapping[Place, Value]) -> None:
    """Let the tables of a worksheet part follow new texts in their titles.

    :raises Refusal: ``PE-F207`` for a title that a table cannot have (no text, a formula, one that is there already)
        or that formulas speak of.
    """
    for line in parts.relationships(sheet):
        part = parts.target(sheet, line)
        if line.kind != "table" or part is None:
            continue
        tree = parts.tree(part)
        titles = dict(_titles(tree))
        changed = {place: values[place] for place in titles if place in values}
        if not changed:
            continue
        names = {place: unescaped(one.attributes.get("name", "")) for place, one in titles.items()}
        new = {**names, **{place: _title(place, value) for place, value in changed.items()}}
        splices = []
        for place in changed:
            if new[place] == names[place]:
                continue
            if sum(name.casefold() == new[place].casefold() for name in new.values()) > 1:
                raise _refusal(place, f"已经有一列叫“{new[place][:40]}”")
            if _is_spoken_of(parts, names[place]):
                raise _refusal(place, "有公式用这个标题")
            named = attribute_splice(tree, titles[place], "name", new[place])
            splices.append(named._replace(new=named.new.replace(b"\n", b"_x000a_")))
        parts.splice(part, splices)


def _titles(tree: Tree) -> Iterator[tuple[Place, Element]]:
    """The cells of the titles with the columns they belong to."""
    if tree.root.attributes.get("headerRowCount", "1") == "0":
        return
    columns = tree.root.child("tableColumns")
    row, col = position(tree.root.attributes.get("ref", "A1").partition(":")[0], tree.part)
    listed = [one for one in columns.children if one.name == "tableColumn"] if columns else []
    for number, one in enumerate(listed):
        yield (row, col + number), one


def _title(place: Place, value: Value) -> str:
    if value.kind is not ValueKind.TEXT or value.formula is not None or not value.text.strip():
        raise _refusal(place, "要是一段文字")
    return IN_TITLES.sub("\n", value.text)


def _is_spoken_of(parts: Parts, name: str) -> bool:
    """May a formula of any part name this column?"""
    marks = (b"[" + escaped(name) + b"]", b"[@" + escaped(name) + b"]")
    return any(mark in parts.read(part) for part in parts.names() if parts.is_xml(part) for mark in marks)


def _refusal(place: Place, why: str) -> Refusal:
    return Refusal("PE-F207", detail=f"{column_letters(place[1])}{place[0]} 是表格一列的标题：{why}")
