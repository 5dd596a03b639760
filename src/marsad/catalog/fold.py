"""Folding of names and posts, so that spellings that people take for the same compare equal."""

from __future__ import annotations

import re
import unicodedata

_SAME_LETTER = {
    "ٱ": "ا",
    "ى": "ي",
    "ی": "ي",
    "ې": "ي",
    "ے": "ي",
    "ة": "ه",
    "ہ": "ه",
    "ھ": "ه",
    "ە": "ه",
    "ک": "ك",
    "گ": "ك",
    "پ": "ب",
    "چ": "ج",
    "ڤ": "ف",
    "ژ": "ز",
    "_": " ",
    "ء": "",  # people write شي for شيء and بطي for بطيء
    "ـ": "",
    "ı": "i",
}
_EASTERN_DIGITS = dict(zip("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "0123456789" * 2, strict=True))
_LETTERS = str.maketrans({**_SAME_LETTER, **_EASTERN_DIGITS})

_HASHTAG = re.compile(r"#\w+")
_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_REPEAT = re.compile(r"([^\W\d])\1{2,}")
_GAP = re.compile(r"[^\w&+]+")

_NOT_SEEN = {"Mn", "Me", "Cf"}
"""Marks on letters, and characters without a shape."""

_ARTICLE = "ال"
_PROCLITICS = ("وبال", "فبال", "وال", "فال", "بال", "كال", "ولل", "فلل", "لل", "ال")
_PARTICLES = ("و", "ف", "ب", "ل", "ك")
_SHORTEST_STEM = 3


def fold(text: str) -> str:
    """Lower-case words parted by single spaces, each letter in its plainest form.

    Compatibility forms (NFKD) come apart and lose their marks, which takes hamza off its seat and
    removes tashkeel and accents; tatweel, joiners and direction marks go; ya, ta marbuta and
    Persian letters become the plain Arabic ones; digits become 0-9; a letter said three times or
    more is said twice; hashtags become words.

    >>> fold("إنستــقرامَ  #TwitterDown #عطل_تويتر ٢٠٢٥")
    'انستقرام twitter down عطل تويتر 2025'
    """
    if "#" in text:
        text = _HASHTAG.sub(_words_of_hashtag, text)
    text = text.lower() if text.isascii() else _plain_letters(text)
    text = _REPEAT.sub(r"\1\1", text)
    return _GAP.sub(" ", text.replace("_", " ")).strip()


def key(text: str) -> str:
    """What names are compared by: folded, and without the definite article of each word.

    >>> key("البنك الأهلي") == key("بنك الاهلي")
    True
    """
    return " ".join(_without_article(word) for word in fold(text).split())


def stems(word: str) -> list[str]:
    """A folded word, then what is left of it without the particles that may be joined to it.

    >>> stems("بالواتساب")
    ['بالواتساب', 'واتساب', 'الواتساب']
    """
    found = [word]
    for joined in (*_PROCLITICS, *_PARTICLES):
        rest = word[len(joined) :]
        if word.startswith(joined) and len(rest) >= _SHORTEST_STEM and rest not in found:
            found.append(rest)
    return found


def _plain_letters(text: str) -> str:
    parts = unicodedata.normalize("NFKD", text).casefold()
    if not parts.isascii():
        parts = "".join(c for c in parts if unicodedata.category(c) not in _NOT_SEEN)
    return parts.translate(_LETTERS)


def _words_of_hashtag(match: re.Match[str]) -> str:
    return " " + _HUMP.sub(" ", match[0][1:]) + " "


def _without_article(word: str) -> str:
    rest = word.removeprefix(_ARTICLE)
    return rest if len(rest) >= _SHORTEST_STEM else word
