"""The add-in's VBA, run: what it starts, what it passes to the functions, what comes back into the cell."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from pathlib import Path

import pytest
from pyopenvba.interpreter import VBADate

from tests.addin.excel_harness import Button, Excel, error_number
from xladdin.excel.package import MESSAGES, modules
from xladdin.functions import BY_NAME, CATEGORY, FUNCTIONS
from xladdin.ribbon import ribbon

PYTHONW = r"C:\工具 库\py\Scripts\pythonw.exe"
COMMAND = f'"{PYTHONW}" -I -c "import xlwings;xlwings.serve(\'$(CLSID)\')"'


@pytest.fixture
def excel(addin: Path, tmp_path: Path) -> Excel:
    excel = Excel(addin)
    excel.configure(str(tmp_path / "张 三"), PYTHONW)
    return excel


def cell(excel: Excel, address: str, value: object, shape: str = "General") -> object:
    """A cell of the active sheet with a value and a number format, as a macro would pass it."""
    found = excel.application.vba_get("Range", [address], {})
    found.vba_set("NumberFormat", shape, [], {})  # type: ignore[attr-defined]
    if isinstance(value, datetime.datetime):
        value = VBADate((value - VBADate.EPOCH) / datetime.timedelta(days=1))
    if value is not None:
        found.vba_set("Value", value, [], {})  # type: ignore[attr-defined]
    return found


# -- which Python -------------------------------------------------------------------------------------------------


def test_the_users_own_file_names_the_interpreter(excel: Excel, tmp_path: Path) -> None:
    excel.run("PE_VERSION")
    assert excel.outside.commands == [COMMAND]
    assert excel.outside.asked == [PYTHONW.rpartition("\\")[0] + r"\xlwings64-0.37.8.dll"]


def test_the_library_may_lie_above_a_virtual_environments_scripts(excel: Excel) -> None:
    above = r"C:\工具 库\py\xlwings64-0.37.8.dll"
    excel.outside.libraries = {above}
    assert excel.run("PE_VERSION") == "perfeval 0.1.0"
    assert excel.outside.asked[-1] == above
    excel.run("PE_VERSION")
    assert len(excel.outside.asked) == 2


def test_one_command_for_every_workbook(excel: Excel) -> None:
    for _ in range(3):
        excel.add_workbook()
        assert excel.run("PE_SCORE", "≥8", 7.43, 20.0) == 18.58
    assert set(excel.outside.commands) == {COMMAND}


def test_a_received_workbook_cannot_choose_the_interpreter(excel: Excel, tmp_path: Path) -> None:
    """xlwings reads a sheet and a file of the active workbook first; neither may count here."""
    evil = r"C:\evil\pythonw.exe"
    book = excel.add_workbook()
    book.path = str(tmp_path)
    sheet = book.vba_get("Worksheets").vba_get("Add")  # type: ignore[attr-defined]
    sheet.vba_set("Name", "perfeval.conf", [], {})
    for row, (key, value) in enumerate([("INTERPRETER_WIN", evil), ("PYTHONPATH", r"C:\evil")], 1):
        for column, text in enumerate((key, value), 1):
            sheet.vba_get("Cells", [row, column]).vba_set("Value", text, [], {})
    for folder in (tmp_path, Path(f"{tmp_path}\\")):
        Path(f"{folder}\\perfeval.conf").write_text(f'"INTERPRETER_WIN","{evil}"\n', encoding="utf-8")
    Path(tmp_path, "perfeval.conf").write_text(f'"INTERPRETER_WIN","{evil}"\n', encoding="utf-8")
    code = book.vba_get("Worksheets").vba_get("Add")  # type: ignore[attr-defined]
    code.vba_set("Name", "xlwings.py", [], {})
    assert excel.run("PE_SCORE", "≥8", 7.43, 20.0) == 18.58
    excel.run("Perfeval_about", Button())
    assert excel.outside.commands == [COMMAND, COMMAND]
    assert not any("evil" in path for path in excel.outside.asked)


def test_without_configuration_a_cell_shows_an_error_and_a_button_says_so(addin: Path, tmp_path: Path) -> None:
    excel = Excel(addin)
    excel.outside.environment["USERPROFILE"] = str(tmp_path)
    assert error_number(excel.interpreter.run("PE_VERSION", [])) == 2015
    excel.answer_dialogs(1)
    excel.run("Perfeval_check_all", Button())
    (dialog,) = excel.dialogs
    assert MESSAGES["failed"] in dialog[1]
    assert "perfeval.conf" in dialog[1]
    assert dialog[2] == MESSAGES["title"]
    assert excel.outside.commands == []


def test_a_path_too_long_for_the_library_is_refused(addin: Path, tmp_path: Path) -> None:
    excel = Excel(addin)
    excel.configure(str(tmp_path / "u"), "C:\\" + "长" * 950 + "\\pythonw.exe")
    assert error_number(excel.interpreter.run("PE_VERSION", [])) == 2015
    assert excel.outside.commands == []


def test_when_python_does_not_start_not_every_cell_tries(excel: Excel) -> None:
    excel.freeze_clock(datetime.datetime(2024, 1, 2, 12, 0, 0))
    excel.outside.starts = False
    for _ in range(5):
        assert error_number(excel.interpreter.run("PE_VERSION", [])) == 2015
    assert len(excel.outside.commands) == 1
    excel.outside.starts = True
    assert error_number(excel.interpreter.run("PE_VERSION", [])) == 2015
    excel.freeze_clock(datetime.datetime(2024, 1, 2, 12, 0, 31))
    assert excel.run("PE_VERSION") == "perfeval 0.1.0"
    assert excel.run("PE_VERSION") == "perfeval 0.1.0"


def test_the_function_wizard_does_not_call(excel: Excel) -> None:
    excel.application.bar.enabled = False
    assert error_number(excel.interpreter.run("PE_VERSION", [])) == 2015
    assert excel.outside.commands == []


# -- arguments and results ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("function", FUNCTIONS, ids=lambda function: function.name)
def test_each_wrapper_passes_its_arguments_in_order(excel: Excel, function: object) -> None:
    arguments = function.arguments  # type: ignore[attr-defined]
    name = function.name  # type: ignore[attr-defined]
    given = [f"第{place}" for place in range(len(arguments))]
    excel.interpreter.run(name, list(given))
    assert excel.python.calls == [(name, tuple(given))]
    required = [text for text, argument in zip(given, arguments, strict=True) if not argument.optional]
    excel.python.calls.clear()
    excel.interpreter.run(name, list(required))
    assert excel.python.calls == [(name, (*required, *(None,) * (len(given) - len(required))))]


@pytest.mark.parametrize(
    ("value", "shape", "expected"),
    [
        ("≥90%", "@", "≥90%"),
        (7.43, "General", 7.43),
        (None, "General", ""),
        (True, "General", True),
        (0.954, "0.0%", "95.4%"),
        (0.5769, "0%", "57.69%"),
        (0.57, "0.00%", "57%"),
        (0.005, "0.0%", "0.5%"),
        (-0.005, "0.0%", "-0.5%"),
        (1.2, "0%;[Red]-0%", "120%"),
        (95.0, '0"%"', "95%"),
        (95.0, "0\\%", "95%"),
        (datetime.datetime(2023, 12, 31), "yyyy-mm-dd", "2023-12-31"),
        (datetime.datetime(2023, 12, 31, 8, 30), "yyyy/m/d h:mm", "2023-12-31"),
    ],
)
def test_a_cell_arrives_as_it_is_read(excel: Excel, value: object, shape: str, expected: object) -> None:
    one = cell(excel, "A1", value, shape)
    excel.interpreter.run("PE_READ", [one, "类型"])
    assert excel.python.calls == [("PE_READ", (expected, "类型"))]


@pytest.mark.parametrize(
    ("formula", "text", "code"),
    [("=1/0", "#DIV/0!", 2007), ("=NA()", "#N/A", 2042), ("=nosuch", "#NAME?", 2029), ("=SQRT(-1)", "#NUM!", 2036)],
)
def test_an_error_cell_passes_on(excel: Excel, formula: str, text: str, code: int) -> None:
    one = cell(excel, "A1", None)
    one.vba_set("Formula", formula, [], {})  # type: ignore[attr-defined]
    assert error_number(excel.interpreter.run("PE_SCORE", ["≥5", one, 5.0])) == code
    assert excel.python.calls[0][1][1] == text


def test_a_block_is_one_crossing_there_and_back(excel: Excel) -> None:
    rows = [("≥8", 7.43, 20.0), ("≥90%", 0.954, 10.0), (None, None, None), ("10人", "10人次", 5.0)]
    for row, values in enumerate(rows, 1):
        for column, value in enumerate(values):
            cell(excel, f"{'ABC'[column]}{row}", value, "0.0%" if value == 0.954 else "General")
    block = excel.application.vba_get("Range", ["A1:C4"], {})
    result = excel.interpreter.run("PE_SCORES", [block])
    assert len(excel.python.calls) == 1
    assert excel.python.calls[0][1][0] == (
        ("≥8", 7.43, 20.0),
        ("≥90%", "95.4%", 10.0),
        ("", "", ""),
        ("10人", "10人次", 5.0),
    )
    column = [result.get([row, 0]) for row in range(4)]  # type: ignore[attr-defined]
    assert column[:3] == [18.58, 10.0, ""]
    assert error_number(column[3]) == 2042


def test_a_whole_number_is_an_error_and_nothing_else_is(excel: Excel) -> None:
    assert error_number(excel.interpreter.run("PE_SCORE", ["10人", "10人次", 5.0])) == 2042
    assert error_number(excel.interpreter.run("PE_SCORE", ["≥5", "3", "x"])) == 2015
    result = excel.interpreter.run("PE_SCORE", ["≥5", "5", 2042.0])
    assert (type(result), result) == (float, 2042.0)


def test_too_many_cells_and_several_areas_are_misuse(excel: Excel) -> None:
    for address in ("A1:XFD1048576", "A1,C3"):
        area = excel.application.vba_get("Range", [address], {})
        with pytest.raises(Exception, match="error 5"):  # in a cell: #VALUE!
            excel.interpreter.run("PE_TOTAL", [area])
    assert excel.python.calls == []


# -- descriptions and buttons -------------------------------------------------------------------------------------


def test_every_function_and_argument_is_described(excel: Excel) -> None:
    excel.run("DescribeFunctions")
    assert excel.application.options == {
        function.name: {
            "meaning": function.meaning,
            "category": CATEGORY,
            "arguments": [argument.meaning for argument in function.arguments],
        }
        for function in FUNCTIONS
    }
    excel.application.options.clear()
    excel.run("DescribeFunctions")
    assert excel.application.options == {}


def test_descriptions_wait_for_a_workbook(addin: Path) -> None:
    excel = Excel(addin, with_workbook=False)
    excel.application.active_book = None
    excel.run("DescribeFunctions")
    assert excel.application.options == {}
    assert excel.application.planned == ["'perfeval.xlam'!DescribeFunctions"]


@pytest.mark.parametrize("command", list(ribbon().commands), ids=lambda command: command.id)
def test_each_button_runs_its_macro_for_the_active_workbook(excel: Excel, command: object) -> None:
    name = command.id  # type: ignore[attr-defined]
    excel.run(f"Perfeval_{name}", Button())
    assert excel.python.executed == [f"import xladdin.macros;xladdin.macros.{name}()"]
    assert excel.python.caller is excel.application.active_book
    assert excel.dialogs == []


# -- the same, with the VBA broken on purpose ---------------------------------------------------------------------


def evil_beside_the_workbook(excel: Excel, folder: Path) -> list[str]:
    """The commands that are run while a received workbook with a configuration beside it is active."""
    Path(f"{folder}\\perfeval.conf").write_text('"INTERPRETER_WIN","C:\\evil\\pythonw.exe"\n', encoding="utf-8")
    excel.add_workbook().path = str(folder)
    excel.outside.libraries.add("C:\\evil\\xlwings64-0.37.8.dll")
    excel.interpreter.run("PE_VERSION", [])
    return excel.outside.commands


SOUND: dict[str, Callable[[Excel, Path], bool]] = {
    "interpreter": lambda excel, folder: evil_beside_the_workbook(excel, folder) == [COMMAND],
    "percent": lambda excel, _: excel.interpreter.run("PE_READ", [cell(excel, "A1", 0.954, "0.0%"), "数值"]) == 95.4,
    "order": lambda excel, _: excel.interpreter.run("PE_SCORE", ["≥8", 7.43, 20.0]) == 18.58,
    "error": lambda excel, _: error_number(excel.interpreter.run("PE_SCORE", ["10人", "10人次", 5.0])) == 2042,
    "described": lambda excel, _: (
        excel.run("DescribeFunctions"),
        excel.application.options.get("PE_GRADE", {}).get("arguments")
        == [argument.meaning for argument in BY_NAME["PE_GRADE"].arguments],
    )[1],
    "button": lambda excel, _: (
        excel.run("Perfeval_about", Button()),
        excel.python.executed == ["import xladdin.macros;xladdin.macros.about()"],
    )[1],
}


@pytest.mark.parametrize(
    ("name", "old", "new", "what"),
    [
        ("PerfevalPython", "(GetConfigFilePath(),", '(ActiveWorkbook.Path & "\\perfeval.conf",', "interpreter"),
        ("PerfevalPython", " -I -c ", " -c ", "interpreter"),
        ("PerfevalCells", "value * 100", "value * 10", "percent"),
        ("PerfevalFunctions", "(CellArgument(target), CellArgument(actual)", "(CellArgument(actual), Empty", "order"),
        ("PerfevalCells", "result = CVErr(result)", "result = CDbl(result)", "error"),
        ("PerfevalTexts", "texts(row, column + 2)", "texts(row, column + 1)", "described"),
        ("PerfevalRibbon", 'RunCommand "about"', 'RunCommand "diagnose"', "button"),
    ],
)  # fmt: skip
def test_a_break_is_seen(
    addin: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, old: str, new: str, what: str
) -> None:
    texts = modules()
    assert old in texts[name]
    for sound in (True, False):
        if not sound:
            texts[name] = texts[name].replace(old, new, 1)
            monkeypatch.setattr("tests.addin.excel_harness.modules", lambda: texts)
        excel = Excel(addin)
        excel.configure(str(tmp_path / "u"), PYTHONW)
        assert SOUND[what](excel, tmp_path) is sound
