"""Does a written reason say something: a cause, a number, a measure, in words of its own?

Used for 偏差原因 in the form and for the explanations beside findings.  The word lists judge no content; a text that
they do not know counts as saying something.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from perfeval_core.spelling import bare

__all__ = ["SHORTEST", "Adequacy", "adequacy"]

SHORTEST = 6
"""Characters, punctuation left out: fewer name no matter with its circumstances."""

_EMPTY_WORDS = re.compile(
    r"(?:由于|因为|因|受|主要|原因|是|为|系|等|的|影响|导致|所致|造成|新冠|肺炎|疫情|防控|客观|特殊|其他|其它|外部|不可抗力|因素"
    r"|政策|经济|下行|形势|环境|实际|情况|该|本|年初|年底|年度?|项|指标|目标|任务|工作|预期|未能?|没有?|有|已|均|都|与|和|按照?"
    r"|完全|全部|超额|按时|按期|完成|达到|达成|达标|完成率|执行率|良好|较好|无误?|偏差|较大|较低|偏低|存在|差距|一定"
    r"|详?见|附件|同上|如上|属实|如实|填报|[，。、；;,.!！:：()\s])+"
)
"""Words that alone name neither a cause nor a measure: 疫情影响, 客观原因, 未完成目标, 情况属实, 见附件."""

_EMPTY_MEASURES = (
    "下一步|下步|今后|以后|将|我单位|我们|单位|进一步|继续|切实|不断|积极|努力|认真|严格|及时|尽快|更加|加强|加大|加快|提高|提升|完善|改进"
    "|改善|强化|优化|健全|规范|做好|抓好|抓紧|确保|争取|力争|推进|推动|落实|重视|力度|措施|管理|制度|机制|意识|认识|水平|质量|效率|效益|进度"
    "|监督|监管|协调|沟通|组织|领导|预算|绩效|绩效管理|项目|资金|执行|整改|责任|统筹|安排|科学|合理|计划|相关|各项|有关|部门|和|与|及|并|对|在|上|下"
    "|使用|开展|正在|中|全力|大力|有效|逐步|有序|尽早|及早|要求|时间|节点|序时|总结|经验|教训"
)


@cache
def _stock() -> re.Pattern[str]:
    """The same with measures that say nothing of who does what: 下一步加强管理，确保完成目标."""
    return re.compile(f"(?:{_EMPTY_WORDS.pattern[3:-2]}|{_EMPTY_MEASURES})+")


_CAUSE_OF_ITS_OWN = re.compile(r"经济下行|政策(?:调整|变化)|环境(?:治理|整治)")

_MEASURE_WORDS = (
    "加强", "加大", "加快", "加紧", "完善", "改进", "改善", "下一步", "今后", "下年", "次年", "明年", "来年", "将",
    "优化", "建立", "健全", "推进", "督促", "调整", "提高", "提升", "强化", "严格", "细化", "科学", "合理", "切实",
    "尽快", "及时", "协调", "整改", "落实", "规范", "措施", "计划", "拟", "争取", "继续", "进一步", "做好", "抓",
    "组织", "补", "跟踪", "压实", "统筹", "制定", "安排", "改为", "确保", "改由", "改用", "更换", "重新",
    "已成立", "已完工", "已报", "已与", "已签", "已改", "预计2", "预计明", "预计下", "预计次",
)  # fmt: skip
"""A text with one of these says what is going to be done."""

_NUMBER = re.compile(
    r"\d|[一二两三四五六七八九十百千万半]+"
    r"(?:个|家|户|人|名|次|处|项|场|期|批|天|日|月|年|村|亩|元|吨|台|座|公里|成|倍)"
)


@dataclass(frozen=True, slots=True)
class Adequacy:
    """What a text names.  ``stock``: nothing but words that fit any row."""

    length: int
    cause: bool
    number: bool
    measure: bool
    stock: bool

    @property
    def brief(self) -> bool:
        """Too few words to say what happened."""
        return self.length < SHORTEST


def adequacy(text: str) -> Adequacy:
    """Look at a reason or an explanation."""
    words = bare(text)
    cause_known = _CAUSE_OF_ITS_OWN.search(words) is not None
    measure = any(word in words for word in _MEASURE_WORDS)
    stock = not cause_known and _stock().fullmatch(words) is not None
    return Adequacy(
        length=sum(character.isalnum() for character in words),
        cause=cause_known or not (_EMPTY_WORDS.fullmatch(words) or stock or not words),
        number=_NUMBER.search(words) is not None,
        measure=measure,
        stock=stock,
    )
