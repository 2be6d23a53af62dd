"""识别指标值: numbers that only the core reads go into the columns for typing; a person's stay; the rest is told."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from workbook_templates.content import blank_content
from workbook_templates.standard_layout import BESIDE, COLUMNS, FORM
from xladdin import macros
from xladdin.standard_forms import built

Opener = Callable[[Path], Any]
BY_HAND = ("manual_target", "manual_actual", "direction")
ROWS = (
    # name, target, actual, typed by hand beside it
    ("培训次数", "全年不低于三十次", "共完成二十四次", {}),
    ("检修次数", "全年不低于三十次", "共完成二十四次", {"manual_actual": 27}),
    ("巡查次数", "全年不低于三十次", "共完成二十四次", {"manual_target": "待定"}),
    ("资料齐全情况", "齐全", "基本齐全", {}),
    ("新建机井", "≥100口", "80口", {}),
    ("维护次数", "≥30次", "", {}),
)


@pytest.fixture
def book(opened: Opener, tmp_path: Path) -> Any:
    path = tmp_path / "标准.xlsx"
    path.write_bytes(built(blank_content("mof_2020"), addin=False))
    book = opened(path)
    sheet = book.sheets[FORM]
    for row, (name, target, actual, typed) in enumerate(ROWS, 14):
        entries = {"name": name, "target": target, "actual": actual or None, "weight": 10, **typed}
        for role, content in entries.items():
            sheet.range((row, (COLUMNS | BESIDE)[role][0])).value = content
    book.impl.document.model.UndoManager.clear()
    return book


def by_hand(book: Any) -> list[list[Any]]:
    return [
        [book.sheets[FORM].range((row, BESIDE[role][0])).value for role in BY_HAND] for row in range(14, 14 + len(ROWS))
    ]


def test_what_is_filled_kept_and_told(book: Any) -> None:
    sheet = book.sheets[FORM]
    scores = [sheet.range((row, COLUMNS["score"][0])) for row in range(14, 14 + len(ROWS))]
    assert [one.value for one in scores] == ["待核", "待核", "待核", "待核", 8.0, "待核"]
    before = by_hand(book)
    formulas = sheet.used_range.formula
    macros.read_values()
    after = by_hand(book)
    assert after[0] == [30.0, 24.0, None]
    assert after[1:] == before[1:], "what a person typed, and what nobody can read, stays"
    assert scores[0].value == 8.0
    (told,) = book.app.impl.engine.office.unseen_alerts
    lines = told.splitlines()
    assert "已在 1 行填入" in lines[0] and "这 4 行定不下来" in lines[1] and len(lines) == 6
    for row, words in ((15, "手工列里已有内容"), (16, "看不出"), (17, "资料齐全情况"), (19, "完成值")):
        assert any(line.startswith(f"第 {row} 行 ") and words in line for line in lines), (row, lines)
    undo = book.impl.document.model.UndoManager
    assert undo.getAllUndoActionTitles() == ("识别指标值",)
    undo.undo()
    assert sheet.used_range.formula == formulas
    assert scores[0].value == "待核"


def test_a_second_time_there_is_nothing_to_fill(book: Any) -> None:
    macros.read_values()
    filled = by_hand(book)
    titles = book.impl.document.model.UndoManager.getAllUndoActionTitles()
    macros.read_values()
    assert by_hand(book) == filled and "没有要补的数" in book.app.status_bar
    assert book.impl.document.model.UndoManager.getAllUndoActionTitles() == titles
