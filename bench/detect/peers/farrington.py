"""Farrington-flexible, what the UK's health service runs weekly: R's ``farringtonFlexible``.

Noufaily et al. 2013, Statistics in Medicine 32:1206. A quasi-Poisson regression on the same weeks
of five years back (three weeks either side, trend, ten seasonal levels), past outbreaks weighted
down, and a negative binomial bound. The score is -log10 of its p-value.
"""

from __future__ import annotations

from bench.detect.peers.peer import Floats
from bench.detect.peers.r import run

SCRIPT = """
out <- t(apply(x, 1, function(y) {{
  s <- sts(as.numeric(y), start = c(2001, 1), frequency = 52)
  suppressWarnings(r <- farringtonFlexible(s, control = list(
    range = {first}:ncol(x), b = 5, w = 3, reweight = TRUE, weightsThreshold = 2.58,
    verbose = FALSE, glmWarnings = FALSE, alpha = 0.01, trend = TRUE, pThresholdTrend = 1,
    limit54 = c(0, 4), fitFun = "algo.farrington.fitGLM.flexible", populationOffset = FALSE,
    noPeriods = {levels}, pastWeeksNotIncluded = 26, thresholdMethod = "nbPlugin")))
  r@control$pvalue
}}))
out[is.na(out)] <- 1
out <- -log10(pmax(out, 1e-300))
"""
NATIVE = 2.0


def farrington(weeks: Floats, first: int, levels: int = 10, seconds: float = 900) -> Floats:
    """Scores of the weeks from index ``first`` on, of series (series, weeks)."""
    return run(SCRIPT.format(first=first + 1, levels=levels), weeks, seconds)
