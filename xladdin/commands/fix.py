"""``perfeval fix``: show what can be put right by itself, and write it into a new file."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence

from perfeval_core.findings import Finding, FixKind
from perfeval_core.fixes import ProposedFix
from perfeval_core.report import counts_text, finding_lines
from xladdin.change_lines import change_lines
from xladdin.commands.arguments import Arguments, Command, Option
from xladdin.commands.common import OVERWRITE, SCHEME, checked_file, given_scheme, new_file, one_file
from xladdin.console import say
from xladdin.problems import CommandProblem

__all__ = ["COMMAND", "run"]

COMMAND = Command(
    "fix",
    "安全修正：先列出改前、改后，再写到新文件。只整理空格和全角数字、把文本变成数字、恢复标准表的公式，重算两头对得上的总分、执行率、等级。",
    (
        Option("--safe", "只作安全的修正（总要写上）", required=True),
        Option("--also", "另外按规则改这些编号的问题，用逗号隔开", value="编号"),
        Option("--diff", "只列出改前、改后，不写"),
        Option("-o", "写到新文件", value="新文件"),
        SCHEME,
        OVERWRITE,
    ),
    operands="文件",
    notes="原文件不动。--also 会替换您填的数（例如 PE-S105 把得分改成按规则算的），请看清再用。\n"
    "退出码：0 做好了或没有可改的；2 做不了。",
)
LEFT = {
    FixKind.UNSAFE: "要您来定的（会换掉填的数；写上 --also 编号才改）：",
    FixKind.DISPLAY_ONLY: "只能您自己改的：",
}


def run(arguments: Arguments) -> int:
    """Show the fixes of one file and, with ``-o``, write them; 0 or 2."""
    path = one_file(arguments, COMMAND)
    if ("-o" in arguments) == ("--diff" in arguments):
        raise CommandProblem("PE-C001", detail="--diff 和 -o 要写一个，也只能写一个", usage=COMMAND.usage)
    out = new_file(arguments, path)
    scheme = given_scheme(arguments)
    checked = checked_file(path, scheme)
    if checked is None:
        return 2
    from xladdin.fixing import fix_file

    also = _codes(arguments.get("--also") or "")
    fixed = fix_file(path, checked, scheme, also)
    for code in also:
        if code not in fixed.asked:
            raise CommandProblem("PE-C015", given=code, offered="、".join(sorted(fixed.asked)) or "没有")
    several = len(checked.report.forms) > 1
    _show(f"要改的 {len(fixed.done)} 格：" if fixed.done else "没有要改的。", fixed.done, several)
    for kind, title in LEFT.items():
        left = [one for one in fixed.left if one.fix.kind is kind]
        if left:
            _show(title, left, several)
    if not fixed.done:
        return 0
    _compare(checked.report.findings, fixed.after.report.findings)
    if out is not None:
        from xladdin.files.patch.saving import replace_workbook

        replace_workbook(out, fixed.content)
        say(f"已写到 {out}，改了 {len(fixed.done)} 格；原文件 {os.path.basename(path)} 没有动。")
    return 0


def _codes(text: str) -> list[str]:
    """The codes of ``--also``, separated by commas of either width."""
    return [code.strip().upper() for code in text.replace("，", ",").split(",") if code.strip()]


def _show(title: str, fixes: Iterable[ProposedFix], several: bool) -> None:
    say(title)
    for line in change_lines(fixes, several):
        say(f"  {line}")


def _compare(before: Sequence[Finding], after: Sequence[Finding]) -> None:
    """What a check says afterwards, above all what it did not say before."""
    say(f"改后再校验：{counts_text(after)}（改前：{counts_text(before)}）。")
    known = {(finding.code, finding.where[:1]) for finding in before}
    new = [finding for finding in after if (finding.code, finding.where[:1]) not in known]
    if new:
        say(f"改了以后才看得出的 {len(new)} 个：")
    for finding in new:
        say("\n".join(finding_lines(finding, f"{finding.severity.value} ")))
