"""A catalogue file as written: words, lists and tables that know their lines."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple, TypeAlias


class Word(NamedTuple):
    """A text as it stands in a file."""

    text: str
    file: str
    line: int
    plain: bool = False
    """Without quotes."""

    @property
    def empty(self) -> bool:
        """True where YAML reads 'no value'."""
        return self.plain and self.text in {"", "~", "null", "Null", "NULL"}


class Listing(NamedTuple):
    """A sequence."""

    items: list[Node]
    file: str
    line: int


@dataclass(slots=True)
class Table:
    """A mapping, in order. Asked for a key that is missing or of another kind, it gives nothing:
    faults of form are the shape's to tell, once.
    """

    file: str
    line: int
    entries: dict[str, Node] = field(default_factory=dict[str, "Node"])
    keys: dict[str, Word] = field(default_factory=dict[str, Word])

    def word(self, name: str) -> Word | None:
        node = self.entries.get(name)
        return node if isinstance(node, Word) and not node.empty else None

    def text(self, name: str, default: str = "") -> str:
        word = self.word(name)
        return word.text if word else default

    def words(self, name: str) -> list[Word]:
        node = self.entries.get(name)
        items = node.items if isinstance(node, Listing) else []
        return [item for item in items if isinstance(item, Word) and not item.empty]

    def texts(self, name: str) -> tuple[str, ...]:
        return tuple(word.text for word in self.words(name))

    def table(self, name: str) -> Table:
        node = self.entries.get(name)
        return node if isinstance(node, Table) else Table(self.file, self.line)

    def tables(self) -> Iterator[tuple[Word, Table]]:
        """Every entry that is a table itself, with its key."""
        for name, node in self.entries.items():
            if isinstance(node, Table):
                yield self.keys[name], node

    def put(self, key: Word, node: Node) -> None:
        self.entries[key.text] = node
        self.keys[key.text] = key

    def absorb(self, more: Table) -> None:
        """Take in what another table says: tables merge, lists grow, words are replaced."""
        for name, node in more.entries.items():
            mine = self.entries.get(name)
            if isinstance(mine, Table) and isinstance(node, Table):
                mine.absorb(node)
            elif isinstance(mine, Listing) and isinstance(node, Listing):
                known = {item.text for item in mine.items if isinstance(item, Word)}
                fresh = (i for i in node.items if not isinstance(i, Word) or i.text not in known)
                mine.items.extend(fresh)
            else:
                self.put(more.keys[name], node)


Node: TypeAlias = Word | Listing | Table
