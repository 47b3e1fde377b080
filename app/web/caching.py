"""How long a browser keeps what one visitor was given, which search engines never find."""

from typing import TypeVar

from werkzeug.wrappers import Response

Given = TypeVar("Given", bound=Response)

_YEAR = 365 * 24 * 3600


def kept_by_nobody(response: Given) -> Given:
    """What may have changed, or should leave no trace, by the next look."""
    return _unfindable(response, "private, no-store")


def kept_for_going_back(response: Given) -> Given:
    """A form, which a browser shows once more on the way back; an error is kept by nobody."""
    if response.status_code not in (200, 422):
        return kept_by_nobody(response)
    return _unfindable(response, "private, no-cache")


def kept_as_file(response: Given, name: str) -> Given:
    """What a visitor keeps on a device of theirs, under this name; nobody else does."""
    if response.status_code == 200:
        response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return kept_by_nobody(response)


def kept_by_its_visitor(response: Given) -> Given:
    """What stays as it is, such as an image of a result; an error is kept by nobody."""
    if response.status_code != 200:
        return kept_by_nobody(response)
    return _unfindable(response, f"private, max-age={_YEAR}, immutable")


def _unfindable(response: Given, kept: str) -> Given:
    response.headers["Cache-Control"] = kept
    response.headers["X-Robots-Tag"] = "noindex"
    return response
