"""Build a standard workbook from its content, and all templates of the folder ``dist``."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from pathlib import Path

from workbook_templates.book import Book
from workbook_templates.check_sheet import add_check_sheet, all_checks, check_names
from workbook_templates.content import Content, blank_content, form_names, form_texts
from workbook_templates.dashboard_sheet import add_dashboard, dashboard_names
from workbook_templates.form_checks import funds_names
from workbook_templates.form_formulas import FormFormulas, block_names, row_ranges
from workbook_templates.form_guides import add_form_guides
from workbook_templates.form_sheet import build_form_sheet
from workbook_templates.guide_sheet import add_guide_sheet, guide_names
from workbook_templates.other_sheet import add_other_sheet
from workbook_templates.parameters import parameter_sheet
from workbook_templates.parameters_page import add_parameter_page
from workbook_templates.reading_formulas import DETAIL_SHEET, SEARCH_SHEET
from workbook_templates.row_checks import add_row_check_sheet
from workbook_templates.row_functions import AddinRows, NativeRows, RowFunctions, add_reading_sheets
from workbook_templates.standard_layout import standard_layout
from workbook_templates.targets_workbook import build_targets_workbook
from workbook_templates.weight_checks import weight_names
from workbook_templates.worksheet_values import Value

__all__ = ["DIST", "build_standard_workbook", "build_templates", "standard_workbook"]

DIST = Path(__file__).with_name("dist")
SPARE_ROWS = 28
"""So many rows may be added to the form before 计分明细 ends; below it a row waits as 待核."""


def standard_workbook(
    content: Content, *, addin: bool = False, functions: Mapping[str, Callable[..., Value]] | None = None
) -> Book:
    """A live self-evaluation workbook, not yet written.

    ``addin``: scores come from the add-in's functions; ``functions`` then computes their results for storing.
    """
    book = Book(content.title, functions)
    layout = standard_layout(len(content.funds), content.size)
    formulas = FormFormulas(layout, content)
    rows: RowFunctions = AddinRows() if addin else NativeRows()
    for name, formula in {
        **parameter_sheet().names,
        **guide_names(content),
        **row_ranges(layout),
        **block_names(layout, content),
        **weight_names(layout, content),
        **funds_names(formulas),
        **check_names(formulas),
        **dashboard_names(),
    }.items():
        book.name(name, formula)
    first = layout.indicators[0].first_row
    last = layout.last_row + SPARE_ROWS
    build_form_sheet(book, layout, content, formulas, rows)
    add_check_sheet(book, formulas)
    add_dashboard(book, formulas)
    codes = [check.code for check in all_checks(formulas)]
    sheets = ["自评表", "校验", "看板", *([] if addin else [DETAIL_SHEET, SEARCH_SHEET]), "校验明细", "参数"]
    sheets += ["原表其他内容"] if content.other else []
    add_guide_sheet(book, content, codes, sheets)
    if not addin:
        add_reading_sheets(book, first, last)
    add_row_check_sheet(book, first, last, rows)
    add_parameter_page(book)
    if content.other:
        add_other_sheet(book, content.other)
    add_form_guides(book, formulas)
    return book


def build_standard_workbook(
    content: Content, *, addin: bool = False, functions: Mapping[str, Callable[..., Value]] | None = None
) -> bytes:
    """The bytes of a standard workbook; the same content always gives the same bytes."""
    target = io.BytesIO()
    standard_workbook(content, addin=addin, functions=functions).save(target)
    return target.getvalue()


def build_templates() -> dict[str, bytes]:
    """File name -> bytes of every template."""
    built = {}
    for scheme in form_names():
        name = form_texts(scheme)["file"]
        content = blank_content(scheme)
        built[f"{name}.xlsx"] = build_standard_workbook(content)
        built[f"{name}-插件函数.xlsx"] = build_standard_workbook(
            content, addin=True, functions={"PE_SCORE": lambda *given: "", "PE_CHECK": lambda *given: ""}
        )
    built[f"{form_texts('targets')['file']}.xlsx"] = build_targets_workbook()
    return built
