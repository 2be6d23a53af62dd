"""The command must not pay for what it does not use: heavy packages are imported when they are needed, not before."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
HEAVY = {"pydantic", "openpyxl", "pandas", "numpy", "xlwings", "rich", "xlsxwriter", "python_calamine", "lxml"}
"""0.1 to 0.4 s each."""
COSTLY = {"asyncio", "importlib.resources", "multiprocessing", "urllib.request", "email"}
"""Standard modules of 10 to 40 ms that a check of one form has no use for."""


def loaded_after(statement: str) -> set[str]:
    program = f"import sys\n{statement}\nprint(*sys.modules, sep='\\n')"
    command = [sys.executable, "-c", program]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr
    return set(done.stdout.split())


def imported_by(statement: str) -> set[str]:
    """The modules that one statement loads into a fresh interpreter, beyond what the interpreter starts with."""
    return loaded_after(statement) - loaded_after("pass")


@pytest.mark.parametrize("module", ["perfeval_core", "perfeval_core.explain", "xladdin", "xladdin.cli"])
def test_starting_imports_nothing_heavy(module: str) -> None:
    loaded = imported_by(f"import {module}")
    assert module in loaded
    assert loaded & (HEAVY | COSTLY) == set()


def test_a_heavy_import_is_seen() -> None:
    assert "asyncio" in imported_by("import asyncio") & COSTLY
