"""One spelling for what people type in many: full-width characters, odd spaces, look-alike signs."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

__all__ = ["GAP", "Spelling", "bare", "fold"]

GAP = "\x1f"
"""Stands where a space separated two digits: they may be one number or two, so nothing is assumed."""

_SAME = {
    "≧": "≥", "⩾": "≥", "≦": "≤", "⩽": "≤", "﹥": ">", "﹤": "<", "＞": ">", "＜": "<", "〉": ">", "〈": "<",
    "﹦": "=", "═": "=", "＝": "=", "﹪": "%", "٪": "%", "㏎": "km",
    "—": "-", "–": "-", "−": "-", "‐": "-", "‑": "-", "－": "-", "﹣": "-", "─": "-", "━": "-",
    "～": "~", "〜": "~", "∼": "~", "﹑": "、",
    "：": ":", "﹕": ":", "︰": ":", "（": "(", "）": ")", "﹙": "(", "﹚": ")", "【": "(", "】": ")",
    "．": ".", "﹒": ".", "‚": ",", "﹐": ",", "，": "，", "；": "；", "？": "？", "！": "！",
    "µ": "μ", "㎍": "μg", "㎎": "mg",
    "㎡": "平方米", "㎥": "立方米", "㎞": "公里", "㎏": "公斤", "㎝": "厘米", "㎜": "毫米",
    "﹢": "+", "＋": "+", "／": "/", "∕": "/", "⁄": "/", "＊": "*", "×": "×",
    "“": '"', "”": '"', "„": '"', "〝": '"', "〞": '"', "「": '"', "」": '"', "『": '"', "』": '"', "＂": '"',
}  # fmt: skip
_INVISIBLE = frozenset("\u200b\u200c\u200d\u2060\ufeff\u00ad\u200e\u200f\u202a\u202b\u202c\ufe0e\ufe0f")


@dataclass(frozen=True, slots=True)
class Spelling:
    """A folded text; ``origin[i]`` is the place in the typed text that character i came from."""

    typed: str
    text: str
    origin: Sequence[int]

    def evidence(self, start: int, end: int) -> str:
        """The typed characters behind ``text[start:end]``."""
        if start >= end:
            return ""
        return self.typed[self.origin[start] : self.origin[end - 1] + 1].strip()


_FOLDED = {chr(code): chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)} | _SAME
_TABLE = str.maketrans(_FOLDED)
_LONGER = "".join(character for character, folded in _FOLDED.items() if len(folded) > 1)
# what is not folded character by character: spaces, a comma that may separate thousands
_IRREGULAR = re.compile(rf"[\s{''.join(sorted(_INVISIBLE))}{_LONGER}]|，(?=[０-９])")


def _is_numeric(character: str) -> bool:
    return character in "0123456789.,"


@lru_cache(maxsize=8192)
def fold(typed: str) -> Spelling:
    """Fold a typed text: half-width letters, digits and signs, no spaces or line breaks.

    A full-width comma inside a full-width number is a thousands separator; elsewhere it stays a pause.
    """
    if _IRREGULAR.search(typed) is None:
        return Spelling(typed, typed.translate(_TABLE), range(len(typed)))
    pieces: list[tuple[str, int]] = []
    spaced = False
    for place, character in enumerate(typed):
        if character.isspace() or character in _INVISIBLE:
            spaced = spaced or character.isspace()
            continue
        folded = _FOLDED.get(character, character)
        if folded == "，" and pieces and 0 < place < len(typed) - 1:
            around = typed[place - 1], typed[place + 1]
            if all("０" <= neighbour <= "９" for neighbour in around):
                folded = ","
        if spaced and pieces and _is_numeric(pieces[-1][0]) and folded.isdigit() and folded.isascii():
            pieces.append((GAP, place - 1))
        spaced = False
        pieces.extend((part, place) for part in folded)
    return Spelling(typed, "".join(part for part, _ in pieces), tuple(place for _, place in pieces))


def bare(typed: str) -> str:
    """The folded text without the punctuation that carries no meaning: for comparing two texts letter by letter."""
    return fold(typed).text.strip("。；;，,、.!！ ")
