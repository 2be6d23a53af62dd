"""``perfeval pack``: the copy of a workbook that is safe to send."""

from __future__ import annotations

import os

from perfeval_core.findings import Severity
from perfeval_core.report import finding_lines
from xladdin.checking import CheckedFile
from xladdin.commands.arguments import Arguments, Command, Option
from xladdin.commands.common import SCHEME, checked_file, given_scheme, one_file
from xladdin.console import complain, say
from xladdin.output import made_folder, refuse_output
from xladdin.problems import coded_sentence

__all__ = ["COMMAND", "run"]

COMMAND = Command(
    "pack",
    "封装报送：另存一份可以发出去的表，没有宏、外部链接、隐藏内容和作者信息，带“校验凭证”。原表不动。",
    (
        Option("-o", "放进哪个文件夹", value="文件夹", required=True),
        SCHEME,
        Option("--anyway", "还有错误也封装，凭证上写明未通过校验"),
        Option("--force", "覆盖文件夹里同名的文件"),
    ),
    operands="文件",
    notes="退出码：0 封装好了；1 还有“错误”，没有封装（--anyway 时也是 1，但封装好了）；2 做不了。",
)


def run(arguments: Arguments) -> int:
    """Pack one file; 0, 1 when 错误 remain, 2."""
    path = one_file(arguments, COMMAND)
    folder = arguments.values["-o"]
    checked = checked_file(path, given_scheme(arguments))
    if checked is None:
        return 2
    from xladdin.files.patch.saving import replace_workbook
    from xladdin.packing import pack
    from xladdin.sending import packing_notes, packing_time

    packed = pack(path, checked, packing_time())
    if packed.checked.has_errors and "--anyway" not in arguments:
        _refuse(path, packed.checked)
        return 1
    made_folder(folder)
    target = os.path.join(folder, packed.name)
    refuse_output(target, "--force" in arguments, [path])
    replace_workbook(target, packed.content)
    say(f"已封装：{target}")
    for line in packing_notes(packed, has_errors=packed.checked.has_errors):
        say(line)
    return 1 if packed.checked.has_errors else 0


def _refuse(path: str, checked: CheckedFile) -> None:
    errors = [finding for finding in checked.report.findings if finding.severity is Severity.ERROR]
    for finding in errors:
        for line in finding_lines(finding):
            complain(line)
    complain(coded_sentence("PE-C013", name=os.path.basename(path), count=str(len(errors))))
