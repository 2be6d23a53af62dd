"""The group 校验, tried on forms."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from perfeval_core.findings import Finding, Severity
from perfeval_core.grid import CellRef
from workbook_templates.standard_layout import FORM
from xladdin.diagnosis import Observation
from xladdin.files.patch.memory import RESULT_TITLE
from xladdin.files.patch.styles import MARK_COLOURS
from xladdin.host import protection_lifted
from xladdin.ribbon_commands.checked_book import check_book
from xladdin.trials.bench import Bench, judged
from xladdin.trials.forms import MISTYPED, old_form, standard_form

__all__ = ["fixes", "marks"]

OWN_FILL = (1, 200, 3)
SELECTED = "B3"


def marks(bench: Bench) -> Iterator[Observation]:
    """全部校验 marks and lists what the core finds, walks it, and takes every trace away again."""
    book = bench.open(standard_form(bench.folder, addin=True))
    sheet = book.sheets[FORM]
    wanted = _wanted(book)
    coloured = next(iter(wanted))
    with protection_lifted(sheet):
        sheet.range(coloured).color = OWN_FILL
    sheet.range(SELECTED).select()
    selected = book.app.selection.address  # Excel takes the whole of merged cells
    cells, look = bench.contents(book), _look(sheet, list(wanted))

    said = bench.press(book, "check_all")
    found = {address: colour for address, (_, colour) in _look(sheet, list(wanted)).items()}
    wrong = [address for address, colour in wanted.items() if found[address] != colour]
    yield judged("全部校验：底色", not wrong, f"{len(wanted)} 格，不对的 {wrong or 0}；{said}")
    noted = set(_notes(sheet))
    yield judged("全部校验：批注", noted == set(wanted), f"{len(noted)} 处，应为 {len(wanted)} 处")
    listed, codes = _listed(book), sorted(one.code for one in _findings(book))
    yield judged(
        f"全部校验：“{RESULT_TITLE}”", listed == codes and bool(codes), f"{len(listed)} 行，应为 {len(codes)} 行"
    )
    yield _as_it_was("全部校验", book, sheet, selected)
    notes = _notes(sheet)
    bench.press(book, "check_all")
    again = _notes(sheet) == notes and _listed(book) == codes
    yield judged("全部校验：再点一次不变", again, f"{len(notes)} 处批注")

    stops = sorted((sheet.range(address).row, sheet.range(address).column) for address in wanted)
    sheet.range("A1").select()
    for command, words, stop in (
        ("next_finding", "下一个问题", stops[0]),
        ("next_finding", "再下一个问题", stops[1]),
        ("previous_finding", "上一个问题", stops[0]),
    ):
        said = bench.press(book, command)
        here = book.app.selection
        yield judged(words, (here.row, here.column) == stop, f"{here.address}；{said[:40]}")

    sheet.range(SELECTED).select()
    said = bench.press(book, "clear_marks")
    yield judged("清除标记：内容和校验以前一样", bench.contents(book) == cells, said)
    after = _look(sheet, list(wanted))
    wrong = [address for address in wanted if after[address] != look[address]]
    yield judged("清除标记：原来的底色和批注还在", not wrong, f"{coloured} {after[coloured]}；不对的 {wrong or 0}")
    yield _as_it_was("清除标记", book, sheet, selected)


def _findings(book: Any) -> list[Finding]:
    return list(check_book(book).report.findings)


def _wanted(book: Any) -> dict[str, tuple[int, int, int]]:
    """The cells to be marked on the form, with the colour of the worst of their findings."""
    worst: dict[CellRef, Severity] = {}
    for finding in _findings(book):
        if finding.where and finding.where[0].sheet == FORM:
            ref = finding.where[0]
            worst[ref] = min(worst.get(ref, finding.severity), finding.severity, key=lambda one: one.rank)
    return {ref.a1: _colour(MARK_COLOURS[severity]) for ref, severity in sorted(worst.items())}


def _colour(text: str) -> tuple[int, int, int]:
    """Red, green, blue of ``FFRRGGBB``."""
    red, green, blue = bytes.fromhex(text[2:])
    return red, green, blue


def _notes(sheet: Any) -> dict[str, str]:
    return {note.location.get_address(False, False): note.text for note in sheet.notes}


def _look(sheet: Any, addresses: list[str]) -> dict[str, tuple[str | None, Any]]:
    """Note and fill of cells."""
    notes = _notes(sheet)
    return {address: (notes.get(address), sheet.range(address).color) for address in addresses}


def _listed(book: Any) -> list[str]:
    """The codes on the result sheet."""
    rows = book.sheets[RESULT_TITLE].used_range.options(ndim=2, err_to_str=True).value
    return sorted(str(cell) for row in rows for cell in row[:4] if str(cell).startswith("PE-"))


def _as_it_was(command: str, book: Any, sheet: Any, selected: str) -> Observation:
    """Protection, selection and screen."""
    here = book.app.selection
    stayed = book.sheets.active.name == FORM and here.address == selected
    good = bool(sheet.api.ProtectContents) and stayed and book.app.screen_updating
    found = f"保护 {bool(sheet.api.ProtectContents)}，选中 {here.address}，刷新 {book.app.screen_updating}"
    return judged(f"{command}：保护、选区、屏幕照旧", good, found)


def fixes(bench: Bench) -> Iterator[Observation]:
    """安全修正 shows what it will do, and does it."""
    address, typed, corrected = MISTYPED
    book = bench.open(old_form(bench.folder))
    said = bench.press(book, "fix_safely")
    now = book.sheets[0].range(address).value
    yield judged("安全修正", now == corrected and typed in said, f"{address} {typed} → {now}，应为 {corrected}")
