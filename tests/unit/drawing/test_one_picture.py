"""A chart gives one picture, however, whenever and by however many threads it is drawn."""

import hashlib
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from itertools import chain

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg

from app.drawing.artists import background, drawn, numbers, samples, shape, sheet
from app.drawing.key import key_of
from app.drawing.lettering import explanations, names
from app.drawing.radar import AxisValues, Ground, RadarChart, radar_png, radar_svg
from app.palette import Scheme
from tests.unit.drawing.charts import ANSWERS, DUTCH, EN, ENGLISH, NL, Pixels, answers, pixels

SCHEMES: tuple[Scheme, ...] = ("light", "dark")


def drawn_afresh(chart: RadarChart) -> Pixels:
    key, scheme = key_of(chart), chart.ground.scheme
    words = [drawn(label, scheme) for label in (*names(chart), *explanations(key))]
    artists = [*background(chart.ground), *chain.from_iterable(words), *shape(chart)]
    canvas = FigureCanvasAgg(sheet(scheme, [*artists, *numbers(chart.ground), *samples(key)]))
    canvas.draw()  # type: ignore[no-untyped-call]
    return np.array(canvas.buffer_rgba())[:, :, :3]  # type: ignore[no-untyped-call]


@answers
@pytest.mark.parametrize("words", [EN, NL, replace(EN, compact=True)], ids=["en", "nl", "compact"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_an_image_on_the_kept_background_equals_one_drawn_afresh(
    words: Ground,
    scheme: Scheme,
    scores: AxisValues,
    claims: AxisValues,
) -> None:
    ground = replace(words, scheme=scheme)
    chart = RadarChart(ground, (scores, claims), levers=(2, 7), target=(3, 4), accent="#123456")
    radar_png(RadarChart(ground, ((5,) * 8, claims)))  # leaves its traces in the renderer
    assert np.array_equal(pixels(chart), drawn_afresh(chart))


def test_four_threads_at_once_draw_what_one_thread_draws() -> None:
    charts = [
        RadarChart(replace(words, scheme=scheme), values, levers=(n % 8,), target=(3, 3 + n % 3))
        for words in (EN, NL)
        for scheme in SCHEMES
        for n, values in enumerate(ANSWERS.values())
    ]
    alone = [radar_png(chart) for chart in charts]
    with ThreadPoolExecutor(4) as threads:
        together = list(threads.map(radar_png, charts * 3))
    wrong = [n for n, image in enumerate(together) if image != alone[n % len(charts)]]
    assert not wrong


def test_the_first_images_of_a_process_are_the_same_whoever_draws_them() -> None:
    """Matplotlib waits for them; four threads may want them at once."""
    program = f"""
import hashlib, sys
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from app.drawing.radar import Ground, Key, Look, RadarChart, Series, radar_png, radar_svg
assert not {{"matplotlib", "numpy"}} & set(sys.modules)
charts = [{ENGLISH!r}, {DUTCH!r}] * 2
start = Barrier(4)
def draw(chart):
    start.wait()
    return radar_png(chart) + radar_svg(chart)
with ThreadPoolExecutor(4) as threads:
    for image in threads.map(draw, charts):
        print(hashlib.sha256(image).hexdigest())
assert "matplotlib.pyplot" not in sys.modules
"""
    command = [sys.executable, "-c", program]
    elsewhere = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    here = [radar_png(chart) + radar_svg(chart) for chart in (ENGLISH, DUTCH)]
    assert elsewhere.split() == [hashlib.sha256(image).hexdigest() for image in here] * 2
