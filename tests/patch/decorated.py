"""A workbook with all that people and programs put into one: pictures, shapes, charts, controls, VBA, and more."""

from __future__ import annotations

import struct
import zipfile
import zlib
from io import BytesIO
from pathlib import Path

import xlsxwriter

from tests.patch.packages import CORPUS

SHEET = "自评表"
ODD_SHEET = "It's “2”"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
THREADED = "http://schemas.microsoft.com/office/2017/10/relationships/threadedComment"
PERSON = "http://schemas.microsoft.com/office/2017/10/relationships/person"
TYPES = {
    "xl/printerSettings/printerSettings1.bin": (
        "application/vnd.openxmlformats-officedocument.spreadsheetml.printerSettings"
    ),
    "xl/threadedComments/threadedComment1.xml": "application/vnd.ms-excel.threadedcomments+xml",
    "xl/persons/person.xml": "application/vnd.ms-excel.person+xml",
}
THREAD = (
    '<ThreadedComments xmlns="http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments">'
    '<threadedComment ref="C3" dT="2023-01-01T00:00:00.00" personId="{11111111-1111-1111-1111-111111111111}" '
    'id="{22222222-2222-2222-2222-222222222222}"><text>请核对</text></threadedComment></ThreadedComments>'
)
PERSONS = (
    '<personList xmlns="http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments">'
    '<person displayName="张三" id="{11111111-1111-1111-1111-111111111111}" userId="zhangsan" providerId="None"/>'
    "</personList>"
)


def png(red: int) -> bytes:
    """A picture of one red dot."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">L", len(content)) + kind + content + struct.pack(">L", zlib.crc32(kind + content))

    pixel = zlib.compress(bytes((0, red, 0, 0)))
    head = struct.pack(">LLBBBBB", 1, 1, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", pixel) + chunk(b"IEND", b"")


def decorated(path: Path) -> Path:
    """Write it (``path`` ends in .xlsm); deterministic."""
    vba = path.with_suffix(".bin")
    with zipfile.ZipFile(CORPUS / "calamine" / "vba.xlsm") as source:
        vba.write_bytes(source.read("xl/vbaProject.bin"))
    plain = BytesIO()
    _write(plain, vba)
    vba.unlink()
    with zipfile.ZipFile(plain) as source, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
        for entry in source.infolist():
            target.writestr(entry, _more(entry.filename, source.read(entry)), zipfile.ZIP_DEFLATED)
        for name, content in _extra_parts().items():
            target.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_STORED)
    return path


def _write(stream: BytesIO, vba: Path) -> None:
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    book.set_properties({"author": "张三", "company": "某局", "manager": "李四", "comments": "内部"})
    book.set_custom_property("编号", "机密-1")
    yellow = book.add_format({"bg_color": "#FFFF00", "border": 1, "num_format": "0.00%"})
    sheet, other = book.add_worksheet(SHEET), book.add_worksheet(ODD_SHEET)
    secret = book.add_worksheet("底稿")
    secret.hide()
    secret.write("A1", "不该外发")
    for row in range(12):
        for col in range(6):
            sheet.write(row, col, f"指标{row}-{col}" if col < 3 else row * 1.25, yellow if col == 4 else None)
    sheet.write_formula("G2", "=SUM(D1:D12)", None, 82.5)
    sheet.write_formula("G3", f"='{ODD_SHEET.replace(chr(39), chr(39) * 2)}'!A1*2", None, 20)
    sheet.write_formula("G4", "=底稿!A1", None, "不该外发")
    sheet.write_comment("B2", "原有的批注\n第二行", {"author": "王五"})
    sheet.write_comment("C3", "[Threaded comment] 请核对", {"author": "tc={22222222-2222-2222-2222-222222222222}"})
    sheet.insert_image("I2", "公章.png", {"image_data": BytesIO(png(200))})
    sheet.insert_textbox("I8", "说明文字")
    sheet.insert_button("I14", {"macro": "Module1.test", "caption": "按钮"})
    chart = book.add_chart({"type": "column"})
    chart.add_series({"values": f"={SHEET}!$D$1:$D$12"})
    sheet.insert_chart("I20", chart)
    sheet.data_validation(
        "F1:F12", {"validate": "list", "source": f"='{ODD_SHEET.replace(chr(39), chr(39) * 2)}'!$A$1:$A$3"}
    )
    sheet.conditional_format("D1:D12", {"type": "data_bar", "data_bar_2010": True})
    sheet.conditional_format("E1:E12", {"type": "icon_set", "icon_style": "3_traffic_lights"})
    sheet.add_sparkline("H1", {"range": f"{SHEET}!D1:D12"})
    sheet.add_table("K1:L4", {"columns": [{"header": "甲"}, {"header": "乙"}]})
    sheet.set_header("&C&G", {"image_center": "页眉.png", "image_data_center": BytesIO(png(90))})
    sheet.write_url("A14", "http://example.com/a", string="网页")
    sheet.write_url("A15", "external:C:/内部/预算.xlsx", string="文件")
    sheet.merge_range("A16:C16", "合并")
    sheet.freeze_panes(1, 1)
    sheet.protect("", {"select_locked_cells": True})
    sheet.set_row(9, None, None, {"hidden": True})
    sheet.set_column("N:N", None, None, {"hidden": True})
    sheet.write("N1", "藏着的一列")
    sheet.print_area("A1:G16")
    other.write_column("A1", [10, 20, 30])
    other.insert_button("C3", {"macro": "Module1.test"})
    book.define_name("费率", f"={SHEET}!$D$1")
    book.add_vba_project(str(vba))
    book.close()


def _more(name: str, content: bytes) -> bytes:
    """The lines that lead to the extra parts."""
    if name == "[Content_Types].xml":
        types = "".join(f'<Override PartName="/{part}" ContentType="{kind}"/>' for part, kind in TYPES.items())
        return content.replace(b"</Types>", types.encode() + b"</Types>")
    lines = {
        "xl/worksheets/_rels/sheet1.xml.rels": (
            f'<Relationship Id="rId90" Type="{OFFICE}/printerSettings" '
            'Target="../printerSettings/printerSettings1.bin"/>'
            f'<Relationship Id="rId91" Type="{THREADED}" Target="../threadedComments/threadedComment1.xml"/>'
        ),
        "xl/_rels/workbook.xml.rels": (
            f'<Relationship Id="rId90" Type="{OFFICE}/customXml" Target="../customXml/item1.xml"/>'
            f'<Relationship Id="rId91" Type="{PERSON}" Target="persons/person.xml"/>'
        ),
    }
    if name in lines:
        return content.replace(b"</Relationships>", lines[name].encode() + b"</Relationships>")
    if name == "xl/worksheets/sheet1.xml":
        assert b"<pageSetup" not in content
        at = content.index(b"<headerFooter")
        setup = f'<pageSetup paperSize="9" orientation="landscape" xmlns:q="{OFFICE}" q:id="rId90"/>'.encode()
        return content[:at] + setup + content[at:]
    return content


def _extra_parts() -> dict[str, bytes]:
    return {
        "xl/printerSettings/printerSettings1.bin": b"\\\\office-printer".ljust(220, b"\0"),
        "xl/threadedComments/threadedComment1.xml": THREAD.encode(),
        "xl/persons/person.xml": PERSONS.encode(),
        "customXml/item1.xml": "<记录 xmlns='urn:local'><经办>张三</经办></记录>".encode(),
    }
