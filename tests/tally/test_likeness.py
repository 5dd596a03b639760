"""Notes that are one text are told from notes that are two, whatever they are written in."""

from hypothesis import given
from hypothesis import strategies as st

from marsad.tally.likeness import ALIKE, LEAST, alike, likeness

COPY = "the app is broken again since this morning please fix it now @support"


@given(st.text(max_size=500))
def test_any_text_has_one_likeness_of_64_bits_or_none(text: str) -> None:
    bits = likeness(text)
    assert bits == likeness(text)
    assert bits is None or 0 <= bits < 2**64


@given(st.text(st.characters(), max_size=60))
def test_lone_surrogates_do_no_harm(text: str) -> None:
    likeness(text + "\ud800" + COPY)


def test_short_notes_are_not_compared() -> None:
    assert likeness("لا يعمل عندي") is None
    assert likeness("x" * (LEAST - 1)) is None


@given(st.integers(0, 10**6))
def test_a_copied_text_with_a_number_at_its_end_is_the_same(number: int) -> None:
    one, other = likeness(COPY), likeness(f"{COPY} {number}")
    assert one is not None
    assert other is not None
    assert alike(one, other)


def test_spelling_that_folds_away_makes_no_difference() -> None:
    one = likeness("التطبيقُ لا يعملُ منذُ الصباح في الرياض")
    assert one == likeness("التطبيق لا يعمل منذ الصبـــاح فى الرياض!!!")


def test_different_complaints_of_the_same_outage_are_different() -> None:
    notes = (
        "التطبيق لا يعمل منذ الصباح في الرياض",
        "ما يفتح معي من ساعة تقريبا والله تعبت",
        "مش شغال خالص من امبارح بالليل يا جماعة",
        "can't log in since nine, it says server error",
        "messages stay on one tick, wifi and mobile data alike",
    )
    bits = [likeness(note) for note in notes]
    assert all(bit is not None for bit in bits)
    known = [bit for bit in bits if bit is not None]
    far = [(a ^ b).bit_count() for i, a in enumerate(known) for b in known[:i]]
    assert min(far) > ALIKE
