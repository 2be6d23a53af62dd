"""The formulas of the form itself: sums of the weights, the budget execution, the total and what stands beside it.

They read the scheme's numbers by name from the sheet 参数; ranges run from the header to the closing row, so rows may
be inserted or deleted anywhere between.
"""

from __future__ import annotations

from dataclasses import dataclass

from perfeval_core.grid import column_letters
from perfeval_core.layout import Layout
from workbook_templates.content import Content
from workbook_templates.formula_text import quoted
from workbook_templates.standard_layout import BESIDE, COLUMNS, FORM, FUNDS_COLUMNS

__all__ = ["A_NUMBER", "CLOSING_ROW", "FormFormulas", "block_names", "row_ranges", "rows_between"]

ROW_RANGES = {
    "name": "各项名称",
    "level2": "各项二级",
    "target": "各项指标值",
    "actual": "各项完成值",
    "weight": "各项分值",
    "score": "各项得分",
    "reason": "各项原因",
    "status": "各项状态",
    "manual_actual": "各项手工完成值",
}
"""Defined names of the indicator rows' columns, by role."""

CLOSING_ROW = "总分行"
"""The defined name of the number of the row 总分, below the last indicator."""
CHECKS = "校验"
A_NUMBER = '">=-1E+99"'
"""The criterion for any number.  A number is also less than any text: ``score<""``; ISNUMBER of a whole range is
computed for its first cell only in Gnumeric."""


def row_ranges(layout: Layout) -> dict[str, str]:
    """The defined names with their formulas: from below the header to above the closing row."""
    header, total = layout.indicators[0].header_first, layout.last_row
    found = {CLOSING_ROW: f"ROW({FORM}!$A${total})"}
    for role, name in ROW_RANGES.items():
        col = column_letters((COLUMNS | BESIDE)[role][0])
        column = f"{FORM}!${col}:${col}"
        found[name] = f"INDEX({column},ROW({FORM}!$A${header})+1):INDEX({column},ROW({FORM}!$A${total})-1)"
    return found


def rows_between(role: str, first: int, following: int) -> str:
    """A column from a row to above another row, whatever is inserted or deleted between them."""
    col = column_letters((COLUMNS | BESIDE)[role][0])
    column = f"{FORM}!${col}:${col}"
    return f"INDEX({column},ROW({FORM}!$A${first})):INDEX({column},ROW({FORM}!$A${following})-1)"


def block_names(layout: Layout, content: Content) -> dict[str, str]:
    """The defined names of the sums of the weights of each 一级指标."""
    first = layout.indicators[0].first_row
    found = {}
    for number, block in enumerate(content.blocks, 1):
        found[f"一级合计_{number}"] = f"SUM({rows_between('weight', first, first + block.size)})"
        first += block.size
    return found


@dataclass(frozen=True, slots=True)
class FormFormulas:
    """Formulas of one form, with their equals signs."""

    layout: Layout
    content: Content
    native: bool = True

    @property
    def funds_row(self) -> int:
        """年度资金总额."""
        assert self.layout.funds is not None
        return self.layout.funds.first_row

    @property
    def total_row(self) -> int:
        """总分."""
        return self.layout.last_row

    def _funds(self, role: str) -> str:
        return f"{column_letters(FUNDS_COLUMNS[role][0])}{self.funds_row}"

    def _total(self, role: str) -> str:
        return f"{column_letters(COLUMNS[role][0])}{self.total_row}"

    # 项目资金

    def sum_of_parts(self, col: int) -> str:
        """年度资金总额 = 财政拨款 + 结转 + 其他, blank while nothing is typed."""
        assert self.layout.funds is not None
        letter = column_letters(col)
        parts = f"{letter}{self.funds_row + 1}:{letter}{self.layout.funds.last_row}"
        return f'=IF(COUNT({parts})=0,"",ROUND(SUM({parts}),6))'

    def execution_points(self) -> str:
        """The points of the budget execution, from 填报说明."""
        return "=本表执行率分值"

    def _base(self) -> str:
        """The budget that the scheme divides by; the other one where that is blank."""
        initial, adjusted = self._funds("budget_initial"), self._funds("budget_adjusted")
        first, second = (f'IF({one}="",{other},{one})' for one, other in ((initial, adjusted), (adjusted, initial)))
        return f'IF(执行率基数="budget_initial",{first},{second})'

    def execution_rate(self) -> str:
        """执行率, not capped; blank without a budget."""
        spent, base = self._funds("spent"), self._base()
        return f'=IF(AND(ISNUMBER({spent}),ISNUMBER({base})),IF({base}>0,{spent}/{base},""),"")'

    def execution_score(self) -> str:
        """Points × rate, at most all points, rounded once from whole numbers; 待核 where the amounts do not decide."""
        points, spent, base = self._funds("weight"), self._funds("spent"), self._base()
        whole = {key: f"ROUND({key}*10^6,0)" for key in (spent, base)}
        score = f"MIN({points},ROUND(ROUND({points}*100,0)*MIN({whole[spent]},{whole[base]})/{whole[base]},0)/100)"
        return (
            f'=IF(AND({spent}="",{base}=""),IF(COUNTA(各项名称)=0,"","待核"),'
            f"IF(AND(ISNUMBER({spent}),ISNUMBER({base}),ISNUMBER({points})),"
            f'IF(AND({base}>0,{spent}>=0),{score},"待核"),"待核"))'
        )

    def execution_status(self) -> str:
        """How the execution's points came about, or why there are none."""
        points, spent, base, rate = (
            self._funds("weight"), self._funds("spent"), self._base(), self._funds("execution_rate"),
        )  # fmt: skip
        share = f'ROUND(MIN({rate},1)*100,2)&"%"'
        return (
            f'=IF(AND({spent}="",{base}=""),IF(COUNTA(各项名称)=0,"","缺预算数、执行数"),'
            f'IF({spent}="","缺全年执行数",IF({base}="","缺预算数",'
            f'IF(NOT(AND(ISNUMBER({spent}),ISNUMBER({base}))),"待核：金额应是数字，单位万元",'
            f'IF(OR({spent}<0,{base}<0),"待核：金额是负数",'
            f'IF({base}=0,"待核：预算数为 0，没有执行率",'
            f'"✓ "&{points}&"×"&{share}&IF({rate}>1,"；执行率超过 100%，按 100% 计","")&'
            f'IF(OR({spent}>=1000*{base},{base}>=1000*MAX({spent},0.000001)),"；疑似元和万元混填",""))))))))'
        ).replace("))))))))", ")))))))")

    # 分值

    def heading(self, number: int) -> str:
        """``产出指标（50分）``, with ``还差 2.5 分`` or ``多出 2.5 分`` while the weights below say so."""
        name, points = f"本表一级_{number + 1}", f"本表分值_{number + 1}"
        gap = f"ROUND(一级合计_{number + 1}-{points},4)"
        said = f'IF({gap}<0,CHAR(10)&"还差 "&-{gap}&" 分",CHAR(10)&"多出 "&{gap}&" 分")'
        filled = "SUM(各项分值)=0"
        return (
            f'={name}&IF({points}="","",CHAR(10)&"（"&{points}&"分）"&'
            f'IFERROR(IF({filled},"",IF({gap}=0,"",{said})),CHAR(10)&"请核对分值"))'
        )

    def weight_sum(self) -> str:
        """All weights together; 满分 while nothing is typed."""
        return f"=IF(COUNT(各项分值)=0,总分满分,ROUND(N({self._funds('weight')})+SUM(各项分值),4))"

    # 总分

    def _waiting(self) -> str:
        """How many weighted rows have no score yet."""
        weight, score = self._funds("weight"), self._funds("score")
        weighted, scored = 'COUNTIF(各项分值,"<>")', f'COUNTIFS(各项分值,"<>",各项得分,{A_NUMBER})'
        return f'{weighted}-{scored}+AND({weight}<>"",NOT(ISNUMBER({score})))'

    def _waiting_points(self) -> str:
        weight, score = self._funds("weight"), self._funds("score")
        return f"SUM(各项分值)-SUMIFS(各项分值,各项得分,{A_NUMBER})+IF(ISNUMBER({score}),0,N({weight}))"

    def _earned(self) -> str:
        return f"ROUND(N({self._funds('score')})+SUM(各项得分),得分小数位)"

    def total(self) -> str:
        """总分: 待核 until every weighted row has a score; never above 满分 nor above the cap by execution rate."""
        limit = self.limit(self._funds("execution_rate"))
        return f'=IF(COUNTA(各项分值)=0,"",IF({self._waiting()}>0,"待核",MIN({limit},{self._earned()})))'

    def limit(self, rate: str) -> str:
        """满分, or the cap by execution rate (the caps fall, so the last one that holds is the lowest)."""
        passed = f'SUMPRODUCT((封顶执行率<"")*({rate}<封顶执行率))'
        return f'IF({rate}="",总分满分,IF({passed}=0,总分满分,INDEX(封顶总分,{passed})))'

    def beside_total(self) -> str:
        """``等级：优``, or what is earned so far and what waits."""
        total = self._total("score")
        return (
            f'=IF({total}="","",IF(ISNUMBER({total}),"等级："&{self._grade_of(total)},'
            f'"已得 "&{self._earned()}&"，"&({self._waiting()})&"项共 "&ROUND({self._waiting_points()},4)&" 分待核"))'
        )

    def _grade_of(self, total: str) -> str:
        # the lines fall, so as many as are above the total stand before its grade
        return f'INDEX(等级名称,1+SUMPRODUCT((等级最低分<"")*(等级最低分>{total})))'

    def total_status(self) -> str:
        """A wrong sum of the weights, in words."""
        weight = self._total("weight")
        gap = f"ROUND({weight}-总分满分,4)"
        return f'=IF({gap}=0,"","分值合计 "&{weight}&IF({gap}<0,"，还差 "&-{gap},"，多出 "&{gap})&" 分")'

    def live_line(self) -> str:
        """The line above the form: how many errors and warnings, the total, the grade; it leads to 校验."""
        total, beside = self._total("score"), self._total("reason")
        state = (
            f'IF(COUNTA(各项名称)+COUNT(各项分值)=0,"请在淡黄色的格子里填写；得分、总分、等级自动算出",'
            f'IF(错误个数+警告个数=0,"✓ 没有发现错误和警告","✗ "&错误个数&" 个错误、"&警告个数&" 个警告")'
            f'&"　　总分 "&IF({total}="","—",{total})&IF({beside}="","","（"&{beside}&"）")&"　　› 看校验")'
        )
        return f"=HYPERLINK({quoted(f'#{CHECKS}!A1')},{state})"
