"""Where a visitor came from, in labels that can name a campaign but not a person."""

import re
import unicodedata
from dataclasses import dataclass
from typing import Self

LABEL_LENGTH = 80

_SOURCE = re.compile(r"[a-z0-9-]{1,40}")
# An @, its look-alikes, and an @ that is still percent-encoded: it could be an e-mail address.
_ADDRESS = re.compile(r"[@＠﹫]|%(?:25)*40", re.IGNORECASE)
_PUNCTUATION = frozenset(" ._-")


@dataclass(frozen=True, slots=True)
class Attribution:
    """The labels that the host page sent along; None where it sent none that can be kept."""

    source: str | None = None
    utm_source: str | None = None
    utm_medium: str | None = None
    utm_campaign: str | None = None

    @classmethod
    def clean(
        cls,
        source: object = None,
        utm_source: object = None,
        utm_medium: object = None,
        utm_campaign: object = None,
    ) -> Self:
        """Keep what is a label and drop the rest; takes anything and never raises."""
        return cls(
            source=_source(source),
            utm_source=_label(utm_source),
            utm_medium=_label(utm_medium),
            utm_campaign=_label(utm_campaign),
        )


def _source(value: object) -> str | None:
    """A label of 1–40 lower-case letters, digits and hyphens, or None."""
    # Cut first, so that a megabyte isn't lowered; one more than fits keeps "too long" too long.
    label = value[:41].lower() if isinstance(value, str) else ""
    return label if _SOURCE.fullmatch(label) else None


def _label(value: object) -> str | None:
    """At most 80 letters, digits, spaces and `. _ -`, or None; refused whole with an @ in it."""
    if not isinstance(value, str) or _ADDRESS.search(value):
        return None
    text = unicodedata.normalize("NFKC", value[:LABEL_LENGTH])
    kept = "".join(c if c.isalnum() or c in _PUNCTUATION else "-" for c in text)
    return kept[:LABEL_LENGTH].strip(" -") or None
