"""What a store of leads can do."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from app.leads.figures import Figures
from app.leads.listing import Cursor, Page
from app.leads.record import Lead
from app.leads.sqlite.connections import Connections

NONE_GIVEN = "-"
NO_LEVEL = 0


@dataclass(frozen=True, slots=True)
class Filter:
    """Which leads are meant. Weeks are inclusive, as in "2026-W47"; None doesn't narrow.

    What a lead lacks can be asked for too: NONE_GIVEN means that there is no source or no next
    step, NO_LEVEL that there was too little to decide a level. `flood`: what came in a flood and
    waits for somebody at the desk is left out; True asks for nothing else, None for both.
    """

    first_week: str | None = None
    last_week: str | None = None
    language: str | None = None
    source: str | None = None
    include_test: bool = False
    type: str | None = None
    stage: str | None = None
    band: str | None = None
    level: int | None = None
    next_step: str | None = None
    flood: bool | None = False


# How to ask about what came in a flood, in words for an address or a command line.
FLOOD_ASKED: Mapping[str | None, bool | None] = {None: False, "only": True, "too": None}
# What figures, lists and exports are about unless they are asked for more.
ALL_REAL = Filter()
# What came in a flood and waits at the desk.
IN_FLOOD = Filter(include_test=True, flood=True)


@dataclass(frozen=True, slots=True)
class Stats:
    """Leads in figures.

    `counts`: for each column in COUNTED, its values with the number of leads that have them, most
    first; a missing value is counted under None. `means`: the mean of each score column on the 1–5
    scale, None when no lead has it.
    """

    total: int
    counts: Mapping[str, Mapping[str | int | None, int]]
    means: Mapping[str, float | None]


COUNTED = ("week", "language", "source", "role", "type", "stage", "band", "level", "next_step")


class LeadStore(Protocol):
    """Keeps leads by their reference.

    Safe to share among threads and across a fork. Every method raises StoreUnavailable when the
    leads cannot be reached just now, and NewerSchema when the database is ahead of the program.
    `connections`: for what else is kept in the same database.
    """

    connections: Connections

    def put(self, lead: Lead) -> None:
        """Keep a lead for good, in the place of one with the same reference: Lead.in_place_of().

        Also one that was forgotten before.

        When this returns, the lead survives a crash, and so does the message to the CRM about it.
        """
        ...

    def put_all(self, leads: Iterable[Lead], *, announced: bool = False) -> None:
        """Keep several leads, in order, all of them or none.

        A source that comes when its week has enough of them is kept as OTHER.

        `announced`: visitors have just left them, so the CRM is to hear of them; for leads that
        come from elsewhere it isn't.
        """
        ...

    def set_next_step(self, reference: str, step: str) -> bool:
        """Record what the visitor wants next, and tell the CRM; False when there is no such lead.

        `step` must have been checked already.
        """
        ...

    def let_in(self, reference: str | None = None) -> int:
        """Let in what came in a flood, one lead or all; how many there were.

        From then on they are leads like any other, and the CRM hears of them.
        """
        ...

    def get(self, reference: str) -> Lead | None:
        """The lead with this reference, or None."""
        ...

    def count(self, wanted: Filter = ALL_REAL) -> int:
        """How many leads there are."""
        ...

    def iterate(self, wanted: Filter = ALL_REAL) -> Iterator[Lead]:
        """All leads in order of reference, a few at a time: memory stays the same for millions.

        Not a snapshot: a lead that comes or goes meanwhile may be in it or not.
        """
        ...

    def page(self, wanted: Filter, after: Cursor | None, limit: int) -> Page:
        """The next leads after a cursor, newest week first, then by reference.

        None is the beginning. A cursor of `Page.before` goes back instead.
        """
        ...

    def stats(self, wanted: Filter = ALL_REAL) -> Stats:
        """The leads in figures: every column that is counted, with any filter; reads them all."""
        ...

    def figures(
        self,
        first_week: str | None = None,
        last_week: str | None = None,
        *,
        language: str | None = None,
        source: str | None = None,
        include_test: bool = False,
    ) -> Figures:
        """The leads of a period in figures; quick however many there are. See Filter.

        What came in a flood is in no figure.
        """
        ...

    def forget(self, reference: str, *, told: bool = False) -> bool:
        """Delete a lead, bytes and all, remember that, and tell the CRM if it knows of it.

        Whether there was one. The funnel forgets the steps that it must have passed. `told`: the
        CRM may know of it whatever the outbox says. Raises StoreUnavailable also when it is
        deleted, but that could not be remembered.
        """
        ...

    def forget_flood(self) -> int:
        """Delete all that came in a flood and still wait, as forget() does; how many there were."""
        ...

    def purge(self, before_week: str) -> int:
        """Delete all leads of earlier weeks, bytes and all; how many there were.

        What the funnel counted in those weeks goes too.
        """
        ...

    def backup(self, file: Path, progress: Callable[[int, int], object] | None = None) -> None:
        """Copy everything to a new file as it is at one moment, while others go on writing.

        `progress` is told how much is left, and of how much. Raises OSError when it cannot be
        written, FileExistsError when it is there already.
        """
        ...

    def check(self) -> None:
        """Return when leads can be read and written, tables made and brought up to date."""
        ...

    def close(self) -> None:
        """Let go of what this thread holds; the next call takes it up again."""
        ...
