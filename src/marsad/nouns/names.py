"""A name in each of the observatory's languages."""

from __future__ import annotations

import msgspec


class Names(msgspec.Struct, frozen=True):
    """What a thing is called, by language."""

    ar: str
    en: str

    def of(self, language: str) -> str:
        """The name in a language, in English where that language has none."""
        return getattr(self, language, self.en)
