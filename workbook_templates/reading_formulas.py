"""The sheets 计分明细 and 查词: an indicator row read and scored in plain worksheet formulas, a titled column a step.

Row n reads row n of the form, so rows of the form may be inserted, deleted or copied.  The formulas know less than
:mod:`perfeval_core` and never anything else: they score only what the core scores, to the cent, and say 待核 with the
reason otherwise.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from workbook_templates.comparison_steps import comparison_steps
from workbook_templates.date_reading import date_steps, dated_texts
from workbook_templates.form_columns import FormColumns
from workbook_templates.formula_text import quoted
from workbook_templates.outcome_steps import result_steps
from workbook_templates.pair_doubts import serial_dates, stray_two
from workbook_templates.plain_texts import joint_steps, plain_steps
from workbook_templates.row_texts import text_between, text_steps
from workbook_templates.second_number import second_number_steps
from workbook_templates.side_reading import bound_step, side_steps
from workbook_templates.step import Step
from workbook_templates.word_search import SEARCH_SHEET, search_steps

__all__ = [
    "BEYOND",
    "DETAIL_SHEET",
    "SEARCH_SHEET",
    "Column",
    "FormColumns",
    "reading_columns",
    "reading_sheets",
    "score_formula",
    "status_formula",
]

DETAIL_SHEET = "计分明细"
BEYOND = "待核：行数超出计分明细；请删去空行，或把“计分明细”“查词”“校验明细”的最后一行往下填充到这一行"
"""What a row says that no prepared row reads."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column of the sheet: its letter, what the header says, and the same formula for every row."""

    letter: str
    key: str
    title: str
    note: str
    width: int
    _formula: str

    def formula(self, row: int) -> str:
        """The formula of a row, with its equals sign."""
        return "=" + self._formula.replace("\x00^", str(row - 1)).replace("\x00", str(row))


def reading_columns(form: FormColumns) -> tuple[Column, ...]:
    """All columns of 计分明细 from A on."""
    return reading_sheets(form)[DETAIL_SHEET]


@lru_cache(maxsize=8)
def reading_sheets(form: FormColumns) -> dict[str, tuple[Column, ...]]:
    """The columns of 计分明细 and of 查词, by the name of the sheet; row n of both reads row n of the form."""
    steps = {DETAIL_SHEET: _steps(form), SEARCH_SHEET: tuple(_search())}
    places = {step.key: (sheet, _letter(at)) for sheet, listed in steps.items() for at, step in enumerate(listed)}

    def resolve(formula: str, own: str) -> str:
        def cell(found: re.Match[str]) -> str:
            sheet, letter = places[found[1]]
            return f"{'' if sheet == own else sheet + '!'}{letter}\x00{found[2]}"

        return re.sub(r"\{(\w+)(\^?)\}", cell, formula)

    return {
        sheet: tuple(
            Column(places[step.key][1], step.key, step.title, step.note, step.width, resolve(step.formula, sheet))
            for step in listed
        )
        for sheet, listed in steps.items()
    }


def _letter(place: int) -> str:
    return (chr(64 + place // 26) if place >= 26 else "") + chr(65 + place % 26)


def _detail(form: FormColumns, key: str, beyond: str) -> str:
    """The cell of a step; in a row below the prepared ones ``beyond``, never the 0 of a blank cell."""
    letter = next(column.letter for column in reading_columns(form) if column.key == key)
    cell = f"INDEX('{DETAIL_SHEET}'!${letter}:${letter},ROW())"
    return f"=IF(ISBLANK({cell}),{quoted(beyond)},{cell})"


def score_formula(form: FormColumns) -> str:
    """For 得分 on the form: the points, 待核, or blank; the same text in every row."""
    return _detail(form, "score", "待核")


def status_formula(form: FormColumns) -> str:
    """For 状态 on the form."""
    return _detail(form, "status", BEYOND)


def _search() -> Iterator[Step]:
    yield from search_steps()
    yield from dated_texts()
    for side, title in (("t", "指标值"), ("a", "完成值")):
        yield from plain_steps(side, title)
    yield bound_step()
    yield from second_number_steps()
    yield from joint_steps()


def _steps(form: FormColumns) -> tuple[Step, ...]:
    return (
        *text_steps(form),
        *side_steps("t", "指标值", text_between("{signs}", 1), ranges=True, numbers=(serial_dates(form),)),
        *date_steps("t", "指标值", deadline=True),
        *side_steps(
            "a",
            "完成值",
            text_between("{signs}", 2),
            ranges=False,
            numbers=(stray_two(),),
        ),
        *date_steps("a", "完成值", deadline=False),
        *comparison_steps(form),
        *result_steps(form),
    )
