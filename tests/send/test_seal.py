"""A seal survives whatever does not change the content, and names each cell that is not as it was."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from perfeval_core.grid import Cell, CellKind, CellRef, Grid, Workbook
from tests.patch.test_cells import changed
from xladdin.checking import check_file
from xladdin.cli import main
from xladdin.files import read_workbook
from xladdin.files.patch.cells import Value, ValueKind
from xladdin.files.seal import CONTENT_LABEL, FINGERPRINT_LABEL, SEAL_SHEET, State, seal_of, verify
from xladdin.packing import pack


def number(text: str, **more: object) -> Cell:
    return Cell(text, CellKind.NUMBER, **more)  # type: ignore[arg-type]


def text(content: str) -> Cell:
    return Cell(content, CellKind.TEXT)


def sealed(cells: dict[tuple[int, int], Cell], now: dict[tuple[int, int], Cell] | None = None) -> Workbook:
    """A workbook that carries the seal of ``cells`` while its form holds ``now``."""
    seal = seal_of(Workbook((Grid("表", cells),)))
    rows = [(FINGERPRINT_LABEL, seal.fingerprint)]
    rows += [(f"{CONTENT_LABEL}（{at}）", piece) for at, piece in enumerate(seal.content)]
    lines = {(row, col): text(words[col - 1]) for row, words in enumerate(rows, 1) for col in (1, 2)}
    return Workbook((Grid("表", cells if now is None else now), Grid(SEAL_SHEET, lines)))


CELLS = {
    (1, 1): text("项目支出绩效自评表"),
    (2, 1): number("90"),
    (2, 2): Cell("95.4%", CellKind.PERCENT),
    (3, 1): Cell("7.21", CellKind.NUMBER, "ROUND(A1,2)"),
    (3, 2): Cell("", CellKind.BLANK, "B1", computed=False),
    (4, 1): text("第一行\r\n第二行"),
    (5, 1): Cell("TRUE", CellKind.BOOLEAN),
}


@pytest.mark.parametrize(
    ("place", "same"),
    [
        ((2, 2), number("0.954")),
        ((3, 1), Cell("7.21000000000001", CellKind.NUMBER, "ROUND($A$1,2)")),
        ((3, 2), Cell("5", CellKind.NUMBER, "B1")),
        ((4, 1), text("第一行\n第二行")),
        ((5, 1), Cell("1", CellKind.NUMBER, "TRUE()")),
        ((9, 9), text("")),
    ],
)
def test_the_same_in_other_words(place: tuple[int, int], same: Cell) -> None:
    assert verify(sealed(CELLS, {**CELLS, place: same})).state is State.UNCHANGED


@pytest.mark.parametrize(
    ("place", "other"),
    [
        ((1, 1), text("项目支出绩效自评表 ")),
        ((2, 1), number("90.1")),
        ((2, 1), text("90")),
        ((2, 2), Cell("95.5%", CellKind.PERCENT)),
        ((3, 1), number("7.21")),
        ((3, 1), Cell("7.22", CellKind.NUMBER, "ROUND(A1,2)")),
        ((4, 1), text("第一行第二行")),
        ((5, 1), Cell("FALSE", CellKind.BOOLEAN)),
        ((9, 9), text(" ")),
    ],
)
def test_a_change_is_found_and_named(place: tuple[int, int], other: Cell) -> None:
    verdict = verify(sealed(CELLS, {**CELLS, place: other}))
    ref = CellRef("表", *place)
    assert (verdict.state, [change.cell for change in verdict.changes]) == (State.CHANGED, [str(ref)])


def test_a_cell_that_was_cleared() -> None:
    verdict = verify(sealed(CELLS, {place: cell for place, cell in CELLS.items() if place != (2, 1)}))
    assert [(change.cell, change.before, change.now) for change in verdict.changes] == [("表!A2", "90", "")]


def test_without_a_seal() -> None:
    assert verify(Workbook((Grid("表", CELLS),))).state is State.UNSEALED


@pytest.mark.parametrize("row", [1, 2])
def test_a_seal_that_was_changed_itself(row: int) -> None:
    book = sealed(CELLS)
    sheet = book.grids[1]
    lines = dict(sheet.cells)
    good = lines[row, 2].text
    for broken in ("", "=", good[:10] + ("A" if good[10] != "A" else "B") + good[11:], good[:-8]):
        lines[row, 2] = text(broken)
        assert verify(Workbook((book.grids[0], Grid(SEAL_SHEET, lines)))).state is State.BROKEN


@given(
    st.dictionaries(st.tuples(st.integers(1, 50), st.integers(1, 20)), st.text(min_size=1, max_size=8), min_size=1),
    st.data(),
)
def test_one_character_of_one_cell(texts: dict[tuple[int, int], str], data: st.DataObject) -> None:
    cells = {place: text(content) for place, content in texts.items()}
    assert verify(sealed(cells)).state is State.UNCHANGED
    place = data.draw(st.sampled_from(sorted(texts)))
    at = data.draw(st.integers(0, len(texts[place]) - 1))
    sign = data.draw(st.characters(exclude_characters="\r\n" + texts[place][at]))
    now = {**cells, place: text(texts[place][:at] + sign + texts[place][at + 1 :])}
    if "\r" in texts[place] or "\n" in texts[place]:
        return
    verdict = verify(sealed(cells, now))
    assert [change.cell for change in verdict.changes] == [str(CellRef("表", *place))]


# -- real files


@pytest.fixture
def packed(forms: dict[str, Path], tmp_path: Path) -> dict[str, Path]:
    made = {}
    for name, path in forms.items():
        made[name] = tmp_path / f"{name}.xlsx"
        made[name].write_bytes(pack(str(path), check_file(str(path)), "2024年3月1日").content)
    return made


def test_the_published_forms(packed: dict[str, Path], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["verify", *map(str, packed.values())]) == 0
    said = capsys.readouterr().out
    assert said.count("：未改动") == len(packed)
    assert "不是电子签名" in said


def test_one_changed_digit_is_named(
    packed: dict[str, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, path in packed.items():
        grid = read_workbook(path).grids[0]
        place, cell = next((place, cell) for place, cell in sorted(grid.cells.items()) if cell.text.isdecimal())
        digit = str((int(cell.text[-1]) + 1) % 10)
        kind = ValueKind.NUMBER if cell.kind is CellKind.NUMBER else ValueKind.TEXT
        ref = CellRef(grid.sheet, *place)
        other = changed(path, tmp_path / f"{name} 改.xlsx", {ref: Value(kind, cell.text[:-1] + digit)})
        assert main(["verify", str(other)]) == 1
        said = capsys.readouterr().out
        assert "：已改动" in said and f"  {ref}：封装时是“{cell.text}”，现在是“{cell.text[:-1]}{digit}”" in said


def test_saved_again_by_openpyxl(packed: dict[str, Path], tmp_path: Path) -> None:
    for name, path in packed.items():
        again = tmp_path / f"{name} 又存.xlsx"
        openpyxl.load_workbook(path).save(again)
        assert verify(read_workbook(again)).state is State.UNCHANGED


def test_marking_a_sealed_workbook_does_not_change_it(packed: dict[str, Path]) -> None:
    path = next(iter(packed.values()))
    assert main(["mark", str(path)]) in (0, 1)
    assert verify(read_workbook(path)).state is State.UNCHANGED


def test_exit_codes(packed: dict[str, Path], forms: dict[str, Path], tmp_path: Path) -> None:
    good = str(next(iter(packed.values())))
    assert main(["verify", good]) == 0
    assert main(["verify", good, str(next(iter(forms.values())))]) == 1
    assert main(["verify", good, str(tmp_path / "没有.xlsx")]) == 2
