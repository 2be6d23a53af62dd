"""The numbers of every scheme as rows with a name, a value and a source; made from the core's scheme files."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from perfeval_core.scheme import EXECUTION, Scheme, load_scheme, scheme_files

__all__ = ["Parameter", "Value", "overlay_titles", "parameters", "scheme_titles"]

Value = str | int | float
Kind = Literal["word", "share", "points", "count"]


@dataclass(frozen=True, slots=True)
class Parameter:
    """One setting: its defined name, what it says, and per scheme (by title) its values and their source.

    A setting with several values (档次, 等级) takes as many rows; its name is the range of all of them.
    """

    name: str
    label: str
    kind: Kind
    values: dict[str, tuple[Value, ...]]
    sources: dict[str, str]

    @property
    def rows(self) -> int:
        """How many rows the setting takes."""
        return max(1, *map(len, self.values.values()))


@dataclass(frozen=True, slots=True)
class _Setting:
    name: str
    label: str
    kind: Kind
    setting: str
    values: Callable[[Scheme], tuple[Value, ...]]


def _one(value: object) -> tuple[Value, ...]:
    return () if value is None else (float(value),)  # type: ignore[arg-type]


_SETTINGS = (
    _Setting("得分小数位", "每个得分保留几位小数（四舍五入）", "count", "digits", lambda s: (s.digits,)),
    _Setting("总分满分", "总分最多多少分", "points", "total_max", lambda s: _one(s.total_max)),
    _Setting(
        "反向算法",
        "反向指标（≤）超出时：ratio 分值×指标值÷完成值；linear 分值×（1－超出的比例）",
        "word",
        "reverse",
        lambda s: (s.reverse,),
    ),
    _Setting(
        "范围取值",
        "指标值是范围（6-8个）时：upper 按上限，lower 按下限",
        "word",
        "range_basis",
        lambda s: (s.range_basis,),
    ),
    _Setting(
        "左右容差",
        "“左右”允许差指标值的多少",
        "share",
        "approximate_tolerance",
        lambda s: _one(s.approximate_tolerance),
    ),
    _Setting(
        "逾期处理", "晚于期限：undecided 由人评分，zero 记 0 分", "word", "late_deadline", lambda s: (s.late_deadline,)
    ),
    _Setting(
        "超额提示线",
        "完成率超过它要写明原因",
        "share",
        "over_fulfilment_threshold",
        lambda s: _one(s.over_fulfilment_threshold),
    ),
    _Setting(
        "超额扣分线",
        "完成率达到它要扣分",
        "share",
        "over_fulfilment_deduction",
        lambda s: _one(s.over_fulfilment_deduction and s.over_fulfilment_deduction.threshold),
    ),
    _Setting(
        "超额扣分",
        "达到超额扣分线扣几分",
        "points",
        "over_fulfilment_deduction",
        lambda s: _one(s.over_fulfilment_deduction and s.over_fulfilment_deduction.points),
    ),
    _Setting("定性档次", "定性指标的档次，由高到低", "word", "bands", lambda s: tuple(band.phrase for band in s.bands)),
    _Setting(
        "档次下限", "档次从分值的多少起（含）", "share", "bands", lambda s: tuple(float(band.low) for band in s.bands)
    ),
    _Setting("档次上限", "档次到分值的多少止", "share", "bands", lambda s: tuple(float(band.high) for band in s.bands)),
    _Setting(
        "执行率基数",
        "执行率除以哪个预算数：budget_adjusted 全年（调整后），budget_initial 年初",
        "word",
        "execution_base",
        lambda s: (s.execution_base,),
    ),
    _Setting("执行率分值", "预算执行率占几分", "points", "level1_weights", lambda s: _one(s.execution_weight)),
    _Setting(
        "执行率说明线",
        "执行率低于它要写明原因",
        "share",
        "execution_reason_below",
        lambda s: _one(s.execution_reason_below),
    ),
    _Setting(
        "未满分须说明",
        "没得满分的指标都要写原因：是、否",
        "word",
        "reason_below_full",
        lambda s: ("是" if s.reason_below_full else "否",),
    ),
    _Setting(
        "一级名称",
        "一级指标",
        "word",
        "level1_weights",
        lambda s: tuple(name for name in s.level1_weights if name != EXECUTION),
    ),
    _Setting(
        "一级分值",
        "一级指标的分值",
        "points",
        "level1_weights",
        lambda s: tuple(float(points) for name, points in s.level1_weights.items() if name != EXECUTION),
    ),
    _Setting("等级名称", "等级，由高到低", "word", "grades", lambda s: tuple(name for name, _ in s.grades)),
    _Setting(
        "等级最低分", "等级从几分起（含）", "points", "grades", lambda s: tuple(float(lowest) for _, lowest in s.grades)
    ),
    _Setting(
        "封顶执行率",
        "执行率低于它，总分封顶",
        "share",
        "total_caps",
        lambda s: tuple(float(cap.below) for cap in s.total_caps),
    ),
    _Setting(
        "封顶总分", "封顶的总分", "points", "total_caps", lambda s: tuple(float(cap.total) for cap in s.total_caps)
    ),
    _Setting(
        "红灯线", "得分率比执行率高出得分率的多少亮红灯", "share", "light", lambda s: _one(s.light and s.light.excess)
    ),
    _Setting("黄灯线", "没花的钱超过预算的多少亮黄灯", "share", "light", lambda s: _one(s.light and s.light.unspent)),
)


def scheme_titles() -> dict[str, str]:
    """Title -> id of every scheme that can be chosen by itself, the national one first."""
    found = [(file.title, file.id) for file in scheme_files() if not file.overlay]
    return dict(sorted(found, key=lambda pair: (not pair[1].startswith("mof"), pair[1])))


def overlay_titles() -> dict[str, str]:
    """Title -> id of every rule that can be put on a scheme."""
    return {file.title: file.id for file in scheme_files() if file.overlay}


@lru_cache(maxsize=1)
def parameters() -> tuple[Parameter, ...]:
    """Every setting with its value and source under every scheme; an overlay has only what it changes."""
    schemes = {title: load_scheme(name) for title, name in scheme_titles().items()}
    base = next(iter(scheme_titles().values()))
    own = {file.title: set(file.values) for file in scheme_files() if file.overlay}
    schemes.update({title: load_scheme(f"{base}+{name}") for title, name in overlay_titles().items()})
    found = [_identifiers()]
    for one in _SETTINGS:
        given = {
            title: scheme
            for title, scheme in schemes.items()
            if one.setting in scheme.settings and (title not in own or one.setting in own[title])
        }
        found.append(
            Parameter(
                one.name,
                one.label,
                one.kind,
                {title: one.values(scheme) for title, scheme in given.items()},
                {title: str(scheme.source_of(one.setting)) for title, scheme in given.items()},
            )
        )
    return tuple(found)


def _identifiers() -> Parameter:
    names = {title: (name,) for title, name in scheme_titles().items()}
    names.update({title: ("+" + name,) for title, name in overlay_titles().items()})
    return Parameter("评分办法代号", "评分办法在程序里的名字", "word", dict(names), {})
