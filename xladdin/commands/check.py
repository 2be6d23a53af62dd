"""``perfeval check``: check files and folders of forms."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from perfeval_core.report import FileReport, as_json, as_markdown, as_text
from xladdin.checking import check_file
from xladdin.commands.arguments import Arguments, Command, Option
from xladdin.commands.common import SCHEME, given_scheme
from xladdin.console import complain, make_safe
from xladdin.files import FileProblem
from xladdin.output import output
from xladdin.problems import coded_sentence, os_detail
from xladdin.progress import progress

__all__ = ["COMMAND", "run"]

COMMAND = Command(
    "check",
    "检查自评表：逐条列出问题、单元格和改法。不改动您的表。",
    (
        SCHEME,
        Option("--format", "结果的样子", value="格式", choices=("text", "json", "md"), default="text"),
        Option("--out", "结果写到文件，不打印", value="文件"),
        Option("--force", "覆盖已有的输出文件"),
    ),
    operands="文件或文件夹…",
    notes="退出码：0 没有“错误”；1 有“错误”；2 有文件读不了，或命令写法不对。",
)

EXTENSIONS = (".xlsx", ".xlsm", ".xls", ".et")


@dataclass(frozen=True, slots=True)
class _Format:
    """How one report is written, and what stands around and between several."""

    write: Callable[[FileReport], str]
    start: str = ""
    between: str = "\n"
    end: str = ""
    counts: bool = True
    """Does a sentence that counts the files close several of them?"""


_TEXT = _Format(as_text)
_MARKDOWN = _Format(as_markdown)
_JSON = _Format(as_json, counts=False)
_JSON_LIST = _Format(lambda report: as_json(report).rstrip("\n"), "[\n", ",\n", "\n]\n", counts=False)


def run(arguments: Arguments) -> int:
    """Check all files, one after the other; 0, 1 or 2."""
    scheme = given_scheme(arguments)
    found = _find(arguments.operands)
    for sentence in (*found.skipped, *found.problems):
        complain(sentence)
    several = len(arguments.operands) > 1 or any(map(os.path.isdir, arguments.operands))
    format_ = {"text": _TEXT, "md": _MARKDOWN, "json": _JSON_LIST if several else _JSON}[arguments.values["--format"]]
    is_json, out = arguments.values["--format"] == "json", arguments.get("--out")
    make_safe(json=is_json)
    good = bad = unread = 0
    with (
        output(out, force="--force" in arguments, json=is_json, inputs=found.files) as plain_write,
        progress(len(found.files), plain_write, printing=out is None) as (write, advance),
    ):
        write(format_.start)
        for number, path in enumerate(found.files):
            checked = check_file(path, scheme)
            write((format_.between if number else "") + format_.write(checked.report))
            good += checked.readable and not checked.has_errors
            bad += checked.readable and checked.has_errors
            unread += not checked.readable
            advance()
        if several and format_.counts:
            write(f"\n共 {len(found.files)} 个文件：{good} 个没有错误，{bad} 个有错误，{unread} 个没有查成。\n")
        write(format_.end)
    if unread or found.problems:
        return 2
    return 1 if bad else 0


@dataclass(frozen=True, slots=True)
class _Found:
    """The files to check, sentences on lock files passed over, and sentences on folders that gave nothing."""

    files: list[str] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


def _find(operands: Sequence[str]) -> _Found:
    """Files as they were given, folders with all below them in the order of their names."""
    found = _Found()
    for operand in operands:
        if not os.path.isdir(operand):
            found.files.append(operand)
            continue
        before = len(found.files), len(found.problems)
        _walk(operand, found)
        if (len(found.files), len(found.problems)) == before:
            found.problems.append(coded_sentence("PE-C007", name=operand))
    return found


def _walk(folder: str, found: _Found) -> None:
    def unreadable(error: OSError) -> None:
        name = str(error.filename)
        found.problems.append(str(FileProblem("PE-F004", name, detail=os_detail(error))))

    for place, folders, names in os.walk(folder, onerror=unreadable):
        folders.sort()
        for name in sorted(names):
            if not name.lower().endswith(EXTENSIONS):
                continue
            if name.startswith("~$"):
                found.skipped.append(f"跳过：{FileProblem('PE-F005', name, owner=name[2:])}")
            else:
                found.files.append(os.path.join(place, name))
