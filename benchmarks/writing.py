"""How long writing takes: marks, the sealed copy, verifying, with the limits of the project.

Run ``python benchmarks/writing.py``.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
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
from xladdin.files.sealed_file import verify_file
from xladdin.packing import pack
from xladdin.standard_forms import built, taken_over_forms

ROUNDS = 25
HEAVY = 5
"""Rounds of what takes long."""
MARK_AT_MOST, PACK_AT_MOST, VERIFY_AT_MOST = 5, 500, 10
"""Milliseconds of the processor: a hundred marks beyond the check, a sealed copy, verifying a file (of ordinary size
however it was saved, of ten thousand formulas when nobody has saved it since)."""
FINDINGS = 100
ORDINARY = "普通的表"


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


def milliseconds(call: Callable[[], object], rounds: int = ROUNDS) -> float:
    """The median processor time of several runs, the first one left out; other programs do not count."""
    call()
    times = []
    for _ in range(rounds):
        started = time.process_time()
        call()
        times.append((time.process_time() - started) * 1000)
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


def of_writing() -> list[tuple[str, bool]]:
    """Print how long marks, copies and seals take; the sentences with their limits, and whether they are kept."""
    kept: list[tuple[str, bool]] = []

    def limited(what: str, taken: float, limit: int) -> None:
        kept.append((f"{what} {taken:.1f} ms，要求 ≤ {limit} ms", taken <= limit))

    with tempfile.TemporaryDirectory() as folder:
        path, target = Path(folder) / "自评表.xlsx", Path(folder) / "改.xlsx"
        write_form(path, demo_facts())
        report = hundred_findings(read_workbook(path).grids[0].sheet)
        usual = milliseconds(lambda: openpyxl_marks(path, target, report))
        made = milliseconds(lambda: changed_workbook(str(path), lambda parts: mark(parts, report)))
        content, _ = changed_workbook(str(path), lambda parts: mark(parts, report))
        print(f"  写 {FINDINGS} 处批注：{made:.1f} ms，是 openpyxl（{usual:.1f} ms）的 {made / usual:.2f}")
        print(f"    一步换到磁盘上再加 {milliseconds(lambda: replace_workbook(str(target), content)):.1f} ms")
        limited(f"写 {FINDINGS} 处批注", made, MARK_AT_MOST)
        target.write_bytes(content)
        print(f"  全部去掉：{milliseconds(lambda: changed_workbook(str(target), unmark)):.1f} ms")
        standard = taken_over_forms(str(path), None)[0][0].content
        books = {ORDINARY: path, "标准表": Path(folder) / "标准.xlsx", "插件标准表": Path(folder) / "插件.xlsx"}
        books["标准表"].write_bytes(built(standard, addin=False))
        books["插件标准表"].write_bytes(built(standard, addin=True))
        for name, book in books.items():
            checked = check_file(str(book))
            packed = milliseconds(partial(pack, str(book), checked, ""), HEAVY)
            limited(f"封装{name}", packed, PACK_AT_MOST)
            target.write_bytes(pack(str(book), checked, "").content)
            verified = milliseconds(lambda: verify_file(str(target)))
            limited(f"核对{name}", verified, VERIFY_AT_MOST)
            openpyxl.load_workbook(target).save(target)
            saved = milliseconds(lambda: verify_file(str(target)), HEAVY if name != ORDINARY else ROUNDS)
            if name == ORDINARY:
                limited(f"核对另存过的{name}", saved, VERIFY_AT_MOST)
            size = book.stat().st_size >> 10
            print(
                f"  封装{name}（{size} KB）：{packed:.0f} ms；核对 {verified:.1f} ms，别的程序另存过的 {saved:.1f} ms"
            )
    return kept


def main() -> int:
    """Print the figures and the limits; 1 when one is not kept."""
    kept = of_writing()
    for sentence, good in kept:
        print("达到" if good else "没有达到", sentence)
    return 0 if all(good for _, good in kept) else 1


if __name__ == "__main__":
    sys.exit(main())
