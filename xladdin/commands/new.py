"""``perfeval new``: a live standard self-evaluation workbook, blank or begun from the targets of the year's start."""

from __future__ import annotations

import re
from dataclasses import replace

from xladdin.commands.arguments import Arguments, Command, Option
from xladdin.commands.common import FUNCTIONS
from xladdin.console import say
from xladdin.output import refuse_output, write_file
from xladdin.problems import CommandProblem

__all__ = ["COMMAND", "run"]

_FORMS = {"2020": "mof_2020", "cost": "mof_2021_cost"}

COMMAND = Command(
    "new",
    "做一份随填随算的标准自评表：得分、总分、校验都是普通公式，发给别人打开也照样能算。",
    (
        Option("-o", "写到哪个文件（.xlsx）", value="文件", required=True),
        Option("--form", "表式：2020（10/50/30/10），cost（含成本指标）；不写就是 2020，--from 里有成本指标的是 cost",
               value="表式", choices=tuple(_FORMS)),
        FUNCTIONS,
        Option("--scheme", "评分办法（见 perfeval schemes）；不写按表式", value="名字"),
        Option("--project", "项目名称", value="名称"),
        Option("--unit", "实施单位", value="名称"),
        Option("--department", "主管部门", value="名称"),
        Option("--year", "年度，如 2024", value="年度"),
        Option("--from", "绩效目标申报表：把指标、指标值、分值带进来", value="申报表"),
        Option("--force", "覆盖已有的文件"),
    ),
    notes="例如：perfeval new --project 机井建设 --unit 县水务局 --year 2024 -o 自评表.xlsx",
)  # fmt: skip


def run(arguments: Arguments) -> int:
    """Write the workbook; 0, or a coded sentence."""
    from xladdin.standard_forms import built, content_from_targets, scheme_content

    out, force = arguments.values["-o"], "--force" in arguments
    source = arguments.get("--from")
    inputs = [source] if source else []
    refuse_output(out, force, inputs)
    year = arguments.get("--year") or ""
    if year and not re.fullmatch(r"(19|20)\d\d", year.removesuffix("年")):
        raise CommandProblem("PE-C001", detail=f"--year {year} 不是年度，应如 2024", usage=COMMAND.usage)
    form = _FORMS.get(arguments.get("--form") or "")
    notes: tuple[str, ...] = ()
    if source is None:
        content = scheme_content(form or "mof_2020", arguments.get("--scheme"))
    else:
        content, notes = content_from_targets(source, form, arguments.get("--scheme"))
    content = replace(
        content,
        project=arguments.get("--project") or content.project,
        unit=arguments.get("--unit") or content.unit,
        department=arguments.get("--department") or content.department,
        year=year.removesuffix("年") or content.year,
    )
    write_file(out, built(content, addin=arguments.get("--functions") == "addin"), force=force, inputs=inputs)
    carried = sum(not line.is_blank for line in content.lines)
    say(f"{out}：{content.size} 行指标已备好" + (f"，其中 {carried} 行是从申报表带来的" if carried else "") + "。")
    for note in notes:
        say(f"  {note}")
    if content.other:
        say(f"  标准表里没有位置的 {len(content.other)} 处内容在“原表其他内容”。")
    return 0
