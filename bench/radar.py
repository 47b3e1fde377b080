"""The radar's PNG against Pillow's encoding alone, pyplot, and a full redraw; the SVG; the start.

Rounds are interleaved and medians compared, because a shared machine is noisy. Targets (design
notes on speed): at most 0.65 of Pillow's level-1 encoding, at least 12 times faster than pyplot.
The chart has all that a result's radar may have.
"""

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from itertools import chain, cycle
from math import pi

import numpy as np
from matplotlib import pyplot
from matplotlib.backends.backend_agg import FigureCanvasAgg
from PIL import Image

from app.drawing.artists import DPI, background, drawn, numbers, samples, shape, sheet
from app.drawing.key import key_of
from app.drawing.lettering import explanations, names
from app.drawing.radar import (
    CLAIMS,
    HEIGHT,
    STANDS,
    WIDTH,
    Ground,
    Key,
    RadarChart,
    Series,
    radar_png,
    radar_svg,
)

ROUNDS = 15

SCORES = (3.5, 2, 8 / 3, 3, 5 / 3, 7 / 3, 8 / 3, 11 / 3)
CLAIMED = (4, 2.5, 3, 3.5, 3, 2.5, 3, 4)
GROUND = Ground(
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
    series=(Series("Where you stand", STANDS), Series("What you intend and do", CLAIMS)),
    key=Key("Intended, not yet shown", "Levers, in order", "Where your model points", "Not known"),
    title="Eight dimensions",
    scheme="light",
)
CHART = RadarChart(GROUND, (SCORES, CLAIMED), levers=(4, 1, 5), target=(4, 5))
# Never the same chart twice in a row, so that nobody is served from a cache of finished images.
CHARTS = cycle(replace(CHART, values=(SCORES[turn:] + SCORES[:turn], CLAIMED)) for turn in range(8))


def redraw(chart: RadarChart) -> FigureCanvasAgg:
    """Draw everything afresh, without the kept background."""
    key = key_of(chart)
    words = [drawn(label, "light") for label in (*names(chart), *explanations(key))]
    artists = [*background(chart.ground), *chain.from_iterable(words), *shape(chart)]
    figure = sheet("light", [*artists, *numbers(chart.ground), *samples(key)])
    canvas = FigureCanvasAgg(figure)
    canvas.draw()  # type: ignore[no-untyped-call]
    return canvas


def redraw_and_save() -> None:
    """Draw everything afresh and let Matplotlib write the PNG."""
    redraw(next(CHARTS)).print_png(BytesIO())  # type: ignore[no-untyped-call]


PIXELS = np.array(redraw(CHART).buffer_rgba())  # type: ignore[no-untyped-call]


def pillow(mode: str) -> None:
    """Encode the finished pixels at level 1: no drawing at all."""
    channels = np.ascontiguousarray(PIXELS[:, :, : len(mode)])
    Image.fromarray(channels, mode).save(BytesIO(), "png", compress_level=1)


def plain_pyplot() -> None:
    """Draw and save a radar of the same size and content as tutorials do."""
    chart = next(CHARTS)
    angles = [2 * pi * axis / 8 for axis in range(9)]
    size = (WIDTH / DPI, HEIGHT / DPI)
    figure, axes = pyplot.subplots(figsize=size, dpi=DPI, subplot_kw={"projection": "polar"})
    for (series, values), style in zip(chart.drawn, ("-", "--"), strict=True):
        line = [value or 0 for value in (*values, values[0])]
        axes.plot(angles, line, style, label=series.label)
        axes.fill(angles, line, alpha=0.18)
    axes.set_xticks(angles[:-1], chart.ground.axes, fontsize=24)
    axes.set_yticks(range(1, 6), chart.ground.rings, fontsize=18)
    axes.set_ylim(0, 5)
    axes.legend()
    figure.savefig(BytesIO(), format="png")
    pyplot.close(figure)


RIVALS: dict[str, Callable[[], object]] = {
    "radar_png": lambda: radar_png(next(CHARTS)),
    "Pillow's encoding alone, RGBA": lambda: pillow("RGBA"),
    "Pillow's encoding alone, RGB": lambda: pillow("RGB"),
    "full redraw, saved by Matplotlib": redraw_and_save,
    "pyplot": plain_pyplot,
    "radar_svg": lambda: radar_svg(next(CHARTS)),
}


def medians() -> dict[str, float]:
    """Seconds that each rival takes, the rounds interleaved."""
    taken: dict[str, list[float]] = {name: [] for name in RIVALS}
    for _ in range(ROUNDS + 1):
        for name, run in RIVALS.items():
            start = time.perf_counter()
            run()
            taken[name].append(time.perf_counter() - start)
    return {name: statistics.median(times[1:]) for name, times in taken.items()}


def first_image() -> str:
    """Time and memory of the first image in a fresh process."""
    program = f"""
import time
from app.drawing.radar import Ground, Key, Look, RadarChart, Series, radar_png
def megabytes():
    return int(open("/proc/self/statm").read().split()[1]) * {os.sysconf("SC_PAGE_SIZE")} / 2**20
before, start = megabytes(), time.perf_counter()
radar_png({CHART!r})
print(f"{{time.perf_counter() - start:.2f}} s, +{{megabytes() - before:.0f}} MB")
"""
    run = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True)
    return run.stdout.decode().strip()


def main() -> None:
    """Print milliseconds, ratios and sizes."""
    seconds = medians()
    own = seconds["radar_png"]
    for name, taken in seconds.items():
        print(f"{name:34} {taken * 1000:7.1f} ms   {taken / own:6.2f} × radar_png")
    for mode in ("RGBA", "RGB"):
        ratio = own / seconds[f"Pillow's encoding alone, {mode}"]
        print(f"radar_png / Pillow's encoding of {mode}: {ratio:.2f} (target ≤ 0.65)")
    print(f"pyplot / radar_png: {seconds['pyplot'] / own:.1f} (target ≥ 12)")
    print(f"sizes: PNG {len(radar_png(CHART)):,} B, SVG {len(radar_svg(CHART)):,} B")
    print(f"first image of a process: {first_image()}")


if __name__ == "__main__":
    main()
