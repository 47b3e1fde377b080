"""What a label is: it can name a page or a campaign, and must not point to a person.

A label is kept whole or not at all: a name or a number cut to fit would still be half kept.
No rule can recognise a person's name on its own: "jan-jansen" could be a campaign.
"""

import re
import unicodedata

SOURCE_LENGTH = 40
CAMPAIGN_LENGTH = 60
# Stands in for a source that is not counted by itself.
OTHER = "other"

_LONGEST_GIVEN = 200  # anything longer is not even examined, so that a megabyte costs nothing
_LABEL = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_BETWEEN = re.compile(r"[\s._-]+")
# A recent year, with or without month and day: 2026, 2026-11, 2026-11-20. Births are earlier.
_DATE = re.compile(r"(?<![a-z0-9])20[2-9][0-9](?:-[0-9]{2}){0,2}(?![a-z0-9])")
_MOST_DIGITS = 9  # a Dutch telephone number has ten, an account number twelve and more
_MOST_DIGITS_UNDATED = 4
_TELLING = (
    # A telephone, customer or account number.
    re.compile(r"[0-9]{5}"),
    # An address: "name at host", a Dutch postcode, a street and number.
    re.compile(r"-(?:at|apenstaartje)-"),
    re.compile(r"(?<![a-z0-9])(?!20[2-9])[1-9][0-9]{3}-?[a-z]{2}(?![a-z0-9])"),
    re.compile(r"(?:straat|laan|weg|plein|gracht|kade|street|road|avenue|lane)-[0-9]{1,3}[a-z]?\b"),
    # The code that a visitor of ours can quote.
    re.compile(r"(?<![a-z0-9])ac-?[0-9a-z]{5}-?[0-9a-z]{5}(?![a-z0-9])"),
    # An identifier made by a machine: sixteen hexadecimal digits, whatever separates them, or
    # letters and digits that alternate ("x7k9q2", not "b2b2c"), or seven consonants in a row.
    re.compile(r"[0-9a-f](?:-?[0-9a-f]){15}"),
    re.compile(r"(?<![a-z0-9])(?=[a-z0-9]{6})(?:[a-z]+[0-9]+|[0-9]+[a-z]+){2}"),
    re.compile(r"[b-df-hj-np-tv-xz]{7}"),
)


def label(given: object, longest: int) -> str | None:
    """The label that was meant; None if it exceeds `longest` characters or could name somebody.

    Letters become lower case and lose their accents; spaces, dots and underscores become hyphens.
    Takes anything and never raises. What is a label already comes back unchanged.
    """
    if not isinstance(given, str) or len(given) > _LONGEST_GIVEN:
        return None
    plain = unicodedata.normalize("NFKD", given.strip()).casefold()
    bare = "".join(each for each in plain if not unicodedata.combining(each))
    found = _BETWEEN.sub("-", bare).strip("-")
    fits = len(found) <= longest and _LABEL.fullmatch(found)
    return found if fits and not _tells_of_somebody(found) else None


def _tells_of_somebody(found: str) -> bool:
    digits, undated = _digits(found), _digits(_DATE.sub("", found, count=1))
    if digits > _MOST_DIGITS or undated > _MOST_DIGITS_UNDATED:
        return True
    return any(telling.search(found) for telling in _TELLING)


def _digits(text: str) -> int:
    return sum(each.isdigit() for each in text)
