"""The built add-in: every check of ``rules.py`` passes, and fails when something is broken on purpose."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.addin import rules
from xladdin.excel import package
from xladdin.excel.custom_ui import custom_ui
from xladdin.excel.package import build, modules
from xladdin.excel.support_module import SupportError, support_module, xlwings_source
from xladdin.excel.wrappers import NameRefused, callbacks_module, functions_module
from xladdin.functions import FUNCTIONS, Argument, Function
from xladdin.ribbon import RibbonError, read_ribbon, ribbon

ROOT = Path(__file__).resolve().parents[2]
MACROS = ROOT / "xladdin" / "macros.py"
RIBBON = (ROOT / "xladdin" / "ribbon.toml").read_text(encoding="utf-8")


def parts(addin: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(addin) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def broken_addin(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, old: str, new: str, name: str) -> Path:
    """The add-in with one text of one module changed."""
    texts = modules()
    assert old in texts[name]
    texts[name] = texts[name].replace(old, new, 1)
    monkeypatch.setattr(package, "modules", lambda: texts)
    path = tmp_path / "broken.xlam"
    path.write_bytes(build())
    return path


# -- the VBA ------------------------------------------------------------------------------------------------------


def test_the_analyser_finds_nothing(addin: Path) -> None:
    assert rules.analysis(addin) == []


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("PerfevalCalls", "Set python = XLPy()", "Set python = XLPyy()"),
        ("PerfevalCalls", "Dim python As Object", "Dim pythn As Object"),
        ("PerfevalCells", "vbDouble", "vbDuble"),
        ("PerfevalTexts", "Application.MacroOptions", "Application.MacroOption"),
    ],
)
def test_the_analyser_sees_a_slip(
    name: str, old: str, new: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert rules.analysis(broken_addin(tmp_path, monkeypatch, old, new, name))


def test_every_module_parses() -> None:
    assert rules.unparsed(modules()) == []


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("PerfevalCells", "End Select", ""),
        ("PerfevalFunctions", "End Function", ""),
        ("PerfevalRibbon", 'RunCommand "', "RunCommand "),
        ("ThisWorkbook", "End Sub", ""),
    ],
)
def test_an_open_block_is_seen(name: str, old: str, new: str) -> None:
    texts = modules()
    assert rules.unparsed({name: texts[name].replace(old, new, 1)})


def test_another_reader_finds_the_same_texts(addin: Path) -> None:
    assert rules.lost_texts(addin, modules()) == []


def test_a_lost_text_is_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    texts = modules()
    other = broken_addin(tmp_path, monkeypatch, "vbExclamation", "vbCritical", "PerfevalCalls")
    assert rules.lost_texts(other, texts) == ["PerfevalCalls is different in the file"]
    assert rules.lost_texts(other, {**texts, "Another": ""})[0] == "Another is not in the file"


def test_vba_is_ascii(monkeypatch: pytest.MonkeyPatch) -> None:
    assert rules.wrong_signs(modules()) == []
    assert rules.wrong_signs({"A": "' 中文"})
    source = package._source
    monkeypatch.setattr(package, "_source", lambda name: source(name) + ("' 说明\n" if name == "calls" else ""))
    with pytest.raises(package.BuildError, match="PerfevalCalls 里有“说”"):
        modules()


def test_cells_can_call_the_functions_only() -> None:
    assert rules.public_names(modules()) == []
    assert rules.public_names({"A": "Public Function FileExists(x)"}) == ["A.FileExists is public"]
    assert rules.public_names({"A": "Sub Anything()"}) == ["A.Anything is public"]


def test_no_workbook_decides_what_runs() -> None:
    assert rules.from_workbooks(modules()) == []
    assert len(rules.from_workbooks({"xlwings": xlwings_source()})) > 20


# -- the registries -----------------------------------------------------------------------------------------------


def test_wrappers_and_functions_agree() -> None:
    assert rules.functions_agree(modules()["PerfevalFunctions"], FUNCTIONS) == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("CellArgument(actual)", "CellArgument(target)"),
        ("CellArgument(actual), CellArgument(weight)", "CellArgument(weight), CellArgument(actual)"),
        ('CallPython("PE_READ"', 'CallPython("PE_REED"'),
        ("PE_TOTAL = ", "PE_SUM = "),
        ("Optional ByRef direction", "ByRef direction"),
        ("Public Function PE_VERSION", "Private Function PE_VERSION"),
        ("Public Function PE_GRADE", "Public Function PE_GRADES"),
    ],
)
def test_a_wrong_wrapper_is_seen(old: str, new: str) -> None:
    text = modules()["PerfevalFunctions"]
    assert old in text
    assert rules.functions_agree(text.replace(old, new, 1), FUNCTIONS)


@pytest.mark.parametrize("name", ["type", "end", "next", "date", "len", "get", "Target", "目标", "a b", ""])
def test_a_name_that_vba_keeps_is_refused(name: str) -> None:
    with pytest.raises(NameRefused):
        functions_module([Function("PE_X_Y", "…", (Argument(name, "…"),))])


def test_names_that_cannot_be_functions_are_refused() -> None:
    with pytest.raises(NameRefused, match="A1"):
        functions_module([Function("A1", "…")])
    with pytest.raises(NameRefused, match="同名"):
        functions_module([Function("PE_XY", "…", (Argument("a", "…"), Argument("a", "…")))])


def macros_source() -> str | None:
    return MACROS.read_text(encoding="utf-8") if MACROS.exists() else None


def test_buttons_callbacks_and_macros_agree() -> None:
    xml, callbacks = custom_ui(ribbon()), modules()["PerfevalRibbon"]
    assert rules.commands_agree(xml, callbacks, ribbon(), macros_source()) == []


@pytest.mark.parametrize(
    "broken",
    [
        lambda xml, vba, macros: (xml.replace("Perfeval_check_all", "Perfeval_check_everything"), vba, macros),
        lambda xml, vba, macros: (xml, vba.replace("Public Sub Perfeval_about", "Private Sub Perfeval_about"), macros),
        lambda xml, vba, macros: (xml, vba.replace('RunCommand "about"', 'RunCommand "diagnose"'), macros),
        lambda xml, vba, macros: (xml, vba.replace("about(ByVal control As IRibbonControl)", "about()"), macros),
        lambda xml, vba, macros: (xml, vba, macros.replace("def about()", "def abuot()")),
        lambda xml, vba, macros: (xml, vba, macros.replace("def about()", "def about(book)")),
    ],
)  # fmt: skip
def test_a_wrong_button_is_seen(broken: Callable[[str, str, str], tuple[str, str, str]]) -> None:
    macros = "\n".join(f"def {command.id}(): ..." for command in ribbon().commands)
    good = (custom_ui(ribbon()), callbacks_module(ribbon().commands), macros)
    assert rules.commands_agree(*good[:2], ribbon(), good[2]) == []
    bad = broken(*good)
    assert bad != good
    assert rules.commands_agree(*bad[:2], ribbon(), bad[2])


# -- the tab ------------------------------------------------------------------------------------------------------


def test_the_tab_follows_the_rules_of_office() -> None:
    assert rules.interface(custom_ui(ribbon())) == []


@pytest.mark.parametrize(
    ("old", "new", "wrong"),
    [
        ('id = "about"', 'id = "diagnose"', "twice"),
        ('id = "about"', 'id = "about-us"', "not a name"),
        ('keytip = "I"', 'keytip = "V"', "keytip"),
        ('keytip = "I"', 'keytip = "VX"', "keytip V is the start"),
        ('keytip = "I"', 'keytip = "ABCD"', "keytip"),
        ('image = "Info"', 'image = "Inf0"', "icon"),
        ('image = "Info"\nsize = "normal"', 'image = "Info"', "size"),
        ('image = "Info"\nsize = "normal"', 'image = "Info"\nsize = "huge"', "size"),
        ('label = "关于"', 'label = "About"', "Chinese"),
        ('label = "关于"', f'label = "{"关于" * 20}"', "label"),
        ('screentip = "绩效自评插件"', 'screentip = ""', "screentip"),
        ('keytip = "B"\nimage = "FileNew"', 'keytip = "B"\nimage = "FileNew"\nsize = "large"', "size"),
    ],
)
def test_a_wrong_tab_is_seen(old: str, new: str, wrong: str) -> None:
    assert old in RIBBON
    table = read_ribbon(RIBBON.replace(old, new, 1))
    try:
        xml = custom_ui(table)
    except NameRefused:
        assert wrong == "not a name"
        return
    assert any(wrong in sentence for sentence in rules.interface(xml)), rules.interface(xml)


def test_texts_are_escaped() -> None:
    table = read_ribbon(RIBBON.replace('label = "关于"', "label = '关于<\"&>'"))
    assert "label='关于&lt;\"&amp;&gt;'" in custom_ui(table)


@pytest.mark.parametrize(
    "text", [RIBBON.replace("keytip", "key_tip", 2), RIBBON + "\n[[group]]\nid = 'x'\n", RIBBON + "\nicon = 'x'\n"]
)
def test_a_wrong_table_is_refused(text: str) -> None:
    with pytest.raises(RibbonError):
        read_ribbon(text)


# -- the package --------------------------------------------------------------------------------------------------


def test_the_package_is_whole(addin: Path) -> None:
    assert rules.package(parts(addin)) == []


@pytest.mark.parametrize(
    ("part", "old", "new"),
    [
        ("[Content_Types].xml", b"addin.macroEnabled", b"sheet.macroEnabled"),
        ("[Content_Types].xml", b"vnd.ms-office.vbaProject", b"octet-stream"),
        ("[Content_Types].xml", b"/xl/styles.xml", b"/xl/style.xml"),
        ("[Content_Types].xml", b'Extension="xml"', b'Extension="xm"'),
        ("_rels/.rels", b"ui/extensibility", b"ui/extension"),
        ("_rels/.rels", b"customUI14.xml", b"customUI.xml"),
        ("_rels/.rels", b'Id="rId1"', b'Id="rId2"'),
        ("xl/_rels/workbook.xml.rels", b"vbaProject.bin", b"vba.bin"),
        ("docProps/core.xml", b"<dc:creator>perfeval", b"<dc:creator>William Smith"),
        ("customUI/customUI14.xml", b"</customUI>", b""),
    ],
)
def test_a_broken_package_is_seen(addin: Path, part: str, old: bytes, new: bytes) -> None:
    good = parts(addin)
    assert old in good[part]
    assert rules.package({**good, part: good[part].replace(old, new, 1)})


def test_two_builds_are_equal(addin: Path) -> None:
    assert build() == addin.read_bytes()
    assert len(addin.read_bytes()) < 100_000


def test_the_built_file_holds_no_time(addin: Path) -> None:
    with zipfile.ZipFile(io.BytesIO(addin.read_bytes())) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_the_sheet_shows_what_the_registry_says(addin: Path) -> None:
    from python_calamine import CalamineWorkbook

    workbook = CalamineWorkbook.from_filelike(io.BytesIO(addin.read_bytes()))
    assert workbook.sheet_names == ["texts"]
    shown = [[cell for cell in row if cell != ""] for row in workbook.get_sheet_by_name("texts").to_python()]
    assert shown == package.text_rows()


# -- xlwings ------------------------------------------------------------------------------------------------------


def test_only_what_is_needed_is_taken_from_xlwings() -> None:
    text = modules()["PerfevalPython"]
    assert "Redistribution and use in source and binary forms" in text
    assert text.count("\r\n") < 170
    assert not any(word in text for word in ("LICENSE_KEY", "xlwings.pro", "Conda", "Mac", "prepare_sys_path", "Popup"))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('XLWINGS_VERSION As String = "0.37.8"', 'XLWINGS_VERSION As String = "0.37.9"'),
        ("Function XLPyCommand()", "Function XLPyCommandLine()"),
        ("& ActiveWorkbook.FullName &", "& ActiveDocument &"),
        ("GetConfigFromSheet(ActiveWorkbook)", "GetConfigFromSheet(ThisWorkbook)"),
        ("(ByVal lpLibFileName As String) As Long", "(ByVal lpLibFileName As String) As LongPtr"),
        ("Function FileExistsOnWindows(ByVal FileSpec As String)", "Function FileExistsOnWindows (FileSpec)"),
        ("SUCH DAMAGE", "SUCH DAMAGES"),
    ],
)  # fmt: skip
def test_another_xlwings_stops_the_build(old: str, new: str) -> None:
    source, replacements = xlwings_source(), package._source("support")
    assert old in source
    support_module(source, replacements)
    with pytest.raises(SupportError):
        support_module(source.replace(old, new), replacements)
