"""The steps that gather the texts of a row and bring them to one spelling."""

from __future__ import annotations

from workbook_templates.form_columns import FormColumns
from workbook_templates.formula_text import nested_substitute, quoted
from workbook_templates.step import Step
from workbook_templates.typed_characters import BROKEN, FIRST_STEP, NAME_MARK, PAUSE, SECOND_STEP, SEPARATOR

__all__ = ["text_between", "text_steps"]


def text_between(joined: str, place: int) -> str:
    """The name (0), target (1) or actual (2) out of the cell in which they stand together."""
    first = f"FIND({quoted(SEPARATOR)},{joined})"
    second = f"FIND({quoted(SEPARATOR)},{joined},{first}+1)"
    return (
        f"LEFT({joined},{first}-1)",
        f"MID({joined},{first}+1,{second}-{first}-1)",
        f"MID({joined},{second}+1,999)",
    )[place]


def _typed(form: FormColumns, column: str, by_hand: str = "") -> str:
    """The text of a cell of the form; what was typed by hand wins."""
    cell = form.cell(column)
    text = f'IF(ISLOGICAL({cell}),{quoted(BROKEN)},{cell}&"")'
    if by_hand:
        text = f'IF({form.cell(by_hand)}&""<>"",{form.cell(by_hand)}&"",{text})'
    return f"IFERROR({text},{quoted(BROKEN)})"


def _without_spaces(text: str) -> str:
    """Without spaces and without a pause at the very end."""
    end = quoted(SEPARATOR)
    return f'SUBSTITUTE(SUBSTITUTE(SUBSTITUTE({text}," ","")&{end},{quoted(PAUSE + SEPARATOR)},""),{end},"")'


def text_steps(form: FormColumns) -> tuple[Step, ...]:
    """Level, name, target and actual as they are read."""
    level2 = form.cell("level2")
    together = (
        f"{quoted(NAME_MARK)}&{_typed(form, 'name')}&{quoted(SEPARATOR)}&{_typed(form, 'target', 'target_value')}"
        f"&{quoted(SEPARATOR)}&{_typed(form, 'actual', 'actual_value')}"
    )
    if form.only_rows:
        together = f"IF({form.only_rows},{together},{quoted(NAME_MARK + 2 * SEPARATOR)})"
    actual = _without_spaces(text_between("{signs}", 2))
    return (
        Step(
            "level2",
            "二级指标",
            "合并单元格里只有第一行有字，往下沿用",
            f'IF({level2}&""<>"",{level2}&"",IF({form.cell("level1")}&""<>"","",{{level2^}}&""))',
        ),
        Step(
            "digits",
            "半角",
            "名称、指标值、完成值放在一起，全角数字和符号换成半角",
            nested_substitute(together, FIRST_STEP),
            34,
        ),
        Step("signs", "符号统一", "标点、空格换成同一种写法", nested_substitute("{digits}", SECOND_STEP), 34),
        Step(
            "name",
            "名称",
            "三级指标名称，去掉前面的“指标1：”“1.”",
            f'SUBSTITUTE({_without_spaces(text_between("{signs}", 0))},{quoted(NAME_MARK)},"")',
            20,
        ),
        Step("t_text", "指标值", "年度指标值（手工填了的用手工的）", _without_spaces(text_between("{signs}", 1)), 16),
        Step(
            "a_text",
            "完成值",
            "实际完成值（手工填了的用手工的），去掉前面重复的指标名称",
            f'IF(AND({{name}}<>"",LEN({actual})>LEN({{name}}),LEFT({actual},LEN({{name}}))={{name}}),'
            f"MID({actual},LEN({{name}})+1,999),{actual})",
            16,
        ),
    )
