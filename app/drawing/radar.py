"""The radar as PNG or SVG."""

from app.drawing.chart import RadarChart


def radar_png(chart: RadarChart) -> bytes:
    """Draw the chart as an opaque PNG of WIDTH × HEIGHT px; the same chart gives the same bytes."""
    # Matplotlib costs 0.7 s and 55 MB (speed.md): it is not imported before the first image.
    from app.drawing.raster import png

    return png(chart)


def radar_svg(chart: RadarChart) -> bytes:
    """Draw the chart as an SVG of the same look and proportions; off the hot path, so cache it."""
    from app.drawing.vector import svg

    return svg(chart)
