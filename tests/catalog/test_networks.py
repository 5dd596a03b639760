"""Whose network an address is in, from the table on this machine."""

from __future__ import annotations

from ipaddress import ip_address

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from marsad.catalog.hosting import hosts
from marsad.catalog.networks import BUNDLED, Networks, Packed, pack
from marsad.catalog.networks_file import read
from marsad.nouns.failure import Failure

KNOWN = {
    "8.8.8.8": 15169,  # Google
    "1.1.1.1": 13335,  # Cloudflare
    "78.46.1.1": 24940,  # Hetzner
    "52.95.110.1": 16509,  # Amazon
    "41.32.1.1": 8452,  # Telecom Egypt
    "73.1.1.1": 7922,  # Comcast
    "46.152.1.1": 35819,  # Mobily
    "51.39.1.1": 43766,  # Zain in Saudi Arabia
    "94.200.1.1": 15802,  # du
    "2.48.1.1": 5384,  # Etisalat
    "37.224.1.1": 25019,  # stc
    "2001:16a2::1": 25019,
    "2a01:4f8::1": 24940,
    "2601::1": 7922,
    "2606:4700::1": 13335,
}
PEOPLE = (
    25019, 39891, 35819, 43766, 35753, 5384, 15802, 8452, 36935, 37069, 36992, 8376, 42961, 8781,
    28885, 7922, 7018, 701, 21928, 3320, 2856, 55836, 9121, 36947, 36903, 2609, 30873, 5416,
    29256, 12975, 37611, 3215, 12322, 3352, 1136, 6830, 5089, 4134, 4837, 9808, 17676, 2516, 4766,
    28573, 12389, 8151, 45609, 24560, 45899, 6713, 14593,
)  # fmt: skip
RENTED = (
    24940, 16509, 14618, 13335, 396982, 8075, 16276, 14061, 63949, 20473, 51167, 60781, 9009,
    212238, 40065, 7979, 18779, 16125, 202053, 20773, 55293, 63018, 57043, 30058, 200019, 8972,
    36352, 47583, 136907,
)  # fmt: skip


@pytest.fixture(scope="module")
def networks() -> Networks:
    return Networks.load()


@pytest.mark.parametrize(("address", "asn"), KNOWN.items())
def test_well_known_addresses_are_in_their_networks(networks, address, asn):
    assert networks.asn(address) == asn
    assert networks.asn(ip_address(address)) == asn


@pytest.mark.parametrize(
    "address", ["10.0.0.1", "192.168.1.1", "127.0.0.1", "192.0.2.1", "255.255.255.255", "0.0.0.0",
                "100.64.0.1", "::1", "fe80::1", "2001:db8::1", "fd00::1"]
)  # fmt: skip
def test_addresses_of_nobody_have_no_network(networks, address):
    assert networks.asn(address) == 0
    assert networks.name(networks.asn(address)) == ""


def test_ipv4_in_ipv6_clothes_is_ipv4(networks):
    assert networks.asn("::ffff:8.8.8.8") == 15169


@pytest.mark.parametrize("address", ["", "8.8.8", "x", "8.8.8.8/24", "٨.٨.٨.٨"])
def test_what_is_no_address_is_refused(networks, address):
    with pytest.raises(ValueError, match="does not appear to be"):
        networks.asn(address)


def test_many_at_once_are_the_same_as_one_by_one(networks):
    addresses = np.random.default_rng(1).integers(0, 2**32, 2_000).astype(np.uint32)
    asns = networks.many(addresses)
    assert asns.dtype == np.int32
    assert asns.tolist() == [networks.asn(ip_address(int(value))) for value in addresses]
    rented = networks.hosting_many(asns)
    assert rented.tolist() == [networks.hosting(asn) for asn in asns.tolist()]


def test_networks_have_names(networks):
    assert networks.name(25019).startswith("Saudi Telecom")
    assert networks.name(24940) == "Hetzner Online GmbH"
    assert networks.name(0) == networks.name(-5) == networks.name(2**31 - 1) == ""


def test_networks_of_subscribers_are_not_for_rent(networks):
    assert [asn for asn in PEOPLE if networks.hosting(asn)] == []


def test_networks_of_hosting_clouds_and_vpns_are_for_rent(networks):
    assert [asn for asn in RENTED if not networks.hosting(asn)] == []
    assert not networks.hosting(0)


@pytest.mark.parametrize(
    ("name", "rented"),
    [
        ("Example Hosting LLC", True),
        ("Cheap VPS Inc.", True),
        ("Datacenter Ltd", True),
        ("Cloud Telecom Ltd", False),
        ("Grand Hotel Hostess", False),
        ("Kingdom Mobile Broadband Cloud", False),
        ("", False),
    ],
)
def test_a_name_tells_hosting_where_it_does_not_speak_of_subscribers(name, rented):
    assert hosts(64512, name) is rented


def table_of(tmp_path, text: str, name: str = "own.csv") -> Networks:
    path = tmp_path / name
    path.write_text(text, "utf-8")
    return Networks.load(path)


def test_an_operator_gives_a_table_as_csv(tmp_path):
    own = table_of(tmp_path, '10.0.0.0,10.0.255.255,64512,"Campus, west"\n'
                             "16777216,16777471,64513,Server farm\n"
                             "fd00::,fd00:0:0:ffff:ffff:ffff:ffff:ffff,64514,Lab\n")  # fmt: skip
    assert [own.asn(a) for a in ("10.0.3.4", "1.0.0.7", "fd00::5", "10.1.0.0", "fd00:0:1::")] == [
        64512, 64513, 64514, 0, 0,
    ]  # fmt: skip
    assert own.name(64512) == "Campus, west"
    assert own.hosting(64513) and not own.hosting(64512)


def test_an_operator_gives_a_table_as_tsv_with_countries(tmp_path):
    own = table_of(tmp_path, '1.0.0.0\t1.0.0.255\t13335\tUS\tCLOUD"FLARE\n', "own.tsv")
    assert own.asn("1.0.0.1") == 13335
    assert own.name(13335) == 'CLOUD"FLARE'


def test_where_ranges_overlap_the_first_holds_and_neighbours_are_one(tmp_path):
    own = read_text(
        tmp_path, "1.0.0.0,1.0.0.255,5,A\n1.0.1.0,1.0.1.255,5,A\n1.0.1.0,1.0.2.255,6,B\n"
    )
    assert own.v4.starts.tolist() == [0, 0x01000000, 0x01000200, 0x01000300]
    assert own.v4.asns.tolist() == [0, 5, 6, 0]


def test_the_last_address_can_be_somebodys(tmp_path):
    own = table_of(tmp_path, "255.0.0.0,255.255.255.255,7,Z\n")
    assert own.asn("255.255.255.255") == 7
    assert own.asn("254.255.255.255") == 0


def test_an_empty_table_knows_nothing(tmp_path):
    own = table_of(tmp_path, "\n")
    assert own.asn("8.8.8.8") == own.asn("2a00::1") == 0
    assert own.name(15169) == ""
    assert own.many(np.array([1, 2], np.uint32)).tolist() == [0, 0]


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ("1.0.0.0,1.0.0.255", "own.csv:2: has 2 fields, 3 are needed"),
        ("1.0.0.0,1.0.0.300,5,A", "own.csv:2: "),
        ("1.0.0.9,1.0.0.0,5,A", "own.csv:2: 1.0.0.0 comes before 1.0.0.9"),
        ("1.0.0.0,2001::,5,A", "own.csv:2: "),
        ("1.0.0.0,1.0.0.255,AS5,A", "own.csv:2: "),
        ("1.0.0.0,1.0.0.255,-5,A", "own.csv:2: -5 is no AS number"),
        ("9" * 60 + ",5,5,A", "own.csv:2: "),
        ("9" * 5000 + ",5,5,A", "own.csv:2: "),
    ],
)
def test_a_bad_line_is_named(tmp_path, line, what):
    with pytest.raises(Failure) as failure:
        table_of(tmp_path, f"1.0.0.0,1.0.0.255,5,A\n{line}\n")
    assert what in str(failure.value)
    assert "first,last,AS number,name" in str(failure.value)
    assert len(str(failure.value)) < 400


def test_a_file_that_is_no_table_is_refused(tmp_path):
    (tmp_path / "own.csv").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(Failure, match="is no table of networks"):
        Networks.load(tmp_path / "own.csv")
    with pytest.raises(Failure, match="No such file"):
        Networks.load(tmp_path / "none.csv")


def test_numbers_for_private_use_that_do_not_fit_are_unknown(tmp_path):
    assert table_of(tmp_path, "1.0.0.0,1.0.0.255,4200000001,A\n").asn("1.0.0.1") == 0


def read_text(tmp_path, text: str):
    (tmp_path / "own.csv").write_text(text, "utf-8")
    return read(tmp_path / "own.csv")


RANGES = st.lists(
    st.tuples(st.integers(0, 2**32 - 1), st.integers(0, 2**16), st.integers(0, 5)), max_size=20
)


@given(RANGES, st.lists(st.integers(0, 2**32 - 1), max_size=20))
def test_packing_changes_nothing_and_every_address_has_the_owner_the_lines_say(
    tmp_path_factory, ranges, asked
):
    folder = tmp_path_factory.mktemp("networks")
    lines = [(first, min(first + more, 2**32 - 1), asn) for first, more, asn in ranges]
    table = read_text(folder, "".join(f"{a},{b},{n},name {n}\n" for a, b, n in lines))
    pack(table, folder / "t.npz")
    plain, packed = Networks(table), Networks(Packed(folder / "t.npz"))
    for value in asked + [edge for first, last, _ in lines for edge in (first, last)]:
        address = ip_address(value)
        owners = {asn for first, last, asn in lines if first <= value <= last}
        found = plain.asn(address) if value < 2**32 else 0
        assert found in (owners or {0})
        assert packed.asn(address) == found
    assert {plain.name(n) for _, _, n in lines if n} == {f"name {n}" for _, _, n in lines if n}
    assert {packed.name(n) for _, _, n in lines if n} == {f"name {n}" for _, _, n in lines if n}


def test_the_bundled_table_is_small():
    assert BUNDLED.stat().st_size < 2_500_000
