"""An editor's own account: what needs fresh proof, and what a passkey must prove."""

import pytest
from admin.authenticator import PRESENT, Authenticator
from admin.desk import HASHED, HOST, NAME, PASSWORD, WRONG, Browser, Desk

from marsad.admin.passkeys import MOST
from marsad.admin.sessions import SURE_MS

ACCOUNT = "/en/admin/account"
NEW = "four green dogs bark"


def passkey() -> Authenticator:
    return Authenticator(HOST, "localhost")


async def register(browser: Browser, key: Authenticator, label: str = "Phone"):
    form = await browser.token()
    asked = await browser.post(f"{ACCOUNT}/passkeys/options", form=form)
    assert asked.status_code == 200, asked.text
    return await browser.post(
        f"{ACCOUNT}/passkeys", form=form, label=label, credential=key.create(asked.json())
    )


async def enter_by(browser: Browser, key: Authenticator):
    asked = await browser.post("/en/admin/enter/options", form="")
    return await browser.post("/en/admin/enter", credential=key.get(asked.json()))


async def test_a_passkey_signs_in_without_a_name(desk: Desk, editor: Browser):
    key = passkey()
    assert (await register(editor, key)).headers["location"].endswith("done=passkey")
    assert "Phone" in (await editor.get(ACCOUNT)).text
    for _ in range(3):
        assert (await enter_by(desk.browser(), key)).headers["location"] == "/en/admin/"


async def test_what_a_stranger_says_stays_on_its_line_of_the_log(
    desk: Desk, editor: Browser, caplog
):
    key = passkey()
    await register(editor, key)
    key.origin = "http://evil.example\nSalma signed in by passkey"
    assert (await enter_by(desk.browser(), key)).status_code == 403
    assert "evil.example Salma signed in" in caplog.text


async def test_an_answer_is_taken_once(desk: Desk, editor: Browser):
    key, browser = passkey(), desk.browser()
    await register(editor, key)
    asked = (await browser.post("/en/admin/enter/options", form="")).json()
    answer = key.get(asked)
    assert (await browser.post("/en/admin/enter", credential=answer)).status_code == 303
    again = await desk.browser().post("/en/admin/enter", credential=answer)
    assert again.status_code == 403
    assert "set-cookie" not in again.headers


async def test_an_answer_that_comes_late_is_refused(desk: Desk, editor: Browser):
    key, browser = passkey(), desk.browser()
    await register(editor, key)
    asked = (await browser.post("/en/admin/enter/options", form="")).json()
    desk.time += 5 * 60_000 + 1
    assert (await browser.post("/en/admin/enter", credential=key.get(asked))).status_code == 403


@pytest.mark.parametrize(
    "wrong",
    [
        {"origin": "https://evil.example"},
        {"origin": "http://localhost:9999"},
        {"party": "evil.example"},
        {"flags": PRESENT},
        {"flags": 0},
        {"id": b"another passkey of the same name"},
        {"user": b"another editor.."},
    ],
    ids=str,
)
async def test_a_passkey_that_proves_something_else_signs_nobody_in(desk, editor, wrong):
    key = passkey()
    await register(editor, key)
    for name, value in wrong.items():
        setattr(key, name, value)
    assert (await enter_by(desk.browser(), key)).status_code == 403


@pytest.mark.parametrize(
    "wrong",
    [{"origin": "https://evil.example"}, {"party": "evil.example"}, {"flags": PRESENT}],
    ids=str,
)
async def test_a_passkey_of_elsewhere_or_unverified_is_not_registered(desk, editor, wrong):
    key = passkey()
    for name, value in wrong.items():
        setattr(key, name, value)
    answer = await register(editor, key)
    assert answer.status_code == 422
    assert desk.office.register.rows("SELECT * FROM passkey") == []


async def test_another_key_does_not_sign_for_a_passkey(desk: Desk, editor: Browser):
    key, thief = passkey(), passkey()
    await register(editor, key)
    thief.id, thief.user = key.id, key.user
    assert (await enter_by(desk.browser(), thief)).status_code == 403


async def test_a_counter_that_runs_backwards_tells_of_a_copy(desk: Desk, editor: Browser):
    key = passkey()
    await register(editor, key)
    for uses, status in ((5, 303), (6, 303), (6, 403), (2, 403), (7, 303)):
        key.uses = uses
        assert (await enter_by(desk.browser(), key)).status_code == status, uses


async def test_a_challenge_for_one_purpose_is_none_for_another(desk: Desk, editor: Browser):
    key, form = passkey(), await editor.token()
    entering = (await editor.post("/en/admin/enter/options", form="")).json()
    user = (await editor.post(f"{ACCOUNT}/passkeys/options", form=form)).json()["user"]
    made = key.create(entering | {"user": user})
    assert (await editor.post(f"{ACCOUNT}/passkeys", form=form, credential=made)).status_code == 422
    await register(editor, key)
    again = (await editor.post("/en/admin/again/options", form=form)).json()
    answer = await desk.browser().post("/en/admin/enter", credential=key.get(again))
    assert answer.status_code == 403


async def test_a_passkey_is_one_editors_and_there_is_an_end_to_them(desk: Desk, editor: Browser):
    key = passkey()
    await register(editor, key)
    assert (await register(editor, key)).status_code == 422
    for _ in range(MOST - 1):
        assert (await register(editor, passkey())).status_code == 303
    assert (await register(editor, passkey())).status_code == 422


async def test_a_removed_passkey_signs_nobody_in(desk: Desk, editor: Browser):
    key, form = passkey(), await editor.token()
    await register(editor, key)
    other = desk.office.editors.add("Noura", HASHED, 1)
    desk.office.passkeys.remove(key.id, other.id)
    assert (await enter_by(desk.browser(), key)).status_code == 303
    gone = await editor.post(f"{ACCOUNT}/passkeys/remove", form=form, passkey=key.id.hex())
    assert gone.status_code == 303
    assert (await enter_by(desk.browser(), key)).status_code == 403
    odd = await editor.post(f"{ACCOUNT}/passkeys/remove", form=form, passkey="zz")
    assert odd.status_code == 403


async def test_what_a_thief_would_want_needs_fresh_proof(desk: Desk, editor: Browser):
    form = await editor.token()
    desk.time += SURE_MS + 1
    page = (await editor.get(ACCOUNT)).text
    assert "Prove that it is you" in page
    assert 'name="password"' not in page
    for path in ("/password", "/passkeys/remove"):
        away = await editor.post(ACCOUNT + path, form=form, password=NEW, again=NEW)
        assert away.headers["location"].startswith("/en/admin/again?to=")
    for path in ("/passkeys", "/passkeys/options"):
        assert (await editor.post(ACCOUNT + path, form=form, credential="{}")).status_code == 403
    wrong = await editor.post("/en/admin/again", form=form, password=WRONG, to="/account")
    assert wrong.status_code == 403
    old = editor.client.cookies["marsad"]
    right = await editor.post("/en/admin/again", form=form, password=PASSWORD, to="/account")
    assert right.headers["location"] == ACCOUNT
    assert editor.client.cookies["marsad"] != old
    assert 'name="password"' in (await editor.get(ACCOUNT)).text


async def test_proof_by_passkey_is_that_editors_own(desk: Desk, editor: Browser):
    desk.office.editors.add("Noura", HASHED, 1)
    other = desk.browser()
    await other.enter("Noura")
    mine, theirs = passkey(), passkey()
    await register(editor, mine)
    await register(other, theirs)
    form = await editor.token()
    for key, status in ((theirs, 403), (mine, 303)):
        asked = (await editor.post("/en/admin/again/options", form=form)).json()
        answer = await editor.post("/en/admin/again", form=form, credential=key.get(asked))
        assert answer.status_code == status


async def test_guessing_in_a_stolen_session_is_slowed_down(desk: Desk, editor: Browser):
    form = await editor.token()
    answers = [
        (await editor.post("/en/admin/again", form=form, password=WRONG)).status_code
        for _ in range(7)
    ]
    assert answers == [403] * 5 + [429] * 2


@pytest.mark.parametrize(
    ("password", "again", "told"),
    [
        (NEW, NEW + "!", "The two passwords differ."),
        ("short", "short", "15 characters or more"),
        ("a" * 20, "a" * 20, "among the first that are guessed"),
        ("x y" * 100, "x y" * 100, "too long"),
        ("", "", "15 characters or more"),
    ],
)
async def test_a_new_password_that_wont_do_is_told(editor: Browser, password, again, told):
    form = await editor.token()
    answer = await editor.post(f"{ACCOUNT}/password", form=form, password=password, again=again)
    assert answer.status_code == 422
    assert told in answer.text
    assert password not in answer.text or not password


async def test_a_new_password_ends_the_other_sessions(desk: Desk, editor: Browser):
    other = desk.browser()
    await other.enter()
    form = await editor.token()
    done = await editor.post(f"{ACCOUNT}/password", form=form, password=NEW, again=NEW)
    assert done.headers["location"] == f"{ACCOUNT}?done=password"
    assert (await editor.get(ACCOUNT)).status_code == 200
    assert (await other.get(ACCOUNT)).status_code == 303
    assert (await desk.browser().enter(NAME, PASSWORD)).status_code == 403
    assert (await desk.browser().enter(NAME, NEW)).status_code == 303


async def test_sessions_are_listed_and_ended_one_by_one_or_all(desk: Desk, editor: Browser):
    phone = desk.browser(**{"user-agent": "Mozilla/5.0 (Android 15) Firefox/140.0"})
    await phone.enter()
    page = (await editor.get(ACCOUNT)).text
    assert "Firefox, Android" in page
    form = await editor.token()
    session = page.split('name="session" value="')[1].split('"')[0]
    await editor.post(f"{ACCOUNT}/sessions/end", form=form, session=session)
    assert (await phone.get(ACCOUNT)).status_code == 303
    assert (await editor.get(ACCOUNT)).status_code == 200
    await phone.enter()
    gone = await editor.post(f"{ACCOUNT}/sessions/end", form=form)
    assert gone.headers["location"] == "/en/admin/enter"
    assert (await phone.get(ACCOUNT)).status_code == 303
    assert (await editor.get(ACCOUNT)).status_code == 303
    odd = await phone.post(f"{ACCOUNT}/sessions/end", form=form, session="zz")
    assert odd.status_code == 303


async def test_signing_out_ends_the_session_itself(desk: Desk, editor: Browser):
    stolen = editor.client.cookies["marsad"]
    await editor.post("/en/admin/leave", form=await editor.token())
    assert "marsad" not in editor.client.cookies
    assert (await desk.browser(cookie=f"marsad={stolen}").get("/en/admin/")).status_code == 303
