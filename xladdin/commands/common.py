"""What several commands have in common: options, the one file they work on, its scheme, its check, the new file."""

from __future__ import annotations

from perfeval_core.scheme import Scheme
from xladdin.checking import CheckedFile, check_file, named_scheme
from xladdin.commands.arguments import Arguments, Command, Option
from xladdin.console import complain
from xladdin.output import refuse_output
from xladdin.problems import CommandProblem

__all__ = ["FUNCTIONS", "OVERWRITE", "SCHEME", "checked_file", "given_scheme", "new_file", "one_file"]

SCHEME = Option("--scheme", "评分办法（见 perfeval schemes），auto 按表头判断", value="名字", default="auto")
OVERWRITE = Option("--force", "覆盖已有的新文件")
FUNCTIONS = Option(
    "--functions",
    "得分怎样算：none 普通公式，addin 插件函数",
    value="方式",
    choices=("none", "addin"),
    default="none",
)


def one_file(arguments: Arguments, command: Command) -> str:
    """The only operand.

    :raises CommandProblem: ``PE-C001`` when there are several.
    """
    if len(arguments.operands) > 1:
        raise CommandProblem("PE-C001", detail="一次只能写一个文件", usage=command.usage)
    return arguments.operands[0]


def new_file(arguments: Arguments, path: str) -> str | None:
    """Where ``-o`` says; None where it says nothing.  ``path`` is the file that the command works on.

    :raises CommandProblem: when something is there that must stay (see :func:`refuse_output`).
    """
    out = arguments.get("-o")
    if out is not None:
        refuse_output(out, "--force" in arguments, [path])
    return out


def given_scheme(arguments: Arguments) -> Scheme | None:
    """The scheme of ``--scheme``, None for ``auto``.

    :raises CommandProblem: ``PE-C002`` when there is none of that name.
    """
    name = arguments.values[SCHEME.name]
    return None if name == SCHEME.default else named_scheme(name)


def checked_file(path: str, scheme: Scheme | None = None) -> CheckedFile | None:
    """The file checked by ``scheme`` or (None) by what its headings ask for; None, and the reason said, when it
    cannot be checked."""
    checked = check_file(path, scheme)
    if checked.readable:
        return checked
    for finding in checked.report.findings:
        complain(finding.sentence)
    return None
