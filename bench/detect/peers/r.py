"""R's ``surveillance`` (Salmon, Schumacher & Höhle 2016, J. Stat. Softw. 70:10) as a subprocess."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from functools import cache
from pathlib import Path

import numpy as np

from bench.detect.peers.peer import Floats

ABSENT = "R with surveillance is absent (Debian: r-base-core, r-cran-surveillance)"


@cache
def present() -> bool:
    """Whether R and the package are there."""
    if not shutil.which("Rscript"):
        return False
    command = ["Rscript", "-e", 'quit(status = !requireNamespace("surveillance", quietly = TRUE))']
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


def run(script: str, table: Floats, seconds: float) -> Floats:
    """What the script makes of a table (one series a row): it reads ``x``, and leaves ``out``.

    Raises RuntimeError with R's own words when it fails, TimeoutError when it takes too long.
    """
    with tempfile.TemporaryDirectory() as folder:
        given, made = Path(folder) / "in.csv", Path(folder) / "out.csv"
        np.savetxt(given, table, delimiter=",", fmt="%.8g")
        whole = f"""suppressPackageStartupMessages(library(surveillance))
            x <- as.matrix(read.csv("{given}", header = FALSE))
            {script}
            write.table(out, "{made}", sep = ",", row.names = FALSE, col.names = FALSE)"""
        try:
            done = subprocess.run(
                ["Rscript", "-e", whole],
                capture_output=True,
                text=True,
                timeout=seconds,
                check=False,
            )
        except subprocess.TimeoutExpired:
            raise TimeoutError(f"R: not done after {seconds:g} s; give it fewer series") from None
        if done.returncode:
            raise RuntimeError(f"R: {done.stderr.strip()[-2000:]}")
        return np.loadtxt(made, delimiter=",", ndmin=2)
