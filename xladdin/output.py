"""Where a command's result goes: the standard output, or a new file that appears whole or not at all."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress

from xladdin.console import JSON_ESCAPED
from xladdin.problems import CommandProblem, os_detail

__all__ = ["Write", "output"]

Write = Callable[[str], object]


@contextmanager
def output(path: str | None, *, force: bool = False, json: bool = False, inputs: Iterable[str] = ()) -> Iterator[Write]:
    """A function that writes text to the standard output (``path`` None), or to a UTF-8 file.

    The file is written beside its final place and moved there at the end; after a failure nothing is left of it.
    :raises CommandProblem: when it exists (without ``force``), is one of ``inputs``, or cannot be written.
    """
    if path is None:
        yield sys.stdout.write
        sys.stdout.flush()
        return
    name = os.path.basename(path) or path
    _refuse(path, name, force, inputs)
    part = os.path.join(os.path.dirname(path), f".perfeval-{os.getpid()}.part")
    errors = JSON_ESCAPED if json else "replace"
    try:
        with open(part, "x", encoding="utf-8", errors=errors, newline="\n") as stream:
            yield stream.write
            stream.flush()
            os.fsync(stream.fileno())
        _refuse(path, name, force, ())
        os.replace(part, path)
    except OSError as error:
        raise CommandProblem("PE-C004", name=name, detail=os_detail(error)) from None
    finally:
        with suppress(OSError):
            os.unlink(part)


def _refuse(path: str, name: str, force: bool, inputs: Iterable[str]) -> None:
    if not os.path.lexists(path):
        return
    if os.path.isdir(path):
        raise CommandProblem("PE-C004", name=name, detail="它是一个文件夹")
    if not os.path.isfile(path) and not os.path.islink(path):
        raise CommandProblem("PE-C004", name=name, detail="它不是普通文件")
    if any(os.path.exists(one) and os.path.samefile(one, path) for one in inputs):
        raise CommandProblem("PE-C005", name=name)
    if not force:
        raise CommandProblem("PE-C003", name=name)
