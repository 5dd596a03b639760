"""``marsad status``: how services stand, as a running observatory sees it."""

from __future__ import annotations

import json as jsonlib
from typing import Any
from urllib.parse import quote

from marsad.commands.endpoint import DEFAULT, ask


def status(service: str = "", *, json: bool = False, url: str = DEFAULT) -> int:
    """Show the state of one service, or of every service that is not ok.

    Parameters
    ----------
    service
        Id of the service; every service that has problems when left out.
    json
        Print the API's answer as it is.
    url
        The observatory.
    """
    path = f"/api/v1/services/{quote(service, safe='')}" if service else "/api/v1/services"
    answer = ask(url, path)
    if json:
        print(jsonlib.dumps(answer, ensure_ascii=False))
        return 0
    rows: list[dict[str, Any]] = [answer] if service else answer["services"]
    shown = rows if service else [row for row in rows if row["state"] != "ok"]
    for row in shown:
        print(f"{row['id']}: {row['state']}, certainty {row['certainty']:.0%}")
    if not shown:
        print(f"No problems seen among {len(rows)} services.")
    return 0
