"""The forms of the open workbook, read and checked."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from perfeval_core.check import CheckedForm, check_forms
from perfeval_core.explanations import read_explanations
from perfeval_core.findings import Finding
from perfeval_core.grid import Grid, Workbook
from perfeval_core.model import Indicator
from perfeval_core.read_form import Recognition, read_workbook_forms
from perfeval_core.report import FileReport
from xladdin.checking import BLANK_SHEET, scheme_of, with_explanations
from xladdin.live_sheet import read_book, read_sheet
from xladdin.ribbon_commands.session import Refused

__all__ = ["CheckedBook", "check_book", "check_sheet", "form_at", "indicator_at"]


@dataclass(frozen=True, slots=True)
class CheckedBook:
    """What was read and what was found."""

    workbook: Workbook
    report: FileReport

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Form by form, in sheet order."""
        return self.report.findings

    def grid(self, name: str) -> Grid:
        """The grid of a sheet."""
        return next(grid for grid in self.workbook.grids if grid.sheet == name)


def check_book(book: Any, without: frozenset[str] = frozenset()) -> CheckedBook:
    """Read and check all forms; explanations on the sheets ``without`` go to their findings.

    Raises Refused when there is no form.
    """
    checked = _checked(read_book(book, without), "这个工作簿")
    known = read_explanations(read_sheet(book.sheets[name]) for name in sorted(without))
    return replace(checked, report=with_explanations(checked.report, checked.workbook, known))


def check_sheet(sheet: Any) -> CheckedBook:
    """Read and check the forms of one sheet.  Raises Refused when there is none."""
    return _checked(Workbook((read_sheet(sheet),)), f"工作表“{sheet.name}”")


def _checked(workbook: Workbook, where: str) -> CheckedBook:
    recognised = read_workbook_forms(workbook)
    if not recognised.forms:
        raise Refused(f"{where}里没有找到绩效自评表{_why(recognised)}。请打开自评表所在的工作表再试。")
    forms = check_forms((form, *scheme_of(form)) for form in recognised.forms)
    return CheckedBook(workbook, FileReport("", tuple(forms)))


def _why(recognised: Recognition) -> str:
    skipped = [one for one in recognised.skipped if one.reason != BLANK_SHEET]
    return f"（{skipped[0].sheet}：{skipped[0].reason}）" if len(skipped) == 1 else ""


def form_at(checked: CheckedBook, row: int) -> CheckedForm:
    """The form that a row lies in, else the last one that begins above it, else the first."""
    forms = checked.report.forms
    above = [one for one in forms if one.form.first_row <= row]
    return above[-1] if above else forms[0]


def indicator_at(checked: CheckedForm, row: int) -> Indicator | None:
    """The indicator on a row."""
    return next((one for one in checked.form.indicators if one.row == row), None)
