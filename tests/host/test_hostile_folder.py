"""A received folder: a workbook with sheets named like settings, and Python modules named like ours beside it."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.host.conftest import dispatched, unpacked
from tests.oracle import office as oracle
from tests.oracle.office import Office
from xladdin.demo_form import demo_facts, write_form
from xladdin.excel.package import modules

OURS = ("xladdin", "perfeval_core", "workbook_templates", "xlwings")
OTHERS = ("json", "re", "uno", "unohelper", "sitecustomize", "usercustomize", "tomllib", "decimal", "component")
EVIL = "import pathlib\npathlib.Path({marker!r}).write_text(__name__)\n"


def hostile(folder: Path, names: tuple[str, ...]) -> tuple[Path, Path]:
    """A folder with a workbook and modules; the workbook, and the file that the modules would write."""
    received, marker = folder / "收到的", folder / "ran.txt"
    received.mkdir()
    for name in names:
        (received / f"{name}.py").write_text(EVIL.format(marker=str(marker)), encoding="utf-8")
    form = received / "自评表.xlsx"
    write_form(form, demo_facts())
    book = openpyxl.load_workbook(form)
    for title in ("xlwings.conf", "perfeval.conf", "xlwings.py", "python_folders.txt"):
        sheet = book.create_sheet(title)
        for row in (("INTERPRETER_WIN", str(received)), ("PYTHONPATH", str(received)), ("USE UDF SERVER", "True")):
            sheet.append(row)
    cells = book.create_sheet("函数")
    cells.append(["≥8", 7.43, 20, "=PE_SCORE(A1,B1,C1)", "=PE_VERSION()"])
    book.save(form)
    for name in ("perfeval.conf", "xlwings.conf", "python_folders.txt"):
        (received / name).write_text(f'"INTERPRETER_WIN","{received}"\n3.11\n{received}\n', encoding="utf-8")
    return form, marker


def tried(form: Path) -> Iterator[Any]:
    """Functions and a command of the workbook where it lies; what the cells show, and the sheets afterwards."""
    extensions = form.parent.parent / "extensions"
    with Office(unpacked(extensions)) as running:
        running.open(form).close()
        model = running._load(form)
        model.calculateAll()
        cells = model.Sheets.getByName("函数")
        yield cells.getCellRangeByName("D1").Value
        yield cells.getCellRangeByName("E1").String
        dispatched(running, model.CurrentController.Frame, "check_all")
        yield "校验结果" in model.Sheets.ElementNames
        model.close(True)


def test_nothing_beside_the_workbook_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, host: Office) -> None:
    """Even when LibreOffice was started in that folder, as a file manager does."""
    form, marker = hostile(tmp_path, OURS + OTHERS)
    monkeypatch.chdir(form.parent)
    assert list(tried(form)) == [18.58, "perfeval 0.1.0", True]
    assert not marker.exists(), marker.read_text(encoding="utf-8")


def test_another_copy_on_pythonpath_does_not_take_our_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, host: Office
) -> None:
    form, marker = hostile(tmp_path, OURS)
    clean = oracle.office_environment
    monkeypatch.setattr(oracle, "office_environment", lambda: {**clean(), "PYTHONPATH": str(form.parent)})
    assert list(tried(form)) == [18.58, "perfeval 0.1.0", True]
    assert not marker.exists(), marker.read_text(encoding="utf-8")


def test_excels_python_takes_nothing_from_there(tmp_path: Path) -> None:
    """Started as the add-in starts it, in that folder, with every variable that names modules pointing to it."""
    form, marker = hostile(tmp_path, OURS)
    (flags,) = re.findall(r'Chr\(34\) & " (-\S+) -c ""import xlwings;', modules()["PerfevalPython"])
    names = ("PYTHONPATH", "PYTHONHOME", "PYTHONSTARTUP", "PYTHONUSERBASE")
    environment = {**os.environ, **dict.fromkeys(names, str(form.parent))}

    def started(*flags: str) -> int:
        program = "import xlwings, xladdin.macros"
        command = [sys.executable, *flags, "-c", program]
        return subprocess.run(command, cwd=form.parent, env=environment, capture_output=True, check=False).returncode

    assert started(flags) == 0 and not marker.exists()
    del environment["PYTHONHOME"]
    started()
    assert marker.exists(), "without the flag it would"
