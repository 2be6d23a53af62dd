"""The sheet 校验凭证: what was checked, when, with what outcome, and the seal of the content."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from perfeval_core.findings import Severity
from perfeval_core.grid import Workbook
from xladdin.files.patch.parts import Parts
from xladdin.files.patch.sheets import Line, NewSheet, add_names, add_sheet, sheet_parts
from xladdin.files.patch.splices import Splice
from xladdin.files.patch.styles import MARK_COLOURS, Look, StyleSheet, solid
from xladdin.files.seal import CONTENT_LABEL, FINGERPRINT_LABEL, PARTS_LABEL, SEAL_SHEET, seal_of
from xladdin.files.sealed_file import parts_fingerprint
from xladdin.files.sheet_reader import unescaped

__all__ = ["Fact", "add_seal_sheet"]

WIDTHS = (24, 100)
WORDS_OF_WARNING = (
    "这不是电子签名：它只能看出封装以后内容有没有改动，证明不了是谁封装的，也代替不了盖章和签字。"
    "核对：perfeval verify 本文件。"
)
FONT = b'<font>%s<sz val="%s"/><name val="\xe5\xae\x8b\xe4\xbd\x93"/></font>'
ALARM = (
    b'<font><b/><sz val="12"/><color rgb="FFC00000"/><name val="\xe5\xae\x8b\xe4\xbd\x93"/></font>',
    solid(MARK_COLOURS[Severity.ERROR]),
)
"""The font and the fill of what nobody may overlook."""
EDGE = b"".join(
    b'<%s style="thin"><color rgb="FFBFBFBF"/></%s>' % (side, side) for side in (b"left", b"right", b"top", b"bottom")
)
BORDER = b"<border>" + EDGE + b"<diagonal/></border>"


TO_COME = "0" * 64
"""Stands for the fingerprint of the other parts until they are complete."""


@dataclass(frozen=True, slots=True)
class Fact:
    """One line of the sheet: what it is, and what it is here; ``alarming`` what nobody may overlook."""

    label: str
    text: str
    alarming: bool = False


def add_seal_sheet(parts: Parts, facts: Sequence[Fact], workbook: Workbook, forms: Collection[str]) -> None:
    """Put the sheet behind the others.

    ``workbook`` is what these parts will be read as, ``forms`` are the sheets in which formulas are sealed too.
    """
    styles = StyleSheet(parts)
    title = styles.look(Look(FONT % (b"<b/>", b"16"), alignment=b'<alignment horizontal="center" vertical="center"/>'))
    warning = styles.look(Look(FONT % (b"", b"10.5"), alignment=b'<alignment vertical="center" wrapText="1"/>'))
    label = styles.look(
        Look(FONT % (b"<b/>", b"10.5"), border=BORDER, alignment=b'<alignment vertical="center" wrapText="1"/>')
    )
    text = styles.look(
        Look(FONT % (b"", b"10.5"), border=BORDER, alignment=b'<alignment vertical="center" wrapText="1"/>', text=True)
    )
    alarm = styles.look(
        Look(*ALARM, border=BORDER, alignment=b'<alignment vertical="center" wrapText="1"/>', text=True)
    )
    packed = styles.look(
        # wrapped, so that it stays in its cell: running over the edge it would shrink the printed page
        Look(FONT % (b"", b"8"), border=BORDER, alignment=b'<alignment vertical="top" wrapText="1"/>', text=True)
    )
    lines = [Line((SEAL_SHEET,), (title,), 28), Line((WORDS_OF_WARNING,), (warning,), 32)]
    lines += [
        Line((fact.label, fact.text), (label, alarm if fact.alarming else text), _height(fact.text)) for fact in facts
    ]
    seal = seal_of(workbook, forms, [line.texts for line in lines], _charts(parts))
    told = len(lines) + 1
    lines.append(Line((FINGERPRINT_LABEL, seal.fingerprint), (label, text), 20))
    lines.append(Line((PARTS_LABEL, TO_COME), (label, text), 20))
    for number, piece in enumerate(seal.content, 1):
        name = f"{CONTENT_LABEL}（{number}/{len(seal.content)}，供核对，请勿改动）"
        lines.append(Line((name, piece), (label, packed), 32))
    part = add_sheet(parts, NewSheet(SEAL_SHEET, WIDTHS, lines, merged=(1, 2)))
    styles.save()
    add_names(parts, SEAL_SHEET, [("_xlnm.Print_Area", f"{SEAL_SHEET}!$A$1:$B${told}")])
    others = {name: parts.read(name) for name in parts.names() if name != part.lower()}
    texts = {
        (row, col): said
        for row, line in enumerate(lines, 1)
        for col, said in enumerate(line.texts, 1)
        if said and said != TO_COME
    }
    at = parts.read(part).index(TO_COME.encode())
    parts.splice(part, [Splice(at, at + len(TO_COME), parts_fingerprint(others, texts).encode())])


def _charts(parts: Parts) -> list[str]:
    """The names of the sheets that are no worksheets."""
    sheets = parts.tree(parts.workbook, 2).root.child("sheets")
    listed = [unescaped(one.attributes.get("name", "")) for one in sheets.children] if sheets else []
    return [name for name in listed if name not in sheet_parts(parts)]


def _height(text: str) -> int:
    rows = sum(1 + 2 * len(line) // (WIDTHS[1] - 2) for line in text.split("\n"))
    return 5 + 15 * rows
