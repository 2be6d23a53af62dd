"""The copy that is sent: checked, cleaned, sealed, and named by the rule."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from perfeval_core.check import CheckedForm
from perfeval_core.findings import Finding
from perfeval_core.grid import CellRef, Workbook
from perfeval_core.model import FORM_NAMES, FormKind
from perfeval_core.printed import plain
from perfeval_core.report import FileReport, cells_text, counts_text
from perfeval_core.scheme import Scheme
from xladdin import __version__
from xladdin.checking import CheckedFile, check_workbook
from xladdin.files.errors import naming
from xladdin.files.hazards import HazardList
from xladdin.files.patch.cleaning import Cleaned, clean, uses_own_function
from xladdin.files.patch.parts import Parts
from xladdin.files.patch.saving import changed_content, changed_workbook
from xladdin.files.patch.sealing import Fact, add_seal_sheet
from xladdin.files.xlsx_reader import read_xlsx

if TYPE_CHECKING:
    from xladdin.native_copy import NativeCopy

__all__ = ["Packed", "copy_name", "pack"]

FORBIDDEN = re.compile(r'[<>:"/\\|?*\[\]\x00-\x1f\x7f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]+')
"""What a system forbids in a file name or Excel does (brackets), or what nobody sees."""
AT_THE_ENDS = " ._-~"
"""What a part neither begins nor ends with: ``~$`` begins the name of a lock file, ``-`` an option of a command."""
DEVICES = re.compile(r"(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\.|_|$)", re.IGNORECASE)
LONGEST_PART = 60
MOST_CELLS = 20
STANDARD_NAME = "总分行"
"""A defined name that only this tool's standard workbook has."""
STANDARD_SHEETS = {"校验", "看板", "填报说明", "计分明细", "查词", "校验明细", "参数", "原表其他内容"}
"""What its form computes with; where people have hidden them they are shown, not left out."""
LONGEST_BYTES = 240
"""UTF-8 bytes of a file name that every system takes, with room for a number."""


@dataclass(frozen=True, slots=True)
class Packed:
    """The copy's bytes and name, what was done to it, and the check that holds for it.

    ``converted`` counts the formulas of the add-in that are plain formulas now; None where there were none.
    """

    content: bytes
    name: str
    cleaned: Cleaned
    checked: CheckedFile
    converted: int | None = None


def copy_name(report: FileReport) -> str:
    """``年度_单位_项目_自评表.xlsx`` (``绩效目标申报表``), from the first form; what is not filled in is left out."""
    form = report.forms[0].form
    last = FORM_NAMES[form.kind] if form.kind is FormKind.TARGETS else "自评表"
    words = [form.year, form.unit.text or form.department.text, form.project.text, last]
    kept = [word for word in map(_name_part, words) if word]
    name = "_".join(kept)
    while len(name.encode("utf-8")) > LONGEST_BYTES:
        longest = max(range(len(kept) - 1), key=lambda at: len(kept[at]))
        kept[longest] = kept[longest][:-1]
        name = "_".join(kept)
    return f"{'_' if DEVICES.match(name) else ''}{name}.xlsx"


def _name_part(text: str) -> str:
    """A text as part of a file name."""
    return FORBIDDEN.sub("_", " ".join(text.split())).strip(AT_THE_ENDS)[:LONGEST_PART].rstrip(AT_THE_ENDS)


def pack(path: str, checked: CheckedFile, when: str) -> Packed:
    """The clean and sealed copy of a workbook that was checked; ``when`` is what the seal says of the time.

    Where formulas of the add-in become plain ones, the copy is checked again: its own results count.
    :raises FileProblem: when the file cannot be read or must not be changed.
    """

    def first(parts: Parts) -> NativeCopy | Cleaned:
        workbook = read_xlsx(parts.package, HazardList())
        native = _native(workbook)
        if native is None:
            return _send(parts, workbook, checked, when)
        native.write(parts)
        return native

    content, done = changed_workbook(path, first)
    if isinstance(done, Cleaned):
        return Packed(content, copy_name(checked.report), done, checked)
    native = done

    def second(parts: Parts) -> tuple[CheckedFile, Cleaned]:
        workbook = read_xlsx(parts.package, HazardList())
        again = check_workbook(path, workbook, _one_scheme(checked.report))
        return again, _send(parts, workbook, again, when, native)

    with naming(path):
        content, (again, cleaned) = changed_content(content, second)
    return Packed(content, copy_name(again.report), cleaned, again, native.converted)


def _native(workbook: Workbook) -> NativeCopy | None:
    formulas = (cell.formula for grid in workbook.grids for cell in grid.cells.values() if cell.formula is not None)
    if not any(map(uses_own_function, formulas)):
        return None
    from xladdin.native_copy import native_copy

    return native_copy(workbook)


def _one_scheme(report: FileReport) -> Scheme | None:
    """The scheme of all forms; None where they differ, which each chose by itself."""
    schemes = [one.scheme for one in report.forms]
    return schemes[0] if all(one.id == schemes[0].id for one in schemes) else None


def _send(
    parts: Parts, workbook: Workbook, checked: CheckedFile, when: str, native: NativeCopy | None = None
) -> Cleaned:
    """Clean the parts and seal what is left."""
    report = checked.report
    forms = {one.form.sheet for one in report.forms}
    kept = forms | STANDARD_SHEETS if STANDARD_NAME in workbook.defined_names else forms
    cleaned = clean(parts, workbook, kept)
    values = sorted(cleaned.values | set(native.frozen if native else ()))
    cleaned.frozen = len(values)
    facts = [
        Fact("结论", _outcome(report, checked.has_errors), alarming=checked.has_errors),
        Fact("问题数", counts_text(report.findings)),
        *(Fact("自评表", _form_words(one)) for one in report.forms),
        *(Fact("保留的问题", _explained_words(one)) for one in report.findings if one.explanation),
        Fact("规则手册版本", f"perfeval {__version__}"),
        Fact("封装时间", when),
        Fact("封装时去掉的", "；".join(cleaned.left_out) or "没有"),
        *([Fact("插件公式", _converted_words(native))] if native else ()),
        *([Fact("没有结果的公式", _cells_words(cleaned.unknown))] if cleaned.unknown else ()),
        Fact("公式换成结果", f"{len(values)} 处：{_cells_words(values)}" if values else "没有"),
    ]
    add_seal_sheet(parts, facts, cleaned.left(workbook), forms)
    return cleaned


def _cells_words(refs: Sequence[CellRef | str]) -> str:
    more = f"等 {len(refs)} 处" if len(refs) > MOST_CELLS else ""
    return "、".join(map(str, refs[:MOST_CELLS])) + more


def _converted_words(native: NativeCopy) -> str:
    if not native.converted:
        return "都换成了结果，不再计算"
    return f"{native.converted} 个换成了普通公式，不装插件也照样计算"


def _outcome(report: FileReport, has_errors: bool) -> str:
    if not has_errors:
        return "通过校验：没有错误"
    return f"未通过校验：还有错误没有改（{counts_text(report.findings)}）"


def _explained_words(finding: Finding) -> str:
    """A finding that is kept, with the reason a person gave: what the reviewer has to see."""
    where = f"{finding.where[0].sheet}!{cells_text(finding.where)} " if finding.where else ""
    words = f"{finding.severity.value} {finding.code} {where}{finding.message}说明：{finding.explanation}"
    return " ".join(words.split())


def _form_words(checked: CheckedForm) -> str:
    form, total = checked.form, checked.scores.total
    words = [f"「{form.sheet}」", form.year and f"{form.year} 年度", form.unit.text.strip(), form.project.text.strip()]
    words.append(f"总分 {form.total.text.strip()}" if form.total else "总分没有填")
    if total.expected is not None:
        words.append(f"按规则 {plain(total.expected)}")
    words.append(f"评分办法：{checked.scheme.title}")
    return " ".join("，".join(word for word in words if word).split())
