"""The tab 绩效自评 as values, read from ``ribbon.toml``: what every host's menu is made from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from functools import cache
from typing import Any

__all__ = ["Command", "Group", "Menu", "Ribbon", "RibbonError", "read_ribbon", "ribbon"]


class RibbonError(ValueError):
    """``ribbon.toml`` has an entry that lacks a key or has an unknown one."""


@dataclass(frozen=True, slots=True)
class Command:
    """A button; ``id`` is the name of its macro in :mod:`xladdin.macros`.  ``size`` is empty inside a menu."""

    id: str
    label: str
    screentip: str
    supertip: str
    keytip: str
    image: str
    size: str = ""


@dataclass(frozen=True, slots=True)
class Menu:
    """A button that opens a list of commands."""

    id: str
    label: str
    screentip: str
    supertip: str
    keytip: str
    image: str
    size: str
    commands: tuple[Command, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """A group of the tab; menus stand in front of its commands."""

    id: str
    label: str
    items: tuple[Command | Menu, ...]


@dataclass(frozen=True, slots=True)
class Ribbon:
    """The tab."""

    label: str
    keytip: str
    groups: tuple[Group, ...]

    @property
    def commands(self) -> Iterator[Command]:
        """Every command in the order of the tab, those of menus included."""
        for group in self.groups:
            for item in group.items:
                if isinstance(item, Menu):
                    yield from item.commands
                else:
                    yield item


def read_ribbon(text: str) -> Ribbon:
    """Read the table.  Raises RibbonError naming the entry."""
    import tomllib

    table = tomllib.loads(text)
    groups = tuple(_group(entry) for entry in table.pop("group", ()))
    return Ribbon(**_checked(Ribbon, table, {"groups": groups}))


def _group(entry: dict[str, Any]) -> Group:
    menus = tuple(_menu(menu) for menu in entry.pop("menu", ()))
    commands = tuple(Command(**_checked(Command, one)) for one in entry.pop("command", ()))
    return Group(**_checked(Group, entry, {"items": menus + commands}))


def _menu(entry: dict[str, Any]) -> Menu:
    commands = tuple(Command(**_checked(Command, one)) for one in entry.pop("command", ()))
    return Menu(**_checked(Menu, entry, {"commands": commands}))


def _checked(kind: type, entry: dict[str, Any], made: dict[str, Any] | None = None) -> dict[str, Any]:
    known = {one.name for one in fields(kind)}
    given = {**entry, **(made or {})}
    wrong = sorted((known ^ given.keys()) - {"size"})
    if wrong:
        raise RibbonError(f"ribbon.toml: {entry.get('id', kind.__name__)} lacks or should not have: {', '.join(wrong)}")
    return given


@cache
def ribbon() -> Ribbon:
    """The tab of this version."""
    from pathlib import Path

    return read_ribbon(Path(__file__).with_name("ribbon.toml").read_text(encoding="utf-8"))
