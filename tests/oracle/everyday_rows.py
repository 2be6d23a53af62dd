"""Rows in the shapes that clerks type beside a plain number: dates, averages, a year in front, two numbers."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from tests.oracle.formula_judge import TypedRow

__all__ = ["everyday_rows"]

_YEARS = ("2023年", "2023年", "2023年", "2024年", "2022年", "", "", "23年", "2023年度", "今年")
_PARTS = (
    "{m}月", "{m}月底", "{m}月{d}日", "{m}月{d}日", "{m}月末", "{m}月份", "底", "年底", "末", "", "第{q}季度",
    "{k}季度",
    "上半年", "下半年", "1-{m}月", "1月-{m}月", "1月1日至{m}月{d}日", "{m}-{n}月", "{m}月{d}号", "内",
    "{m}月初", "{m}月中旬",
    "3月-{m}月", "1月至2024年{m}月", "全年", "{m}月内", "前三季度",
)  # fmt: skip
_DATES = (
    "2023.{mm}", "2023-{mm}", "2023{mm}{dd}", "2023.{m}.{d}", "2023-{mm}-{dd}", "2023/{m}/{d}",
    "2024.{mm}.{dd}", "2023.{m}",
    "2023.1-2023.{m}", "{m}.{d}", "202313{dd}", "2023/{mm}",
)  # fmt: skip
_DATE_HEADS = (
    "",
    "",
    "",
    "",
    "已于",
    "于",
    "在",
    "完成时间为",
    "提前",
    "按时",
    "计划",
    "预计",
    "不早于",
    "截至",
    "不晚于",
    "基本",
)
_DATE_TAILS = (
    "", "", "", "前", "前", "之前", "以前", "完成", "前完成", "已完成", "完成并验收", "支付", "前支付",
    "已全部完成", "止", "内", "起", "开始",
    "启动", "未完成", "完成80%", "前完成5个", "。", "完成3个", "前全面整治到位", "招标", "部分完成", "以内",
)  # fmt: skip
_NAMES = (
    "完成时间", "支付时间", "补助标准", "每亩补助标准", "人均补助标准", "培训人数", "企业", "巡查频次",
    "能耗", "事故起数", "服务对象满意度",
    "村卫生室覆盖率", "补助标准（元/人）", "PM2.5浓度", "产值（万元）", "每人次补贴", "资金节约率", "获奖",
    "单位GDP能耗降低率", "",
    "3个平台建设", "户均增收", "合格率", "就业率", "成本",
)  # fmt: skip
_LEVELS = ("数量指标", "质量指标", "时效指标", "成本指标", "社会效益指标", "满意度指标", "")
_PER = (
    "/年", "/月", "/人", "/亩", "/人·月", "/人/月", "/人·年", "/年·人", "/生/年", "/天", "/日", "/人次",
    "/人天", "每年", "每月", "/个",
    "·天", "/(人·天)", "/年度", "/学期", "/平方米", "/m3", "/L", "",
)  # fmt: skip
_HEADS = (
    "每年", "每月", "每亩", "每人", "每人次", "每学期", "每场", "每亩补助", "每人每年", "每年度", "人均",
    "户均", "亩均", "平均", "月均",
    "户均增收", "每村", "每次", "每笔", "每万人", "一年", "年均",
)  # fmt: skip
_YEAR_HEADS = (
    "2023年", "2023年", "2023年度", "2023年新增", "2023 年完成", "2023年全年", "截至2023年", "2023年底前",
    "2023年12月", "20 23年",
    "2023年至2025年", "2023年至今", "2023-2025年", "12023年", "2023年前", "2023", "2023年上半年", "2023年，",
    "2023年以来", "2023年级",
)  # fmt: skip
_NUMBER_HEADS = ("1.", "1、", "2．", "（1）", "(2)", "1）", "①", "3,", "12、", "1. ", "9、")
_UNITS = (
    "家", "个", "人", "名", "人次", "项", "万元", "元", "亿元", "公里", "亩", "场", "次", "台", "套", "%",
    "%", "个百分点", "天", "小时",
    "个月", "吨", "平方米", "户", "分", "",
)  # fmt: skip
_LINKS = (
    "，", "、", "，覆盖", "，共", "，价值", "，金额", "共", "，完成率", "，占", "（", "(", "，较上年提高",
    "，同比增长", "，其中", "（其中", "，培训",
    "；", "，节约", "，未完成", "，比计划多", "，还差", "，满意度", "。", "，每", "，不低于", "，新增",
    "，约", "的", "企业", "，目标", "，计划",
    "，由", "，排名第", "，超额", "以上企业",
)  # fmt: skip
_TAILS = (
    "，未发生事故", "，达到预期目标", "，完成年度目标", "，全部完成", "（含）", "，较上年有所提高",
    "，三方验收", "，统一发放", "，省级", "的群众满意",
    "，进一步提升", "（2023年）", "，未达标", "，其中两家", "左右", "已完成", "，每季度", "，属国家级",
    "（不含未成年人）", "，计划完成", "，下降",
    "内办结", "内到达现场", "以内", "以上参加", "之内完成", "以上（含）", "内",
)  # fmt: skip
_FALLS = (
    "下降",
    "降低",
    "减少",
    "压减",
    "同比下降",
    "比上年减少",
    "下降率",
    "较上年下降",
    "增长",
    "较上年增长",
    "提高",
    "负增长",
    "降低成本",
)
_WHOLE = (
    "全覆盖",
    "全部覆盖",
    "实现全覆盖",
    "百分之百",
    "百分百",
    "已全覆盖。",
    "100%全覆盖",
    "1 00%",
    "零",
    "全覆盖100%",
)


def _number(random: Random) -> str:
    kind = random.random()
    if kind < 0.6:
        return str(random.choice((0, 1, 2, 3, 5, 8, 10, 12, 20, 45, 50, 80, 90, 95, 96, 98, 100, 120, 300, 2023)))
    if kind < 0.8:
        return f"{random.randint(0, 120)}.{random.randint(0, 99)}"
    return str(random.randint(0, 6000))


def _date(random: Random) -> str:
    text = random.choice(_DATES) if random.random() < 0.25 else random.choice(_YEARS) + random.choice(_PARTS)
    month, day = random.randint(1, 12), random.choice((1, 5, 15, 20, 28, 30, 31))
    filled = (
        text.replace("{mm}", f"{month:02d}").replace("{dd}", f"{day:02d}").replace("{q}", random.choice("1234一二三四"))
    )
    filled = filled.replace("{m}", str(month)).replace("{d}", str(day)).replace("{k}", random.choice("一二三四1234"))
    filled = filled.replace("{n}", str(random.randint(1, 12)))
    return random.choice(_DATE_HEADS) + filled + random.choice(_DATE_TAILS)


def _side(random: Random, kind: int, unit: str, target: bool) -> str:
    number = _number(random)
    bound = random.choice(("", "", "≥", "≥", "不少于", "≤", "不超过", "±", "约")) if target else ""
    value = bound + number + unit
    if kind == 0:
        return _date(random)
    if kind == 1:
        return random.choice(("", "", random.choice(_HEADS))) + value + random.choice(("", random.choice(_PER)))
    if kind == 2:
        return random.choice((*_YEAR_HEADS, *_NUMBER_HEADS)) + random.choice(("", "培训", "完成")) + value
    if kind == 3:
        second = _number(random) + random.choice(_UNITS)
        return value + random.choice(_LINKS) + second + random.choice(("", "", "）", ")", "。", "，全部完成"))
    if kind == 4:
        return bound + number + random.choice(("余", "多", "余", "万", "")) + unit + random.choice(_TAILS)
    if kind == 5:
        return random.choice(_FALLS) + value + random.choice(("", "", "以上", "以内"))
    return random.choice(_WHOLE) if random.random() < 0.5 else value


def everyday_rows(seed: int, count: int, kinds: tuple[int, ...] = tuple(range(7))) -> Iterator[TypedRow]:
    """Rows whose sides have such shapes: both the same, or one of them and a plain number."""
    random = Random(seed)
    for _ in range(count):
        kind = random.choice(kinds)
        unit = random.choice(_UNITS)
        other = unit if random.random() < 0.85 else random.choice(_UNITS)
        plain = random.random()
        target = _side(random, 7 if kind and plain < 0.4 else kind, unit, target=True)
        actual = _side(random, 7 if kind and 0.4 <= plain < 0.6 else kind, other, target=False)
        if random.random() < 0.1:
            actual = target
        if random.random() < 0.03:
            place = random.randrange(len(actual) + 1)
            actual = actual[:place] + random.choice("，。、 （）%第约年-至1.") + actual[place:]
        yield TypedRow(
            target, actual, random.choice((10, 5, 12.5)), random.choice(_NAMES), random.choice(_LEVELS),
            random.choice(("", "", "", "", "", "正向", "反向", "等于", "定性")),
            random.choice(("", "达成年度指标")), random.choice(("", 0.5)),
        )  # fmt: skip
