"""What was typed after a command, read by the command's own list of options.

Not argparse: a value such as ``-3%`` must never be taken for an option, and what is wrong is said in Chinese.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from xladdin.problems import CommandProblem

__all__ = ["Arguments", "Command", "Option", "read_arguments"]

MEANINGS_AT = 22
"""Columns of a help page in front of what an option means."""


def _columns(text: str) -> int:
    """How wide a text is on a terminal: a Chinese character takes two columns."""
    from unicodedata import east_asian_width  # only a help page needs it

    return sum(2 if east_asian_width(sign) in "WF" else 1 for sign in text)


@dataclass(frozen=True, slots=True)
class Option:
    """``--name``; it takes one value, whatever that looks like, unless ``value`` (its name for people) is empty."""

    name: str
    meaning: str
    value: str = ""
    choices: tuple[str, ...] = ()
    default: str | None = None
    required: bool = False

    @property
    def written(self) -> str:
        """The option with the name of its value."""
        return f"{self.name} {self.value}".rstrip()


@dataclass(frozen=True, slots=True)
class Command:
    """What a command takes.  ``operands`` is their name for people, empty when there are none."""

    name: str
    meaning: str
    options: tuple[Option, ...] = ()
    operands: str = ""
    notes: str = ""

    @property
    def usage(self) -> str:
        """The command in one line."""
        shown = [one.written if one.required else f"[{one.written}]" for one in self.options]
        return " ".join(["perfeval", self.name, *([self.operands] if self.operands else []), *shown])

    @property
    def help(self) -> str:
        """The usage with the meaning of every option."""
        lines = [self.meaning, "", f"用法：{self.usage}"]
        for one in self.options:
            default = f"；不写就是 {one.default}" if one.default else ""
            choices = f"：{'、'.join(one.choices)}" if one.choices else ""
            lines.append(f"  {one.written}{' ' * (MEANINGS_AT - _columns(one.written))}{one.meaning}{choices}{default}")
        return "\n".join([*lines, *(["", self.notes] if self.notes else [])]) + "\n"


@dataclass(frozen=True, slots=True)
class Arguments:
    """The operands, and the value of each option that was given or has a default; switches are ``""``."""

    operands: tuple[str, ...]
    values: dict[str, str]

    def get(self, name: str) -> str | None:
        """The value of an option, None when it was not given."""
        return self.values.get(name)

    def __contains__(self, name: str) -> bool:
        return name in self.values


def read_arguments(command: Command, words: Sequence[str]) -> Arguments:
    """Read the words after the command's name; ``--`` ends the options.

    :raises CommandProblem: for an unknown, repeated or missing option, a missing or impossible value, missing operands.
    """
    options = {one.name: one for one in command.options}
    given: dict[str, str] = {}
    operands: list[str] = []
    waiting = list(reversed(words))
    while waiting:
        word = waiting.pop()
        if word == "--":
            operands += reversed(waiting)
            break
        if not word.startswith("-") or word == "-":
            operands.append(word)
            continue
        name, equals, value = word.partition("=")
        option = options.get(name)
        if option is None:
            raise _misuse(command, f"不认识的选项 {name}")
        if name in given:
            raise _misuse(command, f"{name} 写了两次")
        if not option.value and equals:
            raise _misuse(command, f"{name} 后面不带内容")
        if option.value and not equals:
            if not waiting:
                raise _misuse(command, f"{name} 后面少了{option.value}")
            value = waiting.pop()
        if option.choices and value not in option.choices:
            raise _misuse(command, f"{name} 不能是“{value}”，只能是{'、'.join(option.choices)}")
        given[name] = value
    if operands and not command.operands:
        raise _misuse(command, f"多出了“{operands[0]}”")
    if command.operands and not operands:
        raise _misuse(command, f"没有写{command.operands}")
    for option in command.options:
        if option.required and option.name not in given:
            raise _misuse(command, f"没有写 {option.written}")
    defaults = {one.name: one.default for one in command.options if one.default is not None}
    return Arguments(tuple(operands), {**defaults, **given})


def _misuse(command: Command, detail: str) -> CommandProblem:
    return CommandProblem("PE-C001", detail=detail, usage=command.usage)
