"""The parts of a workbook while they are changed: contents, content types, relationships, and the way back."""

from __future__ import annotations

import posixpath
from collections.abc import Sequence

from xladdin.files.errors import Refusal
from xladdin.files.package import Package, Relationship
from xladdin.files.patch.markup import Tree, attribute_splice, escaped, outline, without_element
from xladdin.files.patch.splices import Splice, inverse, spliced
from xladdin.files.xlsx_reader import workbook_part

__all__ = ["OFFICE", "STRICT_OFFICE", "TYPES", "Parts", "relationships_part"]

TYPES = "[content_types].xml"
TYPES_NAMESPACE = "http://schemas.openxmlformats.org/package/2006/content-types"
RELATIONSHIPS = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
STRICT_OFFICE = "http://purl.oclc.org/ooxml/officeDocument/relationships"
SMALL = 1 << 16
"""Bytes of a part that is inflated once; a larger one each time it is asked for, which saves memory."""
HEAD = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


class Parts:
    """An open package and what is to become of it.

    Names of parts are the lower-case names of :class:`Package`; a new part keeps the spelling it was given.
    :raises Refusal: ``PE-F201`` when the workbook carries a digital signature.
    """

    def __init__(self, package: Package) -> None:
        if any(name.startswith("_xmlsignatures/") for name in package.entries):
            raise Refusal("PE-F201")
        self.package = package
        self.workbook = workbook_part(package)
        self.undo: list[tuple[str, list[Splice]]] = []
        """What leads back, newest last: parts with the splices that undo one step."""
        self.added: list[str] = []
        """Names of new parts as they are spelled."""
        self._contents: dict[str, bytes | None] = {}
        self._small: dict[str, bytes] = {}
        """Small parts of the package that were read: lists and tables that several steps ask."""
        self._strict: bool | None = None
        self._trees: dict[str, tuple[int, Tree]] = {}
        self._ends: dict[str, tuple[bytes, int]] = {}
        """Of lists that were added to: their prefix, and how far from the end of the part the list ends."""

    @property
    def changes(self) -> dict[str, bytes | None]:
        """New contents by part, None for a part that is left out."""
        return {self.spelled(part): content for part, content in self._contents.items()}

    @property
    def office(self) -> str:
        """The namespace of the relationships that this workbook uses."""
        if self._strict is None:
            self._strict = b"purl.oclc.org/ooxml/spreadsheetml" in self.read(self.workbook)[:2000]
        return STRICT_OFFICE if self._strict else OFFICE

    def names(self) -> list[str]:
        """All parts as they will be, in lower case."""
        old = [name for name in self.package.entries if self._contents.get(name, b"") is not None]
        return list(dict.fromkeys(old + [name.lower() for name in self.added]))

    def has(self, part: str) -> bool:
        """Will there be a part of this name?"""
        key = part.lower()
        return self._contents[key] is not None if key in self._contents else key in self.package.entries

    def spelled(self, part: str) -> str:
        """The name of a part as the package writes it; some readers care for upper and lower case."""
        key = part.lower()
        entry = self.package.entries.get(key)
        if entry is not None:
            return entry.filename.replace("\\", "/")
        return next((name for name in self.added if name.lower() == key), part)

    def read(self, part: str) -> bytes:
        """The content of a part as it is now."""
        key = part.lower()
        if key in self._contents:
            content = self._contents[key]
            assert content is not None, f"{part} has been left out"
            return content
        known = self._small.get(key)
        if known is None:
            known = b"".join(self.package.whole(key))
            if len(known) <= SMALL:
                self._small[key] = known
        return known

    def is_xml(self, part: str) -> bool:
        """Is there a part of this name, and is it XML?"""
        return self.has(part) and part.lower().endswith((".xml", ".rels"))

    def tree(self, part: str, depth: int = 100) -> Tree:
        """The outline of a part, its elements to a depth."""
        key = part.lower()
        known = self._trees.get(key)
        if known is None or known[0] < depth:
            known = self._trees[key] = depth, outline(part, self.read(part), depth)
        return known[1]

    # -- changing

    def splice(self, part: str, splices: Sequence[Splice]) -> None:
        """Change a part; the way back is kept."""
        content = self.read(part)
        back = inverse(content, splices)
        if all(one.new == content[one.start : one.end] for one in splices):
            return
        self._set(part, spliced(content, splices))
        self.undo.append((part.lower(), back))

    def _set(self, part: str, content: bytes | None) -> None:
        self._contents[part.lower()] = content
        self._trees.pop(part.lower(), None)
        self._ends.pop(part.lower(), None)

    def _append(self, part: str, line: bytes) -> None:
        """Put a line (``Name attributes/>``) behind the last one of a list; it is read once for many lines."""
        key = part.lower()
        end = self._ends.get(key)
        if end is None:
            tree = self.tree(part)
            self.splice(part, [tree.appended(tree.root, b"<" + tree.root.prefix + line)])
            if not tree.root.empty:
                self._ends[key] = tree.root.prefix, len(tree.content) - tree.root.close
            return
        prefix, behind = end
        at = len(self.read(part)) - behind
        self.splice(part, [Splice(at, at, b"<" + prefix + line)])
        self._ends[key] = end

    def replace(self, part: str, content: bytes) -> None:
        """Give a part a whole new content."""
        self.splice(part, [Splice(0, len(self.read(part)), content)])

    def put_back(self, part: str, content: bytes) -> None:
        """Set a part to an earlier content, which leaves no trace in the way back."""
        self._set(part, content)

    def drop(self, part: str) -> None:
        """Leave a part out and nothing else: its content type and relationships are the caller's."""
        key = part.lower()
        self._set(key, None)
        if key not in self.package.entries:
            del self._contents[key]
        self.added = [name for name in self.added if name.lower() != key]

    def add(self, part: str, content: bytes, content_type: str = "") -> None:
        """A new part, with its content type unless the type of its extension will do."""
        self.added.append(part)
        self._set(part, content)
        if content_type:
            self._add_type(part, content_type)

    def remove(self, part: str) -> None:
        """Leave a part out, with its own relationships and its content type."""
        self.drop(part)
        self.drop(relationships_part(part))
        tree = self.tree(TYPES)
        self.splice(
            TYPES,
            [without_element(one) for one in tree.root.children
             if one.attributes.get("PartName", "").lower() == f"/{part.lower()}"],
        )  # fmt: skip

    def free_name(self, pattern: str) -> str:
        """The first part name of a pattern (``xl/worksheets/sheet{}.xml``) that is not taken."""
        number = 1
        while self.has(pattern.format(number)):
            number += 1
        return pattern.format(number)

    # -- content types

    def _add_type(self, part: str, content_type: str) -> None:
        line = b'Override PartName="/%s" ContentType="%s"/>' % (escaped(self.spelled(part)), escaped(content_type))
        self._append(TYPES, line)

    def content_type(self, part: str) -> str:
        """The content type of a part."""
        by_extension = ""
        for one in self.tree(TYPES).root.children:
            if one.attributes.get("PartName", "").lower() == f"/{part.lower()}":
                return one.attributes.get("ContentType", "")
            if one.attributes.get("Extension", ".").lower() == part.lower().rpartition(".")[2]:
                by_extension = one.attributes.get("ContentType", "")
        return by_extension

    def set_type(self, part: str, content_type: str) -> None:
        """Give a part another content type."""
        tree = self.tree(TYPES)
        for one in tree.root.children:
            if one.attributes.get("PartName", "").lower() == f"/{part.lower()}":
                self.splice(TYPES, [attribute_splice(tree, one, "ContentType", content_type)])
                return
        self._add_type(part, content_type)

    # -- relationships

    def relationships(self, part: str) -> list[Relationship]:
        """The relationships of a part as they are now."""
        rels = relationships_part(part)
        if not self.has(rels):
            return []
        return [
            Relationship(
                one.attributes.get("Id", ""),
                one.attributes.get("Type", "").rpartition("/")[2],
                one.attributes.get("Target", ""),
                one.attributes.get("TargetMode") == "External",
            )
            for one in self.tree(rels).root.children
            if one.name == "Relationship"
        ]

    def target(self, part: str, line: Relationship) -> str | None:
        """The part that a relationship of ``part`` points to, None when there is none."""
        path = line.target.replace("\\", "/")
        if line.external:
            return None
        if not path.startswith("/"):
            path = posixpath.join(posixpath.dirname(part), path)
        name = posixpath.normpath("/" + path).lstrip("/").lower()
        return name if self.has(name) else None

    def related(self, part: str, kind: str) -> str | None:
        """The first part that ``part`` relates to as ``kind``."""
        found = (self.target(part, line) for line in self.relationships(part) if line.kind == kind)
        return next((name for name in found if name is not None), None)

    def relate(self, part: str, kind: str, target: str) -> str:
        """Relate a part to another one; the new relationship's id."""
        rels = relationships_part(self.spelled(part))
        known = {line.id for line in self.relationships(part)}
        number = 1
        while f"rId{number}" in known:
            number += 1
        line = b'Relationship Id="rId%d" Type="%s/%s" Target="/%s"/>' % (
            number, self.office.encode(), kind.encode(), escaped(self.spelled(target)),
        )  # fmt: skip
        if self.has(rels):
            self._append(rels, line)
        else:
            namespace = RELATIONSHIPS.encode()
            self.add(rels, HEAD + b'<Relationships xmlns="' + namespace + b'"><' + line + b"</Relationships>")
        return f"rId{number}"

    def unrelate(self, part: str, ids: set[str]) -> None:
        """Take relationships of a part away."""
        rels = relationships_part(part)
        lines = self.tree(rels).root.children
        self.splice(rels, [without_element(one) for one in lines if one.attributes.get("Id") in ids])


def relationships_part(part: str) -> str:
    """The part that holds the relationships of a part (``""`` for the package)."""
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{name}.rels")
