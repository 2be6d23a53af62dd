"""In a copy that is sent nothing speaks of what stayed at home, by whatever way it does, and nothing is hidden."""

from __future__ import annotations

import zipfile
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter

from tests.patch.packages import CORPUS, contents
from tests.send.test_pack import cleaned, dangling
from xladdin.files.patch.cleaning import Cleaned

SHEET = "自评表"
BOUNDS = (
    '<conditionalFormatting sqref="B1:B8"><cfRule type="colorScale" priority="9"><colorScale>'
    '<cfvo type="num" val="[1]Sheet1!$A$1"/><cfvo type="formula" val="底稿!$A$1"/><color rgb="FFFF0000"/>'
    '<color rgb="FF00FF00"/></colorScale></cfRule></conditionalFormatting>'
)
NEW_BOUNDS = (
    '<extLst><ext uri="{78C0D931-6437-407d-A8EE-F0AAD7539E65}" '
    'xmlns:x14="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main" '
    'xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main"><x14:conditionalFormattings>'
    '<x14:conditionalFormatting><x14:cfRule type="iconSet" priority="8" id="{D}"><x14:iconSet><x14:cfvo type="num">'
    "<xm:f>底稿!$A$2</xm:f></x14:cfvo></x14:iconSet></x14:cfRule><xm:sqref>B1:B8</xm:sqref>"
    "</x14:conditionalFormatting></x14:conditionalFormattings></ext></extLst>"
)
HIDDEN = ("藏着的文字", "用到的", "用到的用到的")


def written(path: Path, *, macros: bool = False) -> Path:
    """A form with a hidden working sheet that many things speak of."""
    plain = path.with_name("先.xlsx")
    book = xlsxwriter.Workbook(plain)
    sheet, between, secret, last = (book.add_worksheet(name) for name in (SHEET, "一月", "底稿", "三月"))
    secret.hide()
    for page, number in ((sheet, 1), (between, 10), (secret, 100), (last, 1000)):
        page.write_column("B1", [number] * 8)
    book.define_name("底价", "=底稿!$B$1")
    book.define_name("底价的两倍", "=底价*2")
    book.define_name("藏着的文字", '="预算底价500万"')
    book.define_name("用到的", "=用到的用到的+1")
    book.define_name("用到的用到的", f"={SHEET}!$B$1")
    book.define_name("打开就算", f"=EVALUATE({SHEET}!$B$1)")
    for row, (formula, result) in enumerate(
        (
            ("=底价的两倍", 200), ("=用到的+1", 3), ("=SUM(一月:三月!B1)", 1110), ("=折算(B1)", 5), ("=打开就算", 1),
            ('=IF(B1>0,"折算(是)",SUM(B1:B8))', "折算(是)"), ("=_xlfn.IFS(B1>0,1)", 1),
        )
    ):  # fmt: skip
        sheet.write_formula(row, 2, formula, None, result)
    sheet.data_validation("D1", {"validate": "list", "source": "=底价"})
    sheet.write_url("A9", "internal:底价", string="底价")
    for row, link in enumerate(("=底稿!$A$1", "=底价", f"={SHEET}!$A$1")):
        sheet.insert_textbox(20 + 5 * row, 0, "文字", {"textlink": link})
    sheet.insert_textbox(40, 0, "藏着的图形")
    sheet.add_table("J1:K3", {"columns": [{"header": "甲"}, {"header": "乙", "formula": "=底稿!$B$1"}]})
    book.close()
    with zipfile.ZipFile(plain) as source, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
        for entry in source.infolist():
            target.writestr(entry, _more(entry.filename, source.read(entry), macros), zipfile.ZIP_DEFLATED)
        if macros:
            with zipfile.ZipFile(CORPUS / "calamine" / "vba.xlsm") as other:
                target.writestr("xl/vbaProject.bin", other.read("xl/vbaProject.bin"))
    return path


def _more(name: str, content: bytes, macros: bool) -> bytes:
    if not name.endswith((".xml", ".rels")):
        return content
    text = content.decode("utf-8")
    if name == "xl/workbook.xml":
        for hidden in HIDDEN:
            text = text.replace(f'<definedName name="{hidden}"', f'<definedName name="{hidden}" hidden="1"')
        assert text.count('hidden="1"') == len(HIDDEN)
    elif name == "xl/worksheets/sheet1.xml":
        text = text.replace("<dataValidations", BOUNDS + "<dataValidations").replace(
            "</worksheet>", NEW_BOUNDS + "</worksheet>"
        )
    elif name == "xl/drawings/drawing1.xml":
        before, _, after = text.rpartition("<xdr:cNvPr ")
        text = f'{before}<xdr:cNvPr hidden="1" {after}'
    elif name == "xl/_rels/workbook.xml.rels" and macros:
        line = '<Relationship Id="rIdM" Type="http://schemas.microsoft.com/office/2006/relationships/vbaProject" '
        text = text.replace("</Relationships>", f'{line}Target="vbaProject.bin"/></Relationships>')
    elif name == "[Content_Types].xml" and macros:
        kind = '<Default Extension="bin" ContentType="application/vnd.ms-office.vbaProject"/>'
        text = text.replace("<Override", f"{kind}<Override", 1)
    return text.encode("utf-8")


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Cleaned]:
    folder = tmp_path_factory.mktemp("dangles")
    source, target = written(folder / "原表.xlsm", macros=True), folder / "净表.xlsx"
    return target, cleaned(source, target, {SHEET})


def test_nothing_speaks_of_the_hidden_sheet(both: tuple[Path, Cleaned]) -> None:
    left = {name: part.decode() for name, part in contents(both[0]).items() if name.endswith((".xml", ".rels"))}
    for word in ("底稿", "底价", "[1]", "EVALUATE"):
        assert [name for name, text in left.items() if word in text and name != "xl/sharedStrings.xml"] == [], word
    assert dangling(both[0]) == []


def test_formulas_that_would_give_something_else_elsewhere_are_values(both: tuple[Path, Cleaned]) -> None:
    """Names of names, sheets between two others, functions of a macro, names that run a macro language."""
    sheet = openpyxl.load_workbook(both[0])[SHEET]
    assert [sheet[f"C{row}"].value for row in range(1, 8)] == [
        200, "=用到的+1", 1110, 5, 1, '=IF(B1>0,"折算(是)",SUM(B1:B8))', "=_xlfn.IFS(B1>0,1)",
    ]  # fmt: skip


def test_a_function_is_believed_where_there_are_no_macros(tmp_path: Path) -> None:
    """Some program may know it: only where macros go their functions certainly go with them."""
    cleaned(written(tmp_path / "原表.xlsx"), tmp_path / "净表.xlsx", {SHEET})
    assert openpyxl.load_workbook(tmp_path / "净表.xlsx")[SHEET]["C4"].value == "=折算(B1)"


def test_nothing_is_hidden(both: tuple[Path, Cleaned]) -> None:
    target, done = both
    assert set(openpyxl.load_workbook(target).defined_names) == {"用到的", "用到的用到的"}
    assert [name for name, part in contents(target).items() if b'hidden="1"' in part] == []
    assert {"藏着的、没有用到的名称 1 个", "藏着的名称 2 个改为显示", "藏着的 1 个图形改为显示"} <= set(done.left_out)


def test_a_shape_keeps_the_cell_that_goes_out(both: tuple[Path, Cleaned]) -> None:
    text = contents(both[0])["xl/drawings/drawing1.xml"].decode()
    assert text.count(f'textlink="{SHEET}!$A$1"') == 1 and text.count('textlink=""') == 3, "the third never had one"
