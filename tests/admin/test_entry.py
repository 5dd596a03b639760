"""Signing in: what is asked, what is refused, and what is told of it."""

import logging

import pytest
from admin.desk import HASHED, HOST, NAME, PASSWORD, WRONG, Browser, Desk
from argon2 import PasswordHasher

from marsad.admin import password
from marsad.admin.attempts import FREE, PER_MINUTE
from marsad.admin.office import text_of
from marsad.admin.sessions import IDLE_MS, LIFE_MS

ADDRESS = "https://outages.example"


async def test_without_an_account_the_page_says_how_to_make_one(empty: Desk):
    browser = empty.browser()
    for language in ("ar", "en"):
        away = await browser.get(f"/{language}/admin/")
        assert (away.status_code, away.headers["location"]) == (303, f"/{language}/admin/enter")
        page = await browser.get(f"/{language}/admin/enter")
        assert "marsad admin add" in page.text
        assert 'type="password"' not in page.text


async def test_the_desk_without_its_slash_leads_to_it(desk: Desk):
    answer = await desk.browser().get("/ar/admin")
    assert (answer.status_code, answer.headers["location"]) == (301, "/ar/admin/")


async def test_a_session_cookie_can_be_read_by_no_script_and_sent_by_no_other_site(desk: Desk):
    answer = await desk.browser().enter()
    cookies = answer.headers.get_list("set-cookie")
    assert len(cookies) == 2
    for cookie in cookies:
        assert "HttpOnly" in cookie
        assert "SameSite=strict" in cookie
        assert "Path=/" in cookie
        assert "Domain" not in cookie
    assert answer.headers["cache-control"] == "no-store"


async def test_over_https_the_cookie_is_bound_to_the_host(tmp_path, journal):
    desk = Desk(tmp_path, journal, ADDRESS)
    desk.office.editors.add(NAME, HASHED, desk.time)
    answer = await desk.browser("http://outages.example").post(
        "/en/admin/enter", ADDRESS, name=NAME, password=PASSWORD
    )
    names = [cookie.split("=")[0] for cookie in answer.headers.get_list("set-cookie")]
    assert names == ["__Host-marsad", "__Host-marsad-known"]
    assert all("Secure" in cookie for cookie in answer.headers.get_list("set-cookie"))
    desk.office.close()


async def test_no_password_is_asked_for_over_a_line_that_anybody_can_read(desk: Desk):
    browser = desk.browser("http://outages.example")
    page = await browser.get("/en/admin/enter")
    assert page.status_code == 403
    assert "https" in page.text
    assert (await browser.enter()).status_code == 403


async def test_an_unknown_name_and_a_wrong_password_are_answered_alike(desk: Desk):
    wrong = await desk.browser().enter(NAME, WRONG)
    unknown = await desk.browser().enter("Nobod", WRONG)
    assert wrong.status_code == unknown.status_code == 403
    assert wrong.text.replace(NAME, "Nobod") == unknown.text
    assert "set-cookie" not in wrong.headers


async def test_an_unknown_name_takes_the_work_of_a_known_one(desk: Desk, monkeypatch):
    judged: list[str | None] = []
    real = password.holds
    monkeypatch.setattr(
        password, "holds", lambda hashed, typed: judged.append(hashed) or real(hashed, typed)
    )
    await desk.browser().enter("Nobody", WRONG)
    assert judged == [None]


async def test_every_sign_in_is_logged_and_never_a_password_nor_an_address(desk: Desk, caplog):
    caplog.set_level(logging.INFO, "marsad.admin")
    await desk.browser(peer="203.0.113.9").enter()
    await desk.browser(peer="203.0.113.9").enter(NAME, WRONG)
    await desk.browser(peer="203.0.113.9").enter(PASSWORD, "")
    assert "Salma signed in by password" in caplog.text
    assert "wrong password for Salma" in caplog.text
    assert "wrong password for an unknown name" in caplog.text
    assert PASSWORD not in caplog.text
    assert WRONG not in caplog.text
    assert "203.0.113" not in caplog.text


async def test_after_signing_in_one_is_where_one_was_going(desk: Desk):
    browser = desk.browser()
    away = await browser.get("/ar/admin/services/chirp")
    assert away.headers["location"] == "/ar/admin/enter?to=%2Fservices%2Fchirp"
    assert form_to(await browser.get(away.headers["location"])) == "/services/chirp"
    inside = await browser.post(
        "/ar/admin/enter", name=NAME, password=PASSWORD, to="/services/chirp"
    )
    assert inside.headers["location"] == "/ar/admin/services/chirp"


def form_to(page) -> str:
    return page.text.split('name="to" value="')[1].split('"')[0]


@pytest.mark.parametrize("to", ["//evil.example", "https://evil.example", "/../x", "/enter", "\n/"])
async def test_signing_in_never_leads_elsewhere(desk: Desk, to: str):
    answer = await desk.browser().enter(to=to)
    assert answer.headers["location"] == "/en/admin/"


async def test_a_session_is_rotated_when_one_signs_in_again(desk: Desk, editor: Browser):
    old = editor.client.cookies["marsad"]
    await editor.enter()
    assert editor.client.cookies["marsad"] != old
    thief = desk.browser(cookie=f"marsad={old}")
    assert (await thief.get("/en/admin/")).status_code == 303


@pytest.mark.parametrize("passed", [IDLE_MS, LIFE_MS])
async def test_a_session_that_is_over_leads_to_the_entry(desk: Desk, editor: Browser, passed: int):
    desk.time += passed
    answer = await editor.get("/en/admin/account")
    assert answer.headers["location"] == "/en/admin/enter?to=%2Faccount"
    posted = await editor.post("/en/admin/account/password", form="x", password="y", again="y")
    assert posted.headers["location"].startswith("/en/admin/enter")


@pytest.mark.parametrize("value", ["", "x", "A" * 43, "é" * 43, "A" * 5000])
async def test_a_cookie_that_is_not_ours_signs_nobody_in(desk: Desk, value: str):
    browser = desk.browser()
    answer = await browser.client.get(
        "/en/admin/", headers=[(b"cookie", b"marsad=" + value.encode("latin-1"))]
    )
    assert answer.status_code == 303


async def test_guessing_from_one_network_is_slowed_down_whatever_the_names(desk: Desk):
    browser = desk.browser(peer="203.0.113.9")
    answers = [await browser.enter(f"name {n}", WRONG) for n in range(PER_MINUTE + 1)]
    assert {answer.status_code for answer in answers[:-1]} == {403}
    assert answers[-1].status_code == 429
    assert int(answers[-1].headers["retry-after"]) > 0
    assert (await desk.browser(peer="198.51.100.1").enter()).status_code == 303


async def test_guesses_at_a_name_from_everywhere_make_the_next_wait_but_not_the_editor(desk: Desk):
    known = desk.browser()
    await known.enter()
    for number in range(FREE + 3):
        await desk.browser(peer=f"203.0.{number}.9").enter(NAME, WRONG)
    stranger = await desk.browser(peer="198.51.100.1").enter(NAME, PASSWORD)
    assert stranger.status_code == 429
    assert "retry-after" in stranger.headers
    again = desk.browser(
        peer="192.0.2.1", cookie=f"marsad-known={known.client.cookies['marsad-known']}"
    )
    assert (await again.enter()).status_code == 303
    desk.time += 16 * 60_000
    assert (await desk.browser(peer="198.51.100.2").enter()).status_code == 303


async def test_a_password_with_old_parameters_is_hashed_anew(desk: Desk):
    old = PasswordHasher(time_cost=1, memory_cost=1024, parallelism=1).hash(PASSWORD)
    editor = desk.office.editors.add("Noura", old, 1)
    await desk.browser().enter("Noura")
    kept = desk.office.editors.named("Noura")
    assert kept
    assert kept.id == editor.id
    assert not password.is_dated(kept.password)


async def test_a_link_is_used_up_by_its_button_and_not_by_being_looked_at(desk: Desk):
    editor = desk.office.editors.named(NAME)
    assert editor
    token = text_of(desk.office.links.make(editor.id, desk.time))
    browser = desk.browser()
    for _ in range(3):
        assert (await browser.get(f"/ar/admin/link?token={token}")).status_code == 200
    inside = await browser.post("/ar/admin/link", token=token)
    assert inside.headers["location"] == "/ar/admin/account"
    assert (await browser.get("/ar/admin/account")).status_code == 200
    again = await desk.browser().post("/ar/admin/link", token=token)
    assert again.status_code == 403
    assert "set-cookie" not in again.headers


@pytest.mark.parametrize("token", ["", "x", "A" * 43, "é" * 43, "<script>"])
async def test_a_link_that_is_not_ours_is_refused(desk: Desk, token: str):
    browser = desk.browser()
    page = await browser.client.get("/en/admin/link", params={"token": token})
    assert "<script>" not in page.text.split("<main")[1]
    assert (await browser.post("/en/admin/link", token=token)).status_code == 403


async def test_a_removed_editor_is_out_at_once(desk: Desk, editor: Browser):
    desk.office.editors.remove(NAME)
    assert (await editor.get("/en/admin/")).status_code == 303


async def test_no_passkey_is_asked_for_at_a_bare_address(desk: Desk):
    browser = desk.browser("http://127.0.0.1:8000")
    assert "passkey.js" not in (await browser.get("/en/admin/enter")).text
    assert (await browser.post("/en/admin/enter/options", form="")).status_code == 403
    assert (await browser.enter()).status_code == 303
    account = await browser.get("/en/admin/account")
    assert "http://localhost" in account.text


@pytest.mark.parametrize(
    "credential",
    ["", "null", "[]", "{}", "{", '{"id":1}', '{"id":"a","rawId":"a","type":"public-key"}',
     '{"id":"YQ","rawId":"YQ","type":"public-key","response":{"clientDataJSON":"e30",'
     '"authenticatorData":"YQ","signature":"YQ"}}', "é", "\x00", "[" * 5000],
)  # fmt: skip
async def test_what_no_passkey_signed_signs_nobody_in(desk: Desk, credential: str):
    answer = await desk.browser().post("/en/admin/enter", credential=credential)
    assert answer.status_code == 403
    assert "set-cookie" not in answer.headers


async def test_the_options_of_a_passkey_name_no_editor(desk: Desk):
    answer = await desk.browser().post("/en/admin/enter/options", form="")
    asked = answer.json()
    assert asked["userVerification"] == "required"
    assert asked["rpId"] == "localhost"
    assert not asked.get("allowCredentials")
    assert answer.headers["cache-control"] == "no-store"
    assert NAME not in answer.text


async def test_the_site_asks_for_passkeys_by_its_public_name(tmp_path, journal):
    desk = Desk(tmp_path, journal, ADDRESS + "/")
    browser = desk.browser("http://outages.example")
    answer = await browser.post("/en/admin/enter/options", ADDRESS, form="")
    assert answer.json()["rpId"] == "outages.example"
    local = await desk.browser(HOST).post("/en/admin/enter/options", form="")
    assert local.json()["rpId"] == "localhost"
    desk.office.close()


async def test_too_many_sign_ins_at_once_are_told_to_come_back(desk: Desk):
    desk.office.guessing = 16
    answer = await desk.browser().enter()
    assert answer.status_code == 429
    desk.office.guessing = 0
