"""The JSON of ``perfeval check`` as a contract: pydantic models that real outputs are checked against.

The tests and the page ``docs/JSON格式.schema.json`` are made from it; the command itself needs no pydantic.
``python -m tools.json_contract`` prints the JSON Schema.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

__all__ = ["FileResult", "RowResult", "json_schema"]

DecimalText = Annotated[str, Field(pattern=r"^-?[0-9]+(\.[0-9]+)?$")]
Amount = DecimalText | None
"""A number as decimal text (``"7.21"``); null when it is not printed or cannot be told."""
Cell = Annotated[str, Field(pattern=r"^.+![A-Z]{1,3}[1-9][0-9]*$")]
Code = Annotated[str, Field(pattern=r"^PE-[A-Z][0-9]{3}$")]
Status = Literal["scored", "undecided", "qualitative", "missing"]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class Funds(_Strict):
    """项目资金, the 年度资金总额 row: amounts in the form's unit; the rate as a share (1 = 100 %)."""

    budget_initial: Amount
    budget_adjusted: Amount
    spent: Amount
    execution_rate: Amount
    score: Amount
    expected_score: Amount


class Indicator(_Strict):
    """One 三级指标 row: texts as typed, the printed score and the score by the rules."""

    row: int
    level1: str
    level2: str
    name: str
    target: str
    actual: str
    weight: Amount
    score: Amount
    expected_score: Amount
    status: Status
    explanation: str


class Total(_Strict):
    """总分: as printed, as the sum of the printed scores, by the rules.

    ``expected`` takes the printed score of the rows that cannot be decided; ``undecided_rows`` lists them.
    """

    printed: Amount
    sum: Amount
    expected: Amount
    undecided_rows: list[int]


class Grade(_Strict):
    """等级: as printed, and by the expected total."""

    printed: str | None
    expected: str | None


class Form(_Strict):
    """One form of the workbook."""

    sheet: str
    kind: Literal["project", "department", "transfer", "targets"]
    scheme: str
    project: str
    unit: str
    year: str
    funds: Funds
    indicators: list[Indicator]
    total: Total
    grade: Grade


class Fix(_Strict):
    """A change of one cell that would put a finding right.

    ``kind``: ``safe`` ones are made by 安全修正, ``unsafe`` ones only when asked for, ``display_only`` ones never.
    ``after`` is spelled as people read it, a formula with ``=``; ``stored`` tells how it lies in the cell.
    """

    kind: Literal["safe", "unsafe", "display_only"]
    cell: Cell
    before: str
    after: str
    stored: Literal["text", "number", "formula"]


class Finding(_Strict):
    """One finding: its stable code, how bad, in words, the cells (the first to look at in front), the figures.

    ``explanation`` is why a person keeps it as it is, null when nobody has explained it.
    """

    code: Code
    severity: Literal["错误", "警告", "提示"]
    message: str
    cells: list[Cell]
    values: dict[str, str]
    advice: str
    source: str
    fix: Fix | None
    explanation: str | None


class FileResult(_Strict):
    """The result for one file."""

    model_config = ConfigDict(title="perfeval check --format json", json_schema_extra={"version": "1.1"})

    schema_: Literal[1] = Field(alias="schema")
    file: str
    forms: list[Form]
    findings: list[Finding]


class RowResult(_Strict):
    """The result of ``perfeval explain --format json`` and of each good line of ``--batch``."""

    status: Status
    score: Amount
    attainment: Amount
    direction: Literal["at_least", "at_most", "equal", "qualitative"] | None
    explanation: str
    reasons: list[str]
    doubts: list[str]


def json_schema() -> str:
    """The JSON Schema of :class:`FileResult` as text."""
    import json

    return json.dumps(FileResult.model_json_schema(by_alias=True), ensure_ascii=False, indent=2) + "\n"


if __name__ == "__main__":
    import sys

    sys.stdout.buffer.write(json_schema().encode())
