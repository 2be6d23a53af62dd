"""``perfeval fix``: show what can be put right by itself, and write it into a new file."""

from __future__ import annotations

import os
from collections.abc import Sequence

from perfeval_core.findings import FixKind, Stored
from perfeval_core.fixes import ProposedFix
from xladdin.checking import check_file
from xladdin.commands.arguments import Arguments, Command, Option
from xladdin.commands.check import given_scheme
from xladdin.console import complain
from xladdin.output import refuse_output
from xladdin.problems import CommandProblem

__all__ = ["COMMAND", "run"]

COMMAND = Command(
    "fix",
    "安全修正：先列出改前、改后，再写到新文件。不改您填的数：只整理空格和全角数字、把文本变成数字、恢复标准表的公式。",
    (
        Option("--safe", "只作安全的修正（总要写上）"),
        Option("--also", "另外按规则改这些编号的问题，用逗号隔开", value="编号"),
        Option("--diff", "只列出改前、改后，不写"),
        Option("-o", "写到新文件", value="新文件"),
        Option("--scheme", "评分办法（见 perfeval schemes），auto 按表头判断", value="名字", default="auto"),
        Option("--force", "覆盖已有的新文件"),
    ),
    operands="文件",
    notes="原文件不动。--also 会替换您填的数（例如 PE-S105 把得分改成按规则算的），请看清再用。\n"
    "退出码：0 做好了或没有可改的；2 做不了。",
)
LONGEST = 30


def run(arguments: Arguments) -> int:
    """Show the fixes of one file and, with ``-o``, write them; 0 or 2."""
    from xladdin.commands.writing import one_file

    path, out = one_file(arguments, COMMAND), arguments.get("-o")
    if "--safe" not in arguments:
        raise CommandProblem("PE-C001", detail="没有写 --safe", usage=COMMAND.usage)
    if (out is None) == ("--diff" not in arguments):
        raise CommandProblem("PE-C001", detail="--diff 和 -o 要写一个，也只能写一个", usage=COMMAND.usage)
    if out is not None:
        refuse_output(out, "--force" in arguments, [path])
    checked = check_file(path, given_scheme(arguments.values["--scheme"]))
    if not checked.readable:
        for finding in checked.report.findings:
            complain(f"{finding.code} {finding.message}{finding.advice}")
        return 2
    from xladdin.fixing import fixed_workbook, offered_fixes

    offer = offered_fixes(path, checked.workbook, checked.report)
    codes = _codes(arguments.get("--also") or "", {one.code for one in offer.fixes if one.fix.kind is FixKind.UNSAFE})
    chosen = offer.chosen(codes)
    _show(chosen, [one for one in offer.fixes if one not in chosen], len(checked.report.forms) > 1)
    if out is None or not chosen:
        return 0
    from xladdin.files.patch.saving import replace_workbook

    replace_workbook(out, fixed_workbook(offer, chosen))
    print(f"已写到 {out}，改了 {len(chosen)} 格；原文件 {os.path.basename(path)} 没有动。")
    return 0


def _codes(text: str, offered: set[str]) -> list[str]:
    """The codes of ``--also``.

    :raises CommandProblem: ``PE-C015`` for one that offers nothing here.
    """
    codes = [code.strip().upper() for code in text.replace("，", ",").split(",") if code.strip()]
    for code in codes:
        if code not in offered:
            raise CommandProblem("PE-C015", given=code, offered="、".join(sorted(offered)) or "没有")
    return codes


def _show(chosen: Sequence[ProposedFix], others: Sequence[ProposedFix], several: bool) -> None:
    print(f"要改的 {len(chosen)} 格：" if chosen else "没有要改的。")
    for one in chosen:
        print(f"  {_line(one, several)}")
    groups = {
        FixKind.UNSAFE: "要您来定的（会换掉填的数；写上 --also 编号才改）：",
        FixKind.DISPLAY_ONLY: "只能您自己改的：",
    }
    for kind, title in groups.items():
        group = [one for one in others if one.fix.kind is kind]
        if group:
            print(title)
        for one in group:
            print(f"  {_line(one, several)}")


def _line(one: ProposedFix, several: bool) -> str:
    fix = one.fix
    cell = str(fix.ref) if several else fix.ref.a1
    after = "公式" if fix.stored is Stored.FORMULA else _quoted(fix.after)
    if fix.stored is Stored.NUMBER:
        after = fix.after
    return f"{cell}  {_quoted(fix.before)} → {after}  {one.what}〔{one.code}〕"


def _quoted(text: str) -> str:
    if not text:
        return "（空）"
    shown = text.replace("\r", "").replace("\n", "⏎")
    return f"“{shown[:LONGEST]}{'…' if len(shown) > LONGEST else ''}”"
