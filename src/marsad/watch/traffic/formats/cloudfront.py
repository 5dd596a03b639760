"""CloudFront's standard logs: W3C extended with tabs, times in seconds, text URL-encoded."""

from __future__ import annotations

from marsad.watch.traffic import role
from marsad.watch.traffic.format import Format, Sample
from marsad.watch.traffic.formats.w3c import named, roles_of, tabbed
from marsad.watch.traffic.layout import Layout, columns


def recognise(sample: Sample) -> Layout | None:
    """Columns as the header names them."""
    return renew(named(sample)) if tabbed(sample) else None


def renew(line: str) -> Layout | None:
    """Columns after another header."""
    roles = roles_of(line)
    return columns(roles, "\t", least=len(roles)) if role.CLOCK in roles else None


FORMAT = Format("cloudfront", recognise, renew)
