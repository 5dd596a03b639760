"""Where what is known of a series lies: columns of three arrays.

``reals`` (float32) and ``ints`` (int32) have one row a series, 200 bytes in all. ``paper``
(float32) holds the pages: the daily shape of the few series busy enough to have one of their own.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

BANK = (1.5, 2.0, 3.0, 5.0, 9.0, 17.0, 40.0, 120.0)
"""Rate ratios of the bank of CUSUMs."""
WIDTH = 8
SHARP = 2
"""From this one on, CUSUMs of the bank return to zero soon after chance has lifted them."""

# reals: W 0..7 are the CUSUMs.
A = 8  # reports of the level's Gamma posterior
B = 9  # its minutes
VAR = 10  # relative variance of the drift
SQUARE = 11  # the one it has where nothing recent tells of it
V = 12  # squared residuals
E = 13  # what they are relative to
PA = 14  # held back: reports of the excursion under way
PB = 15  # its minutes
PV = 16
PE = 17
TOP = 18  # highest CUSUM of the excursion under way
X = 19  # count of the last bin touched
LAM = 20  # what was expected of it
RX = 21  # reports since the CUSUMs for a doubled rate and more last left zero
RL = 22  # expected ones
HOLD = 23  # drift as it was before the rise under way
TREND = 24  # drift, followed bin by bin
PHI = 25  # dispersion, as of the last learning
CAUTION = 26  # what the level is multiplied by this hour before it is tested
COMMON = 27  # what the other services of the country have more of now, as a factor
RECENT = 28  # recent reports, for the panel of the country
USUAL = 29  # what was usual of them
F_WIDTH = 30

# ints: 0..7 are the minutes at which each CUSUM last left zero.
LAST = 8  # end of the last bin touched
FIRST = 9  # first minute known, -1 before any report
ROOT = 10  # row of the whole service
PAGE = 11  # own page, -1 without
KIND = 12  # 0 whole service, 1 component, 2 country, 3 symptom
SERVICE = 13
EXC = 14  # start of the excursion under way
RISE = 15  # minute at which those last left zero
SPOKE = 16  # minute of the first report ever
HOME = 17  # page of the country it is at home in, -1 if none
COUNTRY = 18  # number of the country it slices by, -1 if none
CALENDAR = 19  # number of its calendar, -1 where no holiday and no event is known
I_WIDTH = 20

# What a stretch of a calendar is, as bits.
ON_HOLIDAY = 1
ON_EVENT = 2

# paper: reports and expected ones (minutes while young) by hour of day and by day of week (the
# eighth is any holiday), their factors, and the running integral of the hours.
AH = 0
BH = 24
AD = 48
BD = 56
FH = 64
FD = 88
CUM = 96
HX = 121  # this hour: reports
HS = 122  # this hour: expected with no hourly shape
HB = 123  # this hour: expected
SN = 124  # wobble: squared excess of hours beyond count noise
SD = 125  # wobble: squared expected
SIGMA2 = 126  # the relative variance that tells of
LEVEL = 127  # reports a minute that a minute of BH is worth while young, then 1
DRIFT = 128  # the drift at the beginning of this hour
HD = 129  # this hour: expected with that drift
HV = 130  # the share of its variance the drift had at the beginning of this hour
PARENT = 131  # page whose shape this one is shrunk to, -1 if none
P_WIDTH = 132

Floats = NDArray[np.float32]
Ints = NDArray[np.int32]
