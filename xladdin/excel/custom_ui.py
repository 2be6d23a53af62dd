"""The part of the package that describes the tab: customUI of Office 2010 and later."""

from __future__ import annotations

from xml.sax.saxutils import quoteattr

from xladdin.excel.wrappers import callback_name
from xladdin.ribbon import Command, Group, Menu, Ribbon

__all__ = ["NAMESPACE", "custom_ui"]

NAMESPACE = "http://schemas.microsoft.com/office/2009/07/customui"


def custom_ui(ribbon: Ribbon) -> str:
    """The XML of the tab, indented for people."""
    tab = _start("tab", id="perfeval", label=ribbon.label, keytip=ribbon.keytip)
    lines = [
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>',
        f'<customUI xmlns="{NAMESPACE}">',
        "  <ribbon>",
        "    <tabs>",
        f"      <{tab}>",
        *(line for group in ribbon.groups for line in _group(group)),
        "      </tab>",
        "    </tabs>",
        "  </ribbon>",
        "</customUI>",
    ]
    return "\n".join(lines) + "\n"


def _start(element: str, **attributes: str) -> str:
    return " ".join([element, *(f"{name}={quoteattr(value)}" for name, value in attributes.items() if value)])


def _shown(item: Command | Menu) -> dict[str, str]:
    return {
        "id": item.id,
        "label": item.label,
        "screentip": item.screentip,
        "supertip": item.supertip,
        "keytip": item.keytip,
        "imageMso": item.image,
        "size": item.size,
    }


def _button(command: Command) -> str:
    return f"<{_start('button', **_shown(command), onAction=callback_name(command))}/>"


def _group(group: Group) -> list[str]:
    lines = [f"        <{_start('group', id=f'perfeval_{group.id}', label=group.label)}>"]
    for item in group.items:
        if isinstance(item, Menu):
            lines.append(f"          <{_start('menu', **_shown(item))}>")
            lines += [f"            {_button(command)}" for command in item.commands]
            lines.append("          </menu>")
        else:
            lines.append(f"          {_button(item)}")
    return [*lines, "        </group>"]
