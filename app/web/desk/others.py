"""Interim: what the desk uses of parts that are being built beside it, in the simplest true way."""

from collections.abc import Iterator

from app.leads.export import csv_chunks
from app.leads.store import Filter
from app.web.services import services


def export_chunks(
    kind: str, wanted: Filter, language: str, shareable: bool
) -> Iterator[tuple[int, bytes]]:
    """Pieces of the file, each with the number of leads in it.

    To be `pieces(kind, here.store, wanted, here.catalogue, here.bank.languages[language],
    shareable)`, giving `piece.leads, piece.data`.
    """
    here = services()
    here.store.count(wanted)  # raises before the first piece
    for count, text in csv_chunks(here.store.iterate(wanted), here.catalogue):
        yield count, text.encode()
