"""Puts the add-in where Excel opens it by itself, and takes it away again without a trace."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator

from xladdin.excel.places import Places
from xladdin.problems import CommandProblem, os_detail

__all__ = ["ansi_encoding", "install", "running_interpreter", "uninstall"]


def running_interpreter() -> str:
    """The windowless twin of the Python that runs this."""
    return os.path.join(os.path.dirname(sys.executable), "pythonw.exe")


def ansi_encoding() -> str:
    """The code page that VBA reads files in."""
    return "mbcs" if sys.platform == "win32" else "gbk"


def install(where: Places, addin: bytes, configuration: bytes) -> Iterator[str]:
    """Write both files, each whole or not at all; yields one sentence a step.

    :raises CommandProblem: when a file cannot be written, mostly because Excel is open.
    """
    for path, content in ((where.configuration, configuration), (where.addin, addin)):
        try:
            os.makedirs(os.path.dirname(path), exist_ok=True)
            _replace(path, content)
        except OSError as error:
            raise _refused(path, error) from None
        yield f"写好了 {path}"
    yield "下次打开 Excel 就有“绩效自评”选项卡。换了 Python 的位置或升级之后，再运行一次 perfeval addin install。"


def _replace(path: str, content: bytes) -> None:
    part = f"{path}.part"
    try:
        with open(part, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        os.replace(part, path)
    finally:
        if os.path.exists(part):
            os.unlink(part)


def uninstall(where: Places) -> Iterator[str]:
    """Remove both files, whatever an interrupted installation left, and our folder when nothing else is in it.

    :raises CommandProblem: when a file cannot be removed, mostly because Excel is open.
    """
    removed = 0
    for path in (where.addin, where.configuration):
        for leftover in (path, f"{path}.part"):
            try:
                os.unlink(leftover)
            except FileNotFoundError:
                continue
            except OSError as error:
                raise _refused(leftover, error) from None
            removed += 1
            yield f"删掉了 {leftover}"
    if os.path.isdir(where.settings) and not os.listdir(where.settings):
        os.rmdir(where.settings)
        yield f"删掉了 {where.settings}"
    if not removed:
        yield "没有装过插件，什么也没有删。"


def _refused(path: str, error: OSError) -> CommandProblem:
    return CommandProblem(
        "PE-C020", detail=f"{path} 动不了（{os_detail(error)}）", advice="请关掉所有 Excel 窗口，再运行一次"
    )
