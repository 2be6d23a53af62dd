"""What a marked workbook remembers of its former self, inside the workbook as a custom XML part.

Excel keeps such parts when it saves.  While nobody has changed the workbook, every part goes back byte for byte;
after that the remembered fills lead back cell by cell.
"""

from __future__ import annotations

import base64
import binascii
import json
import re
import zlib
from dataclasses import dataclass
from typing import NamedTuple

from perfeval_core.grid import Workbook
from xladdin.files.addresses import position
from xladdin.files.errors import Refusal
from xladdin.files.limits import MAX_PART
from xladdin.files.patch.markup import outline
from xladdin.files.patch.parts import HEAD, Parts
from xladdin.files.patch.splices import Splice, spliced
from xladdin.files.patch.styles import solid

__all__ = [
    "FORMER_FILL",
    "RESULT_TITLE",
    "MarkedCell",
    "Memory",
    "fill_words",
    "find_memory",
    "remember",
    "take_back",
    "visible_memory",
]

RESULT_TITLE = "校验结果"
FORMER_FILL = "原来的底色"
"""The title of the result sheet, and of its column that remembers fills where everybody can see it."""
COLOUR = re.compile(r'<fill><patternFill patternType="solid"><fgColor rgb="FF([0-9A-Fa-f]{6})"/>.*', re.DOTALL)
WORDS = re.compile(r"([A-Z]{1,3}[1-9][0-9]{0,6})：(?:(无)|#([0-9A-F]{6})|(<fill\b.*</fill>))", re.DOTALL)
NAMESPACE = "urn:perfeval:mark"
PROPERTIES_TYPE = "application/vnd.openxmlformats-officedocument.customXmlProperties+xml"
IDENTITY = "{5C1B6E0A-7A0B-5B9E-9B1C-3C7F0E5A2D61}"
PROPERTIES = (
    '<ds:datastoreItem ds:itemID="%s" xmlns:ds="http://schemas.openxmlformats.org/officeDocument/2006/customXml">'
    '<ds:schemaRefs><ds:schemaRef ds:uri="%s"/></ds:schemaRefs></ds:datastoreItem>'
)


class MarkedCell(NamedTuple):
    """A cell that was marked, and its fill before that as a styles part writes it; empty for none."""

    sheet: str
    row: int
    col: int
    fill: str


@dataclass(frozen=True, slots=True)
class Memory:
    """The part it lies in (empty: only the result sheet remembers), the title of the result sheet, the marked cells,
    and the way back of every part."""

    part: str
    title: str
    cells: tuple[MarkedCell, ...]
    hashes: dict[str, str]
    undo: list[tuple[str, list[Splice]]]
    added: list[str]


def fill_words(a1: str, fill: str) -> str:
    """What the result sheet says of a former fill: ``H13：无``, ``H13：#FFFF00``, or the fill as it is stored."""
    colour = COLOUR.fullmatch(fill)
    return f"{a1}：{f'#{colour[1].upper()}' if colour else fill or '无'}"


def visible_memory(workbook: Workbook) -> Memory | None:
    """What the result sheet remembers, for a workbook whose custom XML part a program has thrown away."""
    for grid in workbook.grids:
        titles = {cell.text: col for (row, col), cell in grid.cells.items() if row == 3}
        if not grid.sheet.startswith(RESULT_TITLE) or grid.at(1, 1).text != RESULT_TITLE or FORMER_FILL not in titles:
            continue
        cells = []
        for row in range(4, 4 + len(grid.cells)):
            found = WORDS.fullmatch(grid.at(row, titles[FORMER_FILL]).text)
            if found is not None:
                place = position(found[1], grid.sheet)
                fill = solid(f"FF{found[3]}").decode() if found[3] else found[4] or ""
                cells.append(MarkedCell(grid.at(row, titles["工作表"]).text, *place, fill))
        return Memory("", grid.sheet, tuple(cells), {}, [], [])
    return None


def remember(parts: Parts, title: str, cells: list[MarkedCell]) -> None:
    """Put what leads back into the workbook; the last step of marking."""
    part = parts.free_name("customXml/item{}.xml")
    properties = parts.free_name("customXml/itemProps{}.xml")
    parts.add(part, b"", "" if parts.content_type(part) else "application/xml")
    parts.add(properties, HEAD + (PROPERTIES % (IDENTITY, NAMESPACE)).encode(), PROPERTIES_TYPE)
    parts.relate(part, "customXmlProps", properties)
    parts.relate(parts.workbook, "customXml", part)
    content = {
        "title": title,
        "cells": [[cell.sheet, cell.row, cell.col, cell.fill] for cell in cells],
        "hashes": {
            name: _checksum(parts.read(name)) for name in sorted(parts.changes) if name != part and parts.has(name)
        },
        "undo": [[name, [[one.start, one.end, _packed(one.new)] for one in back]] for name, back in parts.undo],
        "added": [name.lower() for name in parts.added],
    }
    text = base64.b64encode(zlib.compress(json.dumps(content, ensure_ascii=False).encode("utf-8"), 1))
    parts.put_back(part, HEAD + b'<mark xmlns="' + NAMESPACE.encode() + b'">' + text + b"</mark>")


def find_memory(parts: Parts) -> Memory | None:
    """The memory in a workbook, wherever a program has put it since; None when there is none.

    :raises Refusal: ``PE-F018`` when it has been tampered with.
    """
    for line in parts.relationships(parts.workbook):
        part = parts.target(parts.workbook, line)
        if line.kind != "customXml" or part is None:
            continue
        content = parts.read(part)
        if NAMESPACE.encode() not in content:
            continue
        root = outline(part, content).root
        try:
            return _memory(part, content[root.tag_end : root.close])
        except (ValueError, KeyError, TypeError, zlib.error, binascii.Error, RecursionError):
            raise Refusal("PE-F018", detail="里面的校验记号读不懂") from None
    return None


def _memory(part: str, text: bytes) -> Memory:
    unpacker = zlib.decompressobj()
    content = json.loads(unpacker.decompress(base64.b64decode(text), MAX_PART))
    return Memory(
        part,
        str(content["title"]),
        tuple(MarkedCell(*cell) for cell in content["cells"]),
        {str(name): str(checksum) for name, checksum in content["hashes"].items()},
        [
            (str(name), [Splice(int(a), int(b), base64.b64decode(c)) for a, b, c in back])
            for name, back in content["undo"]
        ],
        [str(name) for name in content["added"]],
    )


def take_back(parts: Parts, memory: Memory) -> bool:
    """Undo the marking part by part; False (and nothing done) when a part is no longer as the marking left it."""
    for name, checksum in memory.hashes.items():
        if not parts.has(name) or _checksum(parts.read(name)) != checksum:
            return False
    former: dict[str, bytes] = {}
    for name, back in reversed(memory.undo):
        if name in memory.added:
            continue
        former[name] = spliced(former.get(name) or parts.read(name), back)
    for name, content in former.items():
        parts.put_back(name, content)
    for name in memory.added:
        parts.drop(name)
    return True


def _checksum(content: bytes) -> str:
    """Tells a part from what a program makes of it, as the zip itself tells a whole part from a damaged one."""
    return f"{len(content)}-{zlib.crc32(content):08x}"


def _packed(content: bytes) -> str:
    return base64.b64encode(content).decode("ascii")
