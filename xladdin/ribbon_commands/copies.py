"""The open workbook as a file: a copy of what its window holds, and new files beside it."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Iterator
from itertools import chain, count
from pathlib import Path
from typing import Any

from xladdin.files import FileProblem, read_workbook
from xladdin.files.seal import first_difference
from xladdin.host import place_of, save_copy
from xladdin.output import made_folder, write_file
from xladdin.problems import CommandProblem
from xladdin.ribbon_commands.session import Refused

__all__ = ["FOLDER", "beside", "home_of", "live_copy", "refusals_told", "refuse_when_stale", "write_new"]

FOLDER = "报送"
"""Beside the workbook; everything that is made to be sent goes there."""
FORMATS = (".xlsx", ".xlsm")
LONGEST_STEM = 60
"""Characters of the copy's name; Excel saves nothing with a path of more than 218."""


@contextlib.contextmanager
def refusals_told() -> Iterator[None]:
    """Inside, a coded refusal is the sentence that the button says."""
    try:
        yield
    except (CommandProblem, FileProblem) as problem:
        raise Refused(str(problem)) from None


def home_of(book: Any, label: str) -> Path:
    """The file of an open workbook.

    Raises Refused when it was never saved, is kept on a server, or has a format that cannot be sent.
    """
    place = place_of(book)
    if not place:
        raise Refused(f"这个工作簿还没有保存过，不知道把文件放在哪里；请先另存为 .xlsx，再点“{label}”。")
    if "://" in place:
        raise Refused(f"这个工作簿在网上（{place[:80]}），旁边放不了文件；请先另存到本机的文件夹，再点“{label}”。")
    home = Path(place)
    if home.suffix.lower() not in FORMATS:
        raise Refused(f"“{home.name}”不是 .xlsx 格式的，报送用的是 .xlsx；请先另存为 .xlsx，再点“{label}”。")
    return home


def beside(home: Path) -> Path:
    """The folder for what is made from a workbook; a copy that lies in such a folder has no other of its own."""
    return home.parent if home.parent.name == FOLDER else home.parent / FOLDER


@contextlib.contextmanager
def live_copy(book: Any) -> Iterator[Path]:
    """A file with what the window holds, unsaved changes included; it is gone afterwards."""
    name = Path(book.name)
    suffix = name.suffix if name.suffix.lower() in FORMATS else ".xlsx"
    with tempfile.TemporaryDirectory(prefix="perfeval-", ignore_cleanup_errors=True) as folder:
        path = Path(folder, f"{name.stem[:LONGEST_STEM]}{suffix}")
        save_copy(book, path)
        yield path


def refuse_when_stale(book: Any, home: Path, copy: Path, label: str) -> None:
    """Refuse when the file is not what the window shows although nothing was changed there: which one is meant?

    With unsaved changes in the window nobody can tell; then what the window shows is meant.
    """
    if not home.exists():
        raise Refused(f"磁盘上找不到“{home.name}”了（可能被移走或改了名）；请先保存，再点“{label}”。")
    if not book.api.Saved:
        return
    with contextlib.suppress(FileProblem):  # a file that another program keeps to itself cannot be compared
        cell = first_difference(read_workbook(str(home)), read_workbook(str(copy)))
        if cell:
            raise Refused(
                f"磁盘上的“{home.name}”和眼前的不一样（如 {cell}），可能在打开以后被别的程序改过；"
                f"要眼前的请先保存，要磁盘上的请关掉重新打开，再点“{label}”。"
            )


def write_new(folder: Path, name: str, content: bytes) -> Path:
    """Write a new file, whole or not at all; a name that is taken gets a number: ``…(2).xlsx``.

    Raises Refused when the system does not let it be written.
    """
    stem, suffix = os.path.splitext(name)
    names = chain([name], (f"{stem}({number}){suffix}" for number in count(2)))
    try:
        made_folder(str(folder))
        path = next(one for one in map(folder.joinpath, names) if not os.path.lexists(one))
        write_file(str(path), content)
    except CommandProblem as problem:
        raise Refused(f"{problem}要换文件夹，请先把工作簿另存过去，再点一次。") from None
    return path
