"""What is wrong with a catalogue file, where, and how to put it right."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from marsad.nouns.failure import Failure

MOST = 200
"""Faults told at once; whoever has more puts these right first."""


class Finding(NamedTuple):
    """One fault of the catalogue."""

    file: str
    line: int
    """From 1; 0 where the whole file or folder is meant."""
    what: str
    remedy: str

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        return _printable(f"{place}: {_sentence(self.what)} {_sentence(self.remedy)}")


class CatalogError(Failure):
    """Raised by ``load`` where the catalogue has faults; ``findings`` says which."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        super().__init__(render(findings))
        self.findings = tuple(findings)


def render(findings: Sequence[Finding]) -> str:
    """One line a finding: ``file:line: what. remedy.``

    >>> print(render([Finding("shops.yaml", 3, "unknown key 'nmaes'", "did you mean 'names'?")]))
    shops.yaml:3: Unknown key 'nmaes'. Did you mean 'names'?
    """
    return "\n".join(str(finding) for finding in findings)


def _sentence(text: str) -> str:
    end = "" if text.endswith((".", "?", "!")) else "."
    return text[:1].upper() + text[1:] + end


def _printable(text: str) -> str:
    """The text with what would steer a terminal, or can't be written at all, spelled out."""
    return "".join(c if c.isprintable() else repr(c)[1:-1] for c in text)
