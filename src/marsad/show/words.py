"""What the pages say, in each language: gettext catalogues, plurals, numbers and names.

English is the source: its sentences stand in the code and the templates. A language is one folder
under ``languages/`` with a ``messages.po``; ``tests/show`` fails while a sentence is missing there.
"""

from __future__ import annotations

import gettext
import io
import math
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from unicodedata import bidirectional

from babel import Locale
from babel.lists import format_list
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal, format_percent
from markupsafe import Markup

from marsad.nouns.names import Names

FOLDER = Path(__file__).parent / "languages"
SOURCE = "en"
_ARABIC_INDIC = str.maketrans("0123456789.,%", "٠١٢٣٤٥٦٧٨٩٫٬٪")
_IN_SENTENCES = str.maketrans("0123456789%", "٠١٢٣٤٥٦٧٨٩٪")
LATIN = "latn"
_TURNING = {"R", "AL", "AN", "LRE", "RLE", "LRO", "RLO", "LRI", "RLI", "FSI", "PDF", "PDI"}
"""Kinds of characters (Unicode TR9) that move what stands beside them."""


def _rounded(number: float) -> float:
    """As it is written: whole from 10 up, two figures below."""
    return round(number) if abs(number) >= 10 else float(f"{number:.2g}")


def mark(text: str) -> str:
    """A sentence kept in a table, marked for translation; said later with ``Words.say``."""
    return text


def languages() -> tuple[str, ...]:
    """Every language there is a folder for, in alphabetical order."""
    return tuple(sorted(path.parent.name for path in FOLDER.glob("*/messages.po")))


class Words:
    """One language's voice."""

    def __init__(
        self, language: str, catalogue: gettext.NullTranslations, numerals: str = LATIN
    ) -> None:
        self.language = language
        self.locale = Locale.parse(language)
        systems: Mapping[str, str] = self.locale.other_numbering_systems
        self.numerals = numerals if numerals == systems.get("native") else LATIN
        """How numbers are written: other than in Latin digits only where the language knows it."""
        self._table = {} if self.numerals == LATIN else _ARABIC_INDIC
        self._catalogue = catalogue

    @property
    def direction(self) -> str:
        """``rtl`` or ``ltr``."""
        return self.locale.text_direction

    @property
    def own_name(self) -> str:
        """What the language calls itself."""
        return self.locale.display_name

    def say(self, text: str, /, **values: object) -> str:
        """A sentence with its ``{values}`` filled in; Markup when any value is Markup."""
        return _filled(self._spelt(self._catalogue.gettext(text)), values)

    def count(self, one: str, many: str, number: float, /, **values: object) -> str:
        """A counted sentence in the right plural; ``{n}`` is the number as it is written.

        A fraction takes the plural of "other", as CLDR has it for Arabic and English alike.
        """
        shown = _rounded(number) if math.isfinite(number) else math.nan
        whole = int(shown) if float(shown).is_integer() else 100
        text = self._catalogue.ngettext(one, many, whole)
        return _filled(self._spelt(text), {"n": self.number(number), **values})

    def name(self, names: Names) -> Markup:
        """A proper name, isolated from the direction of the text around it."""
        return Markup("<bdi>{}</bdi>").format(names.of(self.language))

    def isolated(self, names: Names) -> str:
        """A proper name in plain text: isolated by characters where either runs to the left."""
        name = names.of(self.language)
        turns = self.direction == "rtl" or any(bidirectional(each) in _TURNING for each in name)
        return f"\u2068{name}\u2069" if turns else name

    def names(self, names: Iterable[Names]) -> str:
        """Several names in a row."""
        return Markup(" · ").join(self.name(each) for each in names)

    def number(self, number: float) -> str:
        """A number as people read it: whole from 10 up, at most two figures below."""
        if not math.isfinite(number):
            return "–"
        if abs(number) >= 1e15:
            return self.digits(f"{number:.2g}")
        return self.digits(
            format_decimal(_rounded(number), locale=self.locale, numbering_system=LATIN)
        )

    def percent(self, share: float) -> str:
        """A share (0-1) in whole per cent; what rounds to none but is some is under one."""
        if 0 < share < 0.005:
            return self.say("under {share}", share=self.percent(0.01))
        text = self.digits(format_percent(share, locale=self.locale, numbering_system=LATIN))
        # After an Arabic letter the sign would jump to the other side of its number.
        return f"\u2066{text}\u2069" if self.direction == "rtl" else text

    def sure(self, certainty: float) -> str:
        """A probability in whole per cent, never rounded up to being certain."""
        if certainty >= 0.995:
            return self.say("over {share}", share=self.percent(0.99))
        return self.percent(certainty)

    def digits(self, text: str) -> str:
        """Text with its digits as the site writes them: Latin, unless the operator chose Arabic."""
        return text.translate(self._table)

    def _spelt(self, sentence: str) -> str:
        """A sentence with its own digits as the site writes them; its stops stay what they are."""
        return sentence.translate(_IN_SENTENCES) if self._table else sentence

    def listed(self, items: Iterable[str]) -> str:
        """Items joined as a sentence does."""
        parts = list(items)
        slots = [f"{{{index}}}" for index in range(len(parts))]
        pattern = format_list(slots, locale=self.locale)
        if any(isinstance(part, Markup) for part in parts):
            return Markup(pattern).format(*parts)
        return pattern.format(*parts)


@cache
def words_of(language: str, numerals: str = LATIN) -> Words:
    """The voice of a language, with numerals ``latn`` or (in Arabic) ``arab``.

    Raises KeyError where there is no folder of that name.
    """
    if language not in languages():
        raise KeyError(language)
    with (FOLDER / language / "messages.po").open("rb") as file:
        catalogue = read_po(file, locale=language)
    compiled = io.BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return Words(language, gettext.GNUTranslations(compiled), numerals)


def _filled(text: str, values: dict[str, object]) -> str:
    if any(isinstance(value, Markup) for value in values.values()):
        return Markup(text).format(**values)
    return text.format(**values) if values else text
