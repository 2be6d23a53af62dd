"""The .oxt: what is in it, and its functions inside LibreOffice."""

from __future__ import annotations

import os
import signal
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
from tests.host.screen import until
from tests.oracle.office import UNO_FOLDER, Office
from xladdin import __version__, macros
from xladdin.cli import main
from xladdin.diagnosis import State
from xladdin.functions import BY_NAME, FUNCTIONS
from xladdin.libreoffice import doctor, extension, installation
from xladdin.libreoffice.calls import METHODS, takes_cell
from xladdin.libreoffice.doctor import examine
from xladdin.libreoffice.extension import (
    IDENTIFIER,
    MANIFEST,
    NOT_INSTALLED,
    OLDEST,
    PROTOCOL,
    TOOLBAR,
    build,
    description,
    parts,
)
from xladdin.problems import CommandProblem
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


def test_it_is_installed_upgraded_and_removed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Into a profile and a shared folder of this test's own; an administrator's installation is the shared one."""
    places = profile(tmp_path)
    monkeypatch.setattr(extension, "__version__", "0.0.9")
    assert "已装进" in installation.install(places)
    assert installation.installed(places) == "0.0.9"
    monkeypatch.undo()
    assert "已装进" in installation.install(places)
    assert installation.installed(places) == __version__
    unpacked = list(tmp_path.rglob("python_folders.txt"))
    assert len(unpacked) == 1, "the older one is gone"
    assert unpacked[0].read_text(encoding="utf-8").split("\n")[:2] == [
        installation.python_version(),
        installation.folders()[0],
    ]
    assert "已从" in installation.uninstall(places)
    assert installation.installed(places) is None and IDENTIFIER not in listed(places)
    left = [path for path in tmp_path.rglob("*") if path.is_file() and b"perfeval" in path.read_bytes()]
    assert [path.name for path in left] == [], "no trace"
    with pytest.raises(CommandProblem, match="PE-C022"):
        installation.uninstall(places)


def test_a_libreoffice_that_does_not_answer_is_one_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = tmp_path / "unopkg"
    program.write_text("#!/bin/sh\nexec sleep 60\n", encoding="utf-8")
    program.chmod(0o755)
    monkeypatch.setattr(installation, "_program", lambda name: str(program))
    monkeypatch.setattr(installation, "office_version", lambda: OLDEST)
    monkeypatch.setattr(installation, "SECONDS", 0.2)
    with pytest.raises(CommandProblem, match=r"没有回答.*关掉正在运行的 LibreOffice"):
        installation.install()


def test_it_can_be_installed_while_libreoffice_runs(tmp_path: Path) -> None:
    """The sentence says that it has to be opened anew."""
    places = profile(tmp_path)
    quiet = ["--headless", "--norestore", "--nologo", "--nodefault", f"--accept=pipe,name=perfeval{os.getpid()};urp"]
    command = ["soffice", *(f"-env:{one}" for one in places), *quiet]
    running = subprocess.Popen(command, env=installation.office_environment(), start_new_session=True)
    try:
        until(lambda: list((tmp_path / "用户 档案").rglob(".lock")), "LibreOffice 启动")
        assert "重新打开 LibreOffice" in installation.install(places)
        assert installation.installed(places) == __version__
    finally:
        os.killpg(running.pid, signal.SIGKILL)
        running.wait()


def profile(folder: Path) -> list[str]:
    """A profile and a shared folder of this test's own, with signs in their names that people have."""
    shared = f"UNO_SHARED_PACKAGES_CACHE={(folder / 'shared').as_uri()}"
    return [f"UserInstallation={(folder / '用户 档案').as_uri()}", shared]


def listed(places: list[str]) -> str:
    """What LibreOffice's own tool says is installed; an administrator looks at what is there for everybody."""
    shared = ["--shared"] if os.geteuid() == 0 else []
    command = ["unopkg", "list", *shared, *(f"-env:{one}" for one in places)]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def test_an_older_libreoffice_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """By the installation, by the page for support, and by the extension's own description."""
    monkeypatch.setattr(installation, "office_version", lambda: (7, 4))
    with pytest.raises(CommandProblem, match=r"PE-C022 .*7\.4.*25\.2"):
        installation.install()
    (line,) = (one for one in examine() if one.subject == "LibreOffice")
    assert line.state is State.BAD and "7.4" in line.found and "25.2" in line.advice
    (line,) = (one for one in examine("7.4.7.2") if one.subject == "LibreOffice")
    assert line.state is State.BAD, "inside of it too"
    wanted = ".".join(map(str, OLDEST))
    assert f'LibreOffice-minimal-version value="{wanted}"' in parts()["description.xml"].decode()


def test_the_extension_itself_asks_for_a_newer_libreoffice(
    host: Office, opened: Opener, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where it has come in without LibreOffice's own tool: each button says the sentence."""

    def asked() -> str:
        space: dict[str, Any] = {"__file__": "component.py", "__name__": "component"}
        exec(compile(parts()["component.py"], "component.py", "exec"), space)
        return str(space["too_old"](host.context))

    opened(_blank(tmp_path))  # LibreOffice starts with the first workbook
    monkeypatch.setattr(sys, "path", [*sys.path, UNO_FOLDER])
    assert asked() == ""
    monkeypatch.setattr(extension, "OLDEST", (99, 0))
    assert "99.0 以上" in asked() and "25." in asked() and "不要插件" in asked()


def test_the_page_for_support(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    places = profile(tmp_path)
    found = {one.subject: one for one in examine(environment=places)}
    assert found["扩展"].state is State.BAD and "install --libreoffice" in found["扩展"].advice
    assert found["LibreOffice"].state is found["Python"].state is found["程序所在"].state is State.GOOD
    installation.install(places)
    assert [one for one in examine(environment=places) if one.state is State.BAD] == []
    monkeypatch.setattr(doctor, "__version__", "9.9")
    (line,) = (one for one in examine(environment=places) if one.subject == "扩展")
    assert line.state is State.BAD and "不是一个版本" in line.advice
    monkeypatch.setattr(installation, "office_python", lambda: "3.9")
    (line,) = (one for one in examine(environment=places) if one.subject == "Python")
    assert line.state is State.BAD and "Python 3.9" in line.advice


def test_an_extension_for_a_newer_libreoffice_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As LibreOffice 7.4 refuses ours: in one sentence, and nothing is installed."""
    monkeypatch.setattr(extension, "OLDEST", (99, 0))
    places = profile(tmp_path)
    with pytest.raises(CommandProblem, match="PE-C022") as refused:
        installation.install(places)
    assert "dependencies" in str(refused.value) and "\n" not in str(refused.value)
    assert IDENTIFIER not in listed(places)


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


def test_libreoffice_gets_none_of_our_python_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    """With PYTHONUTF8=1 from a start script its own Python could not load the extension: every cell said #NAME?."""
    monkeypatch.setenv("PYTHONUTF8", "1")
    monkeypatch.setenv("PATH", "/opt/another/python/bin:/usr/bin")
    given = installation.office_environment()
    assert not [name for name in given if name.startswith("PYTHON")]
    assert given["PATH"].startswith("/usr/bin:")
