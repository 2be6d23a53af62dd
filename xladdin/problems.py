"""What the command line refuses to do, as one coded Chinese sentence (texts: ``perfeval_core/registry/C.toml``)."""

from __future__ import annotations

import errno

__all__ = ["CommandProblem", "coded_sentence", "os_detail"]

_SYSTEM_WORDS = {
    "ENOENT": "文件夹不存在",
    "EACCES": "没有权限",
    "EPERM": "没有权限",
    "EISDIR": "它是一个文件夹",
    "ENOTDIR": "路径当中有一段不是文件夹",
    "ENOSPC": "磁盘满了",
    "EDQUOT": "空间配额用完了",
    "EFBIG": "文件太大，那里放不下",
    "EROFS": "那里只能读，不能写",
    "ENAMETOOLONG": "名字或路径太长",
    "EBUSY": "别的程序正用着它",
    "ETXTBSY": "别的程序正用着它",
    "EIO": "磁盘或网络出错",
}
_WINDOWS_WORDS = {32: "别的程序正开着它", 33: "别的程序正开着它", 123: "名字里有不能用的字符"}
"""By the numbers of Windows, where the ones above say less."""


def coded_sentence(code: str, **fields: str) -> str:
    """The sentence of a registered code: what is wrong, then what to do next."""
    from perfeval_core.registry import rule  # a command that goes well never needs the texts

    texts = rule(code)
    return f"{code} {texts.message.format(**fields).removesuffix('。')}；{texts.advice.format(**fields)}"


def os_detail(error: OSError) -> str:
    """Why the system refused, in Chinese where the cause is a common one."""
    by_windows = _WINDOWS_WORDS.get(getattr(error, "winerror", None) or 0)
    common = by_windows or _SYSTEM_WORDS.get(errno.errorcode.get(error.errno or 0, ""))
    return common or error.strerror or type(error).__name__


class CommandProblem(Exception):
    """A command that cannot be carried out; its text is the coded sentence."""

    def __init__(self, code: str, **fields: str) -> None:
        super().__init__(coded_sentence(code, **fields))
