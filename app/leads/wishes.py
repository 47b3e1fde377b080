"""What a visitor may still wish for their lead: another next step, or its deletion.

While the store is out of reach, a wish waits in the spool after the leads, as a line of its own.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from app.database.leads import LeadStore


@dataclass(frozen=True, slots=True)
class Forget:
    """The lead is to be deleted."""

    reference: str

    def grant(self, store: LeadStore) -> None:
        """Delete it, if it is there."""
        store.forget(self.reference)

    def line(self) -> bytes:
        """The wish as a line of the spool."""
        return _line(wish="forget", reference=self.reference)


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
        return _line(wish="choose", reference=self.reference, step=self.step)


Wish = Forget | Choose


def wish_in(values: Mapping[str, object]) -> Wish | None:
    """The wish that a line of the spool holds; None when it holds something else."""
    read = _KINDS.get(str(values.get("wish")))
    return None if read is None else read(values)


def _line(**values: str) -> bytes:
    return json.dumps(values, separators=(",", ":")).encode() + b"\n"


_KINDS: Mapping[str, Callable[[Mapping[str, object]], Wish]] = {
    "forget": lambda values: Forget(str(values["reference"])),
    "choose": lambda values: Choose(str(values["reference"]), str(values["step"])),
}
