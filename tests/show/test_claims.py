"""What was claimed and measured, on the page and in the JSON, in both languages."""

import re
from html import unescape

import httpx
import jsonschema
import msgspec
import pytest
from show.invented import CATALOG, MEASURED, OPEN, OVER, UNDECIDED, Invented

from marsad.nouns.incident import STANDINGS, Statement
from marsad.nouns.statement import CLAIMS, ROLES
from marsad.nouns.traffic import CAUSES, Trait
from marsad.nouns.traffic_json import VERDICTS
from marsad.sense.cause.traits import TRAITS as JUDGED_BY
from marsad.show import causes
from marsad.show.incident_json import incident_json
from marsad.show.openapi_shapes import SHAPES
from marsad.show.traits import TRAITS, otherwise, say_trait
from marsad.show.words import languages, words_of

EN, AR = words_of("en"), words_of("ar")
PAGE = f"incidents/{OPEN.id}"


async def section(client: httpx.AsyncClient, language: str, name: str) -> str:
    html = (await client.get(f"/{language}/{PAGE}")).text
    part = html.partition(f'aria-labelledby="{name}"')[2].partition("</section>")[0]
    words = re.sub(r"<(dt|dd|p|h3|li|span)\b", r" <\1", part)
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>|[\u2066-\u2069]", "", words)))


def with_traits(*traits):
    return msgspec.structs.replace(MEASURED, traits=traits)


async def test_a_claim_is_shown_with_who_when_and_how_it_stands(client):
    said = await section(client, "en", "h-said")
    assert "A <massive> DDoS attack!" in said
    assert "Nest (owner of the service) · May 24, 16:29 · passed on by “nest-key”" in said
    assert "Not supported says it is an attack" in said
    assert "does not support it: an attack is 3% likely." in said
    assert "Others say otherwise: خبيرة الشبكات." in said
    assert "Supported says it is a crowd of real visitors" in said
    assert "All of it was measured by whoever passed this claim on." in said


async def test_the_same_in_arabic(client):
    said = await section(client, "ar", "h-said")
    assert "لا تؤيّده القياسات يقول إنه هجوم حجب الخدمة" in said
    assert "احتمال أن يكون السبب هجوم حجب الخدمة هو 3%" in said.replace("%3", "3%")
    assert "Nest (مالك الخدمة)" in said


async def test_a_standing_is_told_by_shape_and_word(client):
    html = (await client.get(f"/en/{PAGE}")).text
    pill = re.search(r'<span class="pill p-problem">(<svg.*?</svg>)Not supported</span>', html)
    assert pill and 'href="#i-problem"' in pill[1] and 'aria-hidden="true"' in pill[1]


async def test_what_was_measured_is_shown_with_whose_measurement_it_is(client):
    told = await section(client, "en", "h-stream")
    assert "All measurements together: a crowd of real visitors 82%, a fault 13%" in told
    assert "Measured by “nest-key” on its own request stream, not by us" in told
    assert "Verdict reached May 24, 15:49 · 2 minutes after it began" in told
    assert "4,000,000 · at most 9,120 a second; 31% failed" in told
    assert "35% of the clients had never been seen before; usually 22%" in told


async def test_what_would_change_our_mind_follows_from_the_traits(client):
    told = await section(client, "en", "h-stream")
    mind = told.partition("What would change our mind:")[2]
    assert "if most of the clients had been seen before" in mind
    assert "if the requests had come from rented servers" in mind
    arabic = await section(client, "ar", "h-stream")
    assert "لو كانت معظم الأجهزة معروفة من قبل" in arabic


async def test_what_can_not_be_told_is_said_so(client):
    told = await section(client, "en", "h-stream")
    assert "can't tell: a crowd of real visitors 50%, an attack 45%, and a fault 5%" in told
    assert "a record of the requests from before it began" in told
    assert "لا يمكن الحسم" in await section(client, "ar", "h-stream")


async def test_a_claim_without_evidence_says_so(client, sight: Invented):
    alone = Statement("Nest", "Attack!", OPEN.updated_at, claim="attack", standing="claimed")
    sight.kept = [msgspec.structs.replace(OPEN, statements=(alone,), evidence=())]
    said = await section(client, "en", "h-said")
    assert "Claimed only" in said and "Nothing was measured that could confirm it." in said
    assert "h-stream" not in (await client.get(f"/en/{PAGE}")).text


async def test_an_incident_of_which_nobody_spoke_has_no_section_for_requests(client):
    html = (await client.get(f"/en/incidents/{OVER.id}")).text
    assert "None known." in html and "h-stream" not in html


async def test_a_text_without_a_language_claims_none(client, sight: Invented):
    plain = Statement("Nest", "?", OPEN.updated_at, "")
    sight.kept = [msgspec.structs.replace(OPEN, statements=(plain,))]
    assert '<p dir="auto">?</p>' in (await client.get(f"/en/{PAGE}")).text


@pytest.mark.parametrize("language", languages())
def test_every_cause_role_and_standing_has_its_words(language: str):
    words = words_of(language)
    assert set(causes.STANDING_WORDS) == set(causes.STANDING_SHAPES) == set(STANDINGS)
    assert set(causes.CLAIM_WORDS) == set(CLAIMS)
    assert set(causes.ROLE_WORDS) == set(ROLES)
    assert set(causes.CAUSE_WORDS) == {*VERDICTS, *CLAIMS, "unknown"}
    for table in (causes.STANDING_WORDS, causes.CLAIM_WORDS, causes.ROLE_WORDS):
        assert len({words.say(text) for text in table.values()}) == len(table)


@pytest.mark.parametrize("standing", ["supported", "refuted", "unconfirmed", "disputed"])
def test_every_standing_is_explained(standing: str):
    said = Statement("a", "b", 1, claim="attack", standing=standing, measured=0.4)
    assert "an attack is 40% likely" in causes.standing_said(said, EN)


@pytest.mark.parametrize("name", TRAITS)
@pytest.mark.parametrize("language", languages())
def test_every_trait_is_said_and_has_an_otherwise(language: str, name: str):
    words = words_of(language)
    high, low = (Trait(name, value, 0.4, 2.0, "crowd") for value in (0.7, 0.1))
    assert "0.7" in say_trait(high, words) or "70" in say_trait(high, words)
    ((one,), (other,)) = (otherwise([trait], "crowd", words) for trait in (high, low))
    assert one and other and one != other


def test_a_trait_whose_usual_is_not_known_says_only_what_it_is():
    nobody = Trait("depth", 1.2, float("nan"), 2.0, "attack")
    assert say_trait(nobody, EN) == "1.2 requests from each client"
    assert otherwise([nobody], "attack", EN) == []
    share = Trait("new_clients", 0.9, float("nan"), 2.0, "attack")
    assert otherwise([share], "attack", EN) == ["if most of the clients had been seen before"]


def test_traits_that_speak_for_another_cause_change_no_mind():
    traits = (Trait("errors", 0.4, 0.0, 3.0, "fault"), Trait("ramp", 0.9, 0.1, 1.0, "attack"))
    assert otherwise(traits, "attack", EN) == ["if the requests had risen little by little"]


def test_the_strongest_traits_come_first_and_no_more_than_asked_for():
    traits = [Trait(name, 0.9, 0.1, n, "crowd") for n, name in enumerate(TRAITS, 1)]
    said = otherwise(traits, "crowd", EN, most=2)
    assert said == [EN.say(TRAITS[trait.name].lower) for trait in traits[::-1][:2]]


def test_a_trait_of_another_version_is_said_by_its_name():
    assert (
        say_trait(Trait("new_thing", 0.5, 0.25, 1.0), EN) == "Trait “new_thing”: 0.5; usually 0.25"
    )


def test_all_that_sense_judges_by_is_worded():
    assert not set(JUDGED_BY) - set(TRAITS), "add these to show/traits.py"


def test_a_name_of_the_other_direction_stays_by_itself():
    assert causes.named("سارة", EN) == "\u2068سارة\u2069"
    assert causes.named("a\u202eb", EN) == "\u2068a\u202eb\u2069"
    assert causes.named("Reuters", EN) == "Reuters"


def test_a_share_beyond_one_is_written_as_a_number():
    assert say_trait(Trait("errors", 1.4, 0.2, 1.0), EN).startswith("1.4 of the answers")


def test_a_page_tells_so_many_statements_claims_first():
    said = [Statement("a", str(n), n, claim="attack" if n < 5 else "") for n in range(100)]
    told = [statement.at for statement in causes.shown(tuple(said))]
    assert told == [*range(5), *range(75, 100)]


def test_episodes_are_told_before_usual_hours_and_only_the_largest():
    hours = [
        msgspec.structs.replace(UNDECIDED, onset=None, requests=10**9, source=f"h{n}")
        for n in range(5)
    ]
    told = causes.measured((*hours, UNDECIDED, MEASURED), EN)
    assert [each.stream.source for each in told] == ["nest-key", "cdn", "h0"]


def test_the_json_has_claims_with_their_standing_and_the_evidence():
    answer = incident_json(OPEN, CATALOG)
    plain, _, owner, expert = answer["statements"]
    assert plain["standing"] is None and plain["measured"] is None
    assert owner["claim"] == "attack" and owner["standing"] == "refuted"
    assert list(owner["disputed_by"]) == ["خبيرة الشبكات"] and owner["measured"] == 0.03
    assert expert["own_measurement"] is True and expert["sender"] == "press"
    stream = answer["evidence"][0]
    assert stream["source"] == "nest-key"
    assert list(stream["probabilities"]) == list(CAUSES)
    assert stream["traits"][0]["text"] == (
        "35% of the clients had never been seen before; usually 22%"
    )
    assert stream["traits"][3]["usual"] is None
    assert answer["cause"]["crowd"] == 0.82


@pytest.mark.parametrize("incident", [OPEN, OVER])
def test_the_json_is_as_described(incident):
    answer = msgspec.json.decode(msgspec.json.encode(incident_json(incident, CATALOG)))
    jsonschema.validate(answer, SHAPES["Incident"] | {"components": {"schemas": SHAPES}})
