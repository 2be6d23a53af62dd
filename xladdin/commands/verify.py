"""``perfeval verify``: is a sealed workbook still what was sealed?"""

from __future__ import annotations

from xladdin.commands.arguments import Arguments, Command
from xladdin.console import complain, say

__all__ = ["COMMAND", "run"]

MOST = 20
"""Changed cells that are listed one by one."""
OLD_FORMATS = (".xls", ".et")
OLD_FORMAT = "（存成了旧的 .xls/.et 格式，公式读不出来，都算作改动；请发送方发原来的 .xlsx 再核对。）"
COMMAND = Command(
    "verify",
    "核对带“校验凭证”的表：封装以后内容改动过没有，改了哪些单元格。",
    operands="文件…",
    notes="凭证不是电子签名，证明不了是谁封装的。\n"
    "退出码：0 都未改动；1 有的已改动、没有凭证或凭证不完整；2 有文件读不了。",
)


def run(arguments: Arguments) -> int:
    """Verify every file; 0, 1 or 2."""
    from xladdin.files import FileProblem
    from xladdin.files.seal import State
    from xladdin.files.sealed_file import verify_file
    from xladdin.sending import NOT_A_SIGNATURE, seal_lines, verdict_words

    unread = unlike = 0
    for path in arguments.operands:
        try:
            verdict = verify_file(path)
        except FileProblem as problem:
            complain(str(problem))
            unread += 1
            continue
        unlike += verdict.state is not State.UNCHANGED
        say(f"{path}：{verdict_words(verdict)}")
        for line in seal_lines(verdict, MOST):
            say(f"  {line}")
        if verdict.state is State.CHANGED and path.lower().endswith(OLD_FORMATS):
            say(f"  {OLD_FORMAT}")
    say(NOT_A_SIGNATURE)
    return 2 if unread else 1 if unlike else 0
