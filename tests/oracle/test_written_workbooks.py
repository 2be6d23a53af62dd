"""LibreOffice opens what this tool has written into workbooks, and shows it as it was meant."""

from __future__ import annotations

from pathlib import Path

import pytest

from perfeval_core.grid import CellRef
from tests.oracle.office import Office
from tests.patch.packages import CORPUS, good_workbooks
from tests.patch.test_cells import RISKY, SIGNED, changed, free_ref, plain_workbook
from xladdin.files.patch.cells import Value


@pytest.mark.parametrize("name", [name for name in good_workbooks() if name != SIGNED][::6])
def test_opens_what_was_changed(office: Office, name: str, tmp_path: Path) -> None:
    source = CORPUS / name
    ref = free_ref(source)
    after = changed(source, tmp_path / Path(name).name, {ref: Value.of_text("改动")})
    with office.open(source) as untouched:
        sheets = untouched.sheets
    with office.open(after) as document:
        assert document.sheets == sheets
        assert document.cell(ref.sheet, ref.a1).text == "改动"


def test_a_text_that_looks_like_a_formula_stays_a_text(office: Office, tmp_path: Path) -> None:
    source = plain_workbook(tmp_path / "a.xlsx")
    values = {CellRef("表", 2 + at, 1): Value.of_text(text) for at, text in enumerate(RISKY)}
    after = changed(source, tmp_path / "b.xlsx", values)
    with office.open(after) as document:
        for at, text in enumerate(RISKY):
            cell = document.cell("表", f"A{2 + at}")
            assert (cell.formula, cell.error) == ("", 0)
            assert cell.text.replace("\r", "").replace("\n", "") == text.replace("\r", "")
