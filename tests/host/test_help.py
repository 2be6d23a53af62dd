"""The group 帮助 in a real LibreOffice: rule book, schemes, the page for support."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import xlwings

from xladdin import macros
from xladdin.demo_form import demo_facts, write_form


@pytest.fixture
def book(opened: Callable[[Path], Any], tmp_path: Path) -> Any:
    path = tmp_path / "益阳 2020.xlsx"
    write_form(path, demo_facts())
    return opened(path)


def test_books_of_rules_and_schemes(book: Any) -> None:
    from perfeval_core.registry import all_rules

    pages = ((macros.show_rules, "规则手册", len(all_rules())), (macros.show_schemes, "评分办法", 30))
    for command, name, least in pages:
        command()
        opened = xlwings.books.active
        assert opened.sheets[0].name == name and opened.sheets[0].used_range.shape[0] > least
        opened.close()
    macros.about()
    assert "MIT" in book.app.impl.engine.office.unseen_alerts[-1]


def test_the_page_for_support_is_that_of_the_doctor(book: Any) -> None:
    from xladdin.diagnosis import page
    from xladdin.libreoffice.doctor import examine

    macros.diagnose()
    opened = xlwings.books.active
    shown = [line or "" for line in opened.sheets[0].used_range.value]
    assert opened.sheets[0].name == "诊断" and shown == page(examine(str(opened.app.version))).splitlines()
    assert any(line.startswith("✓ LibreOffice：25.") for line in shown)
    opened.close()
