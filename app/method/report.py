"""The report: sections made of a few kinds of block, in one language, for screen and paper."""

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class Sentence:
    """A paragraph; a `quiet` one explains what follows."""

    kind: ClassVar[str] = "sentence"
    words: str
    quiet: bool = False


@dataclass(frozen=True, slots=True)
class Note:
    """A paragraph that begins with what it is about."""

    kind: ClassVar[str] = "note"
    label: str
    words: str


@dataclass(frozen=True, slots=True)
class Listed:
    """Sentences in a list."""

    kind: ClassVar[str] = "listed"
    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Lever:
    """What to work on: `words` is what to do, `reason` why, `answer` what was said here.

    `step`: from where to where. All three are "" where there is nothing to say. `more`: folded
    away under `more_heading`, if there is any.
    """

    name: str
    words: str
    step: str = ""
    reason: str = ""
    answer: str = ""
    more_heading: str = ""
    more: tuple[Sentence | Note, ...] = ()


@dataclass(frozen=True, slots=True)
class Levers:
    """What to work on, in order."""

    kind: ClassVar[str] = "levers"
    items: tuple[Lever, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """One dimension in a line; `level` is the name of its level, None when it isn't known.

    `label`: what kind of line it is, "" where that goes without saying.
    """

    name: str
    level: str | None
    label: str
    words: str


@dataclass(frozen=True, slots=True)
class Lines:
    """Some dimensions under a heading of their own; `about` is "" where that says it all."""

    kind: ClassVar[str] = "lines"
    heading: str
    about: str
    items: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under headings; the first cell of a row names it."""

    kind: ClassVar[str] = "table"
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Standing:
    """One dimension of a round: where each group of colleagues stands, and what to talk about.

    `label`: how far they agree. `groups`: each with the name of its level. `marks`: who stands at
    each level of the scale, the lowest first. `about`, `ask`: "" unless it is one to talk about.
    """

    name: str
    label: str
    about: str
    groups: tuple[tuple[str, str], ...]
    marks: tuple[str, ...]
    ask: str
    said: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Standings:
    """Some dimensions of a round, the largest disagreement first.

    `ends`: names of the lowest and the highest level. `lettered`: the marks are people by letter,
    not the groups once more.
    """

    kind: ClassVar[str] = "standings"
    items: tuple[Standing, ...]
    ends: tuple[str, str]
    lettered: bool


@dataclass(frozen=True, slots=True)
class Cycle:
    """Phases, each with its name and what happens in it; the first of them is now."""

    kind: ClassVar[str] = "cycle"
    phases: tuple[tuple[str, str], ...]


Block = Sentence | Note | Listed | Levers | Lines | Table | Standings | Cycle


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and what is said under it.

    `folded`: it can wait until the reader opens it; `unfolded`: so it could, but it qualifies what
    is said before, and is open to begin with.
    """

    id: str
    heading: str
    blocks: tuple[Block, ...]
    folded: bool = False
    unfolded: bool = False


@dataclass(frozen=True, slots=True)
class Report:
    """All that a result says, in reading order. `level` is None when too little was known.

    `verdict`: one sentence about this organisation; `read_for`: the facts it was read with.
    `opening`: what is said before all else, if anything; `title`: above that, "" where the verdict
    is what it is called by.
    """

    level: int | None
    name: str
    verdict: str
    range: str
    read_for: str
    sections: tuple[Section, ...]
    opening: tuple[Section, ...] = ()
    title: str = ""

    def section(self, section_id: str) -> Section | None:
        """The section with this id; None where there was nothing to say in it."""
        return next((each for each in self.sections if each.id == section_id), None)
