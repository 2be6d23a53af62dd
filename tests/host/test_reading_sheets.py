"""公式：插件⇄原生: 计分明细 and 查词 as in a workbook that was built with them, values kept both ways."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.standard_workbooks import converted
from workbook_templates.form_formulas import CLOSING_ROW
from workbook_templates.reading_formulas import reading_sheets
from workbook_templates.row_checks import row_check_columns
from workbook_templates.row_functions import SHEET_LINES, form_columns
from workbook_templates.standard_layout import BESIDE, COLUMNS, FORM
from xladdin import macros
from xladdin.standard_forms import built

Opener = Callable[[Path], Any]


def scores(book: Any) -> list[tuple[Any, Any]]:
    block = book.sheets[FORM].range("A1:R60").options(err_to_str=True).value
    return [(line[COLUMNS["score"][0] - 1], line[BESIDE["status"][0] - 1]) for line in block]


def looks(path: Path, name: str) -> dict[str, Any]:
    """Widths, heights, frozen rows, grid lines, protection, and the look and content of every cell."""
    sheet = openpyxl.load_workbook(path)[name]
    found: dict[str, Any] = {
        "widths": {
            column: round(one.width, 1)
            for letter, one in sheet.column_dimensions.items()
            for column in range(one.min, min(one.max, sheet.max_column) + 1)
        },
        "heights": {row: round(sheet.row_dimensions[row].height) for row in range(3, 14)},
        "frozen": sheet.freeze_panes,
        "grid": sheet.sheet_view.showGridLines,
        "protected": sheet.protection.sheet,
    }
    for row in sheet.iter_rows(max_row=30):
        for cell in row:
            font, fill, border, align = cell.font, cell.fill, cell.border, cell.alignment
            sides = [(one.style, one.color.rgb) if one and one.style else None for one in (border.left, border.bottom)]
            colour = font.color.rgb if font.color else None
            found[cell.coordinate] = (
                *(font.name, font.sz, font.b, colour, fill.fill_type, fill.fgColor.rgb, *sides),
                *(align.horizontal or "general", align.vertical, bool(align.wrap_text), cell.number_format),
                *(cell.protection.locked, cell.value),
            )
    return found


@pytest.fixture
def paths(tmp_path: Path) -> dict[bool, Path]:
    made = {True: tmp_path / "插件.xlsx", False: tmp_path / "原生.xlsx"}
    for addin, path in made.items():
        path.write_bytes(built(converted("yiyang_2020_industry"), addin=addin))
    return made


def test_the_sheets_look_as_in_a_standard_workbook(in_window: Opener, paths: dict[bool, Path], tmp_path: Path) -> None:
    native = in_window(paths[False])
    native.save(tmp_path / "自带.xlsx")
    wanted = scores(native)
    book = in_window(paths[True])
    book.sheets[FORM]["C16"].select()
    before = scores(book)
    macros.switch_formulas()
    assert "得分一个没变" in book.app.status_bar
    assert [one[0] for one in scores(book)] == [one[0] for one in before] == [one[0] for one in wanted]
    assert scores(book) == wanted and any(isinstance(one[0], float) for one in wanted)
    assert book.sheets.active.name == FORM and book.selection.address == "$C$16"
    book.save(tmp_path / "换成.xlsx")
    for name in SHEET_LINES:
        one, other = looks(tmp_path / "换成.xlsx", name), looks(tmp_path / "自带.xlsx", name)
        widths = one.pop("widths"), other.pop("widths")
        assert widths[0] == pytest.approx(widths[1], rel=0.1), "a digit is as wide as the workbook's font has it"
        differing = {key: (one.get(key), other.get(key)) for key in one.keys() | other.keys()}
        wrong = {key: pair for key, pair in differing.items() if pair[0] != pair[1]}
        assert wrong == {}, (name, wrong)
    macros.switch_formulas()
    assert not {*SHEET_LINES} & {sheet.name for sheet in book.sheets}
    assert scores(book) == before


def test_a_password_keeps_everything_as_it_was(opened: Opener, paths: dict[bool, Path]) -> None:
    for addin, locked in ((True, "校验明细"), (False, "计分明细"), (False, FORM)):
        book = opened(paths[addin])
        sheet = book.sheets[locked].impl.uno
        sheet.unprotect("")
        sheet.protect("密码")
        before = [one.name for one in book.sheets], book.sheets[FORM].used_range.formula
        macros.switch_formulas()
        assert f"“{locked}”有密码保护" in book.app.impl.engine.office.unseen_alerts[-1]
        assert ([one.name for one in book.sheets], book.sheets[FORM].used_range.formula) == before


def test_formulas_that_compute_nothing_are_taken_back(opened: Opener, paths: dict[bool, Path]) -> None:
    """A workbook made by another version, whose sheet 参数 lacks what the plain formulas read."""
    book = opened(paths[True])
    steps = [one.formula(14) for columns in reading_sheets(form_columns()).values() for one in columns]
    for name in [one.name for one in book.names]:
        if name != CLOSING_ROW and any(name in step for step in steps):
            book.names[name].delete()
    before = book.sheets[FORM].used_range.formula, scores(book), [one.name for one in book.sheets]
    assert any(isinstance(score, float) for score, _ in before[1][13:])
    macros.switch_formulas()
    assert "已换回来" in book.app.impl.engine.office.unseen_alerts[-1]
    assert (book.sheets[FORM].used_range.formula, scores(book), [one.name for one in book.sheets]) == before
    assert "PE_SCORE(" in book.sheets["校验明细"].range(f"{row_check_columns()['rule']}14").formula
