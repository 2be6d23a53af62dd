"""The .oxt: functions, menu and toolbar for LibreOffice Calc, made from the registries of functions and commands.

The same registries give the same bytes.  The file names no folder of any machine unless ``folders`` are given.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

from xladdin import __version__
from xladdin.functions import FUNCTIONS, Argument, Function
from xladdin.libreoffice.calls import METHODS, takes_cell
from xladdin.ribbon import Command, Group, Menu, ribbon

__all__ = ["IDENTIFIER", "OLDEST", "PROTOCOL", "build", "description", "parts"]

IDENTIFIER = "org.perfeval.calc"
MODULE = "org.perfeval"
SERVICE = f"{MODULE}.Functions"
PROTOCOL = "vnd.perfeval:"
OLDEST = (25, 2)
"""The oldest LibreOffice that knows functions of an add-in by their plain names in an .xlsx."""
COMPONENT = Path(__file__).with_name("component.py.txt")
TIME = (1980, 1, 1, 0, 0, 0)
CALC = "com.sun.star.sheet.SpreadsheetDocument"
TOOLBAR = f"{MODULE}.toolbar"

CELLS_ONLY = "。必填的参数要引用单元格，不能直接写文字和数"
"""Calc hands over a blank cell as 0 unless the function takes cells, and then it takes nothing else."""
NOT_INSTALLED = (
    "绩效自评插件还没有接上 Python 程序；请运行 perfeval addin install --libreoffice，再重新打开 LibreOffice。"
)
OTHER_PYTHON = (
    "绩效自评是为 Python {wanted} 装的，这个 LibreOffice 用的是 Python {running}；"
    "请用 Python {running} 重新安装 perfeval，再运行 perfeval addin install --libreoffice。"
)
TOO_OLD = (
    "这个 LibreOffice 是 {running}，绩效自评的插件要 {wanted} 以上；请升级 LibreOffice，或者用不要插件的标准自评表。"
)
NOT_FOUND = "绩效自评的程序找不到了（{detail}）；请重新运行 perfeval addin install --libreoffice。"

CALLER = "[in] com::sun::star::beans::XPropertySet caller"
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_REGISTRY = (
    'xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema" '
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
)
MANIFEST = {
    "functions.idl": "application/vnd.sun.star.uno-typelibrary;type=RDB",
    "component.py": "application/vnd.sun.star.uno-component;type=Python",
    "CalcAddIns.xcu": "application/vnd.sun.star.configuration-data",
    "Addons.xcu": "application/vnd.sun.star.configuration-data",
    "ProtocolHandler.xcu": "application/vnd.sun.star.configuration-data",
    "CalcWindowState.xcu": "application/vnd.sun.star.configuration-data",
}
"""Every registered part with its media type."""


def build(version: str = "", folders: Sequence[str] = ()) -> bytes:
    """The extension.  ``folders`` are put on Python's path when it runs, ``version`` is the Python they are for."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, content in parts(version, folders).items():
            member = zipfile.ZipInfo(name, TIME)
            member.compress_type = zipfile.ZIP_DEFLATED
            member.external_attr = 0o644 << 16
            archive.writestr(member, content)
    return target.getvalue()


def parts(version: str = "", folders: Sequence[str] = ()) -> dict[str, bytes]:
    """Every member of the extension by its name."""
    texts = {
        "META-INF/manifest.xml": _manifest(),
        "description.xml": _description(),
        "functions.idl": _idl(),
        "component.py": _component(),
        "CalcAddIns.xcu": _functions(),
        "Addons.xcu": _addons(),
        "ProtocolHandler.xcu": _protocol_handler(),
        "CalcWindowState.xcu": _window_state(),
    }
    if folders:
        texts["python_folders.txt"] = "\n".join([version, *folders, ""])
    return {name: text.encode("utf-8") for name, text in texts.items()}


def _manifest() -> str:
    entries = "".join(
        f"<manifest:file-entry manifest:full-path={quoteattr(name)} manifest:media-type={quoteattr(kind)}/>"
        for name, kind in MANIFEST.items()
    )
    return (
        f'{_HEAD}<manifest:manifest xmlns:manifest="http://openoffice.org/2001/manifest">{entries}</manifest:manifest>'
    )


def _description() -> str:
    oldest = ".".join(map(str, OLDEST))
    return (
        f'{_HEAD}<description xmlns="http://openoffice.org/extensions/description/2006" '
        'xmlns:d="http://openoffice.org/extensions/description/2006" '
        'xmlns:l="http://libreoffice.org/extensions/description/2011">'
        f'<identifier value="{IDENTIFIER}"/><version value="{__version__}"/>'
        "<display-name><name>绩效自评</name></display-name>"
        f'<dependencies><l:LibreOffice-minimal-version value="{oldest}" d:name="LibreOffice {oldest}"/></dependencies>'
        "</description>"
    )


def _idl() -> str:
    """The interface that Calc finds the functions in; it knows an optional argument by the type any.

    The first parameter is none of the formula: Calc gives the workbook for it.
    """
    methods = "".join(
        f"sequence< sequence< any > > {method}({', '.join([CALLER, *map(_parameter, function.arguments)])});\n"
        for method, function in _methods()
    )
    return f"module org {{ module perfeval {{\ninterface XFunctions {{\n{methods}}};\n}}; }};\n"


def _parameter(argument: Argument) -> str:
    kind = "com::sun::star::table::XCellRange" if takes_cell(argument) else "any"
    return f"[in] {kind} {argument.name}Given"


def _methods() -> Iterator[tuple[str, Function]]:
    for (method, name), function in zip(METHODS.items(), FUNCTIONS, strict=True):
        assert name == function.name
        yield method, function


def _component() -> str:
    text = COMPONENT.read_text(encoding="utf-8")
    for place, content in {
        "@MODULE@": MODULE,
        "@METHODS@": repr(tuple(METHODS)),
        "@PROTOCOL@": PROTOCOL,
        "@SERVICE@": SERVICE,
        "@TITLE@": ribbon().label,
        "@MENUS@": repr(_menus()),
        "@NOT_INSTALLED@": NOT_INSTALLED,
        "@OTHER_PYTHON@": OTHER_PYTHON,
        "@NOT_FOUND@": NOT_FOUND,
        "@OLDEST@": repr(OLDEST),
        "@TOO_OLD@": TOO_OLD.replace("{wanted}", ".".join(map(str, OLDEST))),
    }.items():
        text = text.replace(place, content)
    return text


def _menus() -> dict[str, dict[str, str]]:
    """The commands by their labels of each button that opens a list."""
    items = (item for group in ribbon().groups for item in group.items)
    return {item.id: {one.label: one.id for one in item.commands} for item in items if isinstance(item, Menu)}


# -- configuration ------------------------------------------------------------------------------------------------


def _data(name: str, package: str, content: str) -> str:
    opening = f'<oor:component-data {_REGISTRY} oor:name="{name}" oor:package="{package}">'
    return f"{_HEAD}{opening}{content}</oor:component-data>"


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


def _functions() -> str:
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
        for method, function in _methods()
    )
    service = _node(SERVICE, _node("AddInFunctions", functions), replace=True)
    return _data("CalcAddIns", "org.openoffice.Office", _node("AddInInfo", service))


def _button(number: int, command: Command) -> str:
    return _node(
        f"m{number:02}",
        _text("Context", CALC),
        _text("URL", f"{PROTOCOL}{command.id}"),
        _both("Title", command.label),
        _text("Target", "_self"),
        replace=True,
    )


def _separator(number: int) -> str:
    return _node(f"m{number:02}", _text("URL", "private:separator"), replace=True)


def _list(number: int, menu: Menu, *content: str) -> str:
    return _node(
        f"m{number:02}",
        _text("Context", CALC),
        _text("URL", f"{PROTOCOL}{menu.id}"),
        _both("Title", menu.label),
        _text("Target", "_self"),
        *content,
        replace=True,
    )


def _submenu(number: int, menu: Menu) -> str:
    inside = "".join(_button(at, command) for at, command in enumerate(menu.commands, 1))
    return _list(number, menu, _node("Submenu", inside))


def _drop_down(number: int, menu: Menu) -> str:
    """A toolbar has no submenus: the component hands the list to the button."""
    return _list(number, menu, _text("ControlType", "DropdownButton"))


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


def _addons() -> str:
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


def _protocol_handler() -> str:
    handler = _node(
        f"{MODULE}.Commands",
        f'<prop oor:name="Protocols" oor:type="oor:string-list"><value>{PROTOCOL}*</value></prop>',
        replace=True,
    )
    return _data("ProtocolHandler", "org.openoffice.Office", _node("HandlerSet", handler))


def _window_state() -> str:
    """The toolbar: shown, docked at the top, texts on its buttons."""
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
