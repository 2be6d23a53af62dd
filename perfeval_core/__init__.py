"""Reading, scoring and checking of 项目支出绩效自评表: pure functions over values, no files, no host."""

from __future__ import annotations

from perfeval_core.explain import explain
from perfeval_core.readings import Direction, Doubt, IndicatorScore, Status

__all__ = ["Direction", "Doubt", "IndicatorScore", "Status", "explain"]
