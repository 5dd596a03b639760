"""Every sentence is there in every language, with the plurals that language has."""

import re

import pytest
from babel.messages.pofile import read_po
from markupsafe import Markup
from show.sentences import Sentence, sentences

from marsad.nouns.names import Names
from marsad.show import words
from marsad.show.words import SOURCE, Words, languages, words_of

OTHERS = [language for language in languages() if language != SOURCE]
SLOT = re.compile(r"\{[a-z]*\}")


def key(sentence: Sentence) -> str:
    return sentence if isinstance(sentence, str) else sentence[0]


def catalogue(language: str):
    with (words.FOLDER / language / "messages.po").open("rb") as file:
        return read_po(file, locale=language)


def test_arabic_and_english_are_there():
    assert set(languages()) >= {"ar", "en"}


@pytest.mark.parametrize("language", OTHERS)
def test_no_sentence_is_missing_or_left_over(language: str):
    said = {key(sentence): sentence for sentence in sentences()}
    held = {key(message.id): message for message in catalogue(language) if message.id}
    assert said.keys() - held.keys() == set(), "add these to messages.po"
    assert held.keys() - said.keys() == set(), "nobody says these any more"


@pytest.mark.parametrize("language", OTHERS)
def test_every_plural_form_is_filled_in(language: str):
    book = catalogue(language)
    for message in book:
        forms = [message.string] if isinstance(message.string, str) else list(message.string)
        assert all(forms), message.id
        assert not message.fuzzy or not message.id, message.id
        if isinstance(message.id, tuple):
            assert len(forms) == book.num_plurals, message.id


@pytest.mark.parametrize("language", OTHERS)
def test_a_translation_fills_in_the_same_values(language: str):
    for message in catalogue(language):
        if not message.id:
            continue
        if isinstance(message.id, str):
            assert slots(message.string) == slots(message.id), message.id
            continue
        one, many = message.id
        assert message.string
        assert all(slots(form) <= slots(one) | slots(many) for form in message.string), message.id
        assert all(slots(form) == slots(many) for form in message.string[3:]), message.id


def slots(text: str) -> set[str]:
    return set(SLOT.findall(text))


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (0, "لا بلاغات"),
        (1, "بلاغ واحد"),
        (2, "بلاغان"),
        (3, "3 بلاغات"),
        (11, "11 بلاغًا"),
        (100, "100 بلاغ"),
        (103, "103 بلاغات"),
        (1_250, "1,250 بلاغًا"),
        (3.3, "3.3 بلاغ"),
        (4.97, "5 بلاغات"),
        (158.4, "158 بلاغًا"),
    ],
)
def test_arabic_counts_in_six_ways(number: float, said: str):
    assert words_of("ar").count("{n} report", "{n} reports", number) == said


def test_digits_are_latin_unless_the_operator_wants_arabic_ones():
    assert words_of("ar").number(1_234_567) == "1,234,567"
    assert words_of("ar", "arab").number(1_234_567) == "١٬٢٣٤٬٥٦٧"
    assert words_of("en", "arab").number(1_234_567) == "1,234,567"
    assert words_of("ar", "arab").digits("16:37") == "١٦:٣٧"


def test_small_numbers_keep_two_figures_and_nothing_is_said_of_no_number():
    en = words_of("en")
    assert [en.number(value) for value in (0, 0.0421, 3.333, 9.99, 10.4)] == [
        "0",
        "0.042",
        "3.3",
        "10",
        "10",
    ]
    assert en.number(float("nan")) == "–"
    assert en.number(float("inf")) == "–"


def test_nobody_is_ever_quite_sure():
    en = words_of("en")
    assert [en.sure(value) for value in (1.0, 0.996, 0.987, 0.5)] == [
        "over 99%",
        "over 99%",
        "99%",
        "50%",
    ]
    assert [en.percent(share) for share in (0.0, 0.001, 0.01, 1.0)] == [
        "0%",
        "under 1%",
        "1%",
        "100%",
    ]


def test_a_name_is_isolated_and_escaped():
    assert words_of("ar").name(Names(ar="<س>", en="x")) == Markup("<bdi>&lt;س&gt;</bdi>")


def test_values_are_escaped_beside_markup():
    en: Words = words_of("en")
    said = en.say("{day}, {clock}", day=Markup("<b>1</b>"), clock="<i>")
    assert said == Markup("<b>1</b>, &lt;i&gt;")


def test_an_unknown_language_is_no_language():
    with pytest.raises(KeyError):
        words_of("xx")
    with pytest.raises(KeyError):
        words_of("../ar")
