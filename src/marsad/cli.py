"""The command line: ``marsad VERB``. A wrong call exits with 2, a failure with 1, in one line."""

from __future__ import annotations

import sys
from collections.abc import Sequence

import cyclopts

from marsad import __version__
from marsad.nouns.failure import Failure

VERBS = (
    "serve",
    "replay",
    "simulate",
    "traffic",
    "report",
    "status",
    "check",
    "doctor",
    "key",
    "admin",
)

app = cyclopts.App(
    name="marsad",
    help="Marsad (المرصد), the open outage observatory.",
    version=__version__,
    result_action="return_value",
)
for _verb in VERBS:
    app.command(f"marsad.commands.{_verb}:{_verb}", name=_verb)


def run(arguments: Sequence[str]) -> int:
    """Do what the arguments say; answers the exit code."""
    try:
        return app(arguments, exit_on_error=False, print_error=False) or 0
    except cyclopts.CycloptsError as error:
        print(f"marsad: {str(error).strip()} Try marsad --help.", file=sys.stderr)
        return 2
    except Failure as failure:
        print(f"marsad: {failure}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        sys.stderr.close()
        return 1


def main() -> None:
    """The ``marsad`` program."""
    sys.exit(run(sys.argv[1:]))
