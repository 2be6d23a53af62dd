"""The findings of the nine published forms, line by line: ``golden/findings/<form>.txt``.

Each file was reviewed against the facts of its form: every fault is found, nothing is said that a finance officer
would laugh at.  To renew them after a deliberate change: ``PERFEVAL_RENEW=1 pytest tests/test_golden_findings.py``,
then read the difference.
"""

from __future__ import annotations

import json
import os
from dataclasses import replace
from pathlib import Path

import pytest
from forms.build_forms import build_forms

from perfeval_core.report import FileReport, as_json, as_markdown, as_text
from xladdin.checking import check_file

HERE = Path(__file__).parent
GOLDEN = HERE / "golden" / "findings"
NAMES = (
    "changde_2022_industry",
    "chizhou_tangxi_2022",
    "huanggang_shuibao_2020",
    "jiangmen_2022_industry",
    "jinzhai_village_2023",
    "liangping_forestry_2022",
    "yiyang_2020_industry",
    "yongde_mingang_2022",
    "zhongjiang_2022_water",
)


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> dict[str, FileReport]:
    paths = build_forms(tmp_path_factory.mktemp("forms"))
    return {name: replace(check_file(str(path)).report, file=f"{name}.xlsx") for name, path in paths.items()}


def test_all_forms_are_here(reports: dict[str, FileReport]) -> None:
    assert sorted(reports) == sorted(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_findings(name: str, reports: dict[str, FileReport]) -> None:
    text = as_text(reports[name])
    path = GOLDEN / f"{name}.txt"
    if os.environ.get("PERFEVAL_RENEW"):
        path.write_text(text, "utf-8")
    assert text == path.read_text("utf-8")


def _found(report: FileReport) -> set[tuple[str, str]]:
    """(code, first cell) of every finding."""
    return {(finding.code, finding.where[0].a1 if finding.where else "") for finding in report.findings}


FAULTS = {
    # what the reviewers of the facts noted, in their words, and the findings that say so
    "yiyang_2020_industry": {
        "12.0 of 12.5 for 4.5% vs 7.8%: proportional gives 7.21": {("PE-S105", "H12")},
        "满意度 actual blank but scored": {("PE-S107", "F28"), ("PE-S107", "F29")},
        "189 for 100, 170 %, 134 %, 136.5 % without a reason": {
            ("PE-R102", "I13"), ("PE-R102", "I16"), ("PE-R102", "I22"), ("PE-R102", "I25"),
        },
    },
    "chizhou_tangxi_2022": {"total row is 0 while 财政拨款 row is 90/89.974/89.974": {("PE-B103", "D7")}},
    "huanggang_shuibao_2020": {"target 98% met by actual 98% yet 19.6 of 20": {("PE-S110", "G11")}},
    "jinzhai_village_2023": {
        "execution rate 102.59% > 100%, no score printed": {("PE-B104", "F5"), ("PE-B113", "I5")},
        "≤4 on a positive indicator": {("PE-T106", "E12")},
        "153% on 厕所 at full marks": {("PE-R102", "I14")},
    },
    "yongde_mingang_2022": {
        "资金到位及时率 met but 7 of 10": {("PE-S106", "J17")},
        "政策知晓率 98/100 → proportional 9.8, printed 9": {("PE-S105", "J20"), ("PE-R101", "K20")},
    },
    "zhongjiang_2022_water": {
        "110 in all": {("PE-W105", "E22")},
        "actuals copy the targets with ≥": {("PE-T202", f"G{row}") for row in (12, 13, 15, 16, 18, 20)},
    },
    "liangping_forestry_2022": {
        "amounts corrupted in the text": {("PE-B111", "D5")},
        "reverse indicators without a printed comparator": {("PE-T108", "E10"), ("PE-T108", "E11")},
    },
    "jiangmen_2022_industry": {
        "总部经济 102.2%, 促进上规模 141.0%": {("PE-B104", "D8"), ("PE-B104", "D13")},
        "rows 9 42 44 48 57 repeat the target": {
            ("PE-T202", "F35"), ("PE-T202", "F76"), ("PE-T202", "F78"), ("PE-T202", "F82"), ("PE-T204", "F93"),
        },
        "row 28 holds two numbers": {("PE-T209", "F58")},
        "rows 59 and 62 are only 阶段完成": {("PE-T212", "F95"), ("PE-T212", "F100")},
        "7 unmet: rows 1 2 3 11 12 29 31": {("PE-R107", "F27")},
    },
    "changde_2022_industry": {
        "600%, 250%, 247%, 162% without a word": {
            ("PE-R102", "F18"), ("PE-R102", "F17"), ("PE-R102", "F6"), ("PE-R102", "F16"),
        },
        "知晓率≥80% copied": {("PE-T202", "E22")},
    },
}  # fmt: skip


@pytest.mark.parametrize(("name", "fault"), [(name, fault) for name, faults in FAULTS.items() for fault in faults])
def test_noted_fault_is_found(name: str, fault: str, reports: dict[str, FileReport]) -> None:
    assert FAULTS[name][fault] <= _found(reports[name])


def test_yiyang_contract(reports: dict[str, FileReport]) -> None:
    [form] = json.loads(as_json(reports["yiyang_2020_industry"]))["forms"]
    assert form["total"] == {"printed": "99.5", "sum": "99.5", "expected": "94.71", "undecided_rows": [28, 29]}
    assert form["funds"] == {
        "budget_initial": "2451",
        "budget_adjusted": "2451",
        "spent": "2451",
        "execution_rate": "1",
        "score": "10",
        "expected_score": "10",
    }
    first = form["indicators"][0]
    assert (first["weight"], first["score"], first["expected_score"]) == ("12.5", "12", "7.21")
    assert first["explanation"] == "4.5% ÷ 7.8% = 57.69%，12.5 × 57.69% = 7.21"
    assert form["grade"] == {"printed": None, "expected": "优"}


@pytest.mark.parametrize("name", NAMES)
def test_json_keeps_its_shape(name: str, reports: dict[str, FileReport]) -> None:
    result = json.loads(as_json(reports[name]))
    assert list(result) == ["schema", "file", "forms", "findings"] and result["schema"] == 1
    for form in result["forms"]:
        assert list(form) == [
            "sheet", "kind", "scheme", "project", "unit", "year", "funds", "indicators", "total", "grade",
        ]  # fmt: skip
        numbers = [row[key] for row in form["indicators"] for key in ("weight", "score", "expected_score")]
        numbers += [*form["funds"].values(), *(form["total"][key] for key in ("printed", "sum", "expected"))]
        assert all(number is None or isinstance(number, str) for number in numbers)
        assert not any(number and ("E" in number or "/" in number) for number in numbers)
    for finding in result["findings"]:
        assert list(finding) == [
            "code", "severity", "message", "cells", "values", "advice", "source", "fix", "explanation",
        ]  # fmt: skip
        assert all("!" in cell for cell in finding["cells"])
        assert all(isinstance(value, str) for value in finding["values"].values())


@pytest.mark.parametrize("name", NAMES)
def test_markdown_has_one_row_a_finding(name: str, reports: dict[str, FileReport]) -> None:
    report = reports[name]
    rows = [line for line in as_markdown(report).splitlines() if line.startswith(("| 错误 ", "| 警告 ", "| 提示 "))]
    assert len(rows) == len(report.findings)
    assert all(line.replace("\\|", "").count("|") == 7 for line in rows)
