"""评分办法: every setting of the scoring method as dated, sourced values.

``load_scheme`` and ``Scheme.at`` are the only doors; no number of the method stands in code.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from types import MappingProxyType
from typing import Any, Final, Literal

from perfeval_core.findings import Severity
from perfeval_core.package_text import package_names, package_text
from perfeval_core.scheme_file import SchemeError, SchemeFile, Source, read_scheme_file
from perfeval_core.scheme_values import EXECUTION, READERS, Band, Deduction, LightLimits, TotalCap

__all__ = [
    "EXECUTION",
    "Band",
    "Deduction",
    "LightLimits",
    "Scheme",
    "SchemeError",
    "Source",
    "TotalCap",
    "choose_scheme",
    "load_scheme",
    "parse_scheme",
    "scheme_files",
    "scheme_names",
]


@dataclass(frozen=True, slots=True, eq=False)
class Scheme:
    """A scoring method at one date.  Shares are exact fractions (1 = 100 %), points are decimals.

    ``level1_weights`` maps the level-1 headings and ``EXECUTION`` to points, 100 in all; the heading ``绩效指标``
    stands for all indicators together where the method does not divide them (湖北).
    ``reverse``: an exceeded ≤ target earns w × t/a (``ratio``) or w × (1 − (a − t)/t), 0 from 2t (``linear``).
    ``range_basis``: which end of a target range counts.  ``approximate_tolerance``: how far 左右 reaches.
    ``late_deadline``: what a missed date earns.  ``bands``: the 档次, best first.
    ``over_fulfilment_threshold``: past this share of the target a reason is due; ``over_fulfilment_deduction``: what a
    local rule takes off.  ``execution_base``: which budget the execution rate divides by.
    ``execution_reason_below``: under this rate a reason is due.  ``reason_below_full``: each lost point needs one.
    ``grades``: (等级, lowest total), best first.  ``total_caps``: see :class:`TotalCap`, highest first.
    ``severity``: findings this method takes more or less seriously than the registry, by code.
    """

    id: str
    title: str
    level1_weights: Mapping[str, Decimal]
    reverse: Literal["ratio", "linear"]
    range_basis: Literal["upper", "lower"]
    approximate_tolerance: Fraction
    late_deadline: Literal["undecided", "zero"]
    bands: tuple[Band, ...]
    execution_base: Literal["budget_adjusted", "budget_initial"]
    grades: tuple[tuple[str, Decimal], ...]
    reason_below_full: bool
    digits: int
    total_max: Decimal
    over_fulfilment_threshold: Fraction | None = None
    over_fulfilment_deduction: Deduction | None = None
    execution_reason_below: Fraction | None = None
    total_caps: tuple[TotalCap, ...] = ()
    light: LightLimits | None = None
    severity: Mapping[str, Severity] = field(default_factory=dict)
    _sources: Mapping[str, Source] = field(default_factory=dict, repr=False)
    _files: tuple[SchemeFile, ...] = field(default=(), repr=False)

    @property
    def execution_weight(self) -> Decimal:
        """The points of the budget execution."""
        return self.level1_weights[EXECUTION]

    def source_of(self, setting: str) -> Source:
        """Where the value of a setting comes from; KeyError when this scheme does not give the setting."""
        return self._sources["level1_weights" if setting == "execution_weight" else setting]

    @property
    def settings(self) -> tuple[str, ...]:
        """The names of all settings that this scheme gives, each with a source."""
        return tuple(self._sources)

    def at(self, day: date) -> Scheme:
        """The same method as it stood on a day; SchemeError when a needed value was not yet in force."""
        return _assemble(self._files, day)


_OPTIONAL: Final = frozenset(
    (
        "over_fulfilment_threshold",
        "over_fulfilment_deduction",
        "execution_reason_below",
        "total_caps",
        "light",
        "severity",
    )
)


def _assemble(files: tuple[SchemeFile, ...], day: date | None) -> Scheme:
    """Lay the files over each other, the most particular first; each setting takes the newest value in force."""
    values: dict[str, Any] = {}
    sources: dict[str, Source] = {}
    for setting in READERS:
        for file in files:
            in_force = [
                entry for entry in file.values.get(setting, ()) if day is None or entry.source.effective_from <= day
            ]
            if in_force:
                value = in_force[-1].value
                values[setting] = MappingProxyType(value) if isinstance(value, dict) else value
                sources[setting] = in_force[-1].source
                break
        else:
            if setting not in _OPTIONAL:
                when = f"（{day} 时）" if day else ""
                raise SchemeError(f"{files[0].filename} 第 1 行：没有规定“{setting}”{when}，所继承的办法也没有")
    overlays = [file for file in files if file.overlay]
    main = next(file for file in files if not file.overlay)
    overlays.reverse()
    return Scheme(
        id="+".join(file.id for file in (main, *overlays)),
        title="，".join(file.title for file in (main, *overlays)),
        _sources=MappingProxyType(sources),
        _files=files,
        **values,
    )


def _own_text(name: str) -> str | None:
    if not name.isidentifier():
        return None
    try:
        return package_text(f"schemes/{name}.toml")
    except FileNotFoundError:
        return None


def scheme_names() -> tuple[str, ...]:
    """All schemes of this package, overlays included, in alphabetical order."""
    found = package_names("schemes")
    return tuple(name.removesuffix(".toml") for name in found if name.endswith(".toml"))


@lru_cache(maxsize=64)
def _own_file(name: str) -> SchemeFile | None:
    text = _own_text(name)
    return None if text is None else read_scheme_file(text, f"{name}.toml")


def scheme_files() -> tuple[SchemeFile, ...]:
    """All schemes of this package as they stand in their files, overlays last."""
    found = [file for name in scheme_names() if (file := _own_file(name))]
    return tuple(sorted(found, key=lambda file: file.overlay))


def _with_parents(file: SchemeFile, find: Callable[[str], SchemeFile | None]) -> tuple[SchemeFile, ...]:
    chain = [file]
    while (last := chain[-1]).inherits is not None:
        where = f"{last.filename} 第 {last.inherits_line} 行："
        parent = find(last.inherits)
        if parent is None:
            raise SchemeError(f"{where}没有名为“{last.inherits}”的评分办法可以继承")
        if parent.overlay:
            raise SchemeError(f"{where}“{last.inherits}”是附加办法，不能继承，请用“+”附加")
        if parent.id in (earlier.id for earlier in chain):
            raise SchemeError(f"{where}继承绕成了圈：{' → '.join([one.id for one in chain] + [parent.id])}")
        chain.append(parent)
    return tuple(chain)


def load_scheme(name: str, at: date | None = None) -> Scheme:
    """A scheme of this package, as of a day (by default with its newest values); the same object every time.

    ``mof_2020+caps_2023`` puts an overlay on a scheme.  Raises :class:`SchemeError` for an unknown name.
    """
    return _load(name, at)


@lru_cache(maxsize=64)
def _load(name: str, at: date | None) -> Scheme:
    main, *overlays = [part.strip() for part in name.split("+")]
    found = {part: _own_file(part) for part in (main, *overlays)}
    for part, file in found.items():
        if file is None:
            raise SchemeError(f"没有名为“{part}”的评分办法，可用的有：{'、'.join(scheme_names())}")
        if file.overlay != (part != main):
            advice = "是附加办法，请写成 mof_2020+" + part if file.overlay else "不是附加办法，不能写在“+”后面"
            raise SchemeError(f"“{part}”{advice}")
    layers = [file for part in reversed(overlays) if (file := found[part])]
    base = found[main]
    return _assemble((*layers, *(_with_parents(base, _own_file) if base else ())), at)


def parse_scheme(
    text: str, filename: str, *, at: date | None = None, others: Mapping[str, str] | None = None
) -> Scheme:
    """A scheme from the text of a file; ``others`` gives texts, by name, of schemes it may inherit from."""
    texts = {**(others or {}), filename.removesuffix(".toml"): text}

    def find(name: str) -> SchemeFile | None:
        return read_scheme_file(texts[name], f"{name}.toml") if name in texts else _own_file(name)

    file = read_scheme_file(text, filename)
    if file.overlay:
        raise SchemeError(f"{filename} 第 1 行：附加办法不能单独使用")
    return _assemble(_with_parents(file, find), at)


_PLACES: Final = {"湖北": "hubei", "济南": "jinan", "四川": "sichuan"}


def choose_scheme(
    level1_names: Collection[str],
    claimed_weights: Mapping[str, str],
    *,
    has_weight_column: bool = True,
    hints: Iterable[str] = (),
    at: date | None = None,
) -> tuple[Scheme, str]:
    """The scheme a form follows by its look, and why, in one Chinese sentence.

    ``level1_names`` are the level-1 headings without points; ``claimed_weights`` the printed points by heading,
    ``EXECUTION`` included; ``hints`` texts that may name a province or city (title, 实施单位, 主管部门).
    """
    printed = claimed_weights.get(EXECUTION, "").strip().removesuffix("分")
    execution = Decimal(printed) if re.fullmatch(r"[0-9]{1,3}(\.[0-9]{1,4})?", printed) else None
    if "成本指标" in level1_names:
        return load_scheme("mof_2021_cost", at), "一级指标中有“成本指标”，按财预〔2021〕101号的权重"
    if not has_weight_column and execution == load_scheme("hubei", at).execution_weight:
        return load_scheme("hubei", at), f"预算执行率占{execution}分、表中没有分值列，按湖北的20+80分办法"
    named = " ".join(hints)
    for place, name in _PLACES.items():
        if place in named and execution in (None, load_scheme(name, at).execution_weight):
            return load_scheme(name, at), f"标题或单位名称中有“{place}”，按{load_scheme(name, at).title}"
    return load_scheme("mof_2020", at), "没有看到地方办法或2021年新表的特征，按财预〔2020〕10号"
