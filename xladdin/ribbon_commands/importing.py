"""一体化导入就绪检查, 导出一体化导入表: the form in front as the national budget system imports it."""

from __future__ import annotations

from dataclasses import dataclass

from perfeval_core.check import CheckedForm
from perfeval_core.findings import Finding, Severity
from perfeval_core.import_sheet import ImportSheet, import_sheet
from perfeval_core.report import FileReport, cells_text, counts_text
from xladdin.ribbon_commands.books import open_table
from xladdin.ribbon_commands.checked_book import check_book
from xladdin.ribbon_commands.copies import beside, home_of, write_new
from xladdin.ribbon_commands.session import Outcome, Refused, Session
from xladdin.short_lists import first_lines

__all__ = ["check_import", "export_import"]

MOST_SHOWN = 5
HEAD = ("程度", "单元格", "问题", "怎么办", "编号")
WIDTHS = (8, 16, 56, 56, 10)


@dataclass(frozen=True, slots=True)
class Ready:
    """A form with its import sheet, and what would be refused."""

    checked: CheckedForm
    sheet: ImportSheet

    @property
    def listed(self) -> list[Finding]:
        """Everything there is to say, what would be refused first."""
        return sorted(self.sheet.refusals, key=lambda finding: finding.severity.rank)

    @property
    def refused(self) -> list[Finding]:
        """What the system would refuse."""
        return [finding for finding in self.listed if finding.severity is Severity.ERROR]


def check_import(session: Session) -> Outcome:
    """List what the national system would refuse, in a new workbook; nothing is written."""
    ready = _ready(session, "一体化导入就绪检查")
    others = len(ready.listed) - len(ready.refused)
    words = f"会被拒收的 {len(ready.refused)} 处" if ready.refused else "没有会被拒收的地方，可以导入"
    words += f"；另有 {others} 处请留意" if others else ""
    if any(finding.severity is Severity.ERROR for finding in ready.checked.findings):
        words += f"。校验还有 {counts_text(ready.checked.findings)}，请点“全部校验”"
    if not ready.listed:
        return Outcome(message=f"{words}。")
    rows = [(one.severity.value, cells_text(one.where), one.message, one.advice, one.code) for one in ready.listed]
    open_table(session.app, "导入就绪检查", WIDTHS, [HEAD, *rows])
    return Outcome(f"{words}。")


def export_import(session: Session) -> Outcome:
    """Write the import sheet into a new file, after a question where the system would refuse something."""
    from xladdin.exporting import import_workbook
    from xladdin.packing import copy_name

    label = "导出一体化导入表"
    home = home_of(session.book, label)
    ready = _ready(session, label)
    if not ready.sheet.cells:
        raise Refused("\n".join(one.sentence for one in ready.listed))
    if ready.refused and not session.asks(_question(ready.refused)):
        return Outcome("没有导出。")
    name = copy_name(FileReport("", (ready.checked,))).replace("自评表.xlsx", "一体化导入表.xlsx")
    path = write_new(beside(home), name, import_workbook(ready.sheet))
    lines = ["已导出，打开的工作簿没有改动。第一次导入前，请对照本地系统的模板看看行列。"]
    if ready.refused:
        lines.append(f"会被拒收的 {len(ready.refused)} 处，那些格空着。")
    return Outcome(f"已导出：{path}", "\n".join([*lines, str(path)]))


def _question(refused: list[Finding]) -> str:
    lines = [f"· {cells_text(one.where)} {one.message}{one.advice}" for one in refused]
    shown = first_lines(lines, MOST_SHOWN, "处", "，见“一体化导入就绪检查”")
    return "\n".join([f"一体化系统会拒收这 {len(refused)} 处，导出的表里那些格空着：", *shown, "仍然导出吗？"])


def _ready(session: Session, label: str) -> Ready:
    """The form at the selected cell, else the one on the sheet in front, else the only one."""
    forms = check_book(session.book).report.forms
    here = [one for one in forms if one.form.sheet == session.sheet.name]
    if len(here) > 1 and session.app.selection is not None:
        row = session.app.selection.row
        here = [one for one in here if one.form.first_row <= row][-1:] or here[:1]
    found = here or list(forms)
    if len(found) > 1:
        sheets = "、".join(dict.fromkeys(f"“{one.form.sheet}”" for one in found))
        raise Refused(f"这个工作簿有 {len(found)} 张自评表；请先打开其中一张（{sheets}），再点“{label}”。")
    return Ready(found[0], import_sheet(found[0]))
