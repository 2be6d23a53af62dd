"""LibreOffice opens what this tool has written into workbooks, and shows it as it was meant."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from perfeval_core.grid import CellRef
from tests.oracle.office import Office, OfficeError
from tests.patch.decorated import decorated
from tests.patch.packages import CORPUS, contents, good_workbooks
from tests.patch.test_cells import RISKY, SIGNED, changed, free_ref, plain_workbook
from tests.patch.test_marking import REFS, marked, report_on, some_refs, unmarked
from tests.send.test_pack import cleaned
from xladdin.checking import check_file
from xladdin.files import read_workbook
from xladdin.files.patch.cells import Value
from xladdin.files.patch.unmarking import Unmarked
from xladdin.files.seal import State, verify
from xladdin.packing import pack


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


def test_marks_are_seen_and_go_after_saving_again(office: Office, tmp_path: Path) -> None:
    """Saved by another program in between, the marks go cell by cell; the fills and notes of before come back."""
    rich = decorated(tmp_path / "rich.xlsm")
    path = marked(rich, tmp_path / "b.xlsm", report_on(*REFS))
    with office.open(path) as document:
        assert document.sheets[-1] == "校验结果"
        assert document.cell("校验结果", "A1").text == "校验结果"
        again = document.store(tmp_path / "again.xlsx")
    with office.open(rich) as document:
        wanted = document.store(tmp_path / "wanted.xlsx")
    assert unmarked(again, tmp_path / "c.xlsx") is Unmarked.CELL_BY_CELL
    one, two = openpyxl.load_workbook(wanted), openpyxl.load_workbook(tmp_path / "c.xlsx")
    assert one.sheetnames == two.sheetnames
    for sheet in one.sheetnames:
        for row in one[sheet].iter_rows(max_row=41, max_col=9):
            for cell in row:
                other = two[sheet][cell.coordinate]
                assert (cell.fill.patternType, cell.fill.fgColor.rgb) == (
                    other.fill.patternType,
                    other.fill.fgColor.rgb,
                )
                assert (cell.comment and cell.comment.text) == (other.comment and other.comment.text), cell.coordinate
    with office.open(tmp_path / "c.xlsx") as document:
        assert document.sheets == tuple(one.sheetnames)


def test_a_seal_survives_saving_again(office: Office, forms: dict[str, Path], tmp_path: Path) -> None:
    for name, source in forms.items():
        path = tmp_path / f"{name}.xlsx"
        path.write_bytes(pack(str(source), check_file(str(source)), "2024年3月1日").content)
        with office.open(path) as document:
            assert document.sheets[-1] == "校验凭证"
            again = document.store(tmp_path / f"{name} 又存.xlsx")
            sheet = read_workbook(path).grids[0]
            row, col = next(place for place, cell in sorted(sheet.cells.items()) if cell.text.isdecimal())
            address = CellRef(sheet.sheet, row, col)
            cell = document.cell(address.sheet, address.a1)
            cell.text = cell.text + "1"
            other = document.store(tmp_path / f"{name} 改.xlsx")
        assert verify(read_workbook(again)).state is State.UNCHANGED, name
        verdict = verify(read_workbook(other))
        assert (verdict.state, str(address) in {change.cell for change in verdict.changes}) == (State.CHANGED, True)


def test_marks_that_libreoffice_has_saved_do_not_go_out(office: Office, forms: dict[str, Path], tmp_path: Path) -> None:
    """It keeps the texts of all sheets in one part; those of 校验结果 stayed in it, where no cell shows them."""
    source = forms["yiyang_2020_industry"]
    report = check_file(str(source)).report
    with office.open(marked(source, tmp_path / "标.xlsx", report)) as document:
        again = document.store(tmp_path / "又存.xlsx")
    said = report.findings[0].advice[:8].encode()
    assert said in contents(again)["xl/sharedStrings.xml"]
    content = pack(str(again), check_file(str(again)), "2024年3月1日").content
    (tmp_path / "封.xlsx").write_bytes(content)
    assert [name for name, part in contents(tmp_path / "封.xlsx").items() if said in part] == []


def test_a_clean_copy_opens(office: Office, tmp_path: Path) -> None:
    source, target = decorated(tmp_path / "rich.xlsm"), tmp_path / "净.xlsx"
    cleaned(source, target)
    with office.open(target) as document:
        assert document.cell(0, "G2").value == pytest.approx(82.5)
        assert document.cell(0, "G3").value == pytest.approx(20)
        assert document.cell(0, "G4").text == "不该外发"


@pytest.mark.parametrize("name", [name for name in good_workbooks() if name != SIGNED][3::6])
def test_marked_and_clean_copies_of_the_corpus_open(office: Office, name: str, tmp_path: Path) -> None:
    source = CORPUS / name
    path = marked(source, tmp_path / "标.xlsx", report_on(*some_refs(source)))
    cleaned(source, tmp_path / "净.xlsx")
    try:
        with office.open(source) as document:
            sheets = document.sheets
    except OfficeError:
        return
    with office.open(path) as document:
        assert document.sheets[-1].startswith("校验结果") and document.sheets[:-1] == sheets
    with office.open(tmp_path / "净.xlsx") as document:
        assert set(document.sheets) <= set(sheets)
