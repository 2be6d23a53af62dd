"""The commands score by the scheme that is chosen on 填报说明, as the sheet and ``perfeval check`` do."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from perfeval_core.chosen_scheme import CHOSEN_SCHEME
from perfeval_core.scheme import load_scheme
from tests.host.test_commands import alerts
from workbook_templates.content import blank_content
from workbook_templates.standard_layout import COLUMNS, FORM
from xladdin import macros
from xladdin.checking import check_file
from xladdin.host import save_copy
from xladdin.ribbon_commands.checked_book import check_sheet
from xladdin.standard_forms import built

ROW = 14


def test_the_chosen_scheme_counts(opened: Callable[[Path], Any], tmp_path: Path) -> None:
    path = tmp_path / "标准.xlsx"
    path.write_bytes(built(blank_content("mof_2020"), addin=False))
    book = opened(path)
    sheet = book.sheets[FORM]
    entries = {"name": "新建机井", "target": "≥100口", "actual": "125口", "weight": 10}
    for role, content in entries.items():
        sheet.range((ROW, COLUMNS[role][0])).value = content
    macros.check_all()
    assert "PE-R102" not in codes(book), "125 % is no over-fulfilment in the ministry's scheme"

    chosen = load_scheme("yitihua")
    where = book.impl.defined_names()[CHOSEN_SCHEME].replace("$", "").replace("'", "").split("!")
    book.sheets[where[0]].range(where[1]).value = chosen.title
    macros.check_all()
    assert "PE-R102" in codes(book), "it is one in the national system's"
    (checked,) = check_sheet(sheet).report.forms
    assert checked.scheme.id == chosen.id
    sheet.range((ROW, COLUMNS["score"][0])).select()
    macros.explain_row()
    assert "PE-R102" in alerts(book)[-1]
    saved = tmp_path / "保存.xlsx"
    save_copy(book, saved)
    assert "PE-R102" in {finding.code for finding in check_file(str(saved)).report.findings}


def codes(book: Any) -> set[str]:
    return {str(line[2]) for line in book.sheets["校验结果"].used_range.value}
