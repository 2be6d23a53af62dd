"""The blocks of the official form (财预〔2020〕10号 附1) on nine columns, A to I."""

from __future__ import annotations

from typing import Any

from forms.page import Page

__all__ = ["labels", "official_funds", "official_goals", "official_rows"]


def official_funds(page: Page, facts: dict[str, Any], blank: str = "") -> None:
    """项目资金 with the six columns of 财预〔2020〕10号, names in B:C, amounts from D."""
    first = page.line(
        f"项目资金\n（{facts['funds_unit']}）",
        blank,
        "",
        "年初\n预算数",
        "全年\n预算数",
        "全年\n执行数",
        "分值",
        "执行率",
        "得分",
    )
    for row in facts["funds"]["rows"]:
        columns = ("年初预算数", "全年预算数", "全年执行数", "分值", "执行率", "得分")
        at = page.line("", row["name"], "", *(row[column] or blank for column in columns))
        page.merge(at, 2, at, 3)
    page.merge(first, 2, first, 3)
    page.merge(first, 1, page.row, 1)


def official_goals(page: Page, facts: dict[str, Any]) -> None:
    row = page.line("年度总体目标", "预期目标", "", "", "", "实际完成情况")
    page.line("", facts["goals"]["expected"], "", "", "", facts["goals"]["actual"])
    for at in (row, row + 1):
        page.merge(at, 2, at, 5)
        page.merge(at, 6, at, 9)
    page.merge(row, 1, row + 1, 1)


def _split(text: str, width: int = 2) -> str:
    """A title broken by line feeds, as pasted from Word."""
    return "\n".join(text[at : at + width] for at in range(0, len(text), width))


def official_rows(page: Page, facts: dict[str, Any], *, placeholders: bool = False, blank: str = "") -> tuple[int, int]:
    titles = (
        "一级指标",
        "二级\n指标",
        "三级指标",
        "年度\n指标值",
        "实际\n完成值",
        "分值",
        "得分",
        "偏差原因分析及改进措施",
    )
    header = page.line("绩\n效\n指\n标", *titles)
    rows = facts["indicators"]
    for index, row in enumerate(rows):
        level1 = row["level1"].replace("(", "\n(").replace("（", "\n（")
        level2 = _split(row["level2"])
        values = (row["target"], row["actual"], row["weight"], row["score"], row["reason"])
        page.line("", level1, level2, row["name"], *(value or blank for value in values))
        last = index + 1 == len(rows) or rows[index + 1]["level2"] != row["level2"]
        if placeholders and last:
            for placeholder in ("指标2：", "……"):
                page.line("", level1, level2, placeholder, *[blank] * 5)
    page.merge_repeats(header + 1, page.row, 3, 2)
    page.merge_repeats(header + 1, page.row, 2)
    page.merge(header, 1, page.row, 1)
    return header, page.row


def labels(page: Page, label: str, value: str, label2: str = "", value2: str = "") -> None:
    row = page.line(label, "", value, "", "", label2, "", value2)
    page.merge(row, 1, row, 2)
    page.merge(row, 3, row, 5 if label2 else 9)
    if label2:
        page.merge(row, 6, row, 7)
        page.merge(row, 8, row, 9)
