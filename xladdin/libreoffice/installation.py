"""Putting the extension into LibreOffice, taking it out, and looking at what is there."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from xladdin.libreoffice.extension import IDENTIFIER, OLDEST, build
from xladdin.problems import CommandProblem

__all__ = ["examine", "folders", "install", "office_environment", "python_version", "uninstall"]

WINDOWS_PLACES = ("ProgramFiles", "ProgramFiles(x86)")
SECONDS = 120


def python_version() -> str:
    """The Python that runs now, which the packages were installed for: ``3.11``."""
    return f"{sys.version_info.major}.{sys.version_info.minor}"


def folders() -> tuple[str, ...]:
    """The folders that the extension needs on Python's path: ours, and the one of xlwings."""
    import xlwings

    own = str(Path(__file__).resolve().parents[2])
    return tuple(dict.fromkeys((own, str(Path(xlwings.__file__).resolve().parents[1]))))


def _program(name: str) -> str | None:
    found = shutil.which(name)
    if found is None:
        for variable in WINDOWS_PLACES:
            place = Path(os.environ.get(variable, ""), "LibreOffice", "program", f"{name}.com")
            if os.environ.get(variable) and place.exists():
                return str(place)
    return found


def office_environment() -> dict[str, str]:
    """This process's environment without what is meant for its own Python.

    LibreOffice starts a Python of its own, the system's.  With settings like PYTHONUTF8=1, or with another Python in
    front of the search path (a version manager's), it takes the wrong library and its components fail to load
    (std::bad_alloc, #NAME?).
    """
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "PYENV"))}
    if os.name == "posix":
        kept["PATH"] = os.pathsep.join(["/usr/bin", "/bin", kept.get("PATH", "")])
    return kept


def _run(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        words,
        capture_output=True,
        text=True,
        encoding="utf-8",
        errors="replace",
        timeout=SECONDS,
        check=False,
        env=office_environment(),
    )


def _version() -> tuple[int, int] | None:
    program = _program("soffice")
    found = re.search(r"(\d+)\.(\d+)", _run(program, "--version").stdout) if program else None
    return (int(found[1]), int(found[2])) if found else None


def _too_old(version: tuple[int, int]) -> str:
    wanted = ".".join(map(str, OLDEST))
    return (
        f"这台电脑上的 LibreOffice 是 {version[0]}.{version[1]}，插件函数要 {wanted} 以上；"
        "请升级 LibreOffice，或者用不要插件的标准自评表"
    )


def _unopkg(arguments: Sequence[str], environment: Sequence[str]) -> None:
    """Run LibreOffice's package tool; an administrator installs for everybody."""
    version = _version()
    program = _program("unopkg")
    if version is None or program is None:
        raise CommandProblem("PE-C022", detail="没有找到 LibreOffice（soffice、unopkg）")
    if version < OLDEST:
        raise CommandProblem("PE-C022", detail=_too_old(version))
    shared = ["--shared"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
    done = _run(program, arguments[0], *shared, *arguments[1:], *(f"-env:{one}" for one in environment))
    if done.returncode:
        said = [line for line in (done.stderr + done.stdout).splitlines() if line.strip()]
        raise CommandProblem("PE-C022", detail=f"LibreOffice 说：{said[0] if said else done.returncode}")


def install(environment: Sequence[str] = ()) -> str:
    """Build the extension for this Python and put it in; the sentence to show.

    ``environment``: LibreOffice's own settings (``UserInstallation=file:///…``) for another profile.
    Raises CommandProblem when there is no LibreOffice, or an old one, or when it refuses.
    """
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "perfeval.oxt")
        path.write_bytes(build(python_version(), folders()))
        _unopkg(["add", "-f", "-s", str(path)], environment)
    return "已装进 LibreOffice。请重新打开 LibreOffice Calc，菜单栏上会有“绩效自评”。"


def uninstall(environment: Sequence[str] = ()) -> str:
    """Take the extension out; the sentence to show.  Raises CommandProblem as :func:`install` does."""
    _unopkg(["remove", IDENTIFIER], environment)
    return "已从 LibreOffice 卸下。"


def examine() -> tuple[str, ...]:
    """What a support person wants to know, a line each."""
    version = _version()
    if version is None:
        return ("LibreOffice：没有找到",)
    lines = [f"LibreOffice：{version[0]}.{version[1]}"]
    if version < OLDEST:
        lines.append(f"不行：{_too_old(version)}")
    lines.append(f"Python：{python_version()}（LibreOffice 自己的 Python 须是同一版本）")
    lines += [f"程序所在：{folder}" for folder in folders()]
    return tuple(lines)
