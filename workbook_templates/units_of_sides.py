"""What the sheet 参数 says of the units of both sides."""

from __future__ import annotations

from workbook_templates.side_reading import decimals, mantissa

__all__ = ["family", "multiple", "whole_target"]


def family(side: str) -> str:
    """The family of the unit on the side ``t`` or ``a``, empty for none."""
    return f'IF({{{side}_unit}}=0,"",INDEX(单位同类,{{{side}_unit}}))'


def multiple(side: str) -> str:
    """What the number is multiplied with beside its power of ten: 60 for 小时 counted in 分钟, mostly 1."""
    return f"IF({{{side}_unit}}=0,1,INDEX(单位倍数,{{{side}_unit}}))"


def whole_target() -> str:
    """The target is 100%."""
    return f'IF({{t_unit}}=0,FALSE,AND(INDEX(单位,{{t_unit}})="%",{mantissa("t")}=100*10^{decimals("t")}))'
