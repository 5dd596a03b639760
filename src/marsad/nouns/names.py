"""A name in each of the observatory's languages."""

from __future__ import annotations

import msgspec


class Names(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a thing is called, by language: in Arabic and English always."""

    ar: str
    en: str
    more: tuple[tuple[str, str], ...] = ()
    """Other languages by their code (ISO 639), in that order, each with its name."""

    def of(self, language: str) -> str:
        """The name in a language, in English where that language has none."""
        return self.ar if language == "ar" else dict(self.more).get(language, self.en)

    def by_language(self) -> dict[str, str]:
        """The name in every language that has one."""
        return {"ar": self.ar, "en": self.en, **dict(self.more)}
