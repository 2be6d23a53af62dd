"""A draft of an e-mail with the sealed copy attached, a file that mail programs open for editing.  Nothing is sent."""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Sequence
from email.message import EmailMessage
from email.policy import SMTP
from hashlib import sha256
from pathlib import Path

from perfeval_core.report import FileReport, counts_text
from xladdin.files.seal import State, Verdict
from xladdin.problems import CommandProblem

__all__ = ["addresses", "draft"]

TEXTS = Path(__file__).with_name("mail.toml")
ADDRESS = re.compile(r"[^\s@<>()\[\]:;,\\\"]{1,64}@[^\s@<>()\[\]:;,\\\"]{1,255}")
XLSX = ("application", "vnd.openxmlformats-officedocument.spreadsheetml.sheet")
LONGEST_SUBJECT = 120


def addresses(text: str) -> list[str]:
    """The addresses in what was typed, separated by commas or semicolons of either width.

    :raises CommandProblem: ``PE-C012`` for what is no plain address; a line break in it would forge a header.
    """
    found = [one.strip(" ") for one in re.split("[,;，；]", text)]
    for one in found:
        if not ADDRESS.fullmatch(one) or not one.isprintable():
            raise CommandProblem("PE-C012", detail=ascii(one)[1:-1][:60])
    return found


def draft(path: str, content: bytes, report: FileReport, verdict: Verdict, to: Sequence[str]) -> bytes:
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
        "attachment": name,
        "summary": _summary(report),
        "seal": _seal_words(texts, verdict),
    }
    message = EmailMessage(policy=SMTP)
    message["X-Unsent"] = "1"
    if to:
        message["To"] = ", ".join(to)
    message["Subject"] = _one_line(texts["subject"].format(**words))[:LONGEST_SUBJECT]
    message.set_content(texts["body"].strip("\n").format(**words) + "\n", cte="base64")
    message.add_attachment(content, maintype=XLSX[0], subtype=XLSX[1], filename=_one_line(name))
    message.set_boundary(f"=_perfeval_{sha256(content).hexdigest()[:32]}")
    return message.as_bytes()


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
