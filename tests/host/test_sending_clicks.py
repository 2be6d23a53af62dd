"""Packing and exporting with the mouse, in a window: the messages, the question, and what is written."""

from __future__ import annotations

from pathlib import Path

from tests.host.test_clicks import TAB, Window, window
from xladdin.cli import main
from xladdin.ribbon_commands.copies import FOLDER

__all__ = ["window"]

CORRECTED = {"H13": 7.21, "F19": "100%", "F20": "100%", "H21": 94.71}


def test_refused_corrected_packed_exported(window: Window, tmp_path: Path) -> None:
    mouse, folder = window.mouse, tmp_path / FOLDER

    def asked() -> bool:
        return bool(mouse.find("OK"))

    def closed() -> bool:
        return not asked()

    mouse.choose(TAB, "封装报送", asked)
    mouse.picture(tmp_path / "还有错误.png")
    mouse.press("OK", closed)
    assert not folder.exists()

    sheet = window.form.Sheets.getByIndex(0)
    for address, content in CORRECTED.items():
        cell = sheet.getCellRangeByName(address)
        if isinstance(content, str):
            cell.String = content
        else:
            cell.Value = content
    mouse.press("封装报送", asked)
    mouse.picture(tmp_path / "封装好了.png")
    mouse.press("OK", closed)
    copies = sorted(folder.iterdir())
    assert copies and main(["verify", *map(str, copies)]) == 0
    assert window.form.isModified(), "what the person has not saved is still not saved"

    mouse.press("导出一体化导入表", lambda: mouse.find("Cancel"))
    mouse.picture(tmp_path / "仍然导出吗.png")
    mouse.press("Cancel", lambda: not mouse.find("Cancel"))
    assert sorted(folder.iterdir()) == copies, "not exported"
