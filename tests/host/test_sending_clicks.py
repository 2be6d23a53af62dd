"""Packing and exporting with the mouse, in a window: the messages, the question, and what is written."""

from __future__ import annotations

from pathlib import Path

from tests.host.screen import until
from tests.host.test_clicks import TAB, Window, window
from xladdin.cli import main
from xladdin.ribbon_commands.copies import FOLDER

__all__ = ["window"]

CORRECTED = {"H13": 7.21, "F19": "100%", "F20": "100%", "H21": 94.71}


def message(window: Window) -> None:
    """Wait for the message, and close it."""
    until(lambda: window.mouse.find("OK"), "一句话")
    window.mouse.press("OK")
    until(lambda: not window.mouse.find("OK"), "关掉了的一句话")


def test_refused_corrected_packed_exported(window: Window, tmp_path: Path) -> None:
    mouse, folder = window.mouse, tmp_path / FOLDER
    mouse.press(TAB)
    mouse.picture(tmp_path / "菜单.png")
    mouse.press("封装报送", inside=TAB)
    until(lambda: mouse.find("OK"), "还有错误")
    mouse.picture(tmp_path / "还有错误.png")
    message(window)
    assert not folder.exists()

    sheet = window.form.Sheets.getByIndex(0)
    for address, content in CORRECTED.items():
        cell = sheet.getCellRangeByName(address)
        if isinstance(content, str):
            cell.String = content
        else:
            cell.Value = content
    mouse.press("封装报送")
    until(lambda: mouse.find("OK"), "封装好了")
    mouse.picture(tmp_path / "封装好了.png")
    message(window)
    (copy,) = folder.iterdir()
    assert main(["verify", str(copy)]) == 0
    assert window.form.isModified(), "what the person has not saved is still not saved"

    mouse.press("导出一体化导入表")
    until(lambda: mouse.find("Cancel"), "仍然导出吗")
    mouse.picture(tmp_path / "仍然导出吗.png")
    mouse.press("Cancel")
    until(lambda: not mouse.find("Cancel"), "没有导出")
    assert list(folder.iterdir()) == [copy]
