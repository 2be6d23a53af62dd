"""全部校验, 上一个问题, 下一个问题, 清除标记."""

from __future__ import annotations

from perfeval_core.explanations import stamp_of
from perfeval_core.report import counts_text
from xladdin.files.patch.memory import RESULT_TITLE
from xladdin.host import protection_lifted
from xladdin.ribbon_commands.checked_book import check_book
from xladdin.ribbon_commands.marks import Marks, clear_marks, own_notes, place_marks, wanted_marks
from xladdin.ribbon_commands.result_sheet import (
    Listed,
    find_result,
    read_result,
    result_rows,
    same_rows,
    with_fills,
    write_result,
)
from xladdin.ribbon_commands.session import Outcome, Refused, Session

__all__ = ["check_all", "clear_all_marks", "next_finding", "previous_finding"]


def check_all(session: Session) -> Outcome:
    """Check every form of the workbook; mark the cells, list the findings.  A second time changes nothing more."""
    book = session.book
    result = find_result(book)
    checked = check_book(book, frozenset() if result is None else frozenset({result.name}))
    by_sheet: dict[str, Marks] = {}
    for ref, mark in wanted_marks(checked.findings).items():
        by_sheet.setdefault(ref.sheet, {})[ref] = mark
    rows = result_rows(checked.report, lambda finding: stamp_of(finding, checked.workbook))
    old = read_result(result) if result is not None else None
    notes = {sheet.name: own_notes(sheet) for sheet in book.sheets}
    status = f"校验完成：{counts_text(checked.findings)}，见工作表“{RESULT_TITLE if result is None else result.name}”。"
    if old is not None and same_rows(rows, old.rows) and _are_there(notes, by_sheet):
        return Outcome(status)
    locked, former = [], {}
    for sheet in book.sheets:
        marks = by_sheet.get(sheet.name, {})
        if not (marks or notes[sheet.name] or (old is not None and sheet.name in old.former)):
            continue
        with protection_lifted(sheet) as lifted:
            if not lifted:
                locked.append(sheet.name)
                continue
            if notes[sheet.name] or old is not None:
                clear_marks(sheet, old.former.get(sheet.name, {}) if old is not None else {})
            former[sheet.name] = place_marks(sheet, marks)
    write_result(book, result, with_fills(rows, checked.findings, former))
    if locked:
        return Outcome(status, f"{status}\n工作表“{'、'.join(locked)}”有密码保护，没有在上面做标记。")
    return Outcome(status)


def _are_there(notes: dict[str, dict[str, str]], by_sheet: dict[str, Marks]) -> bool:
    """Do our notes say what they should?  A cell with somebody's note has none."""
    return all(
        found.items() <= {ref.a1: text for ref, (_, text) in by_sheet.get(name, {}).items()}.items()
        and (bool(found) or not by_sheet.get(name))
        for name, found in notes.items()
    )


def clear_all_marks(session: Session) -> Outcome:
    """Take every mark and the result sheet away."""
    book = session.book
    result = find_result(book)
    former = {} if result is None else read_result(result).former
    locked, known = [], True
    marked = [sheet for sheet in book.sheets if sheet.name in former or own_notes(sheet)]
    for sheet in marked:
        with protection_lifted(sheet) as lifted:
            if lifted:
                known &= clear_marks(sheet, former.get(sheet.name, {}))
            else:
                locked.append(sheet.name)
    if locked:
        raise Refused(f"工作表“{'、'.join(locked)}”有密码保护，上面的标记去不掉；请先撤销保护，再点“清除标记”。")
    if result is not None:
        result.delete()
    if result is None and not marked:
        return Outcome("没有校验标记，不用清除。")
    if not known:
        return Outcome("校验标记已清除；有的单元格原来的底色没有记录（校验结果表被删过），现在没有底色。")
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
    places = _places(read_result(result).listed, order)
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

