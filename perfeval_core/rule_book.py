"""The rule book: one entry a rule, from the registry.  ``docs/规则手册.md`` is this text; a test keeps it fresh."""

from __future__ import annotations

import re

from perfeval_core.registry import AREAS, Rule, rules_of

__all__ = ["rule_book"]

_HEAD = """# 规则手册

这一页由规则登记表生成，请勿直接修改。`perfeval rules` 打印的就是它。

每条规则有一个固定的编号 `PE-字母三位数字`，编号永远不变。程度分三种：**错误** 必须改；
**警告** 请核对；**提示** 供参考。
评分办法可以改变某条规则的程度。“本工具”表示没有文件规定，是本工具的经验；
“地方做法”表示某地或某系统的规定。文中的 ×× 处，检查时写出表里的内容和算式。
财预〔2020〕10号的条款号是凭记忆写的，没有核对过原文，引用前请查对。
"""

_PLACEHOLDER = re.compile(r"\{\w+\}")


def _in_general(template: str) -> str:
    return _PLACEHOLDER.sub("××", template)


def _entry(rule: Rule) -> list[str]:
    return [
        f"### {rule.code} {rule.title}（{rule.severity.value}）",
        "",
        f"- 查什么：{_in_general(rule.message)}",
        f"- 为什么：{rule.why}",
        f"- 怎么办：{_in_general(rule.advice)}",
        f"- 依据：{rule.source}",
        f"- 错误示例：{rule.wrong}",
        f"- 正确示例：{rule.right}",
        f"- 起始版本：{rule.since}",
        "",
    ]


def rule_book() -> str:
    """The whole book in Markdown."""
    lines = [_HEAD]
    for area, subject in AREAS.items():
        lines += [f"## {area} {subject}", ""]
        for rule in rules_of(area).values():
            lines += _entry(rule)
    return "\n".join(lines).rstrip("\n") + "\n"
