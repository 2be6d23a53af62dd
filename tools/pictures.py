"""Draw every sheet of the standard workbooks as people see and print it: ``out/pictures/*.png``.

python -m tools.pictures [folder]        (needs LibreOffice and poppler, as ./run test installs them)
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

from perfeval_core.read_form import read_layout
from perfeval_core.recognise import find_layouts
from tools.environment import ROOT
from workbook_templates.build import build_templates, standard_workbook
from workbook_templates.content import Content
from workbook_templates.from_form import take_over
from workbook_templates.standard_layout import FORM, LAST_BESIDE
from xladdin.checking import scheme_of
from xladdin.demo_form import demo_facts, write_form
from xladdin.files import read_workbook
from xladdin.libreoffice.installation import office_environment

FONTS = ROOT / "tests" / "oracle" / "fonts.conf"
RESOLUTION = 80


def _demo_content(folder: Path) -> Content:
    path = folder / "益阳.xlsx"
    write_form(path, demo_facts())
    workbook = read_workbook(path)
    grid = workbook.grids[0]
    layout = find_layouts(grid)[0]
    form = read_layout(grid, layout)
    path.unlink()
    return take_over(workbook, grid, layout, form, scheme_of(form)[0]).content


def _workbooks(folder: Path) -> list[Path]:
    """The filled example as printed and as on the screen, and every blank template."""
    content = _demo_content(folder)
    made = [folder / "益阳_打印.xlsx", folder / "益阳_屏幕.xlsx"]
    printed, seen = standard_workbook(content), standard_workbook(content)
    printed.save(made[0])
    sheet = seen.sheets[FORM]
    sheet.raw.print_area(0, 0, max(row for row, _ in sheet.cells) - 1, LAST_BESIDE - 1)
    sheet.raw.set_landscape()
    seen.save(made[1])
    for name, bytes_ in build_templates().items():
        made.append(folder / name)
        made[-1].write_bytes(bytes_)
    return made


def main(words: list[str]) -> int:
    """Draw all pictures; 0, or what LibreOffice or poppler said."""
    out = Path(words[0]) if words else ROOT / "out" / "pictures"
    out.mkdir(parents=True, exist_ok=True)
    environment = {**office_environment(), "FONTCONFIG_FILE": str(FONTS)}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        books = _workbooks(folder)
        profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
        convert = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", name, *map(str, books)]
        subprocess.run(convert, env=environment, check=True, stdout=subprocess.DEVNULL)
        for book in books:
            draw = ["pdftoppm", "-r", str(RESOLUTION), "-png", str(book.with_suffix(".pdf")), str(out / book.stem)]
            subprocess.run(draw, check=True)
    for picture in sorted(out.glob("*.png")):
        print(picture)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
