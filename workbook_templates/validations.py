"""What a cell accepts while somebody types, with a word of help: short texts, numbers within bounds, one of a list."""

from __future__ import annotations

from collections.abc import Mapping

from workbook_templates.book import Sheet

__all__ = ["HEAD_HELP", "Place", "accept_amounts", "accept_choice", "accept_points", "accept_share", "accept_text"]

Place = tuple[int, int]
"""Row and column of a cell, the first being 1."""
LONGEST_TEXT = 1000

HEAD_HELP = {
    "year": ("年度", "写成（2024年度）的样子。"),
    "project": ("项目名称", "与预算批复的项目名称一致。"),
    "department": ("主管部门", "填主管部门全称。"),
    "unit": ("实施单位", "填具体实施项目的单位全称。"),
}
"""The cells above the tables: title and help."""


def _accept(
    sheet: Sheet, first: Place, last: Place, rule: Mapping[str, object], help_: tuple[str, str], error: tuple[str, str]
) -> None:
    titles = {"input_title": help_[0], "input_message": help_[1], "error_title": error[0], "error_message": error[1]}
    sheet.raw.data_validation(first[0] - 1, first[1] - 1, last[0] - 1, last[1] - 1, {**rule, **titles})


def accept_text(sheet: Sheet, first: Place, last: Place, title: str, message: str, longest: int = LONGEST_TEXT) -> None:
    """Texts of up to ``longest`` characters."""
    rule = {"validate": "length", "criteria": "<=", "value": longest}
    _accept(sheet, first, last, rule, (title, message), ("太长了", f"最多 {longest} 个字，请写得简短些。"))


def accept_amounts(sheet: Sheet, first: Place, last: Place, unit: str) -> None:
    """Amounts of money in ``unit``, 0 or more."""
    rule = {"validate": "decimal", "criteria": ">=", "value": 0}
    help_ = f"金额（{unit}）", f"按{unit}填数字，不小于 0。总额由下面各行相加。"
    _accept(sheet, first, last, rule, help_, ("金额", f"请填不小于 0 的数字，单位{unit}，不要带单位和逗号。"))


def accept_points(sheet: Sheet, first: Place, last: Place, title: str, message: str) -> None:
    """Numbers from 0 to 100."""
    rule = {"validate": "decimal", "criteria": "between", "minimum": 0, "maximum": 100}
    _accept(sheet, first, last, rule, (title, message), ("分值", "请填 0 到 100 的数。"))


def accept_share(sheet: Sheet, first: Place, last: Place, title: str, message: str) -> None:
    """Shares from 0 % to 100 %."""
    rule = {"validate": "decimal", "criteria": "between", "minimum": 0, "maximum": 1}
    _accept(sheet, first, last, rule, (title, message), (title, "请填 0% 到 100%。"))


def accept_choice(
    sheet: Sheet, first: Place, last: Place, source: str | list[str], title: str, message: str,
    error: str = "点右边的小箭头，从清单里选。",
) -> None:  # fmt: skip
    """One entry of a list: given here, or a formula that names it."""
    rule = {"validate": "list", "source": source}
    _accept(sheet, first, last, rule, (title, message), ("请从清单里选", error))
