"""The card to share: a few lines beside a radar, of the size that social networks show."""

from collections.abc import Iterator, Mapping
from functools import lru_cache

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.text import Text
from matplotlib.transforms import IdentityTransform

from app.drawing.artists import DPI
from app.drawing.radar import CARD_HEIGHT, CARD_WIDTH, CardWords, RadarChart
from app.drawing.raster import pack, pixels_of, write
from app.drawing.typeface import font, width
from app.palette import PALETTE

INSET = 56  # px around the words
RADAR = 590  # px of the radar's sides
AIR = 20  # px around the radar
ROOM = CARD_WIDTH - INSET - RADAR - 2 * AIR  # px for a line

NAME, SENTENCE, FOOT = 30, 31, 26  # px of lettering
HEADINGS = (76, 66, 56, 48)  # the largest in which a heading takes two lines


@lru_cache(maxsize=8)  # the check's own, and those just asked for; 200 kB each
def card(chart: RadarChart, words: CardWords) -> bytes:
    """Draw a card as a PNG. For one thread at a time."""
    scheme = chart.ground.scheme
    size = CARD_WIDTH / DPI, CARD_HEIGHT / DPI
    figure = Figure(figsize=size, dpi=DPI, facecolor=PALETTE[scheme]["paper"])
    for text in _texts(words, PALETTE[scheme]):
        figure.add_artist(text)
    left, low = CARD_WIDTH - AIR - RADAR, (CARD_HEIGHT - RADAR) / 2
    across, up = CARD_WIDTH, CARD_HEIGHT
    frame = figure.add_axes((left / across, low / up, RADAR / across, RADAR / up))
    frame.set_axis_off()
    frame.imshow(pixels_of(chart), interpolation="lanczos", aspect="auto")
    canvas = FigureCanvasAgg(figure)
    canvas.draw()  # type: ignore[no-untyped-call]
    pixels = np.asarray(canvas.buffer_rgba())  # type: ignore[no-untyped-call]
    return write(CARD_WIDTH, CARD_HEIGHT, words.name, [pack(pixels, last=True)])


def _texts(words: CardWords, ink: Mapping[str, str]) -> Iterator[Text]:
    """The lines from above, and the last one at the foot."""
    y = CARD_HEIGHT - INSET - 0.8 * NAME
    yield _line(words.name, NAME, ink["accent"], y, bold=True)
    size = next((each for each in HEADINGS if _fits(words.heading, each)), HEADINGS[-1])
    y -= 60
    for line in wrapped(words.heading, size, bold=True):
        y -= 1.08 * size
        yield _line(line, size, ink["ink"], y, bold=True)
    y -= 20
    for line in wrapped(words.sentence, SENTENCE):
        y -= 1.4 * SENTENCE
        yield _line(line, SENTENCE, ink["ink"], y)
    yield _line(words.foot, FOOT, ink["quiet"], INSET)


def _fits(heading: str, size: float) -> bool:
    lines = wrapped(heading, size, bold=True)
    return len(lines) <= 2 and all(width(line, size, bold=True) <= ROOM for line in lines)


def wrapped(words: str, size: float, *, bold: bool = False) -> list[str]:
    """The words in lines that the card has room for; a word that is too long stands alone."""
    lines = [""]
    for word in words.split():
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and width(longer, size, bold=bold) > ROOM:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines


def _line(words: str, size: float, color: str, y: float, *, bold: bool = False) -> Text:
    return Text(
        INSET,
        y,
        words,
        color=color,
        fontproperties=font(bold),
        fontsize=size,
        parse_math=False,
        transform=IdentityTransform(),
    )
