"""When the two sides of a row speak of different things: kinds, years, what is counted, units in brackets."""

from __future__ import annotations

from perfeval_core.words import words
from workbook_templates.formula_text import all_of, any_of, how_many_of, quoted

__all__ = ["other_thing"]

_KINDS = tuple(
    word for kind in ("built", "schools", "people", "sexes", "places", "ways") for word in words()[f"kinds.{kind}"]
)


def other_thing() -> str:
    """True where 新建 meets 改建, 2023年 meets 2022年, 10个乡镇 meets 10个村, or a unit stands in brackets."""
    doubts = (_kinds(), _years(), _nouns(), *map(_unit_in_brackets, "ta"))
    return any_of(*(f"IFERROR({doubt},FALSE)" for doubt in doubts))


def _kinds() -> str:
    asked, got = "{name}&{t_text}", "{a_text}"
    listed = tuple(map(quoted, _KINDS))
    both = f"COUNT({','.join(f'FIND({word},{asked})*FIND({word},{got})' for word in listed)})"
    return all_of(f"{how_many_of(got, listed)}>0", f"{how_many_of(asked, listed)}>0", f"{both}=0")


def _years() -> str:
    def year(text: str) -> str:
        return f'IFERROR(VALUE(MID({text},FIND("年",{text})-4,4)),0)'

    asked, got = "{name}&{t_text}", "{a_text}"
    return all_of(f"{year(asked)}>1900", f"{year(got)}>1900", f'ISERROR(FIND({year(got)}&"年",{asked}))')


def _nouns() -> str:
    """What stands behind the unit of the actual is not there in the target."""
    first = "LEFT({a_rest},1)"
    alike = all_of("{t_unit}>0", "{t_unit}={a_unit}", '{t_rest}<>""')
    return all_of(alike, f"ISERROR(FIND({first},{{t_rest}}))", f'ISERROR(FIND({first},",(/.以左内之的已均全未前后"))')


def _unit_in_brackets(side: str) -> str:
    rest = f"{{{side}_rest}}"
    inside = f'MID({rest},2,FIND(")",{rest}&")")-2)'
    bare = f'AND({{{side}_multiplier}}="",{{{side}_unit}}=0)'
    return all_of(bare, f'LEFT({rest},1)="("', f"LEN({inside})<4", f'NOT({inside}="%")')
