"""Logs of several days or servers become one stream in order of time."""

from __future__ import annotations

import io
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from watch.written import Asked, in_order, keep, lines, read

from marsad.watch.traffic.log import Reading
from marsad.watch.traffic.merge import merged
from marsad.watch.traffic.networks import Owners
from marsad.watch.traffic.reader import Reader
from marsad.watch.traffic.refusal import LogRefused

ONE = Asked(0, "192.0.2.1", "GET", "/", "", 200, 1, 1, "-", "-")


def at(seconds: list[int], status: int = 200):
    asked = [
        Asked(second, "192.0.2.1", "GET", "/", "", status, 1, 1, "-", "-") for second in seconds
    ]
    return read(lines("common", asked))[0]


stretches = st.lists(
    st.lists(st.integers(0, 50), min_size=1, max_size=4).map(sorted), min_size=1, max_size=4
)


@settings(max_examples=50, deadline=None)
@given(logs=st.lists(stretches, min_size=1, max_size=4))
def test_every_request_comes_once_and_in_order(logs):
    runs = []
    for number, stretch in enumerate(logs):
        seconds = sorted(second for part in stretch for second in part)
        cuts = np.cumsum([len(part) for part in stretch])[:-1]
        runs.append([at(list(part), 200 + number) for part in np.split(seconds, cuts)])
    begun = [(int(run[0].time[0]), lambda run=run: iter(run)) for run in runs]
    got = in_order(list(merged(begun)))
    assert got.time.tolist() == sorted(got.time.tolist())
    for number, run in enumerate(runs):
        mine = got.time[got.status == 200 + number]
        assert mine.tolist() == in_order(run).time.tolist()


def test_a_log_is_opened_only_when_its_time_has_come():
    opened = []

    def log(name: str, seconds: list[int]):
        def chunks():
            opened.append(name)
            yield at(seconds)

        return int(at(seconds).time[0]), chunks

    stream = merged([log("later", [100, 101]), log("earlier", [0, 1])])
    assert next(stream).time.tolist() == at([0, 1]).time.tolist()
    assert opened == ["earlier"]
    assert len(list(stream)) == 1


def test_the_order_of_the_names_is_of_no_matter(tmp_path):
    paths = [
        keep(tmp_path, f"{second}.log", lines("common", [replace(ONE, second=second)]))
        for second in (30, 10, 20)
    ]
    reader = Reader(paths, Reading())
    got = in_order(list(reader.chunks()))
    assert got.time.tolist() == sorted(got.time.tolist())
    assert len(got) == 3
    assert reader.share == 1.0


def test_empty_ones_among_them_are_passed_over(tmp_path):
    paths = [keep(tmp_path, "a", b""), keep(tmp_path, "b", lines("common", [ONE]))]
    assert len(in_order(list(Reader(paths, Reading()).chunks()))) == 1


@pytest.mark.parametrize("name", ["no-such-file", "."])
def test_what_is_no_file_is_refused_before_anything_is_read(tmp_path, name):
    with pytest.raises(LogRefused) as refused:
        Reader([keep(tmp_path, "a", lines("common", [ONE])), str(tmp_path / name)], Reading())
    assert "\n" not in str(refused.value)


def test_a_name_with_a_nul_is_refused():
    with pytest.raises(LogRefused):
        Reader(["a\0b"], Reading())


def test_standard_input_is_one_of_them():
    reader = Reader(["-"], Reading(), standard_input=io.BytesIO(lines("common", [ONE])))
    assert len(in_order(list(reader.chunks()))) == 1


class Table:
    """Every address below 128.0.0.0 is in system 64500, which is for rent."""

    def many(self, v4):
        return np.where(v4 < 1 << 31, 64500, 64501).astype(np.int32)

    def hosting(self, asn: int) -> bool:
        return asn == 64500


def test_systems_and_what_is_for_rent_come_from_the_table():
    asn, flags = Owners(Table()).of(np.array([0, 1, 1 << 31], np.uint32))
    assert asn.tolist() == [0, 64500, 64501]
    assert flags.tolist() == [0, 16, 0]
    asked = [
        Asked(0, ip, "GET", "/", "", 200, 1, 1, "-", "-") for ip in ("10.1.2.3", "2001:db8::1")
    ]
    got, _ = read(lines("common", asked), networks=Table())
    assert got.asn.tolist() == [64500, 0]
