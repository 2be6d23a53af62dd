"""``perfeval addin doctor --live``: the add-in in the user's own Excel, every function against the core.

The parts that talk to a sheet take an xlwings sheet or application, so that they can run in any host of xlwings.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Any

from xladdin.excel.doctor import Finding, State
from xladdin.excel.places import Places
from xladdin.functions import BY_NAME
from xladdin.worksheet_values import WorksheetError

__all__ = ["SAMPLES", "formula_of", "try_commands", "try_functions", "try_in_excel"]

SAMPLES: tuple[tuple[str, tuple[object, ...]], ...] = (
    ("PE_VERSION", ()),
    ("PE_SCORE", ("≥8", 7.43, 20.0)),
    ("PE_SCORE", ("7.8%左右", "4.5%", 12.5)),
    ("PE_SCORE", ("10人", "10人次", 5.0)),
    ("PE_ATTAINMENT", ("≥100家", "189家")),
    ("PE_EXPLAIN", ("7.8%左右", "4.5%", 12.5)),
    ("PE_CHECK", ("≥90%", "", 5.0)),
    ("PE_READ", ("不超过3万元", "方向")),
    ("PE_EXEC_RATE", (69.1, 100.0)),
    ("PE_EXEC_SCORE", (69.1, 100.0)),
    ("PE_TOTAL", (((10.0,), (84.71,)),)),
    ("PE_GRADE", (94.71,)),
    ("PE_DEVIATION", ("100家", "189家")),
    ("PE_SCORES", ((("≥8", 7.43, 20.0), ("", "", "")),)),
    ("PE_CHECKS", ((("≥8", 7.43, 20.0),),)),
)
"""Every function at least once."""


def formula_of(name: str, values: tuple[object, ...]) -> str:
    """The worksheet formula of a call with constants: ``=PE_SCORE("≥8",7.43,20)``."""
    return f"={name}({','.join(map(_constant, values))})"


def _constant(value: object) -> str:
    if isinstance(value, tuple):
        return "{" + ";".join(",".join(map(_constant, row)) for row in value) + "}"
    if isinstance(value, float):
        return f"{value:g}"
    text = str(value).replace('"', '""')
    return f'"{text}"'


def try_functions(sheet: Any) -> Iterator[Finding]:
    """Write each sample as a formula into an empty sheet and compare the cell with the core."""
    for row, (name, values) in enumerate(SAMPLES, 1):
        expected = BY_NAME[name](*values)
        if isinstance(expected, tuple):
            expected = expected[0][0]
        cell = sheet.range((row, 1))
        try:
            cell.formula = formula_of(name, values)
            shown = cell.options(err_to_str=True).value
        except Exception as error:  # whatever Excel answers is a finding
            yield Finding(formula_of(name, values), f"{type(error).__name__}: {error}", State.BAD)
            continue
        wanted = expected.value if isinstance(expected, WorksheetError) else expected
        if (shown or "") == wanted:
            yield Finding(formula_of(name, values), f"{shown}", State.GOOD)
        else:
            yield Finding(formula_of(name, values), f"{shown}，应为 {wanted}", State.BAD)


def try_commands(book: Any) -> Iterator[Finding]:
    """Run every command of the tab on a workbook; a command that ends without an exception has passed."""
    from importlib import import_module

    from xladdin.ribbon import ribbon

    try:
        macros = import_module("xladdin.macros")
    except ImportError as error:
        yield Finding("命令", f"xladdin.macros 载入不了：{error}", State.BAD)
        return
    book.set_mock_caller()
    for command in ribbon().commands:
        try:
            getattr(macros, command.id)()
        except Exception as error:  # whatever the command raises is a finding
            yield Finding(command.label, f"{type(error).__name__}: {error}", State.BAD)
        else:
            yield Finding(command.label, "通过", State.GOOD)


def try_in_excel(where: Places) -> list[Finding]:
    """Start an Excel of its own, load the installed add-in, try all of it, and close Excel again."""
    if sys.platform != "win32":
        return [Finding("实际运行", "只能在 Windows 上做", State.BAD, "请在装有 Excel 的电脑上运行")]
    import xlwings

    app = xlwings.App(visible=False, add_book=False)
    try:
        app.display_alerts = False
        addin = app.books.open(where.addin)
        book = app.books.add()
        findings = [Finding("Excel", f"{app.version}，{app.api.OperatingSystem}", State.GOOD)]
        findings += try_functions(book.sheets[0])
        findings += try_commands(book)
        addin.close()
        return findings
    except Exception as error:  # whatever Excel answers is a finding
        return [Finding("实际运行", f"{type(error).__name__}: {error}", State.BAD, "请把这一页发给技术支持")]
    finally:
        app.kill()
