"""The settings a verb runs with: file, environment, then the command line."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from marsad.nouns.failure import Failure
from marsad.settings import Settings, SettingsError, load, stray


def configured(config: Path | None) -> Settings:
    """Read the settings; what looks like a setting of ours and isn't is warned of."""
    named = config or (Path(file) if (file := os.environ.get("MARSAD_CONFIG")) else None)
    try:
        settings = load(named, os.environ)
    except SettingsError as error:
        raise Failure(str(error)) from None
    for name in stray(os.environ):
        print(f"marsad: {name} is no setting; see docs/settings.md", file=sys.stderr)
    return settings
