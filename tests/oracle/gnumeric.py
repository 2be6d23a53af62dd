"""Gnumeric as a second judge: another spreadsheet program that recalculates the same workbooks."""

from __future__ import annotations

import csv
import subprocess
import tempfile
from pathlib import Path

from tests.oracle.office import OfficeError

__all__ = ["gnumeric_recalculated", "gnumeric_sheet", "gnumeric_sheets"]


def gnumeric_recalculated(path: str | Path, target: str | Path) -> Path:
    """Recalculate a workbook with Gnumeric, a second judge, into another file (the format follows the suffix)."""
    command = ["ssconvert", "--recalc", str(path), str(target)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode or not Path(target).exists():
        raise OfficeError(f"Gnumeric 打不开 {Path(path).name}：{done.stderr.strip()}")
    return Path(target)


def gnumeric_sheets(path: str | Path) -> dict[str, list[list[str]]]:
    """The values of every sheet as Gnumeric recalculates them, row by row, numbers with all their digits."""
    with tempfile.TemporaryDirectory(prefix="perfeval-gnumeric-") as folder:
        options = ["-S", "-T", "Gnumeric_stf:stf_assistant", "-O", "format=raw locale=C"]
        command = ["ssconvert", "--recalc", *options, str(path), f"{folder}/%s"]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            raise OfficeError(f"Gnumeric 打不开 {Path(path).name}：{done.stderr.strip()}")
        found = {}
        for sheet in Path(folder).iterdir():
            with sheet.open(encoding="utf-8", newline="") as file:
                found[sheet.name] = list(csv.reader(file))
        return found


def gnumeric_sheet(path: str | Path, sheet: str) -> list[list[str]]:
    """One of them."""
    return gnumeric_sheets(path)[sheet]
