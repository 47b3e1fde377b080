"""The pages of a handout: verdict, scale and radar, then section by section, then the ways on.

What the report opens with stands before all of it.
"""

from collections.abc import Sequence
from dataclasses import replace
from io import BytesIO
from itertools import chain

from app.method.report import Block, Section, Sentence, Table
from app.paper.handout import Handout, Scale
from app.paper.paragraphs import Group, Style, groups_of, plain
from app.paper.typesetting import LEFT, RIGHT, TOP, WHOLE, Column, Paper

# mm
_HEADINGS = Column(LEFT, 38)
_TEXT = Column(LEFT + 46, RIGHT - LEFT - 46)
_BESIDE_RADAR = Column(LEFT, 82)
_RADAR = Column(RIGHT - 80, 80)
_NO_RADAR = Column(RIGHT - 82, 82)
_CELLS = (0, 32, 55.5)  # where the cells of a row begin
_SHORT = 60.0  # a section of so much stays on one page
_VERDICT = 140.0  # what the verdict takes, with radar and table
_BAR = 2.8  # height of the scale


def pdf(handout: Handout) -> bytes:
    """The handout as a PDF. For one thread at a time."""
    paper = Paper(handout.foot, handout.pages)
    paper.dated(handout.made)
    paper.set_lang(handout.language)
    paper.set_title(handout.title)
    paper.add_page()
    _masthead(paper, handout)
    if handout.report.title:
        paper.sets(plain("verdict", handout.report.title, 4), WHOLE)
        paper.set_y(paper.get_y() + 2)
    for section in handout.report.opening:
        _section(paper, section.heading, groups_of(section.blocks))
    _verdict(paper, handout)
    for section in handout.report.sections:
        if section.id != "radar":
            _section(paper, section.heading, groups_of(section.blocks))
    _section(paper, handout.ways_on_heading, handout.ways_on)
    return bytes(paper.output())


def _section(paper: Paper, heading: str, groups: Sequence[Group]) -> None:
    """A heading in the margin, beside the text that it is about; they stay together."""
    first, *rest = _kept(paper, groups)
    head = plain("heading", heading, 0)
    room = paper.height((head,), _HEADINGS), paper.height(first, _TEXT)
    paper.needs(6 + max(room))
    if paper.get_y() > TOP:
        paper.set_y(paper.get_y() + 6)
    top = paper.get_y()
    paper.start_section(heading)
    paper.stroke("line", 0.2)
    paper.line(LEFT, top - 3, RIGHT, top - 3)
    paper.sets(head, _HEADINGS)
    below = paper.get_y(), paper.page
    paper.set_y(top)
    paper.keeps(first, _TEXT)
    for group in rest:
        paper.keeps(group, _TEXT)
    if paper.page == below[1]:
        paper.set_y(max(paper.get_y(), below[0]))


def _kept(paper: Paper, groups: Sequence[Group]) -> list[Group]:
    """The groups, the first without space above it; all of them as one where they are short."""
    (first, *others), *rest = groups
    kept = [(replace(first, before=0), *others), *rest]
    together = tuple(chain.from_iterable(kept))
    return [together] if paper.height(together, _TEXT) <= _SHORT else kept


def _masthead(paper: Paper, handout: Handout) -> None:
    paper.set_y(TOP)
    paper.sets(plain("small", f"{handout.masthead} · {handout.day}"), WHOLE)


def _verdict(paper: Paper, handout: Handout) -> None:
    """Verdict and level, beside the radar; the same as a table; all of it on one page."""
    report = handout.report
    (radar,) = (each for each in report.sections if each.id == "radar")
    if report.opening:
        paper.needs(_VERDICT)
    paper.start_section(report.verdict)
    paper.sets(plain("verdict", report.verdict, 4), WHOLE)
    top = paper.get_y() + 5
    paper.set_y(top)
    paper.sets(plain("quiet", handout.level_label, 0), _BESIDE_RADAR)
    paper.sets(plain("level", report.name, 0), _BESIDE_RADAR)
    if handout.scale:
        _scale(paper, handout.scale)
    if report.range:
        paper.sets(plain("text", report.range, 3), _BESIDE_RADAR)
    paper.sets(plain("quiet", report.read_for, 2.4), _BESIDE_RADAR)
    column, below = _RADAR, paper.get_y()
    if handout.radar:
        paper.image(
            BytesIO(handout.radar), _RADAR.x, top, w=_RADAR.width, alt_text=handout.radar_words
        )
        _as_table(paper, radar, below + 4, LEFT)
        below, top = paper.get_y(), top + _RADAR.width + 1
        paper.set_y(top)
    else:
        column = _NO_RADAR
        _as_table(paper, radar, top, column.x)
    for group in groups_of(_said_beside(radar, handout.radar is not None)):
        paper.keeps(group, column)
    paper.set_y(max(paper.get_y(), below) + 3)


def _said_beside(section: Section, seen: bool) -> list[Block]:
    """What is said of the radar besides the table; how to read it only where it is seen."""
    said = [each for each in section.blocks if not isinstance(each, Table)]
    return [each for each in said if seen or not (isinstance(each, Sentence) and each.quiet)]


def _as_table(paper: Paper, section: Section, top: float, left: float) -> None:
    """The levels of each dimension, row by row."""
    paper.set_y(top)
    for table in (each for each in section.blocks if isinstance(each, Table)):
        _row(paper, table.headings, left, "small")
        for row in table.rows:
            _row(paper, row, left, "cell")


def _row(paper: Paper, cells: Sequence[str], left: float, style: Style) -> None:
    top = bottom = paper.get_y()
    ends = (*_CELLS[1:], _BESIDE_RADAR.width)
    for start, end, words in zip(_CELLS, ends, cells, strict=True):
        paper.set_y(top)
        paper.sets(plain(style, words, 0.7), Column(left + start, end - start - 1))
        bottom = max(bottom, paper.get_y())
    paper.set_y(bottom + 0.7)
    paper.stroke("line", 0.2)
    paper.line(left, paper.get_y(), left + _BESIDE_RADAR.width, paper.get_y())


def _scale(paper: Paper, scale: Scale) -> None:
    """The range as an outline, the own level filled, numbers under the middle of their step."""
    top, width = paper.get_y() + 2, _BESIDE_RADAR.width / len(scale.steps)
    low, high = scale.range
    for at, step in enumerate(scale.steps):
        x = LEFT + at * width
        paper.fill("accent" if step == scale.level else "line")
        if step == scale.level or not low <= step <= high:
            paper.rect(x + 0.5, top, width - 1, _BAR, style="F")
        own = step == scale.level
        paper.looks("name" if own else "small")
        paper.set_xy(x, top + _BAR + 0.6)
        paper.cell(width, 4.2, str(step), align="C")
    first, last = scale.steps.index(low), scale.steps.index(high)
    paper.stroke("accent", 0.5)
    paper.rect(LEFT + first * width + 0.5, top, (last - first + 1) * width - 1, _BAR)
    paper.looks("small")
    for words, align in zip(scale.names, ("L", "R"), strict=True):
        paper.set_xy(LEFT, top + _BAR + 4.6)
        paper.cell(_BESIDE_RADAR.width, 4.2, words, align=align)
    paper.set_y(top + _BAR + 8.8)
