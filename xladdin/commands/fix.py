"""``perfeval fix``: carry out the changes that rules offer, shown before and after first."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

from perfeval_core.findings import Fix, FixKind, Stored
from perfeval_core.fixes import ProposedFix, proposed_fixes, safe_fixes
from perfeval_core.grid import CellRef
from xladdin.checking import check_file, without_own_sheets
from xladdin.commands.arguments import Arguments, Command, Option
from xladdin.commands.check import given_scheme
from xladdin.commands.writing import one_file
from xladdin.console import complain
from xladdin.output import refuse_output
from xladdin.problems import CommandProblem

__all__ = ["COMMAND", "run"]

COMMAND = Command(
    "fix",
    "按检查结果改表：先列出每处修改前后的内容；原表不动，改好的写到新文件。",
    (
        Option("--safe", "做安全的修改：多余的空格、全角数字、存成文本的数字；不改任何数的意思"),
        Option("--also", "再做这些编号的修改（会换掉您填的数），几个用逗号隔开", value="编号"),
        Option("--diff", "只列出修改，不写文件"),
        Option("-o", "改好的表写到哪个文件", value="新文件"),
        Option("--scheme", "评分办法（见 perfeval schemes），auto 按表头判断", value="名字", default="auto"),
        Option("--force", "覆盖已有的新文件"),
    ),
    operands="文件",
    notes="退出码：0 做完了，或者没有要改的；2 做不了。",
)


def run(arguments: Arguments) -> int:
    """List the changes, and write them with ``-o``; 0 or 2."""
    path = one_file(arguments, COMMAND)
    out = arguments.get("-o")
    if ("--diff" in arguments) == (out is not None):
        raise CommandProblem("PE-C001", detail="--diff 和 -o 新文件 要写一个", usage=COMMAND.usage)
    also = [code.strip() for code in (arguments.get("--also") or "").replace("，", ",").split(",") if code.strip()]
    if "--safe" not in arguments and not also:
        raise CommandProblem("PE-C001", detail="--safe 和 --also 编号 至少写一个", usage=COMMAND.usage)
    if out is not None:
        refuse_output(out, "--force" in arguments, [path])
    checked = check_file(path, given_scheme(arguments.values["--scheme"]))
    if not checked.readable:
        for finding in checked.report.findings:
            complain(f"{finding.code} {finding.message}{finding.advice}")
        return 2
    from xladdin.files import read_workbook

    grids = {grid.sheet: grid for grid in without_own_sheets(read_workbook(path)).grids}
    proposed = [
        one for form in checked.report.forms for one in proposed_fixes(form.form, form.findings, grids[form.form.sheet])
    ]
    fixes = _chosen(proposed, "--safe" in arguments, also)
    _print_table(path, proposed, fixes)
    if out is not None and fixes:
        _write(path, out, fixes)
    elif out is not None:
        print("没有要改的，没有写新文件。")
    return 0


def _chosen(proposed: Sequence[ProposedFix], safe: bool, also: Sequence[str]) -> list[Fix]:
    """One change a cell, in sheet order; a cell of which two rules want different things is left alone."""
    chosen: dict[CellRef, set[Fix]] = {}
    for one in proposed:
        if one.fix.kind is FixKind.UNSAFE and one.code in also:
            chosen.setdefault(one.fix.ref, set()).add(one.fix)
    for fix in safe_fixes(proposed) if safe else ():
        chosen.setdefault(fix.ref, {fix})
    return [fixes.pop() for _, fixes in sorted(chosen.items()) if len(fixes) == 1]


def _print_table(path: str, proposed: Iterable[ProposedFix], fixes: Sequence[Fix]) -> None:
    if not fixes:
        print(f"{path}：没有可以这样改的。")
        return
    about = {one.fix: one for one in proposed}
    print(f"{path}：{len(fixes)} 处")
    for fix in fixes:
        one = about[fix]
        print(f"  {fix.ref}  {_quoted(fix.before)} → {_quoted(fix.after)}{_stored(fix)}  {one.what}〔{one.code}〕")


def _quoted(text: str) -> str:
    """A text whose spaces and line breaks can be seen."""
    for sign, shown in (("\n", "⏎"), ("\t", "⇥"), ("\xa0", "␣"), ("\u3000", "□"), ("\r", "⏎")):
        text = text.replace(sign, shown)
    return f"“{text}”" if text else "（空）"


def _stored(fix: Fix) -> str:
    return {Stored.NUMBER: "（数字）", Stored.FORMULA: "（公式）"}.get(fix.stored, "")


def _write(path: str, out: str, fixes: Sequence[Fix]) -> None:
    from xladdin.files.patch.cells import Value, ValueKind
    from xladdin.files.patch.editing import write_values
    from xladdin.files.patch.saving import changed_workbook, replace_workbook

    def value(fix: Fix) -> Value:
        if fix.stored is Stored.FORMULA:
            return Value(ValueKind.BLANK, formula=fix.after.removeprefix("="))
        if fix.stored is Stored.NUMBER:
            return Value.of_number(_digits(fix.after))
        return Value.of_text(fix.after)

    values = {fix.ref: value(fix) for fix in fixes}
    content, _ = changed_workbook(path, lambda parts: write_values(parts, values))
    replace_workbook(out, content)
    print(f"已写到 {out}；原表没有动。表里的公式在打开时重新计算，请保存后再检查一遍。")


def _digits(text: str) -> str:
    """A number as it is stored: ``95.4%`` is 0.954."""
    number = Decimal(text.removesuffix("%"))
    return f"{number.scaleb(-2) if text.endswith('%') else number:f}"
