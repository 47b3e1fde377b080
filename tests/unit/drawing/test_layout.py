"""The radar reads well: nothing overlaps or leaves the image, and lettering is large enough."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations
from math import hypot

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.text import Text
from matplotlib.transforms import Bbox
from PIL import ImageColor

from app.drawing.artists import sheet
from app.drawing.key import key_of
from app.drawing.layout import COMPACT_SIZE, MARGIN, layout
from app.drawing.lettering import Label, digits, explanations, names, texts
from app.drawing.marks import DOT
from app.drawing.radar import HEIGHT, WIDTH, Ground, RadarChart
from app.drawing.typeface import SIZE, SMALL, Line
from app.palette import PALETTE, Scheme
from tests.unit.drawing.charts import (
    DUTCH,
    DUTCH_WITHOUT_HYPHEN,
    EN,
    ENGLISH,
    LONG_KEY,
    LONG_WORDS,
    NL,
    NOTHING,
    SOLID,
    empty,
    everything,
    showing,
)

any_words = pytest.mark.parametrize(
    "chart",
    [ENGLISH, DUTCH, DUTCH_WITHOUT_HYPHEN, LONG_WORDS, replace(ENGLISH, ground=LONG_KEY)],
    ids=["en", "nl", "nl without soft hyphen", "long words", "long key"],
)


def words_on(chart: RadarChart) -> dict[str, Bbox]:
    """The boxes of all lettering, in pixels, by what it belongs to and what it says."""
    place = layout(chart.ground)
    labels = [*names(chart), *explanations(key_of(chart))]
    labels += [Label((line,)) for line in place.levels]
    drawn = [(line, text) for label in labels for line, text in written(label)]
    figure = sheet("light", [text for _, text in drawn])
    renderer = FigureCanvasAgg(figure).get_renderer()  # type: ignore[no-untyped-call]
    boxes = {
        f"{line.part} {line.index}: {line.words}": inked(line, text.get_window_extent(renderer))
        for line, text in drawn
    }
    for rank, axis in enumerate(chart.levers, 1):
        boxes[f"rank {rank}"] = digits(str(rank), place.ranks[axis], SIZE, bold=True).get_extents()
    return boxes


def inked(line: Line, box: Bbox) -> Bbox:
    """The box from the tails of letters to their tops; Matplotlib's holds accents too."""
    size = SIZE if line.part == "axis" else SMALL
    return Bbox.from_extents(box.x0, line.y - 0.22 * size, box.x1, line.y + 0.72 * size)


def written(label: Label) -> Iterator[tuple[Line, Text]]:
    return zip(label.lines, texts(label, PALETTE["light"]), strict=True)


@any_words
@pytest.mark.parametrize("levers", [(), (0, 1, 2), (3, 4, 5), (6, 7, 0)], ids=str)
def test_no_words_touch_one_another_or_leave_the_image(
    chart: RadarChart, levers: tuple[int, ...]
) -> None:
    boxes = words_on(replace(everything(chart), levers=levers))
    assert len(boxes) >= 8 + 5 + 5 + 5 + (1 + 3) * bool(levers)
    for name, box in boxes.items():
        inside = box.x0 > MARGIN / 2 and box.x1 < WIDTH - MARGIN / 2 and box.y0 > 0
        assert inside and box.y1 < HEIGHT, name
    for (one, its), (other, others) in combinations(boxes.items(), 2):
        of_one_name = one.partition(":")[0] == other.partition(":")[0]
        assert of_one_name or not its.overlaps(others), f"{one} over {other}"


@any_words
@pytest.mark.parametrize("levers", [(), (0, 1, 2), (3, 4, 5), (6, 7, 0)], ids=str)
def test_names_keep_off_the_outer_ring_and_the_dots_on_it(
    chart: RadarChart, levers: tuple[int, ...]
) -> None:
    place = layout(chart.ground)
    for name, box in words_on(replace(chart, levers=levers)).items():
        assert distance(place.centre, box) > place.radius + 3, name
        assert min(distance(place.at(axis, 5), box) for axis in range(8)) > DOT, name


@any_words
def test_the_key_explains_what_is_there_and_leaves_no_hole(chart: RadarChart) -> None:
    key, place = chart.ground.key, layout(chart.ground)
    solid, dashed = (series.label for series in chart.ground.series)
    cases = {
        empty(chart): set(),
        showing(chart, SOLID, SOLID): {solid},
        showing(chart, SOLID, tuple(v and v / 2 + 0.5 for v in SOLID)): {solid, dashed},
        chart: {solid, dashed, key.gap},
        showing(chart, NOTHING, NOTHING): {key.unknown},
        everything(chart): {solid, dashed, key.gap, key.levers, key.target, key.unknown},
    }
    for case, expected in cases.items():
        entries = key_of(case).entries
        assert {entry.words for entry, _ in entries} == expected
        found = [at for _, at in entries]
        for slots in place.slots:
            used = [slot in found for slot in slots]
            assert used == sorted(used, reverse=True)
        assert not found or place.slots[0][0] in found


def distance(point: tuple[float, float], box: Bbox) -> float:
    """From a point to the nearest point of a box, in px."""
    x, y = point
    return hypot(max(box.x0 - x, 0, x - box.x1), max(box.y0 - y, 0, y - box.y1))


@pytest.mark.parametrize("ground", [EN, NL], ids=["en", "nl"])
def test_the_rings_take_at_least_half_of_the_width(ground: Ground) -> None:
    assert 2 * layout(ground).radius >= WIDTH / 2


def test_lettering_is_at_least_eleven_css_pixels_where_the_image_is_320_wide() -> None:
    assert min(SIZE, SMALL) * 320 / WIDTH >= 11


def test_a_compact_radar_has_no_words_and_numbers_of_eleven_css_pixels_at_200() -> None:
    chart = everything(replace(ENGLISH, ground=replace(EN, compact=True)))
    assert not names(chart)
    assert not key_of(chart).entries
    assert COMPACT_SIZE * 200 / WIDTH >= 11
    place = layout(chart.ground)
    for axis, at in enumerate(place.ranks):
        box = digits("3", at, COMPACT_SIZE, bold=True).get_extents()
        assert min(box.x0, box.y0, WIDTH - box.x1, HEIGHT - box.y1) > 0
        assert distance(place.at(axis, 5), box) > DOT * place.scale / 2


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
