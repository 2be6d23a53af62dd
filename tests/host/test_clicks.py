"""The mouse on LibreOffice's window: menu, toolbar and messages of 绩效自评, on a virtual screen.

Each test has a LibreOffice of its own: without a window manager the second window of one does not get the focus back.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.host.screen import HEIGHT, WIDTH, Mouse, until, virtual_screen, why_no_screen, windowed_office
from tests.oracle.office import may_do_without, why_absent
from xladdin.demo_form import demo_facts, write_form
from xladdin.ribbon import Menu, ribbon

pytestmark = pytest.mark.xdist_group("host")
TAB = ribbon().label


class Window:
    """LibreOffice on the screen with one form open."""

    def __init__(self, context: Any, mouse: Mouse, form: Path) -> None:
        self.mouse = mouse
        self._desktop = context.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", context)
        self.form = self._desktop.loadComponentFromURL(form.as_uri(), "_blank", 0, ())
        self.form.CurrentController.Frame.ContainerWindow.setPosSize(0, 0, WIDTH, HEIGHT, 15)

    @property
    def sheets(self) -> tuple[str, ...]:
        return tuple(self.form.Sheets.ElementNames)

    @property
    def notes(self) -> int:
        return int(self.form.Sheets.getByIndex(0).Annotations.Count)

    def others(self) -> list[Any]:
        """The documents but the form."""
        found, components = [], self._desktop.Components.createEnumeration()
        while components.hasMoreElements():
            found.append(components.nextElement())
        return [one for one in found if one != self.form]


@pytest.fixture
def window(tmp_path: Path) -> Iterator[Window]:
    reason = why_absent() or why_no_screen()
    if reason and may_do_without(os.environ):
        pytest.skip(f"{reason}（PERFEVAL_WITHOUT_OFFICE=1）")
    if reason:
        pytest.fail(reason, pytrace=False)
    path = tmp_path / "益阳 2020.xlsx"
    write_form(path, demo_facts())
    with virtual_screen() as display, windowed_office(tmp_path / "office", display) as context:
        mouse = Mouse(context, display)
        yield Window(context, mouse, path)
        mouse.picture(tmp_path / "窗口.png")


def new_form_menu() -> Menu:
    return next(item for group in ribbon().groups for item in group.items if isinstance(item, Menu))


def test_the_menu_checks_the_form_and_clears_it_and_tells(window: Window, tmp_path: Path) -> None:
    mouse = window.mouse
    assert window.sheets == ("自评表",) and window.notes == 0
    mouse.choose(TAB, "全部校验", lambda: window.sheets == ("自评表", "校验结果") and window.notes > 3)
    until(lambda: mouse.find("校验结果"), "校验结果的标签")
    mouse.picture(tmp_path / "校验以后.png")
    mouse.choose(TAB, "清除标记", lambda: window.sheets == ("自评表",) and window.notes == 0)
    mouse.choose(TAB, "关于", lambda: mouse.find("OK"))
    mouse.press("OK", lambda: not mouse.find("OK"))


def test_a_button_of_the_toolbar_and_its_list_of_new_forms(window: Window) -> None:
    """A toolbar has no submenus: the button shows the commands of the menu as its list."""
    mouse, one = window.mouse, new_form_menu().commands[1].label
    mouse.press("全部校验", lambda: "校验结果" in window.sheets and window.notes > 3)
    mouse.press(new_form_menu().label, lambda: mouse.find(one))
    made, *_ = mouse.press(one, window.others)
    assert "自评表" in made.Sheets.ElementNames and not made.URL, "a new workbook, not saved yet"


def test_a_new_form_from_the_submenu(window: Window) -> None:
    mouse, menu = window.mouse, new_form_menu()
    one = menu.commands[0].label
    mouse.press(TAB, lambda: mouse.find(menu.label, inside=TAB))
    mouse.press(menu.label, lambda: mouse.find(one, inside=menu.label), inside=TAB)
    made, *_ = mouse.press(one, window.others, inside=menu.label)
    assert "自评表" in made.Sheets.ElementNames and not made.URL
