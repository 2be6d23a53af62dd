"""The hosts' tests share one LibreOffice with the extension in it; xlwings drives it through our engine."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.oracle.office import Document, Office, may_do_without, why_absent

Opener = Callable[[Path], Any]
"""What the fixture ``opened`` gives."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """All tests that use the host run in one worker, so that one process is enough."""
    for item in items:
        if "host" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.xdist_group("host"))


@pytest.fixture(scope="session")
def host(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """A running LibreOffice with our extension."""
    reason = why_absent()
    if reason and may_do_without(os.environ):
        pytest.skip(f"{reason}（PERFEVAL_WITHOUT_OFFICE=1）")
    if reason:
        pytest.fail(reason, pytrace=False)
    with Office(unpacked(tmp_path_factory.mktemp("extensions"))) as running:
        yield running


def unpacked(folder: Path) -> Path:
    """The extension, unpacked as it is when installed, for the interpreter that runs the tests."""
    from xladdin.libreoffice.extension import parts
    from xladdin.libreoffice.installation import folders, python_version

    for name, content in parts(python_version(), folders()).items():
        path = folder / "perfeval" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return folder


def dispatched(office: Office, frame: Any, command: str) -> None:
    """Run a command as the menu of a window does."""
    import uno

    from xladdin.libreoffice.configuration import PROTOCOL

    url = uno.createUnoStruct("com.sun.star.util.URL")
    url.Complete = f"{PROTOCOL}{command}"
    services = office.context.ServiceManager
    _, url = services.createInstanceWithContext("com.sun.star.util.URLTransformer", office.context).parseStrict(url)
    dispatch = frame.queryDispatch(url, "_self", 0)
    assert dispatch is not None, command
    dispatch.dispatch(url, ())


@pytest.fixture
def pressed(host: Office) -> Callable[[Any, str], None]:
    """Presses a button of the menu: the command runs inside LibreOffice, found by its URL as the menu finds it."""

    def press(book: Any, command: str) -> None:
        dispatched(host, book.impl.document.controller.Frame, command)

    return press


@pytest.fixture
def opened(host: Office) -> Iterator[Callable[[Path], Any]]:
    """Opens a copy of a workbook file and gives it as xlwings' active book."""
    import xlwings

    from xladdin.libreoffice.engine import register

    documents: list[Document] = []

    def open_book(path: Path) -> Any:
        document = host.open(path)
        documents.append(document)
        register(host.context, document._model)
        return xlwings.books.active

    yield open_book
    for document in documents:
        document.close()
    if documents:
        for book in list(xlwings.books):  # those that commands have made
            book.close()


@pytest.fixture
def in_window(host: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[Path], Any]]:
    """As ``opened``, but in a window that LibreOffice takes for visible; messages are kept instead of shown."""
    import xlwings

    from xladdin.libreoffice.engine import register
    from xladdin.libreoffice.engine.application import App
    from xladdin.libreoffice.engine.office import file_url

    def alert(app: Any, prompt: str, title: str | None, buttons: str, mode: str | None, callback: str | None) -> str:
        app._office.unseen_alerts.append(prompt)
        return "ok"

    monkeypatch.setattr(App, "alert", alert)
    models: list[Any] = []

    def open_book(path: Path) -> Any:
        desktop = host.context.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", host.context)
        models.append(desktop.loadComponentFromURL(file_url(str(path)), "_blank", 0, ()))
        register(host.context, models[-1])
        return xlwings.books.active

    host.open(_blank(tmp_path)).close()  # starts the program
    yield open_book
    for model in models:
        model.close(True)


def _blank(folder: Path) -> Path:
    import openpyxl

    path = folder / "blank.xlsx"
    openpyxl.Workbook().save(path)
    return path
