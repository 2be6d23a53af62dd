"""No text is cut off: each fits its cell, or the merged cells, in width and height."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO

import pytest
from openpyxl import load_workbook
from openpyxl.cell import Cell
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet
from standard_workbooks import FORMS, converted, faulty

from workbook_templates.build import DIST, build_standard_workbook
from workbook_templates.content import Content
from workbook_templates.text_size import column_pixels, lines_needed, text_pixels

SPACIOUS = {"自评表", "校验", "看板", "填报说明", "绩效目标申报表", "原表其他内容"}
"""The sheets for people; the calculation sheets show one line a step on purpose."""
LINE = 1.2
"""Points of a line per point of type in 宋体; the heights are made for more."""


def _contents() -> dict[str, Content]:
    found = {name: converted(name) for name in FORMS} | {"faulty": faulty()}
    long = (
        "受汛期影响，两处标段停工四十天，工期顺延；已与施工方签订补充协议，下一步加派人手，六月底前完成全部剩余工程量，并按月通报进度。"
        * 3
    )
    first = converted("yiyang_2020_industry")
    block = first.blocks[0]
    group = block.groups[0]
    lines = tuple(replace(line, reason=long, name=line.name * 4, target="≥100家" * 6) for line in group.lines)
    changed = replace(block, groups=(replace(group, lines=lines), *block.groups[1:]))
    found["long"] = replace(
        first, blocks=(changed, *first.blocks[1:]), project=first.project * 6, unit=first.unit * 8, goal_expected=long
    )
    return found


CONTENTS = _contents()


def _room(sheet: Worksheet, cell: Cell) -> tuple[float, float]:
    """Pixels and points that a cell has, merged ones together."""
    rows, cols = [cell.row], [cell.column]
    for merged in sheet.merged_cells.ranges:
        if cell.coordinate in merged:
            rows, cols = (
                list(range(merged.min_row, merged.max_row + 1)),
                list(range(merged.min_col, merged.max_col + 1)),
            )
    widths = {}
    for letter, dimension in sheet.column_dimensions.items():
        first, last = dimension.min or 0, dimension.max or 0
        widths.update({col: dimension.width for col in range(first, last + 1)})
        del letter
    pixels = sum(column_pixels(widths.get(col, 8.43) - 0.71) for col in cols)
    default = sheet.sheet_format.defaultRowHeight or 15
    return pixels, sum(sheet.row_dimensions[row].height or default for row in rows)


def _unfit(content: bytes) -> list[str]:
    book = load_workbook(BytesIO(content), data_only=True)
    wrong = []
    for sheet in book.worksheets:
        if sheet.title not in SPACIOUS:
            continue
        for row in sheet.iter_rows():
            for cell in row:
                if not isinstance(cell.value, str) or not cell.value.strip():
                    continue
                pixels, points = _room(sheet, cell)
                size = cell.font.sz
                if cell.alignment.wrap_text:
                    lines = lines_needed(cell.value, pixels, size, int(cell.alignment.indent))
                    if lines * size * LINE > points + 1 and points < 409:
                        wrong.append(f"{sheet.title}!{cell.coordinate}: {lines} lines in {points} points")
                elif text_pixels(cell.value, size) > pixels and not _may_overflow(sheet, cell):
                    wrong.append(f"{sheet.title}!{cell.coordinate}: {cell.value[:30]}")
    return wrong


def _may_overflow(sheet: Worksheet, cell: Cell) -> bool:
    """A left-aligned text runs over empty neighbours."""
    if cell.alignment.horizontal in ("center", "right"):
        return False
    neighbour = sheet[f"{get_column_letter(cell.column + 1)}{cell.row}"]
    return neighbour.value in (None, "")


@pytest.mark.parametrize("path", sorted(DIST.glob("*.xlsx")), ids=lambda path: path.stem)
def test_every_text_of_the_templates_fits(path: object) -> None:
    assert _unfit(path.read_bytes()) == []  # type: ignore[attr-defined]


@pytest.mark.parametrize("name", sorted(CONTENTS))
def test_every_text_of_a_filled_form_fits(name: str) -> None:
    assert _unfit(build_standard_workbook(CONTENTS[name])) == []


def test_a_text_that_does_not_fit_is_seen() -> None:
    book = load_workbook(BytesIO(build_standard_workbook(CONTENTS["long"])))
    book["自评表"].row_dimensions[14].height = 15
    target = BytesIO()
    book.save(target)
    assert any("自评表!I14" in line for line in _unfit(target.getvalue()))
