"""What the radar shows of the answers, what its files say, and which charts are refused."""

import gzip
from dataclasses import replace
from io import BytesIO
from math import cos, pi, sin
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageColor

from app.drawing.key import key_of
from app.drawing.layout import layout
from app.drawing.marks import CROSS, DOT
from app.drawing.radar import (
    EARLIER,
    HEIGHT,
    WIDTH,
    AxisValues,
    Ground,
    RadarChart,
    Series,
    radar_png,
    radar_svg,
)
from app.palette import PALETTE, Scheme
from tests.unit.drawing.charts import (
    DASHED,
    DUTCH,
    EN,
    ENGLISH,
    NL,
    NOTHING,
    SOLID,
    answers,
    empty,
    everything,
    languages,
    pixels,
    showing,
)

PAPER, ACCENT, QUIET = (
    ImageColor.getrgb(PALETTE["light"][name]) for name in ("paper", "accent", "quiet")
)
HREF = "{http://www.w3.org/1999/xlink}href"


def marks(chart: RadarChart) -> NDArray[np.bool_]:
    """Where the answers leave a mark above the key, as rows × columns."""
    marked = (pixels(chart) != pixels(empty(chart))).any(axis=2)
    marked[HEIGHT - int(layout(chart.ground).rule) :] = False
    return np.asarray(marked)


def angles_and_distances(chart: RadarChart) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Degrees clockwise from 12 o'clock, and px from the centre, of each pixel."""
    x, y = layout(chart.ground).centre
    rows, columns = np.mgrid[0:HEIGHT, 0:WIDTH]
    right, up = columns + 0.5 - x, HEIGHT - rows - 0.5 - y
    return np.degrees(np.arctan2(right, up)) % 360, np.hypot(right, up)


@answers
@languages
def test_each_known_score_is_a_dot_in_the_accent_on_its_axis(
    chart: RadarChart, scores: AxisValues, claims: AxisValues
) -> None:
    image = pixels(showing(chart, scores, claims))
    accent = ImageColor.getrgb(PALETTE["light"]["accent"])
    for axis, score in enumerate(scores):
        if score is not None:
            x, y = layout(chart.ground).at(axis, score)
            assert tuple(image[int(HEIGHT - y), int(x)]) == accent


@answers
def test_an_axis_that_was_not_assessed_stays_empty_half_way_to_its_neighbours(
    scores: AxisValues, claims: AxisValues
) -> None:
    unknown = [axis for axis, score in enumerate(scores) if score is None]
    chart = showing(
        ENGLISH, scores, tuple(None if n in unknown else claim for n, claim in enumerate(claims))
    )
    angle, away = angles_and_distances(chart)
    for axis in unknown:
        off_axis = np.abs((angle - 45 * axis + 180) % 360 - 180)
        # Dots on neighbouring axes at level 1 reach 9° into the sector; wedges meet in the centre.
        sector = (off_axis < 35) & (away > 4) & (away < layout(EN).radius - 1.5 * CROSS - 6)
        assert not marks(chart)[sector].any()
        x, y = layout(EN).at(axis, 5)
        assert tuple(pixels(chart)[int(HEIGHT - y), int(x)]) == QUIET  # the middle of its cross


def test_a_lone_score_between_unknown_axes_is_only_a_point() -> None:
    chart = showing(ENGLISH, (*NOTHING[:6], 2, None), NOTHING)
    x, y = layout(chart.ground).at(6, 2)
    _, away = angles_and_distances(chart)
    inside = marks(chart) & (away < layout(EN).radius - 1.5 * CROSS - 6)
    rows, columns = np.nonzero(inside)
    assert len(rows) > 0
    assert np.hypot(columns + 0.5 - x, HEIGHT - rows - 0.5 - y).max() <= DOT + 1


def test_a_lone_claim_is_a_ring_that_differs_from_a_score() -> None:
    chart = showing(ENGLISH, NOTHING, (*NOTHING[:6], 2, None))
    x, y = (int(each) for each in layout(chart.ground).at(6, 2))
    assert marks(chart)[HEIGHT - y - 10 : HEIGHT - y + 10, x - 10 : x + 10].any()
    assert not marks(chart)[HEIGHT - y, x]


def test_a_radar_without_any_answer_still_shows_its_rings_and_names() -> None:
    assert len(np.unique(pixels(empty(ENGLISH)).reshape(-1, 3), axis=0)) > 2
    assert not key_of(empty(ENGLISH)).entries


def test_the_png_says_its_title_and_nothing_else() -> None:
    with Image.open(BytesIO(radar_png(DUTCH))) as image:
        image.load()
        assert image.size == (WIDTH, HEIGHT)
        assert image.info == {"Title": NL.title}


@languages
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_svg_is_a_small_image_with_a_title(chart: RadarChart, scheme: Scheme) -> None:
    chart = everything(replace(chart, ground=replace(chart.ground, scheme=scheme)))
    written = radar_svg(chart)
    root = ElementTree.fromstring(written)
    assert root.attrib["role"] == "img"
    assert root.attrib["viewBox"] == f"0 0 {WIDTH} {HEIGHT}"
    assert root.findtext("{http://www.w3.org/2000/svg}title") == chart.ground.title
    assert len(written) <= 50_000
    assert len(gzip.compress(written, 6)) <= 15_000


def test_every_letter_of_the_svg_is_there_once() -> None:
    root = ElementTree.fromstring(radar_svg(everything(DUTCH)))
    there = [each.attrib["id"] for each in root.iter() if "id" in each.attrib]
    used = {each.attrib[HREF].removeprefix("#") for each in root.iter() if HREF in each.attrib}
    assert len(set(there)) == len(there)
    assert used <= set(there)
    assert len(used) > 40


def test_the_svg_needs_no_typeface_no_style_and_no_other_file() -> None:
    written = radar_svg(ENGLISH)
    for unwanted in (b"<text", b"font", b"<style", b"style=", b"url(", b"<image", b"data:"):
        assert unwanted not in written


def test_three_series_are_told_apart_by_line_and_marker_and_each_is_in_the_key() -> None:
    earlier = (3.0, 1.0, 2.0, 2.0, 4.0, 1.0, 3.5, 3.0)
    ground = replace(EN, series=(*EN.series, Series("Half a year ago", EARLIER)))
    chart = RadarChart(ground, (SOLID, DASHED, earlier))
    place, image = layout(ground), pixels(chart)
    words = [entry.words for entry, _ in key_of(chart).entries]
    assert words == [each.label for each in ground.series]
    for axis, value in enumerate(earlier):
        x, y = place.at(axis, value)
        assert tuple(image[int(HEIGHT - y), int(x)]) in (PAPER, ACCENT)  # an open square
    for n in range(3):
        fewer = showing(chart, *(NOTHING if n == at else v for at, v in enumerate(chart.values)))
        assert (pixels(fewer) != image).any()
    alone = replace(EN, series=EN.series[:1])
    assert layout(alone).radius == layout(ground).radius == layout(EN).radius


@pytest.mark.parametrize("language", [EN, NL, replace(EN, compact=True)], ids=["en", "nl", "small"])
def test_levers_are_numbered_by_rank_in_the_accent(language: Ground) -> None:
    chart = RadarChart(language, ENGLISH.values)
    lever = replace(chart, levers=(6, 1))
    for axis in range(8):
        x, y = layout(language).ranks[axis]
        low, high = HEIGHT - int(y), HEIGHT - int(y) - 24
        beside = pixels(lever)[high:low, int(x) : int(x) + 20].reshape(-1, 3)
        assert (axis in lever.levers) == (ACCENT in map(tuple, beside))
    swapped = replace(chart, levers=(1, 6))
    assert (pixels(swapped) != pixels(lever)).any()


def test_only_where_more_is_claimed_than_shown_the_gap_is_shaded() -> None:
    claims = (5.0, 5.0, 3.0, 3.0, 2.0, 3.0, 3.0, 3.0)
    chart = showing(ENGLISH, (3.0,) * 8, claims)
    assert shade_at(chart, 0.5, 3.6) == shade_at(chart, 7.5, 3.2)
    assert shade_at(chart, 0.5, 3.6) != PAPER
    assert shade_at(chart, 3.5, 2.5) == shade_at(chart, 4.5, 2.55) != PAPER  # the shape alone
    assert shade_at(chart, 5.5, 3.2) == PAPER
    assert chart.gap is not None
    assert showing(chart, (3.0,) * 8, (2.0,) * 8).gap is None


def shade_at(chart: RadarChart, axis: float, value: float) -> tuple[int, ...]:
    """The colour at a place between two axes; `value`: how far out, the outer ring is 5."""
    (x, y), reach = layout(chart.ground).centre, layout(chart.ground).radius * value / 5
    x, y = x + reach * sin(pi * axis / 4), y + reach * cos(pi * axis / 4)
    return tuple(pixels(chart)[int(HEIGHT - y), int(x)])


@pytest.mark.parametrize("levels", [(3, 3), (4, 5), (5, 5)], ids=str)
def test_the_target_is_a_ring_at_its_levels(levels: tuple[int, int]) -> None:
    chart = replace(showing(ENGLISH, (1.0,) * 8, (1.0,) * 8), target=levels)
    tinted = {level: shade_at(chart, 0.5, level) != PAPER for level in (2.1, 3.1, 4.5, 4.9)}
    assert tinted == {
        2.1: False, 3.1: levels == (3, 3), 4.5: levels == (4, 5), 4.9: levels != (3, 3)
    }  # fmt: skip


@pytest.mark.parametrize(
    "wrong",
    [
        {"axes": EN.axes[:7]},
        {"rings": EN.rings[:4]},
        {"series": ()},
        {"series": EN.series * 2},
    ],
    ids=["7 axes", "4 rings", "no series", "4 series"],
)
def test_a_ground_that_does_not_fit_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="a radar has"):
        replace(EN, **wrong)


@pytest.mark.parametrize(
    "wrong",
    [
        {"values": (SOLID,)},
        {"values": (SOLID[:7], DASHED)},
        {"values": (SOLID, (0.0,) * 8)},
        {"values": ((5.1,) * 8, DASHED)},
        {"target": (0, 3)},
        {"levers": (8,)},
        {"levers": (0, 1, 2, 3)},
    ],
    ids=["1 series", "7 values", "value 0", "value over 5", "level 0", "axis 8", "4 levers"],
)
def test_a_chart_that_does_not_fit_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"value|levers"):
        replace(ENGLISH, **wrong)
