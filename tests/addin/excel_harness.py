"""The add-in's own VBA running in an interpreter, with real Python behind it: no Excel, no DLL.

The interpreter is pyOpenVBA's.  What it lacks is given here: the environment, the library that starts Python (it
answers with an object that calls the real functions), MacroOptions, OnTime, and the bar that tells of the wizard.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from pyopenvba.apps.excel import ExcelApplication
from pyopenvba.apps.excel._bridge import ExcelBridge
from pyopenvba.apps.excel._model import Application
from pyopenvba.interpreter import (
    EMPTY,
    MISSING,
    Interpreter,
    VBAArray,
    VBAErrorValue,
    VBAInt,
    VBAObject,
    member,
    method,
)

from xladdin.excel import udfs
from xladdin.excel.package import modules

MACHINE = """Attribute VB_Name = "Machine"
Public Function Environ(ByVal variable As String) As String
    Environ = Outside.Variable(variable)
End Function
Public Function GetConfigFromFile(sFile As String, sName As String, Optional sValue As String) As Boolean
    GetConfigFromFile = Outside.Configured(sFile, sName)
    If GetConfigFromFile Then sValue = Outside.Setting(sFile, sName)
End Function
Public Function LoadLibrary(ByVal path As String) As Long
    LoadLibrary = Outside.Load(path)
End Function
Public Function XLPyDLLActivateAuto(ByRef Result As Variant, Optional ByVal Config As String, Optional ByVal mode As Long) As Long
    If Outside.Starts(Config) Then
        Set Result = Outside.Python
    Else
        Result = "Could not create Python process."
        XLPyDLLActivateAuto = 1
    End If
End Function
"""  # noqa: E501


class Outside(VBAObject):
    """The machine: its environment, its files, and the library."""

    vba_type_name = "Outside"

    def __init__(self, python: Python) -> None:
        self.environment: dict[str, str] = {}
        self.libraries: set[str] = set()
        self.asked: list[str] = []
        self.commands: list[str] = []
        self.starts = True
        self.python = python

    @method
    def Variable(self, name: object) -> object:
        return self.environment[str(name)]

    @method
    def Configured(self, path: object, name: object) -> object:
        return str(name) in _settings(str(path))

    @method
    def Setting(self, path: object, name: object) -> object:
        return _settings(str(path))[str(name)]

    @method
    def Load(self, path: object) -> object:
        self.asked.append(str(path))
        return VBAInt(1 if str(path) in self.libraries else 0, "Long")

    @method
    def Starts(self, command: object) -> object:
        self.commands.append(str(command))
        return self.starts

    @member(name="Python")
    def Python_(self) -> object:
        return self.python


class Python(VBAObject):
    """The COM object of the Python process, as far as the add-in uses it."""

    vba_type_name = "Python"

    def __init__(self) -> None:
        self.calls: list[tuple[str, tuple[object, ...]]] = []
        self.executed: list[str] = []
        self.caller: object = "not set"

    @method
    def CallUDF(self, module: object, name: object, arguments: object) -> object:
        assert str(module) == "xladdin.excel.udfs"
        values = tuple(_to_python(one) for one in _items(arguments))
        self.calls.append((str(name), values))
        rows = getattr(udfs, str(name))(*values)
        return _to_vba(rows[0][0] if len(rows) == len(rows[0]) == 1 else rows)

    @method
    def Module(self, name: object) -> object:
        assert str(name) == "xlwings._xlwindows"
        return self

    @method
    def SetAttr(self, target: object, name: object, value: object) -> object:
        assert str(name) == "BOOK_CALLER"
        self.caller = value
        return None

    @method
    def Exec(self, statement: object) -> object:
        self.executed.append(str(statement))
        return None


class Bar(VBAObject):
    """``CommandBars("Standard").Controls(1).Enabled``: False while the function wizard is open."""

    vba_type_name = "CommandBar"

    def __init__(self) -> None:
        self.enabled = True

    @member
    def Controls(self, index: object) -> object:
        return self

    @member
    def Enabled(self) -> object:
        return self.enabled


class Button(VBAObject):
    """What Office hands to a button's procedure."""

    vba_type_name = "IRibbonControl"


class _Application(Application):
    def __init__(self) -> None:
        super().__init__()
        self.options: dict[str, dict[str, object]] = {}
        self.planned: list[str] = []
        self.bar = Bar()

    @method
    def MacroOptions(
        self, Macro: object = MISSING, Description: object = MISSING, Category: object = MISSING,
        ArgumentDescriptions: object = MISSING,
    ) -> object:  # fmt: skip
        meanings = [] if ArgumentDescriptions is MISSING else [str(one) for one in _items(ArgumentDescriptions)]
        self.options[str(Macro)] = {"meaning": str(Description), "category": str(Category), "arguments": meanings}
        return None

    @method
    def OnTime(self, EarliestTime: object, Procedure: object) -> object:
        self.planned.append(str(Procedure))
        return None

    @member
    def CommandBars(self, name: object) -> object:
        assert str(name) == "Standard"
        return self.bar


class _Bridge(ExcelBridge):
    def __init__(self, application: Application, outside: Outside) -> None:
        super().__init__(application)
        self.outside = outside

    def global_object(self, name: str) -> object:
        return self.outside if name == "outside" else super().global_object(name)


class Excel(ExcelApplication):
    """Excel with the add-in loaded and one empty workbook in front of it."""

    application: _Application

    def __init__(self, addin: Path, *, with_workbook: bool = True) -> None:
        self.python = Python()
        self.outside = Outside(self.python)
        self.application = _Application()
        self.interpreter = Interpreter(_Bridge(self.application, self.outside))
        self.application.interpreter = self.interpreter
        self.open_workbook(addin)
        for name, text in modules().items():
            kind = "document" if name == "ThisWorkbook" else "standard"
            self.add_module(_runnable(text), name=name, kind=kind)
        self.add_module(MACHINE, name="Machine")
        self.book = self.add_workbook() if with_workbook else None

    def configure(self, profile: str, interpreter: str) -> None:
        """A user's profile folder with the configuration of an installed add-in."""
        self.outside.environment["USERPROFILE"] = profile
        path = Path(f"{profile}\\.perfeval\\perfeval.conf")  # Windows' path is one file name here
        path.write_text(f'"INTERPRETER_WIN","{interpreter}"\n', encoding="utf-8")
        folder = interpreter.rpartition("\\")[0]
        self.outside.libraries = {f"{folder}\\xlwings64-0.37.8.dll", f"{folder}\\xlwings32-0.37.8.dll"}


def _settings(path: str) -> dict[str, str]:
    """As ``Input #`` reads a file of quoted pairs."""
    if not Path(path).exists():
        return {}
    return dict(re.findall(r'^"([^"]*)","([^"]*)"$', Path(path).read_text(encoding="utf-8"), re.MULTILINE))


def _runnable(text: str) -> str:
    """Without what the interpreter cannot do and ``MACHINE`` gives instead: the library, and reading a file."""
    without_library = re.sub(r"^ *Private Declare .*$", "", text, flags=re.MULTILINE)
    reading = r"^Private Function GetConfigFromFile\(.*?^End Function\r$"
    return re.sub(reading, "", without_library, flags=re.MULTILINE | re.DOTALL)


def _items(array: object) -> list[Any]:
    assert isinstance(array, VBAArray)
    return list(array.items)


def _to_python(value: object) -> object:
    """As COM hands a Variant to Python: Empty is None, an array is a tuple of rows."""
    if value is EMPTY:
        return None
    if isinstance(value, VBAArray):
        (top, bottom), (left, right) = value.bounds
        rows = range(top, bottom + 1)
        return tuple(tuple(_to_python(value.get([r, c])) for c in range(left, right + 1)) for r in rows)
    assert isinstance(value, str | bool | float), f"{value!r} should have been converted"
    return value


def _to_vba(value: object) -> object:
    """As COM hands Python's values to VBA: a float is a Double, an int a Long, rows an array from 0."""
    if isinstance(value, list):
        array = VBAArray([(0, len(value) - 1), (0, len(value[0]) - 1)])
        for r, row in enumerate(value):
            for c, one in enumerate(row):
                array.set([r, c], _to_vba(one))
        return array
    return VBAInt(value, "Long") if isinstance(value, int) and not isinstance(value, bool) else value


def error_number(value: object) -> int | None:
    """The number of an error value, None for any other."""
    return int(value.number) if isinstance(value, VBAErrorValue) else None
