"""Where everything stands on the standard form: one Layout builds the sheet, writes its formulas and reads it back."""

from __future__ import annotations

from perfeval_core.layout import Column, Layout, Slot, Table, Titled

__all__ = [
    "BESIDE",
    "COLUMNS",
    "FIRST_BESIDE",
    "FORM",
    "FUNDS_COLUMNS",
    "HEADER_ROW_OF_FUNDS",
    "LAST_BESIDE",
    "LAST_PRINTED",
    "LIVE_ROW",
    "PROJECT_ROW",
    "TITLE_ROW",
    "UNIT_ROW",
    "WIDTHS",
    "YEAR_ROW",
    "standard_layout",
]

FORM = "自评表"
LIVE_ROW = 1
"""Above the printed form: how many errors, the total, the grade."""
TITLE_ROW, YEAR_ROW, PROJECT_ROW, UNIT_ROW, HEADER_ROW_OF_FUNDS = 2, 3, 4, 5, 6

COLUMNS = {
    "level1": (2, "一级指标"),
    "level2": (3, "二级指标"),
    "name": (4, "三级指标"),
    "target": (5, "年度\n指标值"),
    "actual": (6, "实际\n完成值"),
    "weight": (7, "分值"),
    "score": (8, "得分"),
    "reason": (9, "偏差原因分析\n及改进措施"),
}
"""The printed columns of the indicators: role -> (column, title)."""

BESIDE = {
    "status": (11, "状态"),
    "direction": (12, "方向"),
    "manual_target": (13, "指标数值\n（手工）"),
    "manual_actual": (14, "完成数值\n（手工）"),
    "band": (15, "定性档次"),
    "ratio": (16, "档内\n比例"),
}
"""The columns beside the printed form, the state next to it."""

FUNDS_COLUMNS = {
    "budget_initial": (4, "年初\n预算数"),
    "budget_adjusted": (5, "全年\n预算数（A）"),
    "spent": (6, "全年\n执行数（B）"),
    "weight": (7, "分值"),
    "execution_rate": (8, "执行率\n（B/A）"),
    "score": (9, "得分"),
    "status": (11, "状态"),
}

LAST_PRINTED = 9
FIRST_BESIDE, LAST_BESIDE = 11, 16
WIDTHS = {
    1: 7.5,
    2: 10,
    3: 11,
    4: 20,
    5: 14,
    6: 14,
    7: 7,
    8: 9,
    9: 26,
    10: 1.5,
    11: 40,
    12: 8,
    13: 11,
    14: 11,
    15: 33,
    16: 8,
}


def standard_layout(funds_rows: int, indicator_rows: int) -> Layout:
    """The layout for so many rows of 项目资金 (the total included) and of indicators."""
    funds_last = HEADER_ROW_OF_FUNDS + funds_rows
    goals = funds_last + 1
    header = goals + 2
    last = header + indicator_rows
    total = last + 1
    slots = (
        Slot("total_weight", (total, 1), (total, 7)),
        Slot("total", (total, 1), (total, 8)),
        Slot("grade", (total, 9), (total, 9), inline=True),
        Slot("year", (YEAR_ROW, 1), (YEAR_ROW, 1)),
        Slot("project", (PROJECT_ROW, 1), (PROJECT_ROW, 3)),
        Slot("department", (UNIT_ROW, 1), (UNIT_ROW, 3)),
        Slot("unit", (UNIT_ROW, 5), (UNIT_ROW, 7)),
        Slot("goal_expected", (goals, 2), (goals + 1, 2)),
        Slot("goal_actual", (goals, 6), (goals + 1, 6)),
    )
    return Layout(
        FORM,
        TITLE_ROW,
        total,
        1,
        LAST_BESIDE,
        (TITLE_ROW, 1),
        slots,
        Table(
            HEADER_ROW_OF_FUNDS,
            HEADER_ROW_OF_FUNDS,
            HEADER_ROW_OF_FUNDS + 1,
            funds_last,
            (Column("name", 1, 3), *(Column(role, col, col) for role, (col, _) in FUNDS_COLUMNS.items())),
        ),
        (
            Table(
                header,
                header,
                header + 1,
                last,
                tuple(Column(role, col, col) for role, (col, _) in (COLUMNS | BESIDE).items()),
            ),
        ),
        tuple(Titled((header, col), f"column_{role}") for role, (col, _) in (COLUMNS | BESIDE).items()),
    )
