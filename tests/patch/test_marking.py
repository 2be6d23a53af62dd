"""Findings written into workbooks and taken out again: nothing else changes, and nothing stays."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import PatternFill
from openpyxl.styles.colors import Color
from openpyxl.workbook.protection import WorkbookProtection
from openpyxl.worksheet.table import Table

from perfeval_core.findings import Finding, Severity
from perfeval_core.grid import CellRef
from perfeval_core.report import FileReport
from tests.fix.forms import ROWS, typed_form
from tests.fix.forms import SHEET as FORM
from tests.patch.decorated import ODD_SHEET, SHEET, decorated
from tests.patch.packages import CORPUS, changed_parts, contents, good_workbooks
from tests.patch.test_cells import SIGNED, changed, openpyxl_opens
from xladdin.checking import check_file
from xladdin.cli import main
from xladdin.files import FileProblem, read_workbook
from xladdin.files.patch.cells import Value
from xladdin.files.patch.marking import mark
from xladdin.files.patch.saving import changed_workbook
from xladdin.files.patch.unmarking import Unmarked, unmark

OUR_COLOURS = {"FFF9CBCB", "FFFDE9A9", "FFD6E6F5"}


def report_on(*refs: CellRef) -> FileReport:
    """Findings at cells, of all severities in turn, two at the first one; and one of the whole file."""
    severities = list(Severity)
    findings = [
        Finding("PE-S105", severities[at % 3], f"第 {at} 个问题：“=1+1” <&>", (ref,), advice="改一改。", source="依据")
        for at, ref in enumerate((*refs, *refs[:1]))
    ]
    return FileReport("表", (), (Finding("PE-F107", Severity.HINT, "隐藏"), *findings))


def marked(source: Path, target: Path, report: FileReport) -> Path:
    content, _ = changed_workbook(str(source), lambda parts: mark(parts, report))
    target.write_bytes(content)
    return target


def unmarked(source: Path, target: Path) -> Unmarked:
    content, outcome = changed_workbook(str(source), unmark)
    target.write_bytes(content)
    return outcome


def some_refs(path: Path) -> list[CellRef]:
    """Filled cells and a free one, of every sheet."""
    found = []
    for grid in read_workbook(path).grids[:3]:
        found += [CellRef(grid.sheet, *place) for place in sorted(grid.cells)[:5]]
        found.append(CellRef(grid.sheet, 40, 9))
    return found


@pytest.mark.parametrize("name", [name for name in good_workbooks() if name != SIGNED])
def test_every_part_comes_back(name: str, tmp_path: Path) -> None:
    source = CORPUS / name
    report = report_on(*some_refs(source))
    first = marked(source, tmp_path / "一.xlsx", report)
    before, after = read_workbook(source), read_workbook(first)
    assert after.grids[:-1] == before.grids
    assert after.grids[-1].sheet.startswith("校验结果")
    assert {hazard.code for hazard in after.hazards} == {hazard.code for hazard in before.hazards}
    assert marked(first, tmp_path / "二.xlsx", report).read_bytes() == first.read_bytes()
    assert unmarked(first, tmp_path / "三.xlsx") is Unmarked.EXACTLY
    assert contents(tmp_path / "三.xlsx") == contents(source)
    assert openpyxl_opens(first) or not openpyxl_opens(source)


def test_the_published_forms(forms: dict[str, Path], tmp_path: Path) -> None:
    for name, source in forms.items():
        report = check_file(str(source)).report
        path = marked(source, tmp_path / f"{name}.xlsx", report)
        again = check_file(str(path)).report
        assert again.findings == report.findings, "what marking writes is not checked"
        book = openpyxl.load_workbook(path)
        for finding in report.findings:
            if not finding.where:
                continue
            cell = book[finding.where[0].sheet][finding.where[0].a1]
            assert cell.fill.fgColor.rgb in OUR_COLOURS
            assert finding.message in cell.comment.text and finding.code in cell.comment.text
        sheet = book["校验结果"]
        rows = list(sheet.iter_rows(min_row=4, values_only=True))
        assert sorted(row[2] for row in rows) == sorted(finding.code for finding in report.findings)
        assert [row[1] for row in rows] == sorted((row[1] for row in rows), key=["错误", "警告", "提示"].index)
        for at, row in enumerate(rows, 4):
            link = sheet[f"E{at}"].hyperlink
            assert link.location.split("!")[0] == f"'{row[3]}'" if row[4] else link is None
        assert unmarked(path, tmp_path / "again.xlsx") is Unmarked.EXACTLY
        assert contents(tmp_path / "again.xlsx") == contents(source)


REFS = [CellRef(SHEET, *place) for place in ((2, 2), (3, 3), (4, 5), (5, 5), (30, 8))] + [CellRef(ODD_SHEET, 1, 1)]


@pytest.fixture
def rich(tmp_path: Path) -> Path:
    return decorated(tmp_path / "rich.xlsm")


def test_a_decorated_workbook_keeps_everything(rich: Path, tmp_path: Path) -> None:
    path = marked(rich, tmp_path / "b.xlsm", report_on(*REFS))
    touched = changed_parts(rich, path)
    assert touched == {
        "[Content_Types].xml", "xl/_rels/workbook.xml.rels", "xl/workbook.xml", "xl/styles.xml",
        "xl/worksheets/sheet1.xml", "xl/comments1.xml", "xl/drawings/vmlDrawing1.vml",
        "xl/worksheets/sheet2.xml", "xl/worksheets/_rels/sheet2.xml.rels", "xl/comments2.xml",
        "xl/drawings/vmlDrawing3.vml",
        "xl/worksheets/sheet4.xml", "customXml/item2.xml", "customXml/itemProps1.xml",
        "customXml/_rels/item2.xml.rels",
    }  # fmt: skip
    assert len(contents(rich)) - len(touched & contents(rich).keys()) > 20, "most parts have not been touched"
    book = openpyxl.load_workbook(path, keep_vba=True)
    note = book[SHEET]["B2"].comment.text
    assert note.startswith("原有的批注\n第二行\n\n【校验 B2】错误 PE-S105\n第 0 个问题：“=1+1” <&>\n→ 改一改。")
    assert "【校验" not in book[SHEET]["C3"].comment.text, "a conversation is left alone"
    assert book[SHEET]["E4"].number_format == "0.00%" and book[SHEET]["E4"].border.left.style == "thin"
    assert unmarked(path, tmp_path / "c.xlsm") is Unmarked.EXACTLY
    assert contents(tmp_path / "c.xlsm") == contents(rich)


def test_marks_go_cell_by_cell_when_something_was_changed_since(rich: Path, tmp_path: Path) -> None:
    path = marked(rich, tmp_path / "b.xlsm", report_on(*REFS))
    edited = changed(path, tmp_path / "c.xlsm", {CellRef(SHEET, 1, 1): Value.of_text("后来改的")})
    assert unmarked(edited, tmp_path / "d.xlsm") is Unmarked.CELL_BY_CELL
    wanted = changed(rich, tmp_path / "e.xlsm", {CellRef(SHEET, 1, 1): Value.of_text("后来改的")})
    _same_look(wanted, tmp_path / "d.xlsm")
    assert set(contents(tmp_path / "d.xlsm")) == set(contents(wanted)) | {"xl/worksheets/_rels/sheet2.xml.rels"}


def _same_look(wanted: Path, found: Path) -> None:
    one, two = (openpyxl.load_workbook(path, keep_vba=True) for path in (wanted, found))
    assert one.sheetnames == two.sheetnames
    for sheet in one.sheetnames:
        for row in one[sheet].iter_rows(max_row=41, max_col=15):
            for cell in row:
                other = two[sheet][cell.coordinate]
                assert (cell.value, cell.number_format) == (other.value, other.number_format)
                assert (repr(cell.border), repr(cell.font)) == (repr(other.border), repr(other.font))
                assert (cell.fill.patternType, cell.fill.fgColor.rgb) == (
                    other.fill.patternType,
                    other.fill.fgColor.rgb,
                )
                assert (cell.comment and cell.comment.text) == (other.comment and other.comment.text)


def test_the_result_sheet_remembers_when_a_program_threw_the_rest_away(rich: Path, tmp_path: Path) -> None:
    path = marked(rich, tmp_path / "b.xlsm", report_on(*REFS))
    poor = tmp_path / "c.xlsm"
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(poor, "w") as target:
        for entry in source.infolist():
            content = source.read(entry)
            if entry.filename == "xl/_rels/workbook.xml.rels":
                content = re.sub(rb"<Relationship [^>]*customXml/item2[^>]*/>", b"", content)
            if not entry.filename.startswith(("customXml/item2", "customXml/itemP", "customXml/_rels")):
                target.writestr(entry, content)
    assert unmarked(poor, tmp_path / "d.xlsm") is Unmarked.CELL_BY_CELL
    _same_look(rich, tmp_path / "d.xlsm")


def test_a_workbook_without_marks_is_left_alone(rich: Path, tmp_path: Path) -> None:
    assert unmarked(rich, tmp_path / "b.xlsm") is Unmarked.NOTHING
    assert contents(tmp_path / "b.xlsm") == contents(rich)


def test_a_sheet_of_the_same_name_stays(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.title = "校验结果"
    book.active["A1"] = "自己的"
    book.save(tmp_path / "a.xlsx")
    path = marked(tmp_path / "a.xlsx", tmp_path / "b.xlsx", report_on(CellRef("校验结果", 1, 1)))
    assert openpyxl.load_workbook(path).sheetnames == ["校验结果", "校验结果(2)"]
    assert unmarked(path, tmp_path / "c.xlsx") is Unmarked.EXACTLY


def test_a_forged_memory_is_refused(rich: Path, tmp_path: Path) -> None:
    path = marked(rich, tmp_path / "b.xlsm", report_on(*REFS))
    for forged in (b"AAAA", b"not base64 \xe4", b"eJyrVkrLz1eyUkpKLFKqBQAfFgQs", b""):
        broken = tmp_path / "broken.xlsm"
        with zipfile.ZipFile(path) as source, zipfile.ZipFile(broken, "w") as target:
            for entry in source.infolist():
                content = source.read(entry)
                if entry.filename == "customXml/item2.xml":
                    start = content.index(b'mark">') + 6
                    content = content[:start] + forged + content[content.index(b"</mark>") :]
                target.writestr(entry, content)
        with pytest.raises(FileProblem, match="PE-F018"):
            unmarked(broken, tmp_path / "c.xlsm")


# -- sheets in every state


def _noted(book: openpyxl.Workbook) -> None:
    sheet = book[FORM]
    sheet["G11"].comment, sheet["A1"].comment = Comment("原有批注", "张三"), Comment("另一条", "李四")
    sheet["G11"].fill = PatternFill("solid", fgColor="FFFFFF00")
    sheet["H11"].fill = PatternFill("lightUp", fgColor="FF00FF00", bgColor="FF0000FF")
    sheet["G14"].fill = PatternFill("solid", fgColor=Color(theme=4, tint=0.5))


def _own_result_sheet(book: openpyxl.Workbook) -> None:
    sheet = book.create_sheet("校验结果")
    sheet["A1"], sheet["A3"] = "校验结果", "我自己的"


def _protected(book: openpyxl.Workbook) -> None:
    book[FORM].protection.sheet = True
    book[FORM].protection.password = "x"
    book.security = WorkbookProtection(lockStructure=True)


def _merged(book: openpyxl.Workbook) -> None:
    book[FORM].merge_cells("H11:J11")
    book[FORM].merge_cells("A11:A12")
    book[FORM]["H11"].fill = PatternFill("solid", fgColor="FF00FFFF")


def _in_a_table(book: openpyxl.Workbook) -> None:
    book[FORM].add_table(Table(displayName="表1", ref="A10:H13"))


def _hidden(book: openpyxl.Workbook) -> None:
    book.create_sheet("底稿")["A1"] = 1
    book["底稿"].sheet_state = "veryHidden"
    book[FORM].row_dimensions[11].hidden = True


def _drawn(book: openpyxl.Workbook) -> None:
    chart = BarChart()
    chart.add_data(Reference(book[FORM], min_col=6, min_row=11, max_row=13))
    book[FORM].add_chart(chart, "K2")


def _coloured_by_rules(book: openpyxl.Workbook) -> None:
    red = PatternFill("solid", bgColor="FFF9CBCB")
    book[FORM].conditional_formatting.add("G11:G13", CellIsRule(operator="lessThan", formula=["10"], fill=red))


STATES = (_noted, _own_result_sheet, _protected, _merged, _in_a_table, _hidden, _drawn, _coloured_by_rules)
BAD_ROWS = (("产出指标", "数量指标", "增速", "≥7.8%", "4.5%", 50, 48, ""), *ROWS[1:])


def form_in(state: Callable[[openpyxl.Workbook], None], path: Path) -> Path:
    """A form with faults at G11, H11, G14 and G5, its workbook brought into a state."""
    book = openpyxl.load_workbook(typed_form(path, BAD_ROWS, {"G14": 99, "G5": "97%"}))
    state(book)
    book.save(path)
    return path


@pytest.mark.parametrize("state", STATES)
def test_a_sheet_in_any_state_comes_back(state: Callable[[openpyxl.Workbook], None], tmp_path: Path) -> None:
    source, once, twice = form_in(state, tmp_path / "表.xlsx"), tmp_path / "一.xlsx", tmp_path / "二.xlsx"
    assert main(["mark", str(source), "-o", str(once)]) == 1
    assert main(["mark", str(once), "-o", str(twice)]) == 1
    assert twice.read_bytes() == once.read_bytes()
    book = openpyxl.load_workbook(once)
    assert {book[FORM][a1].fill.fgColor.rgb for a1 in ("G11", "H11", "G14", "G5")} <= OUR_COLOURS
    assert all("【校验" in book[FORM][a1].comment.text for a1 in ("G11", "H11", "G14", "G5"))
    assert unmarked(twice, tmp_path / "三.xlsx") is Unmarked.EXACTLY
    assert contents(tmp_path / "三.xlsx") == contents(source)


def test_a_thousand_findings_go_without_a_trace(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for at in range(1000):
        cell = book.active.cell(1 + at // 10, 1 + at % 10, f"第 {at} 格")
        cell.fill = PatternFill("solid", fgColor=f"FF{at % 7:02X}{at % 11:02X}40")
        if at % 3 == 0:
            cell.comment = Comment(f"批注 {at}", "张三")
    book.save(tmp_path / "a.xlsx")
    refs = [CellRef("Sheet", 1 + at // 10, 1 + at % 10) for at in range(1000)]
    path = marked(tmp_path / "a.xlsx", tmp_path / "b.xlsx", report_on(*refs))
    assert len(openpyxl.load_workbook(path)["校验结果"]["A"]) == 3 + 1002
    assert unmarked(path, tmp_path / "c.xlsx") is Unmarked.EXACTLY
    assert contents(tmp_path / "c.xlsx") == contents(tmp_path / "a.xlsx")
    openpyxl.load_workbook(path).save(tmp_path / "d.xlsx")
    assert unmarked(tmp_path / "d.xlsx", tmp_path / "e.xlsx") is Unmarked.CELL_BY_CELL
    _same_look(tmp_path / "a.xlsx", tmp_path / "e.xlsx")


def test_a_fill_in_front_of_a_colour_of_ours_is_somebodys(tmp_path: Path) -> None:
    """LibreOffice writes the nearest colour of the workbook behind every fill, ours among them."""
    book = openpyxl.Workbook()
    book.active["B2"].fill = PatternFill("solid", fgColor="FFFBD5D5", bgColor="FFF9CBCB")
    book.save(tmp_path / "a.xlsx")
    path = marked(tmp_path / "a.xlsx", tmp_path / "b.xlsx", report_on(CellRef("Sheet", 4, 1)))
    edited = changed(path, tmp_path / "c.xlsx", {CellRef("Sheet", 1, 1): Value.of_text("后来改的")})
    assert unmarked(edited, tmp_path / "d.xlsx") is Unmarked.CELL_BY_CELL
    assert openpyxl.load_workbook(tmp_path / "d.xlsx").active["B2"].fill.fgColor.rgb == "FFFBD5D5"
    assert openpyxl.load_workbook(tmp_path / "d.xlsx").active["A4"].fill.patternType is None


def test_explanations_are_read_out_when_they_go(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = form_in(_noted, tmp_path / "表.xlsx")
    assert main(["mark", str(path)]) == 1
    book = openpyxl.load_workbook(path)
    line = next(row for row in book["校验结果"].iter_rows(min_row=4) if row[2].value == "PE-S105")
    line[8].value = "6 月追加 60 万元，\n多建 89 处"
    book.save(path)
    capsys.readouterr()
    assert main(["unmark", str(path)]) == 0
    said = capsys.readouterr().out
    assert "1 条说明也去掉了" in said and f"{FORM}!{line[4].value}〔PE-S105〕6 月追加 60 万元， 多建 89 处" in said
    assert main(["unmark", str(path)]) == 0
    assert "没有校验记号" in capsys.readouterr().out
