"""The add-in: its functions in Python, and 全部校验 and a block of 500 rows inside LibreOffice.

LibreOffice measures in its own process, as for a person at the menu; the pipe to it is not part of the job.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

__all__ = ["Kept", "of_functions", "of_libreoffice"]

REPEATS = 5
IMPORT_AIM, ROWS_AIM, CHECK_AIM, BLOCK_AIM = 100.0, 3.0, 300.0, 50.0
"""Milliseconds."""
ROOT = Path(__file__).resolve().parent.parent

Kept = tuple[str, bool]
"""A sentence with a figure and its limit, and whether it is kept."""


def _seconds(work: Callable[[], Any]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def _median(work: Callable[[], Any]) -> float:
    return statistics.median(_seconds(work) for _ in range(REPEATS))


def _kept(what: str, milliseconds: float, aim: float) -> Kept:
    return f"{what} {milliseconds:.1f} ms，要求 ≤ {aim:.0f} ms", milliseconds <= aim


def of_functions(bytecode: Path) -> Iterator[Kept]:
    """Loading the functions after xlwings, and a block of 200 rows in Python."""
    program = "import time, xlwings\nt = time.perf_counter()\nimport xladdin.functions\nprint(time.perf_counter() - t)"
    kept = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONPYCACHEPREFIX": str(bytecode)}
    environment = {name: value for name, value in kept.items() if name != "PYTHONDONTWRITEBYTECODE"}
    command = [sys.executable, "-c", program]
    loads = [float(subprocess.run(command, env=environment, capture_output=True, check=True).stdout) for _ in range(6)]
    yield _kept("import xladdin.functions，import xlwings 以外", statistics.median(loads[1:]) * 1000, IMPORT_AIM)

    from xladdin.functions import BY_NAME

    scores = BY_NAME["PE_SCORES"]
    rows = tuple((f"≥{100 + row % 20}家", f"{90 + row % 20}家", 5.0) for row in range(200))
    scores(rows)
    yield _kept("PE_SCORES，200 行，值见过（重算）", _median(lambda: scores(rows)) * 1000, ROWS_AIM)
    fresh = iter(range(1000, 1000 + 1000 * (REPEATS + 1), 1000))

    def unseen() -> None:
        first = next(fresh)
        scores(tuple((f"≥{first + row}家", f"{first + row - 7}家", 5.0) for row in range(200)))

    unseen()
    print(f"  PE_SCORES，200 行，值都没见过：{_median(unseen) * 1000:.1f} ms")


def of_libreoffice() -> Iterator[Kept]:
    """全部校验 on a form of 60 rows, and 500 rows through PE_SCORES; nothing where there is no LibreOffice."""
    from tests.oracle.office import why_absent

    absent = why_absent()
    if absent:
        print(f"  LibreOffice 的两项没有测：{absent}")
        return
    from tests.host.conftest import unpacked
    from tests.oracle.office import Office

    with tempfile.TemporaryDirectory() as name, Office(unpacked(Path(name, "extension"))) as office:
        yield _kept("全部校验，60 行的表，在 LibreOffice 里", _check(office, Path(name)) * 1000, CHECK_AIM)
        yield _kept("PE_SCORES，500 行一块，在 LibreOffice 里", _block(office, Path(name)) * 1000, BLOCK_AIM)


def _check(office: Any, folder: Path) -> float:
    from tests.host.conftest import dispatched
    from tests.host.test_host_calls import form_of

    frame = office.open(form_of(folder / "六十行.xlsx", 52))._model.CurrentController.Frame
    dispatched(office, frame, "check_all")
    took = []
    for _ in range(REPEATS):
        dispatched(office, frame, "clear_marks")
        took.append(_seconds(lambda: dispatched(office, frame, "check_all")))
    return statistics.median(took)


def _block(office: Any, folder: Path) -> float:
    import openpyxl

    made = openpyxl.Workbook()
    for number in range(500):
        made.active.append([f"≥{number + 10}家", f"{number + 7}家", 10])
    made.save(folder / "五百行.xlsx")
    block = office.open(folder / "五百行.xlsx")
    sheet = block._model.Sheets.getByIndex(0)
    sheet.getCellRangeByName("E1:E500").setArrayFormula("=PE_SCORES(A1:C500)")
    block.calculate()
    pipe = _median(lambda: sheet.getCellRangeByName("G1").DataArray)
    return _median(block.calculate) - pipe
