"""The judges themselves: LibreOffice and Gnumeric recalculate what openpyxl wrote without results."""

from __future__ import annotations

import os
import signal
import time
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.oracle.gnumeric import gnumeric_recalculated
from tests.oracle.office import Office, OfficeError, may_do_without

FORMULAS = {
    "A1": ("=ROUND(20*7.43/8,2)", 18.58),
    "A2": ("=ROUND(12.5*4.5/7.8,2)", 7.21),
    "A3": ("=SUM(A1:A2)", 25.79),
    "A4": ('=IF(A3>=25,"达标","未达标")', "达标"),
    "A5": ("=1/0", None),
}


@pytest.fixture
def workbook(tmp_path: Path) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "自评表"
    for address, (formula, _) in FORMULAS.items():
        sheet[address] = formula
    sheet["B1"] = "7.8%左右"
    path = tmp_path / "公式 表.xlsx"
    book.save(path)
    return path


def test_libreoffice_computes_formulas_without_stored_results(office: Office, workbook: Path) -> None:
    before = workbook.read_bytes()
    with office.open(workbook) as document:
        assert document.sheets == ("自评表",)
        for address, (formula, expected) in FORMULAS.items():
            cell = document.cell("自评表", address)
            assert cell.formula == formula
            if isinstance(expected, str):
                assert cell.text == expected
            elif expected is not None:
                assert cell.value == pytest.approx(expected, abs=1e-9)
        assert document.cell("自评表", "A5").error == 532
        assert document.block("自评表", "A1:B1") == ((18.58, "7.8%左右"),)
    assert workbook.read_bytes() == before


def test_libreoffice_recalculates_what_is_changed(office: Office, workbook: Path) -> None:
    with office.open(workbook) as document:
        document.cell(0, "A1").value = 1
        document.cell(0, "B2").formula = "=ROUND(A1+0.005,2)"
        document.cell(0, "B3").text = "≥90%"
        document.calculate()
        assert document.cell(0, "A3").value == pytest.approx(8.21)
        assert document.cell(0, "B2").value == pytest.approx(1.01)
        assert document.cell(0, "B3").text == "≥90%"
        assert document.cell(0, "A4").text == "未达标"


def test_stored_results_are_never_believed(office: Office, workbook: Path, tmp_path: Path) -> None:
    """A wrong cached value in the file must not be what the judge says."""
    computed = office.recalculated(workbook, tmp_path / "computed.xlsx")
    forged = tmp_path / "forged.xlsx"
    with zipfile.ZipFile(computed) as source, zipfile.ZipFile(forged, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            if name == "xl/worksheets/sheet1.xml":
                assert b"<v>18.58</v>" in content
                content = content.replace(b"<v>18.58</v>", b"<v>99</v>")
            target.writestr(name, content)
    assert openpyxl.load_workbook(forged, data_only=True)["自评表"]["A1"].value == 99
    with office.open(forged) as document:
        assert document.cell("自评表", "A1").value == pytest.approx(18.58)


def test_stores_and_prints(office: Office, workbook: Path, tmp_path: Path) -> None:
    with office.open(workbook) as document:
        stored = document.store(tmp_path / "stored.xlsx")
        assert document.to_pdf(tmp_path / "printed.pdf").read_bytes().startswith(b"%PDF-")
    assert openpyxl.load_workbook(stored, data_only=True)["自评表"]["A3"].value == pytest.approx(25.79)


def test_many_documents_at_once(office: Office, workbook: Path) -> None:
    documents = [office.open(workbook) for _ in range(5)]
    assert {document.cell(0, "A4").text for document in documents} == {"达标"}
    for document in documents:
        document.close()


def test_a_file_that_is_no_workbook_is_refused(office: Office, tmp_path: Path) -> None:
    broken = tmp_path / "broken.xlsx"
    broken.write_bytes(b"PK\x03\x04 not a zip")
    with pytest.raises(OfficeError, match=r"broken\.xlsx"):
        office.open(broken)
    with pytest.raises(OfficeError):
        office.open(Path(__file__))


def test_starts_again_after_a_crash(office: Office, workbook: Path) -> None:
    with office.open(workbook):
        crashed = office.process_id
    assert crashed is not None
    os.killpg(crashed, signal.SIGKILL)
    time.sleep(0.2)
    with office.open(workbook) as document:
        assert document.cell(0, "A1").value == pytest.approx(18.58)
    assert office.process_id not in (None, crashed)


@pytest.mark.parametrize("deaths", [1, 2])
def test_dies_while_it_opens(office: Office, workbook: Path, deaths: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Once may be its age; a workbook over which a fresh program dies too is to blame."""
    with office.open(workbook):
        load, left = office._load, [office.process_id] * deaths

    def dying(path: Path) -> Any:
        if left:
            left.pop()
            os.killpg(office.process_id or 0, signal.SIGKILL)
            time.sleep(0.2)
        return load(path)

    monkeypatch.setattr(office, "_load", dying)
    if deaths == 2:
        with pytest.raises(OfficeError):
            office.open(workbook)
        return
    with office.open(workbook) as document:
        assert document.cell(0, "A1").value == pytest.approx(18.58)


@pytest.mark.filterwarnings("ignore:Workbook contains no default style")
def test_gnumeric_agrees(office: Office, workbook: Path, tmp_path: Path) -> None:
    recalculated = gnumeric_recalculated(workbook, tmp_path / "gnumeric.xlsx")
    sheet = openpyxl.load_workbook(recalculated, data_only=True)["自评表"]
    for address, (_, expected) in FORMULAS.items():
        if isinstance(expected, float):
            assert sheet[address].value == pytest.approx(expected)
    assert sheet["A4"].value == "达标"
    with pytest.raises(OfficeError, match=r"absent\.xlsx"):
        gnumeric_recalculated(tmp_path / "absent.xlsx", tmp_path / "never.xlsx")


@pytest.mark.parametrize(
    ("environment", "platform", "allowed"),
    [
        ({}, "linux", False),
        ({"PERFEVAL_WITHOUT_OFFICE": "0"}, "linux", False),
        ({"PERFEVAL_WITHOUT_OFFICE": "1"}, "linux", True),
        ({"PERFEVAL_WITHOUT_OFFICE": "1", "CI": "true"}, "linux", False),
        ({"PERFEVAL_WITHOUT_OFFICE": "1", "CI": "true"}, "win32", True),
        ({}, "win32", False),
    ],
)
def test_the_office_is_missed_loudly(environment: dict[str, str], platform: str, allowed: bool) -> None:
    assert may_do_without(environment, platform) is allowed
