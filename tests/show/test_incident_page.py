"""An incident's page: one sentence to quote, how sure and why, who, and how it was corrected."""

import re
from html import unescape

import httpx
import msgspec
import pytest
from show.invented import HOUR, MERGED, NOW, ONSET, OPEN, OVER, Invented

from marsad.nouns.act import Act
from marsad.nouns.correction import Correction
from marsad.nouns.incident import Scope, Statement
from marsad.nouns.minute import MINUTE_MS
from marsad.nouns.verdict import Reason, Span

replace = msgspec.structs.replace
EARLIER = replace(
    OPEN,
    id="2026-05-14-chirp",
    onset=Span(ONSET - 240 * HOUR, ONSET - 240 * HOUR, ONSET - 240 * HOUR),
    declared_at=ONSET - 239 * HOUR,
    ended=Span(ONSET - 237 * HOUR, ONSET - 237 * HOUR, ONSET - 237 * HOUR),
    state="ended",
    statements=(),
)
MERGE = Act(bytes(16), NOW, "merge", "Salma", "<One> failure.", "chirp", MERGED.id, into=OPEN.id)


def plain(html: str) -> str:
    html = re.sub(r"<(dt|dd|p|h3|li|td|span|b)\b", r" <\1", html)
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>|[\u2066-\u2069]", "", html)))


async def part(client: httpx.AsyncClient, key: str, id: str = OPEN.id, language: str = "en") -> str:
    """The words of what carries an id on the page."""
    html = (await client.get(f"/{language}/incidents/{id}")).text
    found = html.partition(f'id="{key}"')[2].partition(">")[2]
    return plain(re.split(r"</(?:section|aside)>|<div class=\"grid", found)[0]).strip()


async def test_one_sentence_says_who_when_and_how_much(client: httpx.AsyncClient):
    assert (await part(client, "quote")).startswith(
        "Chirp has had an outage since 15:48 on May 24, 2026, Riyadh time (UTC+3), judging by "
        "people’s reports, with a peak of 5,222 reports in 15 minutes, 21 times the usual."
    )
    arabic = await part(client, "quote", language="ar")
    assert "تشهد خدمة تشيرب عطلًا منذ الساعة 15:48 من يوم 24 مايو 2026 بتوقيت الرياض" in arabic
    assert "استنادًا إلى بلاغات الناس، والذروة 5,222 بلاغًا خلال 15 دقيقة" in arabic
    assert "أي 21 ضعفًا للمعتاد." in arabic


async def test_the_sentence_of_one_that_is_over_names_its_end_and_its_part(
    client: httpx.AsyncClient,
):
    said = await part(client, "quote", OVER.id)
    assert said.startswith(
        "Metro Bank had an outage of Cards on May 20, 2026 from 15:48 to 18:48, Riyadh time (UTC+3)"
    )


async def test_what_was_taken_back_is_not_called_an_outage(client: httpx.AsyncClient):
    said = await part(client, "quote", "2026-05-21-parcel")
    assert said.startswith("On May 20, 2026 from 15:48 to 18:48, Riyadh time (UTC+3), it looked as")
    assert "we took that back." in said
    sure = await part(client, "sure", "2026-05-21-parcel")
    assert "before it was taken back: very sure" in sure


async def test_each_signal_has_its_number_its_bar_and_a_row_in_the_table(client):
    html = (await client.get(f"/en/incidents/{OPEN.id}")).text
    bars = html.partition('class="why weighed"')[2].partition("</ul>")[0]
    assert re.findall(r'rect width="([\d.]+)%"', bars) == ["100.0", "55.0", "50.0", "3.8", "1.0"]
    assert bars.count('<svg aria-hidden="true">') == 5
    table = await part(client, "weights")
    assert "14 people say it works for them 14 2 -3" in table


async def test_who_is_told_from_the_counts_of_its_own_time(client: httpx.AsyncClient):
    what, where = await part(client, "what"), await part(client, "where")
    assert "Home page does not load 50%" in what and "Timeline 80%" in what
    assert "19,060 reports since it began" in what
    assert "United States 70%" in where
    assert "Countries with fewer than 5 reports are not shown." in where


async def test_a_place_with_few_reports_is_neither_named_nor_drawn(client: httpx.AsyncClient):
    html = (await client.get(f"/en/incidents/{OVER.id}")).text
    assert "United States" in html and "#US" in html
    assert "Bahrain" not in html and "#BH" not in html


async def test_networks_set_aside_are_named_from_five_reports_up(client, sight: Invented):
    sight.kept = [replace(OPEN, set_aside=1210, set_aside_networks=6)]
    where = await part(client, "where")
    assert "operator AS64500 1,200" in where and "other networks 4" in where
    assert "AS64501" not in where


async def test_the_delay_until_the_vendors_first_word_is_told(client: httpx.AsyncClient):
    facts = await part(client, "facts")
    assert "First word of the operator May 24, 16:29 · 41 minutes after it began" in facts
    assert "37 minutes after we declared it · Nest" in facts


async def test_while_the_vendor_is_silent_the_page_counts(client, sight: Invented):
    sight.kept = [replace(OPEN, statements=())]
    assert "Not a word yet, 49 minutes after the first sign" in await part(client, "facts")
    sight.kept = [OVER]
    assert "First word of the operator None known" in await part(client, "facts", OVER.id)


async def test_a_vendor_may_speak_before_the_first_sign(client, sight: Invented):
    early = Statement("Nest", "Work at noon", ONSET - HOUR, role="provider")
    sight.kept = [replace(OPEN, statements=(early,))]
    facts = await part(client, "facts")
    assert "1 hour before it began · Nest" in facts and "after we declared" not in facts


async def test_the_line_of_events_mixes_states_statements_and_corrections(client, sight):
    sight.corrected = [Correction(MERGE, MERGED.id, OPEN.id)]
    line = await part(client, "line")
    told = [
        "It began, as far as the reports tell, give or take 3 minutes",
        "a problem is possible (71%)",
        "we call it a problem (97%)",
        "We are <looking> into it",
        "A <massive> DDoS attack!",
        "An editor, Salma, made two incidents into one",
        "<One> failure.",
    ]
    places = [line.index(each) for each in told]
    assert places == sorted(places)


async def test_the_chart_has_a_tick_for_every_statement_and_change_of_state(client):
    html = (await client.get(f"/en/incidents/{OPEN.id}")).text
    ticks = html.partition('class="ticks"')[2].partition("</figure>")[0]
    assert ticks.count('class="t-state"') == 2 and ticks.count('class="t-said"') == 4


async def test_a_correction_stands_at_the_top_with_who_and_why(client, sight: Invented):
    top = await part(client, "amended", "2026-05-21-parcel")
    assert "An editor took it back: from Problem to Taken back · May 21, 16:48 · Salma" in top
    assert "A planned <test> of the app made these reports." in top
    sight.corrected = [Correction(MERGE, MERGED.id, OPEN.id)]
    sight.time += 1000
    top = await part(client, "amended")
    assert f"{MERGED.id} is now part of this incident" in top


async def test_both_halves_of_a_cut_incident_show_the_cut(client, sight: Invented):
    act = replace(MERGE, kind="split", incident=EARLIER.id, into="", start=ONSET)
    sight.kept.append(EARLIER)
    sight.corrected = [Correction(act, EARLIER.id, OPEN.id)]
    assert f"the first half is {EARLIER.id}, the second is this incident" in (
        await part(client, "amended")
    )
    assert f"the first half is this incident, the second is {OPEN.id}" in (
        await part(client, "amended", EARLIER.id)
    )


async def test_what_was_refused_or_changed_nothing_said_is_not_at_the_top(client, sight):
    plan = replace(MERGE, kind="statement", incident=OPEN.id, into="")
    sight.corrected = [Correction(MERGE, refused="merged"), Correction(plan)]
    html = (await client.get(f"/en/incidents/{OPEN.id}")).text
    assert "h-amended" not in html and "Salma" not in html


async def test_it_is_set_among_the_earlier_ones_of_its_service(client, sight: Invented):
    assert "The first within a year." in await part(client, "before")
    sight.kept.append(EARLIER)
    sight.time += 1000
    before = await part(client, "before")
    assert "1 other began in the 30 days before it." in before
    assert "So far: Not longer than the one before it within a year." in before
    html = (await client.get(f"/en/incidents/{OPEN.id}")).text
    assert f"/en/compare?incident={EARLIER.id}&amp;incident={OPEN.id}" in html


async def test_bystanders_and_what_they_suffer_from_link_to_each_other(client, sight: Invented):
    victim = replace(OVER, onset=OPEN.onset, ended=None, bystander_of=OPEN.id)
    sight.kept = [replace(OPEN, scope=Scope("provider", provider="nest")), victim]
    who = await part(client, "who")
    assert "Several services of one provider" in who and "Operator Nest" in who
    assert "Others suffer from it Metro Bank" in who
    assert "Suffers from Chirp" in await part(client, "who", OVER.id)


async def test_the_page_says_how_to_cite_it_and_where_its_data_is(client: httpx.AsyncClient):
    html = (await client.get(f"/ar/incidents/{OPEN.id}")).text
    assert f"http://marsad.test/ar/incidents/{OPEN.id}" in html
    assert "المرصد، اطُّلع عليه في 24 مايو 2026." in plain(html)
    for link in (
        f"/api/v1/incidents/{OPEN.id}",
        f"/api/v1/incidents/{OPEN.id}.csv",
        f"/ar/incidents/{OPEN.id}.atom",
    ):
        assert f'href="{link}"' in html


@pytest.mark.parametrize("host", ["evil.test", "marsad.test"])
async def test_the_address_cited_is_not_that_of_another_host(client, host: str):
    await client.get(f"/en/incidents/{OPEN.id}", headers={"host": "other.test"})
    html = (await client.get(f"/en/incidents/{OPEN.id}", headers={"host": host})).text
    assert f"http://{host}/en/incidents/" in html and "other.test" not in html


async def test_an_incident_without_reasons_counts_or_words_is_still_a_page(client, sight):
    sight.kept = [replace(OVER, service="never-heard-of", component="gone", onset=OPEN.onset)]
    sight.kept = [
        replace(each, ended=None, state="possible", declared_at=None) for each in sight.kept
    ]
    answer = await client.get(f"/en/incidents/{OVER.id}")
    assert answer.status_code == 200
    assert "never-heard-of may have a problem since 15:48" in plain(answer.text)


async def test_a_signal_that_may_not_be_shown_has_no_bar_either(client, sight: Invented):
    sight.kept = [replace(OPEN, because=(Reason("country:BH", 4.0, 0.1, 5.0),))]
    html = (await client.get(f"/en/incidents/{OPEN.id}")).text
    assert "weighed" in html and "Bahrain, usually" not in html


async def test_the_sentence_tells_both_days_where_it_went_past_midnight(client, sight):
    end = ONSET + 12 * HOUR
    sight.time = end + 2 * HOUR
    sight.kept = [replace(OPEN, ended=Span(end, end, end + MINUTE_MS), state="ended")]
    said = await part(client, "quote")
    assert "from 15:48 on May 24, 2026 to 03:48 on May 25, 2026, Riyadh time" in said


async def test_what_was_only_ever_suspected_is_not_called_an_outage(client, sight: Invented):
    sight.kept = [replace(OPEN, state="ended", declared_at=None, ended=Span(NOW, NOW, NOW))]
    html = (await client.get(f"/en/incidents/{OPEN.id}")).text
    assert "possible problem of May 24</h1>" in html
    assert "outage of May 24" not in html
