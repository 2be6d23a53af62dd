"""Workbooks with forms for the tests of fixes: typed rows in the official layout."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import openpyxl

from perfeval_core.check import CheckedForm, check_forms
from perfeval_core.grid import CellKind
from perfeval_core.read_form import read_workbook_forms
from xladdin.checking import check_file, scheme_of, without_own_sheets
from xladdin.files import read_workbook
from xladdin.fixing import Offer, fixed_workbook, offered_fixes

SHEET = "自评表"
FUNDS_ROW, FIRST_ROW = 5, 11
ROWS: Sequence[Sequence[Any]] = (
    ("产出指标", "数量指标", "新建集中供水点", "≥20处", "22处", 50, 50, ""),
    ("效益指标", "社会效益指标", "受益人口", "≥5000人", "5210人", 30, 30, ""),
    ("满意度指标", "服务对象满意度指标", "用水户满意度", "≥90%", "93.6%", 10, 10, ""),
)
GROWTH = ("产出指标", "数量指标", "增速", "≥7.8%", "4.5%", 50, "48", "市场变化，少接 3 单；已补签。")
JUDGED = ("效益指标", "社会效益指标", "受益人口", "有所提高", "基本达成", 30, 25, "宣传晚了 2 周；已补。")


def typed_form(path: Path, rows: Sequence[Sequence[Any]] = ROWS, cells: Mapping[str, Any] | None = None) -> Path:
    """A form with these rows; ``cells`` are put over it at the end.  Rows 11… are the indicators, then 总分."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = SHEET
    lines: list[Sequence[Any]] = [
        ("项目支出绩效自评表（2024年度）",),
        ("项目名称", "农村饮水安全项目"),
        ("主管部门", "县水利局", "", "实施单位", "县水利局"),
        ("项目资金（万元）", "", "年初预算数", "全年预算数", "全年执行数", "分值", "执行率", "得分"),
        ("", "年度资金总额", 100, 100, 100, 10, "100%", 10),
        ("", "其中：当年财政拨款", 100, 100, 100, "—", "—", "—"),
        (),
        ("年度总体目标", "预期目标", "", "", "实际完成情况"),
        ("", "新建供水点", "", "", "已经建成"),
        ("一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分", "偏差原因分析及改进措施"),
        *rows,
        ("总分", "", "", "", "", 100, 100),
    ]
    for row, line in enumerate(lines, 1):
        for col, content in enumerate(line, 1):
            if content != "":
                sheet.cell(row, col, content)
    for address, content in (cells or {}).items():
        sheet[address] = content
    book.save(path)
    return path


def checked_forms(path: Path) -> list[CheckedForm]:
    """The forms of a file with their scores."""
    recognised = read_workbook_forms(without_own_sheets(read_workbook(path)))
    return check_forms((form, *scheme_of(form)) for form in recognised.forms)


def offer_for(path: Path) -> Offer:
    """What can be changed in a file."""
    checked = check_file(str(path))
    return offered_fixes(str(path), checked.workbook, checked.report)


def fixed(source: Path, target: Path, *also: str) -> Path:
    """The file with its safe fixes and those of some codes."""
    offer = offer_for(source)
    target.write_bytes(fixed_workbook(offer, offer.chosen(also)))
    return target


def codes(path: Path) -> set[str]:
    """The codes of all findings of a file."""
    return {finding.code for finding in check_file(str(path)).report.findings}


def text_of(path: Path, address: str, sheet: str = SHEET) -> tuple[str, CellKind]:
    """What a cell of a file says, and what kind it is."""
    grid = next(grid for grid in read_workbook(path).grids if grid.sheet == sheet)
    cell = next((cell for (row, col), cell in grid.cells.items() if grid.ref(row, col).a1 == address), None)
    return (cell.text, cell.kind) if cell is not None else ("", CellKind.BLANK)
