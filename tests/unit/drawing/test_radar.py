"""What the radar shows of the answers, what its files say, and which charts are refused."""

from dataclasses import replace
from io import BytesIO
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageColor

from app.drawing.artists import DOT, plan
from app.drawing.radar import (
    EARLIER,
    HEIGHT,
    STANDS,
    WIDTH,
    AxisValues,
    RadarChart,
    Series,
    radar_png,
    radar_svg,
)
from app.palette import PALETTE, Scheme
from tests.unit.drawing.charts import (
    DUTCH,
    ENGLISH,
    NOTHING,
    SOLID,
    answers,
    languages,
    pixels,
)

PAPER, ACCENT = (
    ImageColor.getrgb(each) for each in (PALETTE["light"]["paper"], PALETTE["light"]["accent"])
)


def marks(chart: RadarChart) -> NDArray[np.bool_]:
    """Where the answers leave a mark, as rows × columns."""
    empty = pixels(chart.blank)
    return np.asarray((pixels(chart) != empty).any(axis=2))


def angles_and_distances(chart: RadarChart) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Degrees clockwise from 12 o'clock, and px from the centre, of each pixel."""
    x, y = plan(chart).centre
    rows, columns = np.mgrid[0:HEIGHT, 0:WIDTH]
    right, up = columns + 0.5 - x, HEIGHT - rows - 0.5 - y
    return np.degrees(np.arctan2(right, up)) % 360, np.hypot(right, up)


@answers
@languages
def test_each_known_score_is_a_dot_in_the_accent_on_its_axis(
    chart: RadarChart, scores: AxisValues, claims: AxisValues
) -> None:
    image = pixels(chart.showing(scores, claims))
    accent = ImageColor.getrgb(PALETTE["light"]["accent"])
    for axis, score in enumerate(scores):
        if score is not None:
            x, y = plan(chart).at(axis, score)
            assert tuple(image[int(HEIGHT - y), int(x)]) == accent


@answers
def test_an_axis_that_was_not_assessed_stays_empty_half_way_to_its_neighbours(
    scores: AxisValues, claims: AxisValues
) -> None:
    unknown = [axis for axis, score in enumerate(scores) if score is None]
    chart = ENGLISH.showing(
        scores, tuple(None if n in unknown else claim for n, claim in enumerate(claims))
    )
    angle, away = angles_and_distances(chart)
    for axis in unknown:
        off_axis = np.abs((angle - 45 * axis + 180) % 360 - 180)
        # Dots on neighbouring axes at level 1 reach 9° into the sector; wedges meet in the centre.
        sector = (off_axis < 35) & (away > 4)
        assert not marks(chart)[sector].any()


def test_a_lone_score_between_unknown_axes_is_only_a_point() -> None:
    chart = ENGLISH.showing((*NOTHING[:6], 2, None), NOTHING)
    x, y = plan(chart).at(6, 2)
    rows, columns = np.nonzero(marks(chart))
    assert len(rows) > 0
    assert np.hypot(columns + 0.5 - x, HEIGHT - rows - 0.5 - y).max() <= DOT + 1


def test_a_lone_claim_is_a_ring_that_differs_from_a_score() -> None:
    chart = ENGLISH.showing(NOTHING, (*NOTHING[:6], 2, None))
    x, y = plan(chart).at(6, 2)
    assert marks(chart).any()
    assert not marks(chart)[int(HEIGHT - y), int(x)]


def test_a_radar_without_any_answer_still_shows_its_rings_and_names() -> None:
    empty = ENGLISH.blank
    assert not marks(empty).any()
    assert len(np.unique(pixels(empty).reshape(-1, 3), axis=0)) > 2


def test_the_png_says_its_title_and_nothing_else() -> None:
    with Image.open(BytesIO(radar_png(DUTCH))) as image:
        image.load()
        assert image.size == (WIDTH, HEIGHT)
        assert image.info == {"Title": DUTCH.title}


@languages
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_svg_is_a_small_image_with_a_title(chart: RadarChart, scheme: Scheme) -> None:
    written = radar_svg(replace(chart, scheme=scheme))
    root = ElementTree.fromstring(written)
    assert root.attrib["role"] == "img"
    assert root.attrib["viewBox"] == f"0 0 {WIDTH} {HEIGHT}"
    assert root.findtext("{http://www.w3.org/2000/svg}title") == chart.title
    assert len(written) <= 40_000


def test_the_svg_needs_no_typeface_no_style_and_no_other_file() -> None:
    written = radar_svg(ENGLISH)
    for unwanted in (b"<text", b"font", b"<style", b"style=", b"url(", b"<image", b"data:"):
        assert unwanted not in written


def test_three_series_are_told_apart_by_line_and_marker_and_each_is_in_the_key() -> None:
    earlier = Series("Half a year ago", (3, 1, 2, 2, 1.5, 1, 3.5, 3), EARLIER)
    chart = replace(ENGLISH, series=(*ENGLISH.series, earlier))
    place, image = plan(chart), pixels(chart)
    assert len(place.samples) == 3
    assert [line.words for line in place.lettering if line.part == "legend"][2] == earlier.label
    for axis, value in enumerate(earlier.values):
        x, y = place.at(axis, value or 0)
        assert tuple(image[int(HEIGHT - y), int(x)]) in (PAPER, ACCENT)  # an open square
    for n in range(3):
        fewer = chart.showing(
            *(NOTHING if n == at else s.values for at, s in enumerate(chart.series))
        )
        assert (pixels(fewer) != image).any()
    kept = replace(chart, series=chart.series[:1])
    assert len(plan(kept).samples) == 1
    assert plan(kept).radius == plan(ENGLISH).radius


@pytest.mark.parametrize(
    "wrong",
    [
        {"axes": ENGLISH.axes[:7]},
        {"rings": ENGLISH.rings[:4]},
        {"series": ()},
        {"series": ENGLISH.series * 2},
        {"series": [Series("", SOLID[:7], STANDS)]},
        {"series": [Series("", (0.0,) * 8, STANDS)]},
        {"series": [*ENGLISH.series, Series("", (5.1,) * 8, EARLIER)]},
    ],
    ids=["7 axes", "4 rings", "no series", "4 series", "7 values", "value 0", "value over 5"],
)
def test_a_chart_that_does_not_fit_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="value"):
        replace(ENGLISH, **wrong)
