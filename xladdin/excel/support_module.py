"""The VBA module that starts Python, from the one that the installed xlwings brings along (BSD licence, kept on top).

Only the procedures that are needed are taken over; three are replaced by those of ``support.bas``, because the
originals let the active workbook and its folder choose the interpreter.  Whatever is not found as expected stops
the build.
"""

from __future__ import annotations

import re
from pathlib import Path

__all__ = ["MODULE", "SupportError", "support_module", "xlwings_source"]

MODULE = "PerfevalPython"
VERSION = "0.37.8"
PROJECT = "perfeval"

KEPT = ("XLPy", "GetConfigFilePath", "GetConfigFromFile", "FileExists", "FileExistsOnWindows", "ParentFolder")
"""Taken over without the branches for other systems; all but the first for this module only, so that no cell of a
received workbook can call them."""

REPLACED = {
    "XLPyCommand": ("ActiveWorkbook.FullName", "GetConfig(", "cmd.exe", "prepare_sys_path"),
    "XLPyLoadDLL": ("GetConfig(", "LoadLibrary(ParentFolder(PYTHON_WIN)", "CondaEnv"),
    "GetConfig": ("GetConfigFromSheet(ActiveWorkbook)", "GetDirectoryConfigFilePath()"),
}
"""Left out, with the texts in them that are the reason; ``support.bas`` stands for them."""

CHANGES = (
    (r'("LoadLibraryA" \(ByVal lpLibFileName As String\) As Long)$', r"\1Ptr"),
    (r"^( +)(Const XLPyDLLName)", r"\1Private \2"),
    (r'^( +)(Declare PtrSafe Function XLPyDLLActivateAuto Lib "xlwings64)', r"\1Private \2"),
    (r'^( +)(Declare PtrSafe Function XLPyDLLActivateAuto Lib "xlwings32)', r"\1Private \2"),
)
"""In the declarations; each is there exactly once.  A handle is a pointer; nothing of it is for other modules."""

_DECLARED = re.compile(r"XLPyDLLName As String|XLPyDLLActivateAuto|Function LoadLibrary ")


class SupportError(ValueError):
    """The installed xlwings is not the one that this module was written for."""


def xlwings_source() -> str:
    """The support module of the installed xlwings, without importing the package."""
    from importlib.util import find_spec

    spec = find_spec("xlwings")
    if spec is None or spec.origin is None:
        raise SupportError(f"没有安装 xlwings {VERSION}")
    content = Path(spec.origin).with_name("xlwings_custom_addin.bas").read_text(encoding="ascii")
    return content.replace("\r\n", "\n")


def support_module(source: str, replacements: str) -> str:
    """The text of the module ``PerfevalPython``.

    ``source``: the module of xlwings; ``replacements``: ``support.bas``.  Raises SupportError.
    """
    if f'XLWINGS_VERSION As String = "{VERSION}"' not in source:
        raise SupportError(f"xlwings 的版本不是 {VERSION}")
    for name, reasons in REPLACED.items():
        procedure = _procedure(source, name)
        missing = [reason for reason in reasons if reason not in procedure]
        if missing or (name != "GetConfig" and f" {name}(" not in replacements):
            raise SupportError(f"xlwings 的 {name} 变了：{missing}")
    first, *others = (_without_mac(_procedure(source, name)) for name in KEPT)
    kept = "\n\n".join([first, *(re.sub(r"\A(?:Public )?", "Private ", other) for other in others)])
    return (
        f'Attribute VB_Name = "{MODULE}"\nOption Explicit\nOption Private Module\n\n'
        f"' Parts of xlwings {VERSION}, changed for {PROJECT}.\n'\n{_licence(source)}\n{_declarations(source)}\n\n"
        f'Private Const PROJECT_NAME As String = "{PROJECT}"\n{replacements.rstrip()}\n\n{kept}\n'
    )


def _licence(source: str) -> str:
    found = re.search(r"^'xlwings is distributed under.*?SUCH DAMAGE\.\n", source, re.DOTALL | re.MULTILINE)
    if found is None:
        raise SupportError("xlwings 的许可文字没有找到")
    return found[0]


def _procedure(source: str, name: str) -> str:
    found: list[str] = re.findall(
        rf"^(?:Public |Private )?(?:Function|Sub) {name}\(.*?^End (?:Function|Sub)$", source, re.DOTALL | re.MULTILINE
    )
    if len(found) != 1:
        raise SupportError(f"xlwings 的 {name} 应当有一个，找到 {len(found)} 个")
    return found[0]


def _without_mac(procedure: str) -> str:
    kept = re.sub(r"^ *#If Mac Then\n.*?^ *#Else\n(.*?)^ *#End If\n", r"\1", procedure, flags=re.DOTALL | re.MULTILINE)
    if "#" in re.sub(r"#iFileNum", "", kept) or "Mac" in kept:
        raise SupportError(f"还有别的条件编译：{procedure.splitlines()[0]}")
    return kept


def _declarations(source: str) -> str:
    """The declarations of the library in their conditions, and nothing else."""
    start, end = source.index("#If VBA7 Then"), source.index("Public Const XLWINGS_VERSION")
    block = re.sub(r"^ *#If Mac Then\n.*?^ *#End If\n", "", source[start:end], flags=re.DOTALL | re.MULTILINE)
    lines = [line for line in block.splitlines() if line.strip().startswith("#") or _DECLARED.search(line)]
    text = "\n".join(lines)
    modern, legacy = text.split("\n#Else\n")
    for old, new in CHANGES:
        modern, times = re.subn(old, new, modern, flags=re.MULTILINE)
        if times != 1:
            raise SupportError(f"xlwings 的声明变了：{old}")
    return f"{modern}\n#Else\n{legacy}"
