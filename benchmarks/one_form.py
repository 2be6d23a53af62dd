"""Open, read and check one form, warm, against readers that only load the cells."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import cycle
from pathlib import Path

from benchmarks.timing import medians

__all__ = ["AT_MOST", "one_form"]

AT_MOST = 0.4
"""Of openpyxl loaded twice."""


def _openpyxl_twice(path: Path) -> int:
    """As a checker on openpyxl must: once for the formulas, once for their results."""
    from openpyxl import load_workbook

    count = 0
    for results in (False, True):
        for sheet in load_workbook(path, data_only=results).worksheets:
            count += sum(cell.value is not None for row in sheet.iter_rows() for cell in row)
    return count


def _calamine(path: Path) -> int:
    """Results only: it gives no formulas, merges or hidden rows in the same pass."""
    from python_calamine import CalamineWorkbook

    book = CalamineWorkbook.from_path(str(path))
    return sum(len(book.get_sheet_by_name(name).to_python()) for name in book.sheet_names)


def _on_each(paths: Iterable[Path], run: Callable[[Path], object]) -> Callable[[], object]:
    """Another file at each call."""
    following = cycle(paths)
    return lambda: run(next(following))


def one_form(paths: list[Path]) -> dict[str, float]:
    """Median milliseconds by what was done, each file once."""
    from xladdin.checking import check_file
    from xladdin.files import read_workbook

    contenders: dict[str, Callable[[Path], object]] = {
        "打开、读取、识别、计分、检查": lambda path: check_file(str(path)),
        "只打开、读取": read_workbook,
        "openpyxl 读两遍": _openpyxl_twice,
        "python-calamine 读一遍": _calamine,
    }
    return medians({name: _on_each(paths, run) for name, run in contenders.items()}, len(paths) - 1)
