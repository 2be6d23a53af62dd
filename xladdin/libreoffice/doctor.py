"""A page about the extension on this machine, to send to support: one line a finding, nothing out of any workbook."""

from __future__ import annotations

import os
import platform
import re
from collections.abc import Iterator, Sequence

from xladdin import __version__
from xladdin.diagnosis import Observation, State
from xladdin.libreoffice import installation
from xladdin.libreoffice.extension import OLDEST

__all__ = ["examine"]

_INSTALL = "关掉 LibreOffice，运行 perfeval addin install --libreoffice"
_AGAIN = f"请{_INSTALL}"


def examine(running: str = "", environment: Sequence[str] = ()) -> Iterator[Observation]:
    """Everything that can be seen; ``running`` is the version of the LibreOffice that this runs in, if it does.

    ``environment``: LibreOffice's own settings (``UserInstallation=file:///…``) for another profile.
    """
    yield Observation("版本", f"perfeval {__version__}")
    yield Observation("系统", f"{platform.system()} {platform.release()} {platform.machine()}")
    version = _numbers(running) if running else installation.office_version()
    if version is None:
        yield Observation("LibreOffice", "没有找到（soffice）", State.BAD, "请先装 LibreOffice，再安装插件")
        return
    if version < OLDEST:
        shown = ".".join(map(str, version))
        yield Observation("LibreOffice", f"{running or shown}，太老", State.BAD, installation.too_old(version))
    else:
        yield Observation("LibreOffice", running or ".".join(map(str, version)), State.GOOD)
    yield _python(inside=bool(running))
    yield from _packages()
    if running:
        yield Observation("扩展", "装好了，正在运行", State.GOOD)
    elif version >= OLDEST:
        yield _extension(environment)


def _numbers(version: str) -> tuple[int, int] | None:
    found = re.match(r"(\d+)\.(\d+)", version)
    return (int(found[1]), int(found[2])) if found else None


def _python(*, inside: bool) -> Observation:
    """The extension runs in LibreOffice's Python, with the packages that were installed for ours."""
    ours = installation.python_version()
    theirs = ours if inside else installation.office_python()
    if theirs is None:
        return Observation("Python", f"{ours}（LibreOffice 自己的 Python 是哪一版，没有看出来；两边须相同）")
    if theirs == ours:
        return Observation("Python", f"{ours}，和 LibreOffice 自己的一样", State.GOOD)
    return Observation(
        "Python", f"{ours}，LibreOffice 自己的是 {theirs}", State.BAD,
        f"请用 Python {theirs} 重新安装 perfeval，再运行 perfeval addin install --libreoffice",
    )  # fmt: skip


def _packages() -> Iterator[Observation]:
    try:
        folders = installation.folders()
    except ImportError:
        yield Observation("xlwings", "没有安装", State.BAD, f'请运行 pip install "perfeval[excel]"，再{_INSTALL}')
        return
    for folder in folders:
        there = os.path.isdir(folder)
        yield Observation("程序所在", folder, State.GOOD if there else State.BAD, _AGAIN)


def _extension(environment: Sequence[str]) -> Observation:
    found = installation.installed(environment)
    if found is None:
        return Observation("扩展", "没有装", State.BAD, _AGAIN)
    if found != __version__:
        return Observation("扩展", f"装的是 {found}", State.BAD, f"和程序不是一个版本：{_AGAIN}")
    return Observation("扩展", f"装好了（{found}）", State.GOOD)
