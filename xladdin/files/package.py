"""An OOXML package: a checked zip whose parts are found by relationship and inflated within budgets."""

from __future__ import annotations

import posixpath
import struct
import zipfile
import zlib
from collections.abc import Iterator
from typing import BinaryIO, NamedTuple

from xladdin.files.errors import Refusal
from xladdin.files.limits import (
    MAX_DIRECTORY,
    MAX_ELEMENTS,
    MAX_ENTRIES,
    MAX_INFLATED,
    MAX_PART,
    MAX_RATIO,
    MAX_SMALL_PART,
    RATIO_FLOOR,
)
from xladdin.files.xml_parts import feed, xml_parser

__all__ = ["Package", "PartTooLarge", "Relationship"]

CHUNK = 1 << 18
END_RECORD = struct.Struct("<4s4H2LH")
END64_LOCATOR = struct.Struct("<4sLQL")


class PartTooLarge(Exception):
    """A part inflates past its budget; what came before it is good."""


class Relationship(NamedTuple):
    """One line of a .rels part; ``kind`` is the last word of its type (``worksheet``, ``externalLink``)."""

    id: str
    kind: str
    target: str
    external: bool


class Package:
    """The parts of an open zip file.

    :raises Refusal: when the zip is damaged (``PE-F008``), encrypted (``PE-F009``) or built to hurt (``PE-F015``).
    """

    def __init__(self, stream: BinaryIO) -> None:
        _check_directory_size(stream)
        try:
            self._zip = zipfile.ZipFile(stream)
        except (zipfile.BadZipFile, struct.error, EOFError, ValueError, NotImplementedError):
            raise Refusal("PE-F008", detail="压缩包目录读不出") from None
        self._inflated = 0
        self.elements_left = MAX_ELEMENTS
        """How many more XML elements may be looked at; whoever parses a large part counts them down."""
        self.entries: dict[str, zipfile.ZipInfo] = _checked_entries(self._zip.infolist())

    @property
    def directory_at(self) -> int:
        """Where in the stream the central directory starts."""
        return self._zip.start_dir

    def find(self, target: str, base: str = "") -> str | None:
        """The name of the part a relationship of the part ``base`` points to, or None when the package has none."""
        path = target.replace("\\", "/")
        if not path.startswith("/"):
            path = posixpath.join(posixpath.dirname(base), path)
        name = posixpath.normpath("/" + path).lstrip("/").lower()
        return name if name in self.entries else None

    def chunks(self, part: str) -> Iterator[bytes]:
        """Inflate a part piece by piece.

        :raises PartTooLarge: when the part or the whole package passes its budget.
        :raises Refusal: ``PE-F008`` when the compressed bytes are damaged.
        """
        entry = self.entries[part]
        size = 0
        try:
            with self._zip.open(entry) as inflating:
                while chunk := inflating.read(CHUNK):
                    size += len(chunk)
                    self._inflated += len(chunk)
                    if size > MAX_PART or self._inflated > MAX_INFLATED:
                        raise PartTooLarge(part)
                    yield chunk
        except (zipfile.BadZipFile, zlib.error, EOFError, struct.error):
            raise Refusal("PE-F008", detail=f"{part} 校验不符") from None
        except (NotImplementedError, RuntimeError):
            raise Refusal("PE-F018", detail=f"{part} 的压缩方式不认识") from None

    def relationships(self, part: str) -> list[Relationship]:
        """The relationships of a part (``""`` for the package itself); empty when it has none."""
        folder, name = posixpath.split(part)
        rels = posixpath.join(folder, "_rels", f"{name}.rels")
        found: list[Relationship] = []
        if rels not in self.entries:
            return found

        def start(name: str, attributes: dict[str, str]) -> None:
            if name.endswith("Relationship"):
                found.append(
                    Relationship(
                        attributes.get("Id", ""),
                        attributes.get("Type", "").rpartition("/")[2],
                        attributes.get("Target", ""),
                        attributes.get("TargetMode") == "External",
                    )
                )

        parser = xml_parser(rels)
        parser.StartElementHandler = start
        feed(parser, rels, self.whole(rels, MAX_SMALL_PART))
        return found

    def whole(self, part: str, limit: int = MAX_PART) -> Iterator[bytes]:
        """Like :meth:`chunks` for a part of which no piece may be left out.

        :raises Refusal: ``PE-F007`` when it passes ``limit`` bytes or the budget of the package.
        """
        try:
            size = 0
            for chunk in self.chunks(part):
                size += len(chunk)
                if size > limit:
                    raise PartTooLarge(part)
                yield chunk
        except PartTooLarge:
            raise Refusal("PE-F007", detail=f"{part} 解开后超过 {limit >> 20} MB") from None


def _check_directory_size(stream: BinaryIO) -> None:
    """Refuse a central directory that would cost much to load, from the end record alone."""
    size = stream.seek(0, 2)
    tail_start = max(0, size - 65_557)
    stream.seek(tail_start)
    tail = stream.read()
    at = tail.rfind(b"PK\x05\x06")
    if at < 0 or len(tail) - at < END_RECORD.size:
        raise Refusal("PE-F008", detail="压缩包没有结尾")
    entries, directory = END_RECORD.unpack_from(tail, at)[4:6]
    if at >= END64_LOCATOR.size and tail[at - END64_LOCATOR.size :].startswith(b"PK\x06\x07"):
        stream.seek(min(END64_LOCATOR.unpack_from(tail, at - END64_LOCATOR.size)[2], size))
        record = stream.read(56)
        if len(record) == 56:
            entries, directory = struct.unpack_from("<QQ", record, 32)
    stream.seek(0)
    if entries > MAX_ENTRIES or directory > MAX_DIRECTORY:
        raise Refusal("PE-F015", detail=f"有 {entries} 个条目")


def _checked_entries(listed: list[zipfile.ZipInfo]) -> dict[str, zipfile.ZipInfo]:
    """The entries by lower-case part name, refused when they are too many, doubled, outside, or a bomb."""
    if len(listed) > MAX_ENTRIES:
        raise Refusal("PE-F015", detail=f"有 {len(listed)} 个条目")
    entries: dict[str, zipfile.ZipInfo] = {}
    for entry in listed:
        name = entry.filename.replace("\\", "/")
        if name.startswith("/") or name[1:2] == ":" or ".." in name.split("/"):
            raise Refusal("PE-F015", detail=f"条目名 {name[:80]} 指向压缩包之外")
        key = name.lower()
        if key in entries:
            raise Refusal("PE-F015", detail=f"条目 {name[:80]} 重名")
        if entry.flag_bits & 1:
            raise Refusal("PE-F009")
        if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise Refusal("PE-F018", detail=f"{name[:80]} 的压缩方式不是工作簿该用的")  # others inflate unbounded
        if entry.file_size > RATIO_FLOOR and entry.file_size > MAX_RATIO * max(entry.compress_size, 1):
            raise Refusal("PE-F015", detail=f"{name[:80]} 解开后是压缩时的 {MAX_RATIO} 倍以上")
        entries[key] = entry
    return entries
