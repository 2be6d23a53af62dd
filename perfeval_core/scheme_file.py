"""Reading one scheme file: dated values with their sources, every slip refused with file name and line.

A file names its sources once (``[source.KEY]``) and then gives, for each setting, one ``[[setting]]`` block per date::

    [[reverse]]
    value = "ratio"
    source = "mof_2020_10"
    article = "按照完成值与指标值的比例记分"
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Final, Literal

from perfeval_core.scheme_values import READERS

__all__ = ["DatedValue", "SchemeError", "SchemeFile", "Source", "read_scheme_file"]

STATUSES: Final = ("law", "local", "system")


class SchemeError(Exception):
    """A scheme that cannot be used; the text is one Chinese sentence that names the file and, if known, the line."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where a value comes from.

    ``document`` is the 文号 or, where the original has not been seen, an honest description; ``article`` the passage.
    ``status``: ``law`` national text, ``local`` a place's rule or practice, ``system`` what a deployed system computes.
    """

    document: str
    article: str
    effective_from: date
    status: Literal["law", "local", "system"]
    last_checked: date

    def __str__(self) -> str:
        return f"{self.document}：{self.article}"


@dataclass(frozen=True, slots=True)
class DatedValue:
    """A checked value that holds from ``source.effective_from`` until a later one of the same file replaces it."""

    value: object
    source: Source


@dataclass(frozen=True, slots=True)
class SchemeFile:
    """One file as written; ``values`` maps a setting to its dated values, oldest first."""

    id: str
    filename: str
    title: str
    inherits: str | None
    inherits_line: int
    overlay: bool
    values: Mapping[str, tuple[DatedValue, ...]]


class _Refusal:
    """Finds the line of a block or key in the text, to refuse it by file name and line."""

    _HEADER = re.compile(r"\[\[?\s*([^\]]+?)\s*\]")
    _KEY = re.compile(r"([A-Za-z0-9_-]+)\s*=")

    def __init__(self, filename: str, text: str) -> None:
        self.filename = filename
        self._lines: dict[tuple[str, int, str], int] = {}
        counts: dict[str, int] = {}
        header = ""
        for number, line in enumerate(text.split("\n"), start=1):
            if found := self._HEADER.match(line):
                header = found[1]
                counts[header] = counts.get(header, -1) + 1
                self._lines[header, counts[header], ""] = number
            elif found := self._KEY.match(line):
                self._lines[header, counts.get(header, 0), found[1]] = number

    def line(self, header: str, key: str = "", nth: int = 0) -> int:
        places = ((header, nth, key), (header, nth, ""), ("", 0, header))
        return next((self._lines[place] for place in places if place in self._lines), 1)

    def __call__(self, text: str, header: str, key: str = "", nth: int = 0) -> SchemeError:
        return SchemeError(f"{self.filename} 第 {self.line(header, key, nth)} 行：{text}")


def read_scheme_file(text: str, filename: str) -> SchemeFile:
    """Read and check one file; ``filename`` without ``.toml`` is the scheme's id.

    Raises :class:`SchemeError` for broken TOML, unknown keys, a value without a source, and values that cannot be.
    """
    refuse = _Refusal(filename, text)
    try:
        content = tomllib.loads(text, parse_float=Decimal)
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"line (\d+)", str(error))
        where = line[1] if line else text.count("\n") + 1
        raise SchemeError(f"{filename} 第 {where} 行：写法不对，请检查引号、括号和等号") from error

    for key in content:
        if key not in READERS and key not in ("title", "inherits", "overlay", "source"):
            raise refuse(f"不认识的项目“{key}”", key)
    title = content.get("title")
    if not isinstance(title, str) or not title:
        raise refuse("缺少 title（评分办法的名称）", "", "title")
    inherits = content.get("inherits")
    if inherits is not None and not isinstance(inherits, str):
        raise refuse("inherits 应写另一个评分办法的名字", "", "inherits")
    overlay = content.get("overlay", False)
    if not isinstance(overlay, bool) or (overlay and inherits):
        raise refuse("overlay 应写 true，且不能同时写 inherits", "", "overlay")

    sources = _read_sources(content.get("source", {}), refuse)
    values = {
        setting: _read_setting(setting, content[setting], sources, refuse) for setting in READERS if setting in content
    }
    stem = filename.removesuffix(".toml")
    return SchemeFile(stem, filename, title, inherits, refuse.line("", "inherits"), overlay, values)


def _read_sources(raw: object, refuse: _Refusal) -> dict[str, dict[str, object]]:
    if not isinstance(raw, dict):
        raise refuse("来源应写成 [source.名字] 的样子", "source")
    for name, block in raw.items():
        header = f"source.{name}"
        if not isinstance(block, dict):
            raise refuse("来源应写成 [source.名字] 的样子", "source")
        for key in block:
            if key not in ("document", "status", "effective_from", "last_checked"):
                raise refuse(f"不认识的项目“{key}”", header, key)
        if not isinstance(block.get("document"), str) or not block["document"]:
            raise refuse("来源缺少 document（文号，或对来源的如实说明）", header, "document")
        if block.get("status") not in STATUSES:
            raise refuse(f"来源的 status 应是其中之一：{'、'.join(STATUSES)}", header, "status")
        for key in ("effective_from", "last_checked"):
            if type(block.get(key)) is not date:
                raise refuse(f"来源的 {key} 应写成日期，如 2020-02-25", header, key)
    return raw


def _read_setting(
    setting: str, raw: object, sources: Mapping[str, Mapping[str, object]], refuse: _Refusal
) -> tuple[DatedValue, ...]:
    if not isinstance(raw, list) or not raw or not all(isinstance(block, dict) for block in raw):
        raise refuse(f"“{setting}”应写成 [[{setting}]]，下面写 value、source、article", setting)
    dated = []
    for nth, block in enumerate(raw):
        for key in block:
            if key not in ("value", "source", "article", "effective_from", "last_checked"):
                raise refuse(f"不认识的项目“{key}”", setting, key, nth)
        if "value" not in block:
            raise refuse(f"“{setting}”缺少 value", setting, "", nth)
        if "source" not in block:
            raise refuse(f"“{setting}”缺少 source（来源）", setting, "", nth)
        if not isinstance(block["source"], str) or block["source"] not in sources:
            raise refuse(f"没有名为“{block['source']}”的来源", setting, "source", nth)
        if not isinstance(block.get("article"), str) or not block["article"]:
            raise refuse(f"“{setting}”缺少 article（条款）", setting, "article", nth)
        for key in ("effective_from", "last_checked"):
            if key in block and type(block[key]) is not date:
                raise refuse(f"{key} 应写成日期，如 2020-02-25", setting, key, nth)
        source = {**sources[block["source"]], **{key: block[key] for key in block if key not in ("value", "source")}}
        try:
            value = READERS[setting](block["value"])
        except ValueError as error:
            raise refuse(f"“{setting}”的值不对，{error}", setting, "value", nth) from error
        dated.append(DatedValue(value, Source(**source)))
    dated.sort(key=lambda entry: entry.source.effective_from)
    for earlier, later in pairwise(dated):
        if earlier.source.effective_from == later.source.effective_from:
            raise refuse(f"“{setting}”在 {later.source.effective_from} 有两个值", setting)
    return tuple(dated)
