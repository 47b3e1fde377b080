"""The radar reads well: nothing overlaps or leaves the image, and lettering is large enough."""

from itertools import combinations
from math import hypot

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.text import Text
from matplotlib.transforms import Bbox
from PIL import ImageColor

from app.drawing.artists import DOT, background, plan, sheet
from app.drawing.layout import MARGIN, NUMBER_SIZE, SIZE
from app.drawing.radar import HEIGHT, WIDTH, RadarChart
from app.palette import PALETTE, Scheme
from tests.unit.drawing.charts import DUTCH, DUTCH_WITHOUT_HYPHEN, ENGLISH, LONG_WORDS, languages

any_words = pytest.mark.parametrize(
    "chart",
    [ENGLISH, DUTCH, DUTCH_WITHOUT_HYPHEN, LONG_WORDS],
    ids=["en", "nl", "nl without soft hyphen", "long words"],
)


def words_on(chart: RadarChart) -> dict[str, Bbox]:
    """The boxes of all names and key entries, in pixels; lines of one name are one box."""
    artists = [artist for artist in background(chart) if isinstance(artist, Text)]
    canvas = FigureCanvasAgg(sheet(chart, artists))
    renderer = canvas.get_renderer()  # type: ignore[no-untyped-call]
    boxes: dict[str, list[Bbox]] = {}
    for line, artist in zip(plan(chart).lettering, artists, strict=True):
        assert line.words == artist.get_text()
        boxes.setdefault(f"{line.part} {line.index}", []).append(artist.get_window_extent(renderer))
    return {name: Bbox.union(lines) for name, lines in boxes.items()}


@any_words
def test_no_words_touch_one_another_or_leave_the_image(chart: RadarChart) -> None:
    boxes = words_on(chart)
    assert len(boxes) == 8 + 5 + 5 + 2
    for name, box in boxes.items():
        inside = box.x0 > MARGIN / 2 and box.x1 < WIDTH - MARGIN / 2 and box.y0 > 0
        assert inside and box.y1 < HEIGHT, name
    for (one, its), (other, others) in combinations(boxes.items(), 2):
        assert not its.overlaps(others), f"{one} over {other}"


@any_words
def test_names_keep_off_the_outer_ring_and_the_dots_on_it(chart: RadarChart) -> None:
    place = plan(chart)
    for name, box in words_on(chart).items():
        assert distance(place.centre, box) > place.radius + 3, name
        assert min(distance(place.at(axis, 5), box) for axis in range(8)) > DOT, name


def distance(point: tuple[float, float], box: Bbox) -> float:
    """From a point to the nearest point of a box, in px."""
    x, y = point
    return hypot(max(box.x0 - x, 0, x - box.x1), max(box.y0 - y, 0, y - box.y1))


@languages
def test_the_rings_take_at_least_half_of_the_width(chart: RadarChart) -> None:
    assert 2 * plan(chart).radius >= WIDTH / 2


def test_lettering_is_at_least_eleven_css_pixels_where_the_image_is_320_wide() -> None:
    assert min(SIZE, NUMBER_SIZE) * 320 / WIDTH >= 11


@pytest.mark.parametrize("scheme", PALETTE)
def test_lettering_and_shape_stand_out_from_the_paper(scheme: Scheme) -> None:
    ink = PALETTE[scheme]
    assert min(contrast(ink[name], ink["paper"]) for name in ("ink", "quiet", "accent")) >= 4.5


def contrast(one: str, other: str) -> float:
    """Contrast ratio as WCAG 2 defines it."""
    bright, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


def luminance(color: str) -> float:
    parts = (part / 255 for part in ImageColor.getrgb(color)[:3])
    linear = (p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return float(np.dot((0.2126, 0.7152, 0.0722), tuple(linear)))
