"""The chain of the audit: each line is sealed together with the one before, so tampering shows.

A seal is a keyed hash: whoever can write to the database but doesn't have the key can't make one.
The chain's two ends are stored beside the lines, sealed too: the seal before the first line that is
kept, and that of the last line. Without them, lines could be cut off unnoticed.
"""

import hashlib
from collections.abc import Sequence
from typing import NamedTuple

import msgspec
from itsdangerous import Signer

from app.database.audit import AuditLine, AuditLines, Ends, Said

# Stands in for the last seal when the ends of the chain were tampered with: no line has this seal,
# so the chain stays broken there.
_TORN = "torn"


class Verdict(NamedTuple):
    """How many lines there are, since when, and the first place where the chain is broken."""

    lines: int
    since: str
    broken: str | None


class Chain:
    """Adds, cuts and verifies; every method is called within its caller's transaction.

    `keys`: oldest first; the last one seals, any of them verifies.
    """

    def __init__(self, keys: Sequence[str]) -> None:
        self._signer = Signer(
            list(keys), salt="audit", key_derivation="hmac", digest_method=hashlib.sha256
        )

    def begin(self, lines: AuditLines) -> int | None:
        """Seal the lines from before there was a chain: their number, None if it exists."""
        if lines.begun:
            return None
        found, seal = lines.all(), ""
        for line in found:
            seal = self._seal(seal, line.id, *line.said)
            lines.seal(line.id, seal)
        self._tie(lines, "", seal)
        return len(found)

    def add(self, lines: AuditLines, said: Said) -> None:
        """Write a line after the last one."""
        anchor, head = self._ends(lines)
        number = lines.next_id()
        seal = self._seal(head, number, *said)
        lines.put(AuditLine(number, *said, seal))
        self._tie(lines, anchor, seal)

    def cut(self, lines: AuditLines, at: str) -> int:
        """Remove the lines from before this moment; return how many there were."""
        _anchor, head = self._ends(lines)
        count, seal = lines.cut(at)
        if count:
            self._tie(lines, seal, head)
        return count

    def verify(self, lines: AuditLines) -> Verdict:
        """Follow the chain from end to end."""
        anchor, head = self._ends(lines)
        found = lines.all()
        return Verdict(len(found), found[0].at if found else "", self._broken(found, anchor, head))

    def _broken(self, lines: Sequence[AuditLine], anchor: str, head: str) -> str | None:
        before, seal = 0, anchor
        for line in lines:
            if line.seal is None or not self._fits(line.seal, seal, line.id, *line.said):
                gap = line.id - before - 1 if before else 0
                what = (
                    f"lines before it are missing: {gap}"
                    if gap
                    else "it was changed or inserted, or what came before it was removed"
                )
                return f"line {line.id} of {line.at} ({line.account}, {line.action}): {what}"
            before, seal = line.id, line.seal
        if head == _TORN:
            return "the record of where it begins and ends, which was changed or removed"
        return None if head == seal else f"its end: lines after line {before} are missing"

    def _ends(self, lines: AuditLines) -> tuple[str, str]:
        """The seals before the first line and of the last one; _TORN if that record is not ours."""
        ends = lines.ends()
        if ends is None:
            return "", _TORN
        fits = self._fits(ends.seal, ends.anchor, ends.head)
        return ends.anchor, ends.head if fits else _TORN

    def _tie(self, lines: AuditLines, anchor: str, head: str) -> None:
        lines.tie(Ends(anchor, head, self._seal(anchor, head)))

    def _seal(self, *values: object) -> str:
        return self._signer.get_signature(msgspec.json.encode(values)).decode()

    def _fits(self, seal: str, *values: object) -> bool:
        return self._signer.verify_signature(msgspec.json.encode(values), seal)
