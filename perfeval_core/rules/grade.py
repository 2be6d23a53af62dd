"""等级: what the total gives, as printed and as recomputed (财预〔2020〕10号 第十六条)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from fractions import Fraction

from perfeval_core.findings import Finding
from perfeval_core.printed import plain
from perfeval_core.rules.context import Context
from perfeval_core.scheme import Scheme
from perfeval_core.score_form import is_blank
from perfeval_core.scoring import grade
from perfeval_core.spelling import bare

__all__ = ["RULES", "read_grade"]

_SPELLINGS = {
    "优秀": "优", "良好": "良", "中等": "中", "一般": "中", "合格": "中", "较差": "差", "不合格": "差", "优等": "优",
}  # fmt: skip


_TICKED = "☑☒✓✔√■"
_BOXES = re.compile(rf"[{_TICKED}□☐]")


def read_grade(text: str, scheme: Scheme) -> str | None:
    """The grade a text names, in the scheme's spelling; None when it names none of them."""
    word = _ticked(bare(text)).removesuffix("级").removesuffix("档")
    word = _SPELLINGS.get(word, word)
    return word if word in (name for name, _ in scheme.grades) else None


def _ticked(text: str) -> str:
    """The one ticked word of ``优☑良□中□差□`` or ``☑优□良□中□差``; the text itself where it has no boxes."""
    boxes = _BOXES.findall(text)
    words = [word for word in _BOXES.split(text) if word]
    if not boxes or len(boxes) != len(words):
        return text
    ticked = [word for box, word in zip(boxes, words, strict=True) if box in _TICKED]
    return ticked[0] if len(ticked) == 1 else text


def _limits(scheme: Scheme) -> str:
    return "、".join(f"{name} {plain(lowest)} 分以上" if lowest else f"其余{name}" for name, lowest in scheme.grades)


def check_grade(context: Context) -> Iterator[Finding]:
    """The printed grade against the printed total, and what becomes of it when the scores are put right."""
    entry, scheme, total = context.form.grade, context.scheme, context.scores.total
    if is_blank(entry) or entry.text.startswith("#"):
        return
    got = read_grade(entry.text, scheme)
    if got is None:
        names = "、".join(name for name, _ in scheme.grades)
        yield context.found("PE-G103", [entry], got=entry.text.strip(), want=names)
        return
    if total.printed is None:
        return
    want = next(name for name, lowest in scheme.grades if total.printed.value >= lowest or not lowest)
    if got != want:
        yield context.found(
            "PE-G101", [entry, context.form.total], total=total.printed, want=want, limits=_limits(scheme), got=got
        )
        return
    if total.expected is None or abs(total.printed.value - Fraction(total.expected)) <= total.printed.half:
        return
    want = grade(total.expected, scheme)
    if got != want:
        yield context.found("PE-G102", [entry, context.form.total], total=plain(total.expected), want=want, got=got)


RULES: list[Callable[[Context], Iterator[Finding]]] = [check_grade]
