"""一体化导入就绪检查 and 导出一体化导入表 in a real LibreOffice."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlwings

from perfeval_core.check import CheckedForm
from perfeval_core.import_sheet import import_sheet
from tests.fix.forms import ROWS, typed_form
from tests.host.sent_files import home, sent, told
from xladdin import macros
from xladdin.checking import check_file
from xladdin.exporting import import_workbook
from xladdin.libreoffice.engine.application import App
from xladdin.ribbon_commands.copies import FOLDER

Opener = Callable[[Path], Any]
UNFIT = (("产出指标", "数量指标", "新建集中供水点", "2—3处", "3处", 50, 50, ""), *ROWS[1:])


def form_of(path: Path) -> CheckedForm:
    return check_file(str(path)).report.forms[0]


def test_the_same_import_sheet_as_the_command_line_writes(opened: Opener, tmp_path: Path) -> None:
    book = opened(typed_form(tmp_path / "先.xlsx"))
    book.save(home(tmp_path) / "自评表.xlsx")
    macros.check_import()
    assert told(book) == "没有会被拒收的地方，可以导入。"
    macros.export_import()
    path = Path(told(book).splitlines()[-1])
    assert path.read_bytes() == import_workbook(import_sheet(form_of(home(tmp_path) / "自评表.xlsx")))


def test_what_would_be_refused_is_listed_first(opened: Opener, tmp_path: Path) -> None:
    book = opened(typed_form(tmp_path / "先.xlsx", UNFIT))
    expected = sorted(import_sheet(form_of(tmp_path / "先.xlsx")).refusals, key=lambda one: one.severity.rank)
    macros.check_import()
    table = xlwings.books.active
    assert table != book and table.sheets[0].name == "导入就绪检查"
    rows = table.sheets[0].used_range.value
    assert [row[4] for row in rows[1:]] == [one.code for one in expected] and rows[1][0] == "错误"
    assert rows[1][1] == "D11" and "2—3处" in rows[1][2]
    assert table.app.status_bar.startswith("会被拒收的 1 处")
    table.close()


def test_exporting_in_spite_of_refusals_is_asked_first(
    opened: Opener, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    book = opened(typed_form(tmp_path / "先.xlsx", UNFIT))
    book.save(home(tmp_path) / "自评表.xlsx")
    asked: list[str] = []

    def cancel(_: object, prompt: str, *given: object) -> str:
        asked.append(prompt)
        return "cancel"

    with monkeypatch.context() as patch:
        patch.setattr(App, "alert", cancel)
        macros.export_import()
    assert "D11" in asked[0] and asked[0].endswith("仍然导出吗？") and sent(tmp_path) == []
    assert book.app.status_bar == "没有导出。"
    macros.export_import()
    assert len(sent(tmp_path)) == 1
    line = openpyxl.load_workbook(home(tmp_path) / FOLDER / sent(tmp_path)[0]).active[15]
    assert [cell.value for cell in line][2:6] == ["新建集中供水点", None, None, None]


def test_of_several_forms_the_one_in_front(opened: Opener, tmp_path: Path) -> None:
    made = openpyxl.load_workbook(typed_form(tmp_path / "先.xlsx"))
    second = made.copy_worksheet(made.worksheets[0])
    second.title, second["B2"] = "二", "另一个项目"
    made.create_sheet("说明")["A1"] = "填表说明"
    made.save(tmp_path / "两张.xlsx")
    book = opened(tmp_path / "两张.xlsx")
    book.save(home(tmp_path) / "两张.xlsx")
    book.sheets["二"].activate()
    macros.export_import()
    assert told(book).endswith("2024_县水利局_另一个项目_一体化导入表.xlsx")
    book.sheets["说明"].activate()
    for command in (macros.export_import, macros.check_import):
        command()
        said = told(book)
        assert said.startswith("这个工作簿有 2 张自评表；请先打开其中一张（“自评表”、“二”）") and "\n" not in said
    assert len(sent(tmp_path)) == 1
