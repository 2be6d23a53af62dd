"""Printing that never fails: whatever the console's encoding is, and whoever closes the pipe."""

from __future__ import annotations

import codecs
import os
import re
import sys
from contextlib import suppress

__all__ = ["JSON_ESCAPED", "close_quietly", "complain", "make_safe", "printable", "say"]

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


COMMANDS_TO_A_TERMINAL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
"""What moves the cursor, clears the screen or turns the direction of a line: a file may hold it to hide its errors."""
PICTURES, DELETE = 0x2400, 0x7F
"""Where Unicode has a picture for each of the first 32 control characters, and the one that has its picture apart."""


def printable(text: str) -> str:
    """A text with pictures in the place of what a terminal would obey; lines and tabs stay."""
    return COMMANDS_TO_A_TERMINAL.sub(_picture, text)


def _picture(found: re.Match[str]) -> str:
    code = ord(found[0])
    return chr(PICTURES + code) if code < 32 else "\u2421" if code == DELETE else "\ufffd"


def say(text: str) -> None:
    """Lines for the person at the keyboard, on the standard output."""
    print(printable(text))


def complain(sentence: str) -> None:
    """One sentence for the person at the keyboard, on the error stream."""
    with suppress(OSError):
        print(printable(sentence), file=sys.stderr, flush=True)


def close_quietly() -> None:
    """After the reader of a pipe has gone: what is still buffered goes nowhere, without a message at exit."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
