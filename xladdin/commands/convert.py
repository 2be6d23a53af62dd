"""``perfeval convert``: a form of any layout becomes the live standard workbook; nothing is dropped."""

from __future__ import annotations

import os

from xladdin.commands.arguments import Arguments, Command, Option
from xladdin.output import refuse_output, whole_file

__all__ = ["COMMAND", "run"]

_SHOWN = 10
"""So many waiting rows are named."""

COMMAND = Command(
    "convert",
    "把别的样式的自评表转成随填随算的标准自评表；没有位置的内容放在“原表其他内容”，一处不丢。",
    (
        Option("-o", "写到哪个文件（.xlsx）", value="新文件", required=True),
        Option("--scheme", "评分办法（见 perfeval schemes），auto 按表头判断", value="名字", default="auto"),
        Option(
            "--functions",
            "得分怎样算：none 普通公式，addin 插件函数",
            value="方式",
            choices=("none", "addin"),
            default="none",
        ),
        Option("--force", "覆盖已有的新文件"),
    ),
    operands="旧表",
    notes="旧表不改动。一个文件里有几张自评表的，各写一个文件，文件名后加（2）（3）。",
)


def run(arguments: Arguments) -> int:
    """Write the new workbooks and say what was moved and what waits; 0, or a coded sentence."""
    from workbook_templates.content import with_spare_rows
    from xladdin.commands.check import given_scheme
    from xladdin.commands.writing import one_file
    from xladdin.standard_forms import WITHOUT_WEIGHT, built, taken_over_forms, waiting

    path = one_file(arguments, COMMAND)
    out = arguments.values["-o"]
    force = "--force" in arguments
    refuse_output(out, force, [path])
    forms = taken_over_forms(path, given_scheme(arguments.values["--scheme"]))
    targets = [out, *(_numbered(out, number) for number in range(2, len(forms) + 1))]
    for target in targets:
        refuse_output(target, force, [path])
    for target, (taken, why) in zip(targets, forms, strict=True):
        form = with_spare_rows(taken.content)
        content = built(form, addin=arguments.get("--functions") == "addin")
        with whole_file(target, lambda target=target: refuse_output(target, force, [path])) as stream:  # type: ignore[misc]
            stream.write(content)
        print(f"{target}：转来 {taken.moved} 处内容，{taken.content.size} 行指标。{why}。")
        print(f"  每个二级指标下面备了空行，共 {form.size - taken.content.size} 行，可以加指标；用不着的选中整行隐藏。")
        for note in taken.notes:
            print(f"  {note}。")
        if taken.content.other:
            print(f"  没有位置的 {len(taken.content.other)} 处（原来填的得分也在内）在“原表其他内容”。")
        rows = [row for row in waiting(form) if row[2] != WITHOUT_WEIGHT]
        if rows:
            print(f"  公式定不下来的 {len(rows)} 行，得分写着“待核”：")
            for row, name, status in rows[:_SHOWN]:
                print(f"    第 {row} 行 {name}：{status}")
            if len(rows) > _SHOWN:
                print(f"    …… 其余 {len(rows) - _SHOWN} 行见“状态”一栏")
    return 0


def _numbered(path: str, number: int) -> str:
    stem, extension = os.path.splitext(path)
    return f"{stem}（{number}）{extension}"
