"""What is said of copies, seals and import sheets, by the command line and by the ribbon alike."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from xladdin.files.seal import State, Verdict
from xladdin.short_lists import first_lines

if TYPE_CHECKING:
    from xladdin.packing import Packed

__all__ = [
    "ALL_FROZEN",
    "NOT_A_SIGNATURE",
    "packing_notes",
    "packing_time",
    "seal_lines",
    "verdict_words",
]

MOST_UNKNOWN = 20
LONGEST = 40
"""Characters of a cell's content that are quoted."""
ALL_FROZEN = (
    "注意：插件公式都换成了结果，在封装好的表里改了完成值，得分不会跟着变；"
    "要随填随算，请先用“从旧表转入”（perfeval convert）转成标准表。"
)
NOT_A_SIGNATURE = "（凭证只看内容有没有改动，不是电子签名。）"
_REMARKS = {
    State.UNSEALED: "（里面没有“校验凭证”工作表，没有封装过，或者凭证被删了）",
    State.BROKEN: "（“校验凭证”工作表本身被改过，不能核对；请发送方重新封装）",
}


def packing_time() -> str:
    """Now, as the seal states it; put together by hand because not every system's strftime takes Chinese."""
    now = datetime.now().astimezone()
    return f"{now:%Y}年{now:%m}月{now:%d}日 {now:%H:%M}（UTC{now:%z}）"


def packing_notes(packed: Packed, *, has_errors: bool) -> Iterator[str]:
    """What a person should know of the copy that was made."""
    if has_errors:
        yield "凭证上写明：未通过校验。"
    if packed.cleaned.left_out:
        yield f"去掉了：{'；'.join(packed.cleaned.left_out)}。"
    if packed.converted:
        yield f"{packed.converted} 个插件公式换成了普通公式，不装插件也照样计算。"
    elif packed.converted is not None:
        yield ALL_FROZEN
    if packed.cleaned.frozen:
        yield f"{packed.cleaned.frozen} 处只能在本机计算的公式换成了结果。"
    if packed.cleaned.unknown:
        cells = "、".join(packed.cleaned.unknown[:MOST_UNKNOWN])
        yield f"注意：{cells} 的公式还没有结果，封装后是空的；请打开原表，计算、保存后再封装。"


def verdict_words(verdict: Verdict) -> str:
    """The state of a seal, with what it means where that is not plain."""
    return f"{verdict.state.value}{_REMARKS.get(verdict.state, '')}"


def seal_lines(verdict: Verdict, most: int) -> Iterator[str]:
    """The sheets that came, went or were renamed, then the first ``most`` of the changed cells; one a line."""
    yield from verdict.sheets
    changes = [f"{one.cell}：封装时{_quoted(one.before)}，现在{_quoted(one.now)}" for one in verdict.changes]
    yield from first_lines(changes, most, "处")


def _quoted(text: str) -> str:
    if not text:
        return "是空的"
    one_line = " ".join(text.split()) or text
    return f"是“{one_line[:LONGEST]}{'…' if len(one_line) > LONGEST else ''}”"
