"""安全修正 and the column 说明, in LibreOffice through the ribbon's own macros."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.fix.forms import typed_form
from xladdin import macros

OVER = (
    ("产出指标", "数量指标", "新增规模工业企业", "≥100家", "189家", 50, "５０", ""),
    ("效益指标", "社会效益指标", "受益人口", "≥5000人", "5210人", "30", 30, ""),
    ("满意度指标", "服务对象满意度指标", "用水户满意度 ", "≥90%", "93.6%", 10, 10, ""),
)
Opener = Callable[[Path], Any]
TEXT = "6月追加60万元（县财预〔2023〕45号），多扶持89家"


def column(sheet: Any, title: str) -> int:
    return list(sheet.range("A3:L3").value).index(title) + 1


def row_of(sheet: Any, code: str) -> int:
    return next(row for row, line in enumerate(sheet.range("A1:C40").value, 1) if line[2] == code)


def test_safe_fixes(opened: Opener, tmp_path: Path) -> None:
    book = opened(typed_form(tmp_path / "表.xlsx", OVER))
    sheet = book.sheets["自评表"]
    macros.fix_safely()
    assert [sheet[address].value for address in ("G11", "F12", "C13")] == [50, 30, "用水户满意度"]
    macros.fix_safely()
    assert [sheet[address].value for address in ("E11", "G12", "G14")] == ["189家", 30, 100]


def test_an_explanation_stays(opened: Opener, tmp_path: Path) -> None:
    book = opened(typed_form(tmp_path / "表.xlsx", OVER))
    macros.check_all()
    result = book.sheets["校验结果"]
    place = row_of(result, "PE-R102"), column(result, "说明")
    result.range(place).value = TEXT
    macros.check_all()
    assert result.range(place).value == TEXT
    book.sheets["自评表"]["E11"].value = "190家"
    macros.check_all()
    rows = result.range("A1:J40").value
    assert [line[1] for line in rows if line[8] == TEXT] == ["旧说明"]
    book.sheets["自评表"]["E11"].value = "189家"
    macros.check_all()
    assert result.range((row_of(result, "PE-R102"), place[1])).value == TEXT
