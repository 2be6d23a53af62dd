"""The command on consoles that cannot show everything, in pipes that close, under Ctrl+C, on a terminal."""

from __future__ import annotations

import json
import os
import select
import signal
import subprocess
import time
from pathlib import Path

import pytest

from perfeval_core.grid import CellRef
from tests.cli.running import command, environment, perfeval
from tests.patch.test_cells import changed
from xladdin.demo_form import demo_facts, write_form
from xladdin.files.patch.cells import Value


def test_a_gbk_console(faulty: Path) -> None:
    text = perfeval("check", faulty, encoding="gbk")
    assert text.code == 1
    assert "错误 3 项" in text.out
    as_json = perfeval("check", faulty, "--format", "json", encoding="gbk")
    assert json.loads(as_json.out) == json.loads(perfeval("check", faulty, "--format", "json").out)


def test_a_console_that_lacks_the_letters(faulty: Path) -> None:
    assert perfeval("check", faulty, encoding="ascii").code == 1
    as_json = perfeval("check", faulty, "--format", "json", encoding="ascii")
    assert json.loads(as_json.out) == json.loads(perfeval("check", faulty, "--format", "json").out)


HIDING = "\x1b[2J\x1b[H共 0 个错误\x9b31m\b\u202e"


@pytest.mark.parametrize(
    "words",
    [
        ["check", "表.xlsx"], ["check", "表.xlsx", "--format", "md"], ["check", "表.xlsx", "--out", "结果.txt"],
        ["fix", "表.xlsx", "--safe", "--diff"], ["export", "表.xlsx"], ["pack", "表.xlsx", "-o", "报送"],
        ["convert", "表.xlsx", "-o", "新.xlsx"], ["check", f"{HIDING}.xlsx"],
    ],
    ids=lambda words: " ".join(words[:1] + words[2:4]),
)  # fmt: skip
def test_a_terminal_obeys_nothing_in_a_file(words: list[str], tmp_path: Path) -> None:
    """A form could clear the screen and say that it has no errors."""
    form = tmp_path / "先.xlsx"
    write_form(form, demo_facts())
    texts = {CellRef("自评表", row, 4): Value.of_text(f" 指标{HIDING}{row} ") for row in range(13, 21)}
    changed(form, tmp_path / "表.xlsx", texts)
    done = perfeval(*words, cwd=tmp_path)
    said = done.out + done.complaint + "".join(path.read_text("utf-8") for path in tmp_path.glob("*.txt"))
    assert "\u241b" in said
    assert [sign for sign in HIDING if not sign.isprintable() and sign in said] == []


def test_a_reader_that_has_gone(faulty: Path) -> None:
    process = subprocess.Popen(
        command("check", *[str(faulty)] * 40), stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment()
    )
    assert process.stdout is not None and process.stderr is not None
    process.stdout.read(10)
    process.stdout.close()
    assert process.stderr.read() == b""
    assert process.wait(60) == 2


@pytest.mark.skipif(os.name == "nt", reason="the signal cannot be sent there")
def test_ctrl_c_leaves_no_half_file(faulty: Path, tmp_path: Path) -> None:
    out = tmp_path / "结果.txt"
    process = subprocess.Popen(
        command("check", *[str(faulty)] * 2000, "--out", str(out)),
        stderr=subprocess.PIPE,
        env=environment(),
        # whoever runs the tests in the background has the interrupt ignored, and children inherit that
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    deadline = time.monotonic() + 30
    while not os.listdir(tmp_path) and time.monotonic() < deadline:
        time.sleep(0.02)
    process.send_signal(signal.SIGINT)
    _, complaint = process.communicate(timeout=60)
    assert process.returncode == 130
    assert complaint.decode().startswith("PE-C008 ")
    assert complaint.count(b"\n") == 1
    assert os.listdir(tmp_path) == []


@pytest.mark.skipif(os.name == "nt", reason="no pseudo-terminals there")
@pytest.mark.parametrize("to_file", [False, True])
def test_many_files_show_a_bar_on_a_terminal(clean: Path, tmp_path: Path, to_file: bool) -> None:
    words = ["check", *[str(clean)] * 25, *(["--out", str(tmp_path / "结果.txt")] if to_file else [])]
    shown, code = _on_a_terminal(command(*words))
    assert code == 0
    assert "25/25" in shown
    assert ("共 25 个文件：25 个没有错误" in shown) != to_file


def _on_a_terminal(words: list[str]) -> tuple[str, int]:
    import pty

    ours, theirs = pty.openpty()
    process = subprocess.Popen(words, stdout=theirs, stderr=theirs, env=environment(TERM="xterm", COLUMNS="100"))
    os.close(theirs)
    shown = b""
    while select.select([ours], [], [], 30)[0]:
        try:
            read = os.read(ours, 65536)
        except OSError:  # Linux says so when the other end is closed
            break
        if not read:
            break
        shown += read
    os.close(ours)
    return shown.decode("utf-8", "replace"), process.wait(30)
