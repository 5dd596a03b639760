"""The negative binomial GLR chart of Höhle & Paul 2008 (CSDA 52:4357): R's ``glrnb``.

The size of the outbreak is unknown; the usual count is the truth where it is given, else a seasonal
negative binomial regression with trend on the weeks before (and its dispersion). The score is the
statistic, in nats; its authors' examples alarm at 5.
"""

from __future__ import annotations

import numpy as np

from bench.detect.peers.peer import Floats
from bench.detect.peers.r import run

SCRIPT = """
n <- ncol(x)
out <- t(apply(x, 1, function(y) {{
  t <- seq_len(n); past <- t < {first}
  d <- data.frame(y = as.numeric(y), t = t / n, c = cos(2 * pi * t / 52), s = sin(2 * pi * t / 52))
  m <- suppressWarnings(tryCatch(MASS::glm.nb(y ~ t + c + s, d[past, ]),
    error = function(e) glm(y ~ t + c + s, poisson, d[past, ])))
  alpha <- if (is.null(m$theta)) 0.01 else min(max(1 / m$theta, 0.001), 20)
  mu <- predict(m, d, type = "response")
  z <- create.disProg(t, as.numeric(y), rep(0, n))
  r <- algo.glrnb(z, list(range = {first}:n, c.ARL = 1e6, mu0 = mu[{first}:n], alpha = alpha,
    Mtilde = 1, M = -1, change = "intercept", dir = "inc", ret = "value"))
  as.numeric(r$upperbound)
}}))
out[!is.finite(out)] <- 0
"""
GIVEN = """
n <- ncol(x) / 2
out <- t(apply(x, 1, function(y) {{
  z <- create.disProg(seq_len(n), as.numeric(y[1:n]), rep(0, n))
  r <- algo.glrnb(z, list(range = {first}:n, c.ARL = 1e6, mu0 = as.numeric(y[n + {first}:n]),
    alpha = {alpha}, Mtilde = 1, M = {window}, change = "intercept", dir = "inc", ret = "value"))
  as.numeric(r$upperbound)
}}))
out[!is.finite(out)] <- 0
"""
NATIVE = 5.0


def glrnb(weeks: Floats, first: int, seconds: float = 900) -> Floats:
    """Scores of the weeks from index ``first`` on, of series (series, weeks)."""
    return run(SCRIPT.format(first=first + 1), weeks, seconds)


def glrnb_given(
    counts: Floats, mean: Floats, first: int, alpha: float, window: int = 60, seconds: float = 900
) -> Floats:
    """The same with the usual count given, looking back over ``window`` bins."""
    script = GIVEN.format(first=first + 1, alpha=alpha, window=window)
    return run(script, np.hstack([counts, mean]), seconds)
