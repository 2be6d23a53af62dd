"""Where the commands of 报送 put their files in the tests, and what they say."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from xladdin import macros
from xladdin.ribbon_commands.copies import FOLDER

__all__ = ["HERE", "NAME", "home", "sent", "told"]

NAME = "2024_县水利局_农村饮水安全项目_自评表"
HERE = (macros.pack_copy, macros.draft_mail, macros.export_import)
"""The commands that write beside the workbook."""


def told(book: Any) -> str:
    """The message of the last command, the only one since the last time."""
    messages = book.app.impl.engine.office.unseen_alerts
    (message,) = messages
    messages.clear()
    return str(message)


def home(folder: Path) -> Path:
    """The folder in which a person has saved the workbook."""
    made = folder / "预算股 😀"
    made.mkdir(exist_ok=True)
    return made


def sent(folder: Path) -> list[str]:
    """The files made to be sent; LibreOffice's own locks aside."""
    place = home(folder) / FOLDER
    return sorted(one.name for one in place.glob("[!.]*"))
