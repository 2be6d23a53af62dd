"""``perfeval verify``: is a sealed workbook still what was sealed?"""

from __future__ import annotations

from xladdin.commands.arguments import Arguments, Command
from xladdin.console import complain

__all__ = ["COMMAND", "run"]

MOST = 20
"""Changed cells that are listed one by one."""
LONGEST = 40
COMMAND = Command(
    "verify",
    "核对带“校验凭证”的表：封装以后内容改动过没有，改了哪些单元格。",
    operands="文件…",
    notes="凭证不是电子签名，证明不了是谁封装的。\n"
    "退出码：0 都未改动；1 有的已改动、没有凭证或凭证不完整；2 有文件读不了。",
)


def run(arguments: Arguments) -> int:
    """Verify every file; 0, 1 or 2."""
    from xladdin.files import FileProblem, read_workbook
    from xladdin.files.seal import State, verify

    unread = unlike = 0
    for path in arguments.operands:
        try:
            verdict = verify(read_workbook(path))
        except FileProblem as problem:
            complain(str(problem))
            unread += 1
            continue
        unlike += verdict.state is not State.UNCHANGED
        print(f"{path}：{verdict.state.value}{_REMARKS.get(verdict.state.name, '')}")
        for change in verdict.changes[:MOST]:
            print(f"  {change.cell}：封装时{_quoted(change.before)}，现在{_quoted(change.now)}")
        if len(verdict.changes) > MOST:
            print(f"  …… 另有 {len(verdict.changes) - MOST} 处")
    print("（凭证只看内容有没有改动，不是电子签名。）")
    return 2 if unread else 1 if unlike else 0


_REMARKS = {
    "UNSEALED": "（里面没有“校验凭证”工作表，没有用 perfeval pack 封装过，或者凭证被删了）",
    "BROKEN": "（“校验凭证”工作表本身被改过，不能核对；请发送方重新封装）",
}


def _quoted(text: str) -> str:
    if not text:
        return "是空的"
    one_line = " ".join(text.split()) or text
    return f"是“{one_line[:LONGEST]}{'…' if len(one_line) > LONGEST else ''}”"
