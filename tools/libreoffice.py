"""LibreOffice and its companions: the independent judge of the tests."""

from __future__ import annotations

import re
import sys

from tools.system_packages import Impossible, codename, install, installed_versions

__all__ = ["set_up"]

OLDEST = (24, 8)
"""Older versions do not map the names of add-in functions in .xlsx files."""

OFFICE = ("libreoffice-calc", "libreoffice-script-provider-python", "python3-uno")
COMPANIONS = ("poppler-utils", "fonts-noto-cjk", "gnumeric", "xvfb", "xdotool", "imagemagick")
"""Xvfb, xdotool and ImageMagick: a screen, its mouse, and pictures of it."""

BACKPORTED = {"bookworm": "bookworm-backports"}
"""Distributions whose own LibreOffice is too old, and the suite that has a newer one."""


def _missing() -> tuple[list[str], list[str]]:
    versions = installed_versions(OFFICE + COMPANIONS)
    calc = re.match(r"(?:\d+:)?(\d+)\.(\d+)", versions.get("libreoffice-calc", ""))
    recent = calc is not None and (int(calc[1]), int(calc[2])) >= OLDEST
    office = [name for name in OFFICE if not recent or name not in versions]
    return office, [name for name in COMPANIONS if name not in versions]


def set_up() -> None:
    """Install what is missing; at once when nothing is.

    Raises Impossible, naming what is missing, when it cannot.
    """
    office, companions = _missing()
    if not office and not companions:
        return
    print("正在安装 LibreOffice 等测试用程序（约 1～3 分钟）… Installing LibreOffice for the tests …", file=sys.stderr)
    if office:
        install(office, BACKPORTED.get(codename(), ""))
    if companions:
        install(companions)
    office, companions = _missing()
    if office or companions:
        needed = ".".join(map(str, OLDEST))
        raise Impossible(
            f"测试需要 LibreOffice {needed} 或更新版本，本系统的软件源里没有（{' '.join(office + companions)}）。"
            f"The tests need LibreOffice {needed} or newer, which this system's package sources do not have."
        )
