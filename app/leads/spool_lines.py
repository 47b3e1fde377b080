"""What a line of the spool says: a lead, or a visitor's wish about one.

While the store is out of reach, a wish waits after the leads: another next step, or that the lead
is deleted.
"""

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from app.database.leads import LeadStore
from app.errors import StoreError
from app.leads.record import Catalogue, Lead

_WEEK = re.compile(rb'"week":\s*"([0-9]{4}-W[0-9]{2})"')
_REFERENCE = re.compile(rb"AC-[0-9A-Z]{5}-[0-9A-Z]{5}")


@dataclass(frozen=True, slots=True)
class Forget:
    """The lead is to be deleted."""

    reference: str

    def grant(self, store: LeadStore) -> None:
        """Delete it, if it is there."""
        store.forget(self.reference)

    def line(self) -> bytes:
        """The wish as a line of the spool."""
        return _line({"wish": "forget", "reference": self.reference})


@dataclass(frozen=True, slots=True)
class Choose:
    """The visitor has chosen a next step."""

    reference: str
    step: str

    def grant(self, store: LeadStore) -> None:
        """Record it on the lead, if there is one."""
        store.set_next_step(self.reference, self.step)

    def line(self) -> bytes:
        """The wish as a line of the spool."""
        return _line({"wish": "choose", "reference": self.reference, "step": self.step})


Wish = Forget | Choose
Entry = Lead | Wish


class Lines(NamedTuple):
    """What lines say, in their order; those that can't be read; names that are no columns."""

    entries: list[Entry]
    unreadable: list[bytes]
    unknown: set[str]


def lead_line(lead: Lead) -> bytes:
    """A lead as a line."""
    return _line({name: value for name, value in lead.values.items() if value is not None})


def _line(values: Mapping[str, object]) -> bytes:
    return json.dumps(values, separators=(",", ":")).encode() + b"\n"


def read_lines(catalogue: Catalogue, lines: Iterable[bytes]) -> Lines:
    """Read lines of the spool.

    A column that the catalogue has lost is left out: a lead is worth more than one of its values.
    """
    found = Lines([], [], set())
    for line in lines:
        try:
            values = dict(json.loads(line))
            entry = _wish_in(values) or catalogue.read(values)
        except (ValueError, TypeError, KeyError, RecursionError, StoreError):
            found.unreadable.append(line)
            continue
        found.entries.append(entry)
        if isinstance(entry, Lead):
            found.unknown.update(catalogue.unknown(values))
    return found


def _wish_in(values: Mapping[str, object]) -> Wish | None:
    match values.get("wish"):
        case "forget":
            return Forget(str(values["reference"]))
        case "choose":
            return Choose(str(values["reference"]), str(values["step"]))
    return None


def dated(line: bytes, week: str) -> bytes:
    """A line that nobody can read, with the week in which that was found if it names none."""
    return line if _WEEK.search(line) else b'{"week": "%s"} ' % week.encode() + line


def outlived(
    first_week: str, last_week: str, forgotten: Callable[[str], bool]
) -> Callable[[bytes], bool]:
    """What says whether such a line has to go: too old, of no known age, or of a forgotten lead."""

    def goes(line: bytes) -> bool:
        found = _WEEK.search(line)
        if found is None or not first_week <= found[1].decode() <= last_week:
            return True
        return any(forgotten(reference.decode()) for reference in _REFERENCE.findall(line))

    return goes


def take_in(entries: Iterable[Entry], store: LeadStore) -> int:
    """Store leads, many at once, and grant wishes, in their order; how many leads there were."""
    stored = 0
    waiting: list[Lead] = []

    def store_waiting() -> None:
        nonlocal stored
        if waiting:
            out = store.put_all(waiting, announced=True)
            stored += sum(lead.reference not in out for lead in waiting)
        waiting.clear()

    for entry in entries:
        if isinstance(entry, Lead):
            waiting.append(entry)
        else:
            store_waiting()
            entry.grant(store)
    store_waiting()
    return stored


def outcome(entries: Sequence[Entry], reference: str) -> Lead | Forget | None:
    """What becomes of one lead when all this is taken in; None when there is nothing about it."""
    found: Lead | Forget | None = None
    for entry in entries:
        if entry.reference != reference:
            continue
        if not isinstance(entry, Choose):
            found = entry
        elif isinstance(found, Lead):
            found = Lead({**found.values, "next_step": entry.step})
    return found
