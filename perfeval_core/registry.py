"""The rules' words as data: what each code means, how bad it is, what to do next, and where it comes from.

One file per area, ``registry/<letter>.toml``, one table per code.  Codes are stable for ever: a code that is no
longer used stays reserved.  An area is read when the first of its codes is asked for.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cache

from perfeval_core.findings import Severity
from perfeval_core.package_text import package_text

__all__ = ["AREAS", "RegistryError", "Rule", "all_rules", "parse_rules", "rule", "rules_of"]

AREAS: Mapping[str, str] = {
    "F": "文件",
    "L": "表格结构",
    "B": "项目资金",
    "W": "分值",
    "T": "指标值和完成值",
    "S": "得分和总分",
    "G": "等级",
    "R": "偏差原因",
    "X": "前后对照",
    "I": "导入一体化系统",
    "C": "命令",
}
"""The letter after ``PE-`` and what its rules look at, in the order of the rule book."""


class RegistryError(ValueError):
    """A table of the registry lacks a key, has one too many, or has an impossible value."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule in words.  ``message`` and ``advice`` carry ``{named}`` places for the figures of a finding."""

    code: str
    title: str
    severity: Severity
    message: str
    advice: str
    source: str
    why: str
    wrong: str
    right: str
    since: str

    @property
    def area(self) -> str:
        """The letter of the code."""
        return self.code[3]


_KEYS = tuple(item.name for item in fields(Rule) if item.name != "code")


def _is_code(text: str, area: str) -> bool:
    return len(text) == 7 and text.startswith(f"PE-{area}") and text[4:].isdigit()


@cache
def rules_of(area: str) -> Mapping[str, Rule]:
    """The rules of one area by code, in the order of their file.  Raises RegistryError for a file that is not right."""
    place = f"registry/{area}.toml"
    return parse_rules(package_text(place), area, place)


def parse_rules(text: str, area: str, place: str) -> Mapping[str, Rule]:
    """The rules in the text of one area's file.

    Raises RegistryError for a code of another area and for a table that is not complete, naming ``place`` and key.
    """
    rules: dict[str, Rule] = {}
    for code, table in tomllib.loads(text).items():
        if not _is_code(code, area):
            raise RegistryError(f"{place}: {code} is not a code of this area")
        wrong_keys = sorted(set(_KEYS) ^ set(table))
        if wrong_keys:
            raise RegistryError(f"{place}: {code} lacks or should not have: {', '.join(wrong_keys)}")
        empty = [key for key in _KEYS if not str(table[key]).strip()]
        if empty:
            raise RegistryError(f"{place}: {code} has nothing under: {', '.join(empty)}")
        try:
            severity = Severity(table["severity"])
        except ValueError:
            raise RegistryError(f"{place}: {code} has no such severity: {table['severity']}") from None
        rules[code] = Rule(code=code, **{**table, "severity": severity})
    return rules


def rule(code: str) -> Rule:
    """The rule of a code.  Raises RegistryError when there is none."""
    found = rules_of(code[3:4]).get(code) if code[3:4] in AREAS else None
    if found is None:
        raise RegistryError(f"{code} is not in the registry")
    return found


def all_rules() -> tuple[Rule, ...]:
    """Every rule, area by area, in the order of the files."""
    return tuple(found for area in AREAS for found in rules_of(area).values())
