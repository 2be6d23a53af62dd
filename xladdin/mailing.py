"""A draft of an e-mail with the sealed copy attached, a file that mail programs open for editing.  Nothing is sent."""

from __future__ import annotations

import base64
import os
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from email import message_from_string
from email.header import Header
from email.message import EmailMessage
from email.policy import SMTP
from hashlib import sha256
from pathlib import Path
from urllib.parse import quote

from perfeval_core.model import FORM_NAMES
from perfeval_core.report import FileReport, counts_text
from xladdin.files.seal import State, Verdict
from xladdin.problems import CommandProblem

__all__ = ["Recipient", "addresses", "draft"]

TEXTS = Path(__file__).with_name("mail.toml")
ADDRESS = r"[^\s@<>()\[\]:;,\\\"]{1,64}@[^\s@<>()\[\]:;,\\\"]{1,255}"
RECIPIENT = re.compile(rf"(?P<plain>{ADDRESS})|(?P<name>[^<>@:\\]{{0,60}})<(?P<address>{ADDRESS})>")
MEDIA_TYPES = {
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".xlsm": "application/vnd.ms-excel.sheet.macroEnabled.12",
    ".xls": "application/vnd.ms-excel",
}
"""By the ending of the name (IANA); what else is read, such as .et, is a file like any other."""
POLICY = SMTP.clone(refold_source="none")
"""Lines end as the network wants, and what was folded here stays as it was folded."""
LONGEST_SUBJECT = 120
LONGEST_LINE = 64
"""Characters of encoded words in a line; with the field's name before them they stay below the 76 of RFC 2047."""
PIECE = 4
"""Characters of a file name in one piece of a parameter."""


@dataclass(frozen=True, slots=True)
class Recipient:
    """An e-mail address, and the name of the person in front of it, if one was typed."""

    name: str
    address: str

    @property
    def written(self) -> str:
        """As a header field has it."""
        return f"{_encoded(self.name)}\n <{self.address}>" if self.name else self.address


def addresses(text: str) -> list[Recipient]:
    """The addresses in what was typed, separated by commas or semicolons of either width; ``张三 <a@b.cn>`` is one.

    :raises CommandProblem: ``PE-C012`` for what is no such address; a line break in it would forge a header.
    """
    found = []
    for one in re.split("[,;，；]", text):
        words = RECIPIENT.fullmatch(one.strip(" "))
        address = (words["plain"] or words["address"]) if words else ""
        if words is None or not address.isascii() or not one.isprintable():
            raise CommandProblem("PE-C012", detail=(one if one.isprintable() else ascii(one)[1:-1])[:60])
        found.append(Recipient((words["name"] or "").strip(' "“”'), address))
    return found


def draft(path: str, content: bytes, report: FileReport, verdict: Verdict, to: Sequence[Recipient]) -> bytes:
    """The bytes of an ``.eml`` draft: unsent, with the workbook ``content`` attached under its own name.

    Without addresses in ``to`` the draft has no recipient yet.
    """
    texts = tomllib.loads(TEXTS.read_text(encoding="utf-8"))
    name = os.path.basename(path)
    form = report.forms[0].form
    words = {
        "year": f"{form.year} 年度" if form.year else "",
        "unit": _one_line(form.unit.text),
        "project": _one_line(form.project.text),
        "form": FORM_NAMES[form.kind],
        "attachment": name,
        "summary": _summary(report),
        "seal": _seal_words(texts, verdict),
    }
    head = {"X-Unsent": "1", "Subject": _encoded(_one_line(texts["subject"].format(**words))[:LONGEST_SUBJECT])}
    if to:
        head["To"] = ",\n ".join(one.written for one in to)
    message = _with_fields(head)
    message.set_content(texts["body"].strip("\n").format(**words) + "\n", cte="base64")
    message.make_mixed()
    message.attach(_attachment(_one_line(name), content))
    message.set_boundary(f"=_perfeval_{sha256(content).hexdigest()[:32]}")
    return message.as_bytes()


def _with_fields(fields: Mapping[str, str]) -> EmailMessage:
    """A message of folded ASCII fields as they stand: the library would decode encoded words that somebody typed, and
    a line break hidden in one would become a field of its own."""
    return message_from_string("".join(f"{name}: {text}\n" for name, text in fields.items()) + "\n", policy=POLICY)


def _encoded(text: str) -> str:
    """A text in encoded words (RFC 2047), whatever it looks like."""
    return Header(text, "utf-8").encode(maxlinelen=LONGEST_LINE)


def _attachment(name: str, content: bytes) -> EmailMessage:
    """The workbook as a part of the message; its name twice, because Outlook does not read the standard's long names.

    Content-Disposition has it as RFC 2231 wants, Content-Type in the encoded words that older programs look for.
    """
    pieces = [quote(name[at : at + PIECE], safe="") for at in range(0, len(name), PIECE)]
    numbered = [f"filename*{at}*={piece}" for at, piece in enumerate([f"utf-8''{pieces[0]}", *pieces[1:]])]
    kind = MEDIA_TYPES.get(os.path.splitext(name)[1].lower(), "application/octet-stream")
    part = _with_fields(
        {
            "Content-Type": f'{kind};\n name="{_encoded(name)}"',
            "Content-Transfer-Encoding": "base64",
            "Content-Disposition": ";\n ".join(["attachment", *numbered]),
        }
    )
    part.set_payload(base64.encodebytes(content).decode("ascii"))
    return part


def _one_line(text: str) -> str:
    """A text without line breaks and control characters, fit for a header."""
    return "".join(sign for sign in " ".join(text.split()) if sign.isprintable())


def _summary(report: FileReport) -> str:
    lines = []
    for one in report.forms:
        total = _one_line(one.form.total.text) if one.form.total else "没有填"
        lines.append(f"自评总分：{total}（评分办法：{one.scheme.title}）")
    lines.append(f"校验结果：{counts_text(report.findings)}")
    return "\n".join(lines)


def _seal_words(texts: dict[str, str], verdict: Verdict) -> str:
    if verdict.state is State.UNCHANGED:
        return texts["sealed"]
    if verdict.state is State.CHANGED:
        return texts["changed"].format(count=len(verdict.changes))
    return texts["unsealed"]
