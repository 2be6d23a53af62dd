"""The one exception of this package: a file that cannot be read, as a coded Chinese sentence.

The texts are the file rules of the registry (``perfeval_core/registry/F.toml``), written once.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager

__all__ = ["FileProblem", "Refusal", "naming"]


class FileProblem(Exception):
    """A file that cannot be read.

    ``code`` is a file code of the registry (``PE-F0xx``); ``message`` is one sentence for people: what is likely
    wrong with the file ``name`` and what to do next.
    """

    def __init__(self, code: str, name: str, **fields: str) -> None:
        from perfeval_core.registry import rule  # a good file never needs the texts

        texts = rule(code)
        self.code = code
        self.name = name
        self.fields = fields
        cause = texts.message.format(name=name, **fields)
        self.message = f"{cause.removesuffix('。')}；{texts.advice.format(name=name, **fields)}"
        super().__init__(f"{code} {self.message}")

    def __reduce__(self) -> tuple[object, ...]:
        return _problem, (self.code, self.name, self.fields)


def _problem(code: str, name: str, fields: dict[str, str]) -> FileProblem:
    return FileProblem(code, name, **fields)


class Refusal(Exception):
    """Raised inside the package where the file's name is not known; :func:`naming` turns it into FileProblem."""

    def __init__(self, code: str, **fields: str) -> None:
        super().__init__(code, fields)
        self.code = code
        self.fields = fields


@contextmanager
def naming(path: str | os.PathLike[str]) -> Iterator[None]:
    """Turn whatever goes wrong while reading ``path`` into a :class:`FileProblem` that names the file.

    A parser has no business raising anything else, so an unexpected exception becomes ``PE-F018`` with its kind;
    KeyboardInterrupt and SystemExit pass.
    """
    name = os.path.basename(os.fspath(path)) or os.fspath(path)
    name = name.encode("utf-8", "replace").decode("utf-8")  # undecodable bytes of a name could not be printed
    try:
        yield
    except FileProblem:
        raise
    except Refusal as refusal:
        raise FileProblem(refusal.code, name, **refusal.fields) from None
    except MemoryError:
        raise FileProblem("PE-F024", name) from None
    except OSError as error:
        raise FileProblem(_os_code(error, path), name, detail=error.strerror or type(error).__name__) from error
    except Exception as error:
        raise FileProblem("PE-F018", name, detail=type(error).__name__) from error


def _os_code(error: OSError, path: str | os.PathLike[str]) -> str:
    """The code of an operating system's refusal."""
    if error.errno == errno.ENAMETOOLONG or getattr(error, "winerror", None) == 206:
        return "PE-F023"
    if isinstance(error, FileNotFoundError):
        too_long = os.name == "nt" and len(os.path.abspath(path)) >= 260
        return "PE-F023" if too_long else "PE-F001"
    if getattr(error, "winerror", None) in (32, 33):
        return "PE-F003"  # sharing or lock violation: open in Excel
    if isinstance(error, PermissionError):
        return "PE-F004"
    if isinstance(error, IsADirectoryError | NotADirectoryError):
        return "PE-F002"
    return "PE-F022"
