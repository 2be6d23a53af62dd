"""The .oxt in LibreOffice: installed, upgraded, removed, examined, and refused by an older one."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.host.screen import until
from tests.oracle.office import UNO_FOLDER, Office
from xladdin import __version__
from xladdin.diagnosis import State
from xladdin.libreoffice import doctor, extension, installation
from xladdin.libreoffice.doctor import examine
from xladdin.libreoffice.extension import (
    IDENTIFIER,
    OLDEST,
    parts,
)
from xladdin.problems import CommandProblem

Opener = Callable[[Path], Any]


def test_it_is_installed_upgraded_and_removed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Into a profile and a shared folder of this test's own; an administrator's installation is the shared one."""
    places = profile(tmp_path)
    monkeypatch.setattr(extension, "__version__", "0.0.9")
    assert "已装进" in installation.install(places)
    assert installation.installed(places) == "0.0.9"
    monkeypatch.undo()
    assert "已装进" in installation.install(places)
    assert installation.installed(places) == __version__
    unpacked = list(tmp_path.rglob("python_folders.txt"))
    assert len(unpacked) == 1, "the older one is gone"
    assert unpacked[0].read_text(encoding="utf-8").split("\n")[:2] == [
        installation.python_version(),
        installation.folders()[0],
    ]
    assert "已从" in installation.uninstall(places)
    assert installation.installed(places) is None and IDENTIFIER not in listed(places)
    left = [path for path in tmp_path.rglob("*") if path.is_file() and b"perfeval" in path.read_bytes()]
    assert [path.name for path in left] == [], "no trace"
    with pytest.raises(CommandProblem, match="PE-C022"):
        installation.uninstall(places)


def test_a_libreoffice_that_does_not_answer_is_one_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = tmp_path / "unopkg"
    program.write_text("#!/bin/sh\nexec sleep 60\n", encoding="utf-8")
    program.chmod(0o755)
    monkeypatch.setattr(installation, "_program", lambda name: str(program))
    monkeypatch.setattr(installation, "office_version", lambda: OLDEST)
    monkeypatch.setattr(installation, "SECONDS", 0.2)
    with pytest.raises(CommandProblem, match=r"没有回答.*关掉正在运行的 LibreOffice"):
        installation.install()


def test_it_can_be_installed_while_libreoffice_runs(tmp_path: Path) -> None:
    """The sentence says that it has to be opened anew."""
    places = profile(tmp_path)
    quiet = ["--headless", "--norestore", "--nologo", "--nodefault", f"--accept=pipe,name=perfeval{os.getpid()};urp"]
    command = ["soffice", *(f"-env:{one}" for one in places), *quiet]
    running = subprocess.Popen(command, env=installation.office_environment(), start_new_session=True)
    try:
        until(lambda: list((tmp_path / "用户 档案").rglob(".lock")), "LibreOffice 启动")
        assert "重新打开 LibreOffice" in installation.install(places)
        assert installation.installed(places) == __version__
    finally:
        os.killpg(running.pid, signal.SIGKILL)
        running.wait()


def profile(folder: Path) -> list[str]:
    """A profile and a shared folder of this test's own, with signs in their names that people have."""
    shared = f"UNO_SHARED_PACKAGES_CACHE={(folder / 'shared').as_uri()}"
    return [f"UserInstallation={(folder / '用户 档案').as_uri()}", shared]


def listed(places: list[str]) -> str:
    """What LibreOffice's own tool says is installed; an administrator looks at what is there for everybody."""
    shared = ["--shared"] if os.geteuid() == 0 else []
    command = ["unopkg", "list", *shared, *(f"-env:{one}" for one in places)]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def test_an_older_libreoffice_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """By the installation, by the page for support, and by the extension's own description."""
    monkeypatch.setattr(installation, "office_version", lambda: (7, 4))
    with pytest.raises(CommandProblem, match=r"PE-C022 .*7\.4.*25\.2"):
        installation.install()
    (line,) = (one for one in examine() if one.subject == "LibreOffice")
    assert line.state is State.BAD and "7.4" in line.found and "25.2" in line.advice
    (line,) = (one for one in examine("7.4.7.2") if one.subject == "LibreOffice")
    assert line.state is State.BAD, "inside of it too"
    wanted = ".".join(map(str, OLDEST))
    assert f'LibreOffice-minimal-version value="{wanted}"' in parts()["description.xml"].decode()


def test_the_extension_itself_asks_for_a_newer_libreoffice(
    host: Office, opened: Opener, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where it has come in without LibreOffice's own tool: each button says the sentence."""

    def asked() -> str:
        space: dict[str, Any] = {"__file__": "component.py", "__name__": "component"}
        exec(compile(parts()["component.py"], "component.py", "exec"), space)
        return str(space["too_old"](host.context))

    opened(_blank(tmp_path))  # LibreOffice starts with the first workbook
    monkeypatch.setattr(sys, "path", [*sys.path, UNO_FOLDER])
    assert asked() == ""
    monkeypatch.setattr(extension, "OLDEST", (99, 0))
    assert "99.0 以上" in asked() and "25." in asked() and "不要插件" in asked()


def test_the_page_for_support(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    places = profile(tmp_path)
    found = {one.subject: one for one in examine(environment=places)}
    assert found["扩展"].state is State.BAD and "install --libreoffice" in found["扩展"].advice
    assert found["LibreOffice"].state is found["Python"].state is found["程序所在"].state is State.GOOD
    installation.install(places)
    assert [one for one in examine(environment=places) if one.state is State.BAD] == []
    monkeypatch.setattr(doctor, "__version__", "9.9")
    (line,) = (one for one in examine(environment=places) if one.subject == "扩展")
    assert line.state is State.BAD and "不是一个版本" in line.advice
    monkeypatch.setattr(installation, "office_python", lambda: "3.9")
    (line,) = (one for one in examine(environment=places) if one.subject == "Python")
    assert line.state is State.BAD and "Python 3.9" in line.advice


def test_without_xlwings_it_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "xlwings", None)
    with pytest.raises(CommandProblem, match=r'PE-C021 没有安装 xlwings；.*"perfeval\[excel\]"'):
        installation.install(profile(tmp_path))
    (line,) = (one for one in examine(environment=profile(tmp_path)) if one.subject == "xlwings")
    assert line.state is State.BAD and "再关掉 LibreOffice，运行" in line.advice


def test_an_extension_for_a_newer_libreoffice_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As LibreOffice 7.4 refuses ours: in one sentence, and nothing is installed."""
    monkeypatch.setattr(extension, "OLDEST", (99, 0))
    places = profile(tmp_path)
    with pytest.raises(CommandProblem, match="PE-C022") as refused:
        installation.install(places)
    assert "dependencies" in str(refused.value) and "\n" not in str(refused.value)
    assert IDENTIFIER not in listed(places)


def test_libreoffice_gets_none_of_our_python_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    """With PYTHONUTF8=1 from a start script its own Python could not load the extension: every cell said #NAME?."""
    monkeypatch.setenv("PYTHONUTF8", "1")
    monkeypatch.setenv("PATH", "/opt/another/python/bin:/usr/bin")
    given = installation.office_environment()
    assert not [name for name in given if name.startswith("PYTHON")]
    assert given["PATH"].startswith("/usr/bin:")


def _blank(folder: Path) -> Path:
    path = folder / "空.xlsx"
    openpyxl.Workbook().save(path)
    return path
