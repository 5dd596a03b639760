"""What editors do reaches the journal once, with who and why, and only when it can be done."""

import asyncio

import msgspec
import pytest
from admin.desk import NAME, Browser, Desk, form_of
from show.invented import BACK, HOUR, NOW, ONSET, OPEN, OVER, PLANNED

from marsad.admin.deeds import Deeds, id_of
from marsad.journal.errors import JournalFull
from marsad.nouns.act import Act
from marsad.nouns.correction import Correction
from marsad.nouns.minute import MINUTE_MS
from marsad.nouns.statement import Stated

INCIDENT = f"/en/admin/incidents/{OPEN.id}"
STATEMENT = {
    "speaker": "Nest",
    "role": "owner",
    "text": "We are\r\nlooking into it",
    "language": "en",
    "source": "https://nest.example/1",
    "claim": "fault",
    "at": "2026-05-24T16:00",
}


@pytest.fixture(autouse=True)
def unhurried(monkeypatch):
    """Nothing folds the journal here: nobody waits for what won't come."""
    monkeypatch.setattr("marsad.admin.deeds._LOOKS", 1)


async def only(desk: Desk) -> Act:
    (event,) = await desk.events()
    assert isinstance(event, Act)
    return event


def confirming(desk: Desk, hidden: dict[str, str]) -> bytes:
    """The id of the deed that a form to confirm asks for."""
    editor = desk.office.editors.named(NAME)
    assert editor is not None
    return id_of(hidden["act"], editor.id.hex(), "confirm", "chirp", OPEN.id)


async def test_a_retraction_is_shown_before_it_is_written(desk: Desk, editor: Browser):
    shown = await editor.send(INCIDENT, "retract", why="A <test> of ours")
    assert shown.status_code == 200
    assert "A &lt;test&gt; of ours" in shown.text
    assert "Taken back" in shown.text
    assert await desk.events() == []
    done = await editor.post(INCIDENT, **form_of(shown.text, "retract"), sure="yes")
    assert done.headers["location"] == f"{INCIDENT}?done=retract&but=waiting"
    act = await only(desk)
    assert (act.kind, act.who, act.why) == ("retract", NAME, "A <test> of ours")
    assert (act.service, act.incident, act.at) == ("chirp", OPEN.id, NOW)
    assert "It is stored" in (await editor.get(done.headers["location"])).text


async def test_a_form_that_is_sent_twice_is_written_once(desk: Desk, editor: Browser):
    hidden = form_of((await editor.get(INCIDENT)).text, "confirm")
    for _ in range(3):
        assert (await editor.post(INCIDENT, **hidden, why="We saw it")).status_code == 303
    assert (await only(desk)).kind == "confirm"


async def test_a_form_sent_twice_at_once_is_acknowledged_when_it_is_stored(
    desk: Desk, editor: Browser, monkeypatch
):
    hidden = form_of((await editor.get(INCIDENT)).text, "confirm")
    real, gate, begun = desk.journal.append, asyncio.Event(), 0

    async def slow(events):
        nonlocal begun
        begun += 1
        await gate.wait()
        await real(events)

    monkeypatch.setattr(desk.journal, "append", slow)
    both = [asyncio.ensure_future(editor.post(INCIDENT, **hidden, why="x")) for _ in range(2)]
    done, waiting = await asyncio.wait(both, timeout=0.5)
    assert not done
    gate.set()
    assert [(await each).status_code for each in waiting] == [303, 303]
    assert begun == 1
    assert (await only(desk)).kind == "confirm"


async def test_what_the_log_says_is_shown(desk: Desk, editor: Browser):
    hidden = form_of((await editor.get(INCIDENT)).text, "confirm")
    act = Act(confirming(desk, hidden), NOW, "confirm", NAME, "x", "chirp", OPEN.id)
    desk.sight.corrected.append(Correction(act, "possible", "problem"))
    done = await editor.post(INCIDENT, **hidden, why="x")
    assert done.headers["location"] == f"{INCIDENT}?done=confirm"
    assert "It stands in the public log now." in (await editor.get(done.headers["location"])).text


async def test_what_the_fold_refused_is_told(desk: Desk, editor: Browser):
    hidden = form_of((await editor.get(INCIDENT)).text, "confirm")
    act = Act(confirming(desk, hidden), NOW, "confirm", NAME, "x", "chirp", OPEN.id)
    desk.sight.corrected.append(Correction(act, refused="confirmed-already"))
    done = await editor.post(INCIDENT, **hidden, why="x")
    page = await editor.get(done.headers["location"])
    assert "It was not carried out" in page.text


async def test_no_deed_hides_behind_the_id_of_another_that_the_log_tells_of(
    desk: Desk, editor: Browser
):
    told = Act(b"i" * 16, NOW, "confirm", "Somebody", "x", "chirp", OVER.id)
    desk.sight.corrected.append(Correction(told, "possible", "problem"))
    hidden = form_of((await editor.get(INCIDENT)).text, "confirm") | {"act": told.id.hex()}
    assert (await editor.post(INCIDENT, **hidden, why="x")).status_code == 303
    assert (await only(desk)).id != told.id, "the log keeps one row an id"


async def test_a_form_sent_again_after_a_restart_is_written_once(desk: Desk, editor: Browser):
    hidden = form_of((await editor.get(INCIDENT)).text, "confirm")
    await editor.post(INCIDENT, **hidden, why="x")
    desk.sight.corrected.append(Correction(await only(desk), "possible", "problem"))
    desk.office.deeds = Deeds(desk.sight, desk.journal)
    again = await editor.post(INCIDENT, **hidden, why="x")
    assert again.headers["location"] == f"{INCIDENT}?done=confirm"
    await only(desk)


async def test_a_statement_goes_ahead_of_its_act(desk: Desk, editor: Browser):
    done = await editor.send(INCIDENT, "statement", why="By mail", **STATEMENT)
    assert done.status_code == 303, done.text
    stated, act = await desk.events()
    assert isinstance(stated, Stated)
    assert isinstance(act, Act)
    assert stated.id == act.id
    assert (stated.speaker, stated.text) == ("Nest", "We are\nlooking into it")
    assert (stated.incident, stated.service, stated.sender) == (OPEN.id, "chirp", NAME)
    assert stated.at == ONSET + 12 * MINUTE_MS
    assert (act.kind, act.text) == ("statement", "We are\nlooking into it")


@pytest.mark.parametrize(
    "wrong",
    [
        {"speaker": ""},
        {"speaker": "x" * 101},
        {"text": " "},
        {"text": "x" * 2001},
        {"text": "a\x00b"},
        {"role": "king"},
        {"language": "???"},
        {"source": "javascript:alert(1)"},
        {"claim": "sabotage"},
        {"at": "2026-05-25T16:00"},
        {"at": "2026-01-01T16:00"},
        {"at": "now"},
        {"why": " "},
        {"why": "x" * 2001},
    ],
    ids=str,
)
async def test_a_statement_that_the_door_would_refuse_is_refused_here(
    desk: Desk, editor: Browser, wrong
):
    answer = await editor.send(INCIDENT, "statement", **{"why": "By mail", **STATEMENT, **wrong})
    assert answer.status_code in (403, 422)
    assert await desk.events() == []
    if answer.status_code == 422:
        assert 'role="alert"' in answer.text
        assert 'value="https://nest.example/1"' in answer.text or "source" in wrong


async def test_an_incident_is_split_between_its_start_and_its_end(desk: Desk, editor: Browser):
    for start in ("2026-05-24T15:48", "2026-05-24T15:00", "2026-05-24T23:00", "", "x"):
        answer = await editor.send(INCIDENT, "split", why="Two things", start=start, sure="yes")
        assert answer.status_code == 422, start
    shown = await editor.send(INCIDENT, "split", why="Two things", start="2026-05-24T16:10")
    assert "There are two incidents" in shown.text
    await editor.post(INCIDENT, **form_of(shown.text, "split"), sure="yes")
    assert (await only(desk)).start == ONSET + 22 * MINUTE_MS


async def test_an_incident_is_merged_into_another_of_its_service(desk: Desk, editor: Browser):
    second = msgspec.structs.replace(OPEN, id="2026-05-23-chirp", ended=OVER.ended, state="ended")
    second = msgspec.structs.replace(
        second, ended=msgspec.structs.replace(OPEN.onset, at=NOW - HOUR // 2)
    )
    desk.sight.kept.append(second)
    for into in ("", "no-such", OVER.id, OPEN.id):
        answer = await editor.send(INCIDENT, "merge", why="The same", into=into, sure="yes")
        assert answer.status_code == 422, into
    shown = await editor.send(INCIDENT, "merge", why="The same", into=second.id)
    assert second.id in shown.text
    await editor.post(INCIDENT, **form_of(shown.text, "merge"), sure="yes")
    assert (await only(desk)).into == second.id


async def test_what_was_taken_back_is_not_taken_back_again(desk: Desk, editor: Browser):
    hidden = form_of((await editor.get(INCIDENT)).text, "retract")
    page = f"/ar/admin/incidents/{BACK.id}"
    assert 'value="retract"' not in (await editor.get(page)).text
    answer = await editor.post(page, **hidden, why="x", sure="yes")
    assert answer.status_code == 422
    assert "سُحبت من قبل" in answer.text
    assert await desk.events() == []


async def test_without_a_reason_nothing_is_done(desk: Desk, editor: Browser):
    for kind in ("confirm", "retract", "split"):
        answer = await editor.send(INCIDENT, kind, why="  ", start="2026-05-24T16:10", sure="yes")
        assert answer.status_code == 422
        assert "Say why" in answer.text
    assert await desk.events() == []


@pytest.mark.parametrize("wrong", [{"kind": "plan"}, {"kind": "erase"}, {"kind": ""}, {"act": ""},
                                   {"act": "zz"}, {"act": "00" * 15}])  # fmt: skip
async def test_fields_that_no_form_of_ours_has_are_refused(desk: Desk, editor: Browser, wrong):
    hidden = form_of((await editor.get(INCIDENT)).text, "confirm")
    answer = await editor.post(INCIDENT, **{**hidden, "why": "x", **wrong})
    assert answer.status_code == 403
    assert await desk.events() == []


@pytest.mark.parametrize("path", ["/incidents/none", "/services/none", "/plans/none"])
async def test_what_there_is_not_is_not_there_on_the_desk(editor: Browser, path: str):
    assert (await editor.get(f"/ar/admin{path}")).status_code == 404
    form = await editor.token()
    assert (await editor.post(f"/ar/admin{path}", form=form, kind="plan")).status_code == 404


async def test_work_is_announced_for_a_time_that_is_one(desk: Desk, editor: Browser):
    page = "/en/admin/services/parcel"
    told = {"why": "They wrote us", "text": "New machines", "start": "2026-05-25T02:00"}
    for wrong in (
        {"end": "2026-05-25T01:00"},
        {"end": "2026-05-25T02:00"},
        {"end": "2026-06-25T02:00"},
        {"end": ""},
        {"end": "2026-05-20T02:00", "start": "2026-05-20T01:00"},
        {"end": "2026-05-25T04:00", "text": ""},
        {"end": "2026-05-25T04:00", "why": ""},
    ):
        answer = await editor.send(page, "plan", **{**told, **wrong})
        assert answer.status_code == 422, wrong
    assert (await editor.send(page, "plan", **told, end="2026-05-25T04:00")).status_code == 303
    act = await only(desk)
    assert (act.kind, act.service, act.text) == ("plan", "parcel", "New machines")
    assert act.end - act.start == 2 * HOUR


async def test_work_is_called_off(desk: Desk, editor: Browser):
    plan = PLANNED[0]
    page = f"/en/admin/plans/{plan.id}"
    assert "Moving to &lt;new&gt; machines" in (await editor.get(page)).text
    assert (await editor.send(page, "unplan", why="")).status_code == 422
    done = await editor.send(page, "unplan", why="Put off")
    assert done.headers["location"].startswith("/en/admin/services/ledger?done=unplan")
    act = await only(desk)
    assert (act.kind, act.text, act.service) == ("unplan", plan.id, "ledger")


async def test_what_could_not_be_stored_is_said_and_may_be_sent_again(
    desk: Desk, editor: Browser, monkeypatch
):
    hidden = form_of((await editor.get(INCIDENT)).text, "confirm")
    real = desk.journal.append

    async def full(_):
        raise JournalFull("The disk is full", "journal", "Make room.")

    monkeypatch.setattr(desk.journal, "append", full)
    answer = await editor.post(INCIDENT, **hidden, why="We saw it")
    assert answer.status_code == 503
    assert "nothing was changed" in answer.text
    assert "We saw it" in answer.text
    monkeypatch.setattr(desk.journal, "append", real)
    assert (await editor.post(INCIDENT, **hidden, why="We saw it")).status_code == 303
    assert (await only(desk)).why == "We saw it"


async def test_the_overview_shows_what_goes_on_worst_first(desk: Desk, editor: Browser):
    smaller = msgspec.structs.replace(OPEN, id="2026-05-24-quiet", service="quiet", excess=1.0)
    doubted = msgspec.structs.replace(
        OPEN, id="2026-05-24-ledger", service="ledger", state="possible"
    )
    desk.sight.kept += [smaller, doubted]
    page = (await editor.get("/en/admin/")).text
    places = [page.index(f"/en/admin/incidents/{each.id}") for each in (OPEN, smaller, doubted)]
    assert places == sorted(places)
    assert "A planned &lt;test&gt; of the app" in page
    assert f"/en/admin/plans/{PLANNED[0].id}" in page


async def test_services_are_found_by_any_of_their_names(editor: Browser):
    page = (await editor.get("/en/admin/services?q=تشيرب")).text
    assert "/en/admin/services/chirp" in page
    assert "/en/admin/services/parcel" not in page
    assert "/en/admin/services/parcel" in (await editor.get("/en/admin/services")).text
