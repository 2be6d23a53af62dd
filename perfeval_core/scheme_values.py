"""What a setting of a scheme can be: the value types, and how each is read from TOML and checked.

Points are plain numbers; shares are written as people write them, ``"80%"``.  Nothing is read as a float.
A reader raises ValueError that says in Chinese what was expected.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from typing import Final

from perfeval_core.findings import Severity

__all__ = ["EXECUTION", "READERS", "Band", "Deduction", "LightLimits", "TotalCap"]

EXECUTION: Final = "预算执行率"
"""The name under which the level-1 weights list the budget execution."""

FULL_MARKS: Final = Decimal(100)


@dataclass(frozen=True, slots=True)
class Band:
    """One 档次 of a qualitative indicator, in shares of the weight: ``low`` included, ``high`` only in the first."""

    phrase: str
    low: Fraction
    high: Fraction


@dataclass(frozen=True, slots=True)
class TotalCap:
    """With an execution rate under ``below`` (a share) the total is at most ``total`` points."""

    below: Fraction
    total: Decimal


@dataclass(frozen=True, slots=True)
class Deduction:
    """From ``threshold`` (a share of the target) on, ``points`` are taken off."""

    threshold: Fraction
    points: Decimal


@dataclass(frozen=True, slots=True)
class LightLimits:
    """When the light turns: red past ``excess`` (share of the score rate), yellow past ``unspent`` (share)."""

    excess: Fraction
    unspent: Fraction


def _points(raw: object) -> Decimal:
    if isinstance(raw, bool) or not isinstance(raw, (int, Decimal)):
        raise ValueError(f"“{raw}”应写成数字，如 10 或 12.5")
    points = Decimal(raw)
    if not points.is_finite() or points < 0:
        raise ValueError(f"{raw} 应是不小于 0 的数")
    return points


def _share(raw: object) -> Fraction:
    if not isinstance(raw, str) or not re.fullmatch(r"[0-9]{1,6}(\.[0-9]{1,6})?%", raw):
        raise ValueError(f"“{raw}”应写成百分数并加引号，如 '80%'")
    return Fraction(raw[:-1]) / 100


def _whole(raw: object) -> int:
    if isinstance(raw, bool) or not isinstance(raw, int) or not 0 <= raw <= 6:
        raise ValueError(f"“{raw}”应是 0 到 6 的整数")
    return raw


def _truth(raw: object) -> bool:
    if not isinstance(raw, bool):
        raise ValueError(f"“{raw}”应写成 true 或 false")
    return raw


def _word(*allowed: str) -> Callable[[object], str]:
    def read(raw: object) -> str:
        if raw not in allowed:
            raise ValueError(f"“{raw}”应是其中之一：{'、'.join(allowed)}")
        return str(raw)

    return read


def _named(raw: object, what: str) -> dict[str, object]:
    if not isinstance(raw, dict) or not raw:
        raise ValueError(f"应写成 {{ '{what}' = … }} 的样子")
    return raw


def _parts(raw: object, *keys: str) -> list[object]:
    if not isinstance(raw, dict) or set(raw) != set(keys):
        raise ValueError(f"每一项应恰好写 {'、'.join(keys)}")
    return [raw[key] for key in keys]


def _listed(raw: object) -> list[object]:
    if not isinstance(raw, list) or not raw:
        raise ValueError("应写成 [ … ] 的清单，至少一项")
    return raw


def _weights(raw: object) -> dict[str, Decimal]:
    weights = {name: _points(points) for name, points in _named(raw, "产出指标").items()}
    if EXECUTION not in weights:
        raise ValueError(f"缺少“{EXECUTION}”的分值")
    if (total := sum(weights.values())) != FULL_MARKS:
        raise ValueError(f"各项分值合计 {total}，应为 {FULL_MARKS}")
    return weights


def _bands(raw: object) -> tuple[Band, ...]:
    bands = []
    upper = Fraction(1)
    for item in _listed(raw):
        phrase, low, high = _parts(item, "phrase", "low", "high")
        band = Band(str(phrase), _share(low), _share(high))
        if band.high != upper or band.low >= band.high:
            raise ValueError(f"档次“{phrase}”应从上一档的下限接起，由高到低写到 0%")
        upper = band.low
        bands.append(band)
    if upper:
        raise ValueError("最后一档应到 0% 为止")
    return tuple(bands)


def _grades(raw: object) -> tuple[tuple[str, Decimal], ...]:
    grades = tuple((name, _points(lowest)) for name, lowest in _named(raw, "优").items())
    lowest = [points for _, points in grades]
    if lowest != sorted(set(lowest), reverse=True) or lowest[-1] != 0:
        raise ValueError("等级应由高到低写，最后一级从 0 分起")
    return grades


def _caps(raw: object) -> tuple[TotalCap, ...]:
    caps = tuple(
        TotalCap(_share(below), _points(total))
        for below, total in (_parts(item, "execution_below", "total") for item in _listed(raw))
    )
    for above, lower in pairwise(caps):
        if lower.below >= above.below or lower.total >= above.total:
            raise ValueError("封顶线应由高到低写，执行率越低总分越低")
    return caps


def _deduction(raw: object) -> Deduction:
    threshold, points = _parts(raw, "from", "points")
    return Deduction(_share(threshold), _points(points))


def _light(raw: object) -> LightLimits:
    excess, unspent = _parts(raw, "excess", "unspent")
    return LightLimits(_share(excess), _share(unspent))


def _severity(raw: object) -> dict[str, Severity]:
    severities = {}
    for code, word in _named(raw, "PE-R001").items():
        if not re.fullmatch(r"PE-[A-Z][0-9]{3}", code):
            raise ValueError(f"“{code}”不是问题编号，应如 PE-R001")
        severities[code] = Severity(_word(*(severity.value for severity in Severity))(word))
    return severities


READERS: Final[Mapping[str, Callable[[object], object]]] = {
    "level1_weights": _weights,
    "reverse": _word("ratio", "linear"),
    "range_basis": _word("upper", "lower"),
    "approximate_tolerance": _share,
    "late_deadline": _word("undecided", "zero"),
    "bands": _bands,
    "over_fulfilment_threshold": _share,
    "over_fulfilment_deduction": _deduction,
    "execution_base": _word("budget_adjusted", "budget_initial"),
    "execution_reason_below": _share,
    "reason_below_full": _truth,
    "grades": _grades,
    "total_caps": _caps,
    "light": _light,
    "digits": _whole,
    "total_max": _points,
    "severity": _severity,
}
"""Every setting a scheme file may give, with the function that checks its value."""
