"""``perfeval mail``: a draft of an e-mail with the workbook attached."""

from __future__ import annotations

import os

from xladdin.commands.arguments import Arguments, Command, Option
from xladdin.commands.common import checked_file, one_file
from xladdin.console import say
from xladdin.output import refuse_output, write_file

__all__ = ["COMMAND", "run"]

LARGE = 20 << 20
"""Bytes of a message that many mail servers refuse."""

COMMAND = Command(
    "mail",
    "生成邮件草稿（.eml）：附上封装好的表，写好主题和正文。不会自己发送："
    "用 Outlook、Foxmail、Thunderbird 打开，核对后再发。",
    (
        Option("--to", "收件人，几个用逗号隔开，可以写成 张三 <name@example.cn>", value="地址", required=True),
        Option("-o", "草稿写到哪个文件；不写就在表的旁边", value="文件.eml"),
        Option("--force", "覆盖已有的草稿"),
    ),
    operands="文件",
)


def run(arguments: Arguments) -> int:
    """Write one draft; 0, or 2 when it cannot be done."""
    from xladdin.files import read_workbook
    from xladdin.files.errors import naming
    from xladdin.files.seal import verify
    from xladdin.mailing import addresses, draft

    path = one_file(arguments, COMMAND)
    to = addresses(arguments.values["--to"])
    target = arguments.get("-o") or f"{os.path.splitext(path)[0]}.eml"
    refuse_output(target, "--force" in arguments, [path])
    verdict = verify(read_workbook(path))
    checked = checked_file(path)
    if checked is None:
        return 2
    with naming(path), open(path, "rb") as stream:
        content = stream.read()
    message = draft(path, content, checked.report, verdict, to)
    write_file(target, message, force="--force" in arguments, inputs=[path])
    say(f"草稿：{target}（{verdict.state.value}；还没有发送，请打开核对后再发）")
    if len(message) > LARGE:
        say(f"注意：草稿有 {len(message) >> 20} MB，有的邮箱发不出、收不下；可以先把表里的图片压缩一下。")
    return 0
