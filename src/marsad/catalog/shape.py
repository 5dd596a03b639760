"""Shapes of the values in a catalogue file: each checks a node, and says itself as JSON Schema."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from marsad.catalog.finding import MOST, Finding
from marsad.catalog.sheet import Listing, Node, Table, Word
from marsad.catalog.suggestion import suggestion

Schema = dict[str, Any]


class Shape(Protocol):
    """What a node may be."""

    def check(self, node: Node, at: str, findings: list[Finding]) -> None:
        """Add what is wrong with the node to the findings; ``at`` says where it stands."""
        ...

    def schema(self) -> Schema:
        """The same as JSON Schema (draft 2020-12)."""
        ...


@dataclass(frozen=True)
class Text:
    """A text of a form."""

    says: str
    """What it is, with an example: the remedy."""
    pattern: str

    def check(self, node: Node, at: str, findings: list[Finding]) -> None:
        if not isinstance(node, Word) or node.empty:
            findings.append(_misfit(node, at, "a text", self.says))
        elif not _fits(self.pattern, node.text):
            what = f"{at} is {_shown(node.text)}"
            findings.append(Finding(node.file, node.line, what, f"write {self.says}"))

    def schema(self) -> Schema:
        return {"type": "string", "pattern": self.pattern, "description": self.says}


@dataclass(frozen=True)
class Choice:
    """One of a few words."""

    options: tuple[str, ...]

    def check(self, node: Node, at: str, findings: list[Finding]) -> None:
        if not isinstance(node, Word) or node.empty:
            findings.append(_misfit(node, at, "a word", "one of: " + ", ".join(self.options)))
        elif node.text not in self.options:
            what = f"{at} is {_shown(node.text)}"
            findings.append(
                Finding(node.file, node.line, what, suggestion(node.text, self.options))
            )

    def schema(self) -> Schema:
        return {"enum": list(self.options)}


@dataclass(frozen=True)
class Number:
    """A whole number between two others."""

    low: int
    high: int

    def check(self, node: Node, at: str, findings: list[Finding]) -> None:
        says = f"a whole number from {self.low} to {self.high}"
        if not isinstance(node, Word) or node.empty:
            findings.append(_misfit(node, at, "a number", says))
        elif not node.plain or node.text not in map(str, range(self.low, self.high + 1)):
            what = f"{at} is {_shown(node.text)}"
            findings.append(Finding(node.file, node.line, what, f"write {says}"))

    def schema(self) -> Schema:
        return {"type": "integer", "minimum": self.low, "maximum": self.high}


@dataclass(frozen=True)
class ListOf:
    """A list of equal things, none twice."""

    item: Shape

    def check(self, node: Node, at: str, findings: list[Finding]) -> None:
        if not isinstance(node, Listing):
            findings.append(_misfit(node, at, "a list", "a list: [one, another]"))
            return
        seen: set[str] = set()
        for item in node.items:
            if len(findings) >= MOST:
                return
            self.item.check(item, at, findings)
            if isinstance(item, Word):
                if item.text in seen:
                    what = f"{_shown(item.text)} stands twice in {at}"
                    findings.append(Finding(item.file, item.line, what, "keep one of them"))
                seen.add(item.text)

    def schema(self) -> Schema:
        return {"type": "array", "items": self.item.schema(), "uniqueItems": True}


@dataclass(frozen=True)
class Record:
    """A table of known keys."""

    fields: Mapping[str, Shape]
    required: Sequence[str] = ()
    rest: tuple[Text, Shape] | None = None
    """The form of further keys, and what stands under them."""

    def check(self, node: Node, at: str, findings: list[Finding]) -> None:
        if not isinstance(node, Table):
            findings.append(_misfit(node, at, "a table", "keys with values: 'key: value'"))
            return
        for name, value in node.entries.items():
            if len(findings) >= MOST:
                return
            key, shape = node.keys[name], self.fields.get(name) or self._further(name)
            if shape is None:
                what = f"unknown key {_shown(name)} in {at}"
                remedy = suggestion(name, self.fields)
                findings.append(Finding(key.file, key.line, what, remedy))
            else:
                shape.check(value, f"{at}.{name}" if at != TOP else name, findings)
        for name in self.required:
            if name not in node.entries:
                what = f"'{name}' is missing in {at}"
                findings.append(Finding(node.file, node.line, what, f"add '{name}: …'"))

    def _further(self, name: str) -> Shape | None:
        return self.rest[1] if self.rest and _fits(self.rest[0].pattern, name) else None

    def schema(self) -> Schema:
        further = {self.rest[0].pattern: self.rest[1].schema()} if self.rest else {}
        return {
            "type": "object",
            "properties": {name: shape.schema() for name, shape in self.fields.items()},
            **({"patternProperties": further} if further else {}),
            "required": list(self.required),
            "additionalProperties": False,
        }


@dataclass(frozen=True)
class TableOf:
    """A table of equal things, each under a key of a form."""

    key: Text | Choice
    value: Shape

    def check(self, node: Node, at: str, findings: list[Finding]) -> None:
        if not isinstance(node, Table):
            findings.append(_misfit(node, at, "a table", "keys with values: 'key: value'"))
            return
        for name, value in node.entries.items():
            if len(findings) >= MOST:
                return
            self.key.check(node.keys[name], f"the key in {at}", findings)
            self.value.check(value, f"{at}.{name[:80]}", findings)

    def schema(self) -> Schema:
        return {
            "type": "object",
            "propertyNames": self.key.schema(),
            "additionalProperties": self.value.schema(),
        }


TOP = "the file"
_compiled: dict[str, re.Pattern[str]] = {}


def _fits(pattern: str, text: str) -> bool:
    if pattern not in _compiled:
        _compiled[pattern] = re.compile(pattern)
    # `$` alone would let a last newline pass
    return "\n" not in text and _compiled[pattern].search(text) is not None


def _misfit(node: Node, at: str, wanted: str, says: str) -> Finding:
    remedy = f"write {says}"
    if not isinstance(node, Word):
        has = f"is {'a list' if isinstance(node, Listing) else 'a table'}, not {wanted}"
    elif node.empty:
        has, remedy = "has no value", f"{remedy}, or leave the key out if it is optional"
    else:
        has = f"is {_shown(node.text)}, not {wanted}"
    return Finding(node.file, node.line, f"{at} {has}", remedy)


def _shown(text: str) -> str:
    return repr(text if len(text) <= 60 else text[:60] + "…")
