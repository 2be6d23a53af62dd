"""What every object of the engine is: it has the members it defines, and names the one that it lacks."""

from __future__ import annotations

from typing import Any

__all__ = ["Member"]


class Member:
    """The base of the engine's objects."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        raise NotImplementedError(f"LibreOffice: xlwings {type(self).__name__}.{name} is not implemented")

    def __setattr__(self, name: str, value: Any) -> None:
        known = name.startswith("_") or any(name in kind.__dict__ for kind in type(self).__mro__)
        if not known and name not in getattr(type(self), "_fields", ()):
            raise NotImplementedError(f"LibreOffice: xlwings {type(self).__name__}.{name} cannot be set")
        object.__setattr__(self, name, value)
