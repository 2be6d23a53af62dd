"""Draw ``docs/图/查过的表.png``: the demo's form with the cells of its findings marked, and the findings below.

python -m tools.readme_picture        (needs LibreOffice and poppler, as ./run test installs them)
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from openpyxl import load_workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from perfeval_core.findings import Finding, Severity
from perfeval_core.report import cells_text, head_lines
from tools.environment import ROOT
from workbook_templates.text_size import column_pixels, fitting_height
from xladdin.checking import check_file
from xladdin.demo_form import demo_facts, write_form

PICTURE = ROOT / "docs" / "图" / "查过的表.png"
FONTS = ROOT / "tests" / "oracle" / "fonts.conf"
FILLS = {Severity.ERROR: "FFC7CE", Severity.WARNING: "FFEB9C", Severity.HINT: "DDEBF7"}
INK = {Severity.ERROR: "9C0006", Severity.WARNING: "7F6000", Severity.HINT: "1F4E79"}
THIN = Side(style="thin", color="A6A6A6")
COLUMNS = ((1, 1), (2, 3), (4, 8), (9, 9))
"""The findings' columns: 程度, 单元格, 问题, 怎么办."""
SIZE = 10
"""Points of the findings' font."""
RESOLUTION = 130
MARGIN = 14


def _line(sheet: Worksheet, row: int, texts: tuple[str, ...], height: float, severity: Severity | None = None) -> None:
    for (first, last), text in zip(COLUMNS, texts, strict=True):
        cell = sheet.cell(row, first, text)
        cell.font = Font(name="微软雅黑", size=SIZE, bold=severity is None)
        prose = first > 3
        side = "left" if prose else "center"
        cell.alignment = Alignment(wrap_text=True, vertical="center", horizontal=side, indent=int(prose))
        colour = "D9E1F2" if severity is None else FILLS[severity] if first == 1 else None
        for col in range(first, last + 1):
            sheet.cell(row, col).border = Border(top=THIN, bottom=THIN, left=THIN, right=THIN)
            if colour:
                sheet.cell(row, col).fill = PatternFill("solid", fgColor=colour)
        if severity is not None and first == 1:
            cell.font = Font(name="微软雅黑", size=SIZE, bold=True, color=INK[severity])
        sheet.merge_cells(start_row=row, end_row=row, start_column=first, end_column=last)
    sheet.row_dimensions[row].height = height


def _height(sheet: Worksheet, message: str) -> float:
    """Points of a row whose problem is shown whole."""
    first, last = COLUMNS[2]
    pixels = sum(column_pixels(sheet.column_dimensions[get_column_letter(col)].width) for col in range(first, last + 1))
    return fitting_height(message, pixels, SIZE, indent=1, least=33)


def _mark(sheet: Worksheet, findings: tuple[Finding, ...]) -> None:
    """Colour the first cell of each finding strongly; the worst severity of a cell wins."""
    for finding in sorted(findings, key=lambda one: -one.severity.rank):
        ref = finding.where[0]
        sheet.cell(ref.row, ref.col).fill = PatternFill("solid", fgColor=FILLS[finding.severity])


def marked_workbook(path: Path) -> None:
    """The demo's workbook with marks and a table of findings."""
    write_form(path, demo_facts())
    (checked,) = check_file(str(path)).report.forms
    book = load_workbook(path)
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    _mark(sheet, checked.findings)
    row = sheet.max_row + 2
    sheet.cell(row, 1, head_lines(checked)[1].split("。")[0]).font = Font(name="微软雅黑", size=11, bold=True)
    sheet.row_dimensions[row].height = 24
    _line(sheet, row + 1, ("程度", "单元格", "问题", "怎么办"), 20)
    ordered = sorted(checked.findings, key=lambda finding: finding.severity.rank)
    for number, finding in enumerate(ordered, row + 2):
        texts = (finding.severity.value, cells_text(finding.where), finding.message, finding.advice)
        _line(sheet, number, texts, _height(sheet, finding.message), finding.severity)
    sheet.print_options.headings = True  # the letters and numbers that the addresses mean
    sheet.page_setup.fitToHeight = 1
    book.save(path)


def _ink_box(ppm: bytes) -> tuple[int, int, int, int]:
    """x, y, width and height of all that is not white in a binary PPM."""
    header = re.match(rb"P6\s+(\d+)\s+(\d+)\s+255\s", ppm)
    assert header is not None
    width, height = int(header[1]), int(header[2])
    pixels = ppm[header.end() :]
    white = b"\xff" * (width * 3)
    rows = [y for y in range(height) if pixels[y * width * 3 : (y + 1) * width * 3] != white]
    inked = bytes(map(min, *(pixels[y * width * 3 : (y + 1) * width * 3] for y in rows)))
    cols = [x for x in range(width) if inked[x * 3 : x * 3 + 3] != b"\xff\xff\xff"]
    left, top = max(0, cols[0] - MARGIN), max(0, rows[0] - MARGIN)
    return left, top, cols[-1] + MARGIN - left, rows[-1] + MARGIN - top


def main() -> int:
    """Draw the picture; 0, or what LibreOffice or poppler said."""
    environment = {**os.environ, "FONTCONFIG_FILE": str(FONTS)}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        marked_workbook(folder / "form.xlsx")
        profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
        office = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", name, str(folder / "form.xlsx")]
        subprocess.run(office, env=environment, check=True, stdout=subprocess.DEVNULL)
        draw = ["pdftoppm", "-r", str(RESOLUTION), "-singlefile", str(folder / "form.pdf")]
        subprocess.run([*draw, str(folder / "whole")], check=True)
        x, y, width, height = map(str, _ink_box((folder / "whole.ppm").read_bytes()))
        PICTURE.parent.mkdir(exist_ok=True)
        crop = ["-x", x, "-y", y, "-W", width, "-H", height, "-png"]
        subprocess.run([*draw, *crop, str(PICTURE.with_suffix(""))], check=True)
    print(PICTURE.relative_to(ROOT))
    return 0


if __name__ == "__main__":
    sys.exit(main())
