"""The draft of an e-mail: complete, unsent, and proof against forged headers."""

from __future__ import annotations

from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import pytest

from perfeval_core.report import counts_text
from xladdin.checking import check_file
from xladdin.cli import main
from xladdin.demo_form import demo_facts, write_form


@pytest.fixture
def packed(tmp_path: Path) -> Path:
    plain = tmp_path / "自评表.xlsx"
    write_form(plain, demo_facts())
    assert main(["pack", str(plain), "-o", str(tmp_path / "报送"), "--anyway"]) == 1
    return next((tmp_path / "报送").iterdir())


def parsed(path: Path) -> EmailMessage:
    message = message_from_bytes(path.read_bytes(), policy=policy.default)
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
    assert message["Subject"] == "2020 年度市工业和信息化局产业发展及互联网+行动专项引导资金绩效自评表"
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


def test_an_unsealed_or_changed_workbook_is_told(packed: Path, tmp_path: Path) -> None:
    plain, target = tmp_path / "自评表.xlsx", tmp_path / "草稿.eml"
    assert main(["mail", str(plain), "--to", "a@b.cn", "-o", str(target)]) == 0
    body = parsed(target).get_body(("plain",))
    assert body is not None and "没有“校验凭证”" in body.get_content()


@pytest.mark.parametrize(
    "to",
    [
        "a@b.cn\r\nBcc: x@y.cn", "a@b.cn\nX: y", "a@b.cn\x0bX", "a@b.cn\u2028X", "张三 <a@b.cn>", "a@b.cn,", "", "a",
        '"a"@b.cn', "a@b.cn%0d%0a\r", "a@b@c.cn", "a@b.cn\x00", "a b@c.cn",
    ],
)  # fmt: skip
def test_a_forged_header_is_refused(to: str, packed: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    target = tmp_path / "草稿.eml"
    assert main(["mail", str(packed), "--to", to, "-o", str(target)]) == 2
    assert capsys.readouterr().err.startswith("PE-C012")
    assert not target.exists()


def test_a_line_break_in_the_form_forges_nothing(tmp_path: Path) -> None:
    facts = demo_facts()
    facts["project"] = "项目\r\nBcc: x@y.cn\r\n\r\n正文\u2028"
    facts["unit"] = "局\nCc: z@y.cn"
    plain, target = tmp_path / "表.xlsx", tmp_path / "草稿.eml"
    write_form(plain, facts)
    assert main(["mail", str(plain), "--to", "a@b.cn", "-o", str(target)]) == 0
    message = parsed(target)
    assert set(message.keys()) == {"X-Unsent", "To", "Subject", "MIME-Version", "Content-Type"}
    assert message["To"] == "a@b.cn"
    assert "Bcc: x@y.cn" in message["Subject"]
