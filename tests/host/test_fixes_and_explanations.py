"""安全修正 and the column 说明, in LibreOffice through the ribbon's own macros."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.fix.forms import typed_form
from tests.standard_workbooks import converted
from workbook_templates.standard_layout import COLUMNS, FORM
from xladdin import macros
from xladdin.cli import main
from xladdin.standard_forms import built

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


def test_only_the_format_of_texts_is_lost(opened: Opener, tmp_path: Path) -> None:
    """A cell for texts takes numbers afterwards; one with its own look of numbers keeps it."""
    book = opened(typed_form(tmp_path / "表.xlsx", OVER))
    sheet = book.sheets["自评表"]
    sheet["F12"].number_format = "@"
    sheet["F12"].value = "'30"
    sheet["G11"].number_format = "0.00"
    sheet["G11"].value = "'５０"
    macros.fix_safely()
    assert [sheet[address].value for address in ("G11", "F12")] == [50.0, 30.0]
    assert [sheet[address].number_format for address in ("G11", "F12")] == ["0.00", "General"]


@pytest.mark.parametrize("addin", [False, True])
def test_overwritten_formulas_of_the_standard_form_come_back(
    opened: Opener, tmp_path: Path, capsys: pytest.CaptureFixture[str], addin: bool
) -> None:
    path = tmp_path / "标准.xlsx"
    path.write_bytes(built(converted("yiyang_2020_industry"), addin=addin))
    book = opened(path)
    sheet = book.sheets[FORM]
    score, total = (
        COLUMNS["score"][0],
        next(row for row, line in enumerate(sheet.range("A1:A80").value, 1) if str(line).startswith("总")),
    )
    places = [(row, score) for row in range(14, 20) if isinstance(sheet.range((row, score)).value, float)][:2]
    places.append((total, score))
    before = {place: (sheet.range(place).formula, sheet.range(place).value) for place in places}
    assert all(formula.startswith("=") for formula, _ in before.values())
    lifted = sheet.impl.uno
    lifted.unprotect("")
    for place, (_, value) in before.items():
        sheet.range(place).value = value
    lifted.protect("")
    book.save(tmp_path / "存.xlsx")
    macros.fix_safely()
    assert {place: (sheet.range(place).formula, sheet.range(place).value) for place in places} == before
    assert sheet.api.ProtectContents
    asked = alerts(book)[-1].splitlines()
    assert main(["fix", "--safe", "--diff", str(tmp_path / "存.xlsx")]) == 0
    printed = capsys.readouterr().out.splitlines()
    changed = [line.strip() for line in printed[1:] if line.startswith("  ")][: len(asked) - 1]
    assert asked[1:] == changed and asked[0].startswith(printed[0].rstrip("："))
    assert len([line for line in asked if "恢复标准表的公式" in line]) >= 2


def alerts(book: Any) -> list[str]:
    return book.app.impl.engine.office.unseen_alerts


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
