"""The worksheet functions in LibreOffice as a strict tester types them: every kind of cell, the core's answer.

The list says for each argument what is in the cell; the same call is made in Python, and both have to agree.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.oracle.office import Office
from xladdin.functions import BY_NAME, FUNCTIONS
from xladdin.libreoffice.calls import takes_cell
from xladdin.libreoffice.configuration import description
from xladdin.worksheet_values import WorksheetError

Opener = Callable[[Path], Any]

CONTENTS: tuple[tuple[str, Any, str, Any], ...] = (
    ("blank", None, "General", None),
    ("text", "≥90%", "General", "≥90%"),
    ("text number", "7.5", "@", "7.5"),
    ("spaces", "  ", "General", "  "),
    ("number", 8, "General", 8.0),
    ("zero", 0, "General", 0.0),
    ("negative", -3.5, "General", -3.5),
    ("noise", "=0.1+0.2", "General", 0.1 + 0.2),
    ("percent", 0.954, "0.00%", "95.4%"),
    ("percent formula", "=B9/2", "0.0%", "47.7%"),
    ("truth", True, "General", True),
    ("division", "=1/0", "General", WorksheetError.DIVISION),
    ("unavailable", "=NA()", "General", WorksheetError.NOT_AVAILABLE),
    ("no name", "=NOSUCHNAME()", "General", WorksheetError.NAME),
    ("reference", "=#REF!", "General", WorksheetError.REFERENCE),
    ("number error", "=10^400", "General", WorksheetError.NUMBER),
    ("empty text", '=""', "General", ""),
    ("date", datetime.date(2023, 12, 1), "yyyy-mm-dd", datetime.date(2023, 12, 1)),
    ("date text", "2023年12月31日前", "General", "2023年12月31日前"),
    ("date formula", "=B18+30", "yyyy-mm-dd", datetime.date(2023, 12, 31)),
    ("words", "待核", "General", "待核"),
    ("long", "长" * 3000, "General", "长" * 3000),
)
"""Name, what is typed, number format, what Python is given."""
FIRST = 1
OTHERS = {"target": ("≥8", "F1"), "actual": ("9", "F2"), "weight": (10.0, "F3"), "text": ("≥8", "F1")}
OTHERS |= {"part": ("数值", '"数值"'), "spent": (3.0, "F4"), "budget": (9.0, "F5"), "total": (95.0, "F6")}
"""What the other arguments are: the value and the cell it stands in."""


def probes() -> Iterator[tuple[str, int, str, list[Any]]]:
    """Function, row of the cell, formula, values in Python: each content in each argument that is a cell."""
    for function in FUNCTIONS:
        cells = [one for one in function.arguments if not one.optional]
        for place, argument in enumerate(cells):
            if not takes_cell(argument):
                continue
            for row, (_, _, _, value) in enumerate(CONTENTS, FIRST):
                if argument.block:
                    yield function.name, row, f"={function.name}(B{row}:D{row})", [((value, "9", 10.0),)]
                    continue
                values = [value if one is argument else OTHERS[one.name][0] for one in cells]
                given = [f"B{row}" if number == place else OTHERS[one.name][1] for number, one in enumerate(cells)]
                yield function.name, row, f"={function.name}({','.join(given)})", values


@pytest.fixture
def sheet(opened: Opener, tmp_path: Path) -> Any:
    made = openpyxl.Workbook()
    cells = made.active
    for row, (name, typed, shape, _) in enumerate(CONTENTS, FIRST):
        cells[f"A{row}"], cells[f"B{row}"] = name, typed
        cells[f"B{row}"].number_format = shape
        cells[f"C{row}"], cells[f"D{row}"] = "9", 10
    for value, address in OTHERS.values():
        if not address.startswith('"'):
            cells[address] = value
    made.save(tmp_path / "各样的格.xlsx")
    return opened(tmp_path / "各样的格.xlsx").sheets[0]


def spelled(result: Any) -> Any:
    one = result[0][0] if isinstance(result, tuple) else result
    one = one.value if isinstance(one, WorksheetError) else one
    return None if one == "" else one


def test_every_kind_of_cell_gives_what_it_gives_in_python(sheet: Any) -> None:
    asked = list(probes())
    sheet.range((1, 8), (len(asked), 8)).formula = [[formula] for _, _, formula, _ in asked]
    shown = [row[0] for row in sheet.range((1, 8), (len(asked), 8)).options(ndim=2, err_to_str=True).value]
    wrong = []
    for (name, row, formula, values), seen in zip(asked, shown, strict=True):
        wanted = spelled(BY_NAME[name](*values))
        if (None if seen == "" else seen) != wanted:
            wrong.append(f"{formula} of {CONTENTS[row - FIRST][0]}: {seen!r}, in Python {wanted!r}")
    assert not wrong, "\n".join(wrong)
    assert len(asked) > 300


def typed(sheet: Any, formula: str) -> Any:
    sheet["J1"].formula = formula
    return sheet["J1"].options(err_to_str=True).value


@pytest.mark.parametrize("function", FUNCTIONS, ids=lambda one: one.name)
def test_wrong_calls_are_errors_never_texts(sheet: Any, function: Any) -> None:
    """Too few, too many, several cells for one, whole columns, a missing reference."""
    cells = {one.name: OTHERS.get(one.name, (None, "B9:D9"))[1] for one in function.arguments if not one.optional}
    wrong = [",".join(["F1"] * (len(function.arguments) + 1))]
    if cells:
        wrong += ["", ",".join(list(cells.values())[:-1])]
    for one in (one for one in function.arguments if takes_cell(one)):
        bad = ["B:D", "#REF!"] if one.block else ["B1:B2", "B:B", "B1:C1", "#REF!"]
        wrong += [",".join({**cells, one.name: area}.values()) for area in bad]
    for arguments in wrong:
        shown = typed(sheet, f"={function.name}({arguments})")
        assert isinstance(shown, str) and shown.startswith("#"), (arguments, shown)


def test_whole_columns_are_misuse_of_a_block_too(sheet: Any) -> None:
    for formula in ("=PE_TOTAL(F:F)", "=PE_SCORES(B:D)", "=PE_CHECKS(B:D)", "=PE_TOTAL(B1:AZ1)"):
        assert typed(sheet, formula) == "#VALUE!", formula
    assert typed(sheet, "=PE_TOTAL(F3:F5)") == 22.0


@pytest.mark.parametrize("empty", ["A40", '""', ""])
def test_choices_left_blank_are_no_choices(sheet: Any, empty: str) -> None:
    assert typed(sheet, f"=PE_SCORE(F1,F2,F3,{','.join([empty] * 5)})") == 10.0
    assert typed(sheet, f"=PE_EXEC_SCORE(F4,F5,B40,{empty})") in (3.33, "#N/A"), "a blank 分值 is not known"
    assert typed(sheet, f"=PE_GRADE(F6,{empty})") == "优"


def test_the_function_wizard_speaks_chinese(host: Office, sheet: Any) -> None:
    """What LibreOffice itself says about each function and each of its arguments."""
    services = host.context.ServiceManager
    known = services.createInstanceWithContext("com.sun.star.sheet.FunctionDescriptions", host.context)
    told = {}
    for number in range(known.Count):
        one = {part.Name: part.Value for part in known.getByIndex(number)}
        told[one["Name"]] = one
    for function in FUNCTIONS:
        seen = told[function.name]
        assert seen["Description"] == description(function) and seen["Description"].startswith(function.meaning)
        assert [(one.Name, one.Description, bool(one.IsOptional)) for one in seen["Arguments"] or ()] == [
            (one.name, one.meaning, not takes_cell(one)) for one in function.arguments
        ]


def test_constants_in_place_of_cells_are_an_error_that_the_wizard_tells_of(sheet: Any) -> None:
    assert typed(sheet, '=PE_SCORE("≥8",7.43,20)') == "#VALUE!"
    assert typed(sheet, "=PE_GRADE(95)") == "优", "the total may be typed"
    assert "引用单元格" in description(BY_NAME["PE_SCORE"])
