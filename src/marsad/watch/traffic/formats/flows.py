"""Flow records as CSV: NetFlow and IPFIX written out by nfdump, nProbe and their like.

The first line names the columns. A flow is a request as far as can be told: who, when, how many
bytes, how long; what was asked for and how it was answered isn't in it.
"""

from __future__ import annotations

from marsad.watch.traffic import role
from marsad.watch.traffic.format import Format, Sample
from marsad.watch.traffic.layout import Layout, columns

NAMES = {
    role.TIME: "ts firstseen first first_switched flow_start_milliseconds flow_start_sec first_seen"
    " flowstartmilliseconds flowstartseconds flow_start start_time timestamp date_first_seen start",
    role.CLIENT: "sa srcaddr ipv4_src_addr ipv6_src_addr src_ip srcip sourceipv4address src4_addr"
    " source_address src_addr src_ip_addr saddr",
    role.SIZE: "ibyt bytes in_bytes inbytes octets octetdeltacount tot_bytes dur_bytes sum_bytes",
    role.SECONDS: "td duration flow_duration dur",
    role.WEIGHT: "fl flows aggr_flows",
}
SEPARATORS = ",|;\t"
QUOTE = '"'


def recognise(sample: Sample) -> Layout | None:
    """Columns as the first line names them."""
    head = sample[0].lstrip("\ufeff#").strip().lower() if sample else ""
    separator = max(SEPARATORS, key=head.count)
    names = [name.strip(" " + QUOTE).replace(" ", "_") for name in head.split(separator)]
    roles = [role.NOTHING] * len(names)
    for each, known in NAMES.items():
        at = next((names.index(name) for name in known.split() if name in names), None)
        if at is not None:
            roles[at] = each
    if role.TIME not in roles or role.CLIENT not in roles or len(names) < 4:
        return None
    unit = 1e-3 if "flow_duration" in names else 1.0
    last = max(i for i, each in enumerate(roles) if each)
    return columns(roles, separator, doubled=True, unit=unit, least=last + 1)


FORMAT = Format("flows", recognise, headed=True)
