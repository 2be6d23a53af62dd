"""The command ``perfeval``.

Exit codes: 0 all well, 1 the forms have 错误, 2 something could not be read or the command was wrong, 130 Ctrl+C.
Every failure is one coded Chinese sentence.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib import import_module

from xladdin.console import close_quietly, complain, make_safe

__all__ = ["main"]

COMMANDS = {
    "new": "做一份随填随算的标准自评表，可从申报表带入指标",
    "convert": "把别的样式的自评表转成标准自评表，一处内容不丢",
    "check": "检查自评表：分值、资金、得分、指标、原因，逐条列出问题和单元格",
    "mark": "把检查结果写进表里：批注、底色、校验结果工作表",
    "unmark": "去掉写进表里的检查结果，恢复原样",
    "fix": "按检查结果改表：先列出修改前后，写到新文件",
    "export": "导出成预算管理一体化系统的导入表，先列出会被拒收的地方",
    "pack": "封装报送：另存一份可以发出去的表，带校验凭证",
    "verify": "核对封装过的表：改动过没有，改了哪些单元格",
    "mail": "生成邮件草稿，附上封装好的表；不会自己发送",
    "explain": "算一行指标该得几分，并写出算式",
    "rules": "打印规则手册：查什么、为什么、依据",
    "schemes": "列出评分办法和它们的出处",
    "addin": "Excel、LibreOffice 插件：生成、安装、卸载、体检",
    "version": "版本",
}
"""Each is a module of ``xladdin.commands`` with a ``COMMAND`` and a ``run``, imported when it is asked for."""


EXIT_CODES = "退出码：0 做好了；1 表里还有“错误”、会被拒收或和凭证对不上；2 做不了，或命令写法不对；130 按了 Ctrl+C。"


def _usage() -> str:
    lines = ["perfeval：项目支出绩效自评表，读表、算分、查错。", "", "用法：perfeval 命令 …"]
    lines += [f"  {name:<9} {meaning}" for name, meaning in COMMANDS.items()]
    lines += ["", "每个命令的用法：perfeval 命令 --help", EXIT_CODES]
    return "\n".join(lines) + "\n"


def _run(words: Sequence[str]) -> int:
    from xladdin.commands.arguments import read_arguments
    from xladdin.problems import CommandProblem

    try:
        name, *rest = words
        if name in ("--help", "-h", "help"):
            sys.stdout.write(_usage())
            return 0
        if name == "--version":
            name = "version"
        if name not in COMMANDS:
            raise CommandProblem("PE-C001", detail=f"没有命令“{name}”", usage=f"perfeval {'|'.join(COMMANDS)} …")
        module = import_module(f"xladdin.commands.{name}")
        if "--help" in rest or "-h" in rest:
            sys.stdout.write(module.COMMAND.help)
            return 0
        code: int = module.run(read_arguments(module.COMMAND, rest))
        return code
    except CommandProblem as problem:
        complain(str(problem))
        return 2
    except Exception as problem:
        from xladdin.files.errors import FileProblem  # most commands never need it

        if not isinstance(problem, FileProblem):
            raise
        complain(str(problem))
        return 2


def main(words: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code; nothing is raised."""
    words = sys.argv[1:] if words is None else words
    make_safe()
    try:
        if not words:
            complain(_usage())
            return 2
        code = _run(words)
        sys.stdout.flush()
        return code
    except KeyboardInterrupt:
        return _give_up("PE-C008", 130)
    except BrokenPipeError:
        close_quietly()
        return 2
    except OSError as error:  # the console or the disk behind the standard output
        close_quietly()
        from xladdin.problems import os_detail

        return _give_up("PE-C004", 2, name="屏幕输出", detail=os_detail(error))
    except Exception as error:
        return _give_up("PE-C009", 2, name=" ".join(words)[:80], detail=type(error).__name__)


def _give_up(code: str, exit_code: int, **fields: str) -> int:
    from xladdin.problems import coded_sentence

    complain(coded_sentence(code, **fields))
    return exit_code


if __name__ == "__main__":
    sys.exit(main())
