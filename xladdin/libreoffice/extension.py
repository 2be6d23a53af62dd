"""The .oxt: an extension for LibreOffice Calc, made from the registries of functions and commands.

The same registries give the same bytes.  The file names no folder of any machine unless ``folders`` are given.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from pathlib import Path
from xml.sax.saxutils import quoteattr

from xladdin import __version__
from xladdin.functions import Argument
from xladdin.libreoffice.calls import METHODS, takes_cell
from xladdin.libreoffice.configuration import (
    HEAD,
    MODULE,
    PROTOCOL,
    SERVICE,
    add_ins,
    menu_and_toolbar,
    methods,
    protocol_handler,
    window_state,
)
from xladdin.ribbon import Menu, ribbon

__all__ = ["IDENTIFIER", "OLDEST", "build", "parts"]

IDENTIFIER = "org.perfeval.calc"
OLDEST = (25, 2)
"""The oldest LibreOffice that knows functions of an add-in by their plain names in an .xlsx."""
COMPONENT = Path(__file__).with_name("component.py.txt")
TIME = (1980, 1, 1, 0, 0, 0)

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
        "CalcAddIns.xcu": add_ins(),
        "Addons.xcu": menu_and_toolbar(),
        "ProtocolHandler.xcu": protocol_handler(),
        "CalcWindowState.xcu": window_state(),
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
        f'{HEAD}<manifest:manifest xmlns:manifest="http://openoffice.org/2001/manifest">{entries}</manifest:manifest>'
    )


def _description() -> str:
    oldest = ".".join(map(str, OLDEST))
    return (
        f'{HEAD}<description xmlns="http://openoffice.org/extensions/description/2006" '
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
    declared = "".join(
        f"sequence< sequence< any > > {method}({', '.join([CALLER, *map(_parameter, function.arguments)])});\n"
        for method, function in methods()
    )
    return f"module org {{ module perfeval {{\ninterface XFunctions {{\n{declared}}};\n}}; }};\n"


def _parameter(argument: Argument) -> str:
    kind = "com::sun::star::table::XCellRange" if takes_cell(argument) else "any"
    return f"[in] {kind} {argument.name}Given"


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
