"""The hosts: files, the command line, Excel and LibreOffice around the pure core."""

from __future__ import annotations

__version__ = "0.1.0"
