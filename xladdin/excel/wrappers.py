"""The VBA that is made from the registries: a wrapper for each function, a callback for each command."""

from __future__ import annotations

import re
from collections.abc import Iterable

from xladdin.functions import Function
from xladdin.ribbon import Command

__all__ = [
    "CALLBACKS_MODULE",
    "FUNCTIONS_MODULE",
    "NameRefused",
    "callback_name",
    "callbacks_module",
    "functions_module",
]

FUNCTIONS_MODULE = "PerfevalFunctions"
CALLBACKS_MODULE = "PerfevalRibbon"

_KEPT_BY_VBA = """
    abs addressof and any array as attribute base binary boolean byref byte byval call case cbool cbyte ccur cdate
    cdbl cdec cint circle clng clnglng clngptr close compare const csng cstr currency cvar cverr date debug decimal
    declare defbool defbyte defcur defdate defdbl defint deflng defobj defsng defstr defvar dim do doevents double each
    else elseif empty end endif enum eqv erase event exit explicit false fix for friend function get global gosub goto
    if imp implements in input inputb int integer is lbound len lenb let lib like line lock long longlong longptr loop
    lset me mid midb mod module new next not nothing null object on open option optional or output paramarray preserve
    print private property pset ptrsafe public put raiseevent random read redim rem resume return rset scale seek
    select set sgn shared single spc static step stop string sub tab then time to true type typeof ubound unlock
    until variant wend while width with withevents write xor
"""
RESERVED = frozenset(_KEPT_BY_VBA.split())
"""Words that VBA keeps for itself (MS-VBAL 3.3.5.2), and a few that would hide a function used in the wrapper."""

_NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")


class NameRefused(ValueError):
    """A name of a registry cannot be a name in VBA."""


def _name(name: str) -> str:
    if not _NAME.fullmatch(name) or name in RESERVED:
        raise NameRefused(f"“{name}”不能用作 VBA 里的名字")
    return name


def functions_module(functions: Iterable[Function]) -> str:
    """The worksheet functions.  Raises NameRefused."""
    parts = [f'Attribute VB_Name = "{FUNCTIONS_MODULE}"\nOption Explicit\n\n\' Made from xladdin/functions.py.\n']
    parts += [_wrapper(function) for function in functions]
    return "\n".join(parts)


def _wrapper(function: Function) -> str:
    if not re.fullmatch(r"PE_[A-Z_]{2,20}", function.name):
        raise NameRefused(f"“{function.name}”不能用作函数名")
    names = [_name(argument.name) for argument in function.arguments]
    if len(set(names)) != len(names):
        raise NameRefused(f"{function.name} 有两个同名的参数")
    declared = [
        f"{'Optional ' if argument.optional else ''}ByRef {argument.name} As Variant" for argument in function.arguments
    ]
    given = [f"CellArgument({name})" for name in names]
    head = f"Public Function {function.name}({_wrapped(declared, 4)}) As Variant"
    body = f'    {function.name} = CallPython("{function.name}", Array({_wrapped(given, 8)}))'
    return f"{head}\n{body}\nEnd Function\n"


def _wrapped(parts: list[str], indent: int) -> str:
    """Four to a line; VBA allows 24 continued lines."""
    lines = [", ".join(parts[start : start + 4]) for start in range(0, len(parts), 4)]
    return f", _\n{' ' * indent}".join(lines)


def callback_name(command: Command) -> str:
    """The procedure behind a button."""
    return f"Perfeval_{_name(command.id)}"


def callbacks_module(commands: Iterable[Command]) -> str:
    """The procedures behind the buttons.  Raises NameRefused."""
    parts = [f'Attribute VB_Name = "{CALLBACKS_MODULE}"\nOption Explicit\n\n\' Made from xladdin/ribbon.toml.\n']
    for command in commands:
        head = f"Public Sub {callback_name(command)}(ByVal control As IRibbonControl)"
        parts.append(f'{head}\n    RunCommand "{command.id}"\nEnd Sub\n')
    return "\n".join(parts)
