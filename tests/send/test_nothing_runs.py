"""Nothing is sent, nothing inside a file runs, nothing is written but what was asked for: Python's own audit says so.

The interpreter tells a hook of every connection, every program that is started and every file that is opened.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.cli.running import ROOT, environment
from tests.patch.decorated import decorated
from tests.patch.packages import CORPUS
from xladdin.demo_form import demo_facts, write_form

WATCH = """
import json, os, sys
CALLS = ("socket.", "subprocess.", "os.system", "os.exec", "os.posix_spawn", "os.spawn", "os.startfile", "os.fork",
         "webbrowser.", "urllib.", "http.", "smtplib.", "ftplib.", "pty.")
WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC
calls, written = [], []

def watch(event, arguments):
    if event.startswith(CALLS):
        calls.append(f"{event} {arguments!r}"[:200])
    elif event == "open" and isinstance(arguments[0], (str, bytes)) and (arguments[2] or 0) & WRITING:
        written.append(os.fsdecode(arguments[0]))

sys.addaudithook(watch)
"""
COMMANDS = """
from xladdin.cli import main
for words in json.loads(sys.argv[1]):
    main(words)
"""
TELL = "\nprint('\\x00' + json.dumps([calls, written]))\n"
OF_THE_WORLD = (
    "poi/64420.xlsm", "calamine/vba.xlsm", "poi/link-external-workbook-b.xlsx", "closedxml/activex_checkbox.xlsx",
)  # fmt: skip


def watched(program: str, words: object = None) -> Any:
    """The calls and the files opened for writing while a program runs in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-c", WATCH + program + TELL, json.dumps(words)], capture_output=True, check=False, cwd=ROOT,
        env=environment(PYTHONDONTWRITEBYTECODE="1"),
    )  # fmt: skip
    assert done.returncode == 0, done.stderr.decode()
    return json.loads(done.stdout.decode().rpartition("\x00")[2])


def hostile_form(path: Path) -> Path:
    """The form with formulas that would call a server and start a program, and a name that runs by itself."""
    write_form(path, demo_facts())
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    for row, formula in enumerate(
        (
            '=WEBSERVICE("http://127.0.0.1:9/?"&A1)',
            "=cmd|'/c calc'!A0",
            '=HYPERLINK("file:///etc/passwd","看")',
            "='/tmp/[别的.xlsx]表'!A1",
            '=CALL("Kernel32","WinExec","JCJ","calc",0)',
        ),
        30,
    ):
        sheet.cell(row, 2).value = formula
    book.save(path)
    return path


def test_every_command_on_workbooks_that_would_call_out(tmp_path: Path) -> None:
    files = [hostile_form(tmp_path / "表.xlsx"), decorated(tmp_path / "rich.xlsm")]
    files += [CORPUS / name for name in OF_THE_WORLD]
    out = tmp_path / "新"
    out.mkdir()
    words = [
        [command, str(path), *more]
        for path in files
        for command, *more in (
            ("check",),
            ("mark", "-o", str(out / f"标记{path.name}")),
            ("unmark", "-o", str(out / f"去掉{path.name}")),
            ("pack", "-o", str(out), "--anyway", "--force"),
            ("verify",),
            ("mail", "--to", "a@b.cn", "-o", str(out / f"{path.name}.eml")),
            ("fix", "--safe", "-o", str(out / f"修正{path.name}")),
            ("export", "-o", str(out / f"导入{path.name}"), "--anyway"),
        )
    ]
    calls, written = watched(COMMANDS, words)
    assert calls == []
    assert written and {Path(name).parent for name in written} == {out}, "beside the results nothing is written"
    assert {one.suffix for one in out.iterdir()} >= {".xlsx", ".eml"}


@pytest.mark.parametrize(
    ("program", "seen"),
    [
        ("import socket; socket.socket().bind(('127.0.0.1', 0))", "socket."),
        ("import subprocess; subprocess.run(['true'])", "subprocess.Popen"),
        ("os.system('true')", "os.system"),
        ("open(os.path.join(sys.path[0] or '.', os.devnull), 'w')", ""),
    ],
)
def test_the_watch_sees(program: str, seen: str) -> None:
    calls, written = watched(program)
    assert any(call.startswith(seen) for call in calls) if seen else written == [str(Path("/dev/null"))]
