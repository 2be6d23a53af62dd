"""One layout builds the sheet and reads it back."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from standard_workbooks import FORMS, converted, faulty, form_grid, written

from perfeval_core.layout import Column, Table
from perfeval_core.read_form import read_forms, read_layout, read_workbook_forms
from perfeval_core.recognise import find_layouts
from workbook_templates.build import DIST
from workbook_templates.content import Content, Line, blank_content, form_names
from workbook_templates.standard_layout import standard_layout
from xladdin.files import read_workbook

CONTENTS = [*form_names(), "faulty", *FORMS]


def content_of(name: str) -> Content:
    """A content by name."""
    return faulty() if name == "faulty" else converted(name) if name in FORMS else blank_content(name)


def _columns(table: Table | None) -> dict[str, Column]:
    return {} if table is None else {column.role: column for column in table.columns}


@pytest.mark.parametrize("name", CONTENTS)
def test_recognition_finds_the_layout_that_built_the_sheet(tmp_path: Path, name: str) -> None:
    content = content_of(name)
    grid = form_grid(written(tmp_path, content))
    own = standard_layout(len(content.funds), content.size)
    (found,) = find_layouts(grid)
    assert found.title == own.title
    assert _columns(found.funds) == _columns(own.funds)
    assert (found.funds.first_row, found.funds.last_row) == (own.funds.first_row, own.funds.last_row)  # type: ignore[union-attr]
    (table,), (own_table,) = found.indicators, own.indicators
    assert {role: column for role, column in _columns(table).items() if role != "block"} == _columns(own_table)
    assert (table.first_row, table.last_row) == (own_table.first_row, own_table.last_row)
    for slot in own.slots:
        if slot.role == "grade" or (slot.role == "year" and not content.year):
            continue
        assert found.slot(slot.role) is not None, slot.role
        assert found.slot(slot.role).value == slot.value, slot.role  # type: ignore[union-attr]


@pytest.mark.parametrize("name", CONTENTS)
def test_what_was_put_in_is_read_back(tmp_path: Path, name: str) -> None:
    content = content_of(name)
    grid = form_grid(written(tmp_path, content))
    (form,) = read_forms(grid)
    assert (form.project.text, form.unit.text, form.department.text, form.year) == (
        content.project, content.unit, content.department, content.year,
    )  # fmt: skip
    typed = [line for line in content.lines if not line.is_blank]
    read = [
        Line(
            row.name.text, row.target.text, row.actual.text, row.weight.text, row.reason.text, row.direction.text,
            row.manual_target.text, row.manual_actual.text, row.band.text, row.ratio.text,
        )
        for row in form.indicators
    ]  # fmt: skip
    assert [replace(line, weight="") for line in read] == [replace(line, weight="") for line in typed]
    assert [line.weight.removesuffix("分") for line in read] == [line.weight.removesuffix("分") for line in typed]
    assert form.goals.expected.text == content.goal_expected
    assert form.goals.actual.text == content.goal_actual
    levels = [
        (block.name, "".join(group.name.split()))
        for block in content.blocks
        for group in block.groups
        for line in group.lines
        if not line.is_blank
    ]
    assert [(row.level1, row.level2) for row in form.indicators] == levels
    assert [place.text for place in form.unplaced if place.ref.row >= form.funds.rows[0].row] == []


@pytest.mark.parametrize("name", ["faulty", "yiyang_2020_industry"])
def test_the_layout_reads_what_recognition_reads(tmp_path: Path, name: str) -> None:
    content = content_of(name)
    grid = form_grid(written(tmp_path, content))
    own = read_layout(grid, standard_layout(len(content.funds), content.size))
    (found,) = read_forms(grid)
    assert own.indicators == found.indicators
    assert own.funds.rows == found.funds.rows
    assert own.headings == found.headings
    assert own.total == found.total


@pytest.mark.parametrize("path", sorted(DIST.glob("*.xlsx")), ids=lambda path: path.stem)
def test_only_the_form_is_taken_for_a_form(path: Path) -> None:
    recognised = read_workbook_forms(read_workbook(path))
    assert len(recognised.forms) == 1
    assert [one.sheet for one in recognised.skipped if one.sheet != "填报说明"] == []
