"""The shapes of the API's JSON, as JSON Schema 2020-12."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, get_args

from marsad.nouns.act import ACTS
from marsad.nouns.incident import STANDINGS
from marsad.nouns.state import STATES, IncidentState
from marsad.nouns.statement import CLAIMS, ROLES
from marsad.nouns.traffic import CAUSES
from marsad.nouns.traffic_json import VERDICTS

Schema = dict[str, Any]
TIME: Schema = {"type": "string", "format": "date-time", "description": "RFC 3339, UTC"}
TEXT: Schema = {"type": "string"}
NUMBER: Schema = {"type": "number"}
COUNT: Schema = {"type": "integer", "minimum": 0}
SHARE: Schema = {"type": "number", "minimum": 0, "maximum": 1}


def of(members: Schema, optional: Iterable[str] = ()) -> Schema:
    """An object with just these members, all of them there but the optional ones."""
    required = [name for name in members if name not in set(optional)]
    return {
        "type": "object",
        "properties": members,
        "required": required,
        "additionalProperties": False,
    }


def some(items: Schema) -> Schema:
    """A list."""
    return {"type": "array", "items": items}


def or_null(schema: Schema) -> Schema:
    """That, or null."""
    return {"anyOf": [schema, {"type": "null"}]}


def ref(name: str) -> Schema:
    """Another shape of this document."""
    return {"$ref": f"#/components/schemas/{name}"}


SHAPES: dict[str, Schema] = {
    "Names": of({"ar": TEXT, "en": TEXT})
    | {
        "description": "By ISO 639 code; further languages where the catalogue has them",
        "additionalProperties": TEXT,
    },
    "Service": of(
        {
            "id": TEXT,
            "names": ref("Names"),
            "provider": TEXT,
            "category": TEXT,
            "countries": some(TEXT),
            "components": some(of({"id": TEXT, "names": ref("Names")})),
            "symptoms": some(TEXT),
            "state": {"enum": list(STATES)},
            "certainty": SHARE | {"description": "Probability that a real outage runs now"},
            "since": or_null(TIME),
            "incident": or_null(TEXT),
        }
    ),
    "Services": of({"services": some(ref("Service"))}),
    "Count": of(
        {
            "time": TIME | {"description": "Start of the bin"},
            "reports": COUNT | {"description": "All accepted, the running minute included"},
            "counted": COUNT | {"description": "Those that weigh, less what was set aside"},
            "expected": or_null(NUMBER),
            "low": or_null(NUMBER),
            "high": or_null(NUMBER),
        }
    ),
    "Counts": of(
        {
            "service": TEXT,
            "step_seconds": {"type": "integer", "minimum": 60},
            "total": COUNT,
            "counts": some(ref("Count")),
            "by": {
                "type": "object",
                "description": "Reports of each bin by key; the key '' is 'not said'; null by "
                "country is a count too small to be shown",
                "additionalProperties": some(or_null(COUNT)),
            },
        },
        optional=["by"],
    ),
    "SetAside": of(
        {
            "time": TIME | {"description": "Start of the hour"},
            "kind": {"enum": ["network", "strange", "local", "others"]},
            "asn": or_null(COUNT) | {"description": "Autonomous system, of a network"},
            "operator": or_null(TEXT) | {"description": "Its name, where the registries have one"},
            "reports": COUNT,
            "networks": COUNT | {"description": "Those first heard of in the hour"},
            "why": TEXT,
            "text": TEXT,
        }
    ),
    "Guarantee": of(
        {
            "share": SHARE | {"description": "Who holds no more of its crowd raises nothing"},
            "false_problems": NUMBER | {"description": "By chance, a year"},
            "attacked": NUMBER | {"description": "The same, at most, in a year of floods"},
            "known": {"type": "boolean", "description": "Whether it holds yet"},
            "learned": NUMBER | {"description": "Networks that the crowd is known from"},
            "groups": some(of({"asn": COUNT, "share": SHARE}))
            | {"description": "The fewest operators that hold more; none before it is known"},
            "strange": SHARE | {"description": "Hosting, VPN and unknown networks"},
            "usual": NUMBER | {"description": "Usual reports in five minutes"},
            "mimics": some(of({"minutes": COUNT, "networks": COUNT, "even": COUNT}))
            | {
                "description": "Networks spread as its users are that raise a false problem, sent "
                "evenly in so many minutes: in one try of a hundred, and in every second"
            },
        }
    ),
    "Assured": of({"service": TEXT, "guarantee": or_null(ref("Guarantee"))}),
    "AllSetAside": of({"service": TEXT, "reports": COUNT, "set_aside": some(ref("SetAside"))}),
    "Span": of({"at": TIME, "low": TIME, "high": TIME}),
    "Scope": of(
        {
            "level": TEXT,
            "components": some(TEXT),
            "countries": some(TEXT),
            "provider": TEXT,
        }
    ),
    "Cause": of(dict.fromkeys(("fault", "crowd", "attack", "maintenance", "unknown"), SHARE)),
    "Reason": of(
        {"signal": TEXT, "value": NUMBER, "expected": NUMBER, "weight": NUMBER, "text": TEXT}
    ),
    "Statement": of(
        {
            "speaker": TEXT,
            "text": TEXT,
            "at": TIME,
            "language": TEXT,
            "source": TEXT,
            "claim": {"enum": ["", *CLAIMS]},
            "standing": or_null({"enum": list(STANDINGS)})
            | {"description": "How the claim stands; null where there is none"},
            "role": {"enum": ["", *ROLES]},
            "sender": TEXT | {"description": "Name of the API key it came by"},
            "measured": or_null(SHARE)
            | {"description": "Probability of what is claimed, by the request stream"},
            "own_measurement": {"type": "boolean"}
            | {"description": "All that was measured came from the claim's sender"},
            "disputed_by": some(TEXT),
        }
    ),
    "Evidence": of(
        {
            "source": TEXT | {"description": "Name of the API key that measured its own stream"},
            "start": TIME,
            "end": TIME,
            "onset": or_null(TIME),
            "reached_at": or_null(TIME),
            "requests": COUNT,
            "clients": COUNT,
            "requests_per_second": NUMBER,
            "errors": SHARE,
            "verdict": {"enum": list(VERDICTS)},
            "probabilities": of(dict.fromkeys(CAUSES, SHARE)),
            "traits": some(
                of(
                    {
                        "name": TEXT,
                        "value": NUMBER,
                        "usual": or_null(NUMBER),
                        "weight": NUMBER,
                        "towards": {"enum": ["", *CAUSES]},
                        "text": TEXT,
                    }
                )
            ),
        }
    ),
    "Incident": of(
        {
            "id": TEXT,
            "service": TEXT,
            "component": TEXT,
            "scope": ref("Scope"),
            "onset": ref("Span"),
            "declared_at": or_null(TIME),
            "peak": of({"at": TIME, "reports_per_minute": NUMBER, "expected": NUMBER}),
            "recovering_at": or_null(TIME),
            "ended": or_null(ref("Span")),
            "state": {"enum": list(get_args(IncidentState))},
            "certainty": SHARE,
            "confirmed": {"type": "boolean", "description": "An editor called it a problem"},
            "cause": ref("Cause"),
            "reports_total": COUNT,
            "set_aside": of({"reports": COUNT, "networks": COUNT})
            | {"description": "Of these, reports from too few networks to weigh"},
            "because": some(ref("Reason")),
            "statements": some(ref("Statement")),
            "evidence": some(ref("Evidence")),
            "bystander_of": or_null(TEXT),
            "first_word": or_null(of({"speaker": TEXT, "at": TIME, "after_seconds": NUMBER}))
            | {"description": "Of the service's owner or provider; seconds after the onset"},
            "corrections": some(ref("IncidentCorrection")),
        }
    ),
    "IncidentCorrection": of(
        {
            "id": TEXT,
            "at": TIME,
            "kind": {"enum": list(ACTS)},
            "who": TEXT | {"description": "The editor's name"},
            "why": TEXT,
            "incident": TEXT,
            "into": or_null(TEXT) | {"description": "What it was merged into"},
            "before": TEXT | {"description": "What the record said: a state, or an id"},
            "after": TEXT | {"description": "What it says since"},
        }
    ),
    "Incidents": of({"incidents": some(ref("Incident")), "next": or_null(TEXT)}),
    "Problem": {
        "type": "object",
        "properties": {
            "type": {"type": "string", "format": "uri-reference"},
            "title": TEXT,
            "status": {"type": "integer"},
            "detail": TEXT,
            "instance": TEXT,
            "pointer": TEXT,
            "remedy": TEXT,
        },
        "required": ["type", "title", "status", "detail"],
    },
}
