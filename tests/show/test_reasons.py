"""Whatever sense gives as a reason is said, in both languages."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from show.invented import CATALOG

from marsad.nouns.verdict import Reason
from marsad.show.reasons import say_reason, shown, told_once
from marsad.show.words import languages, words_of

SIGNALS = st.one_of(
    st.sampled_from(
        [
            "reports",
            "works",
            "cold_start",
            "trend",
            "widened",
            "narrowed",
            "component:login",
            "component:none",
            "country:SA",
            "country:",
            "symptom:slow",
            "symptom:none",
            "trust",
            "set_aside",
            "set_aside:strange",
            "set_aside:AS4294967306",
        ]
    ),
    st.text(max_size=12),
)
NUMBERS = st.floats(allow_nan=True, allow_infinity=True)


@given(reason=st.builds(Reason, SIGNALS, NUMBERS, NUMBERS, NUMBERS))
def test_every_reason_is_a_sentence(reason: Reason):
    for language in languages():
        for service in ("chirp", "none"):
            said = say_reason(reason, words_of(language), CATALOG, service)
            assert said.strip()
            assert "{n}" not in said.replace(reason.signal, "")


@pytest.mark.parametrize(
    ("reason", "english", "arabic"),
    [
        (
            Reason("reports", 1.0, 0.02, 3.0),
            "1 report since it began, where under 0.1 would be usual",
            "بلاغ واحد منذ البداية مقابل أقل من 0.1 في المعتاد",
        ),
        (
            Reason("reports", 6.0, 3.0, 3.0),
            "6 reports since it began, where 3 would be usual: 2 times as many",
            "6 بلاغات منذ البداية مقابل 3 في المعتاد، أي الضعف",
        ),
        (
            Reason("country:SA", 12.0, 1.5, 3.0),
            "12 reports from Saudi Arabia, usually 1.5",
            "12 بلاغًا من \u2068السعودية\u2069، والمعتاد 1.5",
        ),
        (
            Reason("cold_start", 130.0, 1440.0, -1.0),
            "Counted for 2 hours only: what is usual is still being learned",
            "بدأ الرصد قبل ساعتين فقط، وما زال المعتاد قيد التعلّم",
        ),
        (
            Reason("set_aside", 1204.0, 3.0, 0.0),
            "1,204 reports from 3 networks not counted",
            "لم تُحتسب 1,204 بلاغات من 3 شبكات",
        ),
        (
            Reason("set_aside:AS64500", 997.0, 12.0, 0.0),
            "997 reports from operator AS64500 are beyond the 12 that would be plausible",
            "997 بلاغًا من المشغّل \u2068AS64500\u2069 تزيد على الحد المعقول (12)",
        ),
        (
            Reason("trust", 41.0, 7.7, 4.5),
            "41 networks report it even without the loudest ones, usually 7.7",
            "تبلّغ عنها 41 شبكة حتى بعد استثناء الأكثر بلاغًا، والمعتاد 7.7",
        ),
        (
            Reason("trust", 0.0, 3.6, -16.0),
            "0 networks report it without the loudest ones, usually 3.6: not enough",
            "لا شبكات مستقلة تبلّغ عنها بعد استثناء الأكثر بلاغًا، والمعتاد 3.6، ولا يكفي",
        ),
        (
            Reason("trend", 10.0, 40.0, -4.0),
            "Reports are falling: 25% of the peak is left",
            "البلاغات تتراجع: بقي \u206625%\u2069 من الذروة",
        ),
        (
            Reason("trend", 40.0, 40.0, 4.0),
            "Reports stay high: 100% of the peak",
            "البلاغات ما زالت مرتفعة: \u2066100%\u2069 من الذروة",
        ),
    ],
)
def test_reasons_read_well(reason: Reason, english: str, arabic: str):
    assert say_reason(reason, words_of("en"), CATALOG, "chirp") == english
    said = say_reason(reason, words_of("ar"), CATALOG, "chirp")
    assert said == arabic


def test_a_place_with_fewer_than_five_reports_is_no_reason_shown():
    some = Reason("country:SA", 5.0, 0.1, 3.0)
    few = Reason("country:BH", 4.9, 0.1, 3.0)
    assert shown([some, few]) == [some]


def test_the_same_reports_are_not_told_as_a_symptom_and_as_its_part():
    symptom = Reason("symptom:home", 301.0, 6.0, 44.0)
    part, wider = (
        Reason("component:timeline", 301.0, 6.0, 44.0),
        Reason("component:x", 400.0, 7.0, 5.0),
    )
    assert told_once([part, symptom, wider]) == [symptom, wider]
    assert told_once([part]) == [part]
