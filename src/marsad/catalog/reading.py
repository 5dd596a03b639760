"""Bytes of a catalogue file in, a table that knows its lines out, or what is wrong with it.

The file format is a plain part of YAML 1.2: every scalar is text (Norway's NO is no boolean), and
anchors, aliases and tags are refused, so that a file is never larger than it looks.
"""

from __future__ import annotations

from collections.abc import Iterator

import yaml

from marsad.catalog.finding import Finding
from marsad.catalog.sheet import Listing, Node, Table, Word

LARGEST = 1 << 20
DEEPEST = 12

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_FLAT = "write the value out, as the examples in docs/catalogue.md do"


class _Broken(Exception):
    def __init__(self, line: int, what: str, remedy: str) -> None:
        super().__init__(what)
        self.line, self.what, self.remedy = line, what, remedy


def read(file: str, data: bytes) -> tuple[Table, list[Finding]]:
    """The table a file holds (empty where it can't be read) and its faults of writing."""
    findings: list[Finding] = []
    try:
        table = _Composer(file, findings).compose(_text(data))
    except _Broken as fault:
        findings.append(Finding(file, fault.line, fault.what, fault.remedy))
        table = Table(file, 1)
    return table, findings


def _text(data: bytes) -> str:
    if len(data) > LARGEST:
        raise _Broken(0, f"the file is larger than {LARGEST >> 20} MiB", "split it into several")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise _Broken(line, "this is not UTF-8 text", "save the file as UTF-8") from None


def _events(text: str) -> Iterator[yaml.Event]:
    try:
        yield from yaml.parse(text, Loader=_LOADER)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 0
        remedy = _syntax_remedy(text, line)
        raise _Broken(line, f"this is not YAML: {_reason(error)}", remedy) from None
    except yaml.YAMLError as error:
        before = text.encode()[: getattr(error, "position", 0)]
        line = before.count(b"\n") + 1
        what = "a character stands here that YAML does not allow"
        raise _Broken(line, what, "delete the control character") from None


def _reason(error: yaml.MarkedYAMLError) -> str:
    return ", ".join(str(part) for part in (error.context, error.problem) if part)


def _syntax_remedy(text: str, line: int) -> str:
    if any("\t" in row for row in text.split("\n")[max(line - 2, 0) : line]):
        return "indent with spaces, not tabs"
    return "look for a missing quote, bracket, colon or space on this line or the one before"


class _Composer:
    """Builds the tree of one file without recursion, so that depth is ours to bound."""

    def __init__(self, file: str, findings: list[Finding]) -> None:
        self._file = file
        self._findings = findings
        self._open: list[Listing | Table] = []
        self._key: Word | None = None
        self._root: Node | None = None
        self._documents = 0

    def compose(self, text: str) -> Table:
        for event in _events(text):
            self._take(event, event.start_mark.line + 1)
        if self._root is None or (isinstance(self._root, Word) and self._root.empty):
            return Table(self._file, 1)
        if not isinstance(self._root, Table):
            raise _Broken(self._root.line, "the file is not a table of keys", _top_remedy())
        return self._root

    def _take(self, event: yaml.Event, line: int) -> None:
        match event:
            case yaml.ScalarEvent():
                self._refuse_marks(event, line)
                self._put(Word(event.value, self._file, line, event.implicit[0]))
            case yaml.MappingStartEvent():
                self._refuse_marks(event, line)
                self._descend(Table(self._file, line))
            case yaml.SequenceStartEvent():
                self._refuse_marks(event, line)
                self._descend(Listing([], self._file, line))
            case yaml.MappingEndEvent() | yaml.SequenceEndEvent():
                self._open.pop()
            case yaml.AliasEvent():
                raise _Broken(line, f"'*{event.anchor}' repeats another value", _FLAT)
            case yaml.DocumentStartEvent():
                self._count_document(line)
            case _:
                pass

    def _count_document(self, line: int) -> None:
        self._documents += 1
        if self._documents > 1:
            raise _Broken(line, "a second document starts here", "put it into a file of its own")

    def _refuse_marks(self, event: yaml.NodeEvent, line: int) -> None:
        if event.anchor is not None:
            raise _Broken(line, f"'&{event.anchor}' names a value to repeat", _FLAT)
        tag: str | None = getattr(event, "tag", None)
        if tag is not None:
            raise _Broken(line, f"the tag '{tag}' is not allowed here", "remove the tag")

    def _descend(self, node: Listing | Table) -> None:
        if len(self._open) >= DEEPEST:
            raise _Broken(node.line, f"nested deeper than {DEEPEST} levels", _FLAT)
        self._put(node)
        self._open.append(node)

    def _put(self, node: Node) -> None:
        if not self._open:
            self._root = node
            return
        parent = self._open[-1]
        if isinstance(parent, Listing):
            parent.items.append(node)
        elif self._key is None:
            self._name(node)
        else:
            self._add(parent, self._key, node)
            self._key = None

    def _name(self, node: Node) -> None:
        if not isinstance(node, Word):
            raise _Broken(node.line, "a key must be a text", "write 'key: value'")
        self._key = node

    def _add(self, table: Table, key: Word, node: Node) -> None:
        if key.text in table.entries:
            first = table.keys[key.text].line
            what = f"'{key.text}' stands here twice; first on line {first}"
            self._findings.append(Finding(self._file, key.line, what, "keep one of them"))
            return
        table.put(key, node)


def _top_remedy() -> str:
    return "begin it with a key such as 'services:'"
