"""Where a command's result goes: the standard output, or a new file that appears whole or not at all."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from typing import BinaryIO

from xladdin.console import JSON_ESCAPED, printable
from xladdin.problems import CommandProblem, os_detail

__all__ = ["Write", "made_folder", "output", "refuse_output", "whole_file", "write_file"]

Write = Callable[[str], object]


@contextmanager
def output(path: str | None, *, force: bool = False, json: bool = False, inputs: Iterable[str] = ()) -> Iterator[Write]:
    """A function that writes text to the standard output (``path`` None), or to a UTF-8 file.

    The file is written beside its final place and moved there at the end; after a failure nothing is left of it.
    :raises CommandProblem: when it exists (without ``force``), is one of ``inputs``, or cannot be written.
    """
    if path is None:
        yield sys.stdout.write if json else _printing(sys.stdout.write)
        sys.stdout.flush()
        return
    refuse_output(path, force, inputs)
    errors = JSON_ESCAPED if json else "replace"
    with whole_file(path, lambda: refuse_output(path, force, ())) as stream:
        text = io.TextIOWrapper(stream, encoding="utf-8", errors=errors, newline="\n")
        yield text.write if json else _printing(text.write)
        text.flush()
        text.detach()


def _printing(write: Write) -> Write:
    return lambda text: write(printable(text))


def write_file(path: str, content: bytes, *, force: bool = False, inputs: Iterable[str] = ()) -> None:
    """Write a file that appears whole or not at all.

    :raises CommandProblem: when it exists (without ``force``), is one of ``inputs``, or cannot be written.
    """
    inputs = tuple(inputs)
    refuse_output(path, force, inputs)
    with whole_file(path, lambda: refuse_output(path, force, inputs)) as stream:
        stream.write(content)


@contextmanager
def whole_file(path: str, check: Callable[[], object] = lambda: None) -> Iterator[BinaryIO]:
    """A stream to a file that takes its place in one step, when it is whole and on the disk.

    Until then whatever is at ``path`` stays as it is; a link stays a link, and a file keeps its permissions.
    ``check`` is asked just before the last step and may raise.
    :raises CommandProblem: ``PE-C004`` when the system refuses, or somebody has set the file read-only.
    """
    real = os.path.realpath(path)
    if _is_read_only(real):
        raise CommandProblem("PE-C004", name=os.path.basename(path), detail="它设成了只读")
    folder = os.path.dirname(real)
    part = os.path.join(folder, f".perfeval-{os.getpid()}-{os.urandom(4).hex()}.part")
    try:
        with open(part, "xb") as stream:
            yield stream
            stream.flush()
            with suppress(FileNotFoundError):
                os.chmod(part, os.stat(real).st_mode & 0o7777)
            os.fsync(stream.fileno())
        check()
        os.replace(part, real)
        _settle(folder)
    except OSError as error:
        raise CommandProblem("PE-C004", name=os.path.basename(path) or path, detail=os_detail(error)) from None
    finally:
        with suppress(OSError):
            os.unlink(part)


def _is_read_only(path: str) -> bool:
    """May nobody write a file?  A folder that may be written would let it be replaced all the same."""
    try:
        return not os.stat(path).st_mode & 0o222
    except OSError:
        return False


def _settle(folder: str) -> None:
    """Put the folder's new entry on the disk too, where the system lets one."""
    if os.name == "nt":
        return
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def made_folder(folder: str) -> None:
    """Make a folder where there is none.

    :raises CommandProblem: ``PE-C004`` when the system refuses.
    """
    try:
        os.makedirs(folder, exist_ok=True)
    except OSError as error:
        name = os.path.basename(os.path.normpath(folder)) or folder
        detail = "它不是文件夹" if isinstance(error, FileExistsError) else os_detail(error)
        raise CommandProblem("PE-C004", name=name, detail=detail) from None


def refuse_output(path: str, force: bool, inputs: Iterable[str]) -> None:
    """Refuse a place where something is that must stay.

    :raises CommandProblem: when ``path`` exists (without ``force``), is one of ``inputs``, or is no plain file.
    """
    name = os.path.basename(path) or path
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
