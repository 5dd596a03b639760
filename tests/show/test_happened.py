"""One row of time out of machine facts, statements, corrections and announced work."""

from zoneinfo import ZoneInfo

import msgspec
import pytest
from show.invented import CORRECTED, HOUR, NOW, ONSET, OPEN, PLANNED, TRANSITIONS, Invented

from marsad.nouns.act import ACTS
from marsad.nouns.correction import Correction
from marsad.nouns.minute import MINUTE_MS
from marsad.nouns.verdict import Span
from marsad.show.happened import happened
from marsad.show.moments import Moments
from marsad.show.noted import MOST as MOST_NOTED
from marsad.show.noted import noted_on
from marsad.show.words import words_of

EN = Moments(words_of("en"), ZoneInfo("Asia/Riyadh"), NOW)
RUNNING = NOW // MINUTE_MS


def corrected(kind: str, **changes: object) -> Correction:
    act = msgspec.structs.replace(CORRECTED[0].act, kind=kind, at=NOW, **changes)
    return msgspec.structs.replace(CORRECTED[0], act=act)


def test_everything_stands_in_one_row_newest_first():
    rows = happened(OPEN, TRANSITIONS, [corrected("confirm")], PLANNED, EN)
    times = [row.at for row in rows]
    assert times == sorted(times, reverse=True)
    assert [row.state for row in rows] == [
        "maintenance",
        "maintenance",
        "corrected",
        *["said"] * 4,
        "problem",
        "possible",
        "unknown",
    ]
    assert rows[-1].text == "It began, as far as the reports tell, give or take 3 minutes"
    assert rows[-2].text == "More reports than usual: a problem is possible (71%)"
    assert rows[0].quote == ""
    assert rows[1].quote == "Moving to <new> machines"


def test_the_peak_is_told_once_it_is_past():
    past = msgspec.structs.replace(OPEN, recovering_at=ONSET + HOUR)
    texts = [row.text for row in happened(past, TRANSITIONS, [], [], EN)]
    assert "The peak: 432 reports a minute" in texts
    texts = [row.text for row in happened(OPEN, TRANSITIONS, [], [], EN)]
    assert not any(text.startswith("The peak") for text in texts)


@pytest.mark.parametrize("kind", ACTS)
@pytest.mark.parametrize("language", ["ar", "en"])
def test_every_act_is_told_but_a_statement_which_stands_for_itself(kind: str, language: str):
    moments = Moments(words_of(language), ZoneInfo("Asia/Riyadh"), NOW)
    rows = happened(None, [], [corrected(kind)], [], moments)
    if kind == "statement":
        assert rows == []
    else:
        assert "Salma" in rows[0].text
        assert rows[0].quote == "A planned <test> of the app made these reports."


def test_an_act_that_changed_nothing_is_not_told():
    vain = msgspec.structs.replace(corrected("merge"), refused="moved-on")
    assert happened(None, [], [vain], [], EN) == []


def test_one_that_is_over_has_its_end_with_how_far_it_may_be_out():
    end = Span(NOW, NOW - 5 * MINUTE_MS, NOW)
    over = msgspec.structs.replace(OPEN, state="ended", ended=end)
    rows = happened(over, TRANSITIONS, [], [], EN)
    assert rows[0].text == "It ended, as far as the reports tell, give or take 5 minutes"
    assert "The peak: 432 reports a minute" in [row.text for row in rows]


def test_one_that_was_taken_back_has_neither_peak_nor_end():
    back = msgspec.structs.replace(OPEN, state="retracted", ended=OPEN.onset, statements=())
    assert [row.at for row in happened(back, [], [], [], EN)] == [ONSET]


def test_the_chart_numbers_what_lies_in_it_in_order_of_time():
    window = Invented().window("chirp", RUNNING - 60, RUNNING, 1)
    work = msgspec.structs.replace(PLANNED[0], start=NOW - 30 * MINUTE_MS)
    noted = noted_on(window, [OPEN], [work, *PLANNED], NOW)
    assert [each.kind for each in noted] == ["incident", "work", *["said"] * 4]
    assert [each.start for each in noted] == sorted(each.start for each in noted)
    early = Invented().window("chirp", RUNNING - 600, RUNNING - 540, 1)
    assert noted_on(early, [OPEN], [], NOW) == []
    retracted = msgspec.structs.replace(OPEN, state="retracted")
    assert noted_on(window, [retracted], [], NOW) == []


def test_only_the_newest_are_numbered():
    window = Invented().window("chirp", RUNNING - 60, RUNNING + 1, 1)
    said = [msgspec.structs.replace(OPEN.statements[0], at=NOW - n * 1000) for n in range(1, 50)]
    busy = msgspec.structs.replace(OPEN, statements=tuple(said))
    noted = noted_on(window, [busy], [], NOW)
    assert len(noted) == MOST_NOTED
    assert noted[-1].start == NOW - 1000
