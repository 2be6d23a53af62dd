"""New contents for cells of a workbook, and what has to follow so that no stale result stays behind."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace

from perfeval_core.grid import CellRef
from xladdin.files.errors import Refusal
from xladdin.files.patch.cells import CellEdit, Place, Value, ValueKind, cell_splices, cells_of, runs_as_formula
from xladdin.files.patch.markup import Tree, attribute_splice
from xladdin.files.patch.parts import Parts
from xladdin.files.patch.sheets import sheet_parts
from xladdin.files.patch.splices import Splice
from xladdin.files.patch.styles import StyleSheet
from xladdin.files.patch.tables import rename_table_columns

__all__ = ["compute_on_opening", "write_values"]

CALCULATION_COMES_BEFORE = {
    "oleSize", "customWorkbookViews", "pivotCaches", "smartTagPr", "smartTagTypes", "webPublishing",
    "fileRecoveryPr", "webPublishObjects", "extLst", "AlternateContent",
}  # fmt: skip


def write_values(
    parts: Parts, values: Mapping[CellRef, Value], *, forget_results: bool = True, plainly: Collection[CellRef] = ()
) -> None:
    """Write values into cells; a text that looks like a formula stays a text, now and when somebody edits the cell.

    With ``forget_results`` the stored results of all other formulas are dropped and the workbook is computed anew
    when it is opened: give the formulas whose results are known with them in ``values``.  The cells ``plainly`` get the
    number format General, so that a number which was a text shows its digits and nothing else.
    :raises Refusal: ``PE-F018`` for a sheet that is not there, ``PE-F203`` for a cell of an array formula,
        ``PE-F207`` for a title that a table cannot have.
    """
    sheets = sheet_parts(parts)
    styles: StyleSheet | None = None
    by_sheet: dict[str, dict[Place, CellEdit]] = {}
    for ref, value in values.items():
        if ref.sheet not in sheets:
            raise Refusal("PE-F018", detail=f"没有工作表「{ref.sheet}」")
        edit = CellEdit(value)
        if value.kind is ValueKind.TEXT and value.formula is None and runs_as_formula(value.text):
            styles = styles or StyleSheet(parts)
            edit = replace(edit, style=styles.as_text)
        elif ref in plainly:
            styles = styles or StyleSheet(parts)
            edit = replace(edit, style=styles.as_plain_number)
        by_sheet.setdefault(ref.sheet, {})[ref.row, ref.col] = edit
    formulas_change = any(value.formula is not None for value in values.values())
    for sheet, part in sheets.items():
        edits = by_sheet.get(sheet, {})
        if not edits and not forget_results:
            continue
        if edits:
            rename_table_columns(parts, part, {place: edit.value for place, edit in edits.items() if edit.value})
        tree = parts.tree(part, 4)
        formulas_change |= any(cell.child("f") for place, cell in cells_of(tree) if place in edits)
        parts.splice(part, cell_splices(tree, edits, forget_results=forget_results))
    if styles is not None:
        styles.save()
    if formulas_change:
        _without_calculation_chain(parts)
    if forget_results:
        compute_on_opening(parts, True)


def _without_calculation_chain(parts: Parts) -> None:
    """The list of formula cells would be wrong; a spreadsheet program makes it anew."""
    part = parts.related(parts.workbook, "calcChain")
    if part is None:
        return
    lines = parts.relationships(parts.workbook)
    parts.unrelate(parts.workbook, {line.id for line in lines if line.kind == "calcChain"})
    parts.remove(part)


def compute_on_opening(parts: Parts, wanted: bool) -> None:
    """Have everything computed anew when the workbook is opened, or not: then the stored results are the true ones."""
    tree = parts.tree(parts.workbook, 2)
    settings = tree.root.child("calcPr")
    if settings is not None:
        change = attribute_splice(tree, settings, "fullCalcOnLoad", "1" if wanted else None)
        parts.splice(parts.workbook, [change])
    elif wanted:
        parts.splice(parts.workbook, [_new_settings(tree)])


def _new_settings(tree: Tree) -> Splice:
    written = b'<%scalcPr fullCalcOnLoad="1"/>' % tree.root.prefix
    sheets = tree.root.child("sheets")
    end = sheets.end if sheets else tree.root.tag_end
    follower = next(
        (one for one in tree.root.children if one.name in CALCULATION_COMES_BEFORE and one.start >= end), None
    )
    if follower is None:
        return tree.appended(tree.root, written)
    return Splice(follower.start, follower.start, written)
