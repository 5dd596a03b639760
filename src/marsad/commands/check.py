"""``marsad check``: are the settings and the catalogue right, and if not, where?"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from marsad.catalog.catalog import check as check_catalog
from marsad.catalog.catalog import load
from marsad.catalog.finding import render
from marsad.commands.configured import configured


def check(*folders: Path, config: Annotated[Path | None, Parameter(name="--config")] = None) -> int:
    """Validate settings and catalogue; say what is wrong, in which file and line, and the remedy.

    Parameters
    ----------
    folders
        Catalogue folders to check with the bundled one, besides those in the settings.
    config
        Settings file (TOML).
    """
    settings = configured(config)
    named = [*map(Path, settings.catalog), *folders]
    findings = check_catalog(named)
    if findings:
        print(render(findings), file=sys.stderr)
        return 1
    catalog = load(named)
    print(
        f"Settings and catalogue are right: {len(catalog.services)} services, "
        f"{len(catalog.providers)} providers, {len(catalog.symptoms)} symptoms, "
        f"{len(catalog.events)} events."
    )
    return 0
