"""What a person wrote beside a finding on the sheet 校验结果, and which finding it belongs to now.

An explanation speaks of the contents it was written for.  Each line of the sheet carries a stamp of the finding's code
and the texts of its cells; as long as both are the same the explanation is put to the finding again, wherever its rows
have moved to.  What fits no more is kept and said, never lost.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from perfeval_core.adequacy import adequacy
from perfeval_core.findings import Finding
from perfeval_core.grid import CellRef, Grid, Workbook
from perfeval_core.registry import rule
from perfeval_core.spelling import bare, fold
from perfeval_core.tidying import number_digits

__all__ = [
    "EXPLANATION",
    "STAMP",
    "Explanation",
    "check_explanations",
    "explained",
    "read_explanations",
    "stamp_of",
]

EXPLANATION, STAMP = "说明", "核对码"
"""The titles of the two columns."""

_TITLES = ("编号", "工作表", "单元格", "问题", EXPLANATION, STAMP)
_HEAD_ROWS = 10
_SAME_LENGTH = 6
"""Shorter texts may well be equal by chance."""

_OFFSET, _PRIME, _MASK = 0xCBF29CE484222325, 0x100000001B3, (1 << 64) - 1
"""FNV-1a: no secret, only a short name for a text that is the same on every computer."""


@dataclass(frozen=True, slots=True)
class Explanation:
    """A line of the sheet with a text under 说明: the finding it stood beside, and the stamp of that moment."""

    code: str
    sheet: str
    cells: str
    message: str
    stamp: str
    text: str


def stamp_of(finding: Finding, workbook: Workbook) -> str:
    """The stamp of a finding: the same as long as its code and what its cells say are the same."""
    grids = {grid.sheet: grid for grid in workbook.grids}
    said = [_said(grids.get(ref.sheet), ref) for ref in finding.where] or [finding.message]
    value = _OFFSET
    for byte in "\x1e".join((finding.code, *said)).encode("utf-8", "surrogatepass"):
        value = (value ^ byte) * _PRIME & _MASK
    return f"{value:016x}"


def _said(grid: Grid | None, ref: CellRef) -> str:
    """What a cell says, however it is spelled: a number with its thousands set off is the same number."""
    said = "" if grid is None else fold(grid.at(ref.row, ref.col).text).text
    return number_digits(said) or said


def read_explanations(grids: Iterable[Grid]) -> tuple[Explanation, ...]:
    """The explanations on a result sheet among these, whoever wrote the sheet and wherever its columns stand."""
    return tuple(one for grid in grids for one in _of_sheet(grid))


def _of_sheet(grid: Grid) -> Iterator[Explanation]:
    lines = {row: {col: cell.text for col, cell in cells} for row, cells in grid.rows()}
    head = next((row for row in sorted(lines)[:_HEAD_ROWS] if set(_TITLES) <= set(lines[row].values())), None)
    if head is None:
        return
    places = {title: col for col, title in lines[head].items()}
    for row in sorted(row for row in lines if row > head):
        code, sheet, cells, message, text, stamp = (lines[row].get(places[title], "").strip() for title in _TITLES)
        if text:
            yield Explanation(code, sheet, cells, message, stamp, text)


def explained(
    findings: Sequence[Finding],
    known: Iterable[Explanation],
    stamp: Callable[[Finding], str],
    shown: Callable[[Iterable[CellRef]], str],
) -> tuple[tuple[Finding, ...], tuple[Explanation, ...]]:
    """The findings with the explanations that still hold, and the explanations that belong to none of them.

    ``stamp`` is :func:`stamp_of` for this workbook, ``shown`` writes cells as the sheet does: where several rows say
    the same, the one at the same cells comes first.
    """
    waiting: dict[str, list[Explanation]] = {}
    for one in known:
        waiting.setdefault(one.stamp, []).append(one)
    stamps = [stamp(finding) for finding in findings]
    found: dict[int, str] = {}
    for same_place in (True, False):
        for at, finding in enumerate(findings):
            candidates = waiting.get(stamps[at], ()) if at not in found else ()
            for one in candidates:
                if one.code == finding.code and (not same_place or one.cells == shown(finding.where)):
                    found[at] = one.text
                    waiting[stamps[at]].remove(one)
                    break
    kept = tuple(one for several in waiting.values() for one in several)
    return tuple(replace(one, explanation=found.get(at, "")) for at, one in enumerate(findings)), kept


# -- adequacy -----------------------------------------------------------------------------------------------------


def check_explanations(findings: Sequence[Finding]) -> Iterator[Finding]:
    """Explanations that are too general, name nothing that can be checked, or are copied from one another."""
    by_text: dict[str, list[Finding]] = {}
    for finding in findings:
        text = " ".join(finding.explanation.split())
        if not text:
            continue
        said = adequacy(text)
        if said.brief or said.stock or not (said.cause or said.number):
            yield _found("PE-R201", finding.where, of=finding.code, got=text)
        elif not said.number:
            yield _found("PE-R202", finding.where, of=finding.code, got=text)
        by_text.setdefault(bare(text), []).append(finding)
    for words, several in by_text.items():
        if len(several) > 1 and len(words) >= _SAME_LENGTH:
            yield _found(
                "PE-R203",
                [finding.where[0] for finding in several if finding.where],
                count=len(several),
                got=" ".join(several[0].explanation.split()),
                codes="、".join(dict.fromkeys(finding.code for finding in several)),
            )


def _found(code: str, where: Iterable[CellRef], **values: object) -> Finding:
    words = rule(code)
    texts = {name: str(value) for name, value in values.items()}
    message, advice = words.message.format(**texts), words.advice.format(**texts)
    return Finding(code, words.severity, message, tuple(where), texts, advice, words.source)
