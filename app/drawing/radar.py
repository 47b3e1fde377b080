"""The radar as PNG or SVG."""

import threading

from app.drawing.chart import RadarChart

# Matplotlib's caches and its renderer were not made for threads (speed.md); and however many ask
# for images, drawing takes one of the threads that could be answering somebody else.
_one_at_a_time = threading.Lock()


def radar_png(chart: RadarChart) -> bytes:
    """Draw the chart as an opaque PNG of WIDTH × HEIGHT px; the same chart gives the same bytes."""
    with _one_at_a_time:
        # Matplotlib costs 0.7 s and 55 MB (speed.md): it is not imported before the first image.
        from app.drawing.raster import png

        return png(chart)


def radar_svg(chart: RadarChart) -> bytes:
    """Draw the chart as an SVG of the same look and proportions; the same chart, the same bytes."""
    with _one_at_a_time:
        from app.drawing.vector import svg

        return svg(chart)
