"""``marsad replay``: run files of counts or reports through the detector, as fast as it can."""

from __future__ import annotations

import sys
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path

import msgspec
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from marsad.bring.replay import replay as replay_files
from marsad.bring.told import Told
from marsad.catalog.catalog import Catalog, load
from marsad.commands.configured import configured
from marsad.nouns.failure import Failure
from marsad.nouns.minute import parse_rfc3339, rfc3339
from marsad.show.incident_json import incident_json

PIPED_WIDTH = 200
"""Columns of the table where no terminal says how wide it is."""


def replay(
    file: Path,
    *files: Path,
    json: bool = False,
    scores: Path | None = None,
    false_alarms: float | None = None,
    until: str = "",
    suspicions: bool = False,
    config: Path | None = None,
) -> int:
    """Run recorded counts or reports through tally, sense and story, and print the incidents.

    Parameters
    ----------
    file
        CSV, CSV.gz or Parquet of counts (time,service[,component,symptom,country],reports), or
        NDJSON of reports.
    files
        More of them.
    json
        Print one incident a line, as JSON.
    scores
        CSV file to write what was expected in every closed bin of every service to.
    false_alarms
        False alarms you accept per service and year; the settings' when left out.
    until
        Stop before this time (RFC 3339).
    suspicions
        Print suspicions that faded before they became a problem, too.
    config
        Settings file (TOML).
    """
    settings = configured(config)
    catalog = load([Path(own) for own in settings.catalog])
    usual = settings.sense.budget(len(catalog.services))
    budget = usual if false_alarms is None else false_alarms
    with _progress() as progress:
        told = [
            each
            for each in replay_files(
                [file, *files],
                catalog=catalog,
                false_alarms=_positive(budget),
                until=_instant(until),
                scores=scores,
                progress=progress,
            )
            if suspicions or each.incident.state != "retracted"
        ]
    _print_json(told, catalog) if json else _print_table(told)
    return 0


def _positive(budget: float) -> float:
    if 0 < budget <= 1000:
        return budget
    raise Failure(f"{budget} is no budget", where="--false-alarms", remedy="0 to 1000 a year")


def _instant(text: str) -> int | None:
    try:
        return parse_rfc3339(text) if text else None
    except ValueError:
        remedy = "write it like 2025-05-24T13:00:00Z"
        raise Failure(f"{text!r} is no time", where="--until", remedy=remedy) from None


@contextmanager
def _progress() -> Generator[Callable[[float], None] | None]:
    """A bar on standard error when a person looks, else nothing."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield None
        return
    columns = (TextColumn("replaying"), BarColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task("", total=1.0)
        yield lambda share: bar.update(task, completed=share)


def _print_json(told: list[Told], catalog: Catalog) -> None:
    for each in told:
        body = incident_json(each.incident, catalog)
        if each.run:
            body["run"] = each.run
        sys.stdout.buffer.write(msgspec.json.encode(body) + b"\n")
    sys.stdout.flush()


def _print_table(told: list[Told]) -> None:
    table = Table(
        "onset", "declared", "ended", "service", "state", "certainty", "reports", box=None
    )
    for each in told:
        incident = each.incident
        ended = rfc3339(incident.ended.at) if incident.ended else ""
        declared = rfc3339(incident.declared_at) if incident.declared_at is not None else ""
        named = " ".join(part for part in (incident.service, incident.component, each.run) if part)
        sure, count = f"{incident.certainty:.0%}", f"{incident.reports_total:,}"
        onset = rfc3339(incident.onset.at)
        table.add_row(onset, declared, ended, named, incident.state, sure, count)
    console = Console()
    if not console.is_terminal:
        console.width = PIPED_WIDTH
    console.print(table if told else "No incidents.")
