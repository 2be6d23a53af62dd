"""``perfeval unmark``: take out of a workbook what ``perfeval mark`` wrote into it."""

from __future__ import annotations

import os

from perfeval_core.explanations import read_explanations
from xladdin.commands.arguments import Arguments, Command, Option
from xladdin.commands.common import OVERWRITE, new_file, one_file
from xladdin.console import say

__all__ = ["COMMAND", "run"]

COMMAND = Command(
    "unmark",
    "去掉 perfeval mark 写进表里的批注、底色和“校验结果”，恢复原来的批注和底色。",
    (
        Option("-o", "写到新文件；不写就写进原文件", value="新文件"),
        OVERWRITE,
    ),
    operands="文件",
)


def run(arguments: Arguments) -> int:
    """Unmark one file; 0 also when there was nothing to take out."""
    from xladdin.files import read_workbook
    from xladdin.files.errors import naming
    from xladdin.files.patch.saving import changed_workbook, replace_workbook, stamp
    from xladdin.files.patch.unmarking import Unmarked, unmark

    path = one_file(arguments, COMMAND)
    out = new_file(arguments, path)
    with naming(path):
        before = stamp(path)
    explanations = read_explanations(read_workbook(path).grids)
    content, outcome = changed_workbook(path, unmark)
    if outcome is Unmarked.NOTHING and out is None:
        say(f"{path}：里面没有校验记号，没有改动。")
        return 0
    replace_workbook(out or path, content, None if out else before)
    said = {
        Unmarked.NOTHING: "里面没有校验记号，内容没有改动。",
        Unmarked.EXACTLY: "已恢复成写入校验结果之前的样子，每一部分都一致。",
        Unmarked.CELL_BY_CELL: "写入后又保存过，已逐格去掉批注和底色，恢复原来的；您后来的修改都留着。",
    }
    say(f"{os.path.basename(out or path)}：{said[outcome]}")
    if explanations and outcome is not Unmarked.NOTHING:
        say(f"“校验结果”里的 {len(explanations)} 条说明也去掉了，还用得着的请抄下来：")
        for one in explanations:
            say(f"  {one.sheet}!{one.cells}〔{one.code}〕{' '.join(one.text.split())}")
    return 0
