"""What every object of the engine is: it has the members it defines, and names the one that it lacks.

LibreOffice's own exceptions do not behave like Python's (a ``with`` block cannot pass them on), so they leave the
engine as :class:`OfficeProblem`.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from functools import wraps
from typing import Any

__all__ = ["Member", "OfficeProblem"]


class OfficeProblem(RuntimeError):
    """LibreOffice has refused a call; the text is what it said."""


def _is_from_office(error: Exception) -> bool:
    return "com.sun.star." in type(error).__module__ + type(error).__qualname__


def _translating(function: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(function)
    def call(*given: Any, **more: Any) -> Any:
        try:
            return function(*given, **more)
        except Exception as error:
            if not _is_from_office(error):
                raise
            said = f"{function.__qualname__}: {type(error).__qualname__.rpartition('.')[2]} {error}"
        raise OfficeProblem(" ".join(said.split()))

    return call


class Member:
    """The base of the engine's objects."""

    def __init_subclass__(cls, **more: Any) -> None:
        super().__init_subclass__(**more)
        for name, member in list(cls.__dict__.items()):
            if isinstance(member, property):
                get, put, delete = (one and _translating(one) for one in (member.fget, member.fset, member.fdel))
                setattr(cls, name, property(get, put, delete, member.__doc__))
            elif inspect.isfunction(member):
                setattr(cls, name, _translating(member))

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        raise NotImplementedError(f"LibreOffice: xlwings {type(self).__name__}.{name} is not implemented")

    def __setattr__(self, name: str, value: Any) -> None:
        known = name.startswith("_") or any(name in kind.__dict__ for kind in type(self).__mro__)
        if not known and name not in getattr(type(self), "_fields", ()):
            raise NotImplementedError(f"LibreOffice: xlwings {type(self).__name__}.{name} cannot be set")
        object.__setattr__(self, name, value)
