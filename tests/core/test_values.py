"""Every real cell text, read; the table was reviewed line by line and is the specification of the reading.

``python tests/core/test_values.py`` writes the table anew; look at every changed line before you commit it.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from core.describe import describe, outcome

from perfeval_core.explain import explain
from perfeval_core.target import read_actual, read_target

ROOT = Path(__file__).parents[2]
VALUES = ROOT.parent / "shared" / "data" / "values.json"
TABLE = ROOT / "tests" / "golden" / "values.txt"


def table() -> str:
    pairs, alone = {}, {}
    for item in json.loads(VALUES.read_text("utf-8")):
        name, text, other = item["name"] or "", item["text"], item["pair_text"]
        if item["role"] == "fund":
            continue
        if other is None:
            alone[item["role"], name, text] = None
        else:
            pairs[(name, text, other) if item["role"] == "target" else (name, other, text)] = None
    lines = ["# 指标｜指标值｜完成值｜指标值读作｜完成值读作｜10 分得"]
    for name, target, actual in pairs:
        result = explain(target, actual, "10", name=name)
        readings = [describe(result.target), describe(result.actual)]
        lines.append("｜".join([name, target, actual, *readings, outcome(result)]))
    lines.append("# 只有一边：哪边｜指标｜文字｜读作")
    for role, name, text in alone:
        reading = read_target(text, name) if role == "target" else read_actual(text, name)
        lines.append("｜".join(["指标值" if role == "target" else "完成值", name, text, describe(reading)]))
    return "\n".join(line.replace("\n", "⏎") for line in lines) + "\n"


def test_every_real_text_is_read_as_reviewed() -> None:
    assert table().splitlines() == TABLE.read_text("utf-8").splitlines()


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT / "tests"))
    TABLE.parent.mkdir(exist_ok=True)
    TABLE.write_text(table(), "utf-8")
