"""What people and programs leave in a workbook without thinking of it does not leave the house with the copy."""

from __future__ import annotations

import re
import zipfile
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter

from tests.patch.decorated import OFFICE, png
from tests.patch.packages import contents
from tests.send.test_pack import cleaned, dangling
from xladdin.files import read_workbook
from xladdin.files.patch.cleaning import Cleaned
from xladdin.files.seal import FINGERPRINT_LABEL

SHEET = "自评表"
HERE = "看得见"
SECRETS = (
    "王五", "zhangsan", "S-1-5-21", "某局内网", "oa.local", "底稿", "机密", "另一本", "D:\\", "宏按钮", "thumbnail",
    "加载项",
)  # fmt: skip
PACKAGE_LINES = {
    "docProps/thumbnail.jpeg": "metadata/thumbnail",
    "customUI/customUI14.xml": "ui/extensibility",
    "xl/webextensions/taskpanes.xml": "webextensiontaskpanes",
}
BOOK_LINES = {
    "xl/connections.xml": "connections",
    "xl/revisions/userNames.xml": "usernames",
    "xl/cellimages.xml": "cellImage",
}
PARTS = {
    "docProps/thumbnail.jpeg": b"thumbnail",
    "customUI/customUI14.xml": "<customUI>宏按钮</customUI>".encode(),
    "xl/webextensions/taskpanes.xml": "<taskpanes>加载项</taskpanes>".encode(),
    "xl/connections.xml": "<connections><c name='某局内网' url='oa.local'/></connections>".encode(),
    "xl/queryTables/queryTable1.xml": "<queryTable name='某局内网' connectionId='1'/>".encode(),
    "xl/revisions/userNames.xml": "<users><userInfo name='王五'/></users>".encode(),
    "xl/cellimages.xml": b'<etc:cellImages xmlns:etc="http://www.wps.cn/officeDocument/2017/etCustomData"/>',
    "xl/tables/_rels/table1.xml.rels": (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" '
        f'Type="{OFFICE}/queryTable" Target="../queryTables/queryTable1.xml"/></Relationships>'
    ).encode(),
}


def written(path: Path) -> Path:
    """A form with a hidden working sheet, a hidden chart sheet, filters, and all that names people."""
    stream = BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    sheet, secret = book.add_worksheet(SHEET), book.add_worksheet("底稿")
    chart_sheet = book.add_chartsheet("图表页")
    secret.very_hidden()
    for row in range(8):
        sheet.write(row, 0, f"{HERE}{row}")
        sheet.write(row, 1, row)
        secret.write(row, 0, f"项{row}")
        secret.write(row, 6, f"机密{row}")
        secret.write(row, 1, row * 10)
    secret.add_table("D1:E4", {"name": "机密表", "columns": [{"header": "甲"}, {"header": "乙"}]})
    sheet.write_formula("C1", "=SUM(底稿!B1:B8)", None, 280)
    sheet.write_formula("C2", "=SUM(机密表[乙])", None, 7)
    sheet.write_formula("C3", '=INDIRECT("底稿!B3")', None, 20)
    sheet.write_formula("C4", "=SUM(B1:B8)", None, 28)
    sheet.write_formula("C5", '=HYPERLINK("D:\\\\资料\\\\zhangsan\\\\a.xlsx","看附件")', None, "看附件")
    sheet.write_formula("C6", '=HYPERLINK("https://example.com/a","网页")', None, "网页")
    sheet.write_formula("C7", "=底稿合计*2", None, 560)
    book.define_name("底稿合计", "=SUM(底稿!$B$1:$B$8)")
    book.define_name("本表合计", f"=SUM({SHEET}!$B$1:$B$8)")
    sheet.write_comment("A1", "王五:\n请补充依据", {"author": "王五"})
    sheet.write_comment("A2", "说得对", {"author": "王五"})
    for number, rule in enumerate(("='D:\\[另一本.xlsx]表'!$A$1:$A$3", "=底稿!$A$1:$A$3", f"={SHEET}!$A$1:$A$3")):
        sheet.data_validation(number, 4, number, 4, {"validate": "list", "source": rule})
    sheet.conditional_format("B1:B8", {"type": "formula", "criteria": "=B1>底稿!B1", "format": book.add_format()})
    sheet.conditional_format("B1:B8", {"type": "formula", "criteria": "=B1>3", "format": book.add_format()})
    sheet.add_sparkline("H1", {"range": "底稿!B1:B8"})
    sheet.add_sparkline("H2", {"range": f"{SHEET}!B1:B8"})
    sheet.add_table("J1:K6", {"columns": [{"header": "甲"}, {"header": "乙"}]})
    sheet.insert_image("M2", "公章.png", {"image_data": BytesIO(png(9)), "description": "D:\\资料\\zhangsan\\公章.png"})
    chart, plain = (book.add_chart({"type": "column"}) for _ in range(2))
    chart.add_series({"values": "=底稿!$B$1:$B$8", "categories": "=底稿!$A$1:$A$8", "name": "=底稿!$B$8"})
    chart.set_title({"name": "=底稿!$A$8"})
    plain.add_series({"values": f"={SHEET}!$B$1:$B$8"})
    sheet.insert_chart("M8", chart)
    chart_sheet.set_chart(plain)
    chart_sheet.hide()
    sheet.autofilter("A1:B8")
    sheet.filter_column("B", "x > 3")
    sheet.set_row(2, None, None, {"hidden": True})
    sheet.set_row(5, 0)
    book.close()
    with zipfile.ZipFile(stream) as source, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
        for entry in source.infolist():
            target.writestr(entry, _more(entry.filename, source.read(entry)), zipfile.ZIP_DEFLATED)
        for name, content in PARTS.items():
            target.writestr(zipfile.ZipInfo(name), content)
    return path


def _lines(wanted: dict[str, str], folder: str) -> str:
    return "".join(
        f'<Relationship Id="rIdX{number}" Type="{OFFICE}/{kind}" Target="{part.removeprefix(folder)}"/>'
        for number, (part, kind) in enumerate(wanted.items())
    )


def _more(name: str, content: bytes) -> bytes:
    text = content.decode("utf-8") if name.endswith((".xml", ".rels")) else ""
    if name == "_rels/.rels":
        text = text.replace("</Relationships>", _lines(PACKAGE_LINES, "") + "</Relationships>")
    elif name == "xl/_rels/workbook.xml.rels":
        text = text.replace("</Relationships>", _lines(BOOK_LINES, "xl/") + "</Relationships>")
    elif name == "[Content_Types].xml":
        more = '<Default Extension="jpeg" ContentType="image/jpeg"/>' + "".join(
            f'<Override PartName="/{part}" ContentType="application/xml"/>' for part in PARTS if part.endswith(".xml")
        )
        text = text.replace("</Types>", more + "</Types>")
    elif name == "xl/workbook.xml":
        path = (
            '<x15ac:absPath xmlns:x15ac="http://schemas.microsoft.com/office/spreadsheetml/2010/11/ac" '
            'url="D:\\资料\\zhangsan\\"/>'
        )
        at = text.index("/>", text.index("<workbookPr")) + 2
        text = text[:at] + path + text[at:]
        text = text.replace("<workbookPr", '<fileSharing userName="王五"/><workbookPr', 1)
        text = text.replace('<definedName name="本表合计"', '<definedName comment="王五写的" name="本表合计"')
    elif name == "xl/worksheets/sheet1.xml":
        ranges = (
            '<protectedRanges><protectedRange name="a" sqref="A1" securityDescriptor="S-1-5-21"/></protectedRanges>'
        )
        scenarios = '<scenarios><scenario name="机密" user="王五"><inputCells r="A1" val="1"/></scenario></scenarios>'
        text = text.replace("</sheetData>", f"</sheetData>{ranges}{scenarios}")
    elif name.startswith("xl/tables/") and 'ref="J1' in text:
        text = text.replace("<table ", '<table tableType="queryTable" ').replace(
            '<tableColumn id="1"', '<tableColumn queryTableFieldId="1" id="1"'
        )
    return text.encode("utf-8") if text else content


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path, Cleaned]:
    folder = tmp_path_factory.mktemp("clean")
    source, target = written(folder / "原表.xlsx"), folder / "净表.xlsx"
    return source, target, cleaned(source, target)


def test_nothing_secret_is_left(both: tuple[Path, Path, Cleaned]) -> None:
    source, target, _ = both
    before, after = (b"".join(contents(path).values()) for path in (source, target))
    assert [secret for secret in SECRETS if secret.encode() not in before] == [], "the test shows nothing"
    left = {secret: [name for name, part in contents(target).items() if secret.encode() in part] for secret in SECRETS}
    assert {secret: names for secret, names in left.items() if names} == {}
    assert after.count(HERE.encode()) == 8
    assert dangling(target) == []


def test_what_is_seen_stays(both: tuple[Path, Path, Cleaned]) -> None:
    _, target, done = both
    book = openpyxl.load_workbook(target)
    sheet = book[SHEET]
    assert book.sheetnames == [SHEET, "图表页"]
    assert [sheet[f"C{row}"].value for row in range(1, 8)] == [
        280, 7, 20, "=SUM(B1:B8)", "看附件", '=HYPERLINK("https://example.com/a","网页")', 560,
    ]  # fmt: skip
    assert [sheet[a1].comment.text.strip() for a1 in ("A1", "A2")] == ["请补充依据", "说得对"]
    assert [rule.formula1 for rule in sheet.data_validations.dataValidation] == [f"{SHEET}!$A$1:$A$3"]
    assert [rule.formula for rules in sheet.conditional_formatting for rule in rules.rules] == [["B1>3"]]
    assert not any(sheet.row_dimensions[row].hidden for row in range(1, 9))
    assert sheet.row_dimensions[6].height is None
    assert sheet.auto_filter.ref == "A1:B8" and not sheet.auto_filter.filterColumn
    assert set(book.defined_names) == {"本表合计"} and done.frozen == 5
    grid = read_workbook(target).grids[0]
    assert not grid.hidden_rows


def test_the_chart_keeps_its_picture(both: tuple[Path, Path, Cleaned]) -> None:
    _, target, _ = both
    charts = [part.decode() for name, part in contents(target).items() if name.startswith("xl/charts/chart")]
    cut = next(text for text in charts if "numLit" in text)
    assert "<c:numLit>" in cut and "<c:strLit>" in cut and "<c:f>" not in cut
    assert any("<c:f>" in text for text in charts)


def test_it_is_told_in_plain_words(both: tuple[Path, Path, Cleaned]) -> None:
    told = both[2].left_out
    assert {
        "隐藏的工作表「底稿」", "「图表页」原来藏着，现在显示", "批注的作者（批注文字留着）", "图片原来的路径",
        "数据连接", "查询", "共享用户名单", "缩略图", "自定义功能区", "网页加载项",
        "图表对隐藏内容和别的文件的引用（图形留着）",
    } <= set(told)  # fmt: skip
    assert [words for words in told if re.search("[a-z]{4}", words)] == [], "no program's names"


def test_pictures_in_cells_stay(both: tuple[Path, Path, Cleaned]) -> None:
    assert "xl/cellimages.xml" in contents(both[1])


def test_what_goes_is_told_in_the_order_of_the_sheets(tmp_path: Path) -> None:
    """It stands on the seal: told in another order, the same file would not give the same bytes."""
    book = openpyxl.Workbook()
    names = "甲乙丙丁戊己庚辛壬癸"
    for name in names:
        book.create_sheet(name).sheet_state = "hidden"
    book.save(tmp_path / "表.xlsx")
    done = cleaned(tmp_path / "表.xlsx", tmp_path / "净.xlsx")
    assert done.left_out[: len(names)] == [f"隐藏的工作表「{name}」" for name in names]


def test_a_sheet_with_a_name_like_the_seal_stays(tmp_path: Path) -> None:
    """Somebody's own 校验凭证说明 went, because its name begins like the seal's; a seal is known by what it says."""
    book = openpyxl.Workbook()
    book.create_sheet("校验凭证说明")["A1"] = "怎样核对"
    book.create_sheet("旧凭证")["A5"] = FINGERPRINT_LABEL
    book.save(tmp_path / "表.xlsx")
    cleaned(tmp_path / "表.xlsx", tmp_path / "净.xlsx")
    assert openpyxl.load_workbook(tmp_path / "净.xlsx").sheetnames == ["Sheet", "校验凭证说明"]
