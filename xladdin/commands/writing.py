"""What the commands that write workbooks have in common."""

from __future__ import annotations

from xladdin.commands.arguments import Arguments, Command
from xladdin.problems import CommandProblem

__all__ = ["one_file"]


def one_file(arguments: Arguments, command: Command) -> str:
    """The only operand.

    :raises CommandProblem: when there are several.
    """
    if len(arguments.operands) > 1:
        raise CommandProblem("PE-C001", detail="一次只能写一个文件", usage=command.usage)
    return arguments.operands[0]
