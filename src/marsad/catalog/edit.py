"""Edits: whole services written anew by editors, laid over all files of the catalogue.

An edit is the YAML of one service as it stands under ``services: my_bank:``, without these two
lines. It takes the place of what files say of that service, or adds a service they don't know.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

from marsad.catalog.drawer import BUNDLED, Drawer, gather
from marsad.catalog.finding import Finding
from marsad.catalog.form import FILE
from marsad.catalog.reading import read
from marsad.catalog.review import review
from marsad.catalog.shape import TOP
from marsad.catalog.sheet import Listing, Node, Table, Word

Edits = Mapping[str, str]
"""YAML by service."""


def lay(drawer: Drawer, edits: Edits, findings: list[Finding]) -> None:
    """Put edits in the place of what the drawer has, in order of their services."""
    for service, text in sorted(edits.items()):
        file = f"{service}.yaml"
        row, faults = read(file, text.encode("utf-8", "replace"))
        findings += faults
        if faults:
            continue
        sheet, name = Table(file, 1), Word(service, file, 1)
        sheet.put(Word("services", file, 1), Table(file, 1, {service: row}, {service: name}))
        found = len(findings)
        FILE.check(sheet, TOP, findings)
        if len(findings) == found:
            drawer["services"].put(name, row)


def faults(service: str, text: str, folders: Sequence[Path], edits: Edits) -> list[Finding]:
    """What is wrong with a service's YAML beside the rest of the catalogue; lines are the text's.

    The same is looked at as by ``marsad check``, and nothing is told that is wrong without it.
    """
    drawer, known = _looked_at(folders, edits)
    known += review(drawer)
    findings: list[Finding] = []
    lay(drawer, {service: text}, findings)
    return [each for each in dict.fromkeys(findings + review(drawer)) if each not in known]


def written(service: str, folders: Sequence[Path], edits: Edits) -> str:
    """A service's YAML as the catalogue has it now, for an editor to go on from; "" for no such."""
    drawer, _ = _looked_at(folders, edits)
    row = drawer["services"].entries.get(service)
    if not isinstance(row, Table):
        return ""
    if service in edits:
        return edits[service]
    return yaml.safe_dump(_plain(row), allow_unicode=True, sort_keys=False, width=100)


def _looked_at(folders: Sequence[Path], edits: Edits) -> tuple[Drawer, list[Finding]]:
    drawer, findings = gather((BUNDLED, *folders))
    lay(drawer, edits, findings)
    return drawer, findings


def _plain(node: Node) -> Any:
    if isinstance(node, Word):
        return node.text
    if isinstance(node, Listing):
        return [_plain(item) for item in node.items]
    return {name: _plain(value) for name, value in node.entries.items()}
