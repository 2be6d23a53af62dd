"""What the command line refuses to do, as one coded Chinese sentence (texts: ``perfeval_core/registry/C.toml``)."""

from __future__ import annotations

__all__ = ["CommandProblem", "coded_sentence", "os_detail"]

_SYSTEM_WORDS = {
    "FileNotFoundError": "文件夹不存在",
    "PermissionError": "没有权限",
    "IsADirectoryError": "它是一个文件夹",
    "NotADirectoryError": "路径当中有一段不是文件夹",
}


def coded_sentence(code: str, **fields: str) -> str:
    """The sentence of a registered code: what is wrong, then what to do next."""
    from perfeval_core.registry import rule  # a command that goes well never needs the texts

    texts = rule(code)
    return f"{code} {texts.message.format(**fields).removesuffix('。')}；{texts.advice.format(**fields)}"


def os_detail(error: OSError) -> str:
    """Why the system refused, in Chinese where the cause is a common one."""
    return _SYSTEM_WORDS.get(type(error).__name__) or error.strerror or type(error).__name__


class CommandProblem(Exception):
    """A command that cannot be carried out; its text is the coded sentence."""

    def __init__(self, code: str, **fields: str) -> None:
        super().__init__(coded_sentence(code, **fields))
