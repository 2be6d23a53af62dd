"""The groups 填报 and 评分, tried on forms."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from perfeval_core.grid import CellKind, Grid
from perfeval_core.printed import read_printed
from workbook_templates.form_formulas import CHECKS
from workbook_templates.standard_layout import COLUMNS, FORM
from xladdin.diagnosis import Observation
from xladdin.files import read_workbook
from xladdin.functions import BY_NAME
from xladdin.host import place_of
from xladdin.live_sheet import read_plainly, read_sheet
from xladdin.ribbon_commands.checked_book import check_sheet
from xladdin.trials.bench import Bench, contents, judged
from xladdin.trials.forms import IN_WORDS, blank_form, old_form, standard_form

__all__ = ["explanation", "new_forms", "reading", "reading_words", "scores", "switching", "taking_over"]

NEW_FORMS = ("new_form_2020", "new_form_cost", "new_form_2020_functions", "new_form_cost_functions")
READ = (FORM, CHECKS)
"""Sheets with all kinds of cells, and none of a text that looks like an error value: the slow way cannot tell."""
GROWTH, GROWTH_SCORE = "规模工业增加值", 7.21
"""An indicator of the 益阳 form, and its score by the rules."""


def reading(bench: Bench) -> Iterator[Observation]:
    """The fast reading of a sheet gives what cell by cell reading gives, and what is in the file."""
    old, standard = old_form(bench.folder), standard_form(bench.folder, addin=True)
    live, stored = bench.contents(bench.open(old)), contents(read_workbook(str(old)))
    yield judged("读表：和文件里的一样", live == stored, _differing(live, stored))
    for path in (old, standard):
        book = bench.open(path)
        for sheet in (sheet for sheet in book.sheets if sheet.name in READ):
            fast, plain = _shown(read_sheet(sheet)), _shown(read_plainly(sheet).grid)
            wrong = {place: (cell, plain.get(place)) for place, cell in fast.items() if plain.get(place) != cell}
            subject = f"读表：{path.stem}“{sheet.name}”整块读和逐格读一样"
            yield judged(subject, not wrong and bool(fast), f"{len(fast)} 格，不同的 {len(wrong)}{_some(wrong)}")


def _shown(grid: Grid) -> dict[tuple[int, int], tuple[str, CellKind, bool]]:
    """What each cell shows, and whether a formula makes it; a host may spell one formula in two ways."""
    return {place: (cell.text, cell.kind, cell.formula is not None) for place, cell in grid.cells.items()}


def _some(wrong: Any) -> str:
    return f"，如 {next(iter(wrong.items()))}"[:200] if wrong else ""


def _differing(one: dict[Any, Any], other: dict[Any, Any]) -> str:
    wrong = {place: (one.get(place), other.get(place)) for place in one | other if one.get(place) != other.get(place)}
    return f"{len(one)} 格，不同的 {len(wrong)}{_some(wrong)}"


def _first_row(sheet: Any) -> int:
    """The first row for indicators on a standard form."""
    return _row_of(sheet, "三级指标") + 1


def _type(sheet: Any, row: int, typed: tuple[object, ...]) -> None:
    for role, content in zip(("name", "target", "actual", "weight"), typed, strict=True):
        sheet.range((row, COLUMNS[role][0])).value = content


def new_forms(bench: Bench) -> Iterator[Observation]:
    """A new workbook that was not saved yet and scores what is typed."""
    for command in NEW_FORMS:
        here = bench.open(old_form(bench.folder))
        said = bench.press(here, command)
        made = bench.made()
        sheet = made.sheets[FORM]
        row = _first_row(sheet)
        _type(sheet, row, ("试算", "≥8", 7.43, 20.0))
        cell = sheet.range((row, COLUMNS["score"][0]))
        of_addin = "PE_SCORE(" in cell.formula
        good = made != here and not place_of(made) and cell.value == 18.58 and of_addin == command.endswith("functions")
        yield judged(f"新建自评表 {command}", good, f"得分 {cell.value}，应为 18.58；{said}")
        bench.close_all()


def taking_over(bench: Bench) -> Iterator[Observation]:
    """The old form in a new workbook, scored; the old one as before."""
    old = bench.open(old_form(bench.folder))
    before = bench.contents(old)
    said = bench.press(old, "convert_old_form").splitlines()[0]
    made = bench.made()
    score = made.sheets[FORM].range((_row_of(made.sheets[FORM], GROWTH), COLUMNS["score"][0])).value
    yield judged("从旧表转入：得分", score == GROWTH_SCORE, f"{GROWTH} {score}，应为 {GROWTH_SCORE}；{said}")
    yield judged("从旧表转入：旧表没有改动", bench.contents(old) == before, f"{len(before)} 格")


def _row_of(sheet: Any, name: str) -> int:
    column = COLUMNS["name"][0]
    names = sheet.range((1, column), (60, column)).value
    return next(row for row, text in enumerate(names, 1) if name in str(text or ""))


def reading_words(bench: Bench) -> Iterator[Observation]:
    """What is written in words becomes numbers in the columns for typing, and a score."""
    book = bench.open(blank_form(bench.folder))
    sheet = book.sheets[FORM]
    row = _first_row(sheet)
    _type(sheet, row, IN_WORDS)
    before = sheet.range((row, COLUMNS["score"][0])).value
    said = bench.press(book, "read_values")
    after, wanted = sheet.range((row, COLUMNS["score"][0])).value, BY_NAME["PE_SCORE"](*IN_WORDS[1:])
    yield judged(
        "识别指标值", after == wanted, f"{IN_WORDS[1]}，{IN_WORDS[2]}：{before} → {after}，应为 {wanted}；{said}"
    )


def _scores(sheet: Any) -> tuple[list[str], int]:
    """The rows of a standard form whose live score is not the core's, and how many there are."""
    wrong, rows = [], 0
    for checked in check_sheet(sheet).report.forms:
        for row in checked.scores.rows:
            rows += 1
            printed = read_printed(row.indicator.score.text)
            if (None if printed is None else printed.value) != row.outcome.score:
                wrong.append(f"第 {row.indicator.row} 行 {row.indicator.score.text}，应为 {row.outcome.score}")
    return wrong, rows


def scores(bench: Bench) -> Iterator[Observation]:
    """The live scores of a form with plain formulas and of one with functions are the core's."""
    for addin in (False, True):
        path = standard_form(bench.folder, addin=addin)
        book = bench.open(path)
        said = bench.press(book, "recalculate").splitlines()[0]
        wrong, rows = _scores(book.sheets[FORM])
        good = not wrong and rows > 0 and said.startswith("已重新计分")
        yield judged(
            f"重新计分：{path.stem}", good, f"{rows} 行，不对的 {len(wrong)}{'：' if wrong else ''}{'；'.join(wrong)}"
        )


def explanation(bench: Bench) -> Iterator[Observation]:
    """The sentence of the selected row is the core's."""
    book = bench.open(standard_form(bench.folder, addin=False))
    sheet = book.sheets[FORM]
    row = _row_of(sheet, GROWTH)
    sheet.range((row, COLUMNS["score"][0])).select()
    said = bench.press(book, "explain_row")
    wanted = next(
        one.outcome.explanation
        for checked in check_sheet(sheet).report.forms
        for one in checked.scores.rows
        if one.indicator.row == row
    )
    yield judged("计分说明", wanted in said and str(GROWTH_SCORE) in said, said.replace("\n", " "))


def switching(bench: Bench) -> Iterator[Observation]:
    """Functions in the place of plain formulas and back: every value stays, and the protection."""
    book = bench.open(standard_form(bench.folder, addin=False))
    sheet = book.sheets[FORM]
    cell = sheet.range((_row_of(sheet, GROWTH), COLUMNS["score"][0]))
    protected = sheet.api.ProtectContents
    before = _values(bench, book)
    for to_addin, words in ((True, "换成插件函数"), (False, "换回工作表公式")):
        said = bench.press(book, "switch_formulas").splitlines()[0]
        after = _values(bench, book)
        good = after == before and ("PE_SCORE(" in cell.formula) == to_addin
        yield judged(f"公式：{words}，得分不变", good, f"{_differing(before, after)}；{said}")
    yield judged("公式：保护还在", bool(protected) and sheet.api.ProtectContents == protected, f"{protected}")


def _values(bench: Bench, book: Any) -> dict[Any, Any]:
    """The scores on the form."""
    column = COLUMNS["score"][0]
    grid = read_sheet(book.sheets[FORM])
    return {place: cell.text for place, cell in grid.cells.items() if place[1] == column}
