"""No form is taken that a page of the session didn't send; reading changes nothing."""

import httpx
import pytest
from admin.desk import HOST, NAME, PASSWORD, Browser, Desk, form_of
from show.invented import OPEN

from marsad.admin.attempts import PER_MINUTE
from marsad.admin.form import LARGEST
from marsad.admin.routes import _POSTED, _READ

INCIDENT = f"/en/admin/incidents/{OPEN.id}"
POSTED = [path.replace("{id}", OPEN.id if "inc" in path else "chirp") for path in _POSTED]
READ = [path.replace("{id}", OPEN.id if "inc" in path else "chirp") for path in _READ]


@pytest.mark.parametrize("path", POSTED)
async def test_a_form_without_the_sessions_token_is_refused(editor: Browser, path: str):
    for form in ("", "0" * 32, "é"):
        answer = await editor.post(f"/en/admin{path}", form=form, why="x")
        assert answer.status_code == 403, path


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"origin": "null"},
        {"origin": "https://evil.example"},
        {"origin": "http://localhost:9999"},
        {"origin": HOST + ".evil.example"},
        {"origin": HOST, "sec-fetch-site": "cross-site"},
        {"origin": HOST, "sec-fetch-site": "same-site"},
        {"origin": HOST, "sec-fetch-site": "none"},
    ],
    ids=str,
)
async def test_a_form_from_elsewhere_is_refused(editor: Browser, headers):
    fields = {"form": await editor.token(), "name": NAME, "password": PASSWORD}
    for path in (*POSTED, "/enter", "/enter/options", "/link"):
        answer = await editor.client.post(f"/en/admin{path}", data=fields, headers=headers)
        assert answer.status_code == 403, path
        assert "set-cookie" not in answer.headers


async def test_another_sessions_token_is_refused(desk: Desk, editor: Browser):
    other = desk.browser()
    await other.enter()
    answer = await editor.post("/en/admin/leave", form=await other.token())
    assert answer.status_code == 403


@pytest.mark.parametrize("path", POSTED)
async def test_without_a_session_no_form_is_taken(desk: Desk, path: str):
    answer = await desk.browser().post(f"/en/admin{path}", form="x", why="x")
    assert (answer.status_code, await desk.events()) == (303, [])
    assert answer.headers["location"].startswith("/en/admin/enter")


@pytest.mark.parametrize("path", [*POSTED, *READ, "/enter", "/link"])
async def test_reading_changes_nothing(desk: Desk, editor: Browser, path: str):
    hidden = form_of((await editor.get(INCIDENT)).text, "retract")
    sessions = desk.office.register.rows("SELECT id FROM session")
    for method in ("GET", "HEAD"):
        await editor.client.request(
            method, f"/en/admin{path}", params=hidden | {"why": "x", "sure": "yes"}
        )
    assert await desk.events() == []
    assert desk.office.register.rows("SELECT id FROM session") == sessions
    assert (await editor.get("/en/admin/")).status_code == 200


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH"])
async def test_other_methods_are_refused(editor: Browser, method: str):
    for path in (*POSTED, *READ, "/enter", "/link"):
        assert (await editor.client.request(method, f"/en/admin{path}")).status_code == 405, path


@pytest.mark.parametrize("path", ["/enter", "/leave", f"/incidents/{OPEN.id}"])
@pytest.mark.parametrize(
    ("body", "media", "status"),
    [
        (b"{}", "application/json", 403),
        (b"a", "multipart/form-data; boundary=x", 403),
        (b"a=1", "text/plain", 403),
        (b"why=\xff", "application/x-www-form-urlencoded", 400),
        (b"why=%FF", "application/x-www-form-urlencoded", 400),
        (b"&a=1" * 40, "application/x-www-form-urlencoded", 400),
        (b"a=" + b"x" * LARGEST, "application/x-www-form-urlencoded", 413),
    ],
    ids=range(7),
)
async def test_a_body_that_is_no_form_or_too_large_is_refused_with_a_page(
    desk: Desk, editor: Browser, path: str, body: bytes, media: str, status: int
):
    headers = {"origin": HOST, "content-type": media}
    answer = await editor.client.post(f"/ar/admin{path}", content=body, headers=headers)
    assert answer.status_code == status
    assert 'lang="ar"' in answer.text
    assert await desk.events() == []


@pytest.mark.parametrize("path", [*READ, "/enter", "/link", "/no-such-page"])
async def test_the_desk_is_kept_by_no_cache_framed_by_nobody_and_listed_nowhere(
    editor: Browser, path: str
):
    answer = await editor.get(f"/ar/admin{path}")
    assert answer.headers["cache-control"] == "no-store"
    assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
    assert "access-control-allow-origin" not in answer.headers
    if answer.status_code == 200:
        assert answer.headers["x-robots-tag"] == "noindex"


async def test_readers_get_no_cookie(desk: Desk):
    browser = desk.browser()
    for path in ("/en/", "/en/services/chirp", "/en/admin/enter", "/en/admin/"):
        assert "set-cookie" not in (await browser.get(path)).headers


async def test_strangers_who_fill_their_room_keep_no_editor_out(desk: Desk, editor: Browser):
    desk.office.strangers.held = 4 * 1024 * 1024
    assert (await desk.browser().enter()).status_code == 503
    assert (await editor.post("/en/admin/leave", form=await editor.token())).status_code == 303


async def test_a_network_that_may_not_try_again_is_not_listened_to(desk: Desk):
    """Who sends forms slowly is bounded as who guesses is."""
    stranger = desk.browser()
    for path in ("/en/admin/enter", "/en/admin/link"):
        for _ in range(PER_MINUTE):
            await stranger.post(path, token="x", name="x", password="x")
        refused = await stranger.post(path, name="x" * (16 * 1024))
        assert refused.status_code == 429, "not 413: nothing of it was read"


async def test_who_goes_away_within_a_form_is_no_trouble_of_ours(desk: Desk, caplog):
    class Gone(httpx.AsyncBaseTransport):
        async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
            sent: list[dict[str, object]] = []

            async def receive() -> dict[str, object]:
                return {"type": "http.disconnect"}

            async def send(message) -> None:
                sent.append(message)

            scope = {
                "type": "http", "http_version": "1.1", "method": "POST", "scheme": "http",
                "path": request.url.path, "raw_path": request.url.raw_path, "query_string": b"",
                "headers": request.headers.raw, "server": ("localhost", 8000), "root_path": "",
                "client": ("127.0.0.1", 1),
            }  # fmt: skip
            await desk.application(scope, receive, send)
            return httpx.Response(int(str(sent[0]["status"])))

    headers = {"origin": HOST, "content-type": "application/x-www-form-urlencoded"}
    async with httpx.AsyncClient(transport=Gone(), base_url=HOST) as client:
        assert (await client.post("/en/admin/enter", headers=headers)).status_code == 403
    assert "No answer" not in caplog.text
