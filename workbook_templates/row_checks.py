"""The live checks of single indicator rows: one column of 校验明细 each, 1 where the row has the fault.

What a check is called, how bad it is and where it comes from stands in the core's registry under its code.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from perfeval_core.grid import column_letters
from perfeval_core.registry import rule
from perfeval_core.words import words
from workbook_templates.book import Book
from workbook_templates.form_formulas import CLOSING_ROW
from workbook_templates.formula_text import is_in
from workbook_templates.row_functions import RowFunctions
from workbook_templates.standard_layout import BESIDE, COLUMNS, FORM

__all__ = [
    "MISSING_MARKS",
    "ROW_CHECKS",
    "ROW_CHECK_SHEET",
    "RowCheck",
    "add_row_check_sheet",
    "row_check_columns",
    "rows_of",
    "rule_formula",
]

ROW_CHECK_SHEET = "校验明细"


@dataclass(frozen=True, slots=True)
class RowCheck:
    """``condition`` is a formula in which ``{key}`` is a cell of the same row; ``role`` is the cell to go to.

    ``subject`` and ``detail`` are the prepared columns that name the row in the message and say more of it.
    """

    code: str
    role: str
    condition: str
    subject: str = "name"
    detail: str = ""


def _form(role: str) -> str:
    letter = column_letters((COLUMNS | BESIDE)[role][0])
    return f"INDEX({FORM}!${letter}:${letter},ROW())"


MISSING_MARKS = [mark for mark in words()["missing.marks"] if mark and not set(mark) & set("*?~|")]


def _filled(role: str) -> str:
    """The text without spaces; a mark for nothing (—, 无) is nothing."""
    text = f'SUBSTITUTE(SUBSTITUTE({_form(role)}&""," ",""),"　","")'
    return f'IF({is_in(text, MISSING_MARKS)},"",{text})'


def _heads(*roles: str) -> str:
    """TRUE in the first row below a heading: the other cells of a merged one are blank."""
    return "OR(" + ",".join(f'{_form(role)}&""<>""' for role in roles) + ")"


_POINTS = 'SUBSTITUTE(SUBSTITUTE(SUBSTITUTE({level2},"(","（"),")","）"),"分","")'
"""A heading of 二级指标 in which the points stand alone in brackets: 数量指标（20）."""
_UNNUMBERED = (
    'IF(AND(LEFT({{name}},2)="指标",IFERROR(FIND("：",{0}),9)<6),MID({0},FIND("：",{0})+1,200),'
    'IF(AND(ISNUMBER(FIND(LEFT({0},1),"123456789")),ISNUMBER(FIND(MID({0}&" ",2,1),"、.）"))),MID({0},3,200),{0}))'
).format('SUBSTITUTE(SUBSTITUTE({name},":","："),")","）")')
"""The name without 指标1： or 1、 before it."""

_PREPARED: dict[str, tuple[str, str]] = {
    "row": ("行", "ROW()"),
    "name": ("名称", _filled("name")),
    "level2": ("二级指标", f'IF({_form("level2")}&""<>"",{_form("level2")}&"",{{level2^}}&"")'),
    "group": ("二级起始行", f"IF({_heads('level1', 'level2')},ROW(),{{group^}})"),
    "target": ("指标值", _filled("target")),
    "actual": ("完成值", _filled("actual")),
    "by_hand": ("手工完成值", f'{_form("manual_actual")}&""'),
    "weight": ("分值", f'IF({_form("weight")}="","",{_form("weight")})'),
    "score": ("得分", f'IF({_form("score")}="","",{_form("score")})'),
    "reason": ("偏差原因", _filled("reason")),
    "status": ("状态", f'{_form("status")}&""'),
    "rule": ("按规则得分", ""),
    "lost": ("失分", 'IF(AND(ISNUMBER({weight}),ISNUMBER({score})),ROUND({weight}-{score},4),"")'),
    "used": (
        "有内容",
        'IF({name}&{target}&{actual}&{reason}<>"",1,IF(OR({score}="",{score}=0),"",1))',
    ),
    "bare": ("去编号名称", _UNNUMBERED),
    "tail": ("分值尾差", "IF(ISNUMBER({weight}),IF(ROUND({weight},1)={weight},0,0.005),0)"),
    "claimed": (
        "二级标明分值",
        f'IF({{group}}<>ROW(),"",IFERROR(VALUE(MID({_POINTS},FIND("（",{_POINTS})+1,'
        f'FIND("）",{_POINTS})-FIND("（",{_POINTS})-1)),""))',
    ),
    "group_gap": (
        "二级差额",
        'IF({claimed}="","",IF(OR(SUMIF({group:all},{group},{used:all})=0,'
        "ABS(SUMIF({group:all},{group},{weight:all})-{claimed})<=SUMIF({group:all},{group},{tail:all})),0,"
        "ROUND(SUMIF({group:all},{group},{weight:all})-{claimed},4)))",
    ),
    "group_said": (
        "二级差额说明",
        'IF(N({group_gap})=0,"",IF({group_gap}<0,"还差 "&-{group_gap},"多出 "&{group_gap})&" 分")',
    ),
    # equal losses are told apart by their rows
    "lost_order": ("失分次序", 'IF(N({lost})>0,{lost}-ROW()*10^-7,"")'),
}
"""Columns that the conditions read: key -> (title, formula)."""

_OWN_CELL = re.compile(r"(?<![\w!'$])([A-Z]{1,2}\d+)(?![\w(])")
"""A cell of the formula's own sheet, in a formula without texts that look like one."""

_SCORED = "AND(ISNUMBER({score}),ISNUMBER({weight}))"
_COMPARABLE = "AND(ISNUMBER({score}),ISNUMBER({weight}),ISNUMBER({rule}),N({score})>=0,N({score})<=N({weight}))"
_SURE = 'ISERROR(FIND("数量级",{status}))'

ROW_CHECKS: tuple[RowCheck, ...] = (
    RowCheck("PE-W101", "weight", 'AND({used}<>"",{weight}="",COUNTA(各项分值)>0)'),
    RowCheck("PE-W102", "weight", 'AND({weight}<>"",NOT(ISNUMBER({weight})))'),
    RowCheck("PE-W103", "weight", 'AND({used}<>"",ISNUMBER({weight}),N({weight})=0)'),
    RowCheck("PE-W104", "weight", "AND(ISNUMBER({weight}),N({weight})<0)"),
    RowCheck("PE-W107", "level2", "IF(N({group_gap})=0,FALSE,分值齐全)", "level2", "group_said"),
    # said once, in the first of the rows
    RowCheck(
        "PE-L203",
        "name",
        'IF({bare}="",FALSE,IF(SUMPRODUCT(({bare:all}={bare})*({group:all}={group}))<2,FALSE,'
        "SUMPRODUCT(({bare:all}={bare})*({group:all}={group})*({row:all}<{row}))=0))",
    ),
    RowCheck(
        "PE-L206",
        "name",
        'AND({name}="",({target}<>"")+({actual}<>"")+({weight}<>"")+AND({score}<>"",{score}<>"待核")>1)',
    ),
    RowCheck("PE-T101", "target", 'AND({name}<>"",{target}="")'),
    RowCheck("PE-T201", "actual", 'AND({target}<>"",{actual}="",{by_hand}="",N({score})<=0)'),
    RowCheck("PE-T206", "actual", 'ISNUMBER(FIND("单位不一致",{status}))'),
    RowCheck("PE-T207", "actual", 'ISNUMBER(FIND("数量级",{status}))'),
    RowCheck("PE-S101", "score", f"AND({_SCORED},N({{score}})>N({{weight}}))"),
    RowCheck("PE-S102", "score", "AND(ISNUMBER({score}),N({score})<0)"),
    RowCheck(
        "PE-S103",
        "score",
        'AND(有得分,OR({score}="",{score}="待核"),N({weight})>0,NOT(AND({actual}="",{by_hand}="")))',
    ),
    RowCheck("PE-S104", "score", 'AND(有得分,{score}<>"",{score}<>"待核",NOT(ISNUMBER({score})))'),
    RowCheck(
        "PE-S105",
        "score",
        f"AND({_COMPARABLE},{_SURE},ABS(N({{score}})-N({{rule}}))>0.005,"
        "NOT(AND(N({rule})=N({weight}),N({score})<N({rule}))))",
    ),
    RowCheck(
        "PE-S106",
        "score",
        f"AND({_COMPARABLE},{_SURE},N({{rule}})=N({{weight}}),N({{rule}})-N({{score}})>0.005,"
        '{reason}="",ISERROR(FIND("超额",{status})))',
    ),
    RowCheck("PE-S107", "actual", 'AND({actual}="",{by_hand}="",N({score})>0)'),
    RowCheck(
        "PE-R101",
        "reason",
        'AND(ISNUMBER({rule}),ISNUMBER({weight}),{actual}<>"",N({rule})<N({weight}),{reason}="")',
    ),
    RowCheck("PE-R102", "reason", 'AND(ISNUMBER(FIND("超额完成",{status})),{reason}="")'),
    RowCheck(
        "PE-R104",
        "reason",
        "IF(LEN({reason})<6,FALSE,IF(SUMPRODUCT(--({reason:all}={reason}))<2,FALSE,"
        "SUMPRODUCT(({reason:all}={reason})*({row:all}<{row}))=0))",
    ),
)
"""In the order of the form's columns, then of the registry."""


def row_check_columns() -> dict[str, str]:
    """The letters of the columns of 校验明细: the prepared ones by key, the checks by code."""
    keys = [*_PREPARED, *(check.code for check in ROW_CHECKS)]
    return {key: column_letters(number) for number, key in enumerate(keys, 1)}


def rows_of(key: str, first: int, following: int) -> str:
    """A column of 校验明细 (a prepared one's key, or a check's code) from a row of the form to above another one."""
    column = f"{ROW_CHECK_SHEET}!${row_check_columns()[key]}:${row_check_columns()[key]}"
    return f"INDEX({column},ROW({FORM}!$A${first})):INDEX({column},ROW({FORM}!$A${following})-1)"


def _resolved(formula: str, row: int, last: int, letters: dict[str, str]) -> str:
    """``{key}`` is the cell of the row, ``{key^}`` that of the row above, ``{key:all}`` the whole prepared column."""

    def cell(found: re.Match[str]) -> str:
        letter = letters[found[1]]
        if found[2] == ":all":
            return f"${letter}${row}:${letter}${last}"
        return f"${letter}{row - 1 if found[2] else row}"

    return re.sub(r"\{(\w+)(\^|:all)?\}", cell, formula)


def _within_form(formula: str) -> str:
    """Below the form's last row there is nothing to look at."""
    return f'IF(ROW()<{CLOSING_ROW},{formula},"")'


def rule_formula(rows: RowFunctions, row: int) -> str:
    """按规则得分 of 校验明细: the form's formula of 得分 once more, its cells taken from the form."""
    formula = _OWN_CELL.sub(rf"{FORM}!\1", rows.score(row).removeprefix("="))
    return "=" + _within_form(formula)


def add_row_check_sheet(book: Book, first_row: int, last_row: int, rows: RowFunctions) -> None:
    """The sheet 校验明细; row n looks at row n of the form."""
    sheet = book.sheet(ROW_CHECK_SHEET, "#7F8FA6")
    letters = row_check_columns()
    head = first_row - 1
    sheet.text(1, 1, "校验明细", "sheet_title")
    sheet.text(
        2,
        1,
        "第 n 行看自评表第 n 行：左边是取来的内容，右边一列是一条校验，1 表示这一行有这个问题；合计在“校验”表里。",
        "sheet_line",
    )

    def filled(formula: str) -> str:
        return "=" + _resolved(formula, first_row, last_row, letters)

    for number, (key, (title, formula)) in enumerate(_PREPARED.items(), 1):
        sheet.text(head, number, title, "step_head")
        formula = filled(_within_form(formula)) if formula else rule_formula(rows, first_row)
        sheet.fill_down(first_row, last_row, number, formula, "step")
        width = {"name": 22, "status": 30, "reason": 20, "level2": 14, "target": 12, "actual": 12}.get(key, 8)
        sheet.raw.set_column(number - 1, number - 1, width)
    for number, check in enumerate(ROW_CHECKS, len(_PREPARED) + 1):
        sheet.text(head, number, f"{check.code}\n{rule(check.code).title}", "step_head")
        sheet.fill_down(first_row, last_row, number, filled(f'IF({check.condition},1,"")'), "number")
        sheet.raw.set_column(number - 1, number - 1, 11)
    sheet.height(head, 48)
    raw = sheet.raw
    raw.freeze_panes(head, 2)
    raw.set_landscape()
    raw.set_paper(9)
    raw.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.5)
    raw.fit_to_pages(3, 0)
    raw.repeat_columns(0, 1)
    for row in range(3, head):
        sheet.height(row, 3)
    raw.repeat_rows(head - 1, head - 1)
    raw.set_footer("&C&9校验明细　第 &P 页，共 &N 页")
    raw.hide_gridlines(2)
    raw.protect("", {"format_columns": True, "format_rows": True})
