"""全部校验, 上一个问题, 下一个问题, 清除标记."""

from __future__ import annotations

from typing import Any

from perfeval_core.report import counts_text
from xladdin.host import protection_lifted
from xladdin.ribbon_commands.checked_book import check_book
from xladdin.ribbon_commands.marks import Marks, clear_marks, own_notes, place_marks, wanted_marks
from xladdin.ribbon_commands.result_sheet import (
    Listed,
    find_result,
    read_result,
    result_rows,
    same_rows,
    write_result,
)
from xladdin.ribbon_commands.session import Outcome, Refused, Session

__all__ = ["check_all", "clear_all_marks", "next_finding", "previous_finding"]


def check_all(session: Session) -> Outcome:
    """Check every form of the workbook; mark the cells, list the findings.  A second time changes nothing more."""
    book = session.book
    result = find_result(book)
    checked = check_book(book, frozenset() if result is None else frozenset({result.name}))
    rows = result_rows(checked.findings)
    listed = result is not None and same_rows(rows, read_result(result)[0])
    by_sheet: dict[str, Marks] = {}
    for ref, mark in wanted_marks(checked.findings).items():
        by_sheet.setdefault(ref.sheet, {})[ref] = mark
    sentences = []
    for grid in checked.workbook.grids:
        sheet, marks = book.sheets[grid.sheet], by_sheet.get(grid.sheet, {})
        notes = own_notes(sheet)
        if listed and notes.items() <= {ref.a1: text for ref, (_, text) in marks.items()}.items():
            continue
        if marks or notes:
            sentences.append(_mark(sheet, marks, fresh=result is None and not notes))
    if not listed:
        result = write_result(book, result, rows)
    status = f"校验完成：{counts_text(checked.findings)}，见工作表“{result.name}”。"
    told = [sentence for sentence in sentences if sentence]
    return Outcome(status, "\n".join([status, *told]) if told else "")


def _mark(sheet: Any, marks: Marks, *, fresh: bool) -> str:
    """Bring the marks of a sheet up to date (``fresh``: it has none yet); a sentence on what a password prevents."""
    with protection_lifted(sheet) as lifted:
        if not lifted:
            return f"工作表“{sheet.name}”有密码保护，没有在上面做标记。"
        if not fresh:
            clear_marks(sheet)
        if not place_marks(sheet, marks):
            return f"别的工作表有密码保护，“{sheet.name}”上只加了批注，没有上色。"
    return ""


def clear_all_marks(session: Session) -> Outcome:
    """Take every mark and the result sheet away."""
    book = session.book
    result = find_result(book)
    listed = set() if result is None else {one.sheet for one in read_result(result)[1]}
    locked = []
    marked = [sheet for sheet in book.sheets if sheet.name in listed or own_notes(sheet)]
    for sheet in marked:
        with protection_lifted(sheet) as lifted:
            if lifted:
                clear_marks(sheet)
            else:
                locked.append(sheet.name)
    if result is not None:
        result.delete()
    if locked:
        raise Refused(f"工作表“{'、'.join(locked)}”有密码保护，上面的标记去不掉；请先撤销保护，再点“清除标记”。")
    if result is None and not marked:
        return Outcome("没有校验标记，不用清除。")
    return Outcome("校验标记已清除，表格恢复成校验以前的样子。")


def next_finding(session: Session) -> Outcome:
    """Go to the next cell with a finding."""
    return _walk(session, forward=True)


def previous_finding(session: Session) -> Outcome:
    """Go to the previous cell with a finding."""
    return _walk(session, forward=False)


def _walk(session: Session, *, forward: bool) -> Outcome:
    book = session.book
    result = find_result(book)
    if result is None:
        raise Refused("还没有校验结果，请先点“全部校验”。")
    order = {sheet.name: number for number, sheet in enumerate(book.sheets)}
    places = _places(read_result(result)[1], order)
    if not places:
        raise Refused("校验结果里没有问题，不用逐个查看。")
    here = _here(session, order)
    stops = sorted(places)
    ahead = [stop for stop in stops if stop > here] if forward else [stop for stop in stops if stop < here]
    turned = not ahead
    stop = (ahead or stops)[0 if forward else -1]
    found = places[stop]
    sheet = book.sheets[found[0].sheet]
    sheet.activate()
    sheet.range((stop[1], stop[2])).select()
    where = f"{stops.index(stop) + 1}/{len(stops)}"
    back = ("已到末尾，回到第一个。" if forward else "已到开头，转到最后一个。") if turned and len(stops) > 1 else ""
    texts = "；".join(f"{one.severity} {one.code} {one.message}{one.advice}" for one in found)
    return Outcome(f"{back}问题 {where} {found[0].col}{found[0].row}：{texts}")


def _places(listed: list[Listed], order: dict[str, int]) -> dict[tuple[int, int, int], list[Listed]]:
    """The findings by sheet number, row and column of their cell; those on sheets that are gone are left out."""
    places: dict[tuple[int, int, int], list[Listed]] = {}
    for one in listed:
        if one.sheet in order:
            places.setdefault((order[one.sheet], one.row, _column(one.col)), []).append(one)
    return places


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def _here(session: Session, order: dict[str, int]) -> tuple[int, int, int]:
    """Where the user is; before everything when the result sheet is in front."""
    sheet = session.sheet
    selected = session.app.selection
    if selected is None or sheet.name not in order or find_result(session.book) == sheet:
        return -1, 0, 0
    return order[sheet.name], selected.row, selected.column

