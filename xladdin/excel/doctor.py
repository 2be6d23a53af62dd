"""What there is to be seen of Excel's add-in on this machine: one line a finding, nothing out of any workbook."""

from __future__ import annotations

import hashlib
import os
import platform
import struct
import sys
from collections.abc import Callable, Iterator

from xladdin import __version__
from xladdin.diagnosis import Observation, State
from xladdin.excel.places import Places, check_interpreter
from xladdin.problems import CommandProblem

__all__ = ["Registry", "examine", "windows_registry"]

Registry = Callable[[str, str], object]
"""The value of a name under a key of the user (``HKCU\\…``) or the machine (``HKLM\\…``), None where there is none."""

_OFFICE = r"HKCU\Software\Microsoft\Office\16.0\Excel"
_POLICY = r"HKCU\Software\Policies\Microsoft\Office\16.0\Excel"
_CLICK_TO_RUN = r"HKLM\Software\Microsoft\Office\ClickToRun\Configuration"
_AGAIN = "请运行 perfeval addin install"


def windows_registry(key: str, name: str) -> object:
    """Ask Windows; None on other systems."""
    if sys.platform != "win32":
        return None
    import winreg

    root, _, path = key.partition("\\")
    roots = {"HKCU": winreg.HKEY_CURRENT_USER, "HKLM": winreg.HKEY_LOCAL_MACHINE}
    try:
        with winreg.OpenKey(roots[root], path) as opened:
            value: object = winreg.QueryValueEx(opened, name)[0]
            return value
    except OSError:
        return None


def examine(where: Places, registry: Registry = windows_registry) -> Iterator[Observation]:
    """Everything that can be seen without starting Excel."""
    yield Observation("版本", f"perfeval {__version__}")
    yield Observation("系统", f"{platform.system()} {platform.release()} {platform.machine()}")
    yield _python()
    yield _xlwings()
    yield from _office(registry)
    yield from _addin(where)
    yield from _interpreter(where)
    yield from _trust(registry)
    yield Observation(
        "杀毒软件",
        "程序看不出来",
        advice="Excel 启动 pythonw.exe 有时会被拦下（“Office 创建子进程”）：请管理员按 docs/插件原理.md 放行这一个程序",
    )


def _python() -> Observation:
    bits = struct.calcsize("P") * 8
    version = ".".join(map(str, sys.version_info[:3]))
    suitable = bits == 64 and sys.version_info >= (3, 11)
    return Observation(
        "Python", f"{version}，{bits} 位，{sys.executable}", State.GOOD if suitable else State.BAD,
        "要 3.11 以上的 64 位 Python",
    )  # fmt: skip


def _xlwings() -> Observation:
    from importlib.metadata import PackageNotFoundError, version

    from xladdin.excel.support_module import VERSION

    try:
        found = version("xlwings")
    except PackageNotFoundError:
        found = "没有安装"
    return Observation(
        "xlwings", found, State.GOOD if found == VERSION else State.BAD,
        f"请运行 pip install xlwings=={VERSION}，再运行 perfeval addin install",
    )  # fmt: skip


def _office(registry: Registry) -> Iterator[Observation]:
    build, bits = registry(_CLICK_TO_RUN, "VersionToReport"), registry(_CLICK_TO_RUN, "Platform")
    path = registry(r"HKLM\Software\Microsoft\Windows\CurrentVersion\App Paths\excel.exe", "")
    if path is None and build is None:
        yield Observation("Excel", "没有找到", State.BAD, "插件要装在有 Excel 的 Windows 电脑上")
    elif bits == "x86":
        yield Observation("Excel", f"{build} 32 位", State.BAD, "插件只支持 64 位 Excel：请重装 64 位 Office")
    else:
        yield Observation("Excel", f"{build or '版本不明'} {bits or ''} {path or ''}".rstrip(), State.GOOD)
    if registry(r"HKCU\Software\Kingsoft\Office\6.0\Common", "Version") is not None:
        yield Observation(
            "WPS", "装了", advice="插件不支持 WPS：表里的工作表公式照样能算，插件函数和选项卡请在 Excel 里用"
        )


def _addin(where: Places) -> Iterator[Observation]:
    if not os.path.exists(where.addin):
        yield Observation("插件文件", f"没有 {where.addin}", State.BAD, _AGAIN)
        return
    with open(where.addin, "rb") as stream:
        installed = stream.read()
    digest = hashlib.sha256(installed).hexdigest()[:16]
    yield Observation("插件文件", f"{where.addin}（SHA-256 {digest}…）", *_freshness(installed))
    marked = sys.platform == "win32" and os.path.exists(f"{where.addin}:Zone.Identifier")
    yield Observation(
        "下载标记", "有" if marked else "没有", State.BAD if marked else State.GOOD,
        "Excel 会禁用带标记的宏：右键插件文件 → 属性 → 解除锁定，或重新运行 perfeval addin install",
    )  # fmt: skip


def _freshness(installed: bytes) -> tuple[State, str]:
    from xladdin.excel.package import BuildError, build
    from xladdin.excel.support_module import SupportError

    try:
        fresh = build()
    except (ImportError, BuildError, SupportError) as error:
        return State.NOTE, f"没法核对它是不是原样：{error}"
    return (State.GOOD, "") if fresh == installed else (State.BAD, f"与本版本的不一样：{_AGAIN}")


def _interpreter(where: Places) -> Iterator[Observation]:
    import re

    from xladdin.excel.installation import ansi_encoding

    try:
        with open(where.configuration, encoding=ansi_encoding(), errors="replace") as stream:
            named = re.findall(r'^"INTERPRETER_WIN","([^"]*)"$', stream.read(), re.MULTILINE)
    except OSError:
        named = []
    if not named:
        yield Observation("配置", f"{where.configuration} 里没有写用哪个 Python", State.BAD, _AGAIN)
        return
    try:
        check_interpreter(named[0], os.path.exists)
    except CommandProblem as problem:
        yield Observation("配置", f"{named[0]}：{problem}", State.BAD, _AGAIN)
        return
    yield Observation("配置", named[0], State.GOOD)


def _trust(registry: Registry) -> Iterator[Observation]:
    values = [registry(f"{place}\\Security", "VBAWarnings") for place in (_POLICY, _OFFICE)]
    level = next((value for value in values if value is not None), None)
    disabled = any(
        registry(f"{place}\\Security\\Trusted Locations", "AllLocationsDisabled") == 1 for place in (_POLICY, _OFFICE)
    )
    yield Observation(
        "受信任位置", "被停用了" if disabled else "没有停用", State.BAD if disabled else State.GOOD,
        "XLSTART 不再受信任：请管理员恢复受信任位置，或给插件签名",
    )  # fmt: skip
    words = {1: "全部启用", 2: "禁用并提示", 3: "只许签名的", 4: "全部禁用，不提示"}
    yield Observation("宏设置", words.get(level, "默认") if isinstance(level, int) else "默认")
