"""Printing that never fails: whatever the console's encoding is, and whoever closes the pipe."""

from __future__ import annotations

import codecs
import os
import sys
from contextlib import suppress

__all__ = ["JSON_ESCAPED", "close_quietly", "complain", "make_safe"]

JSON_ESCAPED = "json_escaped"
"""Error handler: a character that the encoding lacks is written as JSON writes it (``\\u2267``)."""


def _json_escape(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    units = error.object[error.start : error.end].encode("utf-16-be", "surrogatepass")
    escaped = (f"\\u{units[at]:02x}{units[at + 1]:02x}" for at in range(0, len(units), 2))
    return "".join(escaped), error.end


codecs.register_error(JSON_ESCAPED, _json_escape)


def make_safe(json: bool = False) -> None:
    """Let no character stop the standard streams: JSON stays JSON, in texts a ``?`` stands for what cannot be shown."""
    for stream, errors in ((sys.stdout, JSON_ESCAPED if json else "replace"), (sys.stderr, "replace")):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors=errors)


def complain(sentence: str) -> None:
    """One sentence for the person at the keyboard, on the error stream."""
    with suppress(OSError):
        print(sentence, file=sys.stderr, flush=True)


def close_quietly() -> None:
    """After the reader of a pipe has gone: what is still buffered goes nowhere, without a message at exit."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
