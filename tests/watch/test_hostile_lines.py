"""A line nobody can read is counted and named; its neighbours are read as if it weren't there."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from watch.written import WRITERS, Asked, asked, lines, read

GOOD = Asked(5, "192.0.2.7", "GET", "/a", "b", 200, 10, 20, "https://a.example/x", "Agent 1")
LATER = Asked(9, "192.0.2.8", "GET", "/c", "d", 500, 11, 21, "https://a.example/y", "Agent 2")
HOSTILE = {
    "an open quote": b'192.0.2.1 - - [14/Nov/2023:22:13:20 +0000] "GET / HTTP/1.1 200 5 "-',
    "only quotes": b'"' * 999,
    "NULs": bytes(500),
    "a megabyte": b"A" * 1_000_000,
    "a megabyte of quotes and brackets": b'["{' * 333_333,
    "no UTF-8": bytes(range(128, 256)) * 3,
    "binary": bytes(byte for byte in range(256) if byte not in b"\n#") * 5,
    "deep JSON": b'{"a":' * 5_000,
    "open JSON": b'{"time":"2023-11-14T22:13:20Z","status":200,"client_ip":"192.0.2.1',
    "a word": b"x",
    "backslashes": b"\\" * 70_000,
    "a number with no end": b"9" * 4_000,
}


@pytest.mark.parametrize("name", WRITERS)
@pytest.mark.parametrize("bad", HOSTILE.values(), ids=HOSTILE)
def test_neighbours_are_read_all_the_same(name, bad):
    good, later = lines(name, [GOOD]), lines(name, [LATER])
    head = len(WRITERS[name][0])
    got, log = read(good + bad + b"\n" + later[head:])
    assert got.status.tolist() == [200, 500]
    assert log.unread.lines == 1
    number = good.count(b"\n") + 1
    assert f"a.log:{number}" in str(log.unread)
    assert "1 line of" in str(log.unread)
    assert "\n" not in str(log.unread)


@pytest.mark.parametrize("name", WRITERS)
@settings(max_examples=60, deadline=None)
@given(
    junk=st.lists(
        st.binary(max_size=300).map(lambda b: b.replace(b"\n", b"").lstrip(b"#")), max_size=5
    ),
    chunk=st.sampled_from([2_000, 65_536]),
)
def test_any_bytes_leave_the_good_lines_alone(name, junk, chunk):
    text = lines(name, [GOOD])
    text += b"".join(line + b"\n" for line in junk) + lines(name, [LATER])[len(WRITERS[name][0]) :]
    got, log = read(text, chunk)
    assert got.status[0] == 200 and got.status[-1] == 500
    assert len(got) + log.unread.lines <= 2 + len(junk)


@pytest.mark.parametrize("name", WRITERS)
@settings(max_examples=60, deadline=None)
@given(one=asked, at=st.integers(0, 400), byte=st.integers(0, 255))
def test_one_wrong_byte_spoils_one_line_at_most(name, one, at, byte):
    head = WRITERS[name][0]
    line = bytearray(lines(name, [one])[len(head) : -1])
    line[at % len(line)] = byte if byte not in b"\n#" else 0
    text = lines(name, [GOOD]) + bytes(line) + b"\n" + lines(name, [LATER])[len(head) :]
    got, log = read(text)
    assert got.status[0] == 200 and got.status[-1] == 500
    assert len(got) + log.unread.lines == 3


def test_a_quote_that_a_server_did_not_escape_stays_in_its_field():
    got, log = read(
        b'192.0.2.1 - - [14/Nov/2023:22:13:20 +0000] "GET /"a"b HTTP/1.1" 200 5 "-" "M"x"y" 0.1\n'
        b'192.0.2.1 - - [14/Nov/2023:22:13:20 +0000] "GET /\\"a HTTP/1.1" 201 5 "-" "M\\" z" 0.2\n'
    )
    assert log.unread.lines == 0
    assert got.status.tolist() == [200, 201]


def test_a_users_name_with_spaces_moves_no_field():
    got, log = read(
        b'192.0.2.1 - - [14/Nov/2023:22:13:20 +0000] "GET / HTTP/1.1" 200 5 "-" "M"\n'
        b'192.0.2.1 - a b [c d [14/Nov/2023:22:13:21 +0000] "GET / HTTP/1.1" 201 5 "-" "M"\n'
    )
    assert log.unread.lines == 0
    assert got.status.tolist() == [200, 201]


def test_what_is_no_http_at_all_is_another_method():
    got, _ = read(
        b'192.0.2.1 - - [14/Nov/2023:22:13:20 +0000] "GET / HTTP/1.1" 200 5 "-" "M"\n'
        b'192.0.2.1 - - [14/Nov/2023:22:13:20 +0000] "\\x16\\x03\\x01" 400 5 "-" "-"\n'
        b'192.0.2.1 - - [14/Nov/2023:22:13:20 +0000] "-" 408 0 "-" "-"\n'
    )
    assert got.status.tolist() == [200, 400, 408]
