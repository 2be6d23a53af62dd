"""A workbook file changed as a whole: read, changed in memory, and put in its place in one step."""

from __future__ import annotations

import io
import os
from collections.abc import Callable
from typing import BinaryIO, TypeVar

from xladdin.files.errors import FileProblem, Refusal, naming
from xladdin.files.ole import CompoundFile
from xladdin.files.opening import Content, open_file
from xladdin.files.package import Package
from xladdin.files.patch.archive import rewrite
from xladdin.files.patch.parts import Parts
from xladdin.files.uncollected import uncollected
from xladdin.output import whole_file

__all__ = ["Stamp", "changed_content", "changed_workbook", "refuse_when_open", "replace_workbook", "stamp"]

Answer = TypeVar("Answer")
Stamp = tuple[int, int, int]
LOCKS = ("~${}", ".~lock.{}#")
"""The names of the files that Excel and WPS, and LibreOffice, put beside an open workbook."""


def stamp(path: str) -> Stamp:
    """What tells one state of a file from another: its identity, size and time."""
    status = os.stat(path)
    return status.st_ino, status.st_size, status.st_mtime_ns


def changed_workbook(path: str, change: Callable[[Parts], Answer]) -> tuple[bytes, Answer]:
    """The bytes of a workbook after ``change`` has been at its parts, and what that answered; the file stays as it is.

    :raises FileProblem: when the file cannot be read, is no .xlsx/.xlsm, or must not be changed (signed).
    """
    with naming(path), open_file(path) as (stream, content):
        if content is not Content.ZIP:
            encrypted = "EncryptedPackage" in CompoundFile(stream.read()).entries
            raise Refusal("PE-F009" if encrypted else "PE-F202")
        return _changed(stream, change)


def changed_content(content: bytes, change: Callable[[Parts], Answer]) -> tuple[bytes, Answer]:
    """The same for a workbook in memory.

    :raises Refusal: when it must not be changed.
    """
    return _changed(io.BytesIO(content), change)


@uncollected()
def _changed(stream: BinaryIO, change: Callable[[Parts], Answer]) -> tuple[bytes, Answer]:
    package = Package(stream)
    parts = Parts(package)
    answer = change(parts)
    out = io.BytesIO()
    rewrite(stream, package, out, parts.changes)
    return out.getvalue(), answer


def replace_workbook(path: str, content: bytes, before: Stamp | None = None) -> None:
    """Put a whole new workbook in the place of ``path``, in one step.

    ``before`` is the :func:`stamp` of the state that the content was made from.
    :raises FileProblem: ``PE-F205`` when the file is open in an office program, ``PE-F206`` when it was saved since.
    :raises CommandProblem: ``PE-C004`` when the system refuses.
    """
    name = os.path.basename(path)
    refuse_when_open(path)

    def unchanged() -> None:
        if before is not None and stamp(path) != before:
            raise FileProblem("PE-F206", name)

    with whole_file(path, unchanged) as stream:
        stream.write(content)


def refuse_when_open(path: str) -> None:
    """Refuse to write a workbook that an office program has open: it would overwrite the result later.

    :raises FileProblem: ``PE-F205``, naming the lock file.
    """
    folder, name = os.path.split(path)
    for pattern in LOCKS:
        if os.path.exists(os.path.join(folder, pattern.format(name))):
            raise FileProblem("PE-F205", name, lock=pattern.format(name))
