"""Draw the pictures of ``docs/使用手册.md``: each command of the tab, pressed in a LibreOffice window.

    python -m tools.manual_pictures [folder]        (needs LibreOffice, Xvfb and ImageMagick)

The commands are the menu's own; what they say in messages and in the status bar is printed, to be quoted in the manual.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from unittest import mock

from tests.host.screen import HEIGHT, WIDTH, virtual_screen, windowed_office
from tools.environment import ROOT
from workbook_templates.content import blank_content
from workbook_templates.standard_layout import COLUMNS, FORM
from xladdin import macros
from xladdin.demo_form import demo_facts, write_form
from xladdin.standard_forms import built

COLOURS = 250
SHOWN_BARS = ("private:resource/menubar/menubar", "private:resource/statusbar/statusbar")
IN_WORDS = (
    ("培训场次", "不少于十二场次", "10场", 10.0),
    ("新增企业", "≥三家", "五家", 10.0),
    ("合格率", "百分之九十", "百分之八十八", 10.0),
)
"""Indicators written in words, which the sheet's formulas do not read and the program does."""
SETTLE_SECONDS = 1.5
"""So long until the window has drawn itself."""
OWN_TOOLBARS = ("standardbar", "formatobjectbar", "textobjectbar")
"""LibreOffice's own, put out of the way."""


class Camera:
    """Opens workbooks, presses buttons, takes pictures of the window."""

    def __init__(self, context: Any, display: str, out: Path) -> None:
        self.context, self._display, self._out = context, display, out
        self._desktop = context.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", context)

    def opened(self, path: Path) -> Any:
        """The workbook in a window, as xlwings' active one."""
        import xlwings

        from xladdin.libreoffice.engine import register
        from xladdin.libreoffice.engine.office import properties

        model = self._desktop.loadComponentFromURL(path.as_uri(), "_blank", 0, properties(Hidden=True))
        register(self.context, model)
        return xlwings.books.active

    def press(self, command: Callable[[], None]) -> None:
        """Press a button and print what it says; questions are answered with yes."""
        import xlwings

        app: Any = xlwings.apps.active
        told: list[str] = []

        def tell(_: object, prompt: str, *given: object) -> str:
            told.append(prompt)
            return "ok"

        with mock.patch.object(type(app.impl), "alert", tell):
            command()
        print(f"## {command.__name__}\n{app.status_bar or ''}", *told, sep="\n", flush=True)
        app.status_bar = False

    def take(self, book: Any, name: str, cell: str, *, corner: tuple[int, int] = (1, 1), height: int = HEIGHT) -> None:
        """A picture of the window with that cell selected and the cell at ``corner`` at the top left."""
        controller = book.impl.document.model.CurrentController
        frame = controller.Frame
        window = frame.ContainerWindow
        window.setPosSize(0, 0, WIDTH, HEIGHT, 15)
        window.setVisible(True)
        for bar in SHOWN_BARS:
            frame.LayoutManager.createElement(bar)
            frame.LayoutManager.showElement(bar)
        time.sleep(SETTLE_SECONDS)
        for bar in OWN_TOOLBARS:
            frame.LayoutManager.hideElement(f"private:resource/toolbar/{bar}")
        if controller.getSidebar() is not None:
            controller.getSidebar().setVisible(False)
        if cell:
            book.sheets.active.range(cell).select()
        pane = controller.getByIndex(controller.Count - 1)
        pane.setFirstVisibleRow(corner[0] - 1)
        pane.setFirstVisibleColumn(corner[1] - 1)
        time.sleep(SETTLE_SECONDS)
        target = self._out / f"{name}.png"
        shot = ["import", "-display", self._display, "-window", "root", "-crop", f"{WIDTH}x{height}+0+0", "+repage"]
        subprocess.run([*shot, "+dither", "-colors", str(COLOURS), "-depth", "8", f"png8:{target}"], check=True)
        window.setVisible(False)
        print(f"   {name}.png {target.stat().st_size // 1000} kB", flush=True)


def newest() -> Any:
    """The workbook a command has opened."""
    import xlwings

    return xlwings.books.active


def draw(camera: Camera, folder: Path) -> None:
    """All pictures, in the order of the manual."""
    old, standard = folder / "旧表.xlsx", folder / "自评表.xlsx"
    write_form(old, demo_facts())
    standard.write_bytes(built(blank_content("mof_2020"), addin=False))

    camera.opened(old)
    camera.press(macros.next_finding)
    camera.press(macros.new_form_2020)
    camera.take(newest(), "新建自评表", "C4")
    draw_standard(camera, old, standard)
    draw_checking(camera, camera.opened(old))
    draw_sending(camera, folder)
    for command, name in ((macros.show_rules, "规则手册"), (macros.show_schemes, "评分办法")):
        camera.opened(standard)
        camera.press(command)
        camera.take(newest(), name, "A1", height=480)
    camera.opened(standard)
    camera.press(macros.diagnose)
    camera.press(macros.about)


def draw_standard(camera: Camera, old: Path, standard: Path) -> None:
    """What works on the standard workbook."""
    camera.opened(old)
    camera.press(macros.convert_old_form)
    book = newest()
    camera.take(book, "从旧表转入", "H14")
    camera.press(macros.recalculate)
    book.sheets[FORM].range((15, COLUMNS["score"][0])).select()
    camera.press(macros.explain_row)
    camera.press(macros.switch_formulas)
    camera.take(book, "公式", "H14", corner=(13, 1), height=420)

    book = camera.opened(standard)
    sheet = book.sheets[FORM]
    for row, texts in enumerate(IN_WORDS, 14):
        for role, content in zip(("name", "target", "actual", "weight"), texts, strict=True):
            sheet.range((row, COLUMNS[role][0])).value = content
    camera.take(book, "识别前", "H14", corner=(13, 4), height=330)
    camera.press(macros.read_values)
    camera.take(book, "识别后", "H14", corner=(13, 4), height=330)


def draw_checking(camera: Camera, book: Any) -> None:
    """Checking, walking, clearing, correcting, on the form as it was published."""
    camera.take(book, "界面", "A1", height=260)
    camera.press(macros.check_all)
    camera.take(book, "全部校验", "A1", corner=(10, 1))
    book.sheets["校验结果"].activate()
    camera.take(book, "校验结果", "A1")
    book.sheets[0].activate()
    camera.press(macros.next_finding)
    camera.press(macros.next_finding)
    camera.take(book, "下一个问题", "", corner=(10, 1), height=420)
    camera.press(macros.previous_finding)
    camera.press(macros.clear_marks)
    camera.take(book, "清除标记", "A1", corner=(10, 1), height=420)
    camera.press(macros.clear_marks)
    sheet = book.sheets[0]
    sheet["F14"].number_format = "@"
    sheet["F14"].value = "１８９"
    sheet["D15"].value = f" {sheet['D15'].value}  "
    camera.press(macros.fix_safely)


def draw_sending(camera: Camera, folder: Path) -> None:
    """Packing, the draft, the seal, the import sheet: refused for the form as it was published, done when corrected."""
    published, corrected = folder / "公开的.xlsx", folder / "益阳2020自评表.xlsx"
    write_form(published, demo_facts())
    write_form(corrected, corrected_facts())

    camera.opened(published)
    camera.press(macros.pack_copy)
    camera.press(macros.export_import)
    camera.press(macros.check_import)
    camera.take(newest(), "导入就绪检查", "A1", height=420)
    camera.opened(corrected)
    camera.press(macros.pack_copy)
    camera.press(macros.draft_mail)
    book = camera.opened(next((folder / "报送").glob("*自评表.xlsx")))
    camera.press(macros.verify_seal)
    book.sheets["校验凭证"].activate()
    camera.take(book, "封装报送", "A1", height=560)
    book.sheets[0].activate()
    book.sheets[0]["F14"].value = 190
    camera.press(macros.verify_seal)
    book = camera.opened(next((folder / "报送").glob("*一体化导入表.xlsx")))
    camera.take(book, "一体化导入表", "A1", corner=(9, 1), height=420)


def corrected_facts() -> dict[str, Any]:
    """The published form with its errors corrected: the score by the rule, the missing values filled in, their sum."""
    facts = demo_facts()
    for one in facts["indicators"]:
        target, actual, weight, score = one["entries"]
        one["entries"] = [target, actual or target, weight, score]
    facts["indicators"][0]["entries"][3] = "7.21"
    facts["total"] = "94.71"
    return facts


def main(words: list[str]) -> int:
    """Draw all pictures; 0, or what LibreOffice said."""
    out = Path(words[0]) if words else ROOT / "docs" / "图" / "手册"
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as name, virtual_screen() as display:
        folder = Path(name)
        with windowed_office(folder / "office", display) as context:
            draw(Camera(context, display, out), folder)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
