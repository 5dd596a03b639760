"""Runs the hard tests again and again, every round with a seed of its own, until time is up.

Hard are the tests of laws (hypothesis) and those marked ``soak`` (crashes at random moments).
Ends at the first failure, and says how to see it again. Called by ``make laws``.
"""

from __future__ import annotations

import argparse
import os
import random
import subprocess
import sys
import time

HARD = "hypothesis or soak"


HARDER = {"MARSAD_KILLS": "200", "MARSAD_SERVER_KILLS": "20"}


def command(seed: int) -> list[str]:
    """One round, as one would type it."""
    return [sys.executable, "-m", "pytest", "-m", HARD, f"--hypothesis-seed={seed}"]


def main() -> int:
    """Rounds until time is up; answers the exit code of the last."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=10.0)
    end = time.monotonic() + 60 * parser.parse_args().minutes
    rounds = 0
    while rounds == 0 or time.monotonic() < end:
        seed, rounds = random.randrange(2**32), rounds + 1
        settings = os.environ | HARDER | {"MARSAD_SEED": str(seed)}
        done = subprocess.run(
            command(seed), env=settings, capture_output=True, text=True, check=False
        )
        if done.returncode:
            print(done.stdout + done.stderr)
            again = f"MARSAD_SEED={seed} .venv/bin/python -m pytest -m {HARD!r}"
            print(f"round {rounds} failed; again with:  {again} --hypothesis-seed={seed}")
            return done.returncode
        print(f"round {rounds}, seed {seed}: {done.stdout.splitlines()[-1]}", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
