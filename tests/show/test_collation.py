"""Names stand where a reader of the language looks for them."""

from hypothesis import given
from hypothesis import strategies as st

from marsad.show.collation import place_of


def in_order(names: list[str], language: str) -> list[str]:
    return sorted(names, key=lambda name: place_of(name, language))


def test_the_article_is_passed_over_and_hamza_is_no_letter_of_its_own():
    names = ["البنك الأهلي", "أبشر", "تابي", "إنستغرام", "بنك الرياض", "stc", "الاتصالات"]
    assert in_order(names, "ar") == [
        "أبشر",
        "الاتصالات",
        "إنستغرام",
        "البنك الأهلي",
        "بنك الرياض",
        "تابي",
        "stc",
    ]


def test_each_language_puts_its_own_letters_first():
    assert in_order(["زين", "Zain"], "en") == ["Zain", "زين"]
    assert in_order(["Zain", "زين"], "ar") == ["زين", "Zain"]


@given(st.lists(st.text(max_size=8)), st.sampled_from(["ar", "en"]))
def test_the_order_never_depends_on_what_was_first(names: list[str], language: str):
    assert in_order(names, language) == in_order(list(reversed(names)), language)
