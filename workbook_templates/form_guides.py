"""What guides a person while typing: validations with a word of help, and colours that show what needs attention."""

from __future__ import annotations

from typing import Any

from perfeval_core.grid import column_letters
from workbook_templates.book import Book, Sheet
from workbook_templates.check_sheet import live_colours
from workbook_templates.form_formulas import FormFormulas
from workbook_templates.standard_layout import (
    BESIDE,
    COLUMNS,
    FORM,
    FUNDS_COLUMNS,
    LAST_PRINTED,
    LIVE_ROW,
    PROJECT_ROW,
    UNIT_ROW,
    YEAR_ROW,
)
from workbook_templates.styles import COLOURS
from workbook_templates.validations import (
    HEAD_HELP,
    Place,
    accept_amounts,
    accept_choice,
    accept_points,
    accept_share,
    accept_text,
)

__all__ = ["add_form_guides"]

DIRECTIONS = ["正向", "反向", "等于", "定性"]

_HELP = {
    "name": (
        "三级指标",
        "写具体的指标名称，例如：新建机井数量。要加行、删行：先在“审阅”里撤消工作表保护（没有密码），再复制整行插入。",
    ),
    "target": ("年度指标值", "照批复的写，带比较符号和单位，例如：≥100家、7.8%左右、≤90万元、2023年12月31日前。"),
    "actual": ("实际完成值", "写实际完成的数和单位，例如：189家、4.5%。不要照抄指标值，不要带 ≥、≤。没有完成的填 0。"),
    "reason": ("偏差原因分析及改进措施", "得分低于分值或超额较多的要写：为什么，下一步怎么改。"),
    "level2": ("二级指标", "可以改名；合并的格子对应右边几行。"),
    "manual_target": ("指标数值（手工）", "左边的指标值读不准时才填：一个数（可带单位），以它为准。"),
    "manual_actual": ("完成数值（手工）", "左边的完成值读不准时才填：一个数（可带单位），以它为准。"),
}


def _validations(sheet: Sheet, formulas: FormFormulas) -> None:
    funds, table = formulas.layout.funds, formulas.layout.indicators[0]
    assert funds is not None
    head = {"year": (YEAR_ROW, 1), "project": (PROJECT_ROW, 3), "department": (UNIT_ROW, 3), "unit": (UNIT_ROW, 7)}
    for role, place in head.items():
        accept_text(sheet, place, place, *HEAD_HELP[role])
    for role in ("goal_expected", "goal_actual"):
        slot = formulas.layout.slot(role)
        assert slot is not None
        message = (
            "照批复的年度目标写。"
            if role == "goal_expected"
            else "对照预期目标写实际完成了什么；执行率低的，在这里说明原因。"
        )
        accept_text(sheet, slot.value, slot.value, "年度总体目标", message)
    amounts = [FUNDS_COLUMNS[role][0] for role in ("budget_initial", "budget_adjusted", "spent")]
    unit = formulas.content.funds_unit
    typed = [col for col, text in zip(amounts, formulas.content.funds[0].amounts, strict=True) if text]
    for first, last in (
        ((funds.first_row + 1, amounts[0]), (funds.last_row, amounts[-1])),
        *(((funds.first_row, col), (funds.first_row, col)) for col in typed),
    ):
        accept_amounts(sheet, first, last, unit)

    def column(role: str) -> tuple[Place, Place]:
        col = (COLUMNS | BESIDE)[role][0]
        return (table.first_row, col), (table.last_row, col)

    for role, (title, message) in _HELP.items():
        accept_text(sheet, *column(role), title, message)
    accept_points(sheet, *column("weight"), "分值", "0 到 100 的数，最多两位小数；加起来等于一级指标的分值。")
    message = "定性指标才填：在本档里的位置，0% 是本档最低分，100% 是本档最高分。"
    accept_share(sheet, *column("ratio"), "档内比例", message)
    message = "公式看不出方向，或看错了才选：正向越多越好，反向越少越好，定性按档次评分。"
    accept_choice(sheet, *column("direction"), DIRECTIONS, BESIDE["direction"][1].replace("\n", ""), message)
    message = "定性指标才选：完成到哪一档。"
    accept_choice(sheet, *column("band"), "=定性档次", BESIDE["band"][1].replace("\n", ""), message)


def _colours(book: Book, sheet: Sheet, formulas: FormFormulas) -> None:
    raw, table = sheet.raw, formulas.layout.indicators[0]
    first, last, total = table.first_row, table.last_row, formulas.total_row
    letter = {role: column_letters(col) for role, (col, _) in (COLUMNS | BESIDE).items()}
    red = book.extra_format({"bg_color": COLOURS["error_fill"], "font_color": COLOURS["error_ink"]})
    yellow = book.extra_format({"bg_color": COLOURS["warning_fill"], "font_color": COLOURS["warning_ink"]})
    green = book.extra_format({"font_color": COLOURS["good_ink"]})

    def when(role: str, condition: str, form: Any, *, low: int = first, high: int = last) -> None:
        col = (COLUMNS | BESIDE)[role][0]
        raw.conditional_format(
            low - 1, col - 1, high - 1, col - 1, {"type": "formula", "criteria": f"={condition}", "format": form}
        )

    row = {role: f"${name}{first}" for role, name in letter.items()}
    when("score", f"AND(ISNUMBER({row['score']}),ISNUMBER({row['weight']}),{row['score']}>{row['weight']})", red)
    when("score", f'AND(N({row["score"]})>0,{row["actual"]}&{row["manual_actual"]}="")', red)
    when("score", f'{row["score"]}="待核"', yellow)
    when("actual", f'AND({row["actual"]}="",{row["manual_actual"]}="",{row["target"]}<>"")', yellow)
    when(
        "reason",
        f'AND({row["reason"]}="",OR(AND(ISNUMBER({row["score"]}),N({row["score"]})<N({row["weight"]})),'
        f'ISNUMBER(FIND("超额完成",{row["status"]}))))',
        yellow,
    )
    when("level2", "N(本行二级差额)<>0", red)
    when("weight", f'AND({row["weight"]}<>"",NOT(ISNUMBER({row["weight"]})))', red)
    for words, form in (("待核", yellow), ("缺", yellow), ("超额", yellow), ("数量级", yellow)):
        when("status", f'ISNUMBER(FIND("{words}",{row["status"]}))', form)
    when("status", f'LEFT({row["status"]},1)="✓"', green)
    wrong = ",".join(f'ISNUMBER(FIND("{words}",$B{first}))' for words in ("还差", "多出", "请核对"))
    when("level1", f"OR({wrong})", red)
    for role, condition, form in (
        ("weight", f"AND(COUNT(各项分值)>0,$G${total}<>总分满分)", red),
        ("score", f'$H${total}="待核"', yellow),
        ("reason", f'ISNUMBER(FIND("待核",$I${total}))', yellow),
        ("status", f'{row["status"].replace(str(first), f"${total}")}<>""', red),
    ):
        when(role, condition, form, low=total, high=total)
    funds = formulas.funds_row
    rate = f"$H${funds}"
    for col, condition in (
        (FUNDS_COLUMNS["execution_rate"][0], f"N({rate})>1"),
        (FUNDS_COLUMNS["score"][0], f'$I${funds}="待核"'),
    ):
        raw.conditional_format(
            funds - 1, col - 1, funds - 1, col - 1, {"type": "formula", "criteria": f"={condition}", "format": yellow}
        )
    status = BESIDE["status"][0]
    for words, form in (("待核", yellow), ("缺", yellow), ("疑似", yellow), ("超过", yellow), ("✓", green)):
        raw.conditional_format(
            funds - 1, status - 1, funds - 1, status - 1,
            {"type": "formula", "format": form,
             "criteria": f'=ISNUMBER(FIND("{words}",${letter["status"]}${funds}))'},
        )  # fmt: skip
    live_colours(book, FORM, f"A{LIVE_ROW}:{column_letters(LAST_PRINTED)}{LIVE_ROW}")


def add_form_guides(book: Book, formulas: FormFormulas) -> None:
    """Validations on every input, and the colours."""
    sheet = book.sheets[FORM]
    _validations(sheet, formulas)
    _colours(book, sheet, formulas)
