"""Bounded work for files that are built to hurt or just bloated, measured in a process of their own."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from crafted import parts, worksheet, write

from perfeval_core.grid import column_letters
from xladdin.files import read_workbook

ROOT = Path(__file__).resolve().parents[2]
MEGABYTES = 300
SECONDS = 2.0
"""Processor seconds: the promise."""

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="peak memory is read from /proc")


def measured(path: Path) -> dict[str, Any]:
    """Outcome of reading a file in a process of its own, held to the limits."""
    command = [sys.executable, str(ROOT / "tests" / "measured_child.py"), str(path)]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    run = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=30, check=False)
    assert run.returncode == 0, run.stderr
    found: dict[str, Any] = json.loads(run.stdout)
    assert found["seconds"] <= SECONDS
    assert found["megabytes"] <= MEGABYTES
    return found


def styled_blanks(rows: int, cols: int, first: int = 1) -> str:
    """Rows of cells that hold nothing but a style."""
    letters = [column_letters(col) for col in range(1, cols + 1)]
    lines: list[str] = []
    for row in range(first, first + rows):
        cells = "".join(f'<c r="{letter}{row}" s="0"/>' for letter in letters)
        lines.append(f'<row r="{row}" spans="1:{cols}">{cells}</row>')
    return "".join(lines)


def test_a_million_styled_blanks_and_the_form_beneath_them(tmp_path: Path) -> None:
    content = parts()
    content["xl/worksheets/sheet1.xml"] = worksheet(
        '<row r="1"><c r="A1"><v>5</v></c></row>' + styled_blanks(100_000, 10, first=2),
        after='<mergeCells><mergeCell ref="A1:B1"/></mergeCells>',
    )
    path = write(tmp_path / "a.xlsx", content)
    assert measured(path)["outcome"] == "ok"
    workbook = read_workbook(path)
    assert workbook.grids[0].at(1, 1).text == "5"
    assert len(workbook.grids[0].merges) == 1


def test_more_elements_than_are_read(tmp_path: Path) -> None:
    path = write(tmp_path / "a.xlsx", parts(styled_blanks(20_000, 90)))
    found = measured(path)
    assert (found["outcome"], found["hazards"]) == ("ok", ["PE-F110"])
    assert "只读到第" in read_workbook(path).hazards[0].detail


def test_more_values_than_are_read(tmp_path: Path) -> None:
    rows = "".join(f"<row>{''.join(f'<c><v>{row}.{col}</v></c>' for col in range(20))}</row>" for row in range(16_000))
    assert measured(write(tmp_path / "a.xlsx", parts(rows)))["hazards"] == ["PE-F110"]


def test_one_cell_in_the_last_corner(tmp_path: Path) -> None:
    path = write(
        tmp_path / "a.xlsx",
        parts('<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>2</v></c></row>'),
    )
    assert measured(path)["hazards"] == ["PE-F109"]
    workbook = read_workbook(path)
    assert list(workbook.grids[0].cells) == [(1, 1)]
    assert "XFD1048576" in workbook.hazards[0].detail


def test_twenty_thousand_merges(tmp_path: Path) -> None:
    ranges = "".join(f'<mergeCell ref="A{row}:C{row}"/>' for row in range(1, 20_001))
    path = write(tmp_path / "a.xlsx", parts(after=f"<mergeCells>{ranges}</mergeCells>"))
    assert measured(path)["hazards"] == ["PE-F111"]
    workbook = read_workbook(path)
    assert len(workbook.grids[0].merges) == 5_000
    assert "20000 处合并单元格，其中 15000 处没有读" in workbook.hazards[0].detail


def test_merges_that_cover_a_hundred_million_cells(tmp_path: Path) -> None:
    ranges = '<mergeCell ref="A1:CV100"/>' * 4_000 + '<mergeCell ref="A1:A1048576"/>'
    path = write(tmp_path / "a.xlsx", parts(after=f"<mergeCells>{ranges}</mergeCells>"))
    assert measured(path)["hazards"] == ["PE-F111"]


def test_elements_nested_without_end(tmp_path: Path) -> None:
    draw = random.Random(1)
    opened = "".join(f"<e{draw.randrange(10**9)}>" for _ in range(900_000))
    content = parts()
    content["xl/worksheets/sheet1.xml"] = worksheet(opened)
    assert measured(write(tmp_path / "a.xlsx", content))["hazards"] == ["PE-F110"]


def test_a_text_of_many_megabytes(tmp_path: Path) -> None:
    text = random.Random(1).randbytes(6_000_000).hex()
    found = measured(write(tmp_path / "a.xlsx", parts(f'<row r="1"><c r="A1" t="str"><v>{text}</v></c></row>')))
    assert found["outcome"] == "ok"


def test_many_shared_strings(tmp_path: Path) -> None:
    strings = "".join(f"<si><t>第{number}条</t></si>" for number in range(500_000))
    assert measured(write(tmp_path / "a.xlsx", parts(strings=strings)))["outcome"] == "ok"


def test_shared_strings_past_the_limit(tmp_path: Path) -> None:
    strings = "".join(f"<si><t>{number}</t></si>" for number in range(900_000))
    assert measured(write(tmp_path / "a.xlsx", parts(strings=strings)))["outcome"] == "PE-F007"


def test_a_small_string_asked_for_many_times_is_kept_once(tmp_path: Path) -> None:
    rows = "".join("<row>" + '<c t="s"><v>0</v></c>' * 12 + "</row>" for _ in range(15_000))
    found = measured(write(tmp_path / "a.xlsx", parts(rows, strings=f"<si><t>{'长' * 5_000}</t></si>")))
    assert found["outcome"] == "ok"
    assert found["megabytes"] <= 120


def test_a_thousand_files_leave_no_memory_behind(tmp_path: Path) -> None:
    path = write(tmp_path / "a.xlsx", parts(styled_blanks(60, 8) + '<row r="61"><c r="A61"><v>1</v></c></row>'))
    command = [sys.executable, str(ROOT / "tests" / "measured_child.py"), *[str(path)] * 1_000]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    run = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60, check=True)
    peaks = [json.loads(line)["megabytes"] for line in run.stdout.splitlines()]
    assert len(peaks) == 1_000
    assert peaks[-1] <= 100
    assert peaks[-1] - peaks[50] <= 5
