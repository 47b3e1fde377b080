"""What the radar shows, that it is the same picture however it is drawn, and that it reads well."""

import hashlib
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from io import BytesIO
from itertools import combinations
from math import hypot
from xml.etree import ElementTree

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.text import Text
from matplotlib.transforms import Bbox
from numpy.typing import NDArray
from PIL import Image, ImageColor

from app.drawing.artists import DOT, INKS, background, plan, shape, sheet
from app.drawing.layout import MARGIN, NUMBER_SIZE, SIZE
from app.drawing.radar import HEIGHT, WIDTH, RadarChart, Scheme, radar_png, radar_svg

ENGLISH = RadarChart(
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
    scores=(3.5, 2, 8 / 3, 3, 5 / 3, 7 / 3, 8 / 3, 11 / 3),
    claims=(4, 2.5, 3, 3.5, 3, 2.5, 3, 4),
    legend=("Where you stand", "What you intend and do"),
    title="Eight dimensions <at a glance>",
    scheme="light",
)
DUTCH = replace(
    ENGLISH,
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
    legend=("Waar je staat", "Wat je wilt en doet"),
    title="Acht dimensies in één beeld",
)
DUTCH_WITHOUT_HYPHEN = replace(DUTCH, axes=tuple(n.replace("\u00ad", "") for n in DUTCH.axes))
LONG_WORDS = replace(
    ENGLISH,
    axes=(
        "Strategie & Zukunftsvorstellung",
        "Governance & Steuerung",
        "Partnerportfolio",
        "Befähigung",
        "Gemeinsame Wertschöpfung",
        "Leistungsmanagement",
        "Betrieb & Werkzeuge",
        "Kultur & Beziehungen",
    ),
    rings=("Zerbrechlich", "Reagierend", "Strukturiert", "Optimiert", "Sich stets verbessernd"),
    legend=("Wo die Organisation heute steht", "Was die Organisation will und tut"),
)

NOTHING: tuple[float | None, ...] = (None,) * 8
SOLID = ENGLISH.scores
ANSWERS = {
    "every dimension known": (SOLID, ENGLISH.claims),
    "all at 1": ((1.0,) * 8, (1.0,) * 8),
    "all at 5": ((5.0,) * 8, (5.0,) * 8),
    "one unknown": ((*SOLID[:3], None, *SOLID[4:]), ENGLISH.claims),
    "first unknown": ((None, *SOLID[1:]), (None, *SOLID[1:])),
    "two neighbours unknown": ((*SOLID[:3], None, None, *SOLID[5:]), ENGLISH.claims),
    "lone between unknowns": ((None, 2.0, None, 3.0, 4.0, None, 1.0, None), NOTHING),
    "one known": ((*NOTHING[:6], 2.0, None), (*NOTHING[:6], 3.0, None)),
    "nothing known": (NOTHING, NOTHING),
}
Pixels = NDArray[np.uint8]

languages = pytest.mark.parametrize(
    "chart", [ENGLISH, DUTCH, DUTCH_WITHOUT_HYPHEN], ids=["en", "nl", "nl without soft hyphen"]
)
any_words = pytest.mark.parametrize(
    "chart",
    [ENGLISH, DUTCH, DUTCH_WITHOUT_HYPHEN, LONG_WORDS],
    ids=["en", "nl", "nl without soft hyphen", "long words"],
)
answers = pytest.mark.parametrize(("scores", "claims"), ANSWERS.values(), ids=ANSWERS.keys())
drawings = pytest.mark.parametrize("draw", [radar_png, radar_svg], ids=["png", "svg"])


def pixels(chart: RadarChart) -> Pixels:
    """The image as a visitor's browser decodes it: rows × columns × RGB."""
    with Image.open(BytesIO(radar_png(chart))) as image:
        assert image.mode == "RGB"
        return np.array(image)


def drawn_afresh(chart: RadarChart) -> Pixels:
    canvas = FigureCanvasAgg(sheet(chart, [*background(chart), *shape(chart)]))
    canvas.draw()  # type: ignore[no-untyped-call]
    return np.array(canvas.buffer_rgba())[:, :, :3]  # type: ignore[no-untyped-call]


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


# --- one picture, however it is drawn


@answers
@pytest.mark.parametrize("words", [ENGLISH, DUTCH], ids=["en", "nl"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_an_image_on_the_kept_background_equals_one_drawn_afresh(
    words: RadarChart,
    scheme: Scheme,
    scores: tuple[float | None, ...],
    claims: tuple[float | None, ...],
) -> None:
    chart = replace(words, scores=scores, claims=claims, scheme=scheme)
    radar_png(replace(words, scheme=scheme, scores=(5,) * 8))  # leaves its traces in the renderer
    assert np.array_equal(pixels(chart), drawn_afresh(chart))


def test_four_threads_at_once_draw_what_one_thread_draws() -> None:
    charts = [
        replace(words, scheme=scheme, scores=scores, claims=claims)
        for words in (ENGLISH, DUTCH)
        for scheme in ("light", "dark")
        for scores, claims in ANSWERS.values()
    ]
    alone = [radar_png(chart) for chart in charts]
    with ThreadPoolExecutor(4) as threads:
        together = list(threads.map(radar_png, charts * 10))
    wrong = [n for n, image in enumerate(together) if image != alone[n % len(charts)]]
    assert not wrong


def test_four_threads_can_draw_the_very_first_image() -> None:
    program = f"""
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from app.drawing.radar import RadarChart, radar_png, radar_svg
charts = [{ENGLISH!r}, {DUTCH!r}] * 2
start = Barrier(4)
def draw(chart):
    start.wait()
    return radar_png(chart), radar_svg(chart)
with ThreadPoolExecutor(4) as threads:
    first = list(threads.map(draw, charts))
assert first == [(radar_png(chart), radar_svg(chart)) for chart in charts]
"""
    subprocess.run([sys.executable, "-c", program], check=True)


@drawings
def test_the_same_chart_gives_the_same_bytes_in_every_process(
    draw: Callable[[RadarChart], bytes],
) -> None:
    program = f"""
import hashlib
from app.drawing.radar import RadarChart, {draw.__name__}
print(hashlib.sha256({draw.__name__}({DUTCH!r})).hexdigest())
"""
    command = [sys.executable, "-c", program]
    elsewhere = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    assert hashlib.sha256(draw(DUTCH)).hexdigest() == elsewhere.strip()
    assert draw(DUTCH) == draw(DUTCH)


def test_matplotlib_waits_for_the_first_image() -> None:
    program = f"""
import sys
from app.drawing.radar import RadarChart, radar_png
chart = {ENGLISH!r}
assert not {{"matplotlib", "numpy"}} & set(sys.modules)
radar_png(chart)
assert "matplotlib" in sys.modules and "matplotlib.pyplot" not in sys.modules
"""
    subprocess.run([sys.executable, "-c", program], check=True)


# --- what the answers show


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


# --- how it reads


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


@pytest.mark.parametrize("scheme", INKS)
def test_lettering_and_shape_stand_out_from_the_paper(scheme: Scheme) -> None:
    ink = INKS[scheme]
    assert min(contrast(color, ink.paper) for color in (ink.ink, ink.quiet, ink.accent)) >= 4.5


def contrast(one: str, other: str) -> float:
    """Contrast ratio as WCAG 2 defines it."""
    bright, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


def luminance(color: str) -> float:
    parts = (part / 255 for part in ImageColor.getrgb(color)[:3])
    linear = (p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return float(np.dot((0.2126, 0.7152, 0.0722), tuple(linear)))


# --- the files


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


# --- what is refused


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
