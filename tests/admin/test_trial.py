from show.invented import OPEN, OVER, PLANNED


async def test_pages(editor, desk):
    for path in (
        "/",
        "/account",
        "/services",
        "/services?q=chirp",
        "/services/chirp",
        f"/incidents/{OPEN.id}",
        f"/plans/{PLANNED[0].id}",
        "/again",
    ):
        for l in ("en", "ar"):
            got = await editor.get(f"/{l}/admin{path}")
            assert got.status_code == 200, (path, got.text, got.headers)
    got = await editor.send(f"/en/admin/incidents/{OPEN.id}", "retract", why="test")
    assert got.status_code == 200, got.text
    got = await editor.send(f"/en/admin/incidents/{OPEN.id}", "retract", why="test", sure="yes")
    assert got.status_code == 303, got.text
    print(await desk.events(), got.headers)
