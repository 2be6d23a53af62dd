"""The .oxt: what is in it, and its functions inside LibreOffice."""

from __future__ import annotations

import subprocess
import sys
import xml.dom.minidom
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.architecture import machine_paths
from xladdin import macros
from xladdin.cli import main
from xladdin.functions import BY_NAME, FUNCTIONS
from xladdin.libreoffice import installation
from xladdin.libreoffice.calls import METHODS, takes_cell
from xladdin.libreoffice.configuration import PROTOCOL, TOOLBAR, description
from xladdin.libreoffice.extension import MANIFEST, NOT_INSTALLED, build, parts
from xladdin.ribbon import Menu, ribbon
from xladdin.worksheet_values import WorksheetError

Opener = Callable[[Path], Any]


def test_two_builds_are_equal_and_name_no_folder() -> None:
    assert build() == build()
    with zipfile.ZipFile(BytesIO(build())) as archive:
        assert archive.testzip() is None and set(archive.namelist()) == set(parts())
        assert "python_folders.txt" not in archive.namelist()
        for name in archive.namelist():
            own = [str(installation.folders()[0]), str(Path.home())]
            assert not machine_paths(archive.read(name).decode(), own), name


def test_everything_registered_is_there_and_well_formed() -> None:
    made = parts()
    for name, content in made.items():
        if name.endswith((".xml", ".xcu")):
            xml.dom.minidom.parseString(content)
    compile(made["component.py"], "component.py", "exec")
    assert set(MANIFEST) <= set(made)
    manifest = made["META-INF/manifest.xml"].decode()
    assert all(f'full-path="{name}"' in manifest for name in MANIFEST)


def test_functions_and_commands_are_those_of_the_registries() -> None:
    made = parts()
    functions = made["CalcAddIns.xcu"].decode()
    for function in FUNCTIONS:
        assert functions.count(f">{function.name}</value>") == 2, "display and compatibility name"
        assert f">{description(function)}</value>" in functions
        for argument in function.arguments:
            assert argument.meaning.replace(">", "&gt;") in functions
    menu = made["Addons.xcu"].decode()
    for command in ribbon().commands:
        assert f">{PROTOCOL}{command.id}</value>" in menu and command.id in macros.__all__
    assert {command.id for command in ribbon().commands} == set(macros.__all__)
    assert list(METHODS.values()) == [function.name for function in FUNCTIONS]


def test_the_toolbar_has_every_command_too() -> None:
    """Those of a menu in a list, which the component hands to the button."""
    made = parts()
    root = xml.dom.minidom.parseString(made["Addons.xcu"])
    (toolbar,) = (node for node in root.getElementsByTagName("node") if node.getAttribute("oor:name") == TOOLBAR)
    shown = [value.firstChild.data for value in toolbar.getElementsByTagName("value")]
    for group in ribbon().groups:
        for item in group.items:
            place = shown.index(f"{PROTOCOL}{item.id}")
            assert shown[place + 1] == item.label
            if isinstance(item, Menu):
                assert "DropdownButton" in shown[place : place + 4]
                listed = {one.label: one.id for one in item.commands}
                assert f"{item.id!r}: {listed!r}" in made["component.py"].decode()


def test_what_may_be_left_out_is_of_the_type_any() -> None:
    """Calc takes nothing else for optional; and behind the first optional argument all are."""
    for function in FUNCTIONS:
        optional = [argument.optional for argument in function.arguments]
        assert optional == sorted(optional), function.name
        assert not any(takes_cell(argument) for argument in function.arguments if argument.optional)


@pytest.fixture
def sheet(opened: Opener, tmp_path: Path) -> Any:
    made = openpyxl.Workbook()
    cells = made.active
    cells.title = "算"
    rows: list[list[Any]] = [
        ["7.8%左右", "4.5%", 12.5],
        ["≥100家", None, 10],
        ["≥90%", 0.954, 8],
        ["≥100家", 50, 10],
        ["≥100家", "=1/0", 10],
        ["≥100家", "=NA()", 10],
        [None, None, None],
        ["≤0起", 0, 5],
        ["优良", "良好", 10],
    ]
    for row in rows:
        cells.append(row)
    cells["B3"].number_format = "0.00%"
    for row in range(1, len(rows) + 1):
        cells[f"D{row}"] = f"=PE_SCORE(A{row},B{row},C{row})"
        cells[f"E{row}"] = f"=PE_CHECK(A{row},B{row},C{row},D{row})"
    made.save(tmp_path / "函数.xlsx")
    return opened(tmp_path / "函数.xlsx").sheets[0]


def typed(sheet: Any, formula: str) -> Any:
    sheet["K1"].formula = formula
    return sheet["K1"].options(err_to_str=True).value


def test_scores_and_real_errors(sheet: Any) -> None:
    scores = sheet["D1:D9"].options(err_to_str=True).value
    assert scores == [7.21, "#N/A", 8.0, 5.0, "#DIV/0!", "#N/A", None, 5.0, "#N/A"]
    sheet["B2"].value = "60家"
    assert sheet["D2"].value == 6.0, "scores are live"
    assert typed(sheet, '=PE_SCORE(A1,B1,C1,"横向")') == "#VALUE!"
    assert typed(sheet, "=PE_SCORE(A1:A3,B1,C1)") == "#VALUE!"


def test_a_blank_cell_is_never_a_zero(sheet: Any) -> None:
    assert typed(sheet, "=PE_SCORE(A8,B7,C8)") == "#N/A"
    assert typed(sheet, '=PE_SCORE(IF(A8="",A7,A8),IF(B7="",B7,B8),C8)') == "#N/A"
    assert typed(sheet, "=PE_EXEC_RATE(B7,C1)") == "#N/A"
    assert typed(sheet, "=PE_EXEC_SCORE(C4,C1,B7)") == "#N/A", "0 or blank, that is the question"
    assert typed(sheet, "=PE_GRADE(B7)") == "#N/A"
    assert typed(sheet, "=PE_SCORE(A1,B1,C1,B7,B7,B7,B7,B7)") == 7.21, "blank choices are no choices"
    assert typed(sheet, '=PE_READ(A7,"数值")') in (None, "#N/A", "#VALUE!")


def test_blocks_in_one_crossing(sheet: Any) -> None:
    sheet.impl.uno.getCellRangeByName("G1:G9").setArrayFormula("=PE_SCORES(A1:C9)")
    assert sheet["G1:G9"].options(err_to_str=True).value == sheet["D1:D9"].options(err_to_str=True).value
    sheet.impl.uno.getCellRangeByName("H1:H9").setArrayFormula("=PE_CHECKS(A1:C9)")
    assert sheet["H1"].value == sheet["E1"].value
    assert typed(sheet, "=PE_TOTAL(D3:D4)") == 13.0
    assert typed(sheet, "=PE_TOTAL(D1:D4)") == "#N/A"
    assert typed(sheet, "=PE_SCORES(A:C)") == "#VALUE!"


def test_every_function_answers_as_the_registry_does(sheet: Any) -> None:
    calls = {
        "PE_SCORE": "A1,B1,C1", "PE_ATTAINMENT": "A1,B1", "PE_EXPLAIN": "A1,B1,C1", "PE_CHECK": "A1,B1,C1",
        "PE_READ": 'A1,"数值"', "PE_EXEC_RATE": "C4,C1", "PE_EXEC_SCORE": "C4,C1", "PE_TOTAL": "C1:C3",
        "PE_GRADE": "81", "PE_DEVIATION": "A1,B1", "PE_SCORES": "A1:C1", "PE_CHECKS": "A1:C1", "PE_VERSION": "",
    }  # fmt: skip
    cells = {"A1": "7.8%左右", "B1": "4.5%", "C1": 12.5, "C4": 10.0, "81": 81.0, '"数值"': "数值"}
    cells |= {"A1:C1": (("7.8%左右", "4.5%", 12.5),), "C1:C3": ((12.5,), (10.0,), (8.0,))}
    assert calls.keys() == BY_NAME.keys()
    for name, arguments in calls.items():
        given = [cells[one] for one in arguments.split(",") if one]
        expected = BY_NAME[name](*given)
        expected = expected[0][0] if isinstance(expected, tuple) else expected
        expected = expected.value if isinstance(expected, WorksheetError) else expected
        assert typed(sheet, f"={name}({arguments})") == expected, name


def test_names_stay_plain_in_the_file(sheet: Any, tmp_path: Path) -> None:
    sheet.book.save(tmp_path / "存.xlsx")
    stored = openpyxl.load_workbook(tmp_path / "存.xlsx")["算"]
    assert stored["D1"].value == "=PE_SCORE(A1,B1,C1)"
    cached = openpyxl.load_workbook(tmp_path / "存.xlsx", data_only=True)["算"]
    assert [cached[f"D{row}"].value for row in (1, 2, 3)] == [7.21, "#N/A", 8]


def test_without_its_packages_the_extension_says_so(tmp_path: Path) -> None:
    """The functions then give #NAME?, as if the add-in were not there, and never a number."""
    source = parts()["component.py"].decode()
    program = f"""
import sys, types
uno = types.ModuleType("uno"); uno.fileUrlToSystemPath = lambda url: url
helper = types.ModuleType("unohelper")
helper.Base = type("Base", (), {{}})
helper.ImplementationHelper = type("H", (), {{"addImplementation": lambda *given: None}})
sys.modules.update(uno=uno, unohelper=helper)
star = ("com.sun.star", "com.sun.star.beans", "com.sun.star.beans.PropertyState", "com.sun.star.frame")
star += ("com.sun.star.lang",)
structs = ("ControlCommand", "DIRECT_VALUE", "FeatureStateEvent", "NamedValue", "PropertyValue")
for name in ("com", "com.sun", *star, "org", "org.perfeval"):
    module = sys.modules[name] = types.ModuleType(name)
    for one in (*structs, *"XDispatch XDispatchProvider XInitialization XServiceInfo XFunctions".split()):
        setattr(module, one, type(one, (), {{}}))
space = {{"__file__": {str(tmp_path / "component.py")!r}, "__name__": "component"}}
exec(compile({source!r}, "component.py", "exec"), space)
print(space["why_not"]())
import struct
print(struct.pack("<d", space["Functions"](None).pescore(None, 1, 2, 3)[0][0]).hex())
"""

    def said() -> list[str]:
        done = subprocess.run(
            [sys.executable, "-I", "-S", "-X", "utf8", "-c", program], capture_output=True, text=True, check=True,
            encoding="utf-8", cwd=tmp_path,
        )  # fmt: skip
        return done.stdout.splitlines()

    nan = (525).to_bytes(2, "little").hex() + "00000000f87f"
    assert said() == [NOT_INSTALLED, nan]
    folders = tmp_path / "python_folders.txt"
    folders.write_text(f"2.7\n{tmp_path}\n", encoding="utf-8")
    assert "是为 Python 2.7 装的" in said()[0]
    folders.write_text(f"{installation.python_version()}\n{tmp_path}\n", encoding="utf-8")
    assert "找不到了" in said()[0]


def test_build_from_the_command_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    target = tmp_path / "插件.oxt"
    assert main(["addin", "build", "--libreoffice", "--out", str(target)]) == 0
    assert target.read_bytes() == build()
    assert main(["addin", "build", "--libreoffice", "--out", str(target)]) == 2
    assert main(["addin", "doctor", "--libreoffice"]) in (0, 1), "whether it is installed on this machine"
    assert "LibreOffice：" in capsys.readouterr().out


def test_every_button_leads_to_a_macro(
    opened: Opener, pressed: Callable[[Any, str], None], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    book = opened(_blank(tmp_path))
    pressed(book, "next_finding")
    assert len(book.sheets) == 1, "refused, in a sentence"


def _blank(folder: Path) -> Path:
    path = folder / "空.xlsx"
    openpyxl.Workbook().save(path)
    return path
