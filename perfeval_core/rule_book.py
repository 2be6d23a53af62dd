"""The rule book: one entry a rule, from the registry.  ``docs/规则手册.md`` is this text; a test keeps it fresh."""

from __future__ import annotations

import re

from perfeval_core.registry import AREAS, Rule, rules_of

__all__ = ["in_general", "rule_book"]

_HEAD = """# 规则手册

这一页由规则登记表生成，请勿直接修改。`perfeval rules` 打印的就是它。

每条规则有一个固定的编号 `PE-字母三位数字`，编号永远不变。程度分三种：**错误** 必须改；
**警告** 请核对；**提示** 供参考。
评分办法可以改变某条规则的程度。“本工具”表示没有文件规定，是本工具的经验；
“地方做法”表示某地或某系统的规定。文中的 ×× 处，检查时写出表里的内容和算式。
财预〔2020〕10号的条款号是凭记忆写的，没有核对过原文，引用前请查对。
"""

_GUIDANCE = {
    "R": """怎样写偏差原因和说明：**一件事**（哪里、什么时候、发生了什么）、**一个数**（差几个、晚几天、多少钱、文号）、
**一个做法**（谁、什么时候、怎么补）。一行写一行的，不抄别的行，不写放到哪里都成立的话。

| 情况 | 不好 | 好 |
|---|---|---|
| 没有完成 | 受客观因素影响，下一步加强管理 | 7 月暴雨冲毁便道，停工 40 天，少建 1 处；已于次年 3 月补建 |
| 超额较多 | 工作力度大，超额完成 | 6 月财政追加 60 万元（文号），多扶持 89 家；明年指标值调到 180 家 |
| 执行率低 | 资金未及时支付 | 尾款 15 万元按合同在验收后付，已于 2 月支付 |
| 满意度低 | 群众认识不到位 | 100 份问卷中 12 份反映供水时段不固定；4 月起公布供水时间 |
| 保留一个警告 | 属实 | 总额与分项差 0.01 万元是四舍五入，原始金额见附件第 3 页 |
""",
}
"""What stands in front of the rules of an area."""

_PLACEHOLDER = re.compile(r"\{\w+\}")


def in_general(template: str) -> str:
    """A message or advice of the registry for reading: ×× where a check writes the figures."""
    return _PLACEHOLDER.sub("××", template)


def _entry(rule: Rule) -> list[str]:
    return [
        f"### {rule.code} {rule.title}（{rule.severity.value}）",
        "",
        f"- 查什么：{in_general(rule.message)}",
        f"- 为什么：{rule.why}",
        f"- 怎么办：{in_general(rule.advice)}",
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
        lines += [f"## {area} {subject}", "", *([_GUIDANCE[area]] if area in _GUIDANCE else [])]
        for rule in rules_of(area).values():
            lines += _entry(rule)
    return "\n".join(lines).rstrip("\n") + "\n"
