"""Runs by itself in a limited child process: an .xls on standard input, its cells as JSON on standard output.

It imports nothing of this project and is started by ``legacy.py`` only.  Arguments: bytes of memory, seconds of
processor time, last row, last column, number of cells.
"""

from __future__ import annotations

import datetime
import io
import json
import sys
from typing import Any


def _limit(memory: int, seconds: int) -> None:
    try:
        import resource
    except ImportError:  # Windows: the time limit of the parent remains
        return
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))


def _stored(value: object) -> tuple[str, str] | None:
    """Kind and text of a value; None for an empty cell."""
    if value == "" or value is None:
        return None
    if isinstance(value, bool):
        return "b", "TRUE" if value else "FALSE"
    if isinstance(value, int | float):
        return "n", repr(value)
    if isinstance(value, str):
        return "s", value
    if isinstance(value, datetime.datetime | datetime.date):
        return "d", value.isoformat()
    if isinstance(value, datetime.time):
        return "t", f"{value.hour}:{value.minute:02d}"
    if isinstance(value, datetime.timedelta):
        minutes = round(value.total_seconds()) // 60
        return "t", f"{minutes // 60}:{minutes % 60:02d}"
    return "s", str(value)


def _sheet(workbook: Any, name: str, max_row: int, max_col: int, room: int) -> dict[str, Any]:
    sheet = workbook.get_sheet_by_name(name)
    cells: list[tuple[int, int, str, str]] = []
    far = 0
    if sheet.start is not None:
        left = sheet.start[1]  # iter_rows gives every row from the first on, but no column left of the used ones
        for row, values in enumerate(sheet.iter_rows(), 1):
            for col, value in enumerate(values, left + 1):
                stored = _stored(value)
                if stored is None:
                    continue
                if row > max_row or col > max_col:
                    far += 1
                elif len(cells) < room:
                    cells.append((row, col, *stored))
    merges = [[edge + 1 for corner in merge for edge in corner] for merge in sheet.merged_cell_ranges or ()]
    return {"cells": cells, "far": far, "merges": merges}


def main() -> None:
    """Read a workbook from the standard input within the given limits; print its cells, or a problem, as JSON."""
    memory, seconds, max_row, max_col, room = (int(argument) for argument in sys.argv[1:6])
    content = sys.stdin.buffer.read()
    _limit(memory, seconds)
    try:
        import python_calamine
    except ImportError:
        print(json.dumps({"problem": "PE-F021"}))
        return
    try:
        workbook = python_calamine.load_workbook(io.BytesIO(content))
        sheets = []
        for metadata in workbook.sheets_metadata:
            found: dict[str, Any] = {"name": metadata.name, "state": str(metadata.visible).rpartition(".")[2]}
            if str(metadata.typ).endswith(".WorkSheet"):
                found |= _sheet(workbook, metadata.name, max_row, max_col, room)
                room -= len(found["cells"])
            sheets.append(found)
    except python_calamine.PasswordError:
        print(json.dumps({"problem": "PE-F009"}))
    except python_calamine.CalamineError:
        print(json.dumps({"problem": "PE-F020"}))
    else:
        print(json.dumps({"sheets": sheets, "full": room <= 0}))


if __name__ == "__main__":
    main()
