"""LibreOffice's configuration for the extension: functions, menu and toolbar, from the registries, as .xcu texts."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from xml.sax.saxutils import escape, quoteattr

from xladdin.functions import FUNCTIONS, Function
from xladdin.libreoffice.calls import METHODS, takes_cell
from xladdin.ribbon import Command, Group, Menu, ribbon

__all__ = [
    "HEAD",
    "MODULE",
    "PROTOCOL",
    "SERVICE",
    "add_ins",
    "description",
    "menu_and_toolbar",
    "methods",
    "protocol_handler",
    "window_state",
]

MODULE = "org.perfeval"
SERVICE = f"{MODULE}.Functions"
PROTOCOL = "vnd.perfeval:"
TOOLBAR = f"{MODULE}.toolbar"
CALC = "com.sun.star.sheet.SpreadsheetDocument"
CELLS_ONLY = "。必填的参数要引用单元格，不能直接写文字和数"
"""Calc hands over a blank cell as 0 unless the function takes cells, and then it takes nothing else."""

HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_REGISTRY = (
    'xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema" '
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
)


def methods() -> Iterator[tuple[str, Function]]:
    """Every function with its method of the add-in's interface."""
    for (method, name), function in zip(METHODS.items(), FUNCTIONS, strict=True):
        assert name == function.name
        yield method, function


def _data(name: str, package: str, content: str) -> str:
    opening = f'<oor:component-data {_REGISTRY} oor:name="{name}" oor:package="{package}">'
    return f"{HEAD}{opening}{content}</oor:component-data>"


def _node(name: str, *content: str, replace: bool = False) -> str:
    operation = ' oor:op="replace"' if replace else ""
    return f"<node oor:name={quoteattr(name)}{operation}>{''.join(content)}</node>"


def _text(name: str, text: str, language: str = "") -> str:
    spoken = f' xml:lang="{language}"' if language else ""
    return f'<prop oor:name="{name}"><value{spoken}>{escape(text)}</value></prop>'


def _both(name: str, text: str) -> str:
    """One text whatever the language of the office is."""
    return f'<prop oor:name="{name}"><value xml:lang="en-US">{escape(text)}</value></prop>'


def description(function: Function) -> str:
    """What the function wizard says; with the one thing that is different from Excel."""
    return function.meaning + (CELLS_ONLY if any(map(takes_cell, function.arguments)) else "")


def add_ins() -> str:
    """CalcAddIns.xcu: what the function wizard shows of every function."""
    functions = "".join(
        _node(
            method,
            _both("DisplayName", function.name),
            _both("Description", description(function)),
            _text("Category", "Add-In"),
            _both("CompatibilityName", function.name),
            _node(
                "Parameters",
                *(
                    _node(
                        f"{one.name}Given",
                        _both("DisplayName", one.name),
                        _both("Description", one.meaning),
                        replace=True,
                    )
                    for one in function.arguments
                ),
            ),
            replace=True,
        )
        for method, function in methods()
    )
    service = _node(SERVICE, _node("AddInFunctions", functions), replace=True)
    return _data("CalcAddIns", "org.openoffice.Office", _node("AddInInfo", service))


def _button(number: int, item: Command | Menu, *content: str) -> str:
    return _node(
        f"m{number:02}",
        _text("Context", CALC),
        _text("URL", f"{PROTOCOL}{item.id}"),
        _both("Title", item.label),
        _text("Target", "_self"),
        *content,
        replace=True,
    )


def _separator(number: int) -> str:
    return _node(f"m{number:02}", _text("URL", "private:separator"), replace=True)


def _submenu(number: int, menu: Menu) -> str:
    inside = "".join(_button(at, command) for at, command in enumerate(menu.commands, 1))
    return _button(number, menu, _node("Submenu", inside))


def _drop_down(number: int, menu: Menu) -> str:
    """A toolbar has no submenus: the component hands the list to the button."""
    return _button(number, menu, _text("ControlType", "DropdownButton"))


def _numbered(groups: Sequence[Group], menu: Callable[[int, Menu], str]) -> Iterator[str]:
    """Every entry of the menu, or of the toolbar; groups parted by lines."""
    number = 0
    for group in groups:
        if number:
            number += 1
            yield _separator(number)
        for item in group.items:
            number += 1
            yield menu(number, item) if isinstance(item, Menu) else _button(number, item)


def menu_and_toolbar() -> str:
    """Addons.xcu: every command once in the menu and once in the toolbar."""
    tab = ribbon()
    menu = _node(
        f"{MODULE}.menu",
        _text("Context", CALC),
        _both("Title", tab.label),
        _text("Target", "_self"),
        _node("Submenu", *_numbered(tab.groups, _submenu)),
        replace=True,
    )
    toolbar = _node(TOOLBAR, *_numbered(tab.groups, _drop_down), replace=True)
    titles = _node("OfficeToolBar", toolbar)
    return _data("Addons", "org.openoffice.Office", _node("AddonUI", _node("OfficeMenuBar", menu), titles))


def protocol_handler() -> str:
    """ProtocolHandler.xcu: the component answers the addresses of the commands."""
    handler = _node(
        f"{MODULE}.Commands",
        f'<prop oor:name="Protocols" oor:type="oor:string-list"><value>{PROTOCOL}*</value></prop>',
        replace=True,
    )
    return _data("ProtocolHandler", "org.openoffice.Office", _node("HandlerSet", handler))


def window_state() -> str:
    """CalcWindowState.xcu: the toolbar is shown, docked at the top, texts on its buttons."""
    state = _node(
        f"private:resource/toolbar/addon_{TOOLBAR}",
        _both("UIName", ribbon().label),
        *(
            f'<prop oor:name="{name}" oor:type="xs:{kind}"><value>{value}</value></prop>'
            for name, kind, value in (
                ("ContextSensitive", "boolean", "false"),
                ("Visible", "boolean", "true"),
                ("Docked", "boolean", "true"),
                ("DockingArea", "int", "0"),
                ("Style", "int", "1"),
            )
        ),
        replace=True,
    )
    return _data("CalcWindowState", "org.openoffice.Office.UI", _node("UIElements", _node("States", state)))
