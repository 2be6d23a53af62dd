"""Workbooks before and after a change, compared part by part."""

from __future__ import annotations

import zipfile
from pathlib import Path

CORPUS = Path(__file__).resolve().parents[3] / "shared" / "corpus"
OUTCOMES = Path(__file__).resolve().parents[1] / "corpus" / "outcomes.tsv"


def good_workbooks(*suffixes: str) -> list[str]:
    """The files of the corpus that can be read and are .xlsx or .xlsm."""
    lines = OUTCOMES.read_text(encoding="utf-8").splitlines()
    rows = [line.split("\t") for line in lines if not line.startswith("#")]
    return [name for name, outcome in rows if outcome == "ok" and name.endswith(suffixes or (".xlsx", ".xlsm"))]


def members(path: Path) -> dict[str, tuple[bytes, bytes, tuple[object, ...]]]:
    """Every member: its compressed bytes as they lie in the file, its content, and what the directory says of it."""
    found = {}
    raw = path.read_bytes()
    with zipfile.ZipFile(path) as package:
        for entry in package.infolist():
            at = entry.header_offset
            start = at + 30 + int.from_bytes(raw[at + 26 : at + 28], "little")
            start += int.from_bytes(raw[at + 28 : at + 30], "little")
            packed = raw[at : start + entry.compress_size]
            told = (entry.date_time, entry.flag_bits, entry.compress_type, entry.extra, entry.external_attr)
            found[entry.filename] = (packed, package.read(entry), told)
    return found


def contents(path: Path) -> dict[str, bytes]:
    """Every member's content."""
    return {name: content for name, (_, content, _) in members(path).items()}


def changed_parts(before: Path, after: Path) -> set[str]:
    """The members that are new, gone or not byte for byte the same, header and compressed bytes included."""
    old, new = members(before), members(after)
    return {name for name in old.keys() | new.keys() if old.get(name) != new.get(name)}
