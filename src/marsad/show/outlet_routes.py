"""Every address of what leaves the site: feeds, calendars, files, pictures, cards, oEmbed."""

from __future__ import annotations

from starlette.routing import BaseRoute, Route

from marsad.show import (
    atom_feeds,
    badge,
    csv_counts,
    csv_incidents,
    embed_page,
    oembed,
    picture,
    service_calendar,
)
from marsad.show.words import languages


def outlet_routes() -> list[BaseRoute]:
    """They go before the pages: ``services/{id}.atom`` would else be a service of that name."""
    routes: list[BaseRoute] = [
        Route("/oembed", oembed.oembed),
        Route("/badges/{id}.svg", badge.badge),
        Route("/charts/{id}.svg", picture.picture),
        Route("/api/v1/incidents.csv", csv_incidents.incidents_csv),
        Route("/api/v1/incidents/{id}.csv", csv_counts.incident_csv),
        Route("/api/v1/services/{id}/counts.csv", csv_counts.counts_csv),
    ]
    for language in languages():
        at = f"/{language}"
        routes += [
            Route(f"{at}/incidents.atom", atom_feeds.incidents_feed),
            Route(f"{at}/incidents/{{id}}.atom", atom_feeds.incident_feed),
            Route(f"{at}/services/{{id}}.atom", atom_feeds.service_feed),
            Route(f"{at}/services/{{id}}.ics", service_calendar.service_calendar),
            Route(f"{at}/embed/services/{{id}}", embed_page.service_card),
            Route(f"{at}/embed/incidents/{{id}}", embed_page.incident_card),
        ]
    return routes
