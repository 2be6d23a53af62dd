"""Installing, removing and examining, with folders of a Chinese user and a Python that looks like Windows'."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path
from types import SimpleNamespace

import pytest

from xladdin.cli import main
from xladdin.diagnosis import Observation, State, page
from xladdin.excel.doctor import examine
from xladdin.excel.installation import install, uninstall
from xladdin.excel.live import ended_after
from xladdin.excel.package import FILE_NAME, build
from xladdin.excel.places import LIBRARY, check_interpreter, places, settings_line
from xladdin.problems import CommandProblem
from xladdin.trials.functions import SAMPLES, Sample, formula_of, try_functions

PYTHONW = r"C:\程序 文件\Python 3.11\pythonw.exe"
WINDOWS = {"APPDATA": r"D:\用户\张 三\AppData\Roaming", "USERPROFILE": r"D:\用户\张 三"}


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """A user's folders, and files in the working folder whose names are Windows' paths."""
    monkeypatch.chdir(tmp_path)
    for name in (PYTHONW, PYTHONW.replace("pythonw.exe", LIBRARY)):
        Path(name).write_bytes(b"")
    startup, profile = tmp_path / "用户 张三" / "XLSTART", tmp_path / "用户 张三"
    return {"--xlstart": str(startup), "--profile": str(profile), "--python": PYTHONW}


def words(machine: dict[str, str], *names: str) -> list[str]:
    return [word for name in names for word in (name, machine[name])]


def test_windows_places() -> None:
    where = places(WINDOWS)
    assert where.addin == r"D:\用户\张 三\AppData\Roaming\Microsoft\Excel\XLSTART\perfeval.xlam"
    assert where.configuration == r"D:\用户\张 三\.perfeval\perfeval.conf"
    with pytest.raises(CommandProblem, match="PE-C020"):
        places({})


def test_install_and_uninstall_leave_no_trace(
    machine: dict[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = Path(machine["--profile"])
    assert main(["addin", "install", *words(machine, "--xlstart", "--profile", "--python")]) == 0
    written = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    assert written == {f"XLSTART/{FILE_NAME}", ".perfeval/perfeval.conf"}
    assert (folder / "XLSTART" / FILE_NAME).read_bytes() == build()
    conf = (folder / ".perfeval" / "perfeval.conf").read_bytes()
    assert conf == f'"INTERPRETER_WIN","{PYTHONW}"\r\n'.encode("gbk")
    assert main(["addin", "install", *words(machine, "--xlstart", "--profile", "--python")]) == 0  # again: an upgrade
    assert main(["addin", "uninstall", *words(machine, "--xlstart", "--profile")]) == 0
    assert [path.relative_to(folder).as_posix() for path in folder.rglob("*")] == ["XLSTART"]
    assert main(["addin", "uninstall", *words(machine, "--xlstart", "--profile")]) == 0
    assert "什么也没有删" in capsys.readouterr().out


def test_what_is_not_ours_stays(machine: dict[str, str]) -> None:
    where = places({}, machine["--xlstart"], machine["--profile"], os.path.join)
    list(install(where, b"addin", b"conf"))
    others = [Path(where.startup, "自己的.xlam"), Path(where.settings, "note.txt")]
    for other in others:
        other.write_bytes(b"x")
    list(uninstall(where))
    assert all(other.exists() for other in others)
    assert not Path(where.addin).exists()
    assert not Path(where.configuration).exists()


def test_a_failed_write_leaves_the_old_file(machine: dict[str, str]) -> None:
    """Excel holds its add-in open: here a folder stands in the way of the new file."""
    where = places({}, machine["--xlstart"], machine["--profile"], os.path.join)
    list(install(where, b"old", b"conf"))
    os.mkdir(f"{where.addin}.part")
    with pytest.raises(CommandProblem, match="关掉所有 Excel"):
        list(install(where, b"new", b"conf"))
    assert Path(where.addin).read_bytes() == b"old"


@pytest.mark.parametrize(
    ("path", "missing", "wrong"),
    [
        ("pythonw.exe", "", "完整路径"),
        (r"C:\py\python.exe", "", "pythonw.exe"),
        (r"C:\py\pythonw.exe", "pythonw.exe", "没有 C"),
        (r"C:\Program Files\WindowsApps\pythonw.exe", "", "应用商店"),
        (r"C:\py\pythonw.exe", LIBRARY, "没有 xlwings64"),
        ("C:\\" + "长" * 900 + r"\pythonw.exe", "", "太长"),
        (r"C:\$(x)\pythonw.exe", "", "太长或者"),
    ],
)
def test_a_python_that_excel_cannot_use_is_refused(path: str, missing: str, wrong: str) -> None:
    with pytest.raises(CommandProblem, match=wrong):
        check_interpreter(path, lambda asked: not (missing and asked.endswith(missing)))


def test_a_virtual_environment_will_do() -> None:
    files = {r"C:\环境 1\Scripts\pythonw.exe", rf"C:\环境 1\{LIBRARY}"}
    check_interpreter(r"C:\环境 1\Scripts\pythonw.exe", files.__contains__)


def test_a_path_the_code_page_cannot_write_is_refused() -> None:
    assert settings_line(PYTHONW, "gbk").decode("gbk") == f'"INTERPRETER_WIN","{PYTHONW}"\r\n'
    with pytest.raises(CommandProblem, match="“😀”"):
        settings_line(r"C:\😀\pythonw.exe", "gbk")


def test_build_names_the_folder_that_cannot_be_made(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "占用").write_text("", encoding="utf-8")
    words = ["addin", "build", "--out", str(tmp_path / "x.xlam"), "--sources", str(tmp_path / "占用")]
    assert main(words) == 2
    assert capsys.readouterr().err.startswith("PE-C004 「占用」写不进去（它不是文件夹）")


def test_build_writes_the_file_and_its_sources(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    target, sources = tmp_path / "插 件.xlam", tmp_path / "源"
    assert main(["addin", "build", "--out", str(target), "--sources", str(sources)]) == 0
    assert zipfile.is_zipfile(target)
    assert "SHA-256" in capsys.readouterr().out
    assert "PerfevalFunctions.bas" in {path.name for path in sources.iterdir()}
    assert main(["addin", "build", "--out", str(target)]) == 2
    assert "PE-C003" in capsys.readouterr().err
    assert main(["addin", "build", "--out", str(target), "--force"]) == 0
    assert main(["addin", "build", "--out", str(tmp_path / "none" / "x.xlam")]) == 2
    assert main(["addin", "bake"]) == 2
    assert main(["addin"]) == 2


# -- doctor -------------------------------------------------------------------------------------------------------

OFFICE = {
    (r"HKLM\Software\Microsoft\Office\ClickToRun\Configuration", "VersionToReport"): "16.0.17328.20000",
    (r"HKLM\Software\Microsoft\Office\ClickToRun\Configuration", "Platform"): "x64",
}
KINGSOFT = {(r"HKCU\Software\Kingsoft\Office\6.0\Common", "Version"): "12.1"}
BITS32 = {(r"HKLM\Software\Microsoft\Office\ClickToRun\Configuration", "Platform"): "x86"}
UNTRUSTED = {
    (r"HKCU\Software\Policies\Microsoft\Office\16.0\Excel\Security\Trusted Locations", "AllLocationsDisabled"): 1
}
NO_MACROS = {(r"HKCU\Software\Policies\Microsoft\Office\16.0\Excel\Security", "VBAWarnings"): 4}


def seen(machine: dict[str, str], values: dict[tuple[str, str], object]) -> dict[str, Observation]:
    where = places({}, machine["--xlstart"], machine["--profile"], os.path.join)
    return {finding.subject: finding for finding in examine(where, lambda key, name: values.get((key, name)))}


def test_a_good_installation_has_nothing_bad(machine: dict[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["addin", "install", *words(machine, "--xlstart", "--profile", "--python")]) == 0
    found = seen(machine, OFFICE)
    assert [finding for finding in found.values() if finding.state is State.BAD] == []
    assert found["配置"].found == PYTHONW
    assert "WPS" not in found


def test_each_fault_is_named(machine: dict[str, str]) -> None:
    found = seen(machine, {})
    assert {name for name, finding in found.items() if finding.state is State.BAD} == {"Excel", "插件文件", "配置"}
    where = places({}, machine["--xlstart"], machine["--profile"], os.path.join)
    list(install(where, b"another version", settings_line(r"C:\gone\pythonw.exe", "gbk")))
    found = seen(machine, OFFICE | BITS32 | KINGSOFT | UNTRUSTED | NO_MACROS)
    assert {name for name, finding in found.items() if finding.state is State.BAD} == {
        "Excel", "插件文件", "配置", "受信任位置",
    }  # fmt: skip
    assert "32 位" in found["Excel"].found
    assert "WPS" in found
    assert found["宏设置"].found == "全部禁用，不提示"
    assert r"没有 C:\gone\pythonw.exe" in found["配置"].found
    assert all(finding.advice for finding in found.values() if finding.state is State.BAD)


def test_the_page_is_for_support(machine: dict[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["addin", "doctor", *words(machine, "--xlstart", "--profile")]) == 1
    shown = capsys.readouterr().out
    assert shown.startswith("绩效自评插件 体检\n\n· 版本：perfeval ")
    assert "✗ 插件文件" in shown
    assert main(["addin", "doctor", "--live", *words(machine, "--xlstart", "--profile")]) == 1
    assert "只能在 Windows 上做" in capsys.readouterr().out
    home = os.path.expanduser("~")
    assert page([Observation("甲", f"{home}/x")]).endswith("· 甲：%USERPROFILE%/x\n")


# -- doctor --live ------------------------------------------------------------------------------------------------


def test_constants_become_formulas() -> None:
    assert formula_of(Sample("PE_SCORE", ("≥8", 7.43, 20.0))) == '=PE_SCORE("≥8",7.43,20)'
    assert formula_of(Sample("PE_TOTAL", (((1.0, 2.5), ("", 'a"b')),))) == '=PE_TOTAL({1,2.5;"","a""b"})'


class Cell:
    """A cell of an Excel that computes our functions; ``wrong`` is what it shows instead."""

    def __init__(self, wrong: object) -> None:
        self.wrong = wrong
        self.formula = self.number_format = ""
        self.sheet = SimpleNamespace(book=SimpleNamespace(app=SimpleNamespace(engine=SimpleNamespace(name="excel"))))

    def options(self, **_: object) -> Cell:
        return self

    def get_address(self, *_: object) -> str:
        return "A1"

    @property
    def value(self) -> object:
        if isinstance(self.wrong, Exception):
            raise self.wrong
        return self.wrong

    @value.setter
    def value(self, _: object) -> None:
        pass


@pytest.mark.parametrize("wrong", ["#NAME?", 1.0, "#NUM!", RuntimeError("busy")])
def test_live_says_what_is_wrong_of_cells_and_of_constants(wrong: object) -> None:
    cell = Cell(wrong)
    sheet = SimpleNamespace(range=lambda *place: cell, book=cell.sheet.book)
    findings = list(try_functions(sheet))
    assert len(findings) > len(SAMPLES)
    assert all(finding.state is State.BAD for finding in findings)


def test_an_excel_that_hangs_is_ended() -> None:
    """A box that nobody can see: whoever waits for the process goes on."""
    hanging = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    with ended_after(0.05, hanging.pid):
        assert hanging.wait() != 0
    quick = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    with ended_after(600, quick.pid):
        pass
    quick.communicate(b"\n")
    assert quick.returncode == 0
