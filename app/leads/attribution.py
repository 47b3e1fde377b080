"""Where a visitor came from, in labels that can name a campaign but not a person."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Self

from app.labels import CAMPAIGN_LENGTH, OTHER, SOURCE_LENGTH, label

# How long each label may be, in characters, by the name of its column.
LABELS = {
    "source": SOURCE_LENGTH,
    "utm_source": CAMPAIGN_LENGTH,
    "utm_medium": CAMPAIGN_LENGTH,
    "utm_campaign": CAMPAIGN_LENGTH,
}


@dataclass(frozen=True, slots=True)
class Attribution:
    """The labels that the host page sent along; None where it sent none that can be kept."""

    source: str | None = None
    utm_source: str | None = None
    utm_medium: str | None = None
    utm_campaign: str | None = None

    @classmethod
    def clean(cls, given: Mapping[str, object], sources: Collection[str] = ()) -> Self:
        """Keep what is a label and drop the rest; takes anything and never raises.

        `given`: by the names in LABELS. `sources`: the only ones accepted, if there are any; any
        other becomes OTHER.
        """
        kept = {name: label(given.get(name), longest) for name, longest in LABELS.items()}
        if sources and kept["source"] is not None and kept["source"] not in sources:
            kept["source"] = OTHER
        return cls(**kept)
