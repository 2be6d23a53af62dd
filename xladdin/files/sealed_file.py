"""A sealed file verified: at once where not a byte of it has changed, otherwise by what its cells say."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256

from xladdin.files.errors import FileProblem, Refusal
from xladdin.files.opening import Content, open_file
from xladdin.files.package import Package
from xladdin.files.seal import PARTS_LABEL, SEAL_SHEET, State, Verdict, verify, verify_seal_sheet
from xladdin.files.xlsx_reader import read_self_contained_sheet

__all__ = ["parts_fingerprint", "verify_file"]


def parts_fingerprint(contents: Mapping[str, bytes]) -> str:
    """The fingerprint of parts by their names (in lower case), whatever their order and packing."""
    whole = sha256()
    for name in sorted(contents):
        whole.update(sha256(name.encode("utf-8")).digest() + sha256(contents[name]).digest())
    return whole.hexdigest()


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
            told = next((sheet.at(row, 2).text for row, col in sheet.cells
                         if col == 1 and sheet.at(row, 1).text == PARTS_LABEL), "")  # fmt: skip
            others = {name: b"".join(package.whole(name)) for name in package.entries if name != part}
            return told == parts_fingerprint(others) and verify_seal_sheet(sheet)
    except (Refusal, FileProblem, OSError):
        return False  # the whole reading says what is wrong with it
