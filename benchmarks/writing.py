"""How long writing takes: marks, the sealed copy, verifying; as ratios against openpyxl's round trip in the same run.

Run ``python benchmarks/writing.py``.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import openpyxl
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill

from perfeval_core.findings import Finding, Severity
from perfeval_core.grid import CellRef
from perfeval_core.report import FileReport
from xladdin.checking import check_file
from xladdin.demo_form import demo_facts, write_form
from xladdin.files import read_workbook
from xladdin.files.patch.marking import mark
from xladdin.files.patch.saving import changed_workbook, replace_workbook
from xladdin.files.patch.unmarking import unmark
from xladdin.files.seal import verify
from xladdin.packing import pack

ROUNDS = 25
FINDINGS = 100


def hundred_findings(sheet: str) -> FileReport:
    """Findings at a hundred cells, with texts of the usual length."""
    severities = list(Severity)
    message = "“规模工业增加值增速”得分填 12，按规则应为 7.21：4.5% ÷ 7.8% = 57.69%，12.5 × 57.69% = 7.21。"
    return FileReport(
        "",
        (),
        tuple(
            Finding(
                "PE-S105",
                severities[at % 3],
                f"{message}（第 {at} 处）",
                (CellRef(sheet, at % 20 + 1, at // 20 + 4),),
                advice="改为 7.21；如果评分办法另有规定，在偏差原因里写明依据。",
                source="财预〔2020〕10号 第十四条",
            )
            for at in range(FINDINGS)
        ),
    )


def milliseconds(call: Callable[[], object]) -> float:
    """The median of several runs, the first one left out."""
    call()
    times = []
    for _ in range(ROUNDS):
        started = time.perf_counter()
        call()
        times.append((time.perf_counter() - started) * 1000)
    return statistics.median(times)


def openpyxl_marks(path: Path, target: Path, report: FileReport) -> None:
    """The same marks the usual way, which loses what openpyxl does not know."""
    book = openpyxl.load_workbook(path)
    results = book.create_sheet("校验结果")
    for finding in report.findings:
        ref = finding.where[0]
        cell = book[ref.sheet].cell(ref.row, ref.col)
        if not isinstance(cell, openpyxl.cell.cell.MergedCell):
            cell.comment = Comment(finding.message, "perfeval")
            cell.fill = PatternFill("solid", fgColor="FFF9CBCB")
        results.append([finding.severity.value, finding.code, ref.a1, finding.message, finding.advice, finding.source])
    book.save(target)


def main() -> None:
    """Print the table."""
    with tempfile.TemporaryDirectory() as folder:
        path, target = Path(folder) / "自评表.xlsx", Path(folder) / "改.xlsx"
        write_form(path, demo_facts())
        report = hundred_findings(read_workbook(path).grids[0].sheet)
        usual = milliseconds(lambda: openpyxl_marks(path, target, report))
        made = milliseconds(lambda: changed_workbook(str(path), lambda parts: mark(parts, report)))
        content, _ = changed_workbook(str(path), lambda parts: mark(parts, report))
        print(f"mark {FINDINGS} findings: {made:.1f} ms beyond the check")
        print(f"  against openpyxl: {made / usual:.2f} (of {usual:.1f} ms)")
        print(f"  on the disk in one step: {milliseconds(lambda: replace_workbook(str(target), content)):.1f} ms more")
        target.write_bytes(content)
        print(f"unmark: {milliseconds(lambda: changed_workbook(str(target), unmark)):.1f} ms")
        checked = check_file(str(path))
        print(f"pack: {milliseconds(lambda: pack(str(path), checked, '')):.1f} ms")
        print(f"  with the check: {milliseconds(lambda: pack(str(path), check_file(str(path)), '')):.1f} ms")
        target.write_bytes(pack(str(path), checked, "").content)
        twice = milliseconds(lambda: openpyxl.load_workbook(target))
        verified = milliseconds(lambda: verify(read_workbook(target)))
        print(f"verify: {verified:.1f} ms a file")
        print(f"  against loading it once with openpyxl: {verified / twice:.2f} (of {twice:.1f} ms)")


if __name__ == "__main__":
    main()
