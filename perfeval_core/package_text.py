"""The text files that belong to the package, read through its own loader (importlib.resources costs 30 ms)."""

from __future__ import annotations

__all__ = ["package_names", "package_text"]


def package_text(name: str) -> str:
    """The content of a file of this package, by its path inside the package (``schemes/mof_2020.toml``).

    FileNotFoundError when there is none.
    """
    loader = __spec__.loader
    if loader is None or not hasattr(loader, "get_data"):
        raise FileNotFoundError(name)
    content: bytes = loader.get_data(__file__.removesuffix("package_text.py") + name)
    return content.decode("utf-8-sig")


def package_names(folder: str) -> tuple[str, ...]:
    """The names of the files in a folder of this package, sorted."""
    from importlib.resources import files

    return tuple(sorted(entry.name for entry in (files("perfeval_core") / folder).iterdir()))
