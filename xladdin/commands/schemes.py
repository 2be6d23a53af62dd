"""``perfeval schemes``: the scoring methods, where they come from, and how sure that is."""

from __future__ import annotations

import sys

from xladdin.commands.arguments import Arguments, Command

__all__ = ["COMMAND", "run"]

COMMAND = Command("schemes", "列出评分办法：名字、名称、出处。")

_STATUS = {"law": "国家规定", "local": "地方做法", "system": "系统做法"}


def run(arguments: Arguments) -> int:
    """Print one entry a scheme: its own values' documents; the rest comes from the scheme it inherits from."""
    from perfeval_core.scheme import scheme_files

    lines = []
    for file in scheme_files():
        name = f"+{file.id}" if file.overlay else file.id
        lines.append(f"{name:<15} {file.title}")
        sources = [entry.source for entries in file.values.values() for entry in entries]
        for document, status in dict.fromkeys((source.document, source.status) for source in sources):
            lines.append(f"{'':<15} {_STATUS[status]}：{document}")
        if file.inherits:
            lines.append(f"{'':<15} 没有另外规定的，照 {file.inherits}")
        lines.append("")
    lines.append("用法：perfeval check 自评表.xlsx --scheme 名字；带 + 的附加在别的办法后面，如 mof_2020+caps_2023。")
    sys.stdout.write("\n".join(lines) + "\n")
    return 0
