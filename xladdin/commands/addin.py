"""``perfeval addin``: build, install, remove and examine the add-in for Excel, or for LibreOffice."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from xladdin.commands.arguments import Arguments, Command, Option
from xladdin.output import made_folder, write_file
from xladdin.problems import CommandProblem

if TYPE_CHECKING:
    from xladdin.diagnosis import Observation

__all__ = ["COMMAND", "run"]

COMMAND = Command(
    "addin",
    "Excel 插件（或 LibreOffice 插件）：生成、安装、卸载、体检。",
    (
        Option("--libreoffice", "不是给 Excel，是给 LibreOffice（25.2 以上）"),
        Option("--out", "build：写到哪里；不写就是当前文件夹的 perfeval.xlam（.oxt）", value="文件"),
        Option("--sources", "build：再把插件里的全部文本写进一个新文件夹，供检查", value="文件夹"),
        Option("--force", "build：覆盖已有的文件"),
        Option("--xlstart", "装到这个文件夹，不用 Excel 自己的 XLSTART", value="文件夹"),
        Option("--profile", "配置放到这个文件夹，不用 Windows 的用户文件夹", value="文件夹"),
        Option("--python", "给 Excel 用的 pythonw.exe，不用现在运行的 Python", value="文件"),
        Option("--live", "doctor：启动 Excel，逐个核对函数和命令（只在 Windows）"),
    ),
    operands="build|install|uninstall|doctor",
)


def run(arguments: Arguments) -> int:
    """Do one of the four."""
    steps = {"build": _build, "install": _install, "uninstall": _uninstall, "doctor": _doctor}
    if len(arguments.operands) != 1 or arguments.operands[0] not in steps:
        detail = f"“{' '.join(arguments.operands)}”不是 {'、'.join(steps)} 里的一个"
        raise CommandProblem("PE-C001", detail=detail, usage=COMMAND.usage)
    if "--libreoffice" in arguments:
        return _for_libreoffice(arguments.operands[0], arguments)
    return steps[arguments.operands[0]](arguments)


def _for_libreoffice(step: str, arguments: Arguments) -> int:
    from xladdin.libreoffice import extension, installation

    if step == "doctor":
        from xladdin.libreoffice.doctor import examine

        return _show(list(examine()))
    if step == "build":
        path = arguments.get("--out") or "perfeval.oxt"
        content = extension.build()
        write_file(path, content, force="--force" in arguments)
        _say(f"写好了 {path}（{len(content):,} 字节，SHA-256 {_digest(content)}）")
    else:
        _say(installation.install() if step == "install" else installation.uninstall())
    return 0


def _say(sentence: str) -> None:
    sys.stdout.write(sentence + "\n")


def _built() -> bytes:
    from xladdin.excel.package import BuildError, build
    from xladdin.excel.support_module import SupportError

    try:
        return build()
    except ImportError as error:
        raise CommandProblem("PE-C021", detail=f"没有安装 {error.name}") from None
    except (BuildError, SupportError) as error:
        raise CommandProblem("PE-C021", detail=str(error)) from None


def _build(arguments: Arguments) -> int:
    path, force = arguments.get("--out") or "perfeval.xlam", "--force" in arguments
    content = _built()
    write_file(path, content, force=force)
    folder = arguments.get("--sources")
    if folder is not None:
        from xladdin.excel.custom_ui import custom_ui
        from xladdin.excel.package import modules
        from xladdin.ribbon import ribbon

        made_folder(folder)
        texts = {f"{name}.bas": text.encode("ascii") for name, text in modules().items()}
        texts["customUI14.xml"] = custom_ui(ribbon()).encode()
        for name, text in texts.items():
            write_file(os.path.join(folder, name), text, force=force)
    _say(f"写好了 {path}（{len(content):,} 字节，SHA-256 {_digest(content)}）")
    return 0


def _digest(content: bytes) -> str:
    import hashlib

    return hashlib.sha256(content).hexdigest()


def _install(arguments: Arguments) -> int:
    from xladdin.excel.installation import ansi_encoding, install, running_interpreter
    from xladdin.excel.places import check_interpreter, places, settings_line

    where = places(os.environ, arguments.get("--xlstart"), arguments.get("--profile"), os.path.join)
    interpreter = arguments.get("--python") or running_interpreter()
    check_interpreter(interpreter, os.path.exists)
    for sentence in install(where, _built(), settings_line(interpreter, ansi_encoding())):
        _say(sentence)
    return 0


def _uninstall(arguments: Arguments) -> int:
    from xladdin.excel.installation import uninstall
    from xladdin.excel.places import places

    where = places(os.environ, arguments.get("--xlstart"), arguments.get("--profile"), os.path.join)
    for sentence in uninstall(where):
        _say(sentence)
    return 0


def _doctor(arguments: Arguments) -> int:
    from xladdin.excel.doctor import examine
    from xladdin.excel.places import places

    where = places(os.environ, arguments.get("--xlstart"), arguments.get("--profile"), os.path.join)
    findings = list(examine(where))
    if "--live" in arguments:
        from xladdin.excel.live import try_in_excel

        findings += try_in_excel(where)
    return _show(findings)


def _show(findings: list[Observation]) -> int:
    """The page; 1 when something on it is bad."""
    from xladdin.diagnosis import State, page

    sys.stdout.write(page(findings))
    return int(any(finding.state is State.BAD for finding in findings))
