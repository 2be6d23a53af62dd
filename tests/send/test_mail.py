"""The draft of an e-mail: complete, unsent, and proof against forged headers."""

from __future__ import annotations

import base64
import os
import quopri
import re
import zipfile
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from urllib.parse import unquote

import openpyxl
import pytest

from perfeval_core.report import counts_text
from xladdin.checking import check_file
from xladdin.cli import main
from xladdin.demo_form import demo_facts, write_form
from xladdin.packing import copy_name

BLANK_TARGETS = Path(__file__).parents[2] / "workbook_templates" / "dist" / "项目支出绩效目标申报表.xlsx"
HIDDEN = "=?utf-8?b?DQpCY2M6IHhAeS5jbg==?="
"""An encoded word with a line break and a Bcc in it; the email library decodes it where it is let."""


@pytest.fixture
def packed(tmp_path: Path) -> Path:
    plain = tmp_path / "自评表.xlsx"
    write_form(plain, demo_facts())
    assert main(["pack", str(plain), "-o", str(tmp_path / "报送"), "--anyway"]) == 1
    return next((tmp_path / "报送").iterdir())


def parsed(path: Path) -> EmailMessage:
    message = message_from_bytes(path.read_bytes(), policy=policy.strict)
    assert isinstance(message, EmailMessage)
    assert message.defects == []
    return message


def test_a_draft(packed: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    target = tmp_path / "草稿.eml"
    assert main(["mail", str(packed), "--to", "a@b.cn；c.d@e.gov.cn", "-o", str(target)]) == 0
    assert "还没有发送" in capsys.readouterr().out
    message = parsed(target)
    assert message["X-Unsent"] == "1"
    assert message["To"] == "a@b.cn, c.d@e.gov.cn"
    assert message["Subject"] == "2020 年度市工业和信息化局产业发展及互联网+行动专项引导资金项目支出绩效自评表"
    assert "From" not in message and "Bcc" not in message
    body = message.get_body(("plain",))
    assert body is not None
    words = body.get_content()
    assert "自评总分：99.5" in words and "perfeval verify" in words
    assert f"校验结果：{counts_text(check_file(str(packed)).report.findings)}" in words
    (attached,) = message.iter_attachments()
    assert attached.get_filename() == packed.name
    assert attached.get_content() == packed.read_bytes()
    assert attached.get_content_type().endswith("spreadsheetml.sheet")
    first = target.read_bytes()
    assert main(["mail", str(packed), "--to", "a@b.cn;c.d@e.gov.cn", "-o", str(target), "--force"]) == 0
    assert target.read_bytes() == first
    assert all(len(line) <= 998 for line in first.split(b"\r\n")) and first.isascii()


@pytest.mark.parametrize(
    ("ending", "kind"),
    [(".xlsm", "application/vnd.ms-excel.sheet.macroenabled.12"), (".et", "application/octet-stream")],
)
def test_the_attachment_says_what_it_is(ending: str, kind: str, packed: Path, tmp_path: Path) -> None:
    """A mail program that goes by the type would open it with the wrong program."""
    path, target = tmp_path / f"表{ending}", tmp_path / "草稿.eml"
    path.write_bytes(packed.read_bytes())
    assert main(["mail", str(path), "--to", "a@b.cn", "-o", str(target)]) == 0
    (attached,) = parsed(target).iter_attachments()
    assert attached.get_content_type() == kind
    assert attached.get_payload(decode=True) == path.read_bytes()


def test_a_form_of_targets_is_called_one(tmp_path: Path) -> None:
    path, target = tmp_path / "表.xlsx", tmp_path / "草稿.eml"
    book = openpyxl.load_workbook(BLANK_TARGETS)
    book["绩效目标申报表"]["C3"] = "机井建设"
    book.save(path)
    assert main(["mail", str(path), "--to", "a@b.cn", "-o", str(target)]) == 0
    message = parsed(target)
    body = message.get_body(("plain",))
    assert message["Subject"] == "机井建设绩效目标申报表"
    assert body is not None and "“机井建设”的绩效目标申报表" in body.get_content()
    assert copy_name(check_file(str(path)).report) == "机井建设_绩效目标申报表.xlsx"


def test_an_unsealed_or_changed_workbook_is_told(packed: Path, tmp_path: Path) -> None:
    plain, target = tmp_path / "自评表.xlsx", tmp_path / "草稿.eml"
    assert main(["mail", str(plain), "--to", "a@b.cn", "-o", str(target)]) == 0
    body = parsed(target).get_body(("plain",))
    assert body is not None and "没有“校验凭证”" in body.get_content()


@pytest.mark.parametrize(
    "to",
    [
        f"{HIDDEN} <a@b.cn>\r", "a@b.cn\r\nBcc: x@y.cn", "a@b.cn\nX: y", "a@b.cn\x0bX", "a@b.cn\u2028X", "a@b.cn,", "",
        "a",
        '"a"@b.cn', "a@b.cn%0d%0a\r", "a@b@c.cn", "a@b.cn\x00", "a b@c.cn", "张三 <a@b.cn", "张三 a@b.cn>", "张三 <>",
        "张三\r\nBcc: x@y.cn <a@b.cn>", "张三\n <a@b.cn>", "张\x00三 <a@b.cn>", "张三 <a@b.cn\r\nBcc: x@y.cn>",
        "张三 <a@b.cn> <x@y.cn>", "x@y.cn <a@b.cn>", "a＠b.cn", "张三@b.cn", "a@财政.中国", "组: a@b.cn",
        "名" * 61 + "<a@b.cn>", "<<a@b.cn>>", "=?utf-8?b?QmNjOg==?=\r <a@b.cn>",
    ],
)  # fmt: skip
def test_a_forged_header_is_refused(to: str, packed: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    target = tmp_path / "草稿.eml"
    assert main(["mail", str(packed), "--to", to, "-o", str(target)]) == 2
    assert capsys.readouterr().err.startswith("PE-C012")
    assert not target.exists()


def test_people_have_names(packed: Path, tmp_path: Path) -> None:
    target = tmp_path / "草稿.eml"
    to = "张三（预算股） <a@b.cn>；“李四” <c.d@e.gov.cn>, Wang O'Neil<w@x.cn>，<p@q.cn>，r@s.cn"
    to += f";{HIDDEN}<t@u.cn>"
    assert main(["mail", str(packed), "--to", to, "-o", str(target)]) == 0
    header = parsed(target)["To"]
    assert header.defects == ()
    assert [(one.display_name, one.addr_spec) for one in header.addresses] == [
        ("张三（预算股）", "a@b.cn"),
        ("李四", "c.d@e.gov.cn"),
        ("Wang O'Neil", "w@x.cn"),
        ("", "p@q.cn"),
        ("", "r@s.cn"),
        (HIDDEN, "t@u.cn"),
    ]
    assert target.read_bytes().isascii()


NAMES = (
    "2020_市工业和信息化局_产业发展及互联网+行动专项引导资金_自评表.xlsx", "a.xlsx", f"{HIDDEN}.xlsx",
    "表👍' \"x\" ;=%.xlsx",
    "長" * 80 + ".xlsx", "=?utf-8?b?eA==?=.xlsx", "表\r\nContent-Type: html\r\n\r\n<b>.xlsx", "-表 --.xlsx",
)  # fmt: skip


@pytest.mark.parametrize("name", NAMES, ids=range(len(NAMES)))
def test_every_program_finds_the_name_of_the_attachment(name: str, packed: Path, tmp_path: Path) -> None:
    """Read without the library that wrote it: lines, boundaries, encoded words and continuations by hand."""
    path, target = packed.rename(packed.with_name(name)), tmp_path / "草稿.eml"
    assert main(["mail", "--to", "a@b.cn", "-o", str(target), "--", str(path)]) == 0
    raw = target.read_bytes()
    lines = raw.split(b"\r\n")
    assert raw.isascii() and b"\n" not in b"".join(lines) and max(map(len, lines)) <= 81
    assert max(len(line) for line in lines if b"=?" in line) <= 76
    head, *parts = raw.split(b"\r\n--" + re.findall(rb'boundary="([^"]+)"', raw)[0])
    assert len(parts) == 3 and parts[-1].startswith(b"--") and head.startswith(b"X-Unsent: 1\r\n")
    fields, _, body = parts[1].partition(b"\r\n\r\n")
    unfolded = dict(line.split(": ", 1) for line in re.sub(r"\r\n(?=\s)", "", fields.decode()).split("\r\n")[1:])
    shown = " ".join(name.split())
    assert set(unfolded) == {"Content-Type", "Content-Transfer-Encoding", "Content-Disposition"}
    assert base64.b64decode(body) == path.read_bytes()
    disposition, kind = unfolded["Content-Disposition"], unfolded["Content-Type"]
    numbers, pieces = zip(*re.findall(r"; filename\*(\d+)\*=([^; ]+)", disposition), strict=True)
    assert numbers == tuple(map(str, range(len(pieces))))
    assert unquote("".join(pieces).removeprefix("utf-8''")) == shown
    quoted = re.search(r'name="(.*)"', kind)
    assert quoted is not None and all(len(word) <= 75 for word in quoted[1].split(" "))
    words = re.findall(r"=\?utf-8\?(?:b\?([A-Za-z0-9+/=]*)|q\?([A-Za-z0-9_=]*))\?=", quoted[1])
    decoded = [base64.b64decode(one) or quopri.decodestring(other, header=True) for one, other in words]
    assert b"".join(decoded).decode() == shown
    (attached,) = parsed(target).iter_attachments()
    assert attached.get_filename() == shown


def test_a_large_attachment_is_told(packed: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with zipfile.ZipFile(packed, "a", zipfile.ZIP_STORED) as package:
        package.writestr("xl/media/扫描件.jpeg", os.urandom(16 << 20))
    target = tmp_path / "草稿.eml"
    assert main(["mail", str(packed), "--to", "a@b.cn", "-o", str(target)]) == 0
    assert "草稿有 21 MB" in capsys.readouterr().out
    (attached,) = parsed(target).iter_attachments()
    assert attached.get_content() == packed.read_bytes()


@pytest.mark.parametrize(
    ("project", "unit", "said"),
    [
        ("项目\r\nBcc: x@y.cn\r\n\r\n正文\u2028", "局\nCc: z@y.cn", "Bcc: x@y.cn"),
        (f"项目 {HIDDEN}", "局", HIDDEN),
        (f"项目 {HIDDEN} {HIDDEN}", f" {HIDDEN}", HIDDEN),
        ("项目 =?utf-8?q?=0D=0ABcc:_x@y.cn?=", "局 =?gbk?b?0A==?=", "=?utf-8?q?=0D=0ABcc:_x@y.cn?="),
    ],
)
def test_a_line_break_in_the_form_forges_nothing(project: str, unit: str, said: str, tmp_path: Path) -> None:
    facts = demo_facts()
    facts["project"], facts["unit"] = project, unit
    plain, target = tmp_path / "表.xlsx", tmp_path / "草稿.eml"
    write_form(plain, facts)
    assert main(["mail", str(plain), "--to", "a@b.cn", "-o", str(target)]) == 0
    message = parsed(target)
    assert set(message.keys()) == {"X-Unsent", "To", "Subject", "MIME-Version", "Content-Type"}
    assert message["To"] == "a@b.cn"
    assert said in message["Subject"]
    assert b"\r\nBcc" not in target.read_bytes() and b"\r\nCc" not in target.read_bytes()
