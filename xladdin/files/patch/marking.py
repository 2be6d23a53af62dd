"""The findings of a check written into the workbook: notes and fills at cells, a result sheet with everything.

Marking a marked workbook takes the old marks back first, so that marking twice is marking once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial

from perfeval_core.explanations import EXPLANATION, STAMP
from perfeval_core.findings import Finding, Severity
from perfeval_core.grid import column_letters
from perfeval_core.report import FileReport, cells_text, counts_text
from xladdin.files.patch.cells import CellEdit, Place, cell_splices
from xladdin.files.patch.memory import FORMER_FILL, RESULT_TITLE, MarkedCell, fill_words, remember
from xladdin.files.patch.notes import add_notes, threaded_places
from xladdin.files.patch.parts import Parts
from xladdin.files.patch.sheets import Line, NewSheet, add_sheet, free_title, sheet_parts
from xladdin.files.patch.styles import MARK_COLOURS, Look, StyleSheet, solid
from xladdin.files.patch.unmarking import unmark

__all__ = ["mark"]

AUTHOR = "perfeval 校验"
SEVERITIES = list(Severity)
HOW_TO = "点“单元格”一栏可以跳到那里；要保留不改的，把理由写在“说明”栏；改完后请重新校验。"
NOT_HELD = "问题没有了，或者单元格改过，这条说明没有接上；还用得着就抄到对应的问题后面，用不着就删掉。"
COLUMNS = (
    ("序号", 6), ("程度", 7), ("编号", 10), ("工作表", 14), ("单元格", 14), ("问题", 58), ("怎么办", 48), ("依据", 30),
    (EXPLANATION, 46), (STAMP, 18),
    (FORMER_FILL, 12),
)  # fmt: skip
FONT = b'<font><sz val="10.5"/><name val="\xe5\xae\x8b\xe4\xbd\x93"/></font>'
BOLD = b'<font><b/><sz val="10.5"/><name val="\xe5\xae\x8b\xe4\xbd\x93"/></font>'
HEADLINE = b'<font><b/><sz val="16"/><name val="\xe9\xbb\x91\xe4\xbd\x93"/></font>'
LINK = b'<font><u/><sz val="10.5"/><color rgb="FF0563C1"/><name val="\xe5\xae\x8b\xe4\xbd\x93"/></font>'
BORDER = b"<border>%s<diagonal/></border>" % b"".join(
    b'<%s style="thin"><color rgb="FFBFBFBF"/></%s>' % (side, side) for side in (b"left", b"right", b"top", b"bottom")
)
SMALL = b'<font><sz val="8"/><color rgb="FF7F7F7F"/><name val="\xe5\xae\x8b\xe4\xbd\x93"/></font>'
WRAPPED = b'<alignment vertical="center" wrapText="1"/>'
CENTRED = b'<alignment horizontal="center" vertical="center" wrapText="1"/>'


def mark(parts: Parts, report: FileReport, stamp: Callable[[Finding], str] = lambda finding: "") -> None:
    """Write the findings of a report on this workbook into it; ``stamp`` gives what explanations hold on to."""
    unmark(parts)
    parts.undo.clear()  # the way back leads to the workbook without marks
    styles = StyleSheet(parts)
    title = free_title(parts, RESULT_TITLE)
    by_sheet: dict[str, dict[Place, list[Finding]]] = {}
    for finding in report.findings:
        if finding.where:
            first = finding.where[0]
            by_sheet.setdefault(first.sheet, {}).setdefault((first.row, first.col), []).append(finding)
    marked: list[MarkedCell] = []
    for number, (sheet, part) in enumerate(sheet_parts(parts).items(), 1):
        if sheet in by_sheet:
            marked += _mark_sheet(parts, styles, sheet, part, number, by_sheet[sheet])
    add_sheet(parts, _result_sheet(styles, title, report, marked, stamp))
    styles.save()
    remember(parts, title, marked)


def note_text(place: Place, findings: Iterable[Finding]) -> str:
    """The text of a note; its first words name the cell it was written for."""
    a1 = f"{column_letters(place[1])}{place[0]}"
    lines = []
    for finding in findings:
        lines.append(f"【校验 {a1}】{finding.severity.value} {finding.code}\n{finding.message}")
        if finding.advice:
            lines.append(f"→ {finding.advice}")
    return "\n".join(lines)


def _mark_sheet(
    parts: Parts, styles: StyleSheet, sheet: str, part: str, number: int, found: dict[Place, list[Finding]]
) -> list[MarkedCell]:
    marked: list[MarkedCell] = []
    fills = [solid(MARK_COLOURS[severity]) for severity in SEVERITIES]
    ranks = {severity: rank for rank, severity in enumerate(SEVERITIES)}

    def filled(place: Place, fill: bytes, old: int) -> int:
        marked.append(MarkedCell(sheet, *place, styles.fill_of(old).decode("utf-8")))
        return styles.with_fill(old, fill)

    edits = {}
    for place in sorted(found):
        worst = min([ranks[finding.severity] for finding in found[place]])
        edits[place] = CellEdit(style=partial(filled, place, fills[worst]))
    tree = parts.tree(part, 3)
    splices = cell_splices(tree, edits)
    silent = threaded_places(parts, part)
    notes = {place: note_text(place, findings) for place, findings in found.items() if place not in silent}
    parts.splice(part, splices + add_notes(parts, tree, number, notes, AUTHOR))
    return marked


# -- the result sheet


def _result_sheet(
    styles: StyleSheet, title: str, report: FileReport, marked: Iterable[MarkedCell], stamp: Callable[[Finding], str]
) -> NewSheet:
    plain = styles.look(Look(font=FONT, alignment=b'<alignment vertical="center"/>'))
    head = styles.look(Look(font=BOLD, fill=solid("FFF2F2F2"), border=BORDER, alignment=CENTRED))
    headline = styles.look(Look(font=HEADLINE, alignment=CENTRED))
    body = styles.look(Look(font=FONT, border=BORDER, alignment=WRAPPED, text=True))
    middle = styles.look(Look(font=FONT, border=BORDER, alignment=CENTRED, text=True))
    link = styles.look(Look(font=LINK, border=BORDER, alignment=CENTRED, text=True))
    written = styles.look(Look(font=FONT, fill=solid("FFFFFBE6"), border=BORDER, alignment=WRAPPED, text=True))
    small = styles.look(Look(font=SMALL, border=BORDER, alignment=CENTRED, text=True))
    coloured = {
        severity: styles.look(Look(font=BOLD, fill=solid(MARK_COLOURS[severity]), border=BORDER, alignment=CENTRED))
        for severity in Severity
    }
    findings = sorted(report.findings, key=lambda finding: SEVERITIES.index(finding.severity))
    counts = f"共 {counts_text(findings)}。{HOW_TO}"
    lines = [
        Line((RESULT_TITLE,), (headline,), 28),
        Line((counts if findings else "没有发现问题。",), (plain,), 20),
        Line([text for text, _ in COLUMNS], (head,) * len(COLUMNS), 22),
    ]
    row = (middle, middle, middle, middle, middle, body, body, body, written, small, middle)
    linked = {severity: (middle, coloured[severity], middle, middle, link, *row[5:]) for severity in Severity}
    unlinked = {severity: (middle, coloured[severity], *row[2:]) for severity in Severity}
    former = {cell[:3]: cell.fill for cell in marked}
    for number, finding in enumerate(findings, 1):
        first = finding.where[0] if finding.where else None
        fill = former.pop((first.sheet, first.row, first.col), None) if first else None
        texts = (
            str(number),
            finding.severity.value,
            finding.code,
            first.sheet if first else "",
            cells_text(finding.where),
            finding.message,
            finding.advice,
            finding.source,
            finding.explanation,
            stamp(finding),
            fill_words(first.a1, fill) if first and fill is not None else "",
        )
        styles_of_row = (linked if first else unlinked)[finding.severity]
        lines.append(Line(texts, styles_of_row, _height(finding), (4, first) if first else None))
    for left in report.left_over:
        texts = (
            "", "旧说明", left.code, left.sheet, left.cells, left.message or NOT_HELD, NOT_HELD, "",
            left.text, left.stamp, "",
        )  # fmt: skip
        lines.append(Line(texts, (*row[:7], middle, *row[8:]), 48))
    return NewSheet(title, [width for _, width in COLUMNS], lines, frozen_rows=3, merged=(1, 2))


def _height(finding: Finding) -> int:
    """Points that the longest text of the row needs; a Chinese character is two wide."""
    rows = max(
        _rows(finding.message, 58), _rows(finding.advice, 48), _rows(finding.source, 30), _rows(finding.explanation, 46)
    )
    return min(15 * rows + 6, 400)


def _rows(text: str, width: int) -> int:
    return 1 + 2 * len(text) // (width - 2) + text.count("\n")
