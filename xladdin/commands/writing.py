"""What the commands that write workbooks have in common."""

from __future__ import annotations

from perfeval_core.scheme import Scheme
from xladdin.checking import CheckedFile, check_file
from xladdin.commands.arguments import Arguments, Command
from xladdin.console import complain
from xladdin.problems import CommandProblem

__all__ = ["checked_file", "one_file"]


def one_file(arguments: Arguments, command: Command) -> str:
    """The only operand.

    :raises CommandProblem: when there are several.
    """
    if len(arguments.operands) > 1:
        raise CommandProblem("PE-C001", detail="一次只能写一个文件", usage=command.usage)
    return arguments.operands[0]


def checked_file(path: str, scheme: Scheme | None = None) -> CheckedFile | None:
    """The file checked by ``scheme`` or (None) by what its headings ask for; None, and the reason said, when it
    cannot be checked."""
    checked = check_file(path, scheme)
    if checked.readable:
        return checked
    for finding in checked.report.findings:
        complain(f"{finding.code} {finding.message}{finding.advice}")
    return None
