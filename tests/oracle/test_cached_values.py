"""The results stored in every built workbook are those that LibreOffice computes, and none is an error."""

from __future__ import annotations

from dataclasses import replace
from itertools import cycle
from pathlib import Path

import pytest
from standard_workbooks import FORMS, converted, faulty

from perfeval_core.grid import column_letters
from perfeval_core.read_form import read_workbook_forms
from perfeval_core.readings import Status
from perfeval_core.score_form import score_form
from tests.oracle.office import Office
from workbook_templates.book import Book
from workbook_templates.build import standard_workbook
from workbook_templates.content import Content, blank_content
from workbook_templates.evaluation import Formula
from workbook_templates.parameters import scheme_titles
from workbook_templates.standard_layout import BESIDE, COLUMNS
from workbook_templates.worksheet_values import ExcelError
from xladdin.checking import scheme_of
from xladdin.files import read_workbook


def _contents() -> dict[str, Content]:
    found = {"2020": blank_content("mof_2020"), "cost": blank_content("mof_2021_cost"), "faulty": faulty()}
    found |= {name: converted(name) for name in FORMS}
    for scheme in scheme_titles().values():
        found[f"yiyang {scheme}"] = replace(converted("yiyang_2020_industry"), scheme=scheme)
    found["half"] = _half_filled(converted("yiyang_2020_industry"))
    found["capped"] = replace(converted("yiyang_2020_industry"), scheme="mof_2020+caps_2023")
    return found


def _half_filled(content: Content) -> Content:
    """A form somebody has left in the middle: in turn no name, no target, no actual, no weight, odd characters."""
    gaps = ({"name": ""}, {"target": ""}, {"actual": ""}, {"weight": ""}, {"actual": "囗|≥#"}, {"target": "6-8"})
    turn = cycle(gaps)
    blocks = tuple(
        replace(
            block,
            groups=tuple(
                replace(group, lines=tuple(replace(line, **next(turn)) for line in group.lines))
                for group in block.groups
            ),
        )
        for block in content.blocks
    )
    return replace(content, blocks=blocks, funds=(replace(content.funds[0], amounts=("", "100", "")),))


CONTENTS = _contents()


def _differences(book: Book, office: Office, path: Path) -> list[str]:
    book.save(path)
    wrong = []
    with office.open(path) as document:
        for sheet in book.sheets.values():
            last_row, last_col = max(row for row, _ in sheet.cells), max(col for _, col in sheet.cells)
            block = document.block(sheet.name, f"A1:{column_letters(last_col)}{last_row}")
            for (row, col), (content, _) in sheet.cells.items():
                if isinstance(content, (str, int, float, type(None))):
                    continue
                ours, theirs = book.value(sheet.name, row, col), block[row - 1][col - 1]
                if not _same(ours, theirs):
                    shown = ours.code if isinstance(ours, ExcelError) else ours
                    wrong.append(f"{sheet.name}!{column_letters(col)}{row}: {shown!r}, LibreOffice {theirs!r}")
    return wrong


def _same(ours: object, theirs: object) -> bool:
    if isinstance(ours, ExcelError):
        return False  # nobody shall see one, in whatever state the form is
    if isinstance(ours, (int, float)):
        return isinstance(theirs, float) and abs(theirs - ours) <= 1e-9 * max(1, abs(ours))
    return (ours or "") == theirs


@pytest.mark.parametrize("name", sorted(CONTENTS))
def test_stored_results_are_recalculated_ones(office: Office, tmp_path: Path, name: str) -> None:
    book = standard_workbook(CONTENTS[name])
    assert _differences(book, office, tmp_path / "表.xlsx") == []


def test_a_row_without_its_weight_says_so() -> None:
    blocks = converted("yiyang_2020_industry").blocks
    group = blocks[0].groups[0]
    lines = tuple(replace(group.lines[0], weight=weight) for weight in ("", "十分", "5"))
    block = replace(blocks[0], groups=(replace(group, lines=lines), *blocks[0].groups[1:]))
    book = standard_workbook(replace(converted("yiyang_2020_industry"), blocks=(block, *blocks[1:])))
    shown = [str(book.value("自评表", row, BESIDE["status"][0])) for row in (14, 15, 16)]
    assert shown == ["缺分值", "待核：分值应是不小于 0、最多两位小数的数", "✓ 5×57.69%"]
    assert [book.value("自评表", row, COLUMNS["score"][0]) for row in (14, 15)] == ["待核", "待核"]


def test_a_wrong_stored_result_would_be_seen(office: Office, tmp_path: Path) -> None:
    book = standard_workbook(converted("yiyang_2020_industry"))
    sheet = book.sheets["自评表"]
    sheet.cells[14, 8] = (Formula("=7.22", 14), "score")
    book.value("自评表", 14, 8)
    assert _differences(book, office, tmp_path / "表.xlsx")


@pytest.mark.parametrize("name", sorted(name for name in CONTENTS if name not in ("2020", "cost")))
def test_every_score_is_the_cores_or_waits(tmp_path: Path, name: str) -> None:
    path = tmp_path / "表.xlsx"
    book = standard_workbook(CONTENTS[name])
    book.save(path)
    (form,) = read_workbook_forms(read_workbook(path)).forms
    from perfeval_core.scheme import load_scheme

    scheme = load_scheme(CONTENTS[name].scheme) if CONTENTS[name].scheme else scheme_of(form)[0]
    scores = score_form(form, scheme)
    for row in scores.rows:
        shown = row.indicator.score.text
        if row.printed is None:
            assert shown in ("待核", ""), shown
        else:
            assert row.outcome.status is Status.SCORED, row.indicator.name.text
            assert row.printed.value == row.expected, row.indicator.name.text
    execution = scores.execution
    if execution is not None and execution.printed is not None:
        assert execution.printed.value == execution.expected
    total = form.total.text
    if total.replace(".", "").isdigit():
        assert scores.total.printed is not None and scores.total.expected is not None
        assert scores.total.printed.value == scores.total.expected
