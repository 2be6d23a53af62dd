"""全部校验, 上一个问题, 下一个问题, 清除标记."""

from __future__ import annotations

from perfeval_core.explanations import stamp_of
from perfeval_core.report import counts_text
from xladdin.host import has_plain_fill, protection_lifted
from xladdin.live_contents import LiveSheet
from xladdin.live_sheet import read_live
from xladdin.ribbon_commands.checked_book import check_sheets, forms_sheets
from xladdin.ribbon_commands.marks import Changes, Fills, Marks, carry_out, changes, wanted_marks
from xladdin.ribbon_commands.result_sheet import (
    Listed,
    Result,
    find_result,
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
    old = find_result(book)
    if old is None:
        session.may_change_sheets("全部校验")
    sheets = {sheet.name: read_live(sheet) for sheet in forms_sheets(book)}
    checked = check_sheets(book, [*sheets.values(), *([old.live] if old else [])])
    findings = checked.report.findings
    marks = wanted_marks(findings)
    todo = {name: _changes(session, live, marks.get(name, {}), old) for name, live in sheets.items()}
    locked = _carry_out(session, todo)
    former = {name: _remembered(old, name) if name in locked else one.former for name, one in todo.items()}
    rows = result_rows(checked.report, lambda finding: stamp_of(finding, checked.workbook))
    rows = with_fills(rows, findings, former)
    title = old.name if old else ""
    if old is None or not same_rows(rows, old.rows):
        title = write_result(book, old, rows)
    status = f"校验完成：{counts_text(findings)}，见工作表“{title}”。"
    if locked:
        return Outcome(status, f"{status}\n工作表“{'、'.join(locked)}”有密码保护，没有在上面做标记。")
    return Outcome(status)


def _remembered(old: Result | None, name: str) -> Fills:
    return old.former.get(name, {}) if old else {}


def _changes(session: Session, live: LiveSheet, marks: Marks, old: Result | None) -> Changes:
    name = live.grid.sheet
    sheet = session.book.sheets[name]
    return changes(live, marks, _remembered(old, name), lambda address: has_plain_fill(sheet.range(address)))


def _carry_out(session: Session, todo: dict[str, Changes]) -> list[str]:
    """Change the sheets that need it; the names of those that a password protects."""
    locked = []
    for name, one in todo.items():
        if one.is_nothing:
            continue
        sheet = session.book.sheets[name]
        with protection_lifted(sheet) as lifted:
            if lifted:
                carry_out(sheet, one)
            else:
                locked.append(name)
    return locked


def clear_all_marks(session: Session) -> Outcome:
    """Take every mark and the result sheet away."""
    book = session.book
    old = find_result(book)
    if old is not None:
        session.may_change_sheets("清除标记")
    sheets = {sheet.name: read_live(sheet) for sheet in forms_sheets(book)}
    todo = {name: _changes(session, live, {}, old) for name, live in sheets.items()}
    locked = _carry_out(session, todo)
    if locked:
        raise Refused(f"工作表“{'、'.join(locked)}”有密码保护，上面的标记去不掉；请先撤销保护，再点“清除标记”。")
    if old is not None:
        book.sheets[old.name].delete()
    elif all(one.is_nothing for one in todo.values()):
        return Outcome("没有校验标记，不用清除。")
    if not all(one.known for one in todo.values()):
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
    places = _places(result.listed, order)
    if not places:
        raise Refused("校验结果里没有问题，不用逐个查看。")
    hidden = {name for name in {found[0].sheet for found in places.values()} if not book.sheets[name].visible}
    away = sum(found[0].sheet in hidden for found in places.values())
    places = {stop: found for stop, found in places.items() if found[0].sheet not in hidden}
    if not places:
        raise Refused(f"问题都在隐藏的工作表“{'、'.join(sorted(hidden))}”里；请先取消隐藏，再点一次。")
    here = _here(session, order, result.name)
    stops = sorted(places)
    ahead = [stop for stop in stops if stop > here] if forward else [stop for stop in stops if stop < here]
    turned = not ahead
    stop = (ahead or stops)[0 if forward else -1]
    found = places[stop]
    sheet = book.sheets[found[0].sheet]
    where = f"{stops.index(stop) + 1}/{len(stops)}"
    back = ("已到末尾，回到第一个。" if forward else "已到开头，转到最后一个。") if turned and len(stops) > 1 else ""
    texts = "；".join(f"{one.severity} {one.code} {one.message}{one.advice}" for one in found)
    sheet.activate()
    sheet.range((stop[1], stop[2])).select()
    rest = f"（另有 {away} 处在隐藏的工作表里，见“{result.name}”）" if away else ""
    return Outcome(f"{back}问题 {where} {found[0].col}{found[0].row}：{texts}{rest}")


def _places(listed: list[Listed], order: dict[str, int]) -> dict[tuple[int, int, int], list[Listed]]:
    """The findings by sheet number, row and column of their cell; those on sheets that are gone are left out."""
    places: dict[tuple[int, int, int], list[Listed]] = {}
    for one in listed:
        if one.sheet in order:
            places.setdefault((order[one.sheet], one.row, one.column), []).append(one)
    return places


def _here(session: Session, order: dict[str, int], result: str) -> tuple[int, int, int]:
    """Where the user is; before everything when the result sheet is in front."""
    name = session.book.sheets.active.name
    selected = session.app.selection
    if selected is None or name not in order or name == result:
        return -1, 0, 0
    return order[name], selected.row, selected.column
