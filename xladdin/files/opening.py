"""Opening a file safely: what is it really, by its content, before anything is parsed."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from enum import Enum
from typing import BinaryIO

from xladdin.files.errors import Refusal
from xladdin.files.limits import MAX_FILE

__all__ = ["Content", "open_file"]

HEAD = 4096
# First bytes of what people send instead of a workbook.
OTHER_KINDS = (
    (b"%PDF", "PDF 文档"),
    (b"\x89PNG", "图片（PNG）"),
    (b"\xff\xd8\xff", "图片（JPEG）"),
    (b"GIF8", "图片（GIF）"),
    (b"BM", "图片（BMP）"),
    (b"Rar!", "压缩包（rar）"),
    (b"7z\xbc\xaf\x27\x1c", "压缩包（7z）"),
    (b"\x1f\x8b", "压缩包（gz）"),
    (b"{\\rtf", "RTF 文档"),
    (b"MZ", "可执行程序"),
    (b"OFD", "OFD 版式文件"),
)
OLD_BIFF = tuple(bytes((9, version)) for version in (0, 2, 4))
HTML_MARKS = ("<html", "<!doctype html", "<table", "<head", "<body", "<meta", "mime-version:")


class Content(Enum):
    """The families of content that can be read on."""

    ZIP = "zip"
    OLE = "ole"


@contextmanager
def open_file(path: str | os.PathLike[str]) -> Iterator[tuple[BinaryIO, Content]]:
    """Open a file for reading, with the family of its content.

    :raises Refusal: naming what the file is when it can be no workbook.
    :raises OSError: when the system does not let it be opened.
    """
    text = os.fspath(path)
    if "\x00" in text:
        raise Refusal("PE-F001")
    name = os.path.basename(text)
    status = os.stat(text)
    if name.startswith("~$"):
        raise Refusal("PE-F005", owner=name[2:])
    if not stat.S_ISREG(status.st_mode):
        raise Refusal("PE-F002")
    if status.st_size == 0:
        raise Refusal("PE-F006")
    if status.st_size > MAX_FILE:
        raise Refusal("PE-F007", detail=f"{status.st_size >> 20} MB，最多 {MAX_FILE >> 20} MB")
    with open(text, "rb") as stream:
        content = _content(stream.read(HEAD))
        stream.seek(0)
        yield stream, content


def _content(head: bytes) -> Content:
    """The family of a content by its first bytes."""
    if head.startswith(b"PK\x03\x04"):
        return Content.ZIP
    if head.startswith(b"PK\x05\x06"):
        raise Refusal("PE-F012", kind="空的压缩包（zip）")
    if head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return Content.OLE
    if b"PK\x03\x04"[: len(head)] == head or b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"[: len(head)] == head:
        raise Refusal("PE-F008", detail=f"只有 {len(head)} 字节")
    if head.startswith(OLD_BIFF):
        raise Refusal("PE-F017", kind="Excel 4 或更早版本的 .xls")
    if not any(head):
        raise Refusal("PE-F008", detail="开头全是零字节")
    for start, kind in OTHER_KINDS:
        if head.startswith(start):
            raise Refusal("PE-F012", kind=kind)
    text = _as_text(head)
    if text is None:
        raise Refusal("PE-F025")
    lowered = text.lstrip("\ufeff \t\r\n").lower()
    if 'progid="excel.sheet"' in lowered or "urn:schemas-microsoft-com:office:spreadsheet" in lowered:
        raise Refusal("PE-F017", kind="2003 年的 XML 表格")
    if any(mark in lowered for mark in HTML_MARKS):
        raise Refusal("PE-F010")
    raise Refusal("PE-F011")


def _as_text(head: bytes) -> str | None:
    """The head as text, in the encodings Chinese systems export, or None when it is no text."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return head[: len(head) & ~1].decode("utf-16", "replace")
    if any(byte < 32 and byte not in b"\t\n\r\x0c\x1b" for byte in head):
        return None
    for encoding in ("utf-8", "gb18030"):
        for cut in range(4):  # the head may end inside a character
            try:
                return head[: len(head) - cut].decode(encoding)
            except UnicodeDecodeError:
                continue
    return None
