"""``marsad report``: tell a running observatory that a service fails, or works."""

from __future__ import annotations

from typing import Any

from marsad.commands.endpoint import DEFAULT, ask


def report(
    service: str,
    *,
    symptom: str = "",
    component: str = "",
    country: str = "",
    note: str = "",
    works: bool = False,
    url: str = DEFAULT,
) -> int:
    """Report a problem with a service to a running observatory.

    Parameters
    ----------
    service
        Id of the service, such as `x` or `facebook`.
    symptom
        What you see, such as `login_failure`.
    component
        Which part of the service, such as `spaces`.
    country
        Where you are, as ISO 3166-1 alpha-2, such as `SA`.
    note
        A few words more.
    works
        Say that the service works for you.
    url
        The observatory.
    """
    body: dict[str, Any] = {"service": service, "kind": "works" if works else "problem"}
    extras = {"symptom": symptom, "component": component, "country": country, "note": note}
    body |= {name: value for name, value in extras.items() if value}
    answer = ask(url, "/api/v1/reports", body)
    print(f"Taken: report {answer['id']} about {service}.")
    return 0
