"""The handout: what is on a PDF of ours, from the same report as the page."""

import threading
from dataclasses import dataclass
from datetime import date

from app.method.report import Report
from app.paper.paragraphs import Group


@dataclass(frozen=True, slots=True)
class Scale:
    """The levels, lowest first, from name to name: where the result is and within which range."""

    steps: tuple[int, ...]
    names: tuple[str, str]
    level: int
    range: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Handout:
    """One result, or one round, in words of one language.

    `scale` and `radar` (an SVG) are None when too little is known. `title`, `masthead`: of the
    document and on its first page; `made`: the day that it bears, `day` in words. `level_label`:
    what kind of level it is. `ways_on`: what to do next, under `ways_on_heading`. `foot`: below
    every page, with `pages` ("Page {number} of {count}").
    """

    language: str
    title: str
    masthead: str
    made: date
    day: str
    report: Report
    level_label: str
    scale: Scale | None
    radar: bytes | None
    radar_words: str
    ways_on_heading: str
    ways_on: tuple[Group, ...]
    foot: str
    pages: str


# fpdf2 changes texts and fonts in tables that are shared within a process.
_one_at_a_time = threading.Lock()


def handout_pdf(handout: Handout) -> bytes:
    """The handout as a PDF of A4 pages; the same handout gives the same bytes."""
    with _one_at_a_time:
        # fpdf2 and its fonts cost 0.6 s: they are not imported before the first PDF.
        from app.paper.pages import pdf

        return pdf(handout)
