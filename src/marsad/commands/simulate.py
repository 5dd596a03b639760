"""``marsad simulate``: make a replayable file from a scenario."""

from __future__ import annotations

from pathlib import Path

from marsad.bring.scenario_file import bundled, read_scenario
from marsad.bring.simulate import simulate as simulated
from marsad.bring.simulated_file import write_counts


def simulate(scenario: Path, *, seed: int | None = None, out: Path | None = None) -> int:
    """Draw counts from a scenario into a file that `marsad replay` takes.

    Parameters
    ----------
    scenario
        Scenario file (TOML), or the name of a bundled one such as x-2025-05-24.
    seed
        Another seed than the scenario's own.
    out
        File to write, .csv, .csv.gz or .parquet; named after the scenario when left out.
    """
    path = bundled().get(str(scenario), scenario)
    to = out or Path(f"{path.stem}.csv.gz")
    write_counts(simulated(read_scenario(path), seed), to)
    print(f"Written: {to}. Try: marsad replay {to}")
    return 0
