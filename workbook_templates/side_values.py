"""What the steps of a side say: its number, its unit, and what the sheet 参数 says of the unit."""

from __future__ import annotations

from workbook_templates.formula_text import is_in, without

__all__ = [
    "SOME_MORE",
    "bare",
    "below_two",
    "decimals",
    "family",
    "first_number",
    "mantissa",
    "multiple",
    "over",
    "power",
    "unit_name",
    "whole_part",
    "whole_target",
]

SOME_MORE = "余多"
"""Behind its digits they make a number one that is not exact."""


def unit_name(side: str) -> str:
    """The unit as written, empty for none."""
    return f'IF({{{side}_unit}}=0,"",INDEX(单位,{{{side}_unit}}))'


def bare(side: str) -> str:
    """True when a number stands without multiplier and unit."""
    return f'AND({{{side}_multiplier}}="",{{{side}_unit}}=0)'


def power(side: str) -> str:
    """Multiplier and unit together as a power of ten."""
    return (
        f'(IF({{{side}_multiplier}}="",0,INDEX(倍数词幂次,MATCH({{{side}_multiplier}},倍数词,0)))'
        f"+IF({{{side}_unit}}=0,0,INDEX(单位幂次,{{{side}_unit}})))"
    )


def whole_part(side: str) -> str:
    """The number without what stands behind its point, as a number."""
    return f'VALUE(SUBSTITUTE(LEFT({{{side}_number}},FIND(".",{{{side}_number}}&".")-1),",",""))'


def below_two(side: str) -> str:
    """True for numbers that may be a share of 1: 0.95, 1."""
    return f'OR(LEFT({{{side}_number}}&".",2)="0.",LEFT({{{side}_number}}&".",2)="1.")'


def mantissa(side: str) -> str:
    """The digits of the number as a whole number."""
    return f"VALUE({without(f'{{{side}_number}}', ',.')})"


def decimals(side: str) -> str:
    """How many digits stand behind the point."""
    return f'MAX(0,LEN({{{side}_number}})-FIND(".",{{{side}_number}}&"."))'


def first_number(side: str) -> str:
    """The number as it stands in the text, without what follows it."""
    return f"LEFT({{{side}_from}},LEN({{{side}_from}})-LEN({{{side}_behind}}))"


def over(side: str) -> str:
    """True for 80余: from 80 on, and below 90."""
    return is_in(f"RIGHT({first_number(side)},1)", SOME_MORE)


def family(side: str) -> str:
    """The family of the unit on the side ``t`` or ``a``, empty for none."""
    return f'IF({{{side}_unit}}=0,"",INDEX(单位同类,{{{side}_unit}}))'


def multiple(side: str) -> str:
    """What the number is multiplied with beside its power of ten: 60 for 小时 counted in 分钟, mostly 1."""
    return f"IF({{{side}_unit}}=0,1,INDEX(单位倍数,{{{side}_unit}}))"


def whole_target() -> str:
    """The target is 100%."""
    return f'IF({{t_unit}}=0,FALSE,AND(INDEX(单位,{{t_unit}})="%",{mantissa("t")}=100*10^{decimals("t")}))'
