"""``perfeval mark``: write what a check finds into the workbook, where it can be taken out again."""

from __future__ import annotations

import os

from perfeval_core.explanations import stamp_of
from perfeval_core.report import counts_text
from xladdin.commands.arguments import Arguments, Command, Option
from xladdin.commands.common import OVERWRITE, SCHEME, checked_file, given_scheme, new_file, one_file
from xladdin.console import say

__all__ = ["COMMAND", "run"]

COMMAND = Command(
    "mark",
    "把检查结果写进表里：有问题的单元格加批注和底色，另加一张“校验结果”工作表。",
    (
        Option("-o", "写到新文件；不写就写进原文件", value="新文件"),
        SCHEME,
        OVERWRITE,
    ),
    operands="文件",
    notes="别的内容一概不动；perfeval unmark 能全部去掉，恢复原样。退出码与 check 相同。",
)


def run(arguments: Arguments) -> int:
    """Check one file and write the findings; 0 no 错误, 1 some, 2 not done."""
    from xladdin.files.patch.marking import mark
    from xladdin.files.patch.saving import changed_workbook, replace_workbook, stamp

    path = one_file(arguments, COMMAND)
    out = new_file(arguments, path)
    scheme = given_scheme(arguments)
    before = stamp(path) if os.path.exists(path) else None
    checked = checked_file(path, scheme)
    if checked is None:
        return 2
    content, _ = changed_workbook(
        path, lambda parts: mark(parts, checked.report, lambda finding: stamp_of(finding, checked.workbook))
    )
    replace_workbook(out or path, content, None if out else before)
    say(f"{out or path}：已写入 {counts_text(checked.report.findings)}，见“校验结果”工作表。")
    return 1 if checked.has_errors else 0
