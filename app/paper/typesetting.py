"""Typesetting on A4: columns, styles, page breaks; what fpdf2 needs to know of our look."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from pathlib import Path

from fpdf import FPDF
from fpdf.enums import Align, MethodReturnValue, XPos, YPos
from fpdf.prefs import ViewerPreferences

from app.palette import PALETTE
from app.paper.paragraphs import Group, Paragraph, Style

_FONTS = Path(__file__).parents[1] / "drawing" / "fonts"
_FAMILY = "Source Sans 3"
_INK = PALETTE["light"]

# It would warn of each radar's <title>, which a PDF has no use for.
logging.getLogger("fpdf.svg").setLevel(logging.ERROR)

# mm
TOP, BOTTOM = 19.0, 275.0
LEFT, RIGHT = 22.0, 190.0
_FOOT = 280.0


@dataclass(frozen=True, slots=True)
class Look:
    """How a style is set: size in points, distance of lines in mm."""

    size: float
    leading: float
    colour: str = "ink"
    bold: bool = False


LOOKS: dict[Style, Look] = {
    "verdict": Look(22, 9.2, bold=True),
    "level": Look(14, 6.4, bold=True),
    "heading": Look(11, 5.0, bold=True),
    "name": Look(10.5, 5.0, bold=True),
    "text": Look(9.75, 4.7),
    "quiet": Look(9.25, 4.4, "quiet"),
    "cell": Look(8.5, 4.2),
    "small": Look(8.5, 4.2, "quiet"),
}


@dataclass(frozen=True, slots=True)
class Column:
    """Where lines begin and how long they are, in mm."""

    x: float
    width: float


WHOLE = Column(LEFT, RIGHT - LEFT)


class Paper(FPDF):
    """A document of ours; it breaks pages between groups only, so nothing is left alone."""

    def __init__(self, foot: str, pages: str) -> None:
        super().__init__(format="A4")
        self._foot, self._pages = foot, pages
        self._heights: dict[tuple[Paragraph, float], float] = {}
        self.set_auto_page_break(False)
        self.set_margins(LEFT, TOP, 210 - RIGHT)
        self.c_margin = 0.0
        self.add_font(_FAMILY, "", _FONTS / "SourceSans3-Regular.ttf")
        self.add_font(_FAMILY, "B", _FONTS / "SourceSans3-Semibold.ttf")
        self.viewer_preferences = ViewerPreferences(display_doc_title=True)

    def dated(self, day: date) -> None:
        """Bear this day and no clock time."""
        self.set_creation_date(datetime.combine(day, time(), tzinfo=UTC))

    def footer(self) -> None:
        """Below each page: what it is of, and which of how many."""
        self.looks("small")
        number = self._pages.format(number=self.page_no(), count="{nb}")
        right = RIGHT - self.get_string_width(number.replace("{nb}", "0"))
        for x, words in ((LEFT, self._foot), (right, number)):
            self.set_xy(x, _FOOT)
            self.cell(text=words)

    def looks(self, style: Style) -> Look:
        """Set what follows in this style."""
        look = LOOKS[style]
        self.set_font(_FAMILY, "B" if look.bold else "", look.size)
        self.set_text_color(_INK[look.colour])
        return look

    def keeps(self, group: Group, column: Column) -> None:
        """Set these paragraphs below what there is, all on one page."""
        self.needs(self.height(group, column))
        for paragraph in group:
            self.sets(paragraph, column)

    def needs(self, height: float) -> None:
        """Begin a new page if there is less room than this."""
        if self.get_y() + height > BOTTOM:
            self.add_page()
            self.set_y(TOP)

    def height(self, group: Sequence[Paragraph], column: Column) -> float:
        """How high these are, in mm, with the space above each."""
        return sum(each.before + self._height(each, column) for each in group)

    def sets(self, paragraph: Paragraph, column: Column) -> None:
        """Set a paragraph below what there is."""
        top = self.get_y() + (paragraph.before if self.get_y() > TOP else 0)
        x = column.x + paragraph.indent
        if paragraph.mark:
            self._mark(paragraph, column.x, top)
        if paragraph.aside:
            height = self._height(paragraph, column)
            self.stroke("line", 0.5)
            self.line(x + 0.25, top + 0.4, x + 0.25, top + height - 0.4)
        look = self.looks(paragraph.style)
        if paragraph.address:
            self.set_text_color(_INK["accent"])
        self.set_xy(x + _inset(paragraph), top)
        self._lines(paragraph, column, look)

    def _height(self, paragraph: Paragraph, column: Column) -> float:
        key = paragraph, column.width
        if key not in self._heights:  # it takes as long as setting it
            look = self.looks(paragraph.style)
            self._heights[key] = self._lines(paragraph, column, look, dry_run=True)
        return self._heights[key]

    def _lines(
        self, paragraph: Paragraph, column: Column, look: Look, *, dry_run: bool = False
    ) -> float:
        words = "".join(f"**{each.words}**" if each.bold else each.words for each in paragraph.runs)
        return self.multi_cell(  # type: ignore[return-value]  # a height is what it was asked for
            column.width - paragraph.indent - _inset(paragraph),
            look.leading,
            words,
            align=Align.L,
            markdown=len(paragraph.runs) > 1,
            link=paragraph.address,
            new_x=XPos.LMARGIN,
            new_y=YPos.NEXT,
            dry_run=dry_run,
            output=MethodReturnValue.HEIGHT,
        )

    def _mark(self, paragraph: Paragraph, x: float, top: float) -> None:
        look = LOOKS[paragraph.style]
        middle = top + look.leading / 2
        if paragraph.mark == "•":
            self.fill("accent")
            self.circle(x + 1.2, middle + 0.1, 0.55, style="F")
        else:
            self.looks(paragraph.style)
            self.set_text_color(_INK["accent"])
            self.set_xy(x, top)
            self.cell(h=look.leading, text=paragraph.mark)

    def stroke(self, colour: str, width: float) -> None:
        """Draw what follows in this colour, lines of this width in mm."""
        self.set_draw_color(_INK[colour])
        self.set_line_width(width)

    def fill(self, colour: str) -> None:
        """Fill what follows with this colour."""
        self.set_fill_color(_INK[colour])


def _inset(paragraph: Paragraph) -> float:
    return 3.0 if paragraph.aside else 0.0
