"""Fixes carried out on files: what they change, what they never change, and what a person has to decide."""

from __future__ import annotations

import re
import tempfile
from collections import Counter
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from forms.build_forms import build_forms
from hypothesis import example, given, settings
from hypothesis import strategies as st

from perfeval_core.findings import Fix, FixKind, Stored
from perfeval_core.fixes import FIXED_CODES
from perfeval_core.grid import CellKind, CellRef
from perfeval_core.model import Entry
from perfeval_core.spelling import fold
from perfeval_core.tidying import number_digits, tidied
from tests.fix.forms import GROWTH, ROWS, SHEET, checked_forms, codes, fixed, offer_for, text_of, typed_form
from tests.patch.packages import contents
from tests.standard_workbooks import FORMS, converted, written
from xladdin.checking import check_file
from xladdin.files.patch.cells import Value
from xladdin.files.patch.editing import write_values
from xladdin.files.patch.saving import changed_workbook
from xladdin.fixing import fixed_workbook


def meaning(value: Any) -> Any:
    """A form and its scores with every typed text as readings see it."""
    if isinstance(value, Entry):
        return fold(number_digits(value.text) or value.text).text, value.ref, value.more
    if is_dataclass(value) and not isinstance(value, type):
        left_out = ("evidence", "text", "explanation", "reasons", "typed", "placed", "unplaced", "fix")
        return tuple(meaning(getattr(value, field.name)) for field in fields(value) if field.name not in left_out)
    if isinstance(value, (tuple, list)):
        return tuple(map(meaning, value))
    return fold(value).text if isinstance(value, str) else value


def same_meaning(before: Path, after: Path) -> bool:
    return [meaning((one.form, one.scores)) for one in checked_forms(before)] == [
        meaning((one.form, one.scores)) for one in checked_forms(after)
    ]


def what_was_entered(path: Path) -> list[Any]:
    """What the forms of a file say but for what follows from the rest of it: the total, the grade, the rate."""
    return [
        meaning((one.form.indicators, [row.budget_adjusted for row in one.form.funds.rows], one.scores.rows))
        for one in checked_forms(path)
    ]


ODD = {"G11": "５０", "F12": " 30 ", "E12": "５２１０人　", "C13": "用水户满意度\xa0", "C6": "１００", "G13": "10"}


def test_safe_fixes_put_the_spelling_right(tmp_path: Path) -> None:
    source = typed_form(tmp_path / "表.xlsx", cells=ODD)
    assert "PE-L109" in codes(source)
    after = fixed(source, tmp_path / "新.xlsx")
    assert {address: text_of(after, address) for address in ODD} == {
        "G11": ("50", CellKind.NUMBER),
        "F12": ("30", CellKind.NUMBER),
        "E12": ("5210人", CellKind.TEXT),
        "C13": ("用水户满意度", CellKind.TEXT),
        "C6": ("100", CellKind.NUMBER),
        "G13": ("10", CellKind.NUMBER),
    }
    assert same_meaning(source, after)
    assert codes(after) == set()
    offer = offer_for(after)
    assert offer.chosen() == ()


@pytest.mark.parametrize("number_format", ["0%", "yyyy-mm-dd", "@", "0"])
def test_a_number_shows_its_digits_whatever_format_the_text_had(number_format: str, tmp_path: Path) -> None:
    source = typed_form(tmp_path / "表.xlsx", cells={"G11": "49.5"})
    book = openpyxl.load_workbook(source)
    book[SHEET]["G11"].number_format = number_format
    book.save(source)
    assert text_of(fixed(source, tmp_path / "新.xlsx"), "G11") == ("49.5", CellKind.NUMBER)


def test_a_sum_over_texts_counts_them_afterwards(tmp_path: Path) -> None:
    source = typed_form(tmp_path / "表.xlsx", cells={"G11": "50", "G14": "=SUM(G11:G13)+H5"})
    after = fixed(source, tmp_path / "新.xlsx")
    assert text_of(after, "G14") == ("100", CellKind.NUMBER)
    assert codes(after) == set()


def test_a_text_like_a_formula_counts_as_nothing(tmp_path: Path) -> None:
    source = typed_form(tmp_path / "表.xlsx", cells={"F11": "50", "G14": "=SUM(G11:G13)+H5+SUM(H11)"})
    book = openpyxl.load_workbook(source)
    book[SHEET]["H11"] = " =1+1 "
    book[SHEET]["H11"].data_type = "s"
    book.save(source)
    after = fixed(source, tmp_path / "新.xlsx")
    assert text_of(after, "H11") == ("=1+1", CellKind.TEXT)
    assert text_of(after, "G14") == ("100", CellKind.NUMBER)


def test_what_somebody_typed_is_changed_only_when_asked(tmp_path: Path) -> None:
    source = typed_form(tmp_path / "表.xlsx", (GROWTH, *ROWS[1:]), {"G11": 48, "G14": 99, "G5": "97%", "H5": 9.7})
    offer = offer_for(source)
    assert offer.chosen() == ()
    offered = {(one.code, one.fix.ref.a1, one.fix.after) for one in offer.fixes}
    assert offered == {("PE-S105", "G11", "28.85"), ("PE-S201", "G14", "97.7"), ("PE-B105", "G5", "100%")}
    after = fixed(source, tmp_path / "新.xlsx", "PE-S105")
    assert text_of(after, "G11") == ("28.85", CellKind.NUMBER)
    assert text_of(after, "G14") == ("99", CellKind.NUMBER)


def test_a_missing_weight_is_the_rest_of_100(tmp_path: Path) -> None:
    rows = (("产出指标", "数量指标", "新建集中供水点", "≥20处", "22处", "", 50, ""), *ROWS[1:])
    source = typed_form(tmp_path / "表.xlsx", rows)
    [found] = [one for one in checked_forms(source)[0].findings if one.code == "PE-W101"]
    assert found.fix == Fix(FixKind.UNSAFE, CellRef(SHEET, 11, 6), "", "50", Stored.NUMBER)
    assert text_of(fixed(source, tmp_path / "新.xlsx", "PE-W101"), "F11") == ("50", CellKind.NUMBER)


def test_a_formula_is_never_replaced_by_its_result(tmp_path: Path) -> None:
    source = typed_form(tmp_path / "表.xlsx", cells={"G14": "=SUM(G11:G12)"})
    content, _ = changed_workbook(
        str(source),
        lambda parts: write_values(
            parts,
            {CellRef(SHEET, 14, 7): Value(Value.of_number("80").kind, "80", "SUM(G11:G12)")},
            forget_results=False,
        ),
    )
    source.write_bytes(content)
    [found] = [one for one in checked_forms(source)[0].findings if one.code == "PE-S201"]
    assert found.fix is not None and found.fix.kind is FixKind.DISPLAY_ONLY
    assert offer_for(source).chosen(["PE-S201"]) == ()


def test_a_formula_without_its_result_is_computed(tmp_path: Path) -> None:
    source = typed_form(tmp_path / "表.xlsx", cells={"G14": "=SUM(G11:G13)+H5"})
    assert "PE-L104" in codes(source)
    after = fixed(source, tmp_path / "新.xlsx")
    assert text_of(after, "G14") == ("100", CellKind.NUMBER) and "PE-L104" not in codes(after)


def test_a_formula_beyond_the_known_ones_is_left_alone(tmp_path: Path) -> None:
    source = typed_form(tmp_path / "表.xlsx", cells={"G14": "=AGGREGATE(9,6,G11:G13)+H5"})
    assert offer_for(source).fixes == ()


def test_only_the_named_parts_change(tmp_path: Path) -> None:
    source = typed_form(tmp_path / "表.xlsx", cells={"E12": "５２１０人"})
    before, after = contents(source), contents(fixed(source, tmp_path / "新.xlsx"))
    assert {name for name in before if before[name] != after[name]} == {"xl/worksheets/sheet1.xml"}
    assert before.keys() == after.keys()


NASTY = (
    "50", "３０", " 10", "12.50", "95%", "９３．６％", "1,234.5", "—", "/", "=G11+G12", "0.5", "007", "'50", "1 720",
    "50分", "５０ 分", "1234567890123456", "-0", "+5", ".5", "１e3", "2023-12-31", "２０２３．１２．３１",
    "2023．10", "35010420230001", "３５０１０４", "XM-００１２", "２０２３〕４５号", "１：２", "５０\n３０",
    "\u200b50", "50\u3000%", "０", "-５", "－５", "\u3000", "\xa0", "＝SUM（G11：G12）", "@１", "\t50", "1，234",
    "１，２３", "99．9999999999999999", "½", "①", "五十", "#N/A", "１ ７２０",
)  # fmt: skip
"""What people and systems leave in cells: ids, dates, phone numbers, formulas gone wrong, digits of all kinds."""
CELLS = st.dictionaries(
    st.sampled_from([*(f"{col}{row}" for col in "CDEFGH" for row in (11, 12)), "C5", "E5", "G5", "G14", "B2", "C6"]),
    st.one_of(
        st.text("0123456789０１２３．，％.,%- \u3000\xa0\n≥≤万元家个处人", min_size=1, max_size=8),
        st.sampled_from(NASTY),
    ),
    max_size=6,
)


def found(path: Path) -> Counter[tuple[str, str]]:
    """The findings of a file, but for the spelling of numbers, which quotes what was typed."""
    findings = check_file(str(path)).report.findings
    texts = ((one.code, fold(one.message).text) for one in findings if one.code not in ("PE-L109", "PE-L110"))
    return Counter((code, re.sub(r"(?<=\d),(?=\d{3})", "", text)) for code, text in texts)


@settings(max_examples=80, deadline=None)
@given(CELLS)
@example({"G5": "1,000.1"})
def test_safe_fixes_never_change_what_a_form_means(cells: dict[str, str]) -> None:
    """Meaning and findings stay, but for the spelling that was put right; doing it twice is doing it once."""
    with tempfile.TemporaryDirectory() as folder:
        source = typed_form(Path(folder) / "表.xlsx", cells=cells)
        offer = offer_for(source)
        after = fixed(source, Path(folder) / "新.xlsx")
        assert offer_for(after).chosen() == ()
        chosen = offer.chosen()
        if any(one.fix.stored is Stored.FORMULA for one in chosen):
            return  # recomputed results are what such a fix is about
        if any(one.code in FIXED_CODES for one in chosen):
            assert what_was_entered(source) == what_was_entered(after)
            return
        assert same_meaning(source, after)
        assert found(source) == found(after)
        assert codes(after) <= codes(source)


@pytest.mark.parametrize("text", ["35010420230001", "３５０１０４", "XM-００１２", " 007 ", "２０２３"])
def test_an_id_stays_a_text(text: str, tmp_path: Path) -> None:
    """A project's name or code, a date, a reason: spelled well at most, never a number."""
    source = typed_form(tmp_path / "表.xlsx", cells={address: text for address in ("B2", "E3", "C11", "E11", "H11")})
    after = fixed(source, tmp_path / "新.xlsx")
    for address in ("B2", "E3", "C11", "E11", "H11"):
        assert text_of(after, address) == (tidied(text), CellKind.TEXT)


def test_safe_fixes_keep_the_meaning_of_the_published_forms(tmp_path: Path) -> None:
    for name, path in build_forms(tmp_path).items():
        after = fixed(path, tmp_path / f"{name}.fixed.xlsx")
        assert same_meaning(path, after), name


# -- the standard workbook


@pytest.mark.parametrize("name", FORMS[::3])
def test_a_standard_workbook_saved_without_results_is_as_good_as_new(name: str, tmp_path: Path) -> None:
    """openpyxl drops every stored result; the fix computes them, and a check finds just what it found before."""
    whole = written(tmp_path, converted(name), "全.xlsx")
    bare = tmp_path / "无结果.xlsx"
    openpyxl.load_workbook(whole).save(bare)
    assert "PE-L104" in codes(bare)
    wanted, after = fixed(whole, tmp_path / "一.xlsx"), fixed(bare, tmp_path / "二.xlsx")
    assert found(after) == found(wanted)


@pytest.fixture(scope="module")
def standard(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return written(tmp_path_factory.mktemp("standard"), converted("yiyang_2020_industry"))


def typed_over(source: Path, target: Path, values: dict[CellRef, Value]) -> Path:
    content, _ = changed_workbook(str(source), lambda parts: write_values(parts, values, forget_results=False))
    target.write_bytes(content)
    return target


def test_a_sound_standard_workbook_needs_nothing(standard: Path) -> None:
    offer = offer_for(standard)
    assert [one for one in offer.chosen() if one.fix.stored is Stored.FORMULA] == []


def test_an_overwritten_total_of_the_standard_workbook_is_restored(standard: Path, tmp_path: Path) -> None:
    form = checked_forms(standard)[0].form
    total, rate = form.total.ref, form.funds.total.execution_rate.ref
    source = typed_over(standard, tmp_path / "表.xlsx", {total: Value.of_number("99"), rate: Value.of_number("0.5")})
    after = fixed(source, tmp_path / "新.xlsx")
    again = checked_forms(after)[0].form
    assert (again.total.formula, again.total.text) == (form.total.formula, form.total.text)
    assert (again.funds.total.execution_rate.formula, again.funds.total.execution_rate.text) == (
        form.funds.total.execution_rate.formula, form.funds.total.execution_rate.text,
    )  # fmt: skip


def test_an_overwritten_score_is_restored_only_when_asked(standard: Path, tmp_path: Path) -> None:
    row = next(one for one in checked_forms(standard)[0].form.indicators if one.score.text == "7.21")
    ref = row.score.ref
    source = typed_over(standard, tmp_path / "表.xlsx", {ref: Value.of_number("12")})
    offer = offer_for(source)
    assert ref not in {one.fix.ref for one in offer.chosen()}
    assert ref in {one.fix.ref for one in offer.chosen(["PE-L105"])}
    target = tmp_path / "新.xlsx"
    target.write_bytes(fixed_workbook(offer, offer.chosen(["PE-L105"])))
    again = next(one for one in checked_forms(target)[0].form.indicators if one.row == row.row)
    assert (again.score.text, again.score.formula) == ("7.21", row.score.formula)


def test_a_score_typed_as_the_formula_gives_it_gets_its_formula_back(standard: Path, tmp_path: Path) -> None:
    row = next(one for one in checked_forms(standard)[0].form.indicators if one.score.text == "7.21")
    source = typed_over(standard, tmp_path / "表.xlsx", {row.score.ref: Value.of_number("7.21")})
    after = fixed(source, tmp_path / "新.xlsx")
    again = next(one for one in checked_forms(after)[0].form.indicators if one.row == row.row)
    assert (again.score.text, again.score.formula) == ("7.21", row.score.formula)
    assert same_meaning(standard, after)
