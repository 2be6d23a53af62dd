"""Rows as people type them, made up from known values: the same seed gives the same rows."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from perfeval_core.words import words
from tests.oracle.formula_judge import TypedRow

__all__ = ["nasty_rows", "rounding_ties", "typed_rows"]

_UNITS = (
    "家", "个", "人", "名", "人次", "项", "万元", "亿元", "元", "平方米", "万平方米", "公里", "亩", "万亩",
    "场", "次", "吨", "台套", "件", "%", "%", "%", "%", "‰", "个百分点", "天", "个工作日", "小时", "月",
    "元/亩", "元/人", "万人次", "户", "所", "座", "千米", "千克", "公斤", "万", "",
)  # fmt: skip
_RELATED = {
    "家": "个", "人": "名", "人次": "人", "万元": "亿元", "亿元": "万元", "元": "万元",
    "平方米": "万平方米", "公里": "千米", "亩": "万亩", "%": "", "‰": "%", "个百分点": "%",
    "天": "个工作日", "小时": "分钟", "千克": "吨", "公斤": "斤", "万": "万元", "元/亩": "元",
    "户": "家", "": "%",
}  # fmt: skip
_BEFORE = (
    "≥", ">=", "≧", "＞＝", "不低于", "不少于", "至少", "大于等于", "不小于", ">", "大于", "超过", "≤", "<=",
    "不超过", "不高于", "控制在", "小于", "=", "等于", "约", "达到", "完成", "增长", "大于或等于", "＜", "⩾",
    "≦", "最多", "不晚于", "突破", "高于",
)  # fmt: skip
_AFTER = (
    "以上", "及以上", "（含）以上", "以下", "以内", "之内", "左右", "上下", "余", "多", "有余", "内", "及以下",
    "≥",
)  # fmt: skip
_NAMES = (
    "补助企业数量", "培训人数", "服务对象满意度", "验收合格率", "项目总成本", "规模工业增加值增速",
    "资金发放及时率", "指标1：新增企业数", "道路维修里程", "贷款金额（亿元）", "投诉率", "工程完成率",
    "完成时间", "办理时限", "每亩补助标准", "人均补助标准", "", "群众投诉下降率", "安全事故发生数",
    "能耗降低率", "指标12:绿化面积", "1.服务次数", "税收增长率", "成本控制率", "设备利用率（%）", "工期",
    "死亡人数",
)  # fmt: skip
_LEVELS = (
    "数量指标", "质量指标", "时效指标", "成本指标", "经济成本指标", "社会效益指标", "满意度指标", "",
)  # fmt: skip
_HEADS = (
    "已完成", "共", "实际", "全年", "培训", "新增", "开展活动", "累计完成", "补助资金", "扶持企业", "完成率",
    "达", "为", "本年度完成", "实现", "：", "约", "同比增长", "较上年增长", "增长", "下降", "减少", "提高",
    "全年共完成", "第", "未完成", "计划", "节约", "人均", "每亩", "平均", "近", "超", "超额完成", "排名第",
)  # fmt: skip
_TAILS = (
    "。", "；", "企业", "，全部完成", "，较上年提高2%", "（不含预留部分）", "(含税)", "骨干企业", "任务",
    "，未发生事故", "，超额完成", "，其中市级3家", "的企业", "左右的", "已完成", "多层住宅", "/年", "每年",
    "！", "、", "（计划）", "前", "后", "以上的企业", "等", "均达标", "及以上学历",
)  # fmt: skip
_NASTY = (
    "扶持5G示范园区{n}个", "开通12345热线{n}条", "PM2.5浓度{n}微克", "第{n}名", "{n}星级", "{n}A级景区",
    "2-{n}家", "{n}-{m}个", "{n}～{m}%", "{n}%-{m}%", "6至8家", "{n}:{m}", "{n}/{m}", "1 {n}00", "{n} 家",
    "０{n}", "{n}，000", "1,{n}00家", "12,{n}4", "{n}.{m}.1", "2022年12月31日前", "2022年12月", "2022-12-31",
    "2022.12.31前完成", "2022/6/{d}", "12月底前", "2022年底", "二十家", "三百零五人", "百分之九十五",
    "95个百分点", "几十家", "{n}余家", "{n}多万元", "上千人", "合计{n}家，其中新增{m}家", "从{n}家增加到{m}家",
    "增长{n}%", "下降{n}%", "-{n}%", "+{n}", "负{n}", "未达到{n}", "还差{n}家", "完成", "是", "良好",
    "显著提升", "/", "-", "—", "无", "一", "……", "N/A", "#N/A", "#DIV/0!", "290%", "2{n}%", "z90%", "9O%",
    "l00%", "100%覆盖", "全覆盖", "{n}万{m}千元", "{n}万千瓦", "{n}百万元", "{n}千万", "{n}万亿", "{n}kg",
    "{n}KM", "{n}M", "{n}m2", "{n}㎡", "{n}度", "{n}号文", "指标{n}：完成", "{n}、完成", "({n})", "（{n}家）",
    "“{n}家”", "《{n}条》", "{n}*{m}", "{n}×2", "{n}?", "{n}岁以上", "≥{n}≤{m}", "不低于{n}%以下",
    "不能低于{n}家", "不大于等于{n}家", "不足{n}家", "近{n}家", "2022", "2022年", "2022.07", "20221231", "7月",
    "上半年", "第一季度", "{n}e3", "1E{n}", "{n}%。", "．{n}%", ".{n}", "{n}.", "{n},", "00{n}", "0", "0起",
    "0%", "无投诉", "{n}（含）以上", "{n}家(含)", "系列活动{n}场", "节约{n}万元", "{n}栋多层",
    "按计划完成{n}家", "未成年人{n}人", "{n}\u200b5家", "{n}\u20095家", "≥{n}\ufe0f%", "﹣{n}", "【{n}】",
    "A{n}", "Ａ{n}家", "_{n}", "￥{n}万", "{n}元整", "{n}万元人民币", "¥{n}",
)  # fmt: skip
_SPACES = ("", "", "", "", " ", "　", "\u00a0", "\n")
_FULL_WIDTH = str.maketrans("0123456789.%", "０１２３４５６７８９．％")


def _number(random: Random) -> str:
    kind = random.random()
    if kind < 0.45:
        return str(random.choice((1, 2, 3, 5, 8, 10, 12, 20, 30, 45, 50, 60, 80, 90, 95, 98, 99, 100)))
    if kind < 0.65:
        return str(random.randint(0, 3000))
    if kind < 0.85:
        return f"{random.randint(0, 200)}.{random.randint(0, 99):0{random.choice((1, 2))}d}"
    if kind < 0.95:
        return f"{random.randint(1000, 99_999_999):,}"
    return str(random.randint(10**5, 10**10))


def _spelled(random: Random, number: str, unit: str) -> str:
    if random.random() < 0.08:
        number = number.translate(_FULL_WIDTH)
        unit = unit.translate(_FULL_WIDTH)
    return number + random.choice(_SPACES) + unit


def _target(random: Random, number: str, unit: str) -> str:
    text = _spelled(random, number, unit)
    kind = random.random()
    if kind < 0.35:
        return text
    if kind < 0.75:
        return random.choice(_BEFORE) + random.choice(_SPACES) + text
    if kind < 0.92:
        return text + random.choice(_AFTER)
    if kind < 0.97:
        return random.choice(_HEADS) + text
    return random.choice(_BEFORE) + text + random.choice((*_AFTER, *_TAILS))


def _actual(random: Random, number: str, unit: str, name: str) -> str:
    text = _spelled(random, number, unit)
    kind = random.random()
    if kind < 0.5:
        return text
    if kind < 0.6:
        return name + random.choice(("", "：", "达到", " ", "为", "≥")) + text
    if kind < 0.72:
        return random.choice(_HEADS) + text
    if kind < 0.84:
        return text + random.choice(_TAILS)
    if kind < 0.9:
        return random.choice(_HEADS) + text + random.choice(_TAILS)
    if kind < 0.95:
        return random.choice((*_BEFORE, *_HEADS)) + random.choice((*_BEFORE, *_HEADS)) + text
    return text + random.choice(_AFTER)


def _noise(random: Random, text: str) -> str:
    if random.random() < 0.02 and text:
        place = random.randrange(len(text) + 1)
        return text[:place] + random.choice("，。、 ()（）%万元不第约“”年-～至/1.") + text[place:]
    return text


def typed_rows(seed: int, count: int) -> Iterator[TypedRow]:
    """Rows rendered from known numbers and units, most of them clear, some noisy."""
    random = Random(seed)
    everyday = tuple(words().units)
    for _ in range(count):
        unit = random.choice(_UNITS) if random.random() < 0.85 else random.choice(everyday)
        number = _number(random)
        other = unit if random.random() < 0.75 else random.choice((_RELATED.get(unit, unit), "", random.choice(_UNITS)))
        actual = number if random.random() < 0.25 else _number(random)
        if random.random() < 0.3:
            actual = f"{float(number.replace(',', '')) * random.uniform(0.3, 1.9):.{random.choice((0, 1, 2))}f}"
        name = random.choice(_NAMES)
        if random.random() < 0.12:
            low, high = sorted((random.randint(1, 30), random.randint(1, 99)))
            target = f"{low}{random.choice('-—~～至')}{high}{unit}"
        else:
            target = _target(random, number, unit)
        yield TypedRow(
            _noise(random, target),
            _noise(random, _actual(random, actual, other, name)),
            random.choice((10, 5, 12.5, 2.5, 8, 3, 20, 6.25, 0, 1.33)),
            name,
            random.choice(_LEVELS),
            random.choice(("", "", "", "", "", "正向", "反向", "等于", "定性")),
            random.choice(
                ("", "", "达成年度指标", "部分达成年度指标并具有一定效果", "未达成年度指标且效果较差", "良好")
            ),
            random.choice(("", 0, 1, 0.5, 0.25, 0.333, 1.5)),
        )


def nasty_rows(seed: int, count: int) -> Iterator[TypedRow]:
    """Texts that a careless reader would turn into a wrong number, on either side or both."""
    random = Random(seed)
    for _ in range(count):
        texts = []
        for _ in range(2):
            form = random.choice(_NASTY) if random.random() < 0.6 else "{n}" + random.choice(_UNITS)
            texts.append(
                _noise(
                    random,
                    form.replace("{n}", _number(random))
                    .replace("{m}", _number(random))
                    .replace("{d}", str(random.randint(1, 31))),
                )
            )
        if random.random() < 0.15:
            texts[1] = texts[0]
        sides: list[str | float] = list(texts)
        if random.random() < 0.1:
            sides[random.randrange(2)] = random.choice((0.95, 1, 0.9, 44926, 45291, 12, 100, 98.5, 0))
        yield TypedRow(
            sides[0],
            sides[1],
            random.choice((10, 5, 2.5)),
            random.choice(_NAMES),
            random.choice(_LEVELS),
            random.choice(("", "", "", "正向", "反向", "等于", "定性")),
            random.choice(("", "达成年度指标")),
            random.choice(("", 0.5)),
        )


def rounding_ties(count: int) -> Iterator[TypedRow]:
    """Rows whose exact score lies halfway between two hundredths: 20 × 7.43 ÷ 8 = 18.575."""
    random = Random(20200225)
    made = 0
    while made < count:
        weight = random.choice((1, 2, 2.5, 4, 5, 7.5, 8, 10, 12, 12.5, 15, 20, 25, 30, 40, 50))
        target = random.choice(
            (1.6, 2, 3.2, 4, 6.4, 8, 12.5, 16, 20, 25, 32, 40, 50, 64, 80, 125, 160, 200, 250, 400, 800)
        )
        cents = round(weight * 100)
        whole = round(target * 100)
        actual = random.randrange(1, whole)
        if (2 * cents * actual) % whole or (2 * cents * actual // whole) % 2 == 0:
            continue
        made += 1
        unit = random.choice(("家", "%", "万元", ""))
        yield TypedRow(f"≥{whole / 100:g}{unit}", f"{actual / 100:.2f}{unit}", weight)
