"""The sheet 查词: which words of the longer lists on 参数 stand in the texts of a row, a column for a text and a list.

A program that searches a whole list in one go does it in its own way; here every word is searched by itself.  A count
of 0 means none of the words; a blank cell, that there is nothing to search.
"""

from __future__ import annotations

from collections.abc import Iterator

from workbook_templates.formula_text import (
    cases,
    first_place_of,
    how_many_of,
    is_one_of,
    nested_substitute,
    quoted,
    without,
)
from workbook_templates.parameters import word_cells
from workbook_templates.plain_texts import IDIOMS, NO_NUMERALS
from workbook_templates.row_texts import text_between
from workbook_templates.step import Step
from workbook_templates.typed_characters import PAUSE, SEPARATOR
from workbook_templates.word_lists import word_lengths

__all__ = ["SEARCH_SHEET", "UNSURE", "found", "has_word", "search_steps"]

SEARCH_SHEET = "查词"
UNSURE = quoted("疑")
"""Stands in a column 缺填 where the text may or may not be a mark of an empty cell."""
_HARMLESS = (
    ("每年", "年"), ("一年", "年"), ("较上年", "较"), ("比上年", "比"), ("较去年", "较"), ("比去年", "比"),
    ("未成年", "成年"),
)  # fmt: skip
"""In them 每, 上年 and 未 say nothing of the number."""
_AT_ONCE = 80
"""Words whose places one formula compares."""


def found(key: str) -> str:
    """True when the search with this key has found a word."""
    return f"N({{{key}}})>0"


def has_word(text: str, kind: str) -> str:
    """True when a text contains a word of a short list, which is searched on the spot."""
    return f"{how_many_of(text, word_cells(kind))}>0"


def search_steps() -> Iterator[Step]:
    """The columns of the sheet; their keys may be used in 计分明细 and the other way round."""
    yield Step("name_here", "名称", "在三级指标名称里查", "{name}", 18)
    yield _count("name_less", "名称：越少越好", "{name_here}", "越少越好")
    yield _count("name_rises", "名称：增长名称", "{name_here}", "增长名称")
    yield _count("name_falls", "名称：下降名称", "{name_here}", "下降名称")
    yield _count("name_bounded", "名称：不超过百分之百", "{name_here}", "不超过百分之百")
    yield Step("got_here", "完成值全文", "在完成值里查，连同重复的名称", text_between("{signs}", 2), 16)
    yield _count("got_new", "完成值：新增词", "{got_here}", "新增词")
    yield _count("got_total", "完成值：累计词", "{got_here}", "累计词")
    yield _count("unknown", "不认识的字符", "{signs}", "不认识的字符")
    yield from _beside("t", "指标值", {"两边拒绝词": "拒绝词串"})
    yield from _beside("a", "完成值", {"两边拒绝词": "拒绝词串", "完成值拒绝词": "另拒词串"})
    yield Step("plain_here", "文字指标值", "去掉“进一步”这类词的指标值", without("{t_text}", IDIOMS), 16)
    yield _count("plain_doubts", "指标值：文字疑词", "{plain_here}", "文字疑词")


def _count(key: str, title: str, text: str, kind: str) -> Step:
    return Step(key, title, f"有几个“参数”表的“{kind}”", f'IF({text}="","",{how_many_of(text, word_cells(kind))})', 9)


def _beside(side: str, title: str, refused: dict[str, str]) -> Iterator[Step]:
    """What is searched in the text of a side, and in the words on both sides of its number."""
    text, here = f"{{{side}_text}}", f"{{{side}_here}}"
    yield _count(f"{side}_compared", f"{title}：同比词", f"{{{side}_before}}", "同比词")
    yield _count(f"{side}_rises", f"{title}：增长词", f"{{{side}_before}}", "增长词")
    rest = f"{{{side}_rest}}"
    # a remark in brackets behind the number belongs to it as a whole
    near = f'IF(LEFT({rest},1)="(",{rest},LEFT({rest},FIND({quoted(PAUSE)},{rest}&{quoted(PAUSE)})-1))'
    beside = nested_substitute(f"{{{side}_before}}&{quoted(SEPARATOR)}&{near}", _HARMLESS)
    yield Step(
        f"{side}_here",
        f"{title}：数字两旁",
        "数字前面、单位后面到逗号为止的字，不算“每年”“统一”这类词",
        f'IF({{{side}_from}}="","",{without(beside, NO_NUMERALS)})',
        16,
    )
    raw = text_between("{signs}", 2 if side == "a" else 1)
    yield Step(
        f"{side}_missing",
        f"{title}：缺填",
        "缺：没有填；疑：像是没有填，但后面有标点",
        # 无， is no mark of an empty cell to the core, 无 is
        f'IF(OR({without(text, "-_/.…")}="",{is_one_of(text, "缺填串")}),'
        f'IF(RIGHT(SUBSTITUTE({raw}," ",""),1)={quoted(PAUSE)},{UNSURE},"缺"),"")',
        9,
    )
    places: list[str] = []
    for kind, joined in refused.items():
        cells = word_cells(kind)
        for start in range(0, len(cells), _AT_ONCE):
            places.append(f"{side}_place_{len(places) + 1}")
            yield Step(
                places[-1],
                f"{title}：拒绝词位置{len(places)}",
                f"第几个字起是“{kind}”；比字数大表示没有",
                f'IF({here}="","",{first_place_of(here, cells[start : start + _AT_ONCE], joined)})',
                9,
            )
    place = f"MIN({','.join(f'{{{key}}}' for key in places)})"
    longest = max(length for joined in refused.values() for length in word_lengths(joined))
    spelled = [f"MID({here},{place},{length})" for length in range(1, longest + 1)]
    word = cases(
        *((_is_refused(text, refused), text) for text in spelled[:-1]),
        otherwise=spelled[-1],
    )
    yield Step(
        f"{side}_refused",
        f"{title}：拒绝词",
        "公式看不出是不是要比的数，就因为有这个词",
        f'IF({here}="","",IF({place}>LEN({here}),"",{word}))',
    )


def _is_refused(text: str, refused: dict[str, str]) -> str:
    return is_one_of(text, "&".join(refused.values()))
