"""The receipt: what is stored of a check at this moment, value by value, ready for the page."""

from dataclasses import dataclass

import msgspec
from flask import current_app

from app.leads.answers import says
from app.leads.in_words import DescribedColumn, cut, described_columns, lead_in_words
from app.leads.life import Receipt, Standing
from app.method.scoring import Assessment
from app.web.i18n import current_language, stored_wording
from app.web.services import services


@dataclass(frozen=True, slots=True)
class ReceiptLine:
    """One column of the stored lead; `raw` is the value in JSON, cut if too long."""

    name: str
    heading: str
    words: str
    raw: str


@dataclass(frozen=True, slots=True)
class ReceiptShown:
    """Where the lead is ("stored", "waiting", "nothing", "leaving", "unknown") and its values.

    `next_step`: what the visitor has chosen, None when there is no choice or it isn't known.
    `differs`: the stored lead is not that of the result on this page.
    """

    standing: str
    lines: list[ReceiptLine]
    next_step: str | None
    differs: bool = False

    @property
    def deletable(self) -> bool:
        """Whether there is, or may be, something to delete."""
        return self.standing not in (Standing.NOTHING.value, Standing.LEAVING.value)


def receipt_of(receipt: Receipt, assessment: Assessment) -> ReceiptShown:
    """A receipt in the language of this request, beside the result that this assessment gives."""
    if receipt.lead is None:
        return ReceiptShown(receipt.standing.value, [], None)
    own = services().editions.of(receipt.lead["edition"]).languages[current_language()]
    worded = lead_in_words(receipt.lead, services().catalogue, own)
    lines = [
        ReceiptLine(
            value.name, column.heading, value.words, cut(msgspec.json.encode(value.raw).decode())
        )
        for column, value in zip(_columns(), worded, strict=True)
    ]
    step = receipt.lead["next_step"]
    differs = not says(receipt.lead, assessment, services().catalogue)
    return ReceiptShown(receipt.standing.value, lines, None if step is None else str(step), differs)


def _columns() -> list[DescribedColumn]:
    """The columns, described once for each language."""
    known: dict[str, list[DescribedColumn]]
    known = current_app.extensions.setdefault("described-columns", {})
    if current_language() not in known:
        known[current_language()] = described_columns(services().catalogue, stored_wording())
    return known[current_language()]
