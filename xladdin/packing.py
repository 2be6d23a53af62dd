"""The copy that is sent: checked, cleaned, sealed, and named by the rule."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass

from perfeval_core.check import CheckedForm
from perfeval_core.findings import Finding
from perfeval_core.printed import plain
from perfeval_core.report import FileReport, cells_text, counts_text
from xladdin import __version__
from xladdin.checking import CheckedFile
from xladdin.files.hazards import HazardList
from xladdin.files.package import Package
from xladdin.files.patch.archive import rewrite
from xladdin.files.patch.cleaning import Cleaned, clean
from xladdin.files.patch.parts import Parts
from xladdin.files.patch.saving import changed_workbook
from xladdin.files.patch.sealing import Fact, add_seal_sheet
from xladdin.files.seal import seal_of
from xladdin.files.xlsx_reader import read_xlsx

__all__ = ["Packed", "copy_name", "pack"]

FORBIDDEN = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f\u200b-\u200f\u2028-\u202e\ufeff\ud800-\udfff]+')
DEVICES = re.compile(r"(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\.|_|$)", re.IGNORECASE)
LONGEST_PART = 60
LONGEST_BYTES = 240
"""UTF-8 bytes of a file name that every system takes, with room for a number."""


@dataclass(frozen=True, slots=True)
class Packed:
    """The copy's bytes and name, and what was done to it."""

    content: bytes
    name: str
    cleaned: Cleaned


def copy_name(report: FileReport) -> str:
    """``年度_单位_项目_自评表.xlsx``, from the first form; what is not filled in is left out."""
    form = report.forms[0].form
    words = [form.year, form.unit.text or form.department.text, form.project.text, "自评表"]
    kept = [word for word in map(_name_part, words) if word]
    name = "_".join(kept)
    while len(name.encode("utf-8")) > LONGEST_BYTES:
        longest = max(range(len(kept) - 1), key=lambda at: len(kept[at]))
        kept[longest] = kept[longest][:-1]
        name = "_".join(kept)
    return f"{'_' if DEVICES.match(name) else ''}{name}.xlsx"


def _name_part(text: str) -> str:
    """A text as part of a file name: no character that a system forbids, no dot or space at its ends."""
    return FORBIDDEN.sub("_", " ".join(text.split())).strip(" ._")[:LONGEST_PART].rstrip(" ._")


def pack(path: str, checked: CheckedFile, when: str) -> Packed:
    """The clean and sealed copy of a workbook that was checked; ``when`` is what the seal says of the time.

    :raises FileProblem: when the file cannot be read or must not be changed.
    """
    report = checked.report
    forms = {one.form.sheet for one in report.forms}
    content, cleaned = changed_workbook(path, lambda parts: clean(parts, read_xlsx(parts.package, HazardList()), forms))
    facts = [
        Fact("结论", _outcome(report, checked.has_errors)),
        Fact("问题数", counts_text(report.findings)),
        *(Fact("自评表", _form_words(one)) for one in report.forms),
        *(Fact("保留的问题", _explained_words(one)) for one in report.findings if one.explanation),
        Fact("规则手册版本", f"perfeval {__version__}"),
        Fact("封装时间", when),
        Fact("封装时去掉的", "；".join(cleaned.left_out) or "没有"),
        Fact("公式换成结果", f"{cleaned.frozen} 处" if cleaned.frozen else "没有"),
    ]
    return Packed(_sealed(content, facts), copy_name(report), cleaned)


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


def _sealed(content: bytes, facts: list[Fact]) -> bytes:
    stream = io.BytesIO(content)
    package = Package(stream)
    workbook = read_xlsx(package, HazardList())
    parts = Parts(Package(io.BytesIO(content)))
    add_seal_sheet(parts, facts, seal_of(workbook))
    out = io.BytesIO()
    rewrite(stream, package, out, parts.changes)
    return out.getvalue()
