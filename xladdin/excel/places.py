"""Where the add-in goes on a Windows machine, and whether a Python can serve it.

Everything is computed from values that are given (an environment, a path, a function that asks whether a file
exists), so that all of it runs on any system; ``ntpath`` is Windows' own path arithmetic.
"""

from __future__ import annotations

import ntpath
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from xladdin.excel.package import FILE_NAME
from xladdin.excel.support_module import PROJECT, VERSION
from xladdin.problems import CommandProblem

__all__ = ["LIBRARY", "Places", "check_interpreter", "places", "settings_line"]

LIBRARY = f"xlwings64-{VERSION}.dll"
"""What Excel loads to reach Python; pip puts it beside python.exe, in a virtual environment one folder higher."""

_LONGEST = 850
"""Characters of the interpreter's path: the library copies the command into 2,048 bytes."""


@dataclass(frozen=True, slots=True)
class Places:
    """The files and folders of an installation."""

    startup: str
    """XLSTART of this user: Excel opens what is in it, and trusts it by default."""
    settings: str
    """The folder of our configuration."""
    join: Callable[..., str] = ntpath.join

    @property
    def addin(self) -> str:
        """The add-in's file."""
        return self.join(self.startup, FILE_NAME)

    @property
    def configuration(self) -> str:
        """The file that names the interpreter; the add-in reads this one and no other."""
        return self.join(self.settings, f"{PROJECT}.conf")


def places(
    environment: Mapping[str, str],
    startup: str | None = None,
    profile: str | None = None,
    join: Callable[..., str] = ntpath.join,
) -> Places:
    """The places for a user; ``startup`` and ``profile`` (folders) win over APPDATA and USERPROFILE.

    :raises CommandProblem: when neither says where.
    """
    appdata, home = environment.get("APPDATA"), profile or environment.get("USERPROFILE")
    if startup is None and appdata:
        startup = join(appdata, "Microsoft", "Excel", "XLSTART")
    if not startup or not home:
        raise CommandProblem(
            "PE-C020",
            detail="这台电脑上没有 Windows 的用户文件夹（APPDATA、USERPROFILE）",
            advice="插件装在 Windows 的 Excel 里；要装到指定的文件夹，请写 --xlstart 和 --profile",
        )
    return Places(startup, join(home, f".{PROJECT}"), join)


def check_interpreter(path: str, exists: Callable[[str], bool]) -> None:
    """Can Excel start this Python?

    :raises CommandProblem: saying what is wrong and what to do.
    """
    if ntpath.basename(path).lower() != "pythonw.exe" or not ntpath.isabs(path):
        raise _unsuitable(f"“{path}”不是 pythonw.exe 的完整路径", "请用 --python 写出 pythonw.exe 的完整路径")
    if not exists(path):
        raise _unsuitable(f"没有 {path}", "请重新安装 Python（python.org 的 64 位安装包）")
    if "windowsapps" in path.lower():
        raise _unsuitable("这是应用商店版的 Python，Excel 打不开它", "请改装 python.org 的 64 位 Python，再装一次")
    if len(path) > _LONGEST or "$(" in path:
        raise _unsuitable(f"Python 的路径太长或者含有“$(”：{path[:60]}…", "请把 Python 装到短一些的文件夹")
    folder = ntpath.dirname(path)
    if not any(exists(ntpath.join(place, LIBRARY)) for place in (folder, ntpath.dirname(folder))):
        raise _unsuitable(
            f"{folder} 里没有 {LIBRARY}",
            f"请运行 pip install xlwings=={VERSION}（要 64 位 Python，不要加 --user）",
        )


def _unsuitable(detail: str, advice: str) -> CommandProblem:
    return CommandProblem("PE-C020", detail=detail, advice=advice)


def settings_line(interpreter: str, encoding: str) -> bytes:
    """The configuration as VBA reads it: quoted pairs in the system's code page.

    :raises CommandProblem: for a path that the code page cannot write.
    """
    try:
        return f'"INTERPRETER_WIN","{interpreter}"\r\n'.encode(encoding)
    except UnicodeEncodeError as error:
        sign = interpreter[error.start - len('"INTERPRETER_WIN","') : error.end - len('"INTERPRETER_WIN","')]
        raise _unsuitable(
            f"Python 的路径里有“{sign}”，这台电脑的 Excel 宏认不得", "请把 Python 装到不含这个字的文件夹"
        ) from None
