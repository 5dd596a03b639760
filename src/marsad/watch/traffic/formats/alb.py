"""Access logs of AWS application load balancers.

The time is when the answer went out. The seconds are those that the target needed
(``target_processing_time``), unknown where it never answered.
"""

from __future__ import annotations

import re

from marsad.watch.traffic import role
from marsad.watch.traffic.format import Format, Sample
from marsad.watch.traffic.layout import Layout, columns

LINE = re.compile(r"(https?|h2|grpcs|wss?) \d{4}-\d\d-\d\dT[\d:.]+Z \S+ \S+ \S+ -?[\d.]+ ")
ROLES = [role.NOTHING] * 14
ROLES[1], ROLES[3], ROLES[6], ROLES[8] = role.TIME, role.CLIENT, role.SECONDS, role.STATUS
ROLES[11], ROLES[12], ROLES[13] = role.SIZE, role.REQUEST, role.AGENT


def recognise(sample: Sample) -> Layout | None:
    """The columns are always the same; newer ones are added behind."""
    return columns(ROLES, least=13) if any(LINE.match(line) for line in sample) else None


FORMAT = Format("alb", recognise)
