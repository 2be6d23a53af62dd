"""A compound file (OLE2, the container of .xls, .et and encrypted workbooks): its entries and streams."""

from __future__ import annotations

import struct

from xladdin.files.errors import Refusal

__all__ = ["CompoundFile"]

END_OF_CHAIN = 0xFFFF_FFFA  # this and all above it are marks, not sectors
MINI_LIMIT = 4096
ENTRY = 128
MAX_DIRECTORY_ENTRIES = 10_000


class CompoundFile:
    """The directory of a compound file.

    ``entries`` maps the name of each stream and storage to its kind (2 for a stream), first sector and size.

    :raises Refusal: ``PE-F008`` when the container is damaged or cut off.
    """

    def __init__(self, content: bytes) -> None:
        self._content = content
        try:
            self._read_header()
            self.entries = self._directory()
        except (struct.error, IndexError, UnicodeDecodeError):
            raise _damaged() from None

    def stream(self, name: str) -> bytes:
        """The content of a stream.

        :raises Refusal: ``PE-F008`` when its sectors are not all there.
        """
        _, start, size = self.entries[name]
        if size > len(self._content):
            raise _damaged()
        if size >= MINI_LIMIT:
            return self._chain(start)[:size]
        _, root_start, root_size = self.entries["Root Entry"]
        mini = self._chain(root_start)[:root_size]
        links = self._numbers(self._chain(self._mini_fat_start))
        pieces: list[bytes] = []
        sector = start
        while sector < END_OF_CHAIN and len(pieces) <= MINI_LIMIT // 64:
            if sector >= len(links):
                raise _damaged()
            pieces.append(mini[sector * 64 : sector * 64 + 64])
            sector = links[sector]
        return b"".join(pieces)[:size]

    def _read_header(self) -> None:
        shift = struct.unpack_from("<H", self._content, 30)[0]
        if shift not in (9, 12):
            raise _damaged()
        self._shift = shift
        fat_sectors, self._directory_start = struct.unpack_from("<2L", self._content, 44)
        self._mini_fat_start = struct.unpack_from("<L", self._content, 60)[0]
        difat, difat_sectors = struct.unpack_from("<2L", self._content, 68)
        listed = list(struct.unpack_from("<109L", self._content, 76))
        most = (len(self._content) >> shift) + 1
        for _ in range(min(difat_sectors, most)):
            if difat >= END_OF_CHAIN:
                break
            *more, difat = self._numbers(self._sector(difat))
            listed.extend(more)
        fat = [sector for sector in listed if sector < END_OF_CHAIN][: min(fat_sectors, most)]
        self._fat = self._numbers(b"".join(self._sector(sector) for sector in fat))

    def _sector(self, number: int) -> bytes:
        start = (number + 1) << self._shift
        piece = self._content[start : start + (1 << self._shift)]
        if not piece:
            raise _damaged()
        return piece

    @staticmethod
    def _numbers(content: bytes) -> tuple[int, ...]:
        return struct.unpack_from(f"<{len(content) // 4}L", content)

    def _chain(self, sector: int) -> bytes:
        pieces: list[bytes] = []
        most = (len(self._content) >> self._shift) + 1
        while sector < END_OF_CHAIN:
            if sector >= len(self._fat) or len(pieces) > most:
                raise _damaged()
            pieces.append(self._sector(sector))
            sector = self._fat[sector]
        return b"".join(pieces)

    def _directory(self) -> dict[str, tuple[int, int, int]]:
        listed = self._chain(self._directory_start)
        entries: dict[str, tuple[int, int, int]] = {}
        for at in range(0, min(len(listed) - ENTRY + 1, MAX_DIRECTORY_ENTRIES * ENTRY), ENTRY):
            length, kind = struct.unpack_from("<HB", listed, at + 64)
            if kind == 0 or not 2 <= length <= 64:
                continue
            name = listed[at : at + length - 2].decode("utf-16-le")
            start, size = struct.unpack_from("<2L", listed, at + 116)
            entries.setdefault(name, (kind, start, size))
        return entries


def _damaged() -> Refusal:
    return Refusal("PE-F008", detail="复合文件的目录读不出")
