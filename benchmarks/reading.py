"""How long reading takes, as ratios against openpyxl loaded twice and python-calamine in the same run.

Run ``python benchmarks/reading.py [FILES]``; FILES (1000) is the size of the folder.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import openpyxl
import python_calamine
from openpyxl.styles import Alignment, Border, Side

from xladdin.files import read_workbook

ROWS, COLS = 60, 8
ROUNDS = 30


def build_form(path: Path) -> None:
    """A workbook the size of a form: texts, numbers, percentages, formulas, borders, merges."""
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    line = Side("thin")
    for row in range(1, ROWS + 1):
        for col in range(1, COLS + 1):
            value = f"指标{row}-{col}" if col < 5 else row * 1.25 if col < 7 else f"=ROUND(F{row}*2,2)"
            cell = sheet.cell(row, col, value)
            cell.border = Border(line, line, line, line)
            cell.alignment = Alignment(wrap_text=True)
        sheet.cell(row, 6).number_format = "0.00%"
    for row in range(10, 50, 4):
        sheet.merge_cells(start_row=row, end_row=row + 3, start_column=1, end_column=1)
    workbook.save(path)


def openpyxl_twice(path: Path) -> None:
    """What it takes openpyxl to give formulas and values."""
    openpyxl.load_workbook(path)
    openpyxl.load_workbook(path, data_only=True)


def calamine(path: Path) -> None:
    """Values only, in compiled code."""
    workbook = python_calamine.load_workbook(str(path))
    for name in workbook.sheet_names:
        workbook.get_sheet_by_name(name).to_python()


def milliseconds(read: Callable[[Path], object], path: Path, rounds: int = ROUNDS) -> float:
    """The median of several runs, the first one left out."""
    read(path)
    times: list[float] = []
    for _ in range(rounds):
        started = time.perf_counter()
        read(path)
        times.append(time.perf_counter() - started)
    return sorted(times)[rounds // 2] * 1000


def peak_megabytes() -> float | None:
    """Peak memory of this process so far, where the system tells."""
    try:
        lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    except OSError:
        return None
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM"))


def main() -> None:
    """Print the table."""
    files = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "form.xlsx"
        build_form(path)
        ours, twice, compiled = (milliseconds(read, path) for read in (read_workbook, openpyxl_twice, calamine))
        print(f"read one form: {ours:.2f} ms")
        print(f"  against openpyxl loaded twice: {ours / twice:.2f} (of {twice:.2f} ms)")
        print(f"  against python-calamine, values only: {ours / compiled:.2f} (of {compiled:.2f} ms)")
        content = path.read_bytes()
        names = [Path(folder) / f"{number:04}.xlsx" for number in range(files)]
        for name in names:
            name.write_bytes(content)
        before = peak_megabytes()
        started = time.perf_counter()
        for name in names:
            read_workbook(name)
        print(f"read a folder of {files} forms: {time.perf_counter() - started:.2f} s")
        after = peak_megabytes()
        if before is not None and after is not None:
            print(f"  peak memory: {after:.0f} MB, of which the folder {after - before:.1f} MB")


if __name__ == "__main__":
    main()
