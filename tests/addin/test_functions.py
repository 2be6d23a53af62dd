"""The worksheet functions: what every kind of cell gives, and that they say what the core says."""

from __future__ import annotations

import datetime
import json
import subprocess
import sys
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perfeval_core.explain import explain
from perfeval_core.readings import Doubt
from perfeval_core.row_status import DOUBT_WORDS
from xladdin.function_results import MOST_ROWS, RESULTS
from xladdin.functions import BY_NAME, FUNCTIONS
from xladdin.worksheet_values import WorksheetError, cell_text

ROOT = Path(__file__).resolve().parents[2]
UNKNOWN, MISUSE = WorksheetError.NOT_AVAILABLE, WorksheetError.MISUSE

CASES: list[tuple[str, tuple[object, ...], object]] = [
    # scores: the double nearest to the exact decimal
    ("PE_SCORE", ("≥8", 7.43, 20), 18.58),
    ("PE_SCORE", ("≥8", "7.43", "20分"), 18.58),
    ("PE_SCORE", ("7.8%左右", "4.5%", 12.5), 7.21),
    ("PE_SCORE", (8.0, Decimal("7.43"), 20.0), 18.58),
    ("PE_SCORE", ("≤5", "10", 5, None, None, None, None, "hubei"), 2.5),
    ("PE_SCORE", ("5", "4", 5, "反向"), 5.0),
    ("PE_SCORE", ("显著提升", "显著提升", 10, None, "达成年度指标", 0.95), 9.9),
    ("PE_SCORE", ("5.7", "5.7", 5, None, None, None, "贷款金额（亿元）"), 5.0),
    # blank rows are blank, half-filled ones cannot be known
    ("PE_SCORE", ("", None, ""), ""),
    ("PE_SCORE", ("　", " ", None), ""),
    ("PE_SCORE", ("≥5", None, 5), UNKNOWN),
    ("PE_SCORE", ("", "5", 5), UNKNOWN),
    ("PE_SCORE", ("≥5", "3", None), UNKNOWN),
    ("PE_SCORE", ("10人", "10人次", 5), UNKNOWN),
    ("PE_SCORE", ("显著提升", "显著提升", 10), UNKNOWN),
    # percent cells: a host that can see the format gives the text, one that cannot gives the share
    ("PE_SCORE", ("≥90%", "95.4%", 10), 10.0),
    ("PE_SCORE", ("≥90%", 0.954, 10), UNKNOWN),
    # dates: a date, a text, a serial number
    ("PE_SCORE", ("2023年12月31日前", datetime.datetime(2023, 12, 31), 5), 5.0),
    ("PE_SCORE", ("2023年12月31日前", datetime.date(2023, 12, 1), 5), 5.0),
    ("PE_SCORE", ("2023年12月31日前", "2023-12-31", 5), 5.0),
    ("PE_SCORE", ("2023年12月31日前", 45291.0, 5), 5.0),
    ("PE_SCORE", ("2023年12月31日前", 45292.0, 5), UNKNOWN),
    ("PE_SCORE", (45291.0, "2023年12月31日", 5), UNKNOWN),
    # booleans are not numbers
    ("PE_SCORE", ("5", True, 5), UNKNOWN),
    ("PE_SCORE", ("≥1", "1", True), MISUSE),
    # an error cell passes on, whatever stands beside it
    ("PE_SCORE", ("#DIV/0!", "3", 5), WorksheetError.DIVISION),
    ("PE_SCORE", ("5", WorksheetError.REFERENCE, 5), WorksheetError.REFERENCE),
    ("PE_SCORE", ("5", float("nan"), 5), WorksheetError.NUMBER),
    # misuse
    ("PE_SCORE", ("5", "3"), MISUSE),
    ("PE_SCORE", ("5", "3", "abc"), MISUSE),
    ("PE_SCORE", ("5", "3", -1), MISUSE),
    ("PE_SCORE", ("5", "3", 5, "往上"), MISUSE),
    ("PE_SCORE", ("5", "3", 5, None, None, None, None, "nowhere"), MISUSE),
    ("PE_SCORE", ("5", ((3, 4),), 5), MISUSE),
    ("PE_SCORE", ("5", object(), 5), MISUSE),
    ("PE_SCORE", (((5,),), (("3",),), ((5,),)), 3.0),
    ("PE_ATTAINMENT", ("7.8%左右", "4.5%"), 45 / 78),
    ("PE_ATTAINMENT", ("≤5", "4"), 1.25),
    ("PE_ATTAINMENT", ("≤5", "0"), UNKNOWN),
    ("PE_ATTAINMENT", ("有效", "有效"), UNKNOWN),
    ("PE_ATTAINMENT", ("", ""), ""),
    ("PE_EXPLAIN", ("7.8%左右", "4.5%", 12.5), "4.5% ÷ 7.8% = 57.69%，12.5 × 57.69% = 7.21"),
    ("PE_EXPLAIN", ("", "", ""), ""),
    ("PE_CHECK", ("7.8%左右", "4.5%", 12.5), "✓ 12.5×57.69%"),
    ("PE_CHECK", ("7.8%左右", "4.5%", 12.5, 12, ""), "✓ 12.5×57.69%；得分 12，按规则 7.21；缺偏差原因"),
    ("PE_CHECK", ("7.8%左右", "4.5%", 12.5, 7.2, "受市场影响"), "✓ 12.5×57.69%"),
    ("PE_CHECK", ("≥100家", "189家", 5, 5, ""), "✓ 满分；核：超额完成；缺偏差原因"),
    ("PE_CHECK", ("≥90%", "", 5, 5), "缺完成值；没有完成值却有得分"),
    ("PE_CHECK", ("≥90%", "95%", ""), "缺分值"),
    ("PE_CHECK", ("≥90%", "95%", "十分"), "待核：分值不对"),
    ("PE_CHECK", ("≥5", "5.5", 5, 6), "✓ 满分；得分超过分值"),
    ("PE_CHECK", ("10人", "10人次", 5), "待核：单位不一致"),
    ("PE_CHECK", ("显著", "显著", 5), "定性：请选档次"),
    ("PE_CHECK", ("", "", ""), ""),
    ("PE_READ", ("≥95%", "数值"), 95.0),
    ("PE_READ", ("≥95%", "单位"), "%"),
    ("PE_READ", ("≥95%", "方向"), "正向"),
    ("PE_READ", ("不超过3万元", "方向"), "反向"),
    ("PE_READ", ("≥95%", "类型"), "数量"),
    ("PE_READ", ("补贴 0 家办公场地企业", "依据"), "0 家"),
    ("PE_READ", ("2-3家", "数值"), UNKNOWN),
    ("PE_READ", ("2-3家", "类型"), "区间"),
    ("PE_READ", ("2023年12月31日前", "类型"), "日期"),
    ("PE_READ", ("完成", "类型"), "结论"),
    ("PE_READ", ("显著提升", "方向"), "定性"),
    ("PE_READ", ("", "类型"), "空"),
    ("PE_READ", ("", "数值"), ""),
    ("PE_READ", ("1720 万元，其中 377.5 万元", "类型"), "待核"),
    ("PE_READ", ("≥95%", "别的"), MISUSE),
    ("PE_EXEC_RATE", (69.1, "100"), 0.691),
    ("PE_EXEC_RATE", ("5000万元", "1亿元"), 0.5),
    ("PE_EXEC_RATE", ("5000万元", "1"), UNKNOWN),
    ("PE_EXEC_RATE", (1, 0), UNKNOWN),
    ("PE_EXEC_RATE", (-1, 5), UNKNOWN),
    ("PE_EXEC_RATE", ("", 5), UNKNOWN),
    ("PE_EXEC_RATE", ("", None), ""),
    ("PE_EXEC_RATE", ("abc", 5), MISUSE),
    ("PE_EXEC_SCORE", (3, 9), 3.33),
    ("PE_EXEC_SCORE", (9, 3), 10.0),
    ("PE_EXEC_SCORE", (1, 2, None, "hubei"), 10.0),
    ("PE_EXEC_SCORE", (1, 2, 20), 10.0),
    ("PE_EXEC_SCORE", (1, 2, "x"), MISUSE),
    ("PE_EXEC_SCORE", (1, 0), UNKNOWN),
    ("PE_TOTAL", (((1.1, 2.2), ("", 3.3)),), 6.6),
    ("PE_TOTAL", (((60.0,), (60.0,)),), 100.0),
    ("PE_TOTAL", (((1.1, "待核"),),), UNKNOWN),
    ("PE_TOTAL", (((1.1, "#N/A"),),), UNKNOWN),
    ("PE_TOTAL", (((1.1, "十分"),),), MISUSE),
    ("PE_TOTAL", ((("", None),),), ""),
    ("PE_TOTAL", (7,), 7.0),
    ("PE_GRADE", (94.71,), "优"),
    ("PE_GRADE", ("80",), "良"),
    ("PE_GRADE", (79.99,), "中"),
    ("PE_GRADE", ("",), ""),
    ("PE_GRADE", ("待核",), UNKNOWN),
    ("PE_GRADE", ("高",), MISUSE),
    ("PE_DEVIATION", ("100家", "189家"), 0.89),
    ("PE_DEVIATION", ("≤5", "4"), -0.2),
    ("PE_DEVIATION", ("≤5", "-3"), UNKNOWN),
    ("PE_DEVIATION", ("0", "3"), UNKNOWN),
    ("PE_DEVIATION", ("10人", "10人次"), UNKNOWN),
    (
        "PE_SCORES",
        ((("≥8", 7.43, 20.0), ("", None, ""), ("5", "", 3.0), ("#REF!", 1.0, 1.0), ("5", "3", "x")),),
        ((18.58,), ("",), (UNKNOWN,), (WorksheetError.REFERENCE,), (MISUSE,)),
    ),
    ("PE_SCORES", ((("5", "4", 5, "反向"),),), ((5.0,),)),
    ("PE_SCORES", ((("5", "4"),),), MISUSE),
    ("PE_SCORES", ((("5", "4", 5), ("5", "4")),), MISUSE),
    ("PE_SCORES", (("5", "4", 5),), MISUSE),
    ("PE_SCORES", ((("", "", ""),) * (MOST_ROWS + 1),), MISUSE),
    ("PE_CHECKS", ((("≥8", 7.43, 20.0),),), (("✓ 20×92.88%",),)),
    (
        "PE_CHECKS",
        ((("≥8", 7.43, 20.0, 18.6, ""), ("", "", "", "", "")),),
        (("✓ 20×92.88%；缺偏差原因",), ("",)),
    ),
    ("PE_VERSION", (), "perfeval 0.1.0"),
]


@pytest.mark.parametrize(("name", "values", "expected"), CASES)
def test_results(name: str, values: tuple[object, ...], expected: object) -> None:
    assert BY_NAME[name](*values) == expected


def test_every_function_is_declared_computed_and_tested() -> None:
    assert list(RESULTS) == [function.name for function in FUNCTIONS]
    assert {name for name, _, _ in CASES} == set(RESULTS)


def test_the_declarations_can_be_shown_and_called() -> None:
    for function in FUNCTIONS:
        optional = [argument.optional for argument in function.arguments]
        assert optional == sorted(optional), f"{function.name}: an optional argument stands before a required one"
        assert function.block == bool(function.arguments and function.arguments[0].name == "rows")
        for text in (function.meaning, *(argument.meaning for argument in function.arguments)):
            assert 0 < len(text) <= 255
            assert any("\u4e00" <= sign <= "\u9fff" for sign in text)


def test_every_doubt_has_a_short_word() -> None:
    assert set(DOUBT_WORDS) == set(Doubt)
    assert len(set(DOUBT_WORDS.values())) == len(DOUBT_WORDS)
    assert max(map(len, DOUBT_WORDS.values())) <= 10


@pytest.fixture(scope="module")
def pairs() -> list[tuple[str, str, str]]:
    values = json.loads((ROOT.parent / "shared" / "data" / "values.json").read_text(encoding="utf-8"))
    return [(one["text"], one["pair_text"] or "", one["name"] or "") for one in values if one["role"] == "target"]


def test_real_pairs_score_as_the_core_says(pairs: list[tuple[str, str, str]]) -> None:
    scored = 0
    for target, actual, name in pairs:
        outcome = explain(target, actual, "12.5", name=name)
        result = BY_NAME["PE_SCORE"](target, actual, 12.5, None, None, None, name)
        if not (target.strip() or actual.strip()):
            continue
        if outcome.score is None:
            assert result is UNKNOWN
        else:
            scored += 1
            assert Decimal(repr(result)) == outcome.score
        assert BY_NAME["PE_EXPLAIN"](target, actual, 12.5, None, None, None, name) == outcome.explanation
    assert scored > 50


def test_a_block_gives_what_its_rows_give(pairs: list[tuple[str, str, str]]) -> None:
    rows = tuple((target, actual, 12.5) for target, actual, _ in pairs)
    assert BY_NAME["PE_SCORES"](rows) == tuple((BY_NAME["PE_SCORE"](*row),) for row in rows)
    assert BY_NAME["PE_CHECKS"](rows) == tuple((BY_NAME["PE_CHECK"](*row),) for row in rows)


cells = st.one_of(
    st.none(), st.booleans(), st.floats(), st.integers(), st.text(max_size=12), st.dates(),
    st.sampled_from(["≥5", "5%", "待核", "#N/A", "2023年"]), st.sampled_from(list(WorksheetError)),
)  # fmt: skip
values = st.one_of(cells, st.lists(st.lists(cells, max_size=4), max_size=3), st.lists(cells, max_size=3))


@given(st.sampled_from(FUNCTIONS), st.lists(values, max_size=10))
def test_no_cell_raises(function: object, given_values: list[object]) -> None:
    result = function(*given_values)  # type: ignore[operator]
    for row in result if isinstance(result, tuple) else ((result,),):
        assert all(isinstance(cell, float | str | WorksheetError) for cell in row)
        assert not any(isinstance(cell, float) and cell != cell for cell in row)


@given(st.decimals(min_value=0, max_value=10**9, places=4))
def test_a_double_reads_as_the_digits_it_shows(number: Decimal) -> None:
    assert Fraction(cell_text(float(number))) == Fraction(number)


def test_noise_behind_the_fifteenth_digit_is_not_read() -> None:
    assert cell_text(0.1 + 0.2) == "0.3"
    assert cell_text(1e21) == "1" + "0" * 21
    assert cell_text(-0.0) == "0"


def test_importing_the_functions_loads_next_to_nothing() -> None:
    loaded = _run("import sys, xladdin.functions\nprint(*sys.modules)").split()
    assert not {"xlwings", "pandas", "pydantic", "openpyxl", "perfeval_core.quantity"} & set(loaded)


def _run(program: str) -> str:
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    return done.stdout
