"""The sheet 校验 of broken forms finds what ``perfeval check`` finds on the saved file, check by check, as often."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from standard_workbooks import FORMS, converted, faulty

from perfeval_core.check import check_form
from perfeval_core.read_form import read_workbook_forms
from perfeval_core.registry import rule
from perfeval_core.scheme import load_scheme
from tests.oracle.broken_forms import Broken, broken_forms
from tests.oracle.office import Office
from workbook_templates.standard_layout import BESIDE, FORM, FUNDS_COLUMNS, standard_layout
from xladdin.files import read_workbook

CHECKS = "校验"
HEAD = 4
BY_VALUE = {"PE-T206", "PE-T207", "PE-S105", "PE-S106", "PE-R101", "PE-R102"}
"""What these say depends on the reading of a row; where the sheet does not decide, the row itself says 待核."""
CHUNKS, OF = 10, 10


def _variants(chunk: int) -> list[Broken]:
    return list(broken_forms(20200225 + chunk, OF))


PUBLISHED = [Broken(name, converted(name)) for name in FORMS] + [Broken("faulty", faulty())]


def _codes(book: Any) -> dict[str, int]:
    """Code -> its row on 校验."""
    sheet = book.sheets[CHECKS]
    return {content: row for (row, col), (content, _) in sheet.cells.items() if col == 1 and row > HEAD}


def _core(path: Path, scheme: str) -> dict[str, int]:
    (form,) = read_workbook_forms(read_workbook(path)).forms
    found: dict[str, int] = {}
    for finding in check_form(form, load_scheme(scheme)):
        found[finding.code] = found.get(finding.code, 0) + 1
    return found


def _waiting(book: Any, broken: Broken) -> tuple[int, bool]:
    """How many rows say that they wait; and does an amount stand there as a text?"""
    layout = standard_layout(len(broken.content.funds), broken.content.size)
    table, funds = layout.indicators[0], layout.funds
    assert funds is not None
    states = [
        str(book.value(FORM, row, BESIDE["status"][0]) or "") for row in range(table.first_row, table.last_row + 1)
    ]
    columns = [FUNDS_COLUMNS[role][0] for role in ("budget_initial", "budget_adjusted", "spent")]
    texts = [
        isinstance(book.value(FORM, row, col), str) and book.value(FORM, row, col) != ""
        for row in range(funds.first_row, funds.last_row + 1)
        for col in columns
    ]
    return sum(state.startswith(("待核", "缺")) for state in states), any(texts)


def _differences(broken: Broken, live: dict[str, int], core: dict[str, int], book: Any) -> dict[str, tuple[int, int]]:
    waiting, texts = _waiting(book, broken)
    wrong = {}
    for code, count in live.items():
        want = core.get(code, 0)
        undecided = waiting if code in BY_VALUE else 99 if texts and code.startswith(("PE-B", "PE-R103")) else 0
        if not count <= want <= count + undecided:
            wrong[code] = (count, want)
    return wrong


def _stored(book: Any) -> dict[str, int]:
    return {code: int(book.value(CHECKS, row, 4)) for code, row in _codes(book).items()}


def _compared(broken: Broken, folder: Path, office: Office | None = None) -> dict[str, tuple[int, int]]:
    book, path = broken.book(), folder / "表.xlsx"
    book.save(path)
    live = _stored(book)
    if office is not None:
        with office.open(path) as document:
            live = {code: int(document.cell(CHECKS, f"D{row}").value) for code, row in _codes(book).items()}
    return _differences(broken, live, _core(path, broken.content.scheme), book)


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_a_hundred_broken_forms(tmp_path: Path, chunk: int) -> None:
    found = {broken.name: wrong for broken in _variants(chunk) if (wrong := _compared(broken, tmp_path))}
    assert found == {}


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_libreoffice_counts_the_same(office: Office, tmp_path: Path, chunk: int) -> None:
    found = {broken.name: wrong for broken in _variants(chunk)[::4] if (wrong := _compared(broken, tmp_path, office))}
    assert found == {}


@pytest.mark.parametrize("broken", PUBLISHED, ids=lambda broken: broken.name)
def test_the_published_forms(office: Office, tmp_path: Path, broken: Broken) -> None:
    assert _compared(broken, tmp_path, office) == {}


def test_the_variants_break_many_rules(tmp_path: Path) -> None:
    """The comparison would be empty if nothing were found in the forms."""
    seen: set[str] = set()
    for chunk in range(CHUNKS):
        for broken in _variants(chunk)[::2]:
            book = broken.book()
            seen |= {code for code, count in _stored(book).items() if count}
    assert len(seen) >= 25, sorted(seen)


def test_a_check_that_misses_something_is_seen(tmp_path: Path) -> None:
    book = PUBLISHED[-1].book()
    book.save(tmp_path / "表.xlsx")
    live, core = _stored(book), _core(tmp_path / "表.xlsx", PUBLISHED[-1].content.scheme)
    assert live["PE-W104"] == 1
    assert _differences(PUBLISHED[-1], live | {"PE-W104": 0}, core, book) == {"PE-W104": (0, 1)}
    assert _differences(PUBLISHED[-1], live | {"PE-W104": 2}, core, book) == {"PE-W104": (2, 1)}


def test_the_gaps_of_many_headings_are_named(office: Office, tmp_path: Path) -> None:
    """Sub-projects with headings of their own: every wrong one is said, and computed by LibreOffice too."""
    content = converted("yiyang_2020_industry")
    wrong = []
    for block in content.blocks:
        first, *others = block.groups
        lines = tuple(replace(line, weight="3") for line in first.lines)
        wrong.append(replace(block, groups=(replace(first, lines=lines), *others)))
    book = Broken("many", replace(content, blocks=(*wrong,) * 8)).book()
    book.save(tmp_path / "表.xlsx")
    row = _codes(book)["PE-W106"]
    count, stored = book.value(CHECKS, row, 4), str(book.value(CHECKS, row, 5))
    assert count == 24 and stored.count("还差") + stored.count("多出") == count, stored
    with office.open(tmp_path / "表.xlsx") as document:
        assert document.cell(CHECKS, f"E{row}").text == stored


def test_every_check_says_what_where_and_why(tmp_path: Path) -> None:
    """Count, message and a link to a cell of the form, for at least twenty codes of the core."""
    book = PUBLISHED[-1].book()
    codes = _codes(book)
    assert len(codes) >= 20
    for code, row in codes.items():
        assert book.value(CHECKS, row, 2) == rule(code).severity.value
        assert book.value(CHECKS, row, 3) == rule(code).title
        count = book.value(CHECKS, row, 4)
        message, link = book.value(CHECKS, row, 5), book.value(CHECKS, row, 6)
        assert bool(message) == bool(link) == bool(count), code
