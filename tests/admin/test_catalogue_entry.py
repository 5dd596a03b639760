"""An entry of the catalogue is changed only when it is sound, and after its changes were seen."""

from html import unescape

import pytest
from admin.desk import HASHED, NAME, Desk, form_of

from marsad.nouns.act import Act

PAGE = "/en/admin/services/x"


@pytest.fixture
async def desk(tmp_path, journal, monkeypatch):
    """Over the bundled catalogue itself."""
    monkeypatch.setattr("marsad.admin.deeds._LOOKS", 1)
    desk = Desk(tmp_path, journal, bundled=True)
    desk.office.editors.add(NAME, HASHED, desk.time)
    yield desk
    desk.office.close()


@pytest.fixture
async def editor(desk: Desk):
    browser = desk.browser()
    await browser.enter()
    return browser


def entry_in(page: str) -> str:
    return unescape(page.split('id="yaml"', 1)[1].split(">", 1)[1].split("</textarea>", 1)[0])


async def test_the_entry_is_shown_as_it_is_now(desk: Desk, editor):
    assert entry_in((await editor.get(PAGE)).text) == desk.overlay.written("x")


async def test_faults_are_told_by_line_and_nothing_is_written(desk: Desk, editor):
    wrong = desk.overlay.written("x").replace("provider: x_corp", "provider: nobody")
    answer = await editor.send(PAGE, "catalogue", text=wrong, why="New owner", sure="yes")
    assert answer.status_code == 422
    assert "x.yaml:4:" in answer.text
    assert "provider: nobody" in entry_in(answer.text)
    assert await desk.events() == []


@pytest.mark.parametrize(
    "text", ["", "- a", "\x00", "a: &b c", "x" * 16_000, "names: {en: X", "é: 1", "[" * 5_000]
)
async def test_what_is_no_entry_is_refused(desk: Desk, editor, text: str):
    answer = await editor.send(PAGE, "catalogue", text=text, why="New owner", sure="yes")
    assert answer.status_code == 422
    assert await desk.events() == []


async def test_an_entry_too_long_is_refused(desk: Desk, editor):
    answer = await editor.send(PAGE, "catalogue", text="#" * 16_385, why="x", sure="yes")
    assert answer.status_code == 403


async def test_an_entry_that_is_not_changed_is_not_written(desk: Desk, editor):
    text = desk.overlay.written("x").replace("\n", "\r\n")
    answer = await editor.send(PAGE, "catalogue", text=text, why="Nothing", sure="yes")
    assert answer.status_code == 422
    assert "Nothing is changed" in answer.text


async def test_the_lines_that_change_are_shown_first_and_then_written(desk: Desk, editor):
    text = desk.overlay.written("x").replace("  en: X\n", "  en: X (Twitter)\n", 1)
    shown = await editor.send(PAGE, "catalogue", text=text, why="As people say")
    assert shown.status_code == 200
    assert "en: X (Twitter)" in shown.text
    assert shown.text.count('class="less"') == shown.text.count('class="more"') == 1
    assert await desk.events() == []
    done = await editor.post(PAGE, **form_of(shown.text, "catalogue"), sure="yes")
    assert done.status_code == 303
    (act,) = await desk.events()
    assert isinstance(act, Act)
    assert (act.kind, act.service, act.text, act.why) == ("catalogue", "x", text, "As people say")


async def test_a_service_that_is_missing_is_added(desk: Desk, editor):
    page = "/en/admin/services/my_bank"
    assert (await editor.get(page)).status_code == 404
    away = await editor.get("/en/admin/services?add=my_bank")
    assert away.headers["location"] == f"{page}?new=1"
    blank = await editor.get(f"{page}?new=1")
    hidden = form_of(blank.text, "catalogue")
    again = await editor.post(page, **hidden, text=entry_in(blank.text), why="People ask for it")
    assert again.status_code == 422
    text = "names:\n  ar: مصرفي\n  en: My Bank\nprovider: x_corp\ncategory: social\n"
    shown = await editor.post(page, **hidden, text=text, why="People ask for it")
    assert shown.text.count('class="more"') == 5
    done = await editor.post(page, **form_of(shown.text, "catalogue"), sure="yes")
    assert (await editor.get(done.headers["location"])).status_code == 200
    (act,) = await desk.events()
    assert isinstance(act, Act)
    assert (act.service, act.text) == ("my_bank", text)


@pytest.mark.parametrize("wished", ["x", "My Bank", "../x", "_a", "a" * 41, "ا"])
async def test_an_id_that_no_service_can_have_is_refused(editor, wished: str):
    answer = await editor.client.get("/ar/admin/services", params={"add": wished})
    assert answer.status_code == 422
    assert (await editor.client.get(f"/ar/admin/services/{wished}?new=1")).status_code in (200, 404)
