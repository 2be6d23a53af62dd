"""One module a command: its options as a value, and ``run``."""

from __future__ import annotations
