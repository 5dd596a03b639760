"""The format is told by what is in the log, never by its name."""

from __future__ import annotations

import json

import numpy as np
import pytest
from watch.written import read

from marsad.nouns.requests import OWN_REFERRER, PAGE, QUERY
from marsad.watch.traffic.format import known
from marsad.watch.traffic.refusal import LogRefused

IIS = """#Software: Microsoft Internet Information Services 10.0\r
#Version: 1.0\r
#Date: 2024-01-01 00:00:00\r
#Fields: date time s-ip cs-method cs-uri-stem cs-uri-query s-port cs-username c-ip cs(User-Agent)\
 cs(Referer) sc-status sc-substatus sc-win32-status time-taken\r
2024-01-01 00:00:01 10.0.0.1 GET /a - 80 - 192.0.2.1 Moz+1 - 200 0 0 15\r
#Fields: date time c-ip cs-uri-stem sc-status\r
2024-01-01 00:00:02 192.0.2.2 /b.css 304\r
"""
CADDY = {
    "level": "info",
    "ts": 1704067201.5,
    "request": {
        "remote_ip": "127.0.0.1",
        "client_ip": "192.0.2.1",
        "method": "GET",
        "uri": "/a.js?b",
        "headers": {"User-Agent": ["curl/8"], "Accept": ["*/*"]},
        "tls": {"resumed": False},
    },
    "duration": 9.2e-05,
    "size": 10900,
    "status": 200,
    "resp_headers": {"Server": ["Caddy"]},
}
TRAEFIK = {
    "ClientAddr": "192.0.2.1:5",
    "ClientHost": "192.0.2.1",
    "DownstreamContentSize": 12,
    "DownstreamStatus": 200,
    "Duration": 1500000,
    "RequestMethod": "GET",
    "RequestPath": "/x?y",
    "StartUTC": "2024-01-01T00:00:00.5Z",
    "time": "2024-01-01T00:00:01Z",
}
ENVOY = {
    "start_time": "2024-01-01T00:00:00.500Z",
    "method": "GET",
    "path": "/x",
    "response_code": 200,
    "bytes_sent": 7,
    "duration": 12,
    "user_agent": "x",
    "downstream_remote_address": "192.0.2.1:40000",
}
GCP = {
    "httpRequest": {
        "latency": "0.234s",
        "remoteIp": "192.0.2.1",
        "requestMethod": "GET",
        "requestUrl": "https://shop.example/a",
        "responseSize": "33",
        "status": 200,
    },
    "timestamp": "2024-01-01T00:00:00.123456Z",
}
CLOUDFLARE = {
    "ClientIP": "192.0.2.1",
    "ClientRequestHost": "shop.example",
    "ClientRequestMethod": "GET",
    "ClientRequestURI": "/x",
    "EdgeResponseBytes": 9,
    "EdgeResponseStatus": 200,
    "EdgeStartTimestamp": 1704067200500000000,
    "EdgeTimeToFirstByteMs": 40,
}
NFDUMP = """ts,te,td,sa,da,sp,dp,pr,flg,fwd,stos,ipkt,ibyt,opkt,obyt
2024-01-01 00:00:00.500,2024-01-01 00:00:01,0.877,192.0.2.1,10.0.0.1,4000,443,TCP,S,0,0,10,12,0,0
"""
NPROBE = """IPV4_SRC_ADDR|IPV4_DST_ADDR|IN_PKTS|IN_BYTES|FIRST_SWITCHED|LAST_SWITCHED
192.0.2.1|10.0.0.1|3|180|1704067200|1704067202
"""
NFDUMP_17 = """firstSeen,duration,proto,srcAddr,srcPort,dstAddr,dstPort,packets,bytes,flows
"2024-01-01 00:00:00.500",2.5,TCP,2001:db8::1,1,10.0.0.1,443,3,180,4
"""
CASES = {
    "iis": ("w3c", IIS, 1704067201000, 200, 0.015),
    "caddy": ("json", json.dumps(CADDY), 1704067201500, 200, 9.2e-05),
    "traefik": ("json", json.dumps(TRAEFIK), 1704067200500, 200, 0.0015),
    "envoy": ("json", json.dumps(ENVOY), 1704067200500, 200, 0.012),
    "gcp": ("json", json.dumps(GCP), 1704067200123, 200, 0.234),
    "cloudflare": ("json", json.dumps(CLOUDFLARE), 1704067200500, 200, 0.04),
    "nfdump": ("flows", NFDUMP, 1704067200500, 0, 0.877),
    "nfdump 1.7": ("flows", NFDUMP_17, 1704067200500, 0, 2.5),
    "nprobe": ("flows", NPROBE, 1704067200000, 0, np.nan),
}


@pytest.mark.parametrize(("form", "text", "time", "status", "seconds"), CASES.values(), ids=CASES)
def test_what_tools_really_write_is_read(form, text, time, status, seconds):
    got, log = read(text.encode())
    assert log.form is not None and log.form.name == form
    assert log.unread.lines == 0, log.unread
    assert got.time[0] == time
    assert got.status[0] == status
    assert np.allclose(got.seconds[0], seconds, equal_nan=True)
    assert got.client[0] != 0


def test_iis_names_other_fields_in_the_middle():
    got, _ = read(IIS.encode())
    assert got.status.tolist() == [200, 304]
    assert [bool(flag & PAGE) for flag in got.flags] == [True, False]


def test_flows_stand_for_as_many_requests_as_they_say():
    got, _ = read(NFDUMP_17.encode())
    assert got.weight.tolist() == [4]
    assert got.size.tolist() == [180]


APACHE = '192.0.2.1 - - [01/Jan/2024:00:00:00 +0000] "GET /a HTTP/1.1" 200 5'
BEHIND = {
    "nothing": ("", np.nan),
    "combined": (' "-" "M"', np.nan),
    "nginx seconds": (' "-" "M" 0.250', 0.25),
    "nginx main, with seconds": (' "-" "M" "-" 0.250', 0.25),
    "request and upstream": (' "-" "M" 0.250 0.100', 0.25),
    "named in quotes": (' "-" "M" "0.250"', 0.25),
    "Apache microseconds": (' "-" "M" 250000', 0.25),
    "Apache seconds": (' "-" "M" 3', 3.0),
    "microseconds alone": (" 250000", 0.25),
}


@pytest.mark.parametrize(("behind", "seconds"), BEHIND.values(), ids=BEHIND)
def test_times_behind_a_combined_line_are_found(behind, seconds):
    got, log = read(f"{APACHE}{behind}\n".encode())
    assert log.unread.lines == 0
    assert np.allclose(got.seconds, [seconds], equal_nan=True)


def test_a_proxys_address_gives_way_to_the_one_it_passed_on():
    line = ' - - [01/Jan/2024:00:00:00 +0000] "GET / HTTP/1.1" 200 5 "-" "M" '
    rows = [
        f'10.0.0.9{line}"203.0.113.5, 192.0.2.7"',
        f'192.0.2.7{line}"-"',
        f'192.0.2.7{line}"203.0.113.5"',
        f'10.0.0.9{line}"-"',
    ]
    got, _ = read("\n".join(rows).encode())
    assert len(set(got.client[:3].tolist())) == 1
    assert got.client[3] != got.client[0]


def test_a_virtual_host_before_the_address_is_the_services_own():
    line = 'www.shop.example:443 192.0.2.1 - - [01/Jan/2024:00:00:00 +0000] "GET / HTTP/1.1" 200 5'
    rows = [f'{line} "https://shop.example/x" "M"', f'{line} "https://search.example/" "M"']
    got, _ = read("\n".join(rows).encode())
    assert [bool(flag & OWN_REFERRER) for flag in got.flags] == [True, False]


def test_the_own_host_is_the_one_linked_from_most_or_the_one_told():
    hosts = ["shop.example"] * 3 + ["search.example"]
    rows = "\n".join(f'{APACHE} "https://{host}/x" "M"' for host in hosts).encode()
    got, _ = read(rows)
    assert [bool(flag & OWN_REFERRER) for flag in got.flags] == [True, True, True, False]
    got, _ = read(rows, host="Search.example")
    assert [bool(flag & OWN_REFERRER) for flag in got.flags] == [False, False, False, True]


def test_pages_are_told_from_what_they_bring_along():
    urls = ["/", "/a.html", "/b/app.JS?v=1", "/c.png", "/d.php?x", "/e.m3u8", "/.css/page"]
    rows = "\n".join(APACHE.replace("/a", url) for url in urls).encode()
    got, _ = read(rows)
    assert [bool(flag & PAGE) for flag in got.flags] == [
        True,
        True,
        False,
        False,
        True,
        False,
        True,
    ]
    assert [bool(flag & QUERY) for flag in got.flags] == [
        False,
        False,
        True,
        False,
        True,
        False,
        False,
    ]


@pytest.mark.parametrize(
    "text",
    [
        "hello\nworld\n",
        "a,b,c\n1,2,3\n",
        "{}\n{}\n",
        "[1,2]\n",
        "\0\0\0",
        "#Fields: x y\n1 2\n",
        "\n\n",
    ],
)
def test_what_is_in_no_format_is_refused_in_one_line(text):
    with pytest.raises(LogRefused) as refused:
        read(text.encode())
    assert "--format" in str(refused.value)
    assert "\n" not in str(refused.value)


def test_a_named_format_has_to_be_one_and_to_fit():
    with pytest.raises(LogRefused, match="no format; there are alb, cloudfront, common"):
        read(APACHE.encode(), format="apache")
    with pytest.raises(LogRefused, match="is not json"):
        read(APACHE.encode(), format="json")
    assert len(read(APACHE.encode(), format="common")[0]) == 1


def test_garbage_before_the_first_good_line_hides_no_format():
    got, log = read(b"\x00garbage\n\xff\xfe\n" + APACHE.encode())
    assert len(got) == 1
    assert log.unread.lines == 2


def test_every_format_has_a_name_of_its_own():
    assert set(known()) == {"alb", "cloudfront", "common", "flows", "json", "prometheus", "w3c"}
