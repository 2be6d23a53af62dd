"""Gnumeric as a second judge: another spreadsheet program that recalculates the same workbooks."""

from __future__ import annotations

import csv
import subprocess
import tempfile
from pathlib import Path

from tests.oracle.office import OfficeError

__all__ = ["gnumeric_recalculated", "gnumeric_sheet"]


def gnumeric_recalculated(path: str | Path, target: str | Path) -> Path:
    """Recalculate a workbook with Gnumeric, a second judge, into another file (the format follows the suffix)."""
    command = ["ssconvert", "--recalc", str(path), str(target)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode or not Path(target).exists():
        raise OfficeError(f"Gnumeric 打不开 {Path(path).name}：{done.stderr.strip()}")
    return Path(target)


def gnumeric_sheet(path: str | Path, sheet: str) -> list[list[str]]:
    """The values of one sheet as Gnumeric recalculates them, row by row, numbers with all their digits."""
    with tempfile.TemporaryDirectory(prefix="perfeval-gnumeric-") as folder:
        target = Path(folder) / "sheet.csv"
        options = f"sheet='{sheet}' format=raw locale=C"
        command = ["ssconvert", "--recalc", "-T", "Gnumeric_stf:stf_assistant", "-O", options, str(path), str(target)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode or not target.exists():
            raise OfficeError(f"Gnumeric 打不开 {Path(path).name}：{done.stderr.strip()}")
        with target.open(encoding="utf-8", newline="") as file:
            return list(csv.reader(file))
