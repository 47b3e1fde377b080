"""The card to share: of the size that networks show, its words in their room, light and steady."""

from dataclasses import replace
from io import BytesIO

import numpy as np
import pytest
from PIL import Image

from app.drawing.card import HEADINGS, INSET, ROOM, wrapped
from app.drawing.radar import CARD_HEIGHT, CARD_WIDTH, CardWords, RadarChart, card_png
from app.drawing.typeface import width
from tests.unit.drawing.charts import DUTCH, ENGLISH, Pixels, empty, everything

WORDS = CardWords("2Scale Alliance Check", "Structured", "Closest to Structured.", "November 2026")
LONG = replace(
    WORDS,
    heading="Waar staat jullie partnerecosysteem?",
    sentence="Je ziet 8 dimensies in één oogopslag, een indicatief niveau en 2 of 3 stappen.",
)


def card_pixels(chart: RadarChart, words: CardWords = WORDS) -> Pixels:
    with Image.open(BytesIO(card_png(chart, words))) as image:
        assert image.format == "PNG"
        assert image.info == {"Title": words.name}
        return np.array(image)


@pytest.mark.parametrize(
    "chart", [ENGLISH, everything(DUTCH), empty(DUTCH)], ids=["en", "all", "no"]
)
def test_a_card_has_its_size_and_is_light(chart: RadarChart) -> None:
    image = card_pixels(chart)
    assert image.shape == (CARD_HEIGHT, CARD_WIDTH, 3)
    assert {tuple(image[y, x]) for y in (0, -1) for x in (0, -1)} == {(255, 255, 255)}
    assert len(card_png(chart, WORDS)) <= 300_000


def test_a_card_shows_the_radar_beside_the_words() -> None:
    one, other = card_pixels(ENGLISH), card_pixels(everything(ENGLISH))
    columns = np.flatnonzero((one != other).any(axis=(0, 2)))
    assert columns.min() > INSET + ROOM
    said = card_pixels(
        ENGLISH, replace(WORDS, heading="Fragile", sentence="Some.", foot="May 2027")
    )
    columns = np.flatnonzero((one != said).any(axis=(0, 2)))
    assert INSET - 5 <= columns.min() < columns.max() <= INSET + ROOM


@pytest.mark.parametrize("words", [WORDS, LONG], ids=["short", "long"])
def test_words_stay_in_their_room(words: CardWords) -> None:
    ink = np.asarray((card_pixels(empty(ENGLISH), words) < 128).any(axis=2))
    left = ink[:, : INSET + ROOM + 10]
    assert left.any()
    assert not left[:, : INSET - 4].any()
    assert not left[:-INSET, -8:].any()
    assert width(LONG.heading.split()[-1], HEADINGS[0], bold=True) > ROOM  # so it is set smaller


def test_lines_break_between_words_and_lose_none() -> None:
    lines = wrapped(LONG.sentence, 31)
    assert len(lines) > 1
    assert " ".join(lines) == LONG.sentence
    assert all(width(line, 31) <= ROOM for line in lines)
