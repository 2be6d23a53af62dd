"""A press of a button in LibreOffice: xlwings is pointed at this office, then the macro runs."""

from __future__ import annotations

from typing import Any

__all__ = ["run_command"]


def run_command(context: Any, model: Any, command: str) -> None:
    """Run a command of the tab for the workbook of a window.  Raises ValueError for a name that is none."""
    from xladdin import macros
    from xladdin.libreoffice.engine import register
    from xladdin.libreoffice.engine.office import CALC

    if command not in macros.__all__:
        raise ValueError(command)
    register(context, model if model is not None and model.supportsService(CALC) else None)
    getattr(macros, command)()
