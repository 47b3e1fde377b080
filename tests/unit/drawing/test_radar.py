"""What the radar shows of the answers, what its files say, and which charts are refused."""

from dataclasses import replace
from io import BytesIO
from xml.etree import ElementTree

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageColor

from app.drawing.artists import DOT, INKS, plan
from app.drawing.chart import HEIGHT, WIDTH, RadarChart, Scheme
from app.drawing.radar import radar_png, radar_svg
from tests.unit.drawing.charts import DUTCH, ENGLISH, NOTHING, answers, languages, pixels


def marks(chart: RadarChart) -> NDArray[np.bool_]:
    """Where the answers leave a mark, as rows × columns."""
    empty = pixels(replace(chart, scores=NOTHING, claims=NOTHING))
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
    chart: RadarChart, scores: tuple[float | None, ...], claims: tuple[float | None, ...]
) -> None:
    image = pixels(replace(chart, scores=scores, claims=claims))
    accent = ImageColor.getrgb(INKS["light"].accent)
    for axis, score in enumerate(scores):
        if score is not None:
            x, y = plan(chart).at(axis, score)
            assert tuple(image[int(HEIGHT - y), int(x)]) == accent


@answers
def test_an_axis_that_was_not_assessed_stays_empty_half_way_to_its_neighbours(
    scores: tuple[float | None, ...], claims: tuple[float | None, ...]
) -> None:
    unknown = [axis for axis, score in enumerate(scores) if score is None]
    chart = replace(
        ENGLISH,
        scores=scores,
        claims=tuple(None if n in unknown else claim for n, claim in enumerate(claims)),
    )
    angle, away = angles_and_distances(chart)
    for axis in unknown:
        off_axis = np.abs((angle - 45 * axis + 180) % 360 - 180)
        # Dots on neighbouring axes at level 1 reach 9° into the sector; wedges meet in the centre.
        sector = (off_axis < 35) & (away > 4)
        assert not marks(chart)[sector].any()


def test_a_lone_score_between_unknown_axes_is_only_a_point() -> None:
    chart = replace(ENGLISH, scores=(*NOTHING[:6], 2, None), claims=NOTHING)
    x, y = plan(chart).at(6, 2)
    rows, columns = np.nonzero(marks(chart))
    assert len(rows) > 0
    assert np.hypot(columns + 0.5 - x, HEIGHT - rows - 0.5 - y).max() <= DOT + 1


def test_a_lone_claim_is_a_ring_that_differs_from_a_score() -> None:
    chart = replace(ENGLISH, scores=NOTHING, claims=(*NOTHING[:6], 2, None))
    x, y = plan(chart).at(6, 2)
    assert marks(chart).any()
    assert not marks(chart)[int(HEIGHT - y), int(x)]


def test_a_radar_without_any_answer_still_shows_its_rings_and_names() -> None:
    empty = replace(ENGLISH, scores=NOTHING, claims=NOTHING)
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


@pytest.mark.parametrize(
    "wrong",
    [
        {"axes": ENGLISH.axes[:7]},
        {"rings": ENGLISH.rings[:4]},
        {"scores": (3.0,) * 7},
        {"claims": ()},
        {"scores": (0.0,) * 8},
        {"claims": (5.1,) * 8},
    ],
    ids=["7 axes", "4 rings", "7 scores", "no claims", "score 0", "claim over 5"],
)
def test_a_chart_that_does_not_fit_is_refused(wrong: dict[str, tuple[float, ...]]) -> None:
    with pytest.raises(ValueError, match="score"):
        replace(ENGLISH, **wrong)  # type: ignore[arg-type]
