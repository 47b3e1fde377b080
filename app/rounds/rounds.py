"""The life of a round: opened, answered, closed by its host or the clock, and gone."""

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta

from app.database.counters import Counted, Counters
from app.database.rounds import RoundTable, StoredRound, StoredSheet
from app.errors import RoundClosed, RoundFull, RoundGone
from app.leads.weeks import iso_week
from app.method.aggregating import aggregate
from app.method.editions import Editions
from app.method.model import Model
from app.method.round import MOST, Participant, missing
from app.method.round_token import RoundTokens
from app.method.sheet import AnswerSheet, FacetAnswers
from app.rounds.setup import Round, Setup, invitation_of, new_id, stored_as

PROLONGED = timedelta(days=14)  # from the day on which a round is prolonged
WAITS = timedelta(days=14)  # a round with too few answers, for its host to prolong it
SHOWN = timedelta(days=90)  # that an invitation leads to the result
OPENED, CLOSED = "rounds:opened", "rounds:closed"


class Rounds:
    """All rounds. Methods raise StoreUnavailable, and RoundGone where there is no such round."""

    def __init__(
        self,
        table: RoundTable,
        counters: Counters,
        editions: Editions,
        tokens: RoundTokens,
        today: Callable[[], date] = lambda: datetime.now(UTC).date(),
    ) -> None:
        self._table = table
        self._counters = counters
        self._editions = editions
        self._tokens = tokens
        self._today = today

    def start(self, setup: Setup, days: int) -> str:
        """Open a round for so many days from today; return the host's id."""
        host, today = new_id(), self._today()
        closes = today + timedelta(days=days)
        self._table.add(stored_as(invitation_of(host)), setup.written(), closes.isoformat())
        self._count(OPENED)
        return host

    def invited(self, invitation: str) -> Round:
        """The round of an invitation; closes it first if its time is over."""
        stored = self._stored(invitation)
        if stored.token is None and self._is_over(stored):
            self._close_by_the_clock(stored)
            stored = self._stored(invitation)
        counts = self._table.counts(stored.id) if stored.token is None else {}
        return Round.of(invitation, stored, counts, self._today())

    def hosted(self, host: str) -> Round:
        """The round of a host."""
        return self.invited(invitation_of(host))

    # --- Taking part -----------------------------------------------------------------------------

    def answer(self, invitation: str, participant: str, sheet: AnswerSheet) -> None:
        """Take in a sheet, in place of an earlier one of the same participant.

        Raises RoundClosed or RoundFull.
        """
        here = self.invited(invitation)
        given = StoredSheet(sheet.profile["role"], _digits(sheet), None)
        taken = self._table.answer(
            stored_as(invitation),
            stored_as(participant),
            given,
            self._today().isoformat(),
            MOST[here.setup.mode],
        )
        if taken is None:
            raise RoundClosed("This round does not take answers any more.")
        if not taken:
            raise RoundFull("This round has as many answers as it may have.")

    def given_by(self, invitation: str, participant: str) -> StoredSheet | None:
        """What a participant has given; None when it was taken back or the round is closed."""
        return self._table.sheet(stored_as(invitation), stored_as(participant))

    def expect(self, invitation: str, participant: str, levels: Mapping[str, int]) -> None:
        """Take in what a participant expects of the other side: a level for each dimension."""
        model = self._model(self.invited(invitation).setup)
        digits = "".join(str(levels[d]) for d in model.dimensions)
        self._table.expect(stored_as(invitation), stored_as(participant), digits)

    def withdraw(self, invitation: str, participant: str) -> None:
        """Delete what a participant gave."""
        self._table.withdraw(stored_as(invitation), stored_as(participant))

    # --- Ending ----------------------------------------------------------------------------------

    def close(self, host: str) -> bool:
        """Close a round; False when too few have answered, or it is closed already."""
        return self._close(stored_as(invitation_of(host)), _has_enough)

    def prolong(self, host: str) -> bool:
        """Have a round that lacks answers go on for PROLONGED, once; return whether it does."""
        here = self.hosted(host)
        until = (self._today() + PROLONGED).isoformat()
        return bool(here.over and here.missing) and self._table.prolong(
            stored_as(here.invitation), until
        )

    def cancel(self, host: str) -> bool:
        """Delete a round and everything in it; False when it is closed, as its link lives on."""
        return self._table.remove([stored_as(invitation_of(host))], unless_closed=True)

    def tend(self, today: date) -> None:
        """The daily chore: close what is over, delete what is past its time."""
        for stored in self._table.due(today.isoformat()):
            self._close_by_the_clock(stored)
        gone = self._table.closed_before((today - SHOWN).isoformat())
        if gone:
            self._table.remove(gone)

    def _close_by_the_clock(self, stored: StoredRound) -> None:
        """Close a round, or delete it where too few have answered and nobody can prolong it."""
        # Its host may have prolonged it just now.
        if self._close(stored.id, lambda now, count: now == stored and _has_enough(now, count)):
            return
        waits = date.fromisoformat(stored.closes) + WAITS
        now = self._table.get(stored.id)
        if now == stored and (now.prolonged or waits < self._today()):
            self._table.remove([stored.id])

    def _close(self, id: str, may_close: Callable[[StoredRound, int], bool]) -> bool:
        closed = self._table.close(id, self._today().isoformat(), may_close, self._link)
        if closed:
            self._count(CLOSED)
        return closed

    def _link(self, stored: StoredRound, sheets: list[StoredSheet]) -> str:
        setup = Setup.read(stored.setup)
        model = self._model(setup)
        participants = [_participant(model, setup, sheet) for sheet in sheets]
        return self._tokens.write(aggregate(model, setup.mode, setup.facts, participants))

    def _model(self, setup: Setup) -> Model:
        return self._editions.of(setup.edition).model

    def _stored(self, invitation: str) -> StoredRound:
        found = self._table.get(stored_as(invitation))
        if found is None:
            raise RoundGone("There is no such round, or not any more.")
        return found

    def _is_over(self, stored: StoredRound) -> bool:
        return stored.closes < self._today().isoformat()

    def _count(self, name: str) -> None:
        # In a cell of its own, without a language: no lead's deletion uncounts it.
        self._counters.add({Counted(iso_week(self._today()), "", "", name): 1})


def _has_enough(stored: StoredRound, count: int) -> bool:
    return not missing(Setup.read(stored.setup).mode, count)


def _digits(sheet: AnswerSheet) -> str:
    return "".join(str(answer or 0) for answer in sheet.in_order())


def _participant(model: Model, setup: Setup, sheet: StoredSheet) -> Participant:
    answers = [int(digit) or None for digit in sheet.answers]
    size = len(model.facets)
    facets = {
        dimension: FacetAnswers(*answers[number * size : (number + 1) * size])
        for number, dimension in enumerate(model.dimensions)
    }
    expected = zip(model.dimensions, map(int, sheet.expected or ""), strict=False)
    profile = setup.profile(model, sheet.role)
    return Participant(AnswerSheet(profile, facets, edition=model.edition), dict(expected))
