"""From the blank form to the e-mail, in a real LibreOffice through the ribbon's own macros: all of issue 5 at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlwings

from perfeval_core.grid import CellRef
from tests.host.test_end_to_end import stored, type_yiyang
from tests.oracle.office import Document, Office
from tests.patch.test_cells import changed
from workbook_templates.standard_layout import COLUMNS, FORM, PROJECT_ROW, UNIT_ROW, YEAR_ROW
from xladdin import macros
from xladdin.checking import check_file
from xladdin.cli import main
from xladdin.demo_form import demo_facts
from xladdin.files import read_workbook
from xladdin.files.patch.cells import Value, ValueKind
from xladdin.files.patch.styles import MARK_COLOURS
from xladdin.files.seal import SEAL_SHEET
from xladdin.libreoffice.engine import register

FACTS = demo_facts()
GROWTH, FIRMS, INVESTMENT = (one["name"] for one in FACTS["indicators"][:3])
EXPLAINED = {
    FIRMS: "疫情后新政策落地，规模工业企业比计划多 89 家（市统计局 2020 年报），下年按 150 家申报。",
    INVESTMENT: "两个 5 亿元项目提前开工（2020 年 6 月），投资增长率比计划高 8.4 个百分点，下年把指标值调到 18%。",
}
REASON = "受疫情影响产值靠前的 30 家企业减产，增速比计划低 3.3 个百分点；已安排 2 次入企帮扶，2021 年 3 月底前恢复。"


COLUMN_OF_ACTUAL = "F"
FIRST_ROW = 14
"""Of the indicators on the blank form."""


def cell(name: str, role: str, rows: dict[str, int]) -> tuple[int, int]:
    return rows[name], COLUMNS[role][0]


def fill_in(book: Any) -> dict[str, int]:
    """The published form typed cell by cell, with its mistakes: a score typed over, two rows without 实际完成值."""
    sheet = book.sheets[FORM]
    for place, content in (
        ((YEAR_ROW, 1), "（2020年度）"),
        ((PROJECT_ROW, 3), FACTS["project"]),
        ((UNIT_ROW, 3), FACTS["department"]),
        ((UNIT_ROW, 7), FACTS["unit"]),
        ("D8:F8", [2451, 2451, 2451]),
        ("B12", FACTS["goals"]["expected"]),
        ("F12", FACTS["goals"]["actual"]),
    ):
        sheet.range(place).value = content
    rows = type_yiyang(book)
    sheet.range(cell(GROWTH, "score", rows)).value = 12
    sheet.range(cell(FIRMS, "weight", rows)).value = "１２．５"
    return rows


def said(book: Any) -> list[str]:
    """What the commands have told since the last time."""
    told = book.app.impl.engine.office.unseen_alerts
    lines = list(told)
    told.clear()
    return lines


@pytest.fixture
def without_addin() -> Iterator[Office]:
    """Another LibreOffice, as on the reviewer's computer: no extension, a profile of its own."""
    with Office() as running:
        yield running


def scores(sheet: Any, rows: dict[str, int]) -> dict[str, Any]:
    return {name: sheet.range(cell(name, "score", rows)).value for name in rows}


def copied_scores(copy: Document, rows: dict[str, int]) -> dict[str, Any]:
    block = copy.block(FORM, "A1:I60")
    return {name: block[row - 1][COLUMNS["score"][0] - 1] for name, row in rows.items()}


def total_of(copy: Document) -> float:
    line = next(line for line in copy.block(FORM, "A1:I60") if str(line[0]).startswith("总"))
    value = line[COLUMNS["score"][0] - 1]
    assert isinstance(value, float), line
    return value


@pytest.mark.parametrize("flavour", ["工作表公式", "插件函数"])
def test_all_of_it(
    flavour: str, host: Office, opened: Callable[[Path], Any], pressed: Callable[[Any, str], None],
    without_addin: Office, tmp_path: Path, capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    book = new_book(opened, tmp_path, flavour)
    sheet = book.sheets[FORM]
    score_formula = sheet.range((FIRST_ROW, COLUMNS["score"][0])).formula
    rows = fill_in(book)
    assert rows[GROWTH] == FIRST_ROW
    macros.pack_copy()
    assert "还没有保存过" in said(book).pop()
    source = tmp_path / "益阳.xlsx"
    book.save(source)

    pressed(book, "check_all")
    assert sheet.range(cell(GROWTH, "score", rows)).note is not None
    macros.fix_safely()
    fixes = said(book).pop()
    assert "１２．５" in fixes and f"G{rows[FIRMS]}" in fixes and f"H{rows[GROWTH]}" not in fixes
    assert sheet.range(cell(FIRMS, "weight", rows)).value == 12.5
    assert sheet.range(cell(GROWTH, "score", rows)).value == 12, "what a number means is not for the tool to change"
    pressed(book, "check_all")
    explain(book)

    macros.pack_copy()
    (refusal,) = said(book)
    missing = [one["name"] for one in FACTS["indicators"] if not one["entries"][1]]
    assert refusal.startswith(f"还有 {1 + len(missing)} 个错误") and f"PE-S105 {FORM}!H{rows[GROWTH]}" in refusal
    assert "按规则应为 7.21" in refusal
    for name in missing:
        assert f"{FORM}!{COLUMN_OF_ACTUAL}{rows[name]}" in refusal, refusal
    assert "没有封装" in refusal and "请点“全部校验”" in refusal
    assert not (tmp_path / "报送").exists()

    for name in missing:
        sheet.range(cell(name, "actual", rows)).value = "100%"
    sheet.range(cell(GROWTH, "score", rows)).formula = score_formula
    sheet.range(cell(GROWTH, "reason", rows)).value = REASON
    pressed(book, "check_all")
    book.save()
    before, on_disk = state(book, tmp_path / "此刻.xlsx"), source.read_bytes()
    pressed(book, "pack_copy")
    assert state(book, tmp_path / "此刻.xlsx") == before and source.read_bytes() == on_disk
    (copy,) = (tmp_path / "报送").iterdir()
    assert copy.name == "2020_市工业和信息化局_产业发展及互联网+行动专项引导资金_自评表.xlsx"

    is_clean(copy)
    facts = seal(copy)
    assert facts["结论"] == ["通过校验：没有错误"]
    for text in EXPLAINED.values():
        assert any(text in kept for kept in facts["保留的问题"]), facts["保留的问题"]
    assert main(["verify", str(copy)]) == 0 and f"{copy}：未改动" in capsys.readouterr().out

    with without_addin.open(copy) as received:
        mine = scores(sheet, rows)
        assert copied_scores(received, rows) == mine and mine[GROWTH] == 7.21
        total = total_of(received)
        received.cell(FORM, f"{COLUMN_OF_ACTUAL}{rows[GROWTH]}").text = "3.9%"
        received.calculate()
        assert copied_scores(received, rows)[GROWTH] == 6.25, "the score follows"
        assert total_of(received) == pytest.approx(total - 7.21 + 6.25)
        received.cell(FORM, f"{COLUMN_OF_ACTUAL}{rows[GROWTH]}").text = "4.5%"
        received.calculate()
        again = received.store(tmp_path / "又存.xlsx")
    assert main(["verify", str(again)]) == 0, capsys.readouterr().out

    ref = CellRef(FORM, *cell(FIRMS, "actual", rows))
    other = changed(copy, tmp_path / "改.xlsx", {ref: Value(ValueKind.TEXT, "190")})
    capsys.readouterr()
    assert main(["verify", str(other)]) == 1
    assert f"  {ref}：封装时是“189”，现在是“190”" in capsys.readouterr().out
    verified_in_the_window(opened, copy, rows)
    register(host.context, book.impl.document.model)
    book = xlwings.books.active

    macros.draft_mail()
    told = said(book).pop().splitlines()
    draft = copy.with_suffix(".eml")
    assert told[-1] == str(draft) and "还没有发送" in told[0] and sorted((tmp_path / "报送").iterdir()) == [draft, copy]
    message = message_from_bytes(draft.read_bytes(), policy=policy.default)
    assert not message.defects and message["X-Unsent"] == "1" and message["To"] is None
    (attached,) = message.iter_attachments()  # type: ignore[attr-defined]
    assert attached.get_content() == copy.read_bytes() and attached.get_filename() == copy.name


def new_book(opened: Callable[[Path], Any], folder: Path, flavour: str) -> Any:
    """The form that the ribbon's 新建自评表 gives."""
    openpyxl.Workbook().save(folder / "空.xlsx")
    first = opened(folder / "空.xlsx")
    (macros.new_form_2020 if flavour == "工作表公式" else macros.new_form_2020_functions)()
    book = xlwings.books.active
    assert book != first
    formula = book.sheets[FORM].range((FIRST_ROW, COLUMNS["score"][0])).formula
    assert ("PE_SCORE(" in formula) == (flavour == "插件函数")
    return book


def explain(book: Any) -> None:
    """Write the reasons beside the two warnings that are kept."""
    result = book.sheets["校验结果"]
    titles = list(result.range("A3:K3").value)
    lines = result.used_range.value
    for name, text in EXPLAINED.items():
        short = name.partition("：")[2]
        row = next(number for number, line in enumerate(lines, 1) if line[1] == "警告" and f"“{short}”" in str(line[5]))
        result.range((row, titles.index("说明") + 1)).value = text


def state(book: Any, path: Path) -> tuple[Any, ...]:
    """Everything of the open workbook that a command could change."""
    model = book.impl.document.model
    undo = model.UndoManager.getAllUndoActionTitles()
    return model.URL, bool(model.isModified()), tuple(undo), book.selection.address, stored(book, path)


def is_clean(copy: Path) -> None:
    """No mark, no result sheet, no macro, no link, nothing hidden, nobody's name."""
    book = openpyxl.load_workbook(copy)
    assert "校验结果" not in book.sheetnames and book.sheetnames[-1] == SEAL_SHEET
    assert all(sheet.sheet_state == "visible" for sheet in book.worksheets)
    for sheet in book.worksheets:
        for line in sheet.iter_rows():
            for one in line:
                assert one.comment is None, one.coordinate
                marked = one.fill.fill_type == "solid" and one.fill.fgColor.rgb in MARK_COLOURS.values()
                assert not marked, one.coordinate
                assert "PE_" not in str(one.value) or sheet.title == SEAL_SHEET, one.coordinate
    assert not {finding.code for finding in check_file(str(copy)).report.file_findings} - {"PE-C011"}


def seal(copy: Path) -> dict[str, list[str]]:
    """What the sheet 校验凭证 says, by label."""
    grid = read_workbook(str(copy)).grids[-1]
    assert grid.sheet == SEAL_SHEET
    facts: dict[str, list[str]] = {}
    for _, line in sorted(grid.rows()):
        if len(line) > 1:
            facts.setdefault(line[0][1].text, []).append(line[1][1].text)
    return facts


def verified_in_the_window(opened: Callable[[Path], Any], copy: Path, rows: dict[str, int]) -> None:
    """核对凭证 in the reviewer's window: as it came, and with one digit typed over, before it is saved."""
    received = opened(copy)
    macros.verify_seal()
    assert f"“{copy.name}”：未改动" in said(received).pop()
    received.sheets[FORM].range(cell(FIRMS, "actual", rows)).value = "190"
    macros.verify_seal()
    told = said(received).pop()
    assert "：已改动" in told and f"{FORM}!{COLUMN_OF_ACTUAL}{rows[FIRMS]}：封装时是“189”，现在是“190”" in told
    assert "还没有保存的修改" in told
