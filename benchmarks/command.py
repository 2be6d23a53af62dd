"""The command as people start it: cold start of one check, and a folder of many forms with its peak memory."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

from benchmarks.timing import medians

__all__ = ["COLD_AT_MOST", "MEMORY_AT_MOST", "cold_start", "folder_of_forms"]

COLD_AT_MOST = 350
"""Milliseconds."""
MEMORY_AT_MOST = 100
"""Megabytes."""
ROUNDS = 9
ROOT = Path(__file__).resolve().parent.parent


def _environment(bytecode: Path) -> dict[str, str]:
    """As after an installation: compiled modules are kept (here in a folder of their own)."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return {**kept, "PYTHONPATH": str(ROOT), "PYTHONPYCACHEPREFIX": str(bytecode), "PYTHONUTF8": "1"}


def _python(*arguments: str, bytecode: Path) -> int:
    command = [sys.executable, *arguments]
    return subprocess.run(command, env=_environment(bytecode), stdout=subprocess.DEVNULL, check=False).returncode


def cold_start(form: Path, bytecode: Path) -> dict[str, float]:
    """Median milliseconds of whole processes."""
    starts = {
        "perfeval check 一份表": ("-m", "xladdin", "check", str(form)),
        "perfeval version": ("-m", "xladdin", "version"),
        "python -c pass": ("-c", "pass"),
        "python -c 'import openpyxl'": ("-c", "import openpyxl"),
    }
    runs = {name: (lambda words=words: _python(*words, bytecode=bytecode)) for name, words in starts.items()}
    return medians(runs, ROUNDS)


def folder_of_forms(folder: Path, result: Path, bytecode: Path) -> tuple[float, float]:
    """Seconds and peak memory in MB of one ``perfeval check FOLDER --format json --out …``."""
    words = ("check", str(folder), "--format", "json", "--out", str(result), "--force")
    command = [sys.executable, "-m", "xladdin", *words]
    start = time.perf_counter()
    process = subprocess.Popen(command, env=_environment(bytecode))
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode == 2:
        raise SystemExit("有的表没有查成 some forms could not be checked")
    return time.perf_counter() - start, usage.ru_maxrss / 1024
