"""The worksheet functions, declared once for every host: names, arguments, meanings.

Excel's wrappers and descriptions, LibreOffice's add-in and the workbooks' formulas are all made from ``FUNCTIONS``.
What the functions compute is in :mod:`xladdin.function_results`, which is loaded by the first call.
"""

from __future__ import annotations

from dataclasses import dataclass

from xladdin.worksheet_values import Block, Failure, Scalar, WorksheetError

__all__ = ["BY_NAME", "CATEGORY", "FUNCTIONS", "Argument", "Function", "WorksheetError"]

CATEGORY = "绩效自评"
"""The group of the functions in a host's list."""


@dataclass(frozen=True, slots=True)
class Argument:
    """One argument: its name in every host, and its meaning.  ``block``: takes a range of several cells."""

    name: str
    meaning: str
    optional: bool = False
    block: bool = False


@dataclass(frozen=True, slots=True)
class Function:
    """One worksheet function; pure, so a host may call it as rarely as it likes.

    ``block``: the result is one column, a row for each row of the first argument.
    """

    name: str
    meaning: str
    arguments: tuple[Argument, ...] = ()
    block: bool = False

    def __call__(self, *values: object) -> Scalar | Block:
        """The result for values as a host gives them, None for an argument that was left out.

        Misuse is an error value, not an exception.
        """
        from xladdin.function_results import RESULTS

        required = sum(not argument.optional for argument in self.arguments)
        if not required <= len(values) <= len(self.arguments):
            return WorksheetError.MISUSE
        given = (*values, *(None,) * (len(self.arguments) - len(values)))
        try:
            result: Scalar | Block = RESULTS[self.name](*given)
        except Failure as failure:
            return failure.error
        return result


_TARGET = Argument("target", "年度指标值，照原样，如 ≥100家、7.8%左右、2023年12月前")
_ACTUAL = Argument("actual", "实际完成值，照原样，如 189家、4.5%")
_WEIGHT = Argument("weight", "分值")
_DIRECTION = Argument("direction", "方向：正向、反向、等于、定性；不填就按指标值判断", optional=True)
_BAND = Argument("band", "定性指标的档次，写评分办法里的原话，如 达成年度指标", optional=True)
_RATIO = Argument("ratio", "定性指标在本档内的位置：0 到 1，1 是本档最高分", optional=True)
_NAME = Argument("name", "三级指标名称；单位写在名称里时要填", optional=True)
_SCHEME = Argument("scheme", "评分办法，如 mof_2020、hubei；不填是 mof_2020（财预〔2020〕10号）", optional=True)
_SCORE = Argument("score", "表里填的得分；填了就和按规则的得分核对", optional=True)
_REASON = Argument("reason", "偏差原因分析及改进措施；引用了单元格就查该不该写", optional=True)
_SPENT = Argument("spent", "全年执行数")
_BUDGET = Argument("budget", "预算数（用哪个预算数看评分办法）")

_ROW = (_TARGET, _ACTUAL, _WEIGHT, _DIRECTION, _BAND, _RATIO, _NAME, _SCHEME)

FUNCTIONS: tuple[Function, ...] = (
    Function("PE_SCORE", "一行指标按评分办法该得几分；定不下来是 #N/A，空行是空", _ROW),
    Function(
        "PE_ATTAINMENT",
        "完成率，1 就是 100%；没有完成率是 #N/A",
        (_TARGET, _ACTUAL, _DIRECTION, _NAME, _SCHEME),
    ),
    Function("PE_EXPLAIN", "一句话写出这一行怎样得分，或者为什么定不下来", _ROW),
    Function(
        "PE_CHECK",
        "一行指标的状态，几个字：✓、待核、缺什么",
        (_TARGET, _ACTUAL, _WEIGHT, _SCORE, _REASON, _DIRECTION, _BAND, _RATIO, _NAME, _SCHEME),
    ),
    Function(
        "PE_READ",
        "把指标值或完成值读成数值、单位、方向、类型、依据",
        (Argument("text", "要读的文字"), Argument("part", "要哪一部分：数值、单位、方向、类型、依据")),
    ),
    Function("PE_EXEC_RATE", "预算执行率 = 执行数 ÷ 预算数，1 就是 100%；没有预算是 #N/A", (_SPENT, _BUDGET)),
    Function(
        "PE_EXEC_SCORE",
        "预算执行率得分 = 分值 × 执行率，最多得满分",
        (_SPENT, _BUDGET, Argument("weight", "分值；不填用评分办法的分值", optional=True), _SCHEME),
    ),
    Function(
        "PE_TOTAL",
        "总分：各项得分之和，最多 100；有一项定不下来就是 #N/A",
        (Argument("scores", "各项得分的区域，含预算执行率得分；空格不计", block=True),),
    ),
    Function("PE_GRADE", "等级：优、良、中、差", (Argument("total", "总分"), _SCHEME)),
    Function(
        "PE_DEVIATION",
        "偏差率 = 完成值 ÷ 指标值 − 1，超过是正、不足是负；算不出来是 #N/A",
        (_TARGET, _ACTUAL, _NAME, _SCHEME),
    ),
    Function(
        "PE_SCORES",
        "整块计分：一次算很多行，每行一个得分",
        (
            Argument("rows", "连续的列：年度指标值、实际完成值、分值，可再跟方向、档次、档内比例、名称", block=True),
            _SCHEME,
        ),
        block=True,
    ),
    Function(
        "PE_CHECKS",
        "整块检查：一次看很多行，每行几个字的状态",
        (
            Argument("rows", "连续的列：年度指标值、实际完成值、分值，可再跟得分、偏差原因", block=True),
            _SCHEME,
        ),
        block=True,
    ),
    Function("PE_VERSION", "绩效自评插件的版本"),
)
"""In the order of the documentation."""

BY_NAME = {function.name: function for function in FUNCTIONS}
