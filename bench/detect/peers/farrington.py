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
  s <- sts(as.numeric(y), start = c(2001, 1), frequency = {year})
  suppressWarnings(r <- farringtonFlexible(s, control = list(
    range = {first}:ncol(x), b = {back}, w = 3, reweight = TRUE, weightsThreshold = 2.58,
    verbose = FALSE, glmWarnings = FALSE, alpha = 0.01, trend = {trend}, pThresholdTrend = 1,
    limit54 = c(0, 4), fitFun = "algo.farrington.fitGLM.flexible", populationOffset = FALSE,
    noPeriods = {levels}, pastWeeksNotIncluded = {recent}, thresholdMethod = "nbPlugin")))
  r@control$pvalue
}}))
out[is.na(out)] <- 1
out <- -log10(pmax(out, 1e-300))
"""
NATIVE = 2.0


def farrington(weeks: Floats, first: int, seconds: float = 1800) -> Floats:
    """Scores of the weeks from index ``first`` on, of series (series, weeks)."""
    script = SCRIPT.format(first=first + 1, year=52, back=5, trend="TRUE", levels=10, recent=26)
    return run(script, weeks, seconds)


def farrington_minutes(bins: Floats, first: int, seconds: float = 3600) -> Floats:
    """The same on bins of five minutes, with a week for the year, three of them back."""
    script = SCRIPT.format(first=first + 1, year=2016, back=3, trend="FALSE", levels=1, recent=36)
    return run(script, bins, seconds)
