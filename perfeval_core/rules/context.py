"""What a rule looks at, and how it says what it found."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property, lru_cache

from perfeval_core.findings import Finding
from perfeval_core.grid import CellRef
from perfeval_core.model import Entry, Form, FormKind, Indicator
from perfeval_core.printed import read_printed_weight
from perfeval_core.registry import rule
from perfeval_core.scheme import EXECUTION, Scheme
from perfeval_core.score_form import RowScore, ScoreSheet, is_blank
from perfeval_core.spelling import bare

__all__ = ["UNDIVIDED", "Context", "bare_name", "name_of"]

UNDIVIDED = "绩效指标"
"""All indicators together, where a scheme or a form does not divide them."""

_NUMBERED = re.compile(r"^指标\d*[:、.]?(?=.)|^\(?\d{1,2}\)?[、.)]\s*")
_LABEL = re.compile(r"^指标\s*\d*\s*[：:、.]\s*(?=.)")


def bare_name(indicator: Indicator) -> str:
    """The name of an indicator without its ``指标1：``, folded: for comparing names."""
    return _bare_name(indicator.name.text)


@lru_cache(maxsize=4096)
def _bare_name(text: str) -> str:
    return _NUMBERED.sub("", bare(text))


def name_of(indicator: Indicator) -> str:
    """The name as a person would quote it: without ``指标1：``, without line breaks, its own quotes single."""
    name = " ".join(indicator.name.text.split()).replace("“", "‘").replace("”", "’")
    return _LABEL.sub("", name) or f"第 {indicator.row} 行"


@dataclass(frozen=True)
class Context:
    """One form with its scheme and its scores."""

    form: Form
    scheme: Scheme
    scores: ScoreSheet

    def found(self, code: str, where: Iterable[Entry | CellRef | None], **values: object) -> Finding:
        """A finding of a code; ``where`` as entries or cells, those the form does not have left out.

        The values fill the message and the advice of the registry.
        """
        words = rule(code)
        texts = {name: str(value) for name, value in values.items()}
        cells: list[CellRef] = []
        for place in where:
            refs = place.refs if isinstance(place, Entry) else () if place is None else (place,)
            cells.extend(ref for ref in refs if ref not in cells)
        return Finding(
            code=code,
            severity=self.scheme.severity.get(code, words.severity),
            message=words.message.format(**texts),
            where=tuple(cells),
            values=texts,
            advice=words.advice.format(**texts),
            source=words.source,
        )

    @cached_property
    def self_scored(self) -> bool:
        """Is this a form in which scores are filled in at all (not a list of targets, not without the columns)?"""
        return self.form.kind is not FormKind.TARGETS and bool(self.scores.terms)

    @cached_property
    def has_weights(self) -> bool:
        """Does any indicator row have a weight?"""
        return any(not is_blank(row.weight) for row in self.form.scored_indicators)

    @cached_property
    def weights_complete(self) -> bool:
        """Has every indicator row a readable weight, of its own or shared with others?"""
        return self.has_weights and all(
            row.weight is not None or (row.shared and is_blank(row.indicator.weight)) for row in self.scores.rows
        )

    @cached_property
    def blocks(self) -> Mapping[str, Fraction]:
        """The points of each block in sheet order, the execution first."""
        blocks: dict[str, Fraction] = {}
        execution = self.scores.execution
        if execution is not None and execution.weight is not None and execution.counts:
            blocks[EXECUTION] = execution.weight.value
        for row in self.scores.rows:
            if row.weight is not None:
                level1 = row.indicator.level1 or UNDIVIDED
                blocks[level1] = blocks.get(level1, Fraction(0)) + row.weight.value
        for indicator in self.form.indicators:
            weight = read_printed_weight(indicator.weight.text) if indicator.placeholder else None
            if weight is not None and weight.value:
                level1 = indicator.level1 or UNDIVIDED
                blocks[level1] = blocks.get(level1, Fraction(0)) + weight.value
        return blocks

    def weight_of(self, rows: Iterable[RowScore]) -> Fraction:
        """The sum of the weights of some rows; unreadable ones count nothing."""
        return sum((row.weight.value for row in rows if row.weight is not None), Fraction(0))
