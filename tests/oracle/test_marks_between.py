"""A marked workbook worked on in LibreOffice: rows come, cells change, explanations are typed; then marks go or stay.

What is left must be what the same work would have made of the workbook without marks.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import openpyxl
import pytest

from tests.oracle.office import Office
from tests.patch.test_marking import _drawn, _in_a_table, _merged, _protected, form_in
from tests.standard_workbooks import faulty, written
from xladdin.checking import check_file
from xladdin.cli import main

EXPLANATION = "6 月追加 60 万元，多建 89 处"


def _standard(folder: Path) -> Path:
    return written(folder, faulty())


def _form(state: Callable[[openpyxl.Workbook], None]) -> Callable[[Path], Path]:
    return lambda folder: form_in(state, folder / "表.xlsx")


def look(path: Path) -> dict[tuple[str, str], object]:
    """What people see of every cell; colours without their opacity, which LibreOffice writes anew."""
    found: dict[tuple[str, str], object] = {}
    for sheet in openpyxl.load_workbook(path):
        found[sheet.title, "sheet"] = sorted(map(str, sheet.merged_cells.ranges)), sheet.sheet_state
        for row in sheet.iter_rows():
            for cell in row:
                fill = cell.fill.fgColor.rgb[-6:] if cell.fill.patternType == "solid" else ""
                note = cell.comment.text if cell.comment else ""
                if (cell.value, cell.number_format, fill, note) != (None, "General", "", ""):
                    found[sheet.title, cell.coordinate] = cell.value, cell.number_format, fill, note
    return found


def worked_on(office: Office, source: Path, target: Path, explained: str = "") -> Path:
    """Two rows in front of the indicators, one name changed, an explanation beside a finding of a code."""
    with office.open(source) as document:
        sheet = document._sheet(0)
        for password in ("x", ""):
            with suppress(Exception):  # not this one
                sheet.unprotect(password)
        sheet.Rows.insertByIndex(9, 2)
        document.cell(0, "C15").text = "改过的名称"
        if explained:
            codes = [row[0] for row in document.block("校验结果", "C1:C60")]
            document.cell("校验结果", f"I{codes.index(explained) + 1}").text = EXPLANATION
        return document.store(target)


@pytest.mark.parametrize(
    ("made", "code"),
    [
        (_standard, "PE-R102"),
        (_form(_merged), "PE-S105"),
        (_form(_protected), "PE-S105"),
        (_form(_in_a_table), "PE-S105"),
        (_form(_drawn), "PE-S105"),
    ],
)
def test_marks_go_and_explanations_stay(
    made: Callable[[Path], Path], code: str, office: Office, tmp_path: Path
) -> None:
    source, marked = made(tmp_path), tmp_path / "记号.xlsx"
    assert main(["mark", str(source), "-o", str(marked)]) == 1
    before = next(one for one in check_file(str(marked)).report.findings if one.code == code)
    wanted = look(worked_on(office, source, tmp_path / "原.xlsx"))
    worked = worked_on(office, marked, tmp_path / "改.xlsx", code)
    again, bare = tmp_path / "再.xlsx", tmp_path / "无.xlsx"
    assert main(["mark", str(worked), "-o", str(again)]) == 1
    for path in (worked, again):
        [one] = [one for one in check_file(str(path)).report.findings if one.explanation]
        assert (one.code, one.explanation, one.where[0].row) == (code, EXPLANATION, before.where[0].row + 2)
        assert main(["unmark", str(path), "-o", str(bare), "--force"]) == 0
        assert look(bare) == wanted
    with office.open(again) as document:
        first = before.where[-1]
        document.cell(first.sheet, f"{first.a1.rstrip('0123456789')}{first.row + 2}").text = "77家"
        changed = document.store(tmp_path / "变.xlsx")
    assert main(["mark", str(changed)]) == 1
    sheet = openpyxl.load_workbook(changed)["校验结果"]
    [old] = [row for row in sheet.iter_rows(min_row=4, values_only=True) if row[1] == "旧说明"]
    assert (old[2], old[8]) == (code, EXPLANATION)
