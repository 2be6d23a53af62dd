"""Packages written part by part, for inputs that no honest program writes."""

from __future__ import annotations

import zipfile
from pathlib import Path

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'


def relationships(*lines: tuple[str, str, str], office: str = OFFICE) -> str:
    """A .rels part; each line is id, kind, target; a target ``!x`` is external."""
    items = ""
    for name, kind, target in lines:
        external = target.startswith("!")
        mode = ' TargetMode="External"' if external else ""
        items += f'<Relationship Id="{name}" Type="{office}/{kind}" Target="{target[external:]}"{mode}/>'
    return f'{HEAD}<Relationships xmlns="{PACKAGE}">{items}</Relationships>'


def worksheet(rows: str = "", after: str = "", before: str = "", main: str = MAIN) -> str:
    """A worksheet part from the inside of sheetData and what stands behind and before it."""
    return f'{HEAD}<worksheet xmlns="{main}">{before}<sheetData>{rows}</sheetData>{after}</worksheet>'


def parts(
    rows: str = '<row r="1"><c r="A1"><v>1</v></c></row>',
    *,
    after: str = "",
    before: str = "",
    strings: str = "",
    formats: str = "",
    styles: str = '<xf numFmtId="0"/>',
    workbook: str = "",
    sheets: str = '<sheet name="表" sheetId="1" r:id="rId1"/>',
    names: str = "",
    main: str = MAIN,
    office: str = OFFICE,
) -> dict[str, str | bytes]:
    """The parts of a workbook with one sheet."""
    return {
        "[Content_Types].xml": f'{HEAD}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
        "_rels/.rels": relationships(("rId1", "officeDocument", "xl/workbook.xml"), office=office),
        "xl/workbook.xml": f'{HEAD}<workbook xmlns="{main}" xmlns:r="{office}">{workbook}<sheets>{sheets}</sheets>'
        f"<definedNames>{names}</definedNames></workbook>",
        "xl/_rels/workbook.xml.rels": relationships(
            ("rId1", "worksheet", "worksheets/sheet1.xml"),
            ("rId2", "styles", "styles.xml"),
            ("rId3", "sharedStrings", "sharedStrings.xml"),
            office=office,
        ),
        "xl/styles.xml": f'{HEAD}<styleSheet xmlns="{main}"><numFmts>{formats}</numFmts>'
        f'<cellStyleXfs><xf numFmtId="9"/></cellStyleXfs><cellXfs>{styles}</cellXfs></styleSheet>',
        "xl/sharedStrings.xml": f'{HEAD}<sst xmlns="{main}">{strings}</sst>',
        "xl/worksheets/sheet1.xml": worksheet(rows, after, before, main),
    }


def write(path: Path, content: dict[str, str | bytes]) -> Path:
    """Zip the parts, deterministic bytes."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for name, part in content.items():
            package.writestr(zipfile.ZipInfo(name), part, zipfile.ZIP_DEFLATED)
    return path
