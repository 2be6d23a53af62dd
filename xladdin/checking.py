"""Check one workbook file: read it, recognise its forms, choose each form's scheme, collect what was found.

The one path that every host of whole files goes (the command line, the demo, later the add-in's batch).
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from perfeval_core.check import check_forms
from perfeval_core.chosen_scheme import chosen_scheme
from perfeval_core.explanations import Explanation, check_explanations, explained, read_explanations, stamp_of
from perfeval_core.findings import Finding, Severity
from perfeval_core.grid import CellRef, Grid, Hazard, Workbook
from perfeval_core.model import Form
from perfeval_core.read_form import Recognition, read_workbook_forms
from perfeval_core.registry import rule
from perfeval_core.report import FileReport, cells_text
from perfeval_core.scheme import EXECUTION, Scheme, SchemeError, choose_scheme, load_scheme
from xladdin.files import FileProblem, read_workbook
from xladdin.problems import CommandProblem

__all__ = [
    "OWN_SHEETS",
    "CheckedFile",
    "check_file",
    "check_workbook",
    "named_scheme",
    "scheme_for",
    "scheme_of",
    "with_explanations",
    "without_own_sheets",
]

OWN_SHEETS = ("校验结果", "校验凭证")
"""How the names of the sheets begin that marking and sealing add."""


@dataclass(frozen=True, slots=True)
class CheckedFile:
    """The report on one file, and whether its forms could be checked at all."""

    report: FileReport
    readable: bool
    workbook: Workbook = field(default=Workbook(()), repr=False)
    """What was read, without this tool's own sheets."""

    @property
    def has_errors(self) -> bool:
        """True when a finding is an 错误."""
        return any(finding.severity is Severity.ERROR for finding in self.report.findings)


def check_file(path: str, scheme: Scheme | None = None) -> CheckedFile:
    """Check all forms of a file, by ``scheme`` or (None) each by the one its headings ask for.  Raises nothing:
    a file that cannot be read has one finding that says why."""
    try:
        return check_workbook(path, read_workbook(path), scheme)
    except FileProblem as problem:
        return _unreadable(path, _finding(problem.code, name=problem.name, **problem.fields))
    except Exception as error:  # one strange file must not stop a thousand others
        return _unreadable(path, _finding("PE-C009", name=os.path.basename(path), detail=type(error).__name__))


def check_workbook(path: str, whole: Workbook, scheme: Scheme | None = None) -> CheckedFile:
    """Check all forms of a workbook that has been read; ``path`` names it in the report."""
    workbook = without_own_sheets(whole)
    recognised = read_workbook_forms(workbook)
    file_findings = [*(_hazard_finding(hazard) for hazard in workbook.hazards), *_not_checked(recognised)]
    if not recognised.forms:
        return _unreadable(path, _no_form(path, recognised), file_findings)
    by_scheme = [(form, *scheme_for(form, workbook, scheme)) for form in recognised.forms]
    report = FileReport(path, tuple(check_forms(by_scheme)), tuple(file_findings))
    return CheckedFile(with_explanations(report, workbook, read_explanations(_own_sheets(whole))), True, workbook)


def with_explanations(report: FileReport, workbook: Workbook, known: Iterable[Explanation]) -> FileReport:
    """The report with the explanations that still hold beside their findings, and with what is to say about them."""
    known = tuple(known)
    if not known:
        return report
    findings, left_over = explained(report.findings, known, lambda one: stamp_of(one, workbook), cells_text)
    at = len(report.file_findings)
    forms = []
    for checked in report.forms:
        own = findings[at : at + len(checked.findings)]
        at += len(checked.findings)
        forms.append(replace(checked, findings=(*own, *check_explanations(own))))
    file_findings = findings[: len(report.file_findings)]
    return replace(report, forms=tuple(forms), file_findings=file_findings, left_over=left_over)


def _own_sheets(workbook: Workbook) -> Iterator[Grid]:
    return (grid for grid in workbook.grids if grid.sheet.startswith(OWN_SHEETS))


def without_own_sheets(workbook: Workbook) -> Workbook:
    """The workbook as people filled it in, without the sheets that this tool put behind theirs."""
    grids = tuple(grid for grid in workbook.grids if not grid.sheet.startswith(OWN_SHEETS))
    return replace(workbook, grids=grids) if len(grids) < len(workbook.grids) else workbook


def _unreadable(path: str, why: Finding, others: list[Finding] | None = None) -> CheckedFile:
    return CheckedFile(FileReport(path, (), (why, *(others or ()))), False)


def _finding(code: str, where: tuple[CellRef, ...] = (), /, **fields: str) -> Finding:
    texts = rule(code)
    return Finding(
        code,
        texts.severity,
        texts.message.format(**fields),
        where=where,
        advice=texts.advice.format(**fields),
        source=texts.source,
    )


def _hazard_finding(hazard: Hazard) -> Finding:
    return _finding(hazard.code, (hazard.ref,) if hazard.ref else (), detail=hazard.detail)


def _sheets(recognised: Recognition) -> str:
    return "；".join(f"「{one.sheet}」{one.reason}" for one in recognised.skipped)


def _not_checked(recognised: Recognition) -> Iterator[Finding]:
    """Sheets with a content that lie beside the checked forms."""
    skipped = [one for one in recognised.skipped if not one.is_blank]
    if recognised.forms and skipped:
        yield _finding("PE-C011", detail=_sheets(Recognition(skipped=tuple(skipped))))


def _no_form(path: str, recognised: Recognition) -> Finding:
    return _finding("PE-C006", name=os.path.basename(path), detail=_sheets(recognised) or "没有工作表")


def named_scheme(name: str) -> Scheme:
    """The scheme that somebody named.

    :raises CommandProblem: ``PE-C002`` when there is none of that name.
    """
    try:
        return load_scheme(name)
    except SchemeError as error:
        raise CommandProblem("PE-C002", detail=str(error)) from None


def scheme_for(form: Form, workbook: Workbook, given: Scheme | None = None) -> tuple[Scheme, str]:
    """The scheme given, else the one chosen in a standard workbook, else the one that the form asks for; and why."""
    if given is not None:
        return given, "按命令里的指定"
    chosen = chosen_scheme(workbook)
    return scheme_of(form) if chosen is None else (chosen, "按填报说明里选的评分办法")


def scheme_of(form: Form) -> tuple[Scheme, str]:
    """The scheme that a form's headings, points and names ask for, and why in one Chinese sentence."""
    level1 = [heading for heading in form.headings if heading.level == 1]
    total = form.funds.total
    claimed = {heading.name: heading.weight for heading in level1}
    claimed[EXECUTION] = "" if total is None else total.weight.text
    return choose_scheme(
        {heading.name for heading in level1} | {row.level1 for row in form.indicators},
        claimed,
        has_weight_column=form.column("weight") is not None,
        hints=(form.title.text, form.unit.text, form.department.text),
    )
