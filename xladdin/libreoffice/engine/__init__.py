"""An xlwings engine over LibreOffice's UNO interface, for what the ribbon's commands use.

``register(context)`` makes LibreOffice the active engine: ``xw.books``, ``xw.Range`` and the rest then work
unmodified.  A member that is not implemented raises NotImplementedError with its name.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from xladdin.libreoffice.engine.application import Apps
from xladdin.libreoffice.engine.contents import CellError, as_written
from xladdin.libreoffice.engine.office import Office

__all__ = ["NAME", "Engine", "register"]

NAME = "libreoffice"


class Engine:
    """What xlwings asks of an engine."""

    name = NAME
    type = "desktop"

    def __init__(self, office: Office) -> None:
        self.office = office
        self.apps = Apps(self)

    def prepare_xl_data_element(self, element: Any, options: dict[str, Any]) -> Any:
        """One value on its way into a cell."""
        return as_written(element)

    def clean_value_data(
        self,
        rows: list[list[Any]],
        datetime_builder: Callable[..., Any],
        empty_as: Any,
        number_builder: Callable[[float], Any] | None,
        err_to_str: bool,
    ) -> list[list[Any]]:
        """Raw cells as xlwings hands them on: blanks as ``empty_as``, errors as None unless their text is wanted."""

        def clean(value: Any) -> Any:
            match value:
                case None:
                    return empty_as
                case CellError():
                    return str(value) if err_to_str else None
                case float() if number_builder is not None:
                    return number_builder(value)
                case str() | bool() | float():
                    return value
            return datetime_builder(
                month=value.month, day=value.day, year=value.year,
                hour=value.hour, minute=value.minute, second=value.second, microsecond=value.microsecond, tzinfo=None,
            )  # fmt: skip

        return [[clean(value) for value in row] for row in rows]


def register(context: Any, model: Any = None) -> Engine:
    """Make the office behind a UNO component context xlwings' active engine.

    ``model`` is the workbook that a macro was called for; without one the office's current document is the active
    book.  Registering again replaces the engine.
    """
    import xlwings

    engine = Engine(Office(context, model))
    wrapped = xlwings.main.Engine(impl=engine)
    engines = xlwings.engines
    engines.engines = [one for one in engines.engines if one.name != NAME]
    engines.add(wrapped)
    engines.active = wrapped
    return engine
