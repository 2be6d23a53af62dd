"""LibreOffice as an independent judge: one headless process that opens, recalculates, stores and prints workbooks.

It runs in a private profile and recalculates every workbook on loading, whatever results are stored in it.
"""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import ModuleType, TracebackType
from typing import Any

from xladdin.libreoffice.installation import office_environment

__all__ = [
    "Document",
    "Office",
    "OfficeCell",
    "OfficeError",
    "may_do_without",
    "why_absent",
]

OLDEST = (24, 8)
UNO_FOLDER = "/usr/lib/python3/dist-packages"
START_SECONDS = 60

# Always recalculate (0), never ask, never look for updates.
SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="ODFRecalcMode" oor:op="fuse"><value>0</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Misc"><prop oor:name="FirstRun" oor:op="fuse"><value>false</value></prop></item>
</oor:items>
"""  # noqa: E501

FILTERS = {".xlsx": "Calc MS Excel 2007 XML", ".xls": "MS Excel 97", ".ods": "calc8", ".pdf": "calc_pdf_Export"}
ALWAYS_EXECUTE = 4
"""com.sun.star.document.MacroExecMode.ALWAYS_EXECUTE_NO_WARN."""
EXCEL_A1 = 3
"""The formula convention com.sun.star.sheet.AddressConvention.XL_A1."""


class OfficeError(Exception):
    """LibreOffice is not there, did not start, or refused a workbook."""


def why_absent() -> str:
    """One sentence that says what is missing for the oracle tests; empty when nothing is."""
    how = "请运行 ./run test，它会安装所缺的程序。Run ./run test, which installs it."
    program = shutil.which("soffice")
    if program is None:
        return f"没有 LibreOffice（soffice）。{how}"
    answer = subprocess.run([program, "--version"], capture_output=True, text=True, check=False).stdout
    version = re.search(r"(\d+)\.(\d+)", answer)
    if version is None or (int(version[1]), int(version[2])) < OLDEST:
        return f"LibreOffice 太旧或不完整（{answer.strip() or '版本不明'}），需要 {OLDEST[0]}.{OLDEST[1]} 以上。{how}"
    if not Path(UNO_FOLDER, "uno.py").exists():
        return f"没有 python3-uno。{how}"
    if shutil.which("ssconvert") is None:
        return f"没有 Gnumeric（ssconvert）。{how}"
    return ""


def may_do_without(environment: Mapping[str, str], platform: str = sys.platform) -> bool:
    """May the oracle tests be skipped where LibreOffice is absent?  Only on a developer's word, and never in CI.

    Other systems than Linux have no oracle; there the word alone counts.
    """
    asked = environment.get("PERFEVAL_WITHOUT_OFFICE") == "1"
    return asked and (platform != "linux" or environment.get("CI", "").lower() not in ("true", "1"))


def _import_uno() -> ModuleType:
    if "uno" in sys.modules:
        return sys.modules["uno"]
    # Only uno comes from the system's packages; whatever else lies there must not shadow the project's own.
    sys.path.append(UNO_FOLDER)
    try:
        import uno
    except ImportError as error:
        minor = f"{sys.version_info.major}.{sys.version_info.minor}"
        sentence = f"Python {minor} 不能载入系统的 uno 模块：{error}。虚拟环境须用系统自带的 Python 版本。"
        raise OfficeError(sentence) from error
    finally:
        sys.path.remove(UNO_FOLDER)
    return uno  # type: ignore[no-any-return]


class OfficeCell:
    """One cell of an open document; formulas in Excel's spelling with a leading ``=``."""

    def __init__(self, document: Document, cell: Any) -> None:
        self._document = document
        self._cell = cell

    @property
    def value(self) -> float:
        """The number in the cell or computed by its formula; 0 for a text."""
        return float(self._cell.Value)

    @value.setter
    def value(self, number: float) -> None:
        self._cell.Value = number

    @property
    def text(self) -> str:
        """What the cell shows, formatted; an error as its code."""
        return str(self._cell.String)

    @text.setter
    def text(self, text: str) -> None:
        self._cell.String = text

    @property
    def formula(self) -> str:
        """The formula, or empty."""
        tokens = self._cell.Tokens
        return "=" + self._document.formulas.printFormula(tokens, self._cell.CellAddress) if tokens else ""

    @formula.setter
    def formula(self, formula: str) -> None:
        self._cell.setTokens(self._document.formulas.parseFormula(formula.removeprefix("="), self._cell.CellAddress))

    @property
    def error(self) -> int:
        """LibreOffice's error number of the formula, 0 for none (532 is a division by zero)."""
        return int(self._cell.Error)


class Document:
    """An open copy of a workbook; a context manager that closes it."""

    def __init__(self, office: Office, model: Any) -> None:
        self._office = office
        self._model = model
        self.formulas = model.createInstance("com.sun.star.sheet.FormulaParser")
        self.formulas.CompileEnglish = True
        self.formulas.FormulaConvention = EXCEL_A1

    def __enter__(self) -> Document:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def sheets(self) -> tuple[str, ...]:
        """The names of the worksheets in their order."""
        return tuple(self._model.Sheets.ElementNames)

    def _sheet(self, sheet: str | int) -> Any:
        sheets = self._model.Sheets
        return sheets.getByIndex(sheet) if isinstance(sheet, int) else sheets.getByName(sheet)

    def cell(self, sheet: str | int, a1: str) -> OfficeCell:
        """One cell of a sheet (by name, or by index from 0)."""
        return OfficeCell(self, self._sheet(sheet).getCellRangeByName(a1))

    def block(self, sheet: str | int, a1: str) -> tuple[tuple[float | str | None, ...], ...]:
        """All values of a range in one crossing: numbers, texts, ``""`` for blank, None for an error."""
        return tuple(tuple(row) for row in self._sheet(sheet).getCellRangeByName(a1).DataArray)

    def put(self, sheet: str | int, a1: str, rows: Sequence[Sequence[float | str]]) -> None:
        """Write a whole range in one crossing; a text stays a text, ``""`` empties the cell."""
        self._sheet(sheet).getCellRangeByName(a1).setDataArray(tuple(map(tuple, rows)))

    def fill_down(self, sheet: str | int, a1: str) -> None:
        """Repeat the first row of a range in all its rows, as a person drags it down."""
        self._sheet(sheet).getCellRangeByName(a1).fillAuto(self._office.enumeration("FillDirection", "TO_BOTTOM"), 1)

    def calculate(self) -> None:
        """Compute every formula anew."""
        self._model.calculateAll()

    def store(self, path: str | Path) -> Path:
        """Write a copy as .xlsx, .xls, .ods or .pdf, by the suffix."""
        target = Path(path).resolve()
        self._model.storeToURL(target.as_uri(), self._office.properties(FilterName=FILTERS[target.suffix.lower()]))
        return target

    def to_pdf(self, path: str | Path) -> Path:
        """Print to a PDF file."""
        return self.store(Path(path).with_suffix(".pdf"))

    def close(self) -> None:
        """Close without saving."""
        self._model.close(True)


class Office:
    """One soffice process with its own profile; starts at the first :meth:`open`, again when it has crashed."""

    def __init__(self, extensions: Path | None = None) -> None:
        """``extensions``: a folder of unpacked extensions that come with the program."""
        self._folder = Path(tempfile.mkdtemp(prefix="perfeval-office-"))
        self._extensions = extensions
        self.context: Any = None
        self._uno = _import_uno()
        self._process: subprocess.Popen[bytes] | None = None
        self._desktop: Any = None
        settings = self._folder / "profile" / "user" / "registrymodifications.xcu"
        settings.parent.mkdir(parents=True)
        settings.write_text(SETTINGS, encoding="utf-8")

    def __enter__(self) -> Office:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def properties(self, **values: object) -> tuple[Any, ...]:
        """Named arguments in the form UNO wants them."""
        made = []
        for name, value in values.items():
            one = self._uno.createUnoStruct("com.sun.star.beans.PropertyValue")
            one.Name, one.Value = name, value
            made.append(one)
        return tuple(made)

    def enumeration(self, kind: str, value: str) -> Any:
        """A constant of com.sun.star.sheet."""
        return self._uno.Enum(f"com.sun.star.sheet.{kind}", value)

    @property
    def process_id(self) -> int | None:
        """The process that was started, while it runs."""
        return self._process.pid if self._process is not None and self._process.poll() is None else None

    def _start(self) -> None:
        self._kill()
        pipe = f"perfeval{uuid.uuid4().hex}"
        profile = (self._folder / "profile").as_uri()
        bundled = [f"-env:BUNDLED_EXTENSIONS={self._extensions.as_uri()}"] if self._extensions else []
        quiet = ["--headless", "--norestore", "--nologo", "--nodefault", "--nolockcheck"]
        self._process = subprocess.Popen(
            ["soffice", f"-env:UserInstallation={profile}", *bundled, *quiet, f"--accept=pipe,name={pipe};urp"],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
            env={**office_environment(), "FONTCONFIG_FILE": str(Path(__file__).with_name("fonts.conf"))},
        )  # fmt: skip
        local = self._uno.getComponentContext()
        resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
        until = time.monotonic() + START_SECONDS
        while True:
            try:
                context = resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
                break
            except Exception as error:  # UNO's exceptions have no common class of ours
                if self._process.poll() is not None or time.monotonic() > until:
                    self._kill()
                    raise OfficeError(f"LibreOffice 没有启动：{error}") from error
                time.sleep(0.05)
        self.context = context
        self._desktop = context.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", context)

    def _load(self, path: Path) -> Any:
        arguments = self.properties(Hidden=True, MacroExecutionMode=0, UpdateDocMode=0)
        return self._desktop.loadComponentFromURL(path.as_uri(), "_blank", 0, arguments)

    def _answers(self) -> bool:
        try:
            return self._desktop is not None and self._desktop.Frames is not None
        except Exception:  # the bridge to a dead process
            return False

    def open(self, path: str | Path) -> Document:
        """Open a copy of a workbook, recalculated; the file itself is never touched or locked.

        A program that has opened hundreds of workbooks may die over any; what kills a fresh one too is to blame.
        Raises OfficeError when LibreOffice cannot open it, or crashes over it.
        """
        source = Path(path)
        copy = self._folder / uuid.uuid4().hex / source.name
        copy.parent.mkdir()
        shutil.copyfile(source, copy)
        served = self._answers()
        if not served:
            self._start()
        try:
            model = self._load(copy)
        except Exception as error:
            if not served or self._answers():
                raise OfficeError(f"LibreOffice 打不开 {source.name}：{error}") from error
            return self.open(path)
        if model is None or not model.supportsService("com.sun.star.sheet.SpreadsheetDocument"):
            raise OfficeError(f"LibreOffice 不认为 {source.name} 是表格")
        return Document(self, model)

    def run_basic(self, source: str, function: str) -> object:
        """The result of a function of one Basic module in an empty document; None when it does not compile."""
        if not self._answers():
            self._start()
        arguments = self.properties(Hidden=True, MacroExecutionMode=ALWAYS_EXECUTE)
        model = self._desktop.loadComponentFromURL("private:factory/scalc", "_blank", 0, arguments)
        try:
            model.BasicLibraries.createLibrary("Tried").insertByName("Module", source)
            place = f"vnd.sun.star.script:Tried.Module.{function}?language=Basic&location=document"
            return model.getScriptProvider().getScript(place).invoke((), (), ())[0]
        except Exception as error:  # what cannot be compiled is not found, or cannot be invoked
            if "ScriptFrameworkError" in type(error).__name__ or "InvocationTarget" in type(error).__name__:
                return None
            raise
        finally:
            model.close(True)

    def recalculated(self, path: str | Path, target: str | Path) -> Path:
        """Open a workbook, compute everything, and store it under another name."""
        with self.open(path) as document:
            return document.store(target)

    def _kill(self) -> None:
        self._desktop = None
        if self._process is None:
            return
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)  # the launcher and the program are one group
        self._process.wait()
        self._process = None

    def stop(self) -> None:
        """End the process and remove its profile and all copies."""
        self._kill()
        shutil.rmtree(self._folder, ignore_errors=True)
