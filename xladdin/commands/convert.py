"""``perfeval convert``: a form of any layout becomes the live standard workbook; nothing is dropped."""

from __future__ import annotations

import os

from xladdin.commands.arguments import Arguments, Command, Option
from xladdin.commands.common import FUNCTIONS, OVERWRITE, SCHEME, given_scheme, one_file
from xladdin.console import say
from xladdin.output import refuse_output, write_file

__all__ = ["COMMAND", "run"]

COMMAND = Command(
    "convert",
    "把别的样式的自评表转成随填随算的标准自评表；没有位置的内容放在“原表其他内容”，一处不丢。",
    (
        Option("-o", "写到哪个文件（.xlsx）", value="新文件", required=True),
        SCHEME,
        FUNCTIONS,
        OVERWRITE,
    ),
    operands="旧表",
    notes="旧表不改动。一个文件里有几张自评表的，各写一个文件，文件名后加（2）（3）。",
)


def run(arguments: Arguments) -> int:
    """Write the new workbooks and say what was moved and what waits; 0, or a coded sentence."""
    from workbook_templates.content import with_spare_rows
    from xladdin.standard_forms import built, taken_over_forms, transfer_lines

    path = one_file(arguments, COMMAND)
    out = arguments.values["-o"]
    force = "--force" in arguments
    refuse_output(out, force, [path])
    forms = taken_over_forms(path, given_scheme(arguments))
    targets = [out, *(_numbered(out, number) for number in range(2, len(forms) + 1))]
    for target in targets:
        refuse_output(target, force, [path])
    for target, (taken, why) in zip(targets, forms, strict=True):
        form = with_spare_rows(taken.content)
        content = built(form, addin=arguments.get("--functions") == "addin")
        write_file(target, content, force=force, inputs=[path])
        first, *others = transfer_lines(taken, why, form)
        say(f"{target}：{first}")
        for line in others:
            say(f"  {line}")
    return 0


def _numbered(path: str, number: int) -> str:
    stem, extension = os.path.splitext(path)
    return f"{stem}（{number}）{extension}"
