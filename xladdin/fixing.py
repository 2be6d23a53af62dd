"""The fixes of a workbook file: what can be offered, and the workbook with some of it carried out.

What is offered comes from the core (spelling, findings) and from the standard form's own formulas; writing goes
through the lossless patcher, and what was written is read again before it leaves this module.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation

from perfeval_core.findings import Fix, FixKind, Stored
from perfeval_core.fixes import FIXED_CODES, ProposedFix, number_entries, proposed_fixes
from perfeval_core.grid import Cell, CellKind, CellRef, Workbook
from perfeval_core.model import Entry
from perfeval_core.report import FileReport
from perfeval_core.scheme import Scheme
from workbook_templates.recomputing import Computed, StandardFormula, Workings, standard_formulas, uses_plain_functions
from xladdin.checking import CheckedFile, check_workbook
from xladdin.evaluated_functions import addin_functions
from xladdin.files.hazards import HazardList
from xladdin.files.package import Package
from xladdin.files.patch.cells import Value, ValueKind
from xladdin.files.patch.editing import write_values
from xladdin.files.patch.saving import changed_workbook
from xladdin.files.xlsx_reader import read_xlsx
from xladdin.problems import CommandProblem

__all__ = ["OVERWRITTEN", "UNCOMPUTED", "FixedFile", "Offer", "fix_file", "fixed_workbook", "offered_fixes"]

OVERWRITTEN, UNCOMPUTED = "PE-L105", "PE-L104"
MOST_ROUNDS = 5
"""So often a fixed workbook is looked at again: a score makes its total ask for a fix, the total its grade."""


@dataclass(frozen=True, slots=True)
class Offer:
    """A workbook with everything that can be changed in it, each cell's changes in sheet order."""

    path: str
    workbook: Workbook
    fixes: tuple[ProposedFix, ...]
    computed: frozenset[CellRef]
    """The cells of the forms whose results can be told here."""

    def chosen(self, also: Iterable[str] = ()) -> tuple[ProposedFix, ...]:
        """The safe fixes and the unsafe ones of the codes in ``also``, one a cell."""
        asked = frozenset(also)
        by_ref: dict[CellRef, list[ProposedFix]] = {}
        for one in self.fixes:
            if one.fix.kind is FixKind.SAFE or (one.fix.kind is FixKind.UNSAFE and one.code in asked):
                by_ref.setdefault(one.fix.ref, []).append(one)
        return tuple(found for _, several in sorted(by_ref.items()) if (found := _one(several)) is not None)


def _one(several: Sequence[ProposedFix]) -> ProposedFix | None:
    """What was asked for goes before a formula, a formula before a figure, a figure before its spelling; None where
    two of a rank contradict one another."""
    best = min(map(_rank, several))
    wanted = [one for one in several if _rank(one) == best]
    return wanted[0] if len({one.fix.after for one in wanted}) == 1 else None


def _rank(one: ProposedFix) -> int:
    ranks = (one.fix.kind is FixKind.UNSAFE, one.fix.stored is Stored.FORMULA, one.code in FIXED_CODES, True)
    return ranks.index(True)


def offered_fixes(path: str, workbook: Workbook, report: FileReport) -> Offer:
    """Everything that can be offered for the forms of a report on this workbook; ``path`` is its file, if any."""
    grids = {grid.sheet: grid for grid in workbook.grids}
    fixes: list[ProposedFix] = []
    for checked in report.forms:
        fixes += proposed_fixes(checked.form, checked.findings, grids[checked.form.sheet])
    standard = [one for grid in workbook.grids for one in standard_formulas(workbook, grid)]
    entries = [entry for checked in report.forms for entry in number_entries(checked.form) if entry.formula]
    own = {one.ref for one in standard}
    entries = [entry for entry in entries if entry.ref in own or uses_plain_functions(entry.formula or "")]
    functions = addin_functions()
    workings = Workings(workbook, {}, functions)
    fixes += _stale(entries, workings)
    typed_over = [one for one in standard if grids[one.ref.sheet].at(one.ref.row, one.ref.col).formula is None]
    if typed_over:
        whole = Workings(workbook, {one.ref: one.formula for one in typed_over}, functions)
        restored = (_restored(_cell(workbook, one.ref), one, whole.result(one.ref)) for one in typed_over)
        fixes += [one for one in restored if one is not None]
    computed = own | {entry.ref for entry in entries if entry.ref}
    if standard:
        computed |= set(_formula_cells(report, workbook))
    ordered = sorted(dict.fromkeys(fixes), key=lambda one: (one.fix.ref, one.code))
    return Offer(path, workbook, tuple(ordered), frozenset(computed))


def _formula_cells(report: FileReport, workbook: Workbook) -> Iterator[CellRef]:
    """Every formula inside the forms: headings and remarks too."""
    for checked in report.forms:
        form = checked.form
        grid = next(grid for grid in workbook.grids if grid.sheet == form.sheet)
        for (row, col), cell in grid.cells.items():
            if form.first_row <= row <= form.last_row and cell.formula is not None:
                yield grid.ref(row, col)


def _stale(entries: Iterable[Entry], workings: Workings) -> Iterator[ProposedFix]:
    """Formulas of a form whose stored result is missing or is not what they give."""
    for entry in entries:
        result = None if entry.ref is None else workings.result(entry.ref)
        if entry.ref is None or result is None or (entry.computed and _same(entry.text, result)):
            continue
        fix = Fix(FixKind.SAFE, entry.ref, entry.text, f"={entry.formula}", Stored.FORMULA)
        yield ProposedFix(UNCOMPUTED, fix, f"公式重新计算，结果 {result.text or '（空）'}")


def _restored(cell: Cell, standard: StandardFormula, result: Computed | None) -> ProposedFix | None:
    """Put the standard form's formula back; unsafe where that would replace a number that may have been meant.

    None where the formula gives nothing, as the sum of parts that nobody filled in: the typed number is all there is.
    """
    if standard.may_be_meant and not cell.is_blank and result is not None and not result.text:
        return None
    same = cell.is_blank or (result is not None and _same(cell.text, result))
    kind = FixKind.SAFE if same or not standard.may_be_meant else FixKind.UNSAFE
    shown = "" if result is None else f"，结果 {result.text or '（空）'}"
    fix = Fix(kind, standard.ref, cell.text, standard.formula, Stored.FORMULA)
    return ProposedFix(OVERWRITTEN, fix, f"恢复标准表的公式{shown}")


def _same(text: str, result: Computed) -> bool:
    if not result.is_number:
        return text == result.text
    try:
        shown = Decimal(text.removesuffix("%")) / (100 if text.endswith("%") else 1)
        return abs(shown - Decimal(result.text)) <= Decimal("1e-9") * max(abs(shown), Decimal(1))
    except InvalidOperation:
        return False


# -- a whole file


@dataclass(frozen=True, slots=True)
class FixedFile:
    """A workbook with its fixes carried out, what was done, and how a check finds it now."""

    content: bytes
    done: tuple[ProposedFix, ...]
    """Each cell once, in sheet order, with the content that it has in the file."""
    left: tuple[ProposedFix, ...]
    """What can still be offered."""
    asked: frozenset[str]
    """The codes for which an unsafe fix could be offered on the way."""
    after: CheckedFile


def fix_file(path: str, checked: CheckedFile, scheme: Scheme | None, also: Sequence[str] = ()) -> FixedFile:
    """Carry out the safe fixes of a checked file and those of the codes in ``also``, until none of them is left.

    The file itself stays as it is.
    :raises FileProblem: when the file must not be changed.
    :raises CommandProblem: ``PE-C014`` when what was written does not read as it should.
    """
    first = offer = offered_fixes(path, checked.workbook, checked.report)
    done: dict[CellRef, ProposedFix] = {}
    asked: set[str] = set()
    content = b""
    for _ in range(MOST_ROUNDS):
        asked |= {one.code for one in offer.fixes if one.fix.kind is FixKind.UNSAFE}
        chosen = offer.chosen(also)
        if not chosen:
            break
        for one in chosen:
            before = done[one.fix.ref].fix.before if one.fix.ref in done else one.fix.before
            done[one.fix.ref] = replace(one, fix=replace(one.fix, before=before))
        content = fixed_workbook(first, tuple(done.values()))
        checked = check_workbook(path, read_xlsx(Package(io.BytesIO(content)), HazardList()), scheme)
        offer = offered_fixes(path, checked.workbook, checked.report)
    return FixedFile(content, tuple(one for _, one in sorted(done.items())), offer.fixes, frozenset(asked), checked)


# -- writing


def fixed_workbook(offer: Offer, chosen: Sequence[ProposedFix]) -> bytes:
    """The bytes of the workbook with these fixes carried out; results of formulas that are known are stored.

    :raises FileProblem: when the file must not be changed.
    :raises CommandProblem: ``PE-C014`` when reading it again does not show exactly these changes.
    """
    fixes = [one.fix for one in chosen]
    contents = {fix.ref: _content(fix) for fix in fixes if not _only_looks_computed(fix)}
    workings = Workings(offer.workbook, contents, addin_functions())
    values = {fix.ref: _value(fix, workings) for fix in fixes}
    recount = any(fix.stored is not Stored.TEXT for fix in fixes)
    if recount:
        values |= _results(offer, workings, without=set(values))
    shown = frozenset(fix.ref for fix in fixes if fix.stored is Stored.NUMBER and _was_text(offer.workbook, fix.ref))
    content, _ = changed_workbook(
        offer.path, lambda parts: write_values(parts, values, forget_results=recount, plainly=shown)
    )
    _compare(offer.workbook, read_xlsx(Package(io.BytesIO(content)), HazardList()), fixes)
    return content


def _cell(workbook: Workbook, ref: CellRef) -> Cell:
    return next(grid for grid in workbook.grids if grid.sheet == ref.sheet).at(ref.row, ref.col)


def _was_text(workbook: Workbook, ref: CellRef) -> bool:
    return _cell(workbook, ref).kind is CellKind.TEXT


def _number(text: str) -> Decimal:
    return Decimal(text.removesuffix("%")) / 100 if text.endswith("%") else Decimal(text)


def _only_looks_computed(fix: Fix) -> bool:
    """A text like ``=1+1``: for other cells it stays what it was before its spelling was put right."""
    return fix.stored is Stored.TEXT and fix.after.startswith("=")


def _content(fix: Fix) -> str | Decimal:
    return _number(fix.after) if fix.stored is Stored.NUMBER else fix.after


def _value(fix: Fix, workings: Workings) -> Value:
    if fix.stored is Stored.NUMBER:
        return Value.of_number(format(_number(fix.after), "f"))
    if fix.stored is Stored.FORMULA:
        return _formula(fix.after.removeprefix("="), workings.result(fix.ref))
    return Value.of_text(fix.after) if fix.after else Value(ValueKind.BLANK)


def _formula(formula: str, result: Computed | None) -> Value:
    if result is None:
        return Value(ValueKind.BLANK, formula=formula)
    return Value(ValueKind.NUMBER if result.is_number else ValueKind.TEXT, result.text, formula)


def _results(offer: Offer, workings: Workings, without: set[CellRef]) -> dict[CellRef, Value]:
    """The formulas of the forms with their results, where those are known."""
    found = {}
    for ref in sorted(offer.computed - without):
        formula = _cell(offer.workbook, ref).formula
        result = workings.result(ref)
        if formula is not None and result is not None:
            found[ref] = _formula(formula, result)
    return found


def _compare(before: Workbook, after: Workbook, fixes: Sequence[Fix]) -> None:
    """Hold that the fixed cells say what they should and that all other typed cells say what they said."""
    fixed = {fix.ref: fix for fix in fixes}
    now = {grid.sheet: grid for grid in after.grids}
    for grid in before.grids:
        for row, col in grid.cells.keys() | {(ref.row, ref.col) for ref in fixed if ref.sheet == grid.sheet}:
            ref, old, new = grid.ref(row, col), grid.at(row, col), now[grid.sheet].at(row, col)
            fix = fixed.get(ref)
            if fix is None:
                right = old.formula == new.formula and (old.formula is not None or old.text == new.text)
            elif fix.stored is Stored.FORMULA:
                right = new.formula == fix.after.removeprefix("=")
            else:
                right = new.formula is None and new.text == fix.after
            if not right:
                raise CommandProblem("PE-C014", cell=str(ref), text=new.text[:40])
