"""A sealed file verified: at once where not a byte of it has changed, otherwise by what its cells say."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256

from perfeval_core.grid import Grid
from xladdin.files.errors import FileProblem, Refusal
from xladdin.files.opening import Content, open_file
from xladdin.files.package import Package
from xladdin.files.seal import PARTS_LABEL, SEAL_SHEET, State, Verdict, verify
from xladdin.files.uncollected import uncollected
from xladdin.files.xlsx_reader import read_self_contained_sheet

__all__ = ["parts_fingerprint", "verify_file"]


Place = tuple[int, int]


def parts_fingerprint(contents: Mapping[str, bytes], seal: Mapping[Place, str]) -> str:
    """The fingerprint of a file: of its parts by their names (in lower case), whatever their order and packing, and
    of the texts on the seal's sheet but this one."""
    whole = sha256(repr(sorted(seal.items())).encode("utf-8", "surrogatepass"))
    for name in sorted(contents):
        whole.update(sha256(name.encode("utf-8")).digest() + sha256(contents[name]).digest())
    return whole.hexdigest()


@uncollected()
def verify_file(path: str) -> Verdict:
    """Verify a file.

    :raises FileProblem: when it cannot be read.
    """
    from xladdin.files import read_workbook

    if _is_as_it_was(path):
        return Verdict(State.UNCHANGED)
    return verify(read_workbook(path))


def _is_as_it_was(path: str) -> bool:
    """Has every part but the seal's own sheet the bytes that were sealed, and does that sheet say what it said?"""
    try:
        with open_file(path) as (stream, content):
            if content is not Content.ZIP:
                return False
            package = Package(stream)
            found = read_self_contained_sheet(package, SEAL_SHEET)
            if found is None:
                return False
            part, sheet = found
            others = {name: b"".join(package.whole(name)) for name in package.entries if name != part}
            told, texts = _told(sheet)
            return told == parts_fingerprint(others, texts)
    except (Refusal, FileProblem, OSError):
        return False  # the whole reading says what is wrong with it


def _told(sheet: Grid) -> tuple[str, dict[Place, str]]:
    """The fingerprint of the file that a seal's sheet tells, and the other texts there."""
    texts = {place: cell.text for place, cell in sheet.cells.items() if cell.text}
    place = next(((row, 2) for (row, col), text in texts.items() if col == 1 and text == PARTS_LABEL), (0, 0))
    return texts.pop(place, ""), texts
