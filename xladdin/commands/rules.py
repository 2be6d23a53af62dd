"""``perfeval rules``: the rule book."""

from __future__ import annotations

from xladdin.commands.arguments import Arguments, Command, Option
from xladdin.output import output

__all__ = ["COMMAND", "run"]

COMMAND = Command(
    "rules",
    "打印规则手册（Markdown）：每条规则查什么、为什么、怎么办、依据、正反例。",
    (Option("--out", "写到文件，不打印", value="文件"), Option("--force", "覆盖已有的输出文件")),
)


def run(arguments: Arguments) -> int:
    """Print or write the rule book."""
    from perfeval_core.rule_book import rule_book

    with output(arguments.get("--out"), force="--force" in arguments) as write:
        write(rule_book())
    return 0
