"""Charts for the tests of the drawing, and their images as a visitor's browser decodes them."""

from dataclasses import replace
from io import BytesIO

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from app.drawing.radar import (
    CLAIMS,
    STANDS,
    AxisValues,
    Ground,
    Key,
    RadarChart,
    Series,
    radar_png,
)

Pixels = NDArray[np.uint8]

SOLID: AxisValues = (3.5, 2, 8 / 3, 3, 5 / 3, 7 / 3, 8 / 3, 11 / 3)
DASHED: AxisValues = (4, 2.5, 3, 3.5, 3, 2.5, 3, 4)


def series(solid: str, dashed: str) -> tuple[Series, Series]:
    """The two that every result has, by what they are called."""
    return Series(solid, STANDS), Series(dashed, CLAIMS)


EN = Ground(
    axes=(
        "Strategy & Vision",
        "Governance & Steering",
        "Partner Portfolio",
        "Enablement",
        "Joint Value Creation",
        "Performance Management",
        "Operations & Tooling",
        "Culture & Relationships",
    ),
    rings=("Fragile", "Reactive", "Structured", "Optimised", "Optimising"),
    series=series("Where you stand", "What you intend and do"),
    key=Key(
        gap="Intended, not yet shown",
        levers="Levers, in order",
        target="Where your model points",
        unknown="Not assessed",
    ),
    title="Eight dimensions <at a glance>",
    scheme="light",
)
NL = replace(
    EN,
    axes=(
        "Strategie & Visie",
        "Governance & Sturing",
        "Partner\u00adportfolio",
        "Enablement",
        "Joint Value Creation",
        "Performance Management",
        "Operations & Tooling",
        "Cultuur & Relaties",
    ),
    rings=("Fragiel", "Reactief", "Gestructureerd", "Geoptimaliseerd", "Optimaliserend"),
    series=series("Waar jullie staan", "Wat jullie willen en doen"),
    key=Key(
        gap="Nog niet aantoonbaar",
        levers="Hefbomen, op volgorde",
        target="Waar jullie model naar wijst",
        unknown="Niet te bepalen",
    ),
    title="Acht dimensies in één beeld",
)
NL_WITHOUT_HYPHEN = replace(NL, axes=tuple(n.replace("\u00ad", "") for n in NL.axes))
DE = replace(
    EN,
    axes=(
        "Strategie & Zielvorstellung",
        "Governance & Steuerung",
        "Partner\u00adportfolio",
        "Befähigung",
        "Gemeinsame Wertschöpfung",
        "Leistungs\u00admanagement",
        "Betrieb & Werkzeuge",
        "Kultur & Beziehungen",
    ),
    rings=("Zerbrechlich", "Reagierend", "Strukturiert", "Optimiert", "Optimierend"),
    series=series("Wo ihr steht", "Was ihr wollt und tut"),
)
LONG_KEY = replace(
    EN, series=series("Wo die Organisation heute steht", "Was die Organisation will und tut")
)
ENGLISH, DUTCH, DUTCH_WITHOUT_HYPHEN, LONG_WORDS = (
    RadarChart(ground, (SOLID, DASHED)) for ground in (EN, NL, NL_WITHOUT_HYPHEN, DE)
)


def empty(chart: RadarChart) -> RadarChart:
    """The web that the chart is drawn on."""
    return RadarChart(chart.ground)


def showing(chart: RadarChart, *values: AxisValues) -> RadarChart:
    """The same chart with other values."""
    return replace(chart, values=values)


def everything(chart: RadarChart) -> RadarChart:
    """The chart with all that a radar may have."""
    solid = (*SOLID[:6], None, SOLID[7])
    return replace(chart, values=(solid, DASHED), levers=(7, 1, 5), target=(4, 5))


NOTHING: AxisValues = (None,) * 8
ANSWERS = {
    "every dimension known": (SOLID, DASHED),
    "all at 1": ((1.0,) * 8, (1.0,) * 8),
    "all at 5": ((5.0,) * 8, (5.0,) * 8),
    "one unknown": ((*SOLID[:3], None, *SOLID[4:]), DASHED),
    "first unknown": ((None, *SOLID[1:]), (None, *SOLID[1:])),
    "two neighbours unknown": ((*SOLID[:3], None, None, *SOLID[5:]), DASHED),
    "lone between unknowns": ((None, 2.0, None, 3.0, 4.0, None, 1.0, None), NOTHING),
    "one known": ((*NOTHING[:6], 2.0, None), (*NOTHING[:6], 3.0, None)),
    "nothing known": (NOTHING, NOTHING),
}

languages = pytest.mark.parametrize(
    "chart", [ENGLISH, DUTCH, DUTCH_WITHOUT_HYPHEN], ids=["en", "nl", "nl without soft hyphen"]
)
answers = pytest.mark.parametrize(("scores", "claims"), ANSWERS.values(), ids=ANSWERS.keys())


def pixels(chart: RadarChart) -> Pixels:
    """The image as rows × columns × RGB."""
    with Image.open(BytesIO(radar_png(chart))) as image:
        assert image.mode == "RGB"
        return np.array(image)
