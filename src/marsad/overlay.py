"""Editors' edits of the catalogue: checked, kept in the ledger, in force without a restart."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from pathlib import Path
from threading import Lock

from marsad.catalog.catalog import Catalog, load
from marsad.catalog.edit import faults, written
from marsad.catalog.finding import CatalogError, Finding, render
from marsad.story.ledger import Ledger

log = logging.getLogger("marsad.overlay")


class Overlay:
    """The edits in force over an observatory's catalogue, which it renews in its place."""

    def __init__(self, folders: Sequence[Path], ledger: Ledger) -> None:
        """Raises CatalogError where the files themselves have faults.

        An edit that files have made unsound since is left out, and told of in the log: it must
        not keep the observatory from starting.
        """
        self._folders = folders
        self._ledger = ledger
        self._lock = Lock()
        self._edits: dict[str, str] = {}
        kept = ledger.catalogue()
        try:
            self.catalog: Catalog = load(folders, kept)
            self._edits = kept
        except CatalogError:
            self.catalog = load(folders)
            for service, text in kept.items():
                self._lay(service, text)

    def put(self, service: str, text: str) -> bool:
        """Let a service be catalogued so from now on; False where that isn't sound."""
        with self._lock:
            if self._edits.get(service) == text:
                return True
            if not self._lay(service, text):
                return False
            self._ledger.catalogued(service, text)
        return True

    def faults(self, service: str, text: str) -> list[Finding]:
        """What is wrong with a service's YAML, given the rest; none when ``put`` would take it."""
        return faults(service, text, self._folders, dict(self._edits))

    def written(self, service: str) -> str:
        """A service's YAML as it is now; "" for one that isn't catalogued."""
        return written(service, self._folders, dict(self._edits))

    def _lay(self, service: str, text: str) -> bool:
        edits = {**self._edits, service: text}
        try:
            other = load(self._folders, edits)
        except CatalogError as error:
            found = error.findings[:3]
            log.warning("the edit of %s is left out: %s", service, render(found))
            return False
        self.catalog.renew(other)
        self._edits = edits
        return True
