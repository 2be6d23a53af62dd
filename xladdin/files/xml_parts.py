"""The guarded XML parser that every part of a package goes through."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from xml.parsers import expat

from xladdin.files.errors import Refusal

__all__ = ["Finished", "XmlParser", "feed", "local_name", "xml_parser"]

XmlParser = expat.XMLParserType


class Finished(Exception):
    """Raised by a handler that has seen all it wants."""


def xml_parser(part: str) -> XmlParser:
    """A parser that names elements ``namespace name`` and refuses a DTD or entity declaration in any encoding."""

    def refuse(*_: object) -> None:
        raise Refusal("PE-F016", part=part)

    parser = expat.ParserCreate(None, " ")
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    return parser


def feed(parser: XmlParser, part: str, chunks: Iterable[bytes]) -> None:
    """Parse a part to its end, or until a handler raises :class:`Finished`.

    :raises Refusal: ``PE-F018`` when the part is not well-formed.
    """
    parse: Callable[[bytes, bool], int] = parser.Parse
    try:
        for chunk in chunks:
            parse(chunk, False)
        parse(b"", True)
    except Finished:
        return
    except expat.ExpatError as error:
        raise Refusal("PE-F018", detail=f"{part} 第 {error.lineno} 行不是合规的 XML") from None
    except (ValueError, LookupError):
        raise Refusal("PE-F018", detail=f"{part} 的文字编码不认识") from None
    finally:
        # handlers mostly know their parser: without this nobody would free either
        parser.StartElementHandler = parser.EndElementHandler = parser.CharacterDataHandler = None


def local_name(name: str) -> str:
    """An element or attribute name without its namespace."""
    return name.rpartition(" ")[2]
