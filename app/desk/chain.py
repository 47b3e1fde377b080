"""The chain of the audit: each line is sealed together with the one before: tampering shows.

A seal is a keyed hash: whoever can write to the database but doesn't have the key can't make one.
Beside the lines stand the chain's ends, sealed too: the seal before the first line that is kept,
and that of the last one, without which lines could be cut off unseen.
"""

import hashlib
import sqlite3
from collections.abc import Sequence
from typing import Any, NamedTuple

import msgspec
from itsdangerous import Signer

_LINES = "SELECT id, at, account, action, about, count, seal FROM audit ORDER BY id"
_BEGUN = (
    "SELECT EXISTS (SELECT 1 FROM audit_ends) OR EXISTS (SELECT 1 FROM audit WHERE seal NOT NULL)"
)
_FIRST_KEPT = "SELECT coalesce((SELECT min(id) FROM audit WHERE at >= ?), 1 + max(id)) FROM audit"
_LAST_BEFORE = "SELECT seal FROM audit WHERE id < ? ORDER BY id DESC LIMIT 1"
_PUT = (
    "INSERT INTO audit (id, at, account, action, about, count, seal) VALUES (?, ?, ?, ?, ?, ?, ?)"
)
# What a line is sealed with when the ends of the chain were tampered with: no line has this seal,
# so the place stays broken.
_TORN = "torn"

Said = tuple[str, str, str, str, int | None]  # at, account, action, about, count


class Verdict(NamedTuple):
    """How many lines there are, since when, and the first place where the chain is broken."""

    lines: int
    since: str
    broken: str | None


class Chain:
    """Adds, cuts and verifies; every method is called within a transaction of its caller's.

    `keys`: oldest first; the last one seals, any of them verifies.
    """

    def __init__(self, keys: Sequence[str]) -> None:
        self._signer = Signer(
            list(keys), salt="audit", key_derivation="hmac", digest_method=hashlib.sha256
        )

    def begin(self, connection: sqlite3.Connection) -> int | None:
        """Seal what was written before there was a chain: how many lines; None if there is one."""
        if connection.execute(_BEGUN).fetchone()[0]:
            return None
        rows, seal = connection.execute(_LINES).fetchall(), ""
        for number, *said, _none in rows:
            seal = self._seal(seal, number, *said)
            connection.execute("UPDATE audit SET seal = ? WHERE id = ?", (seal, number))
        self._tie(connection, "", seal)
        return len(rows)

    def add(self, connection: sqlite3.Connection, said: Said) -> None:
        """Write a line behind the last one."""
        anchor, head = self._ends(connection)
        number = connection.execute("SELECT coalesce(max(id), 0) + 1 FROM audit").fetchone()[0]
        seal = self._seal(head, number, *said)
        connection.execute(_PUT, (number, *said, seal))
        self._tie(connection, anchor, seal)

    def cut(self, connection: sqlite3.Connection, at: str) -> int:
        """Take away the lines from before this moment; how many they were."""
        _anchor, head = self._ends(connection)
        kept = connection.execute(_FIRST_KEPT, (at,)).fetchone()[0]
        row = connection.execute(_LAST_BEFORE, (kept,)).fetchone()
        if row is None:
            return 0
        count = connection.execute("DELETE FROM audit WHERE id < ?", (kept,)).rowcount
        self._tie(connection, row[0] or "", head)
        return count

    def verify(self, connection: sqlite3.Connection) -> Verdict:
        """Follow the chain from end to end."""
        anchor, head = self._ends(connection)
        rows = connection.execute(_LINES).fetchall()
        return Verdict(len(rows), rows[0][1] if rows else "", self._broken(rows, anchor, head))

    def _broken(self, rows: Sequence[Any], anchor: str, head: str) -> str | None:
        before, seal = 0, anchor
        for number, at, *said, found in rows:
            if not self._fits(found, seal, number, at, *said):
                gap = number - before - 1 if before else 0
                what = (
                    f"lines that stood before it are missing: {gap}"
                    if gap
                    else "it was changed or put in, or what stood before it was taken out"
                )
                return f"line {number} of {at} ({said[0]}, {said[1]}): {what}"
            before, seal = number, found
        if head == _TORN:
            return "the note of where it begins and ends, which was changed or taken out"
        return None if head == seal else f"its end: lines after line {before} are missing"

    def _ends(self, connection: sqlite3.Connection) -> tuple[str, str]:
        """The seals before the first line and of the last one; _TORN when that is not our word."""
        row = connection.execute("SELECT anchor, head, seal FROM audit_ends").fetchone()
        if row is None:
            return "", _TORN
        anchor, head, seal = row
        return anchor, head if self._fits(seal, anchor, head) else _TORN

    def _tie(self, connection: sqlite3.Connection, anchor: str, head: str) -> None:
        connection.execute("DELETE FROM audit_ends")
        ends = (anchor, head, self._seal(anchor, head))
        connection.execute("INSERT INTO audit_ends (anchor, head, seal) VALUES (?, ?, ?)", ends)

    def _seal(self, *values: object) -> str:
        return self._signer.get_signature(msgspec.json.encode(values)).decode()

    def _fits(self, seal: str | None, *values: object) -> bool:
        return seal is not None and self._signer.verify_signature(msgspec.json.encode(values), seal)
