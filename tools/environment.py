"""The project's virtual environment, kept equal to a lock file."""

from __future__ import annotations

import importlib.util
import shutil
import sys
from pathlib import Path

from tools.system_packages import Impossible, install, run_quietly

__all__ = ["ROOT", "set_up"]

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")


def _works(python: Path) -> bool:
    return run_quietly([str(python), "-c", "import sys, pip; sys.exit(sys.version_info < (3, 11))"]).returncode == 0


def _create() -> None:
    if importlib.util.find_spec("ensurepip") is None:
        install([f"python3.{sys.version_info.minor}-venv"])
    made = run_quietly([sys.executable, "-m", "venv", "--clear", str(VENV)])
    if made.returncode:
        print(made.stdout.strip(), file=sys.stderr)
        raise Impossible(
            "不能建立 Python 虚拟环境，请先安装 python3-venv。"
            "Cannot create a virtual environment; install python3-venv first."
        )


def _pip_install(*arguments: str) -> None:
    done = run_quietly([str(PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *arguments])
    if done.returncode:
        print(*done.stdout.splitlines()[-8:], sep="\n", file=sys.stderr)
        raise Impossible(
            "Python 依赖包没有装上，请检查网络或内部镜像设置后重试。"
            "The Python packages could not be installed; check the network or the mirror and try again."
        )


def _same(file: Path, installed: Path) -> bool:
    return installed.exists() and installed.read_bytes() == file.read_bytes()


def set_up(lock_name: str) -> Path:
    """Bring ``.venv`` to the state of a lock file and return its Python; at once when nothing has changed.

    What was installed last is remembered as a copy of the lock (and of ``pyproject.toml``) inside ``.venv``.
    Raises Impossible with one sentence when a tool or the network is missing.
    """
    lock, project = ROOT / lock_name, ROOT / "pyproject.toml"
    usable = _works(PYTHON)
    installed_lock, installed_project = VENV / lock.name, VENV / project.name
    if usable and _same(lock, installed_lock) and _same(project, installed_project):
        return PYTHON
    print("正在准备运行环境（首次约半分钟）… Setting up (the first time takes half a minute) …", file=sys.stderr)
    if not usable:
        _create()
    if not _same(lock, installed_lock):
        _pip_install("--require-hashes", "-r", str(lock))
        shutil.copyfile(lock, installed_lock)
    if not _same(project, installed_project):
        # The lock brings setuptools, so that building needs no second look at the network; in this mode .venv names the
        # folder in a .pth file, where the default import hook costs every start of the command 11 ms.
        mode = ("--config-settings", "editable_mode=compat")
        _pip_install("--no-deps", "--no-build-isolation", *mode, "-e", str(ROOT))
        shutil.copyfile(project, installed_project)
    return PYTHON
