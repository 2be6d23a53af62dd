"""Damaged in any way, a workbook is read or refused with a code; nothing else comes out."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from crafted import parts, write
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from xladdin.files import FileProblem, read_workbook

CORPUS = Path(__file__).resolve().parents[3] / "shared" / "corpus"
FORM = {
    **parts(
        '<row r="1" hidden="1"><c r="A1" t="s"><v>0</v></c><c r="B1" s="1"><v>0.95</v></c></row>'
        '<row r="2"><c r="A2"><f t="shared" ref="A2:A3" si="0">B1*2</f><v>1.9</v></c>'
        '<c r="B2" t="inlineStr"><is><t>行</t></is></c></row>'
        '<row r="3"><c r="A3"><f t="shared" si="0"/></c><c r="B3" s="2"><v>45291.5</v></c></row>',
        after='<mergeCells><mergeCell ref="A1:A2"/></mergeCells>',
        before='<cols><col min="2" max="3" hidden="1"/></cols>',
        strings="<si><t>绩效</t></si>",
        styles='<xf numFmtId="0"/><xf numFmtId="9"/><xf numFmtId="22"/>',
        names='<definedName name="x">表!$A$1</definedName>',
    )
}
flips = st.lists(st.tuples(st.integers(0, 1 << 20), st.integers(1, 255)), min_size=1, max_size=8)
several = settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])


def only_a_file_problem(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    try:
        read_workbook(path)
    except FileProblem as problem:
        assert problem.message.endswith("。")


def flipped(content: bytes, changes: list[tuple[int, int]]) -> bytes:
    changed = bytearray(content)
    for at, mask in changes:
        changed[at % len(changed)] ^= mask
    return bytes(changed)


@several
@given(cut=st.floats(0, 1))
def test_truncations(tmp_path: Path, cut: float) -> None:
    content = write(tmp_path / "whole.xlsx", FORM).read_bytes()
    only_a_file_problem(tmp_path / "a.xlsx", content[: int(len(content) * cut)])


@several
@given(changes=flips)
def test_flipped_bytes_of_the_zip(tmp_path: Path, changes: list[tuple[int, int]]) -> None:
    content = write(tmp_path / "whole.xlsx", FORM).read_bytes()
    only_a_file_problem(tmp_path / "a.xlsx", flipped(content, changes))


@several
@given(name=st.sampled_from(sorted(FORM)), changes=flips)
def test_flipped_bytes_inside_a_part(tmp_path: Path, name: str, changes: list[tuple[int, int]]) -> None:
    part = FORM[name]
    raw = part.encode() if isinstance(part, str) else part
    only_a_file_problem(
        tmp_path / "a.xlsx", write(tmp_path / "b.xlsx", {**FORM, name: flipped(raw, changes)}).read_bytes()
    )


@several
@given(name=st.sampled_from(sorted(FORM)), old=st.sampled_from('0123456789ABst"'), new=st.sampled_from('0-9"<&AZ绩²'))
def test_a_character_exchanged_throughout_a_part(tmp_path: Path, name: str, old: str, new: str) -> None:
    changed = str(FORM[name]).replace(old, new)
    only_a_file_problem(tmp_path / "a.xlsx", write(tmp_path / "b.xlsx", {**FORM, name: changed}).read_bytes())


@pytest.mark.parametrize("name", sorted(FORM))
def test_any_part_may_be_missing(tmp_path: Path, name: str) -> None:
    rest = {other: part for other, part in FORM.items() if other != name}
    only_a_file_problem(tmp_path / "a.xlsx", write(tmp_path / "b.xlsx", rest).read_bytes())


@settings(parent=several, max_examples=40)
@given(changes=flips)
def test_flipped_bytes_of_an_old_workbook(tmp_path: Path, changes: list[tuple[int, int]]) -> None:
    content = (CORPUS / "poi" / "yearfracExamples.xls").read_bytes()
    only_a_file_problem(tmp_path / "a.xls", flipped(content, changes))


@several
@given(content=st.binary(max_size=600))
def test_random_bytes(tmp_path: Path, content: bytes) -> None:
    for head in (b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        only_a_file_problem(tmp_path / "a.xlsx", head + content)


def test_the_undamaged_form_is_read(tmp_path: Path) -> None:
    grid = read_workbook(write(tmp_path / "a.xlsx", FORM)).grids[0]
    assert (grid.at(1, 2).text, grid.at(3, 1).formula, grid.at(3, 2).text) == ("95%", "B2*2", "2023年12月31日 12:00")
    assert zipfile.is_zipfile(io.BytesIO((tmp_path / "a.xlsx").read_bytes()))
