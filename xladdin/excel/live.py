"""``perfeval addin doctor --live``: the installed add-in in an Excel of its own, every function and command tried."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from xladdin.diagnosis import Observation, State
from xladdin.excel.places import Places

__all__ = ["ended_after", "try_in_excel"]

LONGEST = 600.0
"""Seconds; a box that nobody can see must not keep the command waiting for ever."""


@contextmanager
def ended_after(seconds: float, process: int) -> Iterator[None]:
    """Inside, the process is ended when the time is over; whoever waits for it gets an error."""
    timer = threading.Timer(seconds, os.kill, (process, signal.SIGTERM))
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def try_in_excel(where: Places) -> list[Observation]:
    """Start an Excel of its own, load the installed add-in, try all of it, and close Excel again."""
    if sys.platform != "win32":
        return [Observation("实际运行", "只能在 Windows 上做", State.BAD, "请在装有 Excel 的电脑上运行")]
    import xlwings

    from xladdin.trials.commands import try_everything

    findings: list[Observation] = []
    app = xlwings.App(visible=False, add_book=False)
    try:
        with ended_after(LONGEST, app.pid):
            app.display_alerts = False
            addin = app.books.open(where.addin)
            findings.append(Observation("Excel", f"{app.version}，{app.api.OperatingSystem}", State.GOOD))
            findings.extend(try_everything(app))
            findings.append(_button(app))
            addin.close()
    except Exception as error:  # whatever Excel answers is a finding, after those that were made
        told = f"{type(error).__name__}: {error}"
        findings.append(Observation("实际运行", told, State.BAD, "请把这一页发给技术支持"))
    finally:
        app.kill()
    return findings


def _button(app: Any) -> Observation:
    """The way of a real button, through the add-in's VBA into Python's own process and back to the status bar."""
    from xladdin.excel.package import FILE_NAME

    app.books.add()
    app.status_bar = False
    app.macro(f"'{FILE_NAME}'!RunCommand")("show_rules")
    said = str(app.status_bar or "")
    good = said.startswith("规则手册")
    return Observation("按钮，经过 VBA", said or "状态栏没有变", State.GOOD if good else State.BAD)
