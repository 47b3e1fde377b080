"""The address of "talk to us", with what it may tell of a result filled in."""

from urllib.parse import urlencode, urlsplit, urlunsplit


def contact_url(address: str, reference: str, level: int | None, language: str) -> str:
    """CONTACT_URL for one result: its `{ref}`, `{level}` and `{lang}` filled in.

    Where it has no place for the reference, `?ref=` is added to whatever query it has.
    """
    filled = _filled(address, reference, level, language)
    if "{ref}" in address:
        return filled
    parts = urlsplit(filled)
    query = "&".join(filter(None, [parts.query, urlencode({"ref": reference})]))
    return urlunsplit(parts._replace(query=query))


def contact_page(address: str, language: str) -> str:
    """CONTACT_URL for somebody who has no result."""
    return _filled(address, "", None, language)


def _filled(address: str, reference: str, level: int | None, language: str) -> str:
    values = {"{ref}": reference, "{level}": str(level or ""), "{lang}": language}
    for placeholder, value in values.items():
        address = address.replace(placeholder, value)
    return address
