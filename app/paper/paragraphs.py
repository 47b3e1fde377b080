"""Blocks of a report → paragraphs: in which style each is set, and what stays on one page."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any, Literal

from app.method.report import (
    Block,
    Cycle,
    Lever,
    Levers,
    Line,
    Lines,
    Listed,
    Note,
    Sentence,
    Standing,
    Standings,
    Table,
)

Style = Literal["verdict", "level", "heading", "name", "text", "quiet", "cell", "small"]


@dataclass(frozen=True, slots=True)
class Run:
    """Words within a paragraph, in bold or as the rest of it."""

    words: str
    bold: bool = False


@dataclass(frozen=True, slots=True)
class Paragraph:
    """What is set in one style. `before`: mm of space above it, unless it begins a page.

    `mark`: what hangs in front of an indented paragraph: a number, or "•" for a dot. `aside`: a
    paragraph with a line beside it. `address`: where all of it leads to.
    """

    style: Style
    runs: tuple[Run, ...]
    before: float = 1.6
    indent: float = 0
    mark: str = ""
    aside: bool = False
    address: str = ""


Group = tuple[Paragraph, ...]  # these stay on one page

_HANGING = 5.0  # mm in front of what has a mark


def plain(style: Style, words: str, before: float = 1.6) -> Paragraph:
    """A paragraph of one run."""
    return Paragraph(style, (Run(words),), before)


def groups_of(blocks: Iterable[Block]) -> list[Group]:
    """The paragraphs of some blocks, group by group; a quiet one stays with what it explains."""
    groups: list[Group] = []
    explained = False
    for block in blocks:
        for group in _GROUPS[type(block)](block):
            groups[-1:] = [(*groups[-1], *group)] if explained else [*groups[-1:], group]
            explained = isinstance(block, Sentence) and block.quiet
    return groups


def _sentence(block: Sentence) -> Iterator[Group]:
    yield (plain("quiet" if block.quiet else "text", block.words),)


def _note(block: Note) -> Iterator[Group]:
    yield (Paragraph("text", (Run(f"{block.label}.", bold=True), Run(f" {block.words}"))),)


def _listed(block: Listed) -> Iterator[Group]:
    for item in block.items:
        yield (replace(plain("text", item, 1.0), indent=_HANGING, mark="•"),)


def _levers(block: Levers) -> Iterator[Group]:
    for number, lever in enumerate(block.items, 1):
        name, *rest = _lever(lever)
        numbered = replace(name, mark=str(number), before=3.2)
        yield tuple(replace(each, indent=_HANGING) for each in (numbered, *rest))


def _lever(lever: Lever) -> Iterator[Paragraph]:
    yield plain("name", lever.name)
    if lever.step:
        yield plain("quiet", f"{lever.step}. {lever.reason}".strip(), 0.4)
    if lever.answer:
        yield replace(plain("quiet", lever.answer, 1.4), aside=True)
    yield plain("text", lever.words)
    for group in groups_of(lever.more):
        yield from group


def _lines(block: Lines) -> Iterator[Group]:
    about = (plain("quiet", block.about, 0.4),) if block.about else ()
    opening = plain("name", block.heading, 2.6), *about
    group = _line_group if block.about else _terse_line
    lines = [group(line) for line in block.items]
    yield (*opening, *lines[0])
    yield from lines[1:]


def _line_group(line: Line) -> Group:
    heading = (Run(line.name, bold=True), Run(f" · {line.level}" if line.level else ""))
    said = f"{line.label}: {line.words}" if line.label else line.words
    return Paragraph("text", heading), plain("text", said, 0)


def _terse_line(line: Line) -> Group:
    """A line that its heading explains: nothing but a name and what is said of it."""
    return (Paragraph("text", (Run(line.name, bold=True), Run(f" · {line.words}")), 0.6),)


def _table(block: Table) -> Iterator[Group]:
    for name, *cells in block.rows:
        said = map(": ".join, zip(block.headings[1:], cells, strict=True))
        yield (Paragraph("text", (Run(name, bold=True), Run(f" {' · '.join(said)}"))),)


def _standings(block: Standings) -> Iterator[Group]:
    for standing in block.items:
        yield tuple(_standing(standing))


def _standing(standing: Standing) -> Iterator[Paragraph]:
    yield plain("name", standing.name, 3.2)
    if standing.about:
        yield plain("quiet", standing.about, 0.4)
    groups = " · ".join(f"{who}: {level}" for who, level in standing.groups)
    yield plain("text", groups, 0.6)
    if standing.ask:
        yield replace(plain("text", standing.ask, 1.0), aside=True)
    if standing.said:
        yield plain("text", " ".join(standing.said), 0.6)


def _cycle(block: Cycle) -> Iterator[Group]:
    for number, (name, about) in enumerate(block.phases, 1):
        runs = (Run(name, bold=True), Run(f" {about}"))
        yield (Paragraph("text", runs, 1.0, _HANGING, f"{number}."),)


_GROUPS: dict[type, Callable[[Any], Iterator[Group]]] = {
    Sentence: _sentence,
    Note: _note,
    Listed: _listed,
    Levers: _levers,
    Lines: _lines,
    Table: _table,
    Standings: _standings,
    Cycle: _cycle,
}
