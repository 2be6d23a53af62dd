"""Forms typed as rows of text, so that a finance officer can read and write the cases.

A case is a table with Chinese keys; whatever it leaves out is taken from a form without any fault::

    "资金" = ["年度资金总额 | 100 | 100 | 100 | 10 | 100% | 10"]
    "指标" = ["产出指标(50分) | 数量指标 | 培训人数 | ≥100人 | 100人 | 50 | 50 | "]

Columns of 资金: name, 年初预算数, 全年预算数, 全年执行数, 分值, 执行率, 得分.
Columns of 指标: 一级, 二级, 三级, 指标值, 完成值, 分值, 得分, 偏差原因.
Points behind a level-1 or level-2 heading are what the heading claims; ``=F9`` is a formula, ``=F9 -> 10`` one with
its result, ``=F9 ->`` one that was never calculated; ``#DIV/0!`` an error value; ``'10`` a number stored as a text;
``〃`` a cell merged with the one above.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from itertools import groupby
from typing import Any

from perfeval_core.grid import CellKind, CellRef
from perfeval_core.model import (
    NOTHING,
    Entry,
    Form,
    FormKind,
    Funds,
    FundsPart,
    FundsRow,
    Goals,
    Heading,
    Indicator,
    Placement,
)

SHEET = "自评表"
SOUND: Mapping[str, Any] = {
    "类型": "项目",
    "项目": "农村饮水安全项目",
    "单位": "县水利局",
    "标题": "项目支出绩效自评表",
    "金额单位": "万元",
    "另写单位": "",
    "资金": ["年度资金总额 | 100 | 100 | 100 | 10 | 100% | 10"],
    "预期目标": "",
    "实际完成": "",
    "指标": [
        "产出指标 | 数量指标 | 新建集中供水点 | ≥20处 | 22处 | 50 | 50 | ",
        "效益指标 | 社会效益指标 | 受益人口 | ≥5000人 | 5210人 | 30 | 30 | ",
        "满意度指标 | 服务对象满意度指标 | 用水户满意度 | ≥90% | 93.6% | 10 | 10 | ",
    ],
    "满分": "100",
    "总分": "合计",
    "表头总分": "",
    "等级": "",
    "没有的栏": [],
    "隐藏": [],
    "没有归位": [],
    "表外一行": [],
}
"""A form in which nothing is wrong.  总分 = 合计 stands for the sum of the typed scores."""

KINDS = {
    "项目": FormKind.PROJECT,
    "部门": FormKind.DEPARTMENT,
    "转移支付": FormKind.TRANSFER,
    "目标申报": FormKind.TARGETS,
}
PARTS = {
    "总额": FundsPart.TOTAL,
    "财政拨款": FundsPart.CURRENT,
    "结转": FundsPart.CARRYOVER,
    "其他资金": FundsPart.OTHER,
}
FIRST_FUNDS_ROW = 5
_POINTS = re.compile(r"^(?P<name>.*?)[（(](?P<points>[\d.]+)分?[)）]$")
_FUNDS_ROLES = ("name", "budget_initial", "budget_adjusted", "spent", "weight", "execution_rate", "score")
_ROW_ROLES = ("level1", "level2", "name", "target", "actual", "weight", "score", "reason")
_COLUMN_NAMES = {"指标值": "target", "完成值": "actual", "分值": "weight", "得分": "score", "偏差原因": "reason"}


def entry(text: str, row: int, col: int) -> Entry:
    """A cell as typed; the kind follows from the look of the text."""
    ref, text = CellRef(SHEET, row, col), text.strip()
    if text.startswith("="):
        formula, arrow, result = text[1:].partition("->")
        return Entry(result.strip(), ref, CellKind.NUMBER, formula.strip(), computed=not arrow or bool(result.strip()))
    if text.startswith("'"):
        return Entry(text[1:], ref, CellKind.TEXT)
    kind = CellKind.ERROR if text.startswith("#") else CellKind.TEXT if text else CellKind.BLANK
    return Entry(text, ref, CellKind.NUMBER if re.fullmatch(r"-?\d+(\.\d+)?", text, re.ASCII) else kind)


def _funds(typed: Mapping[str, Any]) -> Funds:
    rows = []
    for offset, line in enumerate(typed["资金"]):
        row = FIRST_FUNDS_ROW + offset
        cells = {
            role: entry(text, row, col)
            for col, (role, text) in enumerate(zip(_FUNDS_ROLES, line.split("|"), strict=True), 1)
        }
        part = next((part for word, part in PARTS.items() if word in cells["name"].text), FundsPart.DETAIL)
        rows.append(FundsRow(row, part, **cells))
    units = (CellRef(SHEET, 4, 1), CellRef(SHEET, 4, 7))
    return Funds(tuple(rows), typed["金额单位"], units[0], typed["另写单位"], units[1] if typed["另写单位"] else None)


def _indicators(typed: Mapping[str, Any], first_row: int) -> tuple[list[Indicator], list[Heading]]:
    absent = {_COLUMN_NAMES[name] for name in typed["没有的栏"]}
    indicators, claims = [], []
    for offset, line in enumerate(typed["指标"]):
        row = first_row + offset
        texts = dict(zip(_ROW_ROLES, (text.strip() for text in line.split("|")), strict=True))
        levels = []
        for level in ("level1", "level2"):
            found = _POINTS.match(texts.pop(level).strip() if level in texts else "")
            levels.append((found["name"], found["points"]) if found else (line.split("|")[len(levels)].strip(), ""))
        claims.append((row, levels))
        cells = {
            role: NOTHING if role in absent else entry(text, row, _ROW_ROLES.index(role) + 1)
            for role, text in texts.items()
        }
        for role in ("weight", "score"):
            if texts[role] == "〃":
                cells[role] = Entry("", getattr(indicators[-1], role).ref)
        said = [cells[role] for role in ("target", "actual", "reason")]
        bare = not cells["name"].text or bool(re.fullmatch(r"指标\s*\d*\s*[：:]?|…+", cells["name"].text))
        indicators.append(
            Indicator(
                row,
                levels[0][0],
                levels[1][0],
                hidden=offset + 1 in typed["隐藏"],
                placeholder=bare and bool(cells["name"].text) and not any(said),
                **cells,
            )
        )
    return indicators, _headings(claims)


def _headings(claims: list[tuple[int, list[tuple[str, str]]]]) -> list[Heading]:
    headings = []
    for level in (1, 2):
        for (*_, last), group in groupby(claims, key=lambda claim: tuple(claim[1][:level])):
            rows = [row for row, _ in group]
            headings.append(Heading(level, last[0], last[1], CellRef(SHEET, rows[0], level), rows[0], rows[-1]))
    return headings


def _number(text: str) -> Decimal:
    try:
        return Decimal(text)
    except InvalidOperation:
        return Decimal(0)


def build_form(case: Mapping[str, Any]) -> Form:
    """The form of a case; a key that no form has is refused."""
    unknown = set(case) - set(SOUND)
    if unknown:
        raise ValueError(f"不认识的项目：{'、'.join(sorted(unknown))}")
    typed = {**SOUND, **case}
    funds = _funds(typed)
    first_row = FIRST_FUNDS_ROW + len(funds.rows) + 3
    indicators, headings = _indicators(typed, first_row)
    last_row = first_row + len(indicators)
    total = typed["总分"]
    if total == "合计":
        printed = [row.score.text for row in (*funds.rows, *indicators)]
        total = str(sum((_number(text) for text in printed), Decimal(0)))
    return Form(
        SHEET,
        KINDS[typed["类型"]],
        1,
        last_row,
        title=entry(typed["标题"], 1, 1),
        project=entry(typed["项目"], 2, 2),
        unit=entry(typed["单位"], 3, 2),
        funds=funds,
        goals=Goals(entry(typed["预期目标"], first_row - 2, 2), entry(typed["实际完成"], first_row - 2, 5)),
        indicators=tuple(indicators),
        headings=tuple(headings),
        total=entry(total, last_row, 7),
        total_weight=entry(typed["满分"], last_row, 6),
        other_total=entry(typed["表头总分"], 2, 6) if typed["表头总分"] else NOTHING,
        grade=entry(typed["等级"], last_row, 8),
        unplaced=tuple(
            Placement(CellRef(SHEET, row, col), text, "")
            for row, texts, first_col in ((first_row, typed["没有归位"], 9), (last_row + 1, typed["表外一行"], 1))
            for col, text in enumerate(texts, first_col)
        ),
    )
