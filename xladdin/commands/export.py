"""``perfeval export``: a form in the shape that another system imports, and what that system would refuse."""

from __future__ import annotations

from perfeval_core.check import CheckedForm
from perfeval_core.findings import Severity
from perfeval_core.report import counts_text, finding_lines
from xladdin.checking import CheckedFile
from xladdin.commands.arguments import Arguments, Command, Option
from xladdin.commands.common import OVERWRITE, SCHEME, checked_file, given_scheme, new_file, one_file
from xladdin.console import say
from xladdin.problems import CommandProblem

__all__ = ["COMMAND", "run"]

COMMAND = Command(
    "export",
    "导出成别的系统能导入的表，先列出会被拒收的地方。原表不动。",
    (
        Option("--for", "导给哪个系统（预算管理一体化）", value="系统", choices=("yitihua",), default="yitihua"),
        Option("-o", "写到新文件；不写就只列出会被拒收的地方", value="新文件"),
        Option("--anyway", "有会被拒收的地方也写，那些格空着"),
        Option("--sheet", "工作簿里有几张自评表时，导出哪一张工作表", value="工作表"),
        SCHEME,
        OVERWRITE,
    ),
    operands="文件",
    notes="退出码：0 可以导入；1 有会被拒收的地方（没有写，--anyway 时写了）；2 做不了。",
)


def run(arguments: Arguments) -> int:
    """List what would be refused and, with ``-o``, write the import sheet; 0, 1 or 2."""
    path = one_file(arguments, COMMAND)
    out = new_file(arguments, path)
    checked = checked_file(path, given_scheme(arguments))
    if checked is None:
        return 2
    from perfeval_core.import_sheet import import_sheet

    sheet = import_sheet(_form(checked, arguments.get("--sheet")))
    errors = [finding for finding in sheet.refusals if finding.severity is Severity.ERROR]
    say(f"会被拒收的 {len(errors)} 处：" if errors else "没有会被拒收的地方，可以导入。")
    for finding in sorted(sheet.refusals, key=lambda finding: finding.severity.rank):
        say("\n".join(finding_lines(finding, f"{finding.severity.value} ")))
    if checked.has_errors:
        say(f"另外，校验还有 {counts_text(checked.report.findings)}，请用 perfeval check 看。")
    if out is None or not sheet.cells or (errors and "--anyway" not in arguments):
        return 1 if errors else 0
    from xladdin.exporting import import_workbook
    from xladdin.files.patch.saving import replace_workbook

    replace_workbook(out, import_workbook(sheet))
    say(f"已写到 {out}。")
    return 1 if errors else 0


def _form(checked: CheckedFile, sheet: str | None) -> CheckedForm:
    """The form to export.

    :raises CommandProblem: ``PE-C001`` when it is not clear which.
    """
    forms = [one for one in checked.report.forms if sheet is None or one.form.sheet == sheet]
    if len(forms) == 1:
        return forms[0]
    names = "、".join(f"「{one.form.sheet}」" for one in checked.report.forms)
    detail = f"有 {len(forms)} 张自评表" if forms else f"没有自评表在工作表「{sheet}」上"
    raise CommandProblem("PE-C001", detail=f"{detail}（{names}），请用 --sheet 指定一张", usage=COMMAND.usage)
