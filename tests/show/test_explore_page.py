"""The explorer without a script: a drawn chart, its table, and links that zoom and move."""

import re
from html import unescape
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from show.invented import NOW, OPEN, Invented

from marsad.nouns.minute import parse_rfc3339
from marsad.nouns.series import Cell
from marsad.show.explore import Asked, Explored, Line, Stretch
from marsad.show.explore_chart import rows_of
from marsad.show.explore_page import Links

MINUTE = 60_000
HALF_DAY = "from=2026-05-24T00:00:00Z&to=2026-05-24T12:00:00Z"


def link(html: str, name: str) -> dict[str, str]:
    """The query of one of the links that move."""
    found = re.search(rf'<a href="([^"]+)" data-move="{name}"', html)
    assert found, name
    query = parse_qs(urlsplit(unescape(found[1])).query)
    return {key: values[0] for key, values in query.items()}


def ends(html: str, name: str) -> tuple[int, int]:
    query = link(html, name)
    return parse_rfc3339(query["from"]), parse_rfc3339(query["to"])


async def test_links_zoom_in_and_out_and_move_by_half(client: httpx.AsyncClient):
    html = (await client.get(f"/en/explore?cell=chirp&{HALF_DAY}")).text
    hour = 60 * MINUTE
    start = parse_rfc3339("2026-05-24T00:00:00Z")
    assert ends(html, "in") == (start + 3 * hour, start + 9 * hour)
    assert ends(html, "left") == (start - 6 * hour, start + 6 * hour)
    low, high = ends(html, "out")
    assert high - low == 24 * hour
    assert NOW < high <= NOW + MINUTE
    assert link(html, "in")["cell"] == "chirp"


async def test_now_has_nothing_later(client: httpx.AsyncClient):
    html = (await client.get("/en/explore?cell=chirp")).text
    assert 'data-move="right"' not in html
    assert 'data-move="left"' in html


async def test_lines_are_drawn_named_and_can_be_removed(client: httpx.AsyncClient):
    html = (await client.get(f"/en/explore?cell=chirp&cell=chirp/login&{HALF_DAY}")).text
    assert len(re.findall(r'<path class="l l\d" d="M\d', html)) == 4  # two lines, two samples
    assert re.findall(r'data-name="([^"]+)"', html) == ["Chirp", "Chirp · Sign-in"]
    removed = re.findall(r'<a href="([^"]+)">Remove', html)
    assert len(removed) == 2
    assert "cell=chirp/login&" in unescape(removed[0])
    label = re.findall(r'role="img" aria-label="([^"]+)"', html)[0]
    assert "reports in all" in label


async def test_a_service_has_its_band_and_incidents(client: httpx.AsyncClient):
    html = (await client.get("/en/explore?cell=chirp")).text
    assert re.search(r'<path class="band" d="M', html)
    assert 'class="shade"' in html
    assert f"/en/incidents/{OPEN.id}" in html


async def test_the_form_adds_a_line_to_those_there(client: httpx.AsyncClient):
    where = f"/ar/explore?cell=chirp&service=metro-bank&symptom=login&country=SA&{HALF_DAY}"
    html = (await client.get(where)).text
    assert re.findall(r'data-name="([^"]+)"', html) == [
        "تشيرب",
        "بنك مترو · تعذّر تسجيل الدخول · السعودية",
    ]
    html = (await client.get("/en/explore?service=*&symptom=&country=SA")).text
    assert re.findall(r'data-name="([^"]+)"', html) == ["Saudi Arabia"]


async def test_a_form_s_times_are_the_sites(client: httpx.AsyncClient):
    html = (await client.get("/en/explore?from=2026-05-24T03:00&to=2026-05-24T15:00")).text
    assert 'data-from="2026-05-24T00:00:00Z"' in html
    assert 'value="2026-05-24T03:00"' in html


async def test_the_other_language_keeps_what_is_shown(client: httpx.AsyncClient):
    html = unescape((await client.get(f"/en/explore?cell=chirp///SA&{HALF_DAY}")).text)
    wanted = "/ar/explore?cell=chirp///SA&from=2026-05-24T00:00:00Z&to=2026-05-24T12:00:00Z"
    assert f'href="{wanted}"' in html
    assert (await client.get(wanted)).status_code == 200


async def test_small_counts_by_place_are_in_no_table(client: httpx.AsyncClient):
    html = (await client.get("/en/explore?cell=chirp///BH&from=2026-05-24T08:00:00Z")).text
    table = html.partition('id="numbers"')[2].partition("</table>")[0]
    cells = re.findall(r"<td>([^<]*)</td>", table)
    assert "–" in cells
    assert not {"1", "2", "3", "4"} & set(cells)
    assert "small counts by place are not shown" in html


async def test_six_lines_are_full(client: httpx.AsyncClient):
    cells = "&".join(f"cell=chirp//{symptom}" for symptom in list(Invented().catalog.symptoms)[:6])
    html = (await client.get(f"/en/explore?{cells}")).text
    assert "Six lines are the most." in html


@pytest.mark.parametrize(
    "query",
    [
        "service=none",
        "cell=chirp/none",
        "component=none",
        "country=ZZ",
        "from=2027-01-01",
        "from=2026-05-24&to=2026-05-23",
        "kind=users",
        "step=x",
    ],
)
async def test_what_cannot_be_drawn_is_refused_with_a_page(client: httpx.AsyncClient, query: str):
    answer = await client.get(f"/ar/explore?{query}")
    assert answer.status_code in (400, 404)
    assert 'lang="ar"' in answer.text


COUNTS = st.lists(st.none() | st.integers(0, 9), min_size=1, max_size=130)


@given(COUNTS)
def test_a_rows_count_is_the_sum_of_its_bins_or_is_not_told(counts):
    stretch = Stretch(0, len(counts), 1)
    asked = Asked((Cell("x"),), stretch, "reports")
    rows = rows_of(Explored(asked, [Line(Cell("x"), counts)], None, []), len(counts) * MINUTE)
    together = -(-len(counts) // 48)
    assert len(rows) <= 48
    for row in rows:
        part = counts[row.at // MINUTE : row.at // MINUTE + together]
        assert row.counts == [None if None in part else sum(part)]
    assert sum(together for _ in rows) >= len(counts)


@given(st.integers(1, 5_000_000), st.integers(0, 200_000))
def test_no_link_leads_where_it_would_be_refused(minutes, ago):
    now = NOW // MINUTE + 1
    minutes = min(minutes, 3_660 * 1_440)
    stretch = Stretch(now - ago - minutes, now - ago, 1)
    links = Links("/en/explore", Asked((Cell("x"),), stretch, "reports"), NOW)
    for address in links.moves().values():
        query = {key: each[0] for key, each in parse_qs(urlsplit(address).query).items()}
        low, high = (parse_rfc3339(query[key]) // MINUTE for key in ("from", "to"))
        assert 0 < high - low <= 3_660 * 1_440
        assert high <= now
