"""``/api/v1/explore``: any cells over any time, as columns; refused clearly where it can't be."""

import csv
import io
from zoneinfo import ZoneInfo

import httpx
import jsonschema
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from show.invented import NOW, OPEN, SYMPTOMS, Invented

from marsad.nouns.minute import instant_of, rfc3339
from marsad.nouns.series import Cell
from marsad.show.explore import POINTS, STEPS, cell_text, stretch_of

API = "/api/v1/explore"
DAY = "from=2026-05-23T00:00:00Z&to=2026-05-24T00:00:00Z"


async def read(client: httpx.AsyncClient, query: str):
    answer = await client.get(f"{API}?{query}")
    assert answer.status_code == 200, answer.text
    document = (await client.get("/openapi.json")).json()
    schema = {**document, "$ref": "#/components/schemas/Explored"}
    jsonschema.Draft202012Validator(schema).validate(answer.json())
    return answer.json()


async def test_a_service_comes_with_its_usual_and_its_incidents(client: httpx.AsyncClient):
    found = await read(client, f"cell=chirp&{DAY}&step=5m")
    assert (found["from"], found["to"]) == ("2026-05-23T00:00:00Z", "2026-05-24T00:00:00Z")
    assert found["step_seconds"] == 300
    assert len(found["time"]) == len(found["lines"][0]["counts"]) == 288
    assert found["time"][1] - found["time"][0] == 300
    assert found["lines"][0]["total"] == sum(found["lines"][0]["counts"])
    assert len(found["usual"]["high"]) == 288
    assert found["incidents"] == []
    later = await read(client, "cell=chirp")
    assert [each["id"] for each in later["incidents"]] == [OPEN.id]


async def test_several_cells_are_lines_of_the_same_times(
    client: httpx.AsyncClient, sight: Invented
):
    cells = ["chirp", "chirp/login", "chirp//slow", "*", "metro-bank"]
    found = await read(client, "&".join(f"cell={cell}" for cell in cells) + f"&{DAY}&step=1h")
    assert [line["cell"] for line in found["lines"]] == cells
    assert found["usual"] is None
    first, last = (int(found["time"][0]) // 60, int(found["time"][-1]) // 60 + 60)
    every = sum(sight.window(key, first, last, 60).reports for key in sight.told)
    assert found["lines"][3]["counts"] == np.asarray(every).tolist()


async def test_counts_of_a_place_from_one_to_four_are_never_told(client: httpx.AsyncClient):
    found = await read(client, f"cell=chirp///BH&cell=*///JP&{DAY}&step=30m")
    for line in found["lines"]:
        assert not {1, 2, 3, 4} & set(line["counts"])
        assert (None in line["counts"]) == (line["total"] is None)
    assert None in found["lines"][0]["counts"]
    text = (await client.get(f"{API}?cell=chirp///BH&{DAY}&step=30m&format=csv")).text
    told = {row["chirp///BH"] for row in csv.DictReader(io.StringIO(text))}
    assert not {"1", "2", "3", "4"} & told


async def test_a_place_is_hidden_as_in_the_counts_split_by_country(client: httpx.AsyncClient):
    split = (await client.get("/api/v1/services/chirp/counts?range=6h&by=country")).json()
    first, step = split["counts"][0]["time"], split["step_seconds"] // 60
    for place in ("US", "SA", "JP", "BH"):
        query = f"cell=chirp///{place}&from={first}&step={step}m"
        assert (await read(client, query))["lines"][0]["counts"] == split["by"][place]


async def test_a_table_has_a_row_a_bin_and_a_column_a_cell(client: httpx.AsyncClient):
    answer = await client.get(f"{API}?cell=chirp&{DAY}&step=1h&format=csv")
    assert answer.headers["content-type"].startswith("text/csv")
    table = list(csv.DictReader(io.StringIO(answer.text)))
    assert len(table) == 24
    assert list(table[0]) == ["time", "chirp", "expected", "low", "high"]
    assert table[0]["time"] == "2026-05-23T00:00:00Z"


async def test_without_a_cell_it_is_all_services_of_the_last_day(client: httpx.AsyncClient):
    found = await read(client, "")
    assert [line["cell"] for line in found["lines"]] == ["*"]
    assert found["to"] == "2026-05-24T13:38:00Z"
    assert len(found["time"]) == 1440


async def test_a_year_fits_and_its_bins_are_wider(client: httpx.AsyncClient):
    found = await read(client, "cell=chirp&from=2025-05-24T00:00:00Z")
    assert found["step_seconds"] == 6 * 3600
    assert len(found["time"]) <= POINTS


@pytest.mark.parametrize(
    ("query", "status", "kind"),
    [
        ("cell=none", 404, "unknown-service"),
        ("cell=chirp/none", 400, "bad-cell"),
        ("cell=metro-bank/timeline", 400, "bad-cell"),
        ("cell=*/timeline", 400, "bad-cell"),
        ("cell=chirp//none", 400, "bad-cell"),
        ("cell=chirp///ZZ", 400, "bad-cell"),
        ("cell=/login", 400, "bad-cell"),
        ("cell=chirp/////", 400, "bad-cell"),
        ("&".join(f"cell=chirp//{each}" for each in SYMPTOMS), 400, "bad-cell"),
        ("from=2026-05-24T12:00:00Z&to=2026-05-24T12:00:00Z", 400, "bad-period"),
        ("from=2026-05-24T12:00:00Z&to=2026-05-23T12:00:00Z", 400, "bad-period"),
        ("from=2031-01-01T00:00:00Z", 400, "bad-period"),
        ("from=1990-01-01T00:00:00Z", 400, "bad-period"),
        ("cell=chirp&cell=chirp/login&from=2020-01-01T00:00:00Z", 400, "bad-period"),
        ("cell=*&from=2024-01-01T00:00:00Z", 400, "bad-period"),
        ("from=yesterday", 400, "not-a-time"),
        ("to=99999-01-01", 400, "not-a-time"),
        ("to=0800-08-24T16:25:00Z", 400, "bad-period"),
        ("step=5", 400, "bad-step"),
        ("step=0m", 400, "bad-step"),
        ("step=٥m", 400, "bad-step"),
        ("step=1m&from=2026-05-01T00:00:00Z", 400, "bad-step"),
        ("kind=users", 400, "bad-choice"),
        ("format=xml", 400, "bad-choice"),
    ],
)  # fmt: skip
async def test_what_cannot_be_drawn_is_refused(
    client: httpx.AsyncClient, query: str, status: int, kind: str
):
    answer = await client.get(f"{API}?{query}")
    assert (answer.status_code, answer.json()["type"]) == (status, f"/problems/{kind}")
    assert answer.json()["detail"]
    assert answer.json()["remedy"]


@given(st.integers(1, 3_600 * 1_440), st.integers(0, 100_000))
def test_any_stretch_is_cut_finely_but_not_too_finely(minutes, ago):
    now = NOW // 60_000
    last = now - ago
    query = {"from": f"{_told(last - minutes)}", "to": f"{_told(last)}"}
    stretch = stretch_of(query, NOW, ZoneInfo("UTC"), 9_999_999)
    assert stretch.first <= last - minutes < stretch.first + stretch.step
    assert stretch.last - stretch.step < last <= stretch.last
    assert stretch.first % stretch.step == stretch.last % stretch.step == 0
    assert stretch.bins <= POINTS
    finer = [step for step in STEPS if step < stretch.step]
    assert not finer or minutes > finer[-1] * (POINTS - 1)


def _told(minute: int) -> str:
    return rfc3339(instant_of(minute))


@given(st.builds(Cell, st.sampled_from(["", "x"]), *[st.sampled_from(["", "a"])] * 3))
def test_a_cells_text_is_short_and_its_own(cell):
    text = cell_text(cell)
    parts = [*text.split("/"), "", "", ""][:4]
    assert Cell(parts[0].replace("*", ""), *parts[1:]) == cell
    assert not text.endswith("/")
