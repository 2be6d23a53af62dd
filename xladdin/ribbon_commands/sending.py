"""封装报送, 生成邮件草稿, 核对凭证: what the command line does with a file, done with what the window holds."""

from __future__ import annotations

import io
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from perfeval_core.findings import Finding, Severity
from perfeval_core.report import cells_text
from xladdin.checking import check_file
from xladdin.files import read_workbook
from xladdin.files.hazards import HazardList
from xladdin.files.package import Package
from xladdin.files.seal import State, told_cells
from xladdin.files.sealed_file import verify_file
from xladdin.files.xlsx_reader import read_xlsx
from xladdin.packing import Packed, pack
from xladdin.ribbon_commands.copies import (
    beside,
    home_of,
    live_copy,
    refusals_told,
    refuse_when_stale,
    write_new,
)
from xladdin.ribbon_commands.session import Outcome, Refused, Session
from xladdin.sending import NOT_A_SIGNATURE, packing_notes, packing_time, seal_lines, verdict_words
from xladdin.short_lists import first_lines

__all__ = ["draft_mail", "pack_copy", "verify_seal"]

MOST_ERRORS = 5
MOST_CHANGES = 10


@dataclass(frozen=True, slots=True)
class Made:
    """A copy to send, in memory; ``home`` is the file of the open workbook, ``when`` the time that the seal states."""

    packed: Packed
    home: Path
    when: str

    @property
    def folder(self) -> Path:
        """Where copies go."""
        return beside(self.home)


def pack_copy(session: Session) -> Outcome:
    """Write the copy to send into a new file; the open workbook stays as it is."""
    made = _made(session, "封装报送")
    path = write_new(made.folder, made.packed.name, made.packed.content)
    lines = ["已封装，可以报送。打开的工作簿没有改动。", *packing_notes(made.packed, has_errors=False), str(path)]
    return Outcome(f"已封装：{path}", "\n".join(lines))


def draft_mail(session: Session) -> Outcome:
    """Write the draft of an e-mail with the newest copy attached, packed now where that one is out of date."""
    made = _made(session, "生成邮件草稿")
    newest = made.home if _is_a_copy(session, made.home) else _newest(made)
    copy = newest or write_new(made.folder, made.packed.name, made.packed.content)
    message = _message(copy)
    draft = copy.with_suffix(".eml")
    if not (draft.is_file() and draft.read_bytes() == message):
        draft = write_new(made.folder, draft.name, message)
    lines = [
        "邮件草稿写好了，还没有发送：用 Outlook、Foxmail 或 Thunderbird 打开，填上收件人，核对以后自己发。",
        f"附件是{'已经封装好的' if newest else '刚刚封装的'}“{copy.name}”。",
        str(draft),
    ]
    return Outcome(f"草稿：{draft}", "\n".join(lines))


def verify_seal(session: Session) -> Outcome:
    """Is the open workbook, with whatever was changed in the window, still what was sealed?"""
    with refusals_told(), live_copy(session.book) as path:
        verdict = verify_file(str(path))
    lines = [f"“{session.book.name}”：{verdict_words(verdict)}", *seal_lines(verdict, MOST_CHANGES)]
    if not session.book.api.Saved:
        lines.append("（按窗口里的内容核对，包括还没有保存的修改。）")
    return Outcome(message="\n".join([*lines, NOT_A_SIGNATURE]))


def _made(session: Session, label: str) -> Made:
    """Check and pack what the window holds.  Raises Refused, naming the errors that remain."""
    home = home_of(session.book, label)
    with refusals_told(), live_copy(session.book) as path:
        refuse_when_stale(session.book, home, path, label)
        checked = check_file(str(path))
        if not checked.readable:
            raise Refused("\n".join(one.sentence for one in checked.report.findings))
        if checked.has_errors:
            raise Refused(_remaining(checked.report.findings, label))
        when = packing_time()
        packed = pack(str(path), checked, when)
        if packed.checked.has_errors:
            raise Refused(_remaining(packed.checked.report.findings, label))
        return Made(packed, home, when)


def _remaining(findings: Iterable[Finding], label: str) -> str:
    errors = [one for one in findings if one.severity is Severity.ERROR]
    named = first_lines([_line(one) for one in errors], MOST_ERRORS, "个")
    return "\n".join([f"还有 {len(errors)} 个错误，没有封装：", *named, f"请点“全部校验”，改好错误，再点“{label}”。"])


def _line(error: Finding) -> str:
    where = f"{error.where[0].sheet}!{cells_text(error.where)} " if error.where else ""
    return f"· {error.code} {where}{error.message}{error.advice}"


def _is_a_copy(session: Session, home: Path) -> bool:
    """Is the open workbook itself a copy that was packed, as it was?"""
    with refusals_told():
        return bool(session.book.api.Saved) and verify_file(str(home)).state is State.UNCHANGED


def _newest(made: Made) -> Path | None:
    """The newest copy in the folder, if it is as it was packed and says what a copy made now would; the time aside."""
    stem = Path(made.packed.name).stem
    copies = [one for one in made.folder.glob("*.xlsx") if one.stem == stem or one.stem.startswith(f"{stem}(")]
    newest = max(copies, key=lambda one: one.stat().st_mtime_ns, default=None)
    if newest is None:
        return None
    with refusals_told():
        if verify_file(str(newest)).state is not State.UNCHANGED:
            return None
        before = told_cells(read_workbook(str(newest)))
    now = told_cells(read_xlsx(Package(io.BytesIO(made.packed.content)), HazardList()))
    same = before.keys() == now.keys() and all(
        before[place] == cell for place, cell in now.items() if cell.text != made.when
    )
    return newest if same else None


def _message(copy: Path) -> bytes:
    from xladdin.mailing import draft

    with refusals_told():
        verdict = verify_file(str(copy))
        return draft(str(copy), copy.read_bytes(), check_file(str(copy)).report, verdict, ())
