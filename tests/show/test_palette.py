"""The colours of the states stay apart for every kind of colour sight, on both themes."""

import re
from collections.abc import Sequence
from itertools import combinations

import numpy as np
import pytest

from marsad.show.assets import FOLDER

STATES = ("ok", "possible", "problem", "maintenance", "unknown")
# Machado, Oliveira, Fernandes (2009), severity 1.0, on linear RGB.
SIGHT = {
    "usual": np.eye(3),
    "protan": np.array(
        [
            [0.152286, 1.052583, -0.204868],
            [0.114503, 0.786281, 0.099216],
            [-0.003882, -0.048116, 1.051998],
        ]
    ),
    "deutan": np.array(
        [
            [0.367322, 0.860646, -0.227968],
            [0.280085, 0.672501, 0.047413],
            [-0.011820, 0.042940, 0.968881],
        ]
    ),
    "tritan": np.array(
        [
            [1.255528, -0.076749, -0.178779],
            [-0.078411, 0.930809, 0.147602],
            [0.004733, 0.691367, 0.303900],
        ]
    ),
}
# Ottosson (2020), https://bottosson.github.io/posts/oklab/
CONES = np.array(
    [
        [0.4122214708, 0.5363325363, 0.0514459929],
        [0.2119034982, 0.6806995451, 0.1073969566],
        [0.0883024619, 0.2817188376, 0.6299787005],
    ]
)
LAB = np.array(
    [
        [0.2104542553, 0.7936177850, -0.0040720468],
        [1.9779984951, -2.4285922050, 0.4505937099],
        [0.0259040371, 0.7827717662, -0.8086757660],
    ]
)
THEMES = {"light": (0, 0.11), "dark": (1, 0.09)}


def palette(theme: str) -> dict[str, str]:
    """The colours as the stylesheet has them: the light theme first, then the dark one's."""
    sheet = (FOLDER / "style.css").read_text("utf-8")
    blocks = re.findall(r":root\{(--bg[^}]*)\}", sheet)
    return dict(re.findall(r"--([a-z]+):(#[0-9a-f]{3,6})\b", blocks[THEMES[theme][0]]))


def linear(colour: str) -> np.ndarray:
    digits = colour[1:] if len(colour) == 7 else "".join(2 * each for each in colour[1:])
    sent = np.array([int(digits[at : at + 2], 16) for at in (0, 2, 4)]) / 255
    return np.where(sent <= 0.04045, sent / 12.92, ((sent + 0.055) / 1.055) ** 2.4)


def oklab(light: Sequence[float] | np.ndarray) -> np.ndarray:
    return LAB @ np.cbrt(CONES @ np.clip(light, 0, 1))


def contrast(one: str, other: str) -> float:
    weights = np.array([0.2126, 0.7152, 0.0722])
    low, high = sorted(float(weights @ linear(each)) for each in (one, other))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("sight", SIGHT)
@pytest.mark.parametrize("theme", THEMES)
def test_every_two_states_can_be_told_apart(theme: str, sight: str):
    colours, least = palette(theme), THEMES[theme][1]
    seen = {state: oklab(SIGHT[sight] @ linear(colours[state])) for state in STATES}
    apart = {
        (one, other): round(float(np.linalg.norm(seen[one] - seen[other])), 3)
        for one, other in combinations(STATES, 2)
    }
    assert min(apart.values()) >= least, min(apart, key=apart.__getitem__)


@pytest.mark.parametrize("theme", THEMES)
def test_every_state_stands_out_from_the_page(theme: str):
    colours = palette(theme)
    for ground in ("bg", "card"):
        for state in (*STATES, "recovering"):
            assert contrast(colours[state], colours[ground]) >= 3, (state, ground)


@pytest.mark.parametrize("theme", THEMES)
def test_text_can_be_read(theme: str):
    colours = palette(theme)
    for ground in ("bg", "card"):
        assert contrast(colours["ink"], colours[ground]) >= 7
        assert contrast(colours["soft"], colours[ground]) >= 4.5
