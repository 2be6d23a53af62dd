"""The add-in inside LibreOffice: 全部校验 on a form of 60 rows, and a block of 500 rows through PE_SCORES.

Both run in the office's own process, as for a person at the menu; the pipe to it is not part of the job.
"""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

REPEATS = 5
CHECK_AIM, BLOCK_AIM = 0.3, 0.05


def _median(work: Callable[[], Any]) -> float:
    seconds = []
    for _ in range(REPEATS):
        start = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - start)
    return statistics.median(seconds)


def main() -> None:
    """Measure both and print them beside their aims."""
    import openpyxl

    from tests.host.conftest import dispatched, unpacked
    from tests.host.test_host_calls import form_of
    from tests.oracle.office import Office

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with Office(unpacked(folder / "extension")) as office:
            form = office.open(form_of(folder / "六十行.xlsx", 52))
            frame = form._model.CurrentController.Frame
            dispatched(office, frame, "check_all")

            def check() -> None:
                dispatched(office, frame, "clear_marks")
                start = time.perf_counter()
                dispatched(office, frame, "check_all")
                took.append(time.perf_counter() - start)

            took: list[float] = []
            _median(check)
            print(f"全部校验，60 行的表：{statistics.median(took):.3f} 秒（目标 ≤ {CHECK_AIM}）")

            made = openpyxl.Workbook()
            for number in range(500):
                made.active.append([f"≥{number + 10}家", f"{number + 7}家", 10])
            made.save(folder / "五百行.xlsx")
            block = office.open(folder / "五百行.xlsx")
            sheet = block._model.Sheets.getByIndex(0)
            sheet.getCellRangeByName("E1:E500").setArrayFormula("=PE_SCORES(A1:C500)")
            empty = _median(lambda: sheet.getCellRangeByName("G1").DataArray)
            seconds = _median(block.calculate) - empty
            print(f"PE_SCORES，500 行一块：{seconds * 1000:.1f} 毫秒（目标 ≤ {BLOCK_AIM * 1000:.0f}）")


if __name__ == "__main__":
    main()
