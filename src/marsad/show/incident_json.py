"""An incident as outsiders read it: the JSON of the API and of ``marsad replay --json``."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import msgspec

from marsad.catalog.catalog import Catalog
from marsad.nouns.correction import Correction
from marsad.nouns.evidence import Stream
from marsad.nouns.incident import Incident, Scope, Statement
from marsad.nouns.minute import rfc3339, rfc3339_or_none
from marsad.nouns.traffic import CAUSES
from marsad.nouns.traffic_json import trait_json
from marsad.nouns.verdict import Reason, Span
from marsad.show.correction_json import correction_json
from marsad.show.first_word import first_word_of
from marsad.show.reasons import say_reason, shown
from marsad.show.traits import say_trait
from marsad.show.words import SOURCE, words_of


def incident_json(
    incident: Incident, catalog: Catalog, corrections: Iterable[Correction] = ()
) -> dict[str, Any]:
    """The incident as JSON values: times in RFC 3339 UTC, ``because[].text`` in English.

    What hasn't happened yet (``declared_at``, ``recovering_at``, ``ended``, ``first_word``) is
    None. ``corrections`` are the editors' acts on it, those that were refused left out.
    """
    return {
        "id": incident.id,
        "service": incident.service,
        "component": incident.component,
        "scope": _scope(incident.scope, incident.service, catalog),
        "onset": _span(incident.onset),
        "declared_at": rfc3339_or_none(incident.declared_at),
        "peak": {
            "at": rfc3339(incident.peak.at),
            "reports_per_minute": round(incident.peak.reports_per_minute, 3),
            "expected": round(incident.peak.expected, 3),
        },
        "recovering_at": rfc3339_or_none(incident.recovering_at),
        "ended": _span(incident.ended),
        "state": incident.state,
        "certainty": round(incident.certainty, 4),
        "cause": msgspec.to_builtins(incident.cause),
        "reports_total": incident.reports_total,
        "set_aside": {"reports": incident.set_aside, "networks": incident.set_aside_networks},
        "because": [_reason(each, incident.service, catalog) for each in shown(incident.because)],
        "statements": [_statement(each) for each in incident.statements],
        "evidence": [_stream(each) for each in incident.evidence],
        "bystander_of": incident.bystander_of,
        "first_word": _first_word(incident),
        "corrections": [correction_json(each) for each in corrections if not each.refused],
        "confirmed": incident.confirmed,
    }


def _first_word(incident: Incident) -> dict[str, Any] | None:
    word = first_word_of(incident)
    if word is None:
        return None
    return {"speaker": word.speaker, "at": rfc3339(word.at), "after_seconds": word.after / 1000}


def _scope(scope: Scope, service: str, catalog: Catalog) -> dict[str, Any]:
    known = catalog.services.get(service)
    return {
        "level": scope.level,
        "components": list(scope.components),
        "countries": list(scope.countries),
        "provider": scope.provider or (known.provider if known else ""),
    }


def _reason(reason: Reason, service: str, catalog: Catalog) -> dict[str, Any]:
    return {
        "signal": reason.signal,
        "value": round(reason.value, 3),
        "expected": round(reason.expected, 3),
        "weight": round(reason.weight, 3),
        "text": say_reason(reason, words_of(SOURCE), catalog, service),
    }


def _statement(statement: Statement) -> dict[str, Any]:
    told = {**msgspec.to_builtins(statement), "at": rfc3339(statement.at)}
    return told | {"standing": statement.standing or None}


def _stream(stream: Stream) -> dict[str, Any]:
    words = words_of(SOURCE)
    return {
        "source": stream.source,
        "start": rfc3339(stream.start),
        "end": rfc3339(stream.end),
        "onset": rfc3339_or_none(stream.onset),
        "reached_at": rfc3339_or_none(stream.reached_at),
        "requests": stream.requests,
        "clients": stream.clients,
        "requests_per_second": round(stream.per_second, 3),
        "errors": round(stream.errors, 4),
        "verdict": stream.verdict,
        "probabilities": {
            cause: round(chance, 4)
            for cause, chance in zip(CAUSES, stream.probabilities, strict=True)
        },
        "traits": [trait_json(t) | {"text": say_trait(t, words)} for t in stream.traits],
    }


def _span(span: Span | None) -> dict[str, str] | None:
    if span is None:
        return None
    return {"at": rfc3339(span.at), "low": rfc3339(span.low), "high": rfc3339(span.high)}
