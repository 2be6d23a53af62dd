"""``perfeval version``: what to quote when something is reported."""

from __future__ import annotations

import sys

from xladdin import __version__
from xladdin.commands.arguments import Arguments, Command

__all__ = ["COMMAND", "run"]

COMMAND = Command("version", "版本（报告问题时请附上）。")


def run(arguments: Arguments) -> int:
    """Print the versions of the program and of Python."""
    python = ".".join(map(str, sys.version_info[:3]))
    sys.stdout.write(f"perfeval {__version__}（Python {python}，{sys.platform}）\n")
    return 0
