"""The forms of the open workbook, read and checked."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

from perfeval_core.check import CheckedForm
from perfeval_core.chosen_scheme import names_a_scheme, scheme_sheet
from perfeval_core.grid import Workbook
from perfeval_core.read_form import read_workbook_forms
from xladdin.checking import OWN_SHEETS, CheckedFile, check_workbook, without_own_sheets
from xladdin.live_contents import LiveSheet
from xladdin.live_sheet import read_book, read_live, scheme_names, workbook_of
from xladdin.ribbon_commands.session import Refused

__all__ = ["check_book", "check_sheet", "check_sheets", "form_at", "forms_sheets"]


def forms_sheets(book: Any) -> Iterator[Any]:
    """The worksheets that people filled in; the ones that this tool has put behind them are left out."""
    return (sheet for sheet in book.sheets if not sheet.name.startswith(OWN_SHEETS))


def check_book(book: Any) -> CheckedFile:
    """Read all there is and check all forms; formulas are in Excel's spelling.  Raises Refused without a form."""
    return _checked(read_book(book), "这个工作簿")


def check_sheets(book: Any, sheets: Collection[LiveSheet]) -> CheckedFile:
    """Check the forms of sheets that were read; explanations on a result sheet among them go to their findings.

    Raises Refused when there is no form.
    """
    standard = any(names_a_scheme(one.grid) for one in sheets)
    return _checked(workbook_of(sheets, scheme_names(book) if standard else None), "这个工作簿")


def check_sheet(sheet: Any) -> CheckedFile:
    """Read and check the forms of one sheet, by the scheme that is chosen in its book.

    Raises Refused when there is none.
    """
    names = scheme_names(sheet.book)
    guide = scheme_sheet(names)
    others = [other for other in sheet.book.sheets if guide and other.name == guide != sheet.name]
    return _checked(workbook_of([read_live(one) for one in (sheet, *others)], names), f"工作表“{sheet.name}”")


def _checked(workbook: Workbook, where: str) -> CheckedFile:
    checked = check_workbook("", workbook)
    if not checked.readable:
        skipped = read_workbook_forms(without_own_sheets(workbook)).skipped
        why = [one for one in skipped if not one.is_blank]
        told = f"（{why[0].sheet}：{why[0].reason}）" if len(why) == 1 else ""
        raise Refused(f"{where}里没有找到绩效自评表{told}。请打开自评表所在的工作表再试。")
    return checked


def form_at(checked: CheckedFile, row: int) -> CheckedForm:
    """The form that a row lies in, else the last one that begins above it, else the first."""
    forms = checked.report.forms
    above = [one for one in forms if one.form.first_row <= row]
    return above[-1] if above else forms[0]
