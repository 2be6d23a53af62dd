"""What must hold for the add-in, as plain functions over its parts: each returns the sentences of what is wrong."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterable, Mapping
from pathlib import Path

from xladdin.functions import Function
from xladdin.ribbon import Ribbon

UI = "{http://schemas.microsoft.com/office/2009/07/customui}"
PACKAGE = "{http://schemas.openxmlformats.org/package/2006/relationships}"
TYPES = "{http://schemas.openxmlformats.org/package/2006/content-types}"

ICONS = {
    "AcceptInvitation", "AttachItem", "CalculateNow", "Calculator", "DataValidationCircleInvalid",
    "EnvelopesAndLabelsDialog", "FileNew", "FileSave", "FileSaveAs", "FileSendAsAttachment", "FindDialog", "Folder",
    "FunctionWizard", "Help", "Info", "Lock", "NewMailMessage", "PropertySheet", "ReviewDeleteComment",
    "ReviewNewComment", "ReviewNextComment", "ReviewPreviousComment", "ReviewProtectWorkbook", "SendDefault",
    "SheetProtect", "Spelling", "TableExcelSpreadsheetInsert", "TraceError",
}  # fmt: skip
"""Icons of every Office since 2007, each looked up in Microsoft's own list: the "imageMso Table" of the open
specification [MS-CUSTOMUI] (Custom UI XML Markup).  A name that is not in Office shows no icon at all, and no error."""

LONGEST = {"label": 20, "screentip": 60, "supertip": 250}
CALLABLE = {"XLPy", "CallPython", "CellArgument", "CellResult", "TextOf", "DescribeFunctions", "RunCommand"}
"""What modules use of each other; besides, only the worksheet functions and the buttons' procedures are public."""

OUTSIDE = (".conf", "Shell", "cmd", "CreateObject", "GetObject", ".FullName", ".Path", "Sheets(", "PYTHONPATH")
ALLOWED = {".conf": 'Environ("USERPROFILE")', "Sheets(": "ThisWorkbook.Worksheets(SHEET_NAME)"}


def analysis(addin: Path) -> list[str]:
    """pyVBAanalysis over the whole project; warnings count, remarks do not."""
    command = [sys.executable, "-m", "pyvbaanalysis", "--fail-level", "warning", str(addin)]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)
    return [] if done.returncode == 0 else (done.stdout + done.stderr).splitlines()


def unparsed(modules: Mapping[str, str]) -> list[str]:
    """Modules whose blocks or strings are not closed."""
    from pyopenvba.exceptions import VBAError
    from pyopenvba.interpreter import parse_module

    wrong = []
    for name, text in modules.items():
        try:
            parse_module(text, name=name, kind="document" if name == "ThisWorkbook" else "standard")
        except VBAError as error:
            wrong.append(f"{name}: {error}")
    return wrong


def lost_texts(addin: Path, modules: Mapping[str, str]) -> list[str]:
    """Modules that an independent reader (olevba) does not find in the file, word for word."""
    from oletools.olevba import VBA_Parser

    parser = VBA_Parser(str(addin))
    found = {name.removesuffix(".bas").removesuffix(".cls"): text for _, _, name, text in parser.extract_macros()}
    parser.close()
    wrong = [f"{name} is not in the file" for name in modules.keys() - found.keys()]
    wrong += [f"{name} should not be in the file" for name in found.keys() - modules.keys() - {"Sheet1"}]
    for name in modules.keys() & found.keys():
        if _statements(found[name]) != _statements(modules[name]):
            wrong.append(f"{name} is different in the file")
    if any(_statements(found.get(name, "")) for name in ("Sheet1",)):
        wrong.append("Sheet1 has code")
    return wrong


def _statements(text: str) -> list[str]:
    lines = text.replace("\r\n", "\n").replace("\r", "\n").strip().split("\n")
    return [line for line in lines if not line.startswith("Attribute ") and line]


def wrong_signs(modules: Mapping[str, str]) -> list[str]:
    """VBA is stored in an 8-bit code page: anything but ASCII is lost."""
    return [f"{name} has a sign outside ASCII" for name, text in modules.items() if not text.isascii()]


def public_names(modules: Mapping[str, str]) -> list[str]:
    """A public function of any module can be called from a cell of a received workbook."""
    wrong = []
    for name, text in modules.items():
        for scope, kind, procedure in re.findall(r"^(Public |Private |)(Function|Sub) (\w+)", text, re.MULTILINE):
            expected = procedure in CALLABLE or procedure.startswith("PE_" if kind == "Function" else "Perfeval_")
            if scope != "Private " and not expected:
                wrong.append(f"{name}.{procedure} is public")
    return wrong


def from_workbooks(modules: Mapping[str, str]) -> list[str]:
    """Nothing that a received workbook holds or lies beside may decide what runs; no shell, no library by name."""
    wrong = []
    for name, text in modules.items():
        for sign in OUTSIDE:
            lines = [line for line in text.splitlines() if sign in line and not line.strip().startswith("'")]
            allowed = ALLOWED.get(sign)
            wrong += [f"{name}: {line.strip()}" for line in lines if allowed is None or allowed not in line]
    return wrong


def functions_agree(module: str, functions: Iterable[Function]) -> list[str]:
    """Each wrapper passes its own name and all its arguments in the order of the registry."""
    flat = module.replace(" _\r\n", " ").replace(" _\n", " ")
    found: dict[str, tuple[list[str], str, list[str]]] = {}
    head, call = r"^Public Function (\w+)\((.*)\) As Variant\s+", r"(\w+) = CallPython\(\"(\w+)\", Array\((.*)\)\)\s+"
    pattern = f"{head}{call}End Function"
    for name, declared, result, called, given in re.findall(pattern, flat, re.MULTILINE):
        if not name == result == called:
            found[name] = ([], "", [])
            continue
        parameters = re.findall(r"(Optional )?ByRef (\w+) As Variant", declared)
        found[name] = (
            [parameter for _, parameter in parameters],
            "".join("o" if optional else "r" for optional, _ in parameters),
            re.findall(r"CellArgument\((\w+)\)", given),
        )
    expected = {
        function.name: (
            [argument.name for argument in function.arguments],
            "".join("o" if argument.optional else "r" for argument in function.arguments),
            [argument.name for argument in function.arguments],
        )
        for function in functions
    }
    names = sorted(found.keys() | expected.keys())
    return [f"{name} differs" for name in names if found.get(name) != expected.get(name)]


def commands_agree(xml: str, module: str, ribbon: Ribbon, macros: str | None) -> list[str]:
    """Every button calls a public procedure with the ribbon's signature, which calls its own macro, which exists."""
    pattern = r"^Public Sub (\w+)\(ByVal control As IRibbonControl\)\s+RunCommand \"(\w+)\"\s+End Sub"
    callbacks = dict(re.findall(pattern, module, re.MULTILINE))
    buttons = [element for element in ElementTree.fromstring(xml).iter() if element.get("onAction")]
    called = {button.get("onAction"): button.get("id") for button in buttons}
    commands = {command.id for command in ribbon.commands}
    wrong = [f"{action} is not a procedure" for action in called if action not in callbacks]
    wrong += [f"{name} has no button" for name in callbacks if name not in called]
    wrong += [
        f"{action} of {button} calls {callbacks[action]}"
        for action, button in called.items()
        if action in callbacks and callbacks[action] != button
    ]
    wrong += [f"{name} is not in ribbon.toml" for name in set(callbacks.values()) - commands]
    wrong += [f"{name} has no callback" for name in commands - set(callbacks.values())]
    if macros is not None:
        tree = ast.parse(macros)
        defined = {
            node.name
            for node in tree.body
            if isinstance(node, ast.FunctionDef)
            and not (node.args.posonlyargs + node.args.args)[len(node.args.defaults) :]
        }
        defined |= {
            alias.asname or alias.name for node in tree.body if isinstance(node, ast.ImportFrom) for alias in node.names
        }
        wrong += [f"macros.py has no {name}() without arguments" for name in commands - defined]
    return sorted(wrong)


def interface(xml: str) -> list[str]:
    """Rules of Office for the tab: ids, keytips, sizes, icons, lengths."""
    wrong = []
    root = ElementTree.fromstring(xml)
    if root.tag != f"{UI}customUI":
        return [f"the root is {root.tag}"]
    ids = [element.get("id") for element in root.iter() if element.get("id")]
    wrong += [f"id {name} is there twice" for name in {name for name in ids if ids.count(name) > 1}]
    wrong += [f"id {name} is not a name" for name in ids if not re.fullmatch(r"[A-Za-z_]\w*", name or "")]
    for tab in root.iter(f"{UI}tab"):
        wrong += _keytips([item for group in tab for item in group])
        wrong += _item(tab, sized=False, iconed=False)
    for menu in root.iter(f"{UI}menu"):
        wrong += _keytips(list(menu))
    for group in root.iter(f"{UI}group"):
        for item in group:
            wrong += _item(item, sized=True)
            wrong += [sentence for inner in item for sentence in _item(inner, sized=False)]
    return wrong


def _item(element: ElementTree.Element, *, sized: bool, iconed: bool = True) -> list[str]:
    name = element.get("id")
    wrong = []
    if not re.search("[\u4e00-\u9fff]", element.get("label", "")):
        wrong.append(f"{name} has no Chinese label")
    for attribute, most in LONGEST.items():
        text = element.get(attribute, "")
        if len(text) > most or (iconed and not text):
            wrong.append(f"{name} {attribute}: {len(text)} signs")
    if not re.fullmatch("[A-Z0-9]{1,3}", element.get("keytip", "")):
        wrong.append(f"{name} keytip {element.get('keytip')}")
    if iconed and element.get("imageMso") not in ICONS:
        wrong.append(f"{name} icon {element.get('imageMso')}")
    if (element.get("size") in ("large", "normal")) != sized:
        wrong.append(f"{name} size {element.get('size')}")
    return wrong


def _keytips(items: list[ElementTree.Element]) -> list[str]:
    tips = [item.get("keytip", "") for item in items]
    return [
        f"keytip {first} is the start of {second}"
        for place, first in enumerate(tips)
        for other, second in enumerate(tips)
        if place != other and second.startswith(first)
    ]


def package(parts: Mapping[str, bytes]) -> list[str]:
    """What Excel would otherwise "repair": content types, relationships, targets; and nobody's name."""
    wrong = []
    types = ElementTree.fromstring(parts["[Content_Types].xml"])
    defaults = {one.get("Extension"): one.get("ContentType") for one in types.iter(f"{TYPES}Default")}
    overrides = {one.get("PartName"): one.get("ContentType") for one in types.iter(f"{TYPES}Override")}
    main = "application/vnd.ms-excel.addin.macroEnabled.main+xml"
    if overrides.get("/xl/workbook.xml") != main:
        wrong.append(f"the main part is {overrides.get('/xl/workbook.xml')}")
    if "application/vnd.ms-office.vbaProject" not in (overrides.get("/xl/vbaProject.bin"), defaults.get("bin")):
        wrong.append("the project has no content type")
    wrong += [f"{name} is declared and missing" for name in overrides if name and name[1:] not in parts]
    wrong += [
        f"{name} has no content type"
        for name in parts
        if name != "[Content_Types].xml" and f"/{name}" not in overrides and name.rpartition(".")[2] not in defaults
    ]
    office = "http://schemas.microsoft.com/office"
    expected = {
        "_rels/.rels": {f"{office}/2007/relationships/ui/extensibility": "customUI/customUI14.xml"},
        "xl/_rels/workbook.xml.rels": {f"{office}/2006/relationships/vbaProject": "vbaProject.bin"},
    }
    for part, wanted in expected.items():
        relations = list(ElementTree.fromstring(parts[part]).iter(f"{PACKAGE}Relationship"))
        targets = {one.get("Type"): one.get("Target") for one in relations}
        folder = part.partition("_rels/")[0]
        wrong += [f"{part} lacks {kind}" for kind, target in wanted.items() if targets.get(kind) != target]
        wrong += [f"{part}: {one} is missing" for one in targets.values() if f"{folder}{one}" not in parts]
        if len({one.get("Id") for one in relations}) != len(relations):
            wrong.append(f"{part} has an id twice")
    for name, content in parts.items():
        if name.endswith((".xml", ".rels")):
            try:
                ElementTree.fromstring(content)
            except ElementTree.ParseError as error:
                wrong.append(f"{name}: {error}")
    if b"William" in b"".join(parts.values()):
        wrong.append("a person's name is in the package")
    return wrong
