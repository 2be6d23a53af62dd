"""LibreOffice in a window of a virtual screen, and a mouse that presses what can be seen there.

Events come from xdotool through the X server, as from a real mouse; where things are, LibreOffice's own accessibility
tells.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import time
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from tests.host.conftest import unpacked
from tests.oracle.office import SETTINGS, OfficeError, _import_uno
from xladdin.libreoffice.installation import office_environment

__all__ = ["HEIGHT", "WIDTH", "Mouse", "until", "virtual_screen", "why_no_screen", "windowed_office"]

WIDTH, HEIGHT = 1280, 760
FONTS = Path(__file__).resolve().parents[1] / "oracle" / "fonts.conf"
PROGRAMS = ("Xvfb", "xdotool", "import")
PATIENCE = 90.0
"""Seconds for LibreOffice to start, or to do what was asked; mostly one is enough."""
TRY_AGAIN = 8.0
"""Seconds after which a click is taken for lost: an X server drops what comes before a window can take it."""
MOST_PARTS = 200
SHOWING = 1 << 24
"""com.sun.star.accessibility.AccessibleStateType.SHOWING."""


def why_no_screen() -> str:
    """One sentence that says what is missing; empty when nothing is."""
    missing = [name for name in PROGRAMS if shutil.which(name) is None]
    return f"没有 {'、'.join(missing)}。请运行 ./run test，它会安装所缺的程序。" if missing else ""


@contextlib.contextmanager
def virtual_screen() -> Iterator[str]:
    """A screen without a monitor; its DISPLAY."""
    reader, writer = os.pipe()
    command = ["Xvfb", "-displayfd", str(writer), "-screen", "0", f"{WIDTH}x{HEIGHT}x24", "-nolisten", "tcp"]
    process = subprocess.Popen(command, pass_fds=(writer,), stderr=subprocess.DEVNULL)
    os.close(writer)
    try:
        with os.fdopen(reader) as stream:
            yield f":{stream.readline().strip()}"
    finally:
        process.terminate()
        process.wait()


def until(found: Callable[[], Any], what: str) -> Any:
    """Ask again and again until there is an answer.  Raises OfficeError when there is none."""
    answer = _waited(found, PATIENCE)
    if not answer:
        raise OfficeError(f"等不到：{what}")
    return answer


def _waited(found: Callable[[], Any], seconds: float) -> Any:
    end = time.monotonic() + seconds
    while not (answer := found()) and time.monotonic() < end:
        time.sleep(0.1)
    return answer


@contextlib.contextmanager
def windowed_office(folder: Path, display: str) -> Iterator[Any]:
    """LibreOffice with the extension, on that screen, with a profile in ``folder``; its component context."""
    settings = folder / "profile" / "user" / "registrymodifications.xcu"
    settings.parent.mkdir(parents=True)
    settings.write_text(SETTINGS, encoding="utf-8")
    extensions = unpacked(folder / "extensions")
    uno = _import_uno()
    pipe = f"perfeval{uuid.uuid4().hex}"
    process = subprocess.Popen(
        ["soffice", f"-env:UserInstallation={(folder / 'profile').as_uri()}",
         f"-env:BUNDLED_EXTENSIONS={extensions.as_uri()}", "--norestore", "--nologo", "--nodefault", "--nolockcheck",
         f"--accept=pipe,name={pipe};urp"],
        env={**office_environment(), "DISPLAY": display, "SAL_USE_VCLPLUGIN": "gen", "FONTCONFIG_FILE": str(FONTS)},
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
    )  # fmt: skip

    def context() -> Any:
        if process.poll() is not None:
            raise OfficeError(f"LibreOffice 没有启动：{process.returncode}")
        with contextlib.suppress(uno.getClass("com.sun.star.connection.NoConnectException")):
            return resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")

    try:
        local = uno.getComponentContext()
        resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
        yield until(context, "LibreOffice 启动")
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)  # the launcher and the program are one group
        process.wait()


class Mouse:
    """Looks at the windows of an office and presses what it finds."""

    def __init__(self, context: Any, display: str) -> None:
        self._display = display
        self._toolkit = context.ServiceManager.createInstanceWithContext("com.sun.star.awt.Toolkit", context)

    def find(self, name: str, *, inside: str = "") -> tuple[int, int] | None:
        """The middle of what has that label (an access key may follow it), in any window, or in that container."""
        for number in range(self._toolkit.getTopWindowCount()):
            top = self._toolkit.getTopWindow(number)
            place = _search(top.getAccessibleContext(), name, inside) if top.isVisible() else None
            if place is not None:
                return place
        return None

    def point(self, name: str, *, inside: str = "") -> None:
        """Move onto it.  Raises OfficeError when it does not appear."""
        x, y = until(lambda: self.find(name, inside=inside), name)
        self._do("mousemove", str(x - 2), str(y), "sleep", "0.2", "mousemove", str(x), str(y), "sleep", "0.2")

    def press(self, name: str, done: Callable[[], Any], *, inside: str = "") -> Any:
        """Click on it with the left button until that is done, which may be seen a while later; what it gives.

        Raises OfficeError when it does not appear, or is not done.
        """
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            self.point(name, inside=inside)
            self._do("click", "1")
            answer = _waited(done, TRY_AGAIN)
            if answer:
                return answer
        raise OfficeError(f"按了没有用：{name}")

    def choose(self, menu: str, name: str, done: Callable[[], Any]) -> Any:
        """Open a menu of the menu bar, and press what is in it; what that gives."""

        def chosen() -> Any:
            if not self.find(name, inside=menu):
                self.press(menu, lambda: self.find(name, inside=menu))
            self.point(name, inside=menu)
            self._do("click", "1")
            return _waited(done, TRY_AGAIN)

        return until(chosen, name)

    def key(self, name: str) -> None:
        """Press a key, as X names it."""
        self._do("key", name)

    def picture(self, path: Path) -> None:
        """The whole screen as a picture."""
        subprocess.run(["import", "-display", self._display, "-window", "root", str(path)], check=True)

    def _do(self, *words: str) -> None:
        subprocess.run(["xdotool", *words], env={**os.environ, "DISPLAY": self._display}, check=True)


def _search(context: Any, name: str, inside: str) -> tuple[int, int] | None:
    """Depth first among what shows; a sheet has millions of cells, so nothing with many parts is entered."""
    if context is None:
        return None
    own = str(context.getAccessibleName()).split("(")[0].strip()
    if not inside and own == name:
        corner, size = context.getLocationOnScreen(), context.getSize()
        return corner.X + size.Width // 2, corner.Y + size.Height // 2
    below = "" if own == inside else inside
    count = context.getAccessibleChildCount()
    for number in range(count if count < MOST_PARTS else 0):
        child = context.getAccessibleChild(number)
        part = None if child is None else child.getAccessibleContext()
        if part is not None and int(part.getAccessibleStateSet()) & SHOWING:
            found = _search(part, name, below)
            if found is not None:
                return found
    return None
