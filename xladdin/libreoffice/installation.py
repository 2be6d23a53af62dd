"""Putting the extension into LibreOffice, taking it out, and what there is to be seen of both."""

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

__all__ = [
    "folders",
    "install",
    "installed",
    "office_environment",
    "office_python",
    "office_version",
    "python_version",
    "too_old",
    "uninstall",
]

WINDOWS_PLACES = ("ProgramFiles", "ProgramFiles(x86)")
_SYSTEM = Path("/usr/bin/python3")
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
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        encoding="utf-8",
        errors="replace",
        timeout=SECONDS,
        check=False,
        env=office_environment(),
    )


def office_version() -> tuple[int, int] | None:
    """The version of the LibreOffice on this machine; None where there is none."""
    program = _program("soffice")
    found = re.search(r"(\d+)\.(\d+)", _run(program, "--version").stdout) if program else None
    return (int(found[1]), int(found[2])) if found else None


def office_python() -> str | None:
    """The version of the Python that LibreOffice runs: its own, or (Linux distributions) the system's."""
    program = _program("soffice")
    if program is None:
        return None
    for folder in sorted(Path(program).resolve().parent.glob("python-core-*")):
        return ".".join(folder.name.removeprefix("python-core-").split(".")[:2])
    if sys.platform != "linux":
        return None
    found = re.search(r"(\d+\.\d+)", _run(str(_SYSTEM), "--version").stdout) if _SYSTEM.exists() else None
    return found[1] if found else None


def too_old(version: tuple[int, int]) -> str:
    """What to tell about a LibreOffice that does not know the functions by their names."""
    wanted = ".".join(map(str, OLDEST))
    return (
        f"这台电脑上的 LibreOffice 是 {version[0]}.{version[1]}，插件函数要 {wanted} 以上；"
        "请升级 LibreOffice，或者用不要插件的标准自评表"
    )


def _shared() -> tuple[str, ...]:
    """An administrator installs for everybody."""
    return ("--shared",) if hasattr(os, "geteuid") and os.geteuid() == 0 else ()


def _unopkg(arguments: Sequence[str], environment: Sequence[str]) -> str:
    """Run LibreOffice's package tool; what it said.  Raises CommandProblem."""
    version = office_version()
    program = _program("unopkg")
    if version is None or program is None:
        raise CommandProblem("PE-C022", detail="没有找到 LibreOffice（soffice、unopkg）")
    if version < OLDEST:
        raise CommandProblem("PE-C022", detail=too_old(version))
    try:
        done = _run(program, arguments[0], *_shared(), *arguments[1:], *(f"-env:{one}" for one in environment))
    except subprocess.TimeoutExpired:
        raise CommandProblem("PE-C022", detail=f"等了 {SECONDS} 秒，LibreOffice 没有回答") from None
    if done.returncode:
        said = [line for line in (done.stderr + done.stdout).splitlines() if line.strip()]
        raise CommandProblem("PE-C022", detail=f"LibreOffice 说：{said[0] if said else done.returncode}")
    return done.stdout


def installed(environment: Sequence[str] = ()) -> str | None:
    """The version of our extension that is in LibreOffice; None where it is not, or LibreOffice does not say."""
    try:
        listed = _unopkg(["list"], environment)
    except CommandProblem:
        return None
    found = re.search(rf"^Identifier: {re.escape(IDENTIFIER)}\s+Version: (\S+)", listed, re.MULTILINE)
    return found[1] if found else None


def install(environment: Sequence[str] = ()) -> str:
    """Build the extension for this Python and put it in; the sentence to show.

    ``environment``: LibreOffice's own settings (``UserInstallation=file:///…``) for another profile.
    Raises CommandProblem when xlwings is missing, when there is no LibreOffice, or an old one, or when it refuses.
    """
    try:
        needed = folders()
    except ImportError:
        raise CommandProblem("PE-C021", detail="没有安装 xlwings") from None
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "perfeval.oxt")
        path.write_bytes(build(python_version(), needed))
        _unopkg(["add", "-f", "-s", str(path)], environment)
    return "已装进 LibreOffice。请重新打开 LibreOffice Calc，菜单栏上会有“绩效自评”。"


def uninstall(environment: Sequence[str] = ()) -> str:
    """Take the extension out; the sentence to show.  Raises CommandProblem as :func:`install` does."""
    _unopkg(["remove", IDENTIFIER], environment)
    return "已从 LibreOffice 卸下。"
