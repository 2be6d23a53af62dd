"""A workbook is replaced in one step: whatever happens, the old file or the new one is there, whole."""

from __future__ import annotations

import errno
import os
import resource
import shutil
import signal
import subprocess
import sys
import threading
from pathlib import Path
from tempfile import TemporaryDirectory

import openpyxl
import pytest

from tests.patch.packages import contents
from xladdin.cli import main
from xladdin.demo_form import demo_facts, write_form
from xladdin.problems import os_detail

ROOT = Path(__file__).resolve().parents[2]

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="kills and limits as Linux has them")

KILLED_AT_STEP = """
import os, signal, sys
step, words = int(sys.argv[1]), sys.argv[2:]
counted = 0
def watched(name, call):
    def at_step(*arguments, **named):
        global counted
        counted += 1
        if counted == 2 * step - 1:
            os.kill(os.getpid(), signal.SIGKILL)
        answer = call(*arguments, **named)
        counted += 1
        if counted == 2 * step:
            os.kill(os.getpid(), signal.SIGKILL)
        return answer
    return at_step
import builtins, io
from tests.patch.packages import contents
from xladdin.cli import main
import xladdin.output as output
for name in ("fsync", "replace", "chmod", "unlink"):
    setattr(os, name, watched(name, getattr(os, name)))
plain_open = builtins.open
def open_watched(file, mode="r", *rest, **named):
    if "x" not in mode:
        return plain_open(file, mode, *rest, **named)
    stream = watched("open", plain_open)(file, mode, *rest, **named)
    plain_write = stream.write
    class Slow:
        def __getattr__(self, name):
            return getattr(stream, name)
        def __enter__(self):
            return self
        def __exit__(self, *error):
            stream.close()
        def write(self, content):
            half = len(content) // 2
            watched("write", lambda: (plain_write(content[:half]), stream.flush()))()
            return watched("write", lambda: (plain_write(content[half:]), stream.flush()))()
    return Slow()
output.open = open_watched
code = main(words)
print("done", code, counted)
"""


@pytest.fixture
def form(tmp_path: Path) -> Path:
    path = tmp_path / "自评表.xlsx"
    write_form(path, demo_facts())
    return path


COMMANDS = {
    "mark": (["mark", "表.xlsx"], "表.xlsx"),
    "unmark": (["unmark", "记号.xlsx"], "记号.xlsx"),
    "fix": (["fix", "表.xlsx", "--safe", "--also", "PE-S105", "-o", "新.xlsx"], "新.xlsx"),
    "fix over": (["fix", "表.xlsx", "--safe", "--also", "PE-S105", "-o", "记号.xlsx", "--force"], "记号.xlsx"),
    "mail": (["mail", "表.xlsx", "--to", "a@b.cn", "-o", "草稿.eml"], "草稿.eml"),
    "export": (["export", "表.xlsx", "--anyway", "-o", "导入.xlsx"], "导入.xlsx"),
}
"""Commands that write, and what they write."""


@pytest.mark.parametrize("name", COMMANDS)
def test_killed_at_every_step(name: str, form: Path, tmp_path: Path) -> None:
    """What is written is there whole or not at all, and every other file is as it was."""
    words, written = COMMANDS[name]
    start = tmp_path / "start"
    start.mkdir()
    form.rename(start / "表.xlsx")
    assert main(["mark", str(start / "表.xlsx"), "-o", str(start / "记号.xlsx")]) == 1
    before = {path.name: path.read_bytes() for path in start.iterdir()}
    outcomes = set()
    finished = None
    for step in (40, *range(1, 40)):
        folder = Path(shutil.copytree(start, tmp_path / f"{step}"))
        command = [sys.executable, "-c", KILLED_AT_STEP, str(step), *words]
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
        found = {path.name: path.read_bytes() for path in folder.iterdir() if path.suffix != ".part"}
        finished = finished or found
        assert found in (before, finished), f"neither the old nor the new state after step {step}"
        outcomes.add((done.returncode == -signal.SIGKILL, found == finished))
        if done.returncode != -signal.SIGKILL and step < 40:
            assert "done" in done.stdout, done.stderr
            assert step > 6, "several steps have been tried"
            break
    assert written in finished and finished != before
    assert outcomes == {(True, False), (True, True), (False, True)}


def failing(words: list[str], capsys: pytest.CaptureFixture[str]) -> str:
    """The one sentence that a command which failed has said."""
    assert main(words) == 2
    said = capsys.readouterr().err
    assert said.count("\n") == 1 and said.startswith("PE-"), said
    return said


WRITING = [
    ["mark", "表.xlsx"],
    ["mark", "表.xlsx", "-o", "新.xlsx"],
    ["fix", "表.xlsx", "--safe", "--also", "PE-S105", "-o", "新.xlsx"],
    ["export", "表.xlsx", "--anyway", "-o", "新.xlsx"],
    ["mail", "表.xlsx", "--to", "a@b.cn"],
    ["pack", "表.xlsx", "--anyway", "-o", "报送"],
]


@pytest.fixture
def desk(form: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder to work in, with the form 表.xlsx and nothing else."""
    form.rename(form.with_name("表.xlsx"))
    monkeypatch.chdir(form.parent)
    return form.parent


@pytest.mark.parametrize("words", WRITING, ids=" ".join)
def test_a_full_disk(words: list[str], desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = (desk / "表.xlsx").read_bytes()
    old = resource.getrlimit(resource.RLIMIT_FSIZE)
    ignored = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    try:
        resource.setrlimit(resource.RLIMIT_FSIZE, (5_000, old[1]))
        said = failing(words, capsys)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, old)
        signal.signal(signal.SIGXFSZ, ignored)
    assert said.startswith("PE-C004 「") and "写不进去（文件太大，那里放不下）" in said
    assert (desk / "表.xlsx").read_bytes() == before
    assert [path.name for path in desk.rglob("*") if path.is_file()] == ["表.xlsx"]


def test_the_system_is_quoted_in_chinese() -> None:
    assert os_detail(OSError(errno.ENOSPC, "No space left on device")) == "磁盘满了"


@pytest.mark.parametrize("words", WRITING, ids=" ".join)
def test_a_read_only_folder(
    words: list[str], desk: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert main([*words[:1], "--help"]) == 0
    assert main(words) in (0, 1)  # what it needs is loaded: somebody else may not read it
    before = (desk / "表.xlsx").read_bytes()
    capsys.readouterr()
    with TemporaryDirectory() as folder:
        path = Path(shutil.copy(desk / "表.xlsx", folder))
        path.chmod(0o644)
        monkeypatch.chdir(folder)
        os.chmod(folder, 0o555)
        user = os.geteuid()
        try:
            if user == 0:
                os.seteuid(65534)  # nothing is read-only for root
            said = failing(words, capsys)
        finally:
            os.seteuid(user)
            os.chmod(folder, 0o755)
        assert said.startswith("PE-C004 「") and "写不进去（没有权限）" in said
        assert path.read_bytes() == before
        assert os.listdir(folder) == ["表.xlsx"]
        monkeypatch.chdir(desk)


@pytest.mark.parametrize("words", [["mark", "表.xlsx"], [*WRITING[2], "--force"]], ids=" ".join)
def test_a_read_only_file(words: list[str], desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = desk / words[-2 if "--force" in words else -1]
    if path.name != "表.xlsx":
        shutil.copy(desk / "表.xlsx", path)
    before = path.read_bytes()
    path.chmod(0o444)
    assert "写不进去（它设成了只读）" in failing(words, capsys)
    assert path.read_bytes() == before


@pytest.mark.parametrize("lock", ["~${}", ".~lock.{}#"])
@pytest.mark.parametrize("words", [["mark", "旧.xlsx"], ["unmark", "旧.xlsx"], *WRITING[1:4]], ids=" ".join)
def test_open_elsewhere(words: list[str], lock: str, desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["mark", "表.xlsx", "-o", "旧.xlsx"]) == 1
    shutil.copy("旧.xlsx", "新.xlsx")
    before = (desk / "旧.xlsx").read_bytes()
    target = words[-1]
    (desk / lock.format(target)).write_text("张三", encoding="utf-8")
    capsys.readouterr()
    said = failing([*words, "--force"], capsys)
    assert said.startswith(f"PE-F205 「{target}」正在") and lock.format(target) in said
    assert (desk / target).read_bytes() == before


def test_saved_meanwhile(form: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    import xladdin.files.patch.saving as saving

    plain = saving.changed_workbook

    def saved_meanwhile(path: str, change: object) -> object:
        answer = plain(path, change)  # type: ignore[arg-type]
        form.write_bytes(b"somebody's newer work")
        return answer

    monkeypatch.setattr(saving, "changed_workbook", saved_meanwhile)
    assert failing(["mark", str(form)], capsys).startswith("PE-F206")
    assert form.read_bytes() == b"somebody's newer work"
    assert os.listdir(form.parent) == [form.name]


@pytest.mark.parametrize("name", ["自评表（终稿）👍.xlsx", "Ünïcode ' \" & 表.xlsx", "長" * 80 + ".xlsx", "-o.xlsx"])
def test_names(name: str, form: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    path = form.rename(form.with_name(name))
    before = contents(path)
    monkeypatch.chdir(path.parent)
    assert main(["mark", "--", name]) == 1
    assert main(["unmark", "--", name]) == 0
    assert os.listdir(path.parent) == [name]
    assert contents(path) == before


@pytest.mark.parametrize("words", WRITING, ids=" ".join)
def test_a_path_of_300_characters(words: list[str], desk: Path) -> None:
    folder = desk
    while len(str(folder)) < 300:
        folder = folder / "层层嵌套的文件夹👍之一"
    folder.mkdir(parents=True)
    shutil.copy(desk / "表.xlsx", folder)
    long = [str(folder / word) if word.endswith(("xlsx", "报送")) else word for word in words]
    assert main(long) in (0, 1)
    assert [path for path in folder.rglob("*") if path.suffix == ".part"] == []
    assert len(list(folder.rglob("*.*"))) == (1 if words == ["mark", "表.xlsx"] else 2)


READING = [["unmark", "表.xlsx", "-o", "新.xlsx"], ["verify", "表.xlsx"]]


@pytest.mark.parametrize("words", [*WRITING, *READING], ids=" ".join)
def test_a_gbk_console(words: list[str], desk: Path) -> None:
    """Names and contents that the console lacks show as ?, and stop nothing."""
    (desk / "表.xlsx").rename(desk / "表👍.xlsx")
    book = openpyxl.load_workbook("表👍.xlsx")
    book.worksheets[0]["H13"] = "12👍"
    book.save("表👍.xlsx")
    environment = {**os.environ, "PYTHONIOENCODING": "gbk", "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "xladdin", *(word.replace("表.xlsx", "表👍.xlsx") for word in words)]
    if words[0] == "fix":
        command.remove("--also")
        command.remove("PE-S105")
    done = subprocess.run(command, env=environment, capture_output=True, check=False)
    assert done.returncode in (0, 1), done.stderr
    assert "表?" in done.stdout.decode("gbk") or "新.xlsx" in done.stdout.decode("gbk") or words[0] == "pack"
    assert done.stderr == b""


def test_two_at_once(form: Path, tmp_path: Path) -> None:
    wanted = tmp_path / "wanted.xlsx"
    assert main(["mark", str(form), "-o", str(wanted)]) == 1
    codes: list[int] = []
    threads = [threading.Thread(target=lambda: codes.append(main(["mark", str(form)]))) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert set(codes) <= {1, 2} and 1 in codes
    assert form.read_bytes() == wanted.read_bytes()
    assert sorted(os.listdir(tmp_path)) == ["wanted.xlsx", "自评表.xlsx"]


def test_a_link_stays_a_link_and_permissions_stay(form: Path, tmp_path: Path) -> None:
    form.chmod(0o640)
    link = tmp_path / "链接.xlsx"
    link.symlink_to(form.name)
    assert main(["mark", str(link)]) == 1
    assert link.is_symlink()
    assert form.stat().st_mode & 0o777 == 0o640
    assert b"customXml/item1.xml" in form.read_bytes()
